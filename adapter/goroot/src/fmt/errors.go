package fmt

import "errors"

// Errorf formats according to a format specifier and returns the string as a value
// that satisfies error.
//
// If the format specifier includes a %w verb with an error operand, the returned
// error will implement an Unwrap method returning the operand; with several, a
// method that returns them all, in the order of the arguments.
func Errorf(format string, a ...any) error {
	p := newPrinter()
	p.wrapErrs = true
	p.doPrintf(format, a)
	s := string(p.buf)
	var err error
	switch len(p.wrappedErrs) {
	case 0:
		err = errors.New(s)
	case 1:
		w := &wrapError{msg: s}
		w.err, _ = a[p.wrappedErrs[0]].(error)
		err = w
	default:
		sortInts(p.wrappedErrs)
		var errs []error
		for i, arg := range p.wrappedErrs {
			if i > 0 && p.wrappedErrs[i-1] == arg {
				continue
			}
			if e, ok := a[arg].(error); ok {
				errs = append(errs, e)
			}
		}
		err = &wrapErrors{s, errs}
	}
	p.free()
	return err
}

func sortInts(s []int) {
	for i := 1; i < len(s); i++ {
		for j := i; j > 0 && s[j] < s[j-1]; j-- {
			s[j], s[j-1] = s[j-1], s[j]
		}
	}
}

type wrapError struct {
	msg string
	err error
}

func (e *wrapError) Error() string { return e.msg }
func (e *wrapError) Unwrap() error { return e.err }

type wrapErrors struct {
	msg  string
	errs []error
}

func (e *wrapErrors) Error() string   { return e.msg }
func (e *wrapErrors) Unwrap() []error { return e.errs }
