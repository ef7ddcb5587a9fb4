// Random expressions of all basic types, generated once; the output is what real Go printed.
package main

import "fmt"

//go:noinline
func id_int8(x int8) int8 { return x }

//go:noinline
func id_int16(x int16) int16 { return x }

//go:noinline
func id_int32(x int32) int32 { return x }

//go:noinline
func id_int64(x int64) int64 { return x }

//go:noinline
func id_int(x int) int { return x }

//go:noinline
func id_uint8(x uint8) uint8 { return x }

//go:noinline
func id_uint16(x uint16) uint16 { return x }

//go:noinline
func id_uint32(x uint32) uint32 { return x }

//go:noinline
func id_uint64(x uint64) uint64 { return x }

//go:noinline
func id_uint(x uint) uint { return x }

//go:noinline
func id_float64(x float64) float64 { return x }

//go:noinline
func id_float32(x float32) float32 { return x }

//go:noinline
func idS(s string) string { return s }

var arr_int8 = [8]int8{1, 2, 3, 4, 5, 6, 7, 8}
var arr_int16 = [8]int16{1, 2, 3, 4, 5, 6, 7, 8}
var arr_int32 = [8]int32{1, 2, 3, 4, 5, 6, 7, 8}
var arr_int64 = [8]int64{1, 2, 3, 4, 5, 6, 7, 8}
var arr_int = [8]int{1, 2, 3, 4, 5, 6, 7, 8}
var arr_uint8 = [8]uint8{1, 2, 3, 4, 5, 6, 7, 8}
var arr_uint16 = [8]uint16{1, 2, 3, 4, 5, 6, 7, 8}
var arr_uint32 = [8]uint32{1, 2, 3, 4, 5, 6, 7, 8}
var arr_uint64 = [8]uint64{1, 2, 3, 4, 5, 6, 7, 8}
var arr_uint = [8]uint{1, 2, 3, 4, 5, 6, 7, 8}

type S struct {
	a int8
	b uint16
	c int64
	s string
	f float64
	p *int
}

func mk(a int8, b uint16, c int64, s string, f float64) S { return S{a, b, c, s, f, nil} }
func f0(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := -p10
	_ = x0
	x1 := (p12 + p12[:len(p12)/2])
	_ = x1
	x2 := -p2
	_ = x2
	if !p13 && (p8 == p8) {
		x2 = id_int32(id_int32(x2))
	}
	func() { x2 = (x2 / (p2 | 1)) }()
	x3 := ^p6
	_ = x3
	if !(p11 < p11) {
		x3 = (x3 >> ((p5 << (p7 & 7)) & 7))
	}
	func() { x3 = -x3 }()
	x4 := id_uint(((p9 * p9) - (p9 << (p5 & 63))))
	_ = x4
	x5 := ((^p0 / (arr_int8[(p5)&7] | 1)) - ((p0 / (p0 | 1)) / ((p0 / (p0 | 1)) | 1)))
	_ = x5
	if !(p3 >= p3) {
		x5 = (x5 >> ((x4 * uint(0)) & 127))
	}
	x6 := ((^x4 / (^p9 | 1)) / ((p9 >> ((x4 >> (p7 & 127)) & 63)) | 1))
	_ = x6
	x7 := (^p8 / (^p8 | 1))
	_ = x7
	if (p13 && p13) && (p4 < p4) {
		x7 = (p8 >> ((p9 >> (x4 & 7)) & 7))
	}
	x8 := len(x1[:len(x1)/2])
	_ = x8
	func() { x8 = (x8 << (p5 & 127)) }()
	x9 := (p5 << ((id_uint32(p7) - (p7 % (p7 | 1))) & 15))
	_ = x9
	x10 := (x1 + (p12 + x1[:len(x1)/2]))
	_ = x10
	if !!p13 {
		x10 = (p12 + (p12 + x10))
	}
	x11 := id_uint16(id_uint16(id_uint16(x3)))
	_ = x11
	x12 := (((p0 + p0) &^ ^p0) % (-p0 | 1))
	_ = x12
	if p1 <= (p1 ^ int16(-32768)) {
		x12 = (-x5 ^ -x12)
	}
	x13 := arr_uint64[(^x9)&7]
	_ = x13
	if !p13 && (p13 && p13) {
		x13 = (x7 << (id_uint8(x9) & 63))
	}
	fmt.Println("p0", p0)
	fmt.Println("x5", x5)
	fmt.Println("x12", x12)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x2", x2)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x8", x8)
	fmt.Println("p5", p5)
	fmt.Println("x9", x9)
	fmt.Println("p6", p6)
	fmt.Println("x3", x3)
	fmt.Println("x11", x11)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x7", x7)
	fmt.Println("x13", x13)
	fmt.Println("p9", p9)
	fmt.Println("x4", x4)
	fmt.Println("x6", x6)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x1", x1)
	fmt.Println("x10", x10)
	fmt.Println("p13", p13)
	s1 := mk((x12 - p0), (x3 / (x11 | 1)), (p3 | p3), (p12 + x1), (p10 * p10))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(x10 + x10)] = id_int64(p3)
	m[idS(p12)] += (p3 % (p3 | 1))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{arr_int32[(x9)&7], ^x2}
	sl = append(sl, (p2 / (p2 | 1)), (p2 - x2))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f1(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (int16((p7 / (p7 | 1))) % (arr_int16[(arr_uint8[(p5)&7])&7] | 1))
	_ = x0
	func() { x0 = int16(p8) }()
	x1 := ((p1 >> ((p7 & uint32(7)) & 7)) + (p1 >> (id_uint(p9) & 63)))
	_ = x1
	x2 := ((arr_int8[(p5)&7] / ((p0 * int8(100)) | 1)) / ((id_int8(p0) + ^p0) | 1))
	_ = x2
	x3 := ((p6 >> ((p9 * uint(18446744073709551615)) & 127)) ^ (uint16(p8) % ((p6 % (p6 | 1)) | 1)))
	_ = x3
	func() { x3 = (p6 / (p6 | 1)) }()
	x4 := (p3 << (uint8(int8(p9)) & 15))
	_ = x4
	x5 := arr_int64[(-p5)&7]
	_ = x5
	x6 := ((arr_uint32[(p5)&7] / (arr_uint32[(p5)&7] | 1)) / ((id_uint32(p7) * (p7 >> (p7 & 63))) | 1))
	_ = x6
	x7 := idS(idS(idS(p12)))
	_ = x7
	x8 := (x1 >> (((p5 | uint8(100)) &^ (p5 >> (p7 & 7))) & 7))
	_ = x8
	if !(p13 && p13) {
		x8 = ((x1 - int16(3)) ^ ^x0)
	}
	func() { x8 = (x0 / (p1 | 1)) }()
	x9 := (id_int8((x2 ^ int8(1))) ^ (p0 >> (id_uint8(p5) & 7)))
	_ = x9
	x10 := (int32((p4 - int(3))) ^ (arr_int32[(p5)&7] / (arr_int32[(p5)&7] | 1)))
	_ = x10
	if (p13 && p13) && (p4 < p4) {
		x10 = -p2
	}
	x11 := arr_int32[(^p5)&7]
	_ = x11
	x12 := (p10 - -p10)
	_ = x12
	x13 := (((x11 & x10) % ((p2 % (x10 | 1)) | 1)) &^ ((x10 % (p2 | 1)) + ^x11))
	_ = x13
	if !p13 && (x7 <= x7) {
		x13 = arr_int32[(p5/(p5|1))&7]
	}
	fmt.Println("p0", p0)
	fmt.Println("x2", x2)
	fmt.Println("x9", x9)
	fmt.Println("p1", p1)
	fmt.Println("x0", x0)
	fmt.Println("x1", x1)
	fmt.Println("x8", x8)
	fmt.Println("p2", p2)
	fmt.Println("x10", x10)
	fmt.Println("x11", x11)
	fmt.Println("x13", x13)
	fmt.Println("p3", p3)
	fmt.Println("x4", x4)
	fmt.Println("x5", x5)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("p6", p6)
	fmt.Println("x3", x3)
	fmt.Println("p7", p7)
	fmt.Println("x6", x6)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x12", pf(float64(x12)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x7", x7)
	fmt.Println("p13", p13)
	s1 := mk(^p0, (p6 >> (p5 & 127)), ^x5, (p12 + p12), float64(x13))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[p12[:len(p12)/2]] = ^x5
	m[(p12 + p12)] += (x5 - int64(-1))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x11 - x11), (x11 + x10)}
	sl = append(sl, ^x10, ^p2)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f2(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p4 >> ((p9 >> ((p5 * p5) & 63)) & 63))
	_ = x0
	x1 := arr_int16[(arr_uint8[(^p5)&7])&7]
	_ = x1
	x2 := id_int32(((p2 & int32(3)) + id_int32(p2)))
	_ = x2
	x3 := ((id_uint(p9) * (p9 << (p9 & 127))) + id_uint(uint(p8)))
	_ = x3
	x4 := (((p13 || p13) && (p13 || p13)) && (p4 < (x0 << (p5 & 63))))
	_ = x4
	x5 := (p12 + p12[:len(p12)/2])
	_ = x5
	x6 := (p9 >> ((-p5 - -p5) & 7))
	_ = x6
	if p11 < float32(p10) {
		x6 = ((x6 & p9) | (p9 >> (p5 & 7)))
	}
	x7 := (arr_uint32[(p5>>(p5&127))&7] + ((p7 % (p7 | 1)) & (p7 & p7)))
	_ = x7
	if (p0 < int8(7)) && (p8 <= uint64(3)) {
		x7 = -p7
	}
	func() { x7 = arr_uint32[(p5)&7] }()
	x8 := ((p7 >= (x7 / (x7 | 1))) || ((p1 < int16(2)) || !p13))
	_ = x8
	if x0 <= (x0 << (p7 & 63)) {
		x8 = (x3 == (x3 ^ uint(18446744073709551615)))
	}
	func() { x8 = !x4 }()
	x9 := (uint32(arr_uint[(p5)&7]) * (x7 >> ((x7 << (p7 & 63)) & 63)))
	_ = x9
	x10 := ^x0
	_ = x10
	for i := 0; i < 3; i++ {
		x10 += i * len(p12)
	}
	x11 := (int((p8 + uint64(2))) - -x10)
	_ = x11
	if p9 >= (x3 ^ x6) {
		x11 = ((x10 * x10) % (int(x10) | 1))
	}
	for i := 0; i < 3; i++ {
		x11 += i * int(x10)
	}
	x12 := ((uint16(x7) % (arr_uint16[(p5)&7] | 1)) % ((p6 >> (id_uint(x6) & 127)) | 1))
	_ = x12
	x13 := uint8(uint64(uint64(x10)))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x1", x1)
	fmt.Println("p2", p2)
	fmt.Println("x2", x2)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x0", x0)
	fmt.Println("x10", x10)
	fmt.Println("x11", x11)
	fmt.Println("p5", p5)
	fmt.Println("x13", x13)
	fmt.Println("p6", p6)
	fmt.Println("x12", x12)
	fmt.Println("p7", p7)
	fmt.Println("x7", x7)
	fmt.Println("x9", x9)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x3", x3)
	fmt.Println("x6", x6)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x5", x5)
	fmt.Println("p13", p13)
	fmt.Println("x4", x4)
	fmt.Println("x8", x8)
	s1 := mk(-p0, (p6 % (p6 | 1)), (p3 ^ p3), idS(p12), (p10 - p10))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = int64(p8)
	m[idS(p12)] += (p3 % (p3 | 1))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{int32(p8), (p2 ^ int32(-1))}
	sl = append(sl, ^p2, (p2 >> (x9 & 127)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f3(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := uint(^p0)
	_ = x0
	x1 := arr_uint[(^p5/((p5/(p5|1))|1))&7]
	_ = x1
	if p0 == (p0 &^ int8(1)) {
		x1 = id_uint(id_uint(x0))
	}
	x2 := id_int8(((p0 >> (p7 & 63)) &^ (p0 & p0)))
	_ = x2
	x3 := (p0 >> ((p9 << (uint8(p6) & 63)) & 63))
	_ = x3
	x4 := (-p1 % ((p1 >> ((x0 << (p7 & 7)) & 7)) | 1))
	_ = x4
	if p7 <= id_uint32(p7) {
		x4 = ((x4 << (p5 & 63)) | int16(p8))
	}
	x5 := (arr_int32[(arr_uint8[(p5)&7])&7] % ((^p2 / (-p2 | 1)) | 1))
	_ = x5
	if !(p4 > p4) {
		x5 = ((p2 + x5) - (x5 << (p7 & 127)))
	}
	x6 := (x0 == -x1)
	_ = x6
	x7 := float64((p7 >> (-p5 & 127)))
	_ = x7
	x2 &= ^x2
	x8 := ((p3 >> ((x1 << (p7 & 127)) & 127)) ^ id_int64((p3 - p3)))
	_ = x8
	x6 = ((p13 || p13) || (p6 < p6))
	x9 := uint((uint16(x3) + (p6 / (p6 | 1))))
	_ = x9
	x10 := arr_uint32[(^p5)&7]
	_ = x10
	if (p8 != p8) && (x7 != p10) {
		x10 = ((p7 >> (p9 & 7)) &^ -x10)
	}
	x11 := (x10 << (((p7 + x10) * (p7 >> (x9 & 127))) & 127))
	_ = x11
	x12 := id_uint8((-p5 ^ -p5))
	_ = x12
	x13 := (arr_int64[(^x12)&7] / (arr_int64[(x12/(x12|1))&7] | 1))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x2", x2)
	fmt.Println("x3", x3)
	fmt.Println("p1", p1)
	fmt.Println("x4", x4)
	fmt.Println("p2", p2)
	fmt.Println("x5", x5)
	fmt.Println("p3", p3)
	fmt.Println("x8", x8)
	fmt.Println("x13", x13)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("x12", x12)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x10", x10)
	fmt.Println("x11", x11)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x0", x0)
	fmt.Println("x1", x1)
	fmt.Println("x9", x9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x7", pf(float64(x7)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x6", x6)
	s1 := mk((p0 + x2), (p6 | uint16(65535)), (x13 << (x9 & 127)), p12[:len(p12)/2], id_float64(x7))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = ^x8
	m[(p12 + p12)] += -x8
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 >> (x10 & 7)), id_int32(x5)}
	sl = append(sl, (p2 - int32(3)), int32(p8))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f4(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p10 * float64(-p4))
	_ = x0
	if !(p5 == p5) {
		x0 = -x0
	}
	x1 := (^p2 / (-p2 | 1))
	_ = x1
	if (p13 && p13) && (p7 == p7) {
		x1 = -p2
	}
	x2 := (^p8 / ((-p8 / ((p8 % (p8 | 1)) | 1)) | 1))
	_ = x2
	x3 := (p12 + idS(idS(p12)))
	_ = x3
	x4 := (p9 >> (((p9 % (p9 | 1)) - arr_uint[(p5)&7]) & 15))
	_ = x4
	x5 := arr_int16[(uint8(p6)|(p5>>(p5&127)))&7]
	_ = x5
	x6 := (x1 <= (x1 << ((p5 % (p5 | 1)) & 15)))
	_ = x6
	x7 := (p8 > (p8 >> ((p9 - p9) & 7)))
	_ = x7
	if !p13 && (p13 && x7) {
		x7 = !(x7 && x7)
	}
	func() { x7 = (x4 >= p9) }()
	x0 = -x0
	x2 += -p8
	x8 := id_uint64((uint64(p6) + ^x2))
	_ = x8
	if p4 > arr_int[(p5)&7] {
		x8 = ((p8 >> (p7 & 127)) / (uint64(p4) | 1))
	}
	x9 := len((p12 + p12[:len(p12)/2]))
	_ = x9
	x10 := id_float32(-p11)
	_ = x10
	x11 := ^p1
	_ = x11
	x12 := id_uint8((uint8(x8) % (arr_uint8[(p5)&7] | 1)))
	_ = x12
	func() { x12 = ^p5 }()
	x0 = -x0
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x5", x5)
	fmt.Println("x11", x11)
	fmt.Println("p2", p2)
	fmt.Println("x1", x1)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x9", x9)
	fmt.Println("p5", p5)
	fmt.Println("x12", x12)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x2", x2)
	fmt.Println("x8", x8)
	fmt.Println("p9", p9)
	fmt.Println("x4", x4)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x10", pf(float64(x10)))
	fmt.Println("p12", p12)
	fmt.Println("x3", x3)
	fmt.Println("p13", p13)
	fmt.Println("x6", x6)
	fmt.Println("x7", x7)
	s1 := mk((p0 << (x4 & 127)), (p6 & p6), (p3 % (p3 | 1)), (p12 + p12), (p10 + p10))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(x3)] = (p3 / (p3 | 1))
	m[p12[:len(p12)/2]] += -p3
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 - p2), (x1 >> (p5 & 7))}
	sl = append(sl, (p2 * p2), -p2)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f5(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p12 + (p12 + (p12 + p12)))
	_ = x0
	if p12 == (p12 + p12) {
		x0 = (p12 + (p12 + p12))
	}
	x1 := arr_int32[(p5>>((p9*p9)&127))&7]
	_ = x1
	x2 := float64(uint(int32(p2)))
	_ = x2
	x3 := (((p7 >> (p7 & 7)) / ((p7 << (p7 & 63)) | 1)) / (((p7 / (p7 | 1)) % ((p7 + p7) | 1)) | 1))
	_ = x3
	if p6 == -p6 {
		x3 = (p7 >> ((p9 >> (p5 & 7)) & 7))
	}
	func() { x3 = (x3 - p7) }()
	x4 := arr_int[(arr_uint8[(p5)&7]/(-p5|1))&7]
	_ = x4
	if !(p13 && p13) {
		x4 = len((p12 + x0))
	}
	for i := 0; i < 3; i++ {
		x4 += i * int(p8)
	}
	x5 := ^p1
	_ = x5
	if (p13 && p13) && (p8 > uint64(7)) {
		x5 = (x5 << ((p9 << (p5 & 127)) & 127))
	}
	x6 := (p8 >> ((p7 >> ((p9 &^ uint(2)) & 127)) & 127))
	_ = x6
	x7 := (((x4 / (x4 | 1)) * (p4 % (p4 | 1))) / (int((p8 | p8)) | 1))
	_ = x7
	for i := 0; i < 3; i++ {
		x7 += i * (x4 | p4)
	}
	x8 := arr_uint64[(^p5/(^p5|1))&7]
	_ = x8
	if p12 > idS(p12) {
		x8 = (p8 >> ((p5 >> (p9 & 7)) & 7))
	}
	x9 := x0[:len(x0)/2]
	_ = x9
	x10 := arr_uint8[((p5>>(x3&63))*arr_uint8[(p5)&7])&7]
	_ = x10
	x2 = float64((x1 % (x1 | 1)))
	x5 |= (x5 >> ((p9 << (p9 & 127)) & 15))
	x13 := id_int8(((p0 << (p9 & 15)) - (p0 / (p0 | 1))))
	_ = x13
	if !p13 && (p6 <= p6) {
		x13 = (x13 << ((p9 << (p5 & 63)) & 63))
	}
	fmt.Println("p0", p0)
	fmt.Println("x13", x13)
	fmt.Println("p1", p1)
	fmt.Println("x5", x5)
	fmt.Println("p2", p2)
	fmt.Println("x1", x1)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x4", x4)
	fmt.Println("x7", x7)
	fmt.Println("p5", p5)
	fmt.Println("x10", x10)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x3", x3)
	fmt.Println("p8", p8)
	fmt.Println("x6", x6)
	fmt.Println("x8", x8)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x2", pf(float64(x2)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x0", x0)
	fmt.Println("x9", x9)
	fmt.Println("p13", p13)
	s1 := mk((p0 - x13), ^p6, -p3, x0[:len(x0)/2], float64(p11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = ^p3
	m[(x0 + p12)] += arr_int64[(x10)&7]
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{arr_int32[(x10)&7], (x1 / (x1 | 1))}
	sl = append(sl, (x1 / (x1 | 1)), ^x1)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f6(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := ((p3 != arr_int64[(p5)&7]) || ((p12 != p12) || !p13))
	_ = x0
	if !p13 && (x0 && x0) {
		x0 = (p3 > (p3 & int64(2)))
	}
	x1 := float64(float32(float64(p6)))
	_ = x1
	if !p13 && (p13 && p13) {
		x1 = float64((p2 >> (p9 & 15)))
	}
	x2 := id_float32(-p11)
	_ = x2
	x3 := -p2
	_ = x3
	x4 := (x2 + float32(float64(p11)))
	_ = x4
	if !!p13 {
		x4 = float32(^p7)
	}
	x5 := ^p0
	_ = x5
	x6 := arr_uint[(^p5)&7]
	_ = x6
	x7 := -p2
	_ = x7
	x8 := (((p9 % (p9 | 1)) &^ (x6 % (x6 | 1))) % (((x6 / (x6 | 1)) / ((x6 / (x6 | 1)) | 1)) | 1))
	_ = x8
	if !p13 && (x0 || x0) {
		x8 = id_uint(id_uint(x6))
	}
	x9 := float64(((p4 % (p4 | 1)) % (int(p6) | 1)))
	_ = x9
	x10 := uint16(arr_int[(arr_uint8[(p5)&7])&7])
	_ = x10
	func() { x10 = (p6 | p6) }()
	x11 := ((x5 >> (id_uint8(p5) & 63)) | ((p0 - int8(3)) % ((x5 / (x5 | 1)) | 1)))
	_ = x11
	x12 := -x9
	_ = x12
	x13 := (((p7 << (x6 & 127)) & (p7 << (p7 & 63))) + ((p7 / (p7 | 1)) % (arr_uint32[(p5)&7] | 1)))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x5", x5)
	fmt.Println("x11", x11)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x3", x3)
	fmt.Println("x7", x7)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("p6", p6)
	fmt.Println("x10", x10)
	fmt.Println("p7", p7)
	fmt.Println("x13", x13)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x6", x6)
	fmt.Println("x8", x8)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x1", pf(float64(x1)))
	fmt.Println("x9", pf(float64(x9)))
	fmt.Println("x12", pf(float64(x12)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x2", pf(float64(x2)))
	fmt.Println("x4", pf(float64(x4)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x0", x0)
	s1 := mk(-x11, id_uint16(x10), int64(x11), idS(p12), float64(x4))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = int64(p2)
	m[idS(p12)] += int64(x3)
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x7 / (p2 | 1)), (x7 | p2)}
	sl = append(sl, (x3 >> (p7 & 7)), id_int32(p2))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f7(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p4 << ((p5 << ((p5 ^ uint8(1)) & 127)) & 127))
	_ = x0
	x1 := (p3 < (^p3 | (p3 >> (p9 & 7))))
	_ = x1
	if !!p13 {
		x1 = (p5 < (p5 % (p5 | 1)))
	}
	func() { x1 = (p10 > p10) }()
	x2 := idS(idS(idS(p12)))
	_ = x2
	x3 := arr_int32[(arr_uint8[(^p5)&7])&7]
	_ = x3
	x4 := -p3
	_ = x4
	x5 := ^p8
	_ = x5
	if p1 <= id_int16(p1) {
		x5 = id_uint64((p8 * p8))
	}
	x6 := -p9
	_ = x6
	if !(p7 < p7) {
		x6 = (-x6 & (p9 % (p9 | 1)))
	}
	x7 := (x6 <= id_uint((p9 &^ p9)))
	_ = x7
	if p11 < float32(p4) {
		x7 = ((p11 >= float32(0.1)) && (p5 == p5))
	}
	x0 ^= (-p4 / (-p4 | 1))
	x9 := (-p3 % (-p3 | 1))
	_ = x9
	if (p13 && p13) && !x7 {
		x9 = (id_int64(p3) / ((p3 % (x4 | 1)) | 1))
	}
	x10 := (p0 << (((p5 << (p7 & 127)) & (p5 << (p5 & 7))) & 7))
	_ = x10
	if x5 != id_uint64(p8) {
		x10 = (arr_int8[(p5)&7] & arr_int8[(p5)&7])
	}
	x11 := (p7 >> ((-p7 & id_uint32(p7)) & 127))
	_ = x11
	x12 := int64(arr_int16[(^p5)&7])
	_ = x12
	if !(p7 == p7) {
		x12 = ((p3 ^ x12) * (x12 << (x6 & 63)))
	}
	x13 := (uint8((x6 / (p9 | 1))) % (((p5 << (x6 & 63)) &^ uint8(p0)) | 1))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x10", x10)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x3", x3)
	fmt.Println("p3", p3)
	fmt.Println("x4", x4)
	fmt.Println("x9", x9)
	fmt.Println("x12", x12)
	fmt.Println("p4", p4)
	fmt.Println("x0", x0)
	fmt.Println("p5", p5)
	fmt.Println("x13", x13)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x11", x11)
	fmt.Println("p8", p8)
	fmt.Println("x5", x5)
	fmt.Println("p9", p9)
	fmt.Println("x6", x6)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x2", x2)
	fmt.Println("p13", p13)
	fmt.Println("x1", x1)
	fmt.Println("x7", x7)
	s1 := mk(arr_int8[(x13)&7], ^p6, -p3, (p12 + p12), float64(p11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = (p3 | p3)
	m[(p12 + p12)] += (p3 >> (p5 & 7))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x3 - int32(100)), (x3 << (x11 & 127))}
	sl = append(sl, (p2 & int32(100)), ^p2)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f8(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := -p10
	_ = x0
	x1 := id_int64((p3 << (uint(p2) & 15)))
	_ = x1
	if (p9 > p9) && (p9 != uint(3)) {
		x1 = (id_int64(p3) & (x1 % (x1 | 1)))
	}
	x2 := ^p2
	_ = x2
	if !!p13 {
		x2 = arr_int32[(p5<<(p9&15))&7]
	}
	x3 := float64(^x1)
	_ = x3
	x4 := idS(idS(idS(p12)))
	_ = x4
	x5 := (p4 >> ((id_uint(p9) &^ ^p9) & 15))
	_ = x5
	x6 := (p12 + (p12 + (x4 + x4)))
	_ = x6
	x2 += ((p2 - p2) - (p2 % (p2 | 1)))
	x8 := id_uint8((p5 << (uint(p7) & 15)))
	_ = x8
	x2 &= (x2 << ((p9 ^ p9) & 63))
	x10 := !!(p13 && p13)
	_ = x10
	if p7 <= (p7 - p7) {
		x10 = (!p13 || (p5 >= uint8(255)))
	}
	x11 := ((p7 << (uint(p8) & 15)) * ((p7 + uint32(2)) &^ (p7 &^ uint32(0))))
	_ = x11
	if (x10 || x10) && (p6 >= p6) {
		x11 = ((p7 % (p7 | 1)) % ((p7 % (p7 | 1)) | 1))
	}
	x12 := id_float32(-p11)
	_ = x12
	func() { x12 = float32(x8) }()
	x13 := ^p9
	_ = x13
	if p5 == uint8(p4) {
		x13 = (uint(x8) - arr_uint[(x8)&7])
	}
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x2", x2)
	fmt.Println("p3", p3)
	fmt.Println("x1", x1)
	fmt.Println("p4", p4)
	fmt.Println("x5", x5)
	fmt.Println("p5", p5)
	fmt.Println("x8", x8)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x11", x11)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x13", x13)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("x3", pf(float64(x3)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x12", pf(float64(x12)))
	fmt.Println("p12", p12)
	fmt.Println("x4", x4)
	fmt.Println("x6", x6)
	fmt.Println("p13", p13)
	fmt.Println("x10", x10)
	s1 := mk((p0 >> (p7 & 127)), (p6 << (p5 & 63)), (p3 ^ p3), idS(x6), float64(x11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[x6[:len(x6)/2]] = (x1 & int64(-1))
	m[x4[:len(x4)/2]] += (p3 | p3)
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 >> (p5 & 127)), (p2 << (p9 & 7))}
	sl = append(sl, (p2 >> (x13 & 15)), (x2 &^ p2))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f9(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := id_float32((p11 + (p11 * float32(0.1))))
	_ = x0
	x1 := -p8
	_ = x1
	if !(p13 && p13) {
		x1 = -p8
	}
	x2 := ((p7 >> ((p5 >> (p5 & 7)) & 127)) % (^p7 | 1))
	_ = x2
	x3 := ^p9
	_ = x3
	x4 := arr_uint[(^p5)&7]
	_ = x4
	x5 := float32((p10 - (p10 + float64(0.1))))
	_ = x5
	x6 := (p12 + (p12 + (p12 + p12)))
	_ = x6
	if !!p13 {
		x6 = (x6 + (x6 + x6))
	}
	x7 := (((p0 | p0) & int8(p2)) &^ int8(uint64(p6)))
	_ = x7
	func() { x7 = ^p0 }()
	x8 := (id_int8(id_int8(p0)) - -p0)
	_ = x8
	x9 := (uint8(^p3) % (^p5 | 1))
	_ = x9
	x10 := (((p4 &^ p4) % ((p4 >> (p7 & 7)) | 1)) & -p4)
	_ = x10
	if x7 <= (x8 << (x9 & 127)) {
		x10 = id_int(id_int(x10))
	}
	x1 -= (^x1 / ((p8 & uint64(100)) | 1))
	x11 := (-p8 + ((p8 % (p8 | 1)) - arr_uint64[(x9)&7]))
	_ = x11
	x12 := (id_uint8((x9 - uint8(3))) ^ (uint8(x8) % (uint8(x8) | 1)))
	_ = x12
	x6 = (p12 + (x6 + x6))
	fmt.Println("p0", p0)
	fmt.Println("x7", x7)
	fmt.Println("x8", x8)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x10", x10)
	fmt.Println("p5", p5)
	fmt.Println("x9", x9)
	fmt.Println("x12", x12)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x2", x2)
	fmt.Println("p8", p8)
	fmt.Println("x1", x1)
	fmt.Println("x11", x11)
	fmt.Println("p9", p9)
	fmt.Println("x3", x3)
	fmt.Println("x4", x4)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("x5", pf(float64(x5)))
	fmt.Println("p12", p12)
	fmt.Println("x6", x6)
	fmt.Println("p13", p13)
	s1 := mk(int8(x11), uint16(p1), ^p3, (x6 + x6), -p10)
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(x6 + p12)] = (p3 >> (x4 & 63))
	m[(p12 + p12)] += (p3 + int64(-5))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 | p2), (p2 % (p2 | 1))}
	sl = append(sl, int32(x7), (p2 % (p2 | 1)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f10(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := float32(float64((p11 - float32(0))))
	_ = x0
	if !(p5 > p5) {
		x0 = -x0
	}
	x1 := float32(float64(float32(p8)))
	_ = x1
	if p7 >= id_uint32(p7) {
		x1 = (p11 - (x0 - float32(-1.5)))
	}
	x2 := (((p2 & p2) % ((p2 << (p7 & 127)) | 1)) ^ id_int32(id_int32(p2)))
	_ = x2
	x3 := (uint8(^p3) % (^p5 | 1))
	_ = x3
	func() { x3 = (x3 - p5) }()
	x4 := -p8
	_ = x4
	if p6 == -p6 {
		x4 = id_uint64(id_uint64(x4))
	}
	x1 = (x0 + (p11 * float32(-1.5)))
	x6 := id_float32(id_float32(id_float32(x0)))
	_ = x6
	x7 := id_uint8(((p5 & x3) % ((x3 / (x3 | 1)) | 1)))
	_ = x7
	x8 := len(p12[:len(p12)/2])
	_ = x8
	x9 := (x0 - (p11 + id_float32(x6)))
	_ = x9
	x10 := arr_int8[(-p5/(-x3|1))&7]
	_ = x10
	func() { x10 = (p0 % (p0 | 1)) }()
	x11 := p12[:len(p12)/2]
	_ = x11
	x12 := (((p9 / (p9 | 1)) / (arr_uint[(x3)&7] | 1)) / (-p9 | 1))
	_ = x12
	if x6 >= id_float32(p11) {
		x12 = (uint(p9) % ((p9 >> (p9 & 7)) | 1))
	}
	x13 := float64((p11 + (x0 * float32(1e10))))
	_ = x13
	if p5 == (x7 >> (x12 & 63)) {
		x13 = (x13 + (x13 + float64(0)))
	}
	func() { x13 = (p10 - float64(-7)) }()
	fmt.Println("p0", p0)
	fmt.Println("x10", x10)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x2", x2)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x8", x8)
	fmt.Println("p5", p5)
	fmt.Println("x3", x3)
	fmt.Println("x7", x7)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x4", x4)
	fmt.Println("p9", p9)
	fmt.Println("x12", x12)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x13", pf(float64(x13)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("x1", pf(float64(x1)))
	fmt.Println("x6", pf(float64(x6)))
	fmt.Println("x9", pf(float64(x9)))
	fmt.Println("p12", p12)
	fmt.Println("x11", x11)
	fmt.Println("p13", p13)
	s1 := mk((x10 / (x10 | 1)), -p6, (p3 << (p7 & 127)), idS(p12), float64(p11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(x11 + p12)] = -p3
	m[(p12 + p12)] += -p3
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 - p2), (x2 << (p5 & 7))}
	sl = append(sl, (x2 >> (p5 & 127)), (x2 << (x12 & 127)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f11(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := id_uint32(id_uint32(id_uint32(p7)))
	_ = x0
	if !!p13 {
		x0 = ((p7 % (p7 | 1)) & (p7 & p7))
	}
	x1 := ^p4
	_ = x1
	x2 := ((int16(p2) + (p1 >> (p9 & 7))) | ((p1 * p1) &^ (p1 >> (p7 & 7))))
	_ = x2
	if (p13 && p13) && (p13 && p13) {
		x2 = int16((p2 / (p2 | 1)))
	}
	x3 := uint8(int((p8 ^ uint64(2))))
	_ = x3
	func() { x3 = arr_uint8[(x3)&7] }()
	x4 := !((p9 <= uint(7)) && (p13 || p13))
	_ = x4
	x5 := arr_int16[(^x3)&7]
	_ = x5
	x6 := (-x0 * uint32(arr_int[(x3)&7]))
	_ = x6
	if p2 >= (p2 &^ int32(3)) {
		x6 = (x6 >> ((p5 | p5) & 7))
	}
	x7 := (((x2 >> (x6 & 127)) - id_int16(x5)) / (((p1 ^ int16(100)) & ^p1) | 1))
	_ = x7
	if (p6 > p6) && (x1 <= int(7)) {
		x7 = -p1
	}
	x8 := float64(((p4 + p4) % ((x1 - int(1)) | 1)))
	_ = x8
	func() { x8 = -x8 }()
	x9 := ^x0
	_ = x9
	x5 |= -p1
	x11 := id_uint((-p9 ^ (p9 << (x6 & 15))))
	_ = x11
	x12 := ((x9 >> ((x9 << (p9 & 15)) & 15)) | arr_uint32[(x3/(p5|1))&7])
	_ = x12
	if p8 != (p8 << (x9 & 127)) {
		x12 = (x0 >> ((p9 >> (x12 & 7)) & 7))
	}
	x13 := ^p3
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x2", x2)
	fmt.Println("x5", x5)
	fmt.Println("x7", x7)
	fmt.Println("p2", p2)
	fmt.Println("p3", p3)
	fmt.Println("x13", x13)
	fmt.Println("p4", p4)
	fmt.Println("x1", x1)
	fmt.Println("p5", p5)
	fmt.Println("x3", x3)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x0", x0)
	fmt.Println("x6", x6)
	fmt.Println("x9", x9)
	fmt.Println("x12", x12)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x11", x11)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x8", pf(float64(x8)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x4", x4)
	s1 := mk((p0 ^ p0), uint16(p0), (p3 >> (x12 & 127)), p12[:len(p12)/2], id_float64(x8))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[p12[:len(p12)/2]] = (x13 % (x13 | 1))
	m[(p12 + p12)] += arr_int64[(p5)&7]
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{-p2, (p2 >> (x0 & 127))}
	sl = append(sl, (p2 << (x11 & 15)), ^p2)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func pf(x float64) int64 {
	if x != x {
		return -999
	}
	if x > 1e15 {
		return 1 << 60
	}
	if x < -1e15 {
		return -(1 << 60)
	}
	return int64(x * 1000)
}
func main() {
	f0(int8(1), int16(1), int32(100), int64(-1), int(-5), uint8(100), uint16(0), uint32(1), uint64(100), uint(7), float64(0), float32(-1.5), "bc", true)
	f0(int8(2), int16(2), int32(7), int64(9223372036854775807), int(0), uint8(255), uint16(2), uint32(7), uint64(18446744073709551615), uint(100), float64(1e10), float32(0), "bc", false)
	f1(int8(1), int16(1), int32(-5), int64(-5), int(2), uint8(2), uint16(7), uint32(2), uint64(18446744073709551615), uint(18446744073709551615), float64(0), float32(3.25), "xyz", true)
	f1(int8(3), int16(-1), int32(1), int64(0), int(7), uint8(2), uint16(100), uint32(7), uint64(3), uint(1), float64(-7), float32(0.1), "bc", true)
	f2(int8(7), int16(-32768), int32(-5), int64(2), int(7), uint8(7), uint16(0), uint32(7), uint64(7), uint(3), float64(0), float32(3.25), "xyz", false)
	f2(int8(3), int16(3), int32(2), int64(-9223372036854775808), int(2), uint8(100), uint16(65535), uint32(7), uint64(1), uint(0), float64(-1.5), float32(1), "héllo", true)
	f3(int8(127), int16(100), int32(100), int64(-1), int(3), uint8(0), uint16(2), uint32(0), uint64(0), uint(18446744073709551615), float64(1e10), float32(0), "xyz", false)
	f3(int8(-1), int16(3), int32(1), int64(3), int(3), uint8(1), uint16(1), uint32(0), uint64(18446744073709551615), uint(1), float64(1e10), float32(0.1), "xyz", false)
	f4(int8(1), int16(100), int32(100), int64(-1), int(-5), uint8(3), uint16(3), uint32(2), uint64(3), uint(100), float64(-7), float32(-1.5), "", true)
	f4(int8(1), int16(100), int32(0), int64(0), int(7), uint8(3), uint16(0), uint32(4294967295), uint64(1), uint(0), float64(3.25), float32(1e10), "a", true)
	f5(int8(-128), int16(2), int32(3), int64(-1), int(9223372036854775807), uint8(3), uint16(65535), uint32(0), uint64(100), uint(0), float64(0.1), float32(1e10), "héllo", false)
	f5(int8(127), int16(2), int32(2147483647), int64(100), int(100), uint8(3), uint16(100), uint32(100), uint64(0), uint(2), float64(1), float32(-1.5), "héllo", false)
	f6(int8(-128), int16(32767), int32(-2147483648), int64(3), int(1), uint8(1), uint16(0), uint32(7), uint64(0), uint(1), float64(1e10), float32(-1.5), "héllo", true)
	f6(int8(0), int16(-32768), int32(-2147483648), int64(0), int(-5), uint8(0), uint16(2), uint32(2), uint64(1), uint(2), float64(0.1), float32(0), "", true)
	f7(int8(0), int16(0), int32(-2147483648), int64(0), int(1), uint8(3), uint16(65535), uint32(1), uint64(1), uint(3), float64(-7), float32(0.1), "bc", true)
	f7(int8(-5), int16(100), int32(0), int64(-9223372036854775808), int(2), uint8(100), uint16(7), uint32(3), uint64(3), uint(0), float64(3.25), float32(3.25), "héllo", true)
	f8(int8(-128), int16(32767), int32(-2147483648), int64(-9223372036854775808), int(-9223372036854775808), uint8(0), uint16(3), uint32(3), uint64(100), uint(1), float64(3.25), float32(0.1), "", false)
	f8(int8(-5), int16(3), int32(-1), int64(100), int(-5), uint8(1), uint16(0), uint32(2), uint64(2), uint(2), float64(0.1), float32(0), "héllo", false)
	f9(int8(1), int16(1), int32(-5), int64(9223372036854775807), int(9223372036854775807), uint8(3), uint16(3), uint32(4294967295), uint64(3), uint(2), float64(1), float32(-1.5), "xyz", true)
	f9(int8(-128), int16(0), int32(0), int64(1), int(9223372036854775807), uint8(1), uint16(3), uint32(3), uint64(3), uint(7), float64(0), float32(0.1), "bc", true)
	f10(int8(0), int16(32767), int32(3), int64(1), int(1), uint8(2), uint16(3), uint32(100), uint64(3), uint(2), float64(1e10), float32(-1.5), "a", false)
	f10(int8(100), int16(-5), int32(2147483647), int64(-9223372036854775808), int(2), uint8(0), uint16(7), uint32(100), uint64(0), uint(2), float64(1e10), float32(0.1), "bc", false)
	f11(int8(100), int16(3), int32(1), int64(3), int(-1), uint8(100), uint16(0), uint32(100), uint64(18446744073709551615), uint(7), float64(-7), float32(1), "xyz", true)
	f11(int8(2), int16(7), int32(2147483647), int64(7), int(-9223372036854775808), uint8(7), uint16(1), uint32(2), uint64(7), uint(18446744073709551615), float64(0.1), float32(0.1), "héllo", true)
}
