// Package os provides an interface to the machine: the program's arguments and
// environment, its standard files, its end.
package os

import "errors"

// Args hold the command-line arguments, starting with the program name.
var Args []string

func init() {
	Args = runtime_args()
}

func runtime_args() []string
func runtime_envs() []string
func runtime_beforeExit(exitCode int)
func runtime_exit(code int)
func runtime_getpid() int

// Exit causes the current program to exit with the given status code.
// Conventionally, code zero indicates success, non-zero an error. The program
// terminates immediately; deferred functions are not run.
func Exit(code int) {
	runtime_beforeExit(code)
	runtime_exit(code)
}

// The identity of the one user and process of the machine.

func Getpid() int  { return runtime_getpid() }
func Getppid() int { return 1 }
func Getuid() int  { return 1000 }
func Geteuid() int { return 1000 }
func Getgid() int  { return 1000 }
func Getegid() int { return 1000 }

// Getpagesize returns the underlying system's memory page size.
func Getpagesize() int { return 4096 }

// Hostname returns the host name reported by the kernel.
func Hostname() (name string, err error) { return "mapscope", nil }

// Executable returns the path name for the executable that started the current
// process.
func Executable() (string, error) {
	if len(Args) == 0 {
		return "", errors.New("Executable path is empty")
	}
	return Args[0], nil
}

// Interrupt and Kill are the signals that all machines have.
var (
	Interrupt Signal = sysSignal(2)
	Kill      Signal = sysSignal(9)
)

// A Signal represents an operating system signal.
type Signal interface {
	String() string
	Signal() // to distinguish from other Stringers
}

type sysSignal int

func (s sysSignal) Signal() {}

func (s sysSignal) String() string {
	if s == 2 {
		return "interrupt"
	}
	return "killed"
}
