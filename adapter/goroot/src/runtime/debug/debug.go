// Package debug contains facilities for programs to debug themselves while they
// are running.
package debug

import "runtime"

// In package runtime.

func setGCPercent(in int32) (out int32)
func freeOSMemory()
func setMaxStack(in int) (out int)
func setPanicOnFault(bool) bool
func writeErr(b []byte)

// SetTraceback sets the amount of detail printed by the runtime in the traceback
// it prints before exiting due to an unrecovered panic or an internal runtime
// error. It cannot reduce what the environment variable GOTRACEBACK asks for.
func SetTraceback(level string)

// SetGCPercent sets the garbage collection target percentage and returns the
// previous setting. A negative percentage disables garbage collection.
func SetGCPercent(percent int) int {
	return int(setGCPercent(int32(percent)))
}

// FreeOSMemory forces a garbage collection.
func FreeOSMemory() {
	freeOSMemory()
}

// SetMaxStack sets the maximum amount of memory that can be used by a single
// goroutine stack and returns the previous setting.
func SetMaxStack(bytes int) int {
	return setMaxStack(bytes)
}

// SetPanicOnFault controls the runtime's behavior when a program faults at an
// unexpected (non-nil) address: if enabled, it panics instead of crashing. It
// applies only to the current goroutine and returns the previous setting.
func SetPanicOnFault(enabled bool) bool {
	return setPanicOnFault(enabled)
}

// PrintStack prints to standard error the stack trace returned by runtime.Stack.
func PrintStack() {
	writeErr(Stack())
}

// Stack returns a formatted stack trace of the goroutine that calls it.
func Stack() []byte {
	buf := make([]byte, 1024)
	for {
		n := runtime.Stack(buf, false)
		if n < len(buf) {
			return buf[:n]
		}
		buf = make([]byte, 2*len(buf))
	}
}
