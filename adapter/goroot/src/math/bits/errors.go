package bits

// arithmeticError is what the hardware's own failures look like: a runtime.Error.
type arithmeticError string

func (e arithmeticError) RuntimeError() {}

func (e arithmeticError) Error() string { return "runtime error: " + string(e) }

var (
	divideError   error = arithmeticError("integer divide by zero")
	overflowError error = arithmeticError("integer overflow")
)
