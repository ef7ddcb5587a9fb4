package runtime

import "unsafe"

// print and println write to standard error without allocating, so they work in
// every state of the runtime. The compiler turns a call into printlock, one call
// an argument, printunlock: a line is not torn apart by other threads.

var debuglock mutex

// printlock can be taken again by the thread that holds it, so that a print
// inside a print (a fault while printing) does not hang.
func printlock() {
	mp := getg().m
	mp.locks++
	mp.printlock++
	if mp.printlock == 1 {
		lock(&debuglock)
	}
	mp.locks--
}

func printunlock() {
	mp := getg().m
	mp.printlock--
	if mp.printlock == 0 {
		unlock(&debuglock)
	}
}

// gwrite is where all printing ends: standard error, or the buffer of a
// goroutine that collects its own traceback (runtime.Stack).
func gwrite(b []byte) {
	if len(b) == 0 {
		return
	}
	gp := getg()
	if gp == nil || gp.writebuf == nil || gp.m.dying > 0 {
		writeErr(b)
		return
	}
	n := copy(gp.writebuf[len(gp.writebuf):cap(gp.writebuf)], b)
	gp.writebuf = gp.writebuf[:len(gp.writebuf)+n]
}

func writeErr(b []byte) {
	write(2, (*slice)(unsafe.Pointer(&b)).array, int32(len(b)))
}

//go:nosplit
func writeErrStr(s string) {
	write(2, stringStructOf(&s).str, int32(len(s)))
}

func bytesOf(s string) []byte {
	ss := stringStructOf(&s)
	b := slice{ss.str, ss.len, ss.len}
	return *(*[]byte)(unsafe.Pointer(&b))
}

func printstring(s string) {
	if len(s) != 0 {
		gwrite(bytesOf(s))
	}
}

func printslice(s []byte) {
	print("[", len(s), "/", cap(s), "]")
	printpointer((*slice)(unsafe.Pointer(&s)).array)
}

func printsp() { printstring(" ") }
func printnl() { printstring("\n") }

func printbool(v bool) {
	if v {
		printstring("true")
	} else {
		printstring("false")
	}
}

func printuint(v uint64) {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			break
		}
	}
	gwrite(buf[i:])
}

func printint(v int64) {
	if v < 0 {
		printstring("-")
		v = -v
	}
	printuint(uint64(v))
}

var minhexdigits = 0 // smallest number of digits that printhex prints

func printhex(v uint64) {
	const digits = "0123456789abcdef"
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = digits[v%16]
		v /= 16
		if v == 0 && len(buf)-i >= minhexdigits {
			break
		}
	}
	i--
	buf[i] = 'x'
	i--
	buf[i] = '0'
	gwrite(buf[i:])
}

func printpointer(p unsafe.Pointer) { printhex(uint64(uintptr(p))) }
func printuintptr(p uintptr)        { printhex(uint64(p)) }

// hex marks a number that print is to write in hexadecimal.
type hex uint64

func printfloat(v float64) {
	if v != v {
		printstring("NaN")
		return
	}
	if v+v == v && v > 0 {
		printstring("+Inf")
		return
	}
	if v+v == v && v < 0 {
		printstring("-Inf")
		return
	}
	const digits = 7
	// sign, one digit, dot, digits-1 digits, e, sign, three digits
	var buf [digits + 7]byte
	buf[0] = '+'
	e := 0
	if v == 0 {
		if 1/v < 0 {
			buf[0] = '-'
		}
	} else {
		if v < 0 {
			v = -v
			buf[0] = '-'
		}
		// Scale to 1 <= v < 10, then round to the digits printed.
		for v >= 10 {
			e++
			v /= 10
		}
		for v < 1 {
			e--
			v *= 10
		}
		half := 5.0
		for i := 0; i < digits; i++ {
			half /= 10
		}
		v += half
		if v >= 10 {
			e++
			v /= 10
		}
	}
	for i := 0; i < digits; i++ {
		d := int(v)
		buf[i+2] = byte(d + '0')
		v -= float64(d)
		v *= 10
	}
	buf[1] = buf[2]
	buf[2] = '.'
	buf[digits+2] = 'e'
	buf[digits+3] = '+'
	if e < 0 {
		e = -e
		buf[digits+3] = '-'
	}
	buf[digits+4] = byte(e/100) + '0'
	buf[digits+5] = byte(e/10)%10 + '0'
	buf[digits+6] = byte(e%10) + '0'
	gwrite(buf[:])
}

func printeface(e eface) { print("(", unsafe.Pointer(e._type), ",", e.data, ")") }
func printiface(i iface) { print("(", unsafe.Pointer(i.tab), ",", i.data, ")") }

// printindented writes a panic's message: lines after the first get a tab.
func printindented(s string) {
	for {
		i := indexByte(s, '\n')
		if i < 0 {
			break
		}
		i++
		printstring(s[:i])
		printstring("\t")
		s = s[i:]
	}
	printstring(s)
}
