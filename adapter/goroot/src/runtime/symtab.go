// What the linker knows about functions, for tracebacks, stack growth and
// runtime.Caller.
//
// firstmoduledata is filled by the linker. functab lists every function in the
// order of its code, with offsets into two byte tables: names, and pctab, which
// holds for each function two lists of (value, range of pcs) pairs — the line,
// and how far SP has moved since the entry — and two bit vectors that say which
// words of its frame and of its arguments are pointers.
//
// A pc in the middle of a stack is a return address: it points behind the call.
// Lines are therefore looked up at pc-1, except for the innermost frame and for
// a frame that a signal interrupted.
package runtime

import (
	"internal/abi"
	"unsafe"
)

type moduledata struct {
	text, etext, types, etypes, rodata, erodata, data, edata, bss, ebss uintptr

	functab     []_func // sorted by entry
	funcnametab []byte  // strings with a 0 at the end: names of functions and files
	pctab       []byte
	typelinks   []*_type  // every descriptor of the program
	itablinks   []*itab   // interface tables made by the compiler
	inittasks   []uintptr // each package's initialiser, dependencies first

	gcdatamask, gcbssmask *byte // which words of data and bss are pointers
}

var firstmoduledata moduledata

// _func is one function. Offsets are from the start of the text, of funcnametab
// or of pctab; 0 in the latter two means there is none.
type _func struct {
	entryOff    uint32
	endOff      uint32
	nameOff     uint32
	fileOff     uint32
	startLine   int32
	pcln        uint32
	pcsp        uint32
	frameSize   uint32 // locals and outgoing arguments, without saved BP
	argSize     uint32 // incoming area: arguments and results on the stack, homes of register arguments
	argMap      uint32
	localMap    uint32
	argInfo     uint32 // how tracebacks print the arguments
	deferreturn uint32
	funcID      abi.FuncID
	flag        abi.FuncFlag
	_           uint16
}

type funcInfo struct {
	*_func
}

func (f funcInfo) valid() bool   { return f._func != nil }
func (f *_func) entry() uintptr  { return firstmoduledata.text + uintptr(f.entryOff) }
func (f *_func) end() uintptr    { return firstmoduledata.text + uintptr(f.endOff) }
func (f *_func) isWrapper() bool { return f.funcID == abi.FuncIDWrapper }
func (f *_func) raw() *Func      { return (*Func)(unsafe.Pointer(f)) }

// findfunc is the function that contains pc.
func findfunc(pc uintptr) funcInfo {
	md := &firstmoduledata
	if pc < md.text || pc >= md.etext {
		return funcInfo{}
	}
	off := uint32(pc - md.text)
	// The last entry that is not behind pc.
	lo, hi := 0, len(md.functab)
	for lo < hi {
		mid := int(uint(lo+hi) / 2)
		if md.functab[mid].entryOff <= off {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo == 0 {
		return funcInfo{}
	}
	f := &md.functab[lo-1]
	if off >= f.endOff {
		return funcInfo{}
	}
	return funcInfo{f}
}

// tabString is the string at off in funcnametab.
func tabString(off uint32) string {
	if off == 0 {
		return ""
	}
	tab := firstmoduledata.funcnametab
	n := off
	for tab[n] != 0 {
		n++
	}
	s := stringStruct{unsafe.Pointer(&tab[off]), int(n - off)}
	return *(*string)(unsafe.Pointer(&s))
}

func funcname(f funcInfo) string {
	if !f.valid() {
		return ""
	}
	return tabString(f.nameOff)
}

func funcfile(f funcInfo) string {
	if f.fileOff == 0 {
		return "?"
	}
	return tabString(f.fileOff)
}

// readvarint reads an unsigned varint of pctab.
func readvarint(tab []byte, i uint32) (uint32, uint32) {
	var v, shift uint32
	for {
		b := tab[i]
		i++
		v |= uint32(b&0x7f) << (shift & 31)
		if b&0x80 == 0 {
			return v, i
		}
		shift += 7
	}
}

// pcvalue walks the table at off to the entry that covers targetpc.
func pcvalue(f funcInfo, off uint32, value int32, targetpc uintptr) int32 {
	if off == 0 {
		return value
	}
	tab := firstmoduledata.pctab
	pc := f.entry()
	end := f.end()
	i := off
	for pc < end {
		var delta, length uint32
		delta, i = readvarint(tab, i)
		length, i = readvarint(tab, i)
		value += int32(delta>>1) ^ -int32(delta&1)
		pc += uintptr(length)
		if targetpc < pc {
			return value
		}
	}
	return value
}

// funcline is the place of targetpc in the source.
func funcline(f funcInfo, targetpc uintptr) (file string, line int32) {
	if !f.valid() {
		return "?", 0
	}
	return funcfile(f), pcvalue(f, f.pcln, f.startLine, targetpc)
}

// funcspdelta is how far SP is below its value at the entry: 0 at the entry, 8
// once BP is pushed, 8+frameSize in the body.
func funcspdelta(f funcInfo, targetpc uintptr) int32 {
	return pcvalue(f, f.pcsp, 0, targetpc)
}

// bitvector says which of n words are pointers.
type bitvector struct {
	n        int32
	bytedata *byte
}

func funcArgMap(f funcInfo) bitvector {
	if f.argMap == 0 {
		return bitvector{}
	}
	return bitvector{int32(f.argSize / 8), &firstmoduledata.pctab[f.argMap]}
}

func funcLocalMap(f funcInfo) bitvector {
	if f.localMap == 0 {
		return bitvector{}
	}
	return bitvector{int32(f.frameSize / 8), &firstmoduledata.pctab[f.localMap]}
}

// funcNameForPrint is the name that tracebacks show.
func funcNameForPrint(name string) string {
	return name
}

func funcpkgpath(f funcInfo) string {
	name := funcname(f)
	i := len(name) - 1
	for ; i > 0; i-- {
		if name[i] == '/' {
			break
		}
	}
	for ; i < len(name); i++ {
		if name[i] == '.' {
			break
		}
	}
	return name[:i]
}

// A Func represents a Go function in the running binary.
type Func struct {
	opaque struct{}
}

func (f *Func) funcInfo() funcInfo { return funcInfo{(*_func)(unsafe.Pointer(f))} }

// FuncForPC returns the function that contains pc, or nil.
func FuncForPC(pc uintptr) *Func {
	f := findfunc(pc)
	if !f.valid() {
		return nil
	}
	return f._func.raw()
}

// Name returns the name of the function.
func (f *Func) Name() string {
	if f == nil {
		return ""
	}
	return funcname(f.funcInfo())
}

// Entry returns the entry address of the function.
func (f *Func) Entry() uintptr { return f.funcInfo().entry() }

// FileLine returns the file and line of the code at pc.
func (f *Func) FileLine(pc uintptr) (file string, line int) {
	file, l := funcline(f.funcInfo(), pc)
	return file, int(l)
}

// Frame is what Frames returns for each call frame.
type Frame struct {
	PC       uintptr // the calling instruction
	Func     *Func
	Function string
	File     string
	Line     int

	startLine int
	Entry     uintptr
	funcInfo  funcInfo
}

// Frames turns the pcs of Callers into function, file and line.
type Frames struct {
	callers []uintptr
}

// CallersFrames begins the translation of pcs returned by Callers.
func CallersFrames(callers []uintptr) *Frames {
	return &Frames{callers}
}

// Next returns the next frame and whether there are more behind it.
func (ci *Frames) Next() (frame Frame, more bool) {
	for len(ci.callers) > 0 {
		pc := ci.callers[0]
		ci.callers = ci.callers[1:]
		f := findfunc(pc)
		if !f.valid() {
			continue
		}
		if pc > f.entry() {
			pc-- // a return address: look at the call
		}
		file, line := funcline(f, pc)
		return Frame{
			PC:        pc,
			Func:      f._func.raw(),
			Function:  funcname(f),
			File:      file,
			Line:      int(line),
			startLine: int(f.startLine),
			Entry:     f.entry(),
			funcInfo:  f,
		}, len(ci.callers) > 0
	}
	return Frame{}, false
}
