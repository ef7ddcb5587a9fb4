package fmt

import (
	"reflect"
	"unicode/utf8"
)

// tooLarge says whether a width or precision is beyond what anybody means.
func tooLarge(x int) bool { return x > 1e6 || x < -1e6 }

// parsenum reads a number at the beginning of s[start:end]; newi is where it ends.
func parsenum(s string, start, end int) (num int, isnum bool, newi int) {
	for newi = start; newi < end && '0' <= s[newi] && s[newi] <= '9'; newi++ {
		num = num*10 + int(s[newi]-'0')
		if tooLarge(num) {
			return 0, false, end
		}
		isnum = true
	}
	return num, isnum, newi
}

// intFromArg takes the argument for a *.
func intFromArg(a []any, argNum int) (num int, isInt bool, newArgNum int) {
	newArgNum = argNum
	if argNum < len(a) {
		num, isInt = a[argNum].(int)
		if !isInt {
			v := reflect.ValueOf(a[argNum])
			switch {
			case v.CanInt():
				num, isInt = int(v.Int()), true
			case v.CanUint():
				num, isInt = int(v.Uint()), int64(v.Uint()) >= 0
			}
		}
		newArgNum = argNum + 1
		if isInt && tooLarge(num) {
			num, isInt = 0, false
		}
	}
	return num, isInt, newArgNum
}

// parseArgNumber reads an index, [n], at the beginning of the format: wid is how
// long it is; ok is false if it does not parse.
func parseArgNumber(format string) (index int, wid int, ok bool) {
	if len(format) < 3 {
		return 0, 1, false
	}
	for i := 1; i < len(format); i++ {
		if format[i] == ']' {
			n, ok, end := parsenum(format, 1, i)
			if !ok || end != i {
				return 0, i + 1, false
			}
			return n - 1, i + 1, true // arguments count from one
		}
	}
	return 0, 1, false
}

// argNumber takes an index at format[i:], if there is one.
func (p *pp) argNumber(argNum int, format string, i int, numArgs int) (newArgNum, newi int, found bool) {
	if i >= len(format) || format[i] != '[' {
		return argNum, i, false
	}
	p.reordered = true
	index, wid, ok := parseArgNumber(format[i:])
	if ok && 0 <= index && index < numArgs {
		return index, i + wid, true
	}
	p.goodArgNum = false
	return argNum, i + wid, ok
}

// flag notes the flag c, and reports whether it is one.
func (f *fmt) flag(c byte) bool {
	switch c {
	case '#':
		f.sharp = true
	case '0':
		f.zero = true
	case '+':
		f.plus = true
	case '-':
		f.minus = true
	case ' ':
		f.space = true
	default:
		return false
	}
	return true
}

func (p *pp) doPrintf(format string, a []any) {
	end := len(format)
	argNum := 0
	afterIndex := false // an index was just read: its verb must follow
	p.reordered = false
	for i := 0; i < end; {
		p.goodArgNum = true
		start := i
		for i < end && format[i] != '%' {
			i++
		}
		if i > start {
			p.buf.writeString(format[start:i])
		}
		if i >= end {
			break
		}
		i++ // the %
		p.fmt.clearflags()
		for i < end && p.fmt.flag(format[i]) {
			i++
		}
		argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))

		if i < end && format[i] == '*' {
			i++
			p.fmt.wid, p.fmt.widPresent, argNum = intFromArg(a, argNum)
			if !p.fmt.widPresent {
				p.buf.writeString("%!(BADWIDTH)")
			}
			if p.fmt.wid < 0 { // as the flag -
				p.fmt.wid = -p.fmt.wid
				p.fmt.minus = true
				p.fmt.zero = false
			}
			afterIndex = false
		} else {
			p.fmt.wid, p.fmt.widPresent, i = parsenum(format, i, end)
			if afterIndex && p.fmt.widPresent { // "%[3]2d"
				p.goodArgNum = false
			}
		}

		if i+1 < end && format[i] == '.' { // at the end it is a verb, and a bad one
			i++
			if afterIndex { // "%[3].2d"
				p.goodArgNum = false
			}
			argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))
			if i < end && format[i] == '*' {
				i++
				p.fmt.prec, p.fmt.precPresent, argNum = intFromArg(a, argNum)
				if p.fmt.prec < 0 { // as if there were none
					p.fmt.prec = 0
					p.fmt.precPresent = false
				}
				if !p.fmt.precPresent {
					p.buf.writeString("%!(BADPREC)")
				}
				afterIndex = false
			} else {
				p.fmt.prec, p.fmt.precPresent, i = parsenum(format, i, end)
				if !p.fmt.precPresent {
					p.fmt.prec = 0
					p.fmt.precPresent = true
				}
			}
		}
		if !afterIndex {
			argNum, i, afterIndex = p.argNumber(argNum, format, i, len(a))
		}
		if i >= end {
			p.buf.writeString("%!(NOVERB)")
			break
		}
		verb, size := rune(format[i]), 1
		if verb >= utf8.RuneSelf {
			verb, size = utf8.DecodeRuneInString(format[i:])
		}
		i += size
		switch {
		case verb == '%': // takes no argument, and ignores width and flags
			p.buf.writeByte('%')
		case !p.goodArgNum:
			p.complain(verb, "(BADINDEX)")
		case argNum >= len(a):
			p.complain(verb, "(MISSING)")
		default:
			if verb == 'w' {
				p.wrappedErrs = append(p.wrappedErrs, argNum)
			}
			if verb == 'v' || verb == 'w' {
				// These mean something else with %v.
				p.fmt.sharpV, p.fmt.sharp = p.fmt.sharp, false
				p.fmt.plusV, p.fmt.plus = p.fmt.plus, false
			}
			p.printArg(a[argNum], verb)
			argNum++
		}
	}
	// With indexes nobody can say which arguments are left over.
	if !p.reordered && argNum < len(a) {
		p.fmt.clearflags()
		p.buf.writeString("%!(EXTRA ")
		for i, arg := range a[argNum:] {
			if i > 0 {
				p.buf.writeString(", ")
			}
			if arg == nil {
				p.buf.writeString("<nil>")
			} else {
				p.buf.writeString(reflect.TypeOf(arg).String())
				p.buf.writeByte('=')
				p.printArg(arg, 'v')
			}
		}
		p.buf.writeByte(')')
	}
}

func (p *pp) complain(verb rune, text string) {
	p.buf.writeString("%!")
	p.buf.writeRune(verb)
	p.buf.writeString(text)
}
