package runtime

// Small objects are rounded up to one of 67 sizes, chosen so that rounding and
// the unused end of a span together waste at most an eighth. Class 0 stands for
// large objects, which get whole pages.

const (
	_MaxSmallSize   = 32768
	smallSizeDiv    = 8
	smallSizeMax    = 1024
	largeSizeDiv    = 128
	_NumSizeClasses = 68
	_PageShift      = 13
	_PageSize       = 1 << _PageShift
)

var class_to_size = [_NumSizeClasses]uint16{
	0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144, 160, 176, 192, 208, 224, 240, 256,
	288, 320, 352, 384, 416, 448, 480, 512, 576, 640, 704, 768, 896, 1024, 1152, 1280,
	1408, 1536, 1792, 2048, 2304, 2688, 3072, 3200, 3456, 4096, 4864, 5376, 6144,
	6528, 6784, 6912, 8192, 9472, 9728, 10240, 10880, 12288, 13568, 14336, 16384, 18432,
	19072, 20480, 21760, 24576, 27264, 28672, 32768,
}

// class_to_allocnpages is how many pages a span of the class has.
var class_to_allocnpages = [_NumSizeClasses]uint8{
	0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	2, 1, 2, 1, 2, 1, 3, 2, 3, 1, 3, 2, 3,
	4, 5, 6, 1, 7, 6, 5, 4, 3, 5, 7, 2, 9,
	7, 5, 8, 3, 10, 7, 4,
}

// From a size to its class: in steps of 8 bytes up to smallSizeMax, of 128 above.
// Filled by sizeclassinit.
var (
	size_to_class8   [smallSizeMax/smallSizeDiv + 1]uint8
	size_to_class128 [(_MaxSmallSize-smallSizeMax)/largeSizeDiv + 1]uint8
)

func sizeclassinit() {
	c := 0
	for i := range size_to_class8 {
		for int(class_to_size[c]) < i*smallSizeDiv {
			c++
		}
		size_to_class8[i] = uint8(c)
	}
	for i := range size_to_class128 {
		for int(class_to_size[c]) < smallSizeMax+i*largeSizeDiv {
			c++
		}
		size_to_class128[i] = uint8(c)
	}
}

func sizeToClass(size uintptr) uint8 {
	if size <= smallSizeMax-8 {
		return size_to_class8[(size+smallSizeDiv-1)/smallSizeDiv]
	}
	return size_to_class128[(size-smallSizeMax+largeSizeDiv-1)/largeSizeDiv]
}

// roundupsize is how much of an allocation of size bytes is usable.
func roundupsize(size uintptr, noscan bool) uintptr {
	if size <= _MaxSmallSize-mallocHeaderSize {
		header := uintptr(0)
		if !noscan && size > minSizeForMallocHeader {
			header = mallocHeaderSize
		}
		return uintptr(class_to_size[sizeToClass(size+header)]) - header
	}
	return alignUp(size, _PageSize)
}
