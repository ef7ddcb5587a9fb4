package p

import (
	"lib"
	unused "lib2" // ERROR "^\"lib2\" imported as unused and not used$"
	"missing"     // ERROR "^package missing is not in std$"
)

const (
	big     = 1 << 100
	c0 byte = 300       // ERROR "^cannot use 300 \(untyped int constant\) as byte value in constant declaration \(overflows\)$"
	c1      = big >> 98
	c2 int  = 1.5       // ERROR "^cannot use 1.5 \(untyped float constant\) as int value in constant declaration \(truncated\)$"
	c3      = f()       // ERROR "^f\(\) \(value of type int\) is not constant$"
	c4      = 1 / 0     // ERROR "^invalid operation: division by zero$"
	c5, c6  = 1         // ERROR "^missing init expr for c6$"
)

const a, b = b, 1
const loop = loop2 // ERROR "^initialization cycle for loop$"
const loop2 = loop

var x0 = x1 // ERROR "^initialization cycle for x0$"
var x1 = g0()

func g0() int { return x0 }

type T struct{ t T } // ERROR "^invalid recursive type: T refers to itself$"
type (
	A struct{ b B } // ERROR "^invalid recursive type A$"
	B struct{ a [2]A }
	C struct{ c *C }
	I interface{ J } // ERROR "^invalid recursive type I$"
	J interface{ I }
)

type dup struct {
	x int
	x string // ERROR "^x redeclared$"
}

type M map[[]int]string // ERROR "^invalid map key type \[\]int$"

type both struct{ name int }

func (both) name() {} // ERROR "^field and method with the same name name$"
func (both) once() {}
func (both) once() {} // ERROR "^method both.once already declared at declarations.go:47:13$"

func (int) plus() {}   // ERROR "^cannot define new methods on non-local type int$"
func (lib.Pub) minus() {} // ERROR "^cannot define new methods on non-local type lib.Pub$"

func f() int { return 1 }
func f() int { return 2 } // ERROR "^f redeclared in this block$"
func body() // ERROR "^missing function body$"

func init() int { return 0 } // ERROR "^func init must have no arguments and no return values$"

var init = 1 // ERROR "^cannot declare init - must be func$"

func ddd(a ...int, b int) {} // ERROR "^can only use ... with final parameter in list$"
func same(a int, a string) {} // ERROR "^a redeclared in this block$"

func generic[T any](x T) {} // ERROR "^type parameters are not supported yet$"
type list[T any] []T        // ERROR "^type parameters are not supported yet$"

var useGeneric = generic(1)
var useList list[int]
var cplx complex128 // ERROR "^complex numbers are not supported yet$"
var imag1 = 1i      // ERROR "^complex numbers are not supported yet$"
