package reflect

import (
	"internal/abi"
	"unsafe"
)

// What package runtime provides.

//go:linkname resolveName runtime.resolveName
func resolveName(off abi.NameOff) abi.Name

//go:linkname resolveType runtime.resolveType
func resolveType(off abi.TypeOff) *abi.Type

func unsafe_New(t *abi.Type) unsafe.Pointer
func unsafe_NewArray(t *abi.Type, n int) unsafe.Pointer
func typedmemmove(t *abi.Type, dst, src unsafe.Pointer)
func typedmemclr(t *abi.Type, p unsafe.Pointer)
func typedslicecopy(t *abi.Type, dst, src sliceHeader) int
func typedarrayclear(t *abi.Type, p unsafe.Pointer, n int)
func growslice(t *abi.Type, old sliceHeader, num int) sliceHeader
func ifaceE2I(t *abi.InterfaceType, e abi.EmptyInterface, dst unsafe.Pointer)
func runtime_implements(inter *abi.InterfaceType, t *abi.Type) bool

func makemap(t *abi.MapType, cap int) unsafe.Pointer
func mapaccess(t *abi.MapType, m, key unsafe.Pointer) unsafe.Pointer
func mapassign0(t *abi.MapType, m, key, elem unsafe.Pointer)
func mapdelete(t *abi.MapType, m, key unsafe.Pointer)
func mapiterinit(t *abi.MapType, m unsafe.Pointer, it *hiter)
func mapiternext(it *hiter)
func mapiterkey(it *hiter) unsafe.Pointer
func mapiterelem(it *hiter) unsafe.Pointer
func maplen(m unsafe.Pointer) int
func mapclear(t *abi.MapType, m unsafe.Pointer)

func makechan(t *abi.ChanType, size int) unsafe.Pointer
func chansend0(c unsafe.Pointer, elem unsafe.Pointer, nb bool) bool
func chanrecv(c unsafe.Pointer, nb bool, elem unsafe.Pointer) (selected, received bool)
func chanlen(c unsafe.Pointer) int
func chancap(c unsafe.Pointer) int
func chanclose(c unsafe.Pointer)

// hiter has the layout of the runtime's map iterator.
type hiter struct {
	key         unsafe.Pointer
	elem        unsafe.Pointer
	t           unsafe.Pointer
	h           unsafe.Pointer
	buckets     unsafe.Pointer
	bptr        unsafe.Pointer
	overflow    *[]unsafe.Pointer
	oldoverflow *[]unsafe.Pointer
	startBucket uintptr
	offset      uint8
	wrapped     bool
	B           uint8
	i           uint8
	bucket      uintptr
	checkBucket uintptr
}

// sliceHeader is the memory of a slice.
type sliceHeader struct {
	Data unsafe.Pointer
	Len  int
	Cap  int
}

type stringHeader struct {
	Data unsafe.Pointer
	Len  int
}

func add(p unsafe.Pointer, n uintptr) unsafe.Pointer { return unsafe.Pointer(uintptr(p) + n) }
