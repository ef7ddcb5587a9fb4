package p

import (
	"lib"
	"unsafe"
)

type S struct{ X, y int }
type I interface{ M(int) string }
type J interface {
	I
	N()
}
type V struct{}

func (*V) M(int) string { return "" }

type W struct{}

func (W) M(string) string { return "" }
func (W) m()              {}

type low struct{}

func (low) m(int) string { return "" }

type E struct{ *S }

func two() (int, string) { return 1, "" }
func none()              {}

func _(i int, s string, u8 uint8, f float64, p *S, m map[string]S, fn func(), sl []int, e any, ch <-chan int, snd chan<- int) {
	_ = i + s            // ERROR "^invalid operation: i \+ s \(mismatched types int and string\)$"
	_ = i + 1.5          // ERROR "^1.5 \(untyped float constant\) truncated to int$"
	_ = u8 + 256         // ERROR "^256 \(untyped int constant\) overflows uint8$"
	_ = s + 1            // ERROR "^invalid operation: s \+ 1 \(mismatched types string and untyped int\)$"
	_ = !i               // ERROR "^invalid operation: operator ! not defined on i \(variable of type int\)$"
	_ = s - s            // ERROR "^invalid operation: operator - not defined on s \(variable of type string\)$"
	_ = f % f            // ERROR "^invalid operation: operator % not defined on f \(variable of type float64\)$"
	_ = i / 0            // ERROR "^invalid operation: division by zero$"
	_ = f << 1           // ERROR "^invalid operation: shifted operand f \(variable of type float64\) must be integer$"
	_ = 1 << -1          // ERROR "^invalid operation: negative shift count -1 \(untyped int constant\)$"
	_ = 1.0 << i         // ERROR "^invalid operation: shifted operand 1.0 \(type float64\) must be integer$"
	var _ float64 = 1 << i // ERROR "^invalid operation: shifted operand 1 \(type float64\) must be integer$"
	_ = fn == fn         // ERROR "^invalid operation: fn == fn \(func can only be compared to nil\)$"
	_ = sl == sl         // ERROR "^invalid operation: sl == sl \(slice can only be compared to nil\)$"
	_ = p < p            // ERROR "^invalid operation: p < p \(operator < not defined on pointer\)$"
	_ = nil == nil       // ERROR "^invalid operation: nil == nil \(operator == not defined on untyped nil\)$"
	_ = i == nil         // ERROR "^invalid operation: i == nil \(mismatched types int and untyped nil\)$"
	_ = undefined        // ERROR "^undefined: undefined$"
	_ = p.z              // ERROR "^p.z undefined \(type \*S has no field or method z\)$"
	_ = p.x              // ERROR "^p.x undefined \(type \*S has no field or method x, but does have field X\)$"
	_ = lib.Pub{}.hidden // ERROR "^lib.Pub{}.hidden undefined \(cannot refer to unexported field hidden\)$"
	_ = lib.secret       // ERROR "^name secret not exported by package lib$"
	_ = lib.Nothing      // ERROR "^undefined: lib.Nothing$"
	_ = lib              // ERROR "^use of package lib without selector$"
	_ = lib.Pub{1, 2}    // ERROR "^implicit assignment to unexported field hidden in struct literal of type lib.Pub$"
	_ = sl["a"]          // ERROR "^cannot convert \"a\" \(untyped string constant\) to type int|must be integer$"
	_ = sl[-1]           // ERROR "^invalid argument: index -1 \(constant of type int\) must not be negative$"
	_ = [3]int{}[3]      // ERROR "^invalid argument: index 3 out of bounds \[0:3\]$"
	_ = "abc"[2:1]       // ERROR "^invalid slice indices: 1 < 2$"
	_ = i[0]             // ERROR "^invalid operation: cannot index i \(variable of type int\)$"
	_ = m[1]             // ERROR "^cannot use 1 \(untyped int constant\) as string value in map index$"
	_ = *i               // ERROR "^invalid operation: cannot indirect i \(variable of type int\)$"
	_ = &two             // ERROR "^invalid operation: cannot take address of two \(value of type func\(\) \(int, string\)\)$"
	_ = i()              // ERROR "^invalid operation: cannot call non-function i \(variable of type int\)$"
	_ = none()           // ERROR "^none\(\) \(no value\) used as value$"
	_ = two() + 1        // ERROR "^multiple-value two\(\) \(value of type \(int, string\)\) in single-value context$"
	_ = i.(int)          // ERROR "^invalid operation: i \(variable of type int\) is not an interface$"
	_ = <-snd            // ERROR "^invalid operation: cannot receive from send-only channel snd \(variable of type chan<- int\)$"
	_ = int              // ERROR "^int \(type\) is not an expression$"
	_ = len              // ERROR "^len \(built-in\) must be called$"
	_ = string(f)        // ERROR "^cannot convert f \(variable of type float64\) to type string$"
	_ = int8(200)        // ERROR "^cannot convert 200 \(untyped int constant\) to type int8|constant 200 overflows int8$"
	_ = []int(s)         // ERROR "^cannot convert s \(variable of type string\) to type \[\]int$"

	_ = S{1}             // ERROR "^too few values in struct literal of type S$"
	_ = S{1, 2, 3}       // ERROR "^too many values in struct literal of type S$"
	_ = S{X: 1, X: 2}    // ERROR "^duplicate field name X in struct literal$"
	_ = S{Z: 1}          // ERROR "^unknown field Z in struct literal of type S$"
	_ = S{X: 1, 2}       // ERROR "^mixture of field:value and value elements in struct literal$"
	_ = []int{0: 1, 0: 2} // ERROR "^duplicate index 0 in array or slice literal$"
	_ = [2]int{1, 2, 3}  // ERROR "^index 2 is out of bounds \(>= 2\)$"
	_ = map[string]int{"a": 1, "a": 2} // ERROR "^duplicate key \"a\" in map literal$"
	_ = map[any]int{1: 1, "1": 2, int8(1): 3}
	_ = S{y: S{}}        // ERROR "^cannot use S{} \(value of type S\) as int value in struct literal$"
	_ = []*S{{}, {1, 2}}
	_ = struct{ s S }{s: {}} // ERROR "^missing type in composite literal$"

	var _ I = V{}        // ERROR "^cannot use V{} \(value of type V\) as I value in variable declaration: V does not implement I \(method M has pointer receiver\)$"
	var _ I = &V{}
	var _ I = W{}        // ERROR "^cannot use W{} \(value of type W\) as I value in variable declaration: W does not implement I \(wrong type for method M\)\n\t\thave M\(string\) string\n\t\twant M\(int\) string$"
	var _ I = S{}        // ERROR "^cannot use S{} \(value of type S\) as I value in variable declaration: S does not implement I \(missing method M\)$"
	var _ I = low{}      // ERROR "^cannot use low{} .*: low does not implement I \(missing method M\)\n\t\thave m\(int\) string\n\t\twant M\(int\) string$"
	var _ *S = E{}.S
	var _ J = I(nil)     // ERROR "^cannot use I\(nil\) \(value of type I\) as J value in variable declaration: I does not implement J \(missing method N\)$"
	var _ *V = I(nil)    // ERROR "^cannot use I\(nil\) \(value of type I\) as \*V value in variable declaration: need type assertion$"
	_ = I(nil).(S)       // ERROR "^impossible type assertion: I\(nil\).\(S\)\n\tS does not implement I \(missing method M\)$"
	V{}.M(1)             // ERROR "^cannot call pointer method M on V$"
	_ = V.M              // ERROR "^invalid method expression V.M \(needs pointer receiver \(\*V\).M\)$"
	_ = (*V).M

	_ = append(i, 1)     // ERROR "^invalid argument: i \(variable of type int\) is not a slice$"
	_ = append(sl, "a")  // ERROR "^cannot use \"a\" \(untyped string constant\) as int value in argument to append$"
	_ = append([]byte(nil), s...)
	_ = cap(m)           // ERROR "^invalid argument: m \(variable of type map\[string\]S\) for built-in cap$"
	_ = make(int)        // ERROR "^invalid argument: cannot make int; type must be slice, map, or channel$"
	_ = make([]int)      // ERROR "^invalid operation: make\(\[\]int\) expects 2 or 3 arguments; found 1$"
	_ = make([]int, 2, 1) // ERROR "^invalid argument: length and capacity swapped$"
	_ = min(1, s)        // ERROR "^invalid argument: mismatched types untyped int \(previous argument\) and string \(type of s\)$"
	_ = max(1, 2.5, i)   // ERROR "^2.5 \(untyped float constant\) truncated to int$"
	const _ = min(1, 2.5)
	delete(sl, 1)        // ERROR "^invalid argument: sl \(variable of type \[\]int\) is not a map$"
	close(ch)            // ERROR "^invalid operation: cannot close receive-only channel ch \(variable of type <-chan int\)$"
	copy(sl, s)          // ERROR "^invalid argument: arguments to copy sl \(variable of type \[\]int\) and s \(variable of type string\) have different element types int and byte$"
	clear(s)             // ERROR "^invalid argument: s \(variable of type string\) must be a map or slice$"
	_ = len()            // ERROR "^invalid operation: not enough arguments for len\(\) \(expected 1, found 0\)$"
	_ = unsafe.Offsetof(p.M) // ERROR "M"
	const _ uintptr = unsafe.Sizeof(S{}) + unsafe.Offsetof(p.y)

	f2 := func(int, ...string) {}
	f2()                 // ERROR "^not enough arguments in call to f2\n\thave \(\)\n\twant \(int, \.\.\.string\)$"
	f2(1, "a", 2)        // ERROR "^cannot use 2 \(untyped int constant\) as string value in argument to f2$"
	f2(1, []string{}...)
	none(1, nil)         // ERROR "^too many arguments in call to none\n\thave \(number, nil\)\n\twant \(\)$"
	none(sl...)          // ERROR "^cannot use ... in call to non-variadic none$"
	_, _ = e, iota       // ERROR "^cannot use iota outside constant declaration$"
}
