package main

import (
	"errors"
	"fmt"
	"os"
)

type point struct{ X, Y int }

type named struct {
	Name string
	tags []string
	M    map[string]int
	P    *point
	I    interface{}
	E    error
	F    func()
	C    chan int
	B    [3]byte
	f    float32
}

type celsius float64

func (c celsius) String() string { return fmt.Sprintf("%.1f°C", float64(c)) }

type code int

func (c code) Error() string { return "code " + fmt.Sprint(int(c)) }

type goStringer struct{}

func (goStringer) GoString() string { return "goStringer!" }

type formatter struct{}

func (formatter) Format(s fmt.State, verb rune) {
	w, wok := s.Width()
	p, pok := s.Precision()
	fmt.Fprintf(s, "[%c %v %v", verb, wok, pok)
	if wok && pok {
		fmt.Fprint(s, w, p)
	}
	for _, c := range "+-# 0" {
		if s.Flag(int(c)) {
			fmt.Fprintf(s, " %q", c)
		}
	}
	s.Write([]byte("]"))
}

type panicker struct{ what interface{} }

func (p *panicker) String() string { panic(p.what) }

type nilReceiver struct{ x int }

func (n *nilReceiver) Error() string { return fmt.Sprint(n.x) }

type inner struct{ celsius }
type holder struct {
	C celsius
	c celsius
}

func main() {
	fmt.Printf("%d|%5d|%-5d|%05d|%+d|% d|%x|%X|%#x|%o|%#o|%O|%b|%#b|%c|%q|%U|%#U\n", 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 42, 0x1F600)
	fmt.Printf("%d|%5d|%-5d|%05d|%x|%o|%b|%.5d|%8.5d|%-8.5d|%08.5d|%.0d|%+.3d\n", -42, -42, -42, -42, -42, -42, -42, -42, -42, -42, -42, 0, 7)
	fmt.Printf("%v|%+v|%#v|%T|%5v|%-5v|\n", int8(-7), uint8(7), uint16(7), uintptr(7), 1, 2)
	fmt.Printf("%e|%E|%f|%F|%g|%G|%.2f|%8.3f|%-8.2f|%08.2f|%+.1e|% f|%x|%X|%b\n", 3.14159, 3.14159, 3.14159, 3.14159, 3.14159, 1e-10, 3.14159, 3.14159, 3.14159, -3.14159, 31415.9, 2.5, 1.5, 1.5, 1.5)
	fmt.Printf("%v %v %v %v %g %.3g %#g %#.3f %6.2f%%\n", 1e21, 1e20, 123456789.0, float32(0.1), 100000.0, 1234567.0, 1.0, 2.0, 99.5)
	fmt.Printf("%s|%10s|%-10s|%.2s|%q|%x|%X|% x|%#x|%# x|%+q|%#q|%05s\n", "héllo", "hi", "hi", "héllo", "a\"b\n", "hi", "hi", "hi", "hi", "hi", "é", "`raw", "ab")
	fmt.Printf("%s|%v|%d|%x|%q|%s|%v\n", []byte("abc"), []byte("abc"), []byte("abc"), []byte("abc"), []byte("abc"), [3]byte{65, 66, 67}, [3]byte{65, 66, 67})
	fmt.Printf("%t|%v|%5t|%q\n", true, false, true, []string{"a", "b c"})
	fmt.Printf("%v|%+v|%#v|%T\n", point{1, 2}, point{1, 2}, point{1, 2}, point{1, 2})
	fmt.Printf("%v|%+v|%#v|%T\n", &point{1, 2}, &point{1, 2}, &point{1, 2}, &point{1, 2})
	n := named{Name: "n", tags: []string{"x", "y"}, M: map[string]int{"b": 2, "a": 1}, I: 3, E: errors.New("bad"), f: 2.5}
	fmt.Printf("%v\n%+v\n%#v\n", n.tags, n.M, n.M)
	n.E = nil
	fmt.Printf("%v\n%+v\n%#v\n", n, n, n)
	fmt.Println(map[interface{}]int{1: 1, "a": 2}[1], map[point]string{{2, 1}: "b", {1, 2}: "a"}, map[float64]int{2.5: 1, -1: 2}, map[bool]int{true: 1, false: 0})
	fmt.Printf("%#v %#v %#v %#v\n", []int(nil), map[string]int(nil), []interface{}{1, "a", nil, 2.5}, [2]bool{true})
	fmt.Printf("%v %s %d %x %X\n", celsius(21.55), celsius(3), celsius(3), celsius(3), celsius(10))
	fmt.Printf("%v %d %s\n", code(3), code(3), []error{code(1), nil})
	fmt.Printf("%v %+v %#v\n", holder{1, 2}, &holder{1, 2}, holder{1, 2})
	fmt.Printf("%v %+v\n", inner{3}, []inner{{4}})
	fmt.Printf("%#v %v %#v\n", goStringer{}, goStringer{}, []goStringer{{}})
	fmt.Printf("%v %+08.3d %#x %s\n", formatter{}, formatter{}, formatter{}, []formatter{{}})
	fmt.Printf("%v|%s|%v\n", &panicker{"boom"}, &panicker{errors.New("err")}, (*panicker)(nil))
	fmt.Printf("%v|%s\n", (*nilReceiver)(nil), error((*nilReceiver)(nil)))
	fmt.Printf("%d %s %z %!\n", "hi", 5, 3)
	fmt.Printf("%d %d\n", 1)
	fmt.Printf("%d\n", 1, "two", 3.0, nil)
	fmt.Printf("%[2]d %[1]d|%[3]*.[2]*[1]f|%[5]d|%[x]d|%[1]d %d\n", 1, 2, 8)
	fmt.Printf("%[1]*.[2]*[3]f|%*d|%-*d|%.*f\n", 8, 2, 3.14159, 5, 42, 5, 42, 1, 2.55)
	fmt.Printf("%*d|%.*d|%s\n", "x", 1, "y", 2, nil)
	fmt.Printf("%v %s %d %v\n", nil, nil, nil, error(nil))
	fmt.Printf("%6.2f|%-8v|%8v|%+q|%x\n", []float64{1, 2.5}, []string{"a", "b"}, []int{1, 22}, []rune("hé"), []string{"hi", "yo"})
	fmt.Printf("%t %t\n", 1, "x")
	fmt.Printf("%s %v\n", struct {
		a interface{}
		b error
	}{1, code(2)}, struct{}{})
	fmt.Printf("%v %v\n", [][]int{{1}, {2, 3}, nil}, []*int{nil})
	fmt.Printf("%c|%c|%q|%q|%#q|%+q|%U\n", 'x', 0x1F600, 'x', 0x1F600, 'x', 0x1F600, -1)
	fmt.Printf("%x %X %#x %x\n", -255, 255, []byte{1, 171}, 3.5)
	fmt.Printf("%3c|%-3c|%03d|%+03d|%x\n", 'a', 'b', 7, 7, "")
	fmt.Printf("%08b|%o|%#08x|%+d|%-8d|% 5d|\n", 5, 64, 255, []int{1, -1}, 3, 42)
	fmt.Printf("%%|%5%|%c\n", 65)
	fmt.Printf("%v %v\n", struct{ p *point }{nil}, struct{ e interface{} }{point{1, 2}})
	fmt.Print("a", 1, 2, "b", "c", 3.5, nil, nil, "\n")
	fmt.Print(1, 2, "\n")
	fmt.Println("a", 1, true, nil, []interface{}{}, [0]int{})
	fmt.Fprint(os.Stdout, "x", 1, "\n")
	fmt.Fprintln(os.Stdout, fmt.Sprint("s", 1, 2), fmt.Sprintln("t"))
	e1 := errors.New("inner")
	e2 := fmt.Errorf("outer: %w", e1)
	fmt.Println(e2, errors.Is(e2, e1), errors.Unwrap(e2) == e1)
	fmt.Println(fmt.Errorf("plain %d", 1), fmt.Errorf("%w", nil), fmt.Sprintf("%w", e1))
	var c code
	fmt.Println(errors.As(fmt.Errorf("x: %w", code(9)), &c), int(c))
	fmt.Printf("%v %v\n", &[]int{1}, &map[string]int{"a": 1})
	fmt.Printf("%p %v\n", nil, (*int)(nil))
	fmt.Printf("%T %T %T %T %T\n", nil, "s", []interface{}{}, map[string][]int{}, func(int) error { return nil })
	fmt.Printf("%10.3v|%-10v|%10v|\n", "abcdef", true, nil)
	fmt.Printf("%s", fmt.Sprintf("%[1]v %[1]T %[1]q\n", "again"))
	fmt.Printf("%+v %v\n", struct {
		A int
		b []byte
	}{1, []byte("x")}, []interface{}{[]byte("y"), 'z'})
	fmt.Printf("%#v %#v %#v %#v\n", 1.0, "s", 'x', struct{ A interface{} }{uint8(3)})
	fmt.Printf("%.3x|%.2q|%5.1q|%-7.2s|\n", "abcdef", "abc", "xyz", "hello")
	fmt.Printf("%6v|%-6v|%06d|%v\n", 1.5, 2.5, -12, -0.0)
}
