package os

import "errors"

// Portable analogs of some common system call errors. Errors returned from this
// package may be tested against these errors with errors.Is.
var (
	ErrInvalid          = errors.New("invalid argument")
	ErrPermission       = errors.New("permission denied")
	ErrExist            = errors.New("file already exists")
	ErrNotExist         = errors.New("file does not exist")
	ErrClosed           = errors.New("file already closed")
	ErrProcessDone      = errors.New("os: process already finished")
	ErrNoDeadline       = errors.New("file type does not support deadline")
	ErrDeadlineExceeded = errors.New("i/o timeout")
)

// PathError records an error and the operation and file path that caused it.
type PathError struct {
	Op   string
	Path string
	Err  error
}

func (e *PathError) Error() string { return e.Op + " " + e.Path + ": " + e.Err.Error() }
func (e *PathError) Unwrap() error { return e.Err }

// SyscallError records an error from a specific system call.
type SyscallError struct {
	Syscall string
	Err     error
}

func (e *SyscallError) Error() string { return e.Syscall + ": " + e.Err.Error() }
func (e *SyscallError) Unwrap() error { return e.Err }

// NewSyscallError returns, as an error, a new SyscallError with the given system call
// name and error details; nil if err is nil.
func NewSyscallError(syscall string, err error) error {
	if err == nil {
		return nil
	}
	return &SyscallError{syscall, err}
}

func underlying(err error) error {
	switch e := err.(type) {
	case *PathError:
		return e.Err
	case *SyscallError:
		return e.Err
	}
	return err
}

// IsExist reports whether the error is known to report that a file or directory
// already exists.
func IsExist(err error) bool { return underlying(err) == ErrExist }

// IsNotExist reports whether the error is known to report that a file or directory
// does not exist.
func IsNotExist(err error) bool { return underlying(err) == ErrNotExist }

// IsPermission reports whether the error is known to report that permission is
// denied.
func IsPermission(err error) bool { return underlying(err) == ErrPermission }

// errno is a number by which the kernel says what went wrong.
type errno int32

func (e errno) Error() string {
	switch e {
	case 4:
		return "interrupted system call"
	case 5:
		return "input/output error"
	case 9:
		return "bad file descriptor"
	case 11:
		return "resource temporarily unavailable"
	case 14:
		return "bad address"
	case 22:
		return "invalid argument"
	case 29:
		return "illegal seek"
	case 32:
		return "broken pipe"
	case 38:
		return "function not implemented"
	}
	digits := ""
	for n := int(e); n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return "errno " + digits
}
