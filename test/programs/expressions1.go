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
	x0 := int64(arr_uint[(^p5)&7])
	_ = x0
	x1 := (p6 >> (-p5 & 63))
	_ = x1
	x2 := -p11
	_ = x2
	x3 := float64(float32(float64(p11)))
	_ = x3
	if !p13 && !p13 {
		x3 = (p10 * float64(x2))
	}
	x4 := (p1 != id_int16((p1 % (p1 | 1))))
	_ = x4
	x5 := -p5
	_ = x5
	x6 := int8(int32((p2 * int32(1))))
	_ = x6
	x7 := (-p2 | ((p2 + int32(1)) &^ (p2 << (p9 & 127))))
	_ = x7
	x8 := int32(arr_uint[(^x5)&7])
	_ = x8
	if !!p13 {
		x8 = -x8
	}
	func() { x8 = int32(p6) }()
	x9 := (((p6 % (p6 | 1)) % ((p6 &^ p6) | 1)) - (^p6 / (-p6 | 1)))
	_ = x9
	if !!p13 {
		x9 = ((x9 * uint16(65535)) &^ (x9 << (p9 & 63)))
	}
	x10 := ((len(p12) / ((p4 << (p9 & 127)) | 1)) - (int(x1) % ((p4 % (p4 | 1)) | 1)))
	_ = x10
	x11 := -p10
	_ = x11
	if p2 > (x7 ^ p2) {
		x11 = float64(float32(p10))
	}
	x12 := (^p9 / ((p9 >> ((p7 * p7) & 7)) | 1))
	_ = x12
	x13 := (arr_uint[(-p5)&7] / (id_uint((x12 << (x12 & 63))) | 1))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x6", x6)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x7", x7)
	fmt.Println("x8", x8)
	fmt.Println("p3", p3)
	fmt.Println("x0", x0)
	fmt.Println("p4", p4)
	fmt.Println("x10", x10)
	fmt.Println("p5", p5)
	fmt.Println("x5", x5)
	fmt.Println("p6", p6)
	fmt.Println("x1", x1)
	fmt.Println("x9", x9)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x12", x12)
	fmt.Println("x13", x13)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x3", pf(float64(x3)))
	fmt.Println("x11", pf(float64(x11)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x2", pf(float64(x2)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x4", x4)
	s1 := mk(arr_int8[(p5)&7], (x1 ^ uint16(0)), (p3 & p3), (p12 + p12), float64(p11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = -x0
	m[p12[:len(p12)/2]] += (x0 * int64(-9223372036854775808))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 % (x7 | 1)), ^p2}
	sl = append(sl, (x7 >> (p5 & 7)), (x8 >> (x12 & 7)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f1(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := ((p6 >> (id_uint32(p7) & 127)) | -p6)
	_ = x0
	x1 := int32(^p5)
	_ = x1
	x2 := (((p8 >> (p5 & 7)) + -p8) ^ ((p8 &^ p8) + (p8 >> (p5 & 15))))
	_ = x2
	if (p13 || p13) && (p13 && p13) {
		x2 = arr_uint64[(p5/(p5|1))&7]
	}
	x3 := (p8 >> ((p7 << (uint8(p8) & 63)) & 63))
	_ = x3
	x4 := float32((int32(p2) % ((p2 % (x1 | 1)) | 1)))
	_ = x4
	if !p13 && !p13 {
		x4 = float32((x3 + x3))
	}
	x5 := -x4
	_ = x5
	x6 := ^p1
	_ = x6
	x7 := ^x0
	_ = x7
	x8 := id_uint(id_uint(id_uint(p9)))
	_ = x8
	x9 := (((p5 ^ uint8(255)) % (arr_uint8[(p5)&7] | 1)) | ^p5)
	_ = x9
	x10 := ^p7
	_ = x10
	x11 := -x4
	_ = x11
	if !(p0 >= int8(-5)) {
		x11 = -x11
	}
	x12 := (uint(int32(p0)) % ((uint(x6) % (^x8 | 1)) | 1))
	_ = x12
	if !(p13 && p13) {
		x12 = ^x8
	}
	x13 := arr_int8[(^x9)&7]
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x13", x13)
	fmt.Println("p1", p1)
	fmt.Println("x6", x6)
	fmt.Println("p2", p2)
	fmt.Println("x1", x1)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("x9", x9)
	fmt.Println("p6", p6)
	fmt.Println("x0", x0)
	fmt.Println("x7", x7)
	fmt.Println("p7", p7)
	fmt.Println("x10", x10)
	fmt.Println("p8", p8)
	fmt.Println("x2", x2)
	fmt.Println("x3", x3)
	fmt.Println("p9", p9)
	fmt.Println("x8", x8)
	fmt.Println("x12", x12)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x4", pf(float64(x4)))
	fmt.Println("x5", pf(float64(x5)))
	fmt.Println("x11", pf(float64(x11)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	s1 := mk(^x13, arr_uint16[(p5)&7], (p3 >> (x8 & 127)), p12[:len(p12)/2], float64(x5))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = (p3 ^ int64(3))
	m[p12[:len(p12)/2]] += id_int64(p3)
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x1 | int32(-1)), (p2 &^ p2)}
	sl = append(sl, (p2 &^ int32(100)), (p2 & p2))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f2(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := ((p5 << ((p5 | p5) & 15)) - (-p5 & (p5 << (p7 & 127))))
	_ = x0
	x1 := arr_uint64[(arr_uint8[(p5)&7]/(-p5|1))&7]
	_ = x1
	if p6 > (p6 >> (p7 & 7)) {
		x1 = (p8 >> ((p7 << (p5 & 63)) & 63))
	}
	x2 := int(arr_uint64[(^x0)&7])
	_ = x2
	if (p13 && p13) && (p11 == p11) {
		x2 = (-p4 % (-x2 | 1))
	}
	x3 := (uint((p8 &^ p8)) | ((p9 % (p9 | 1)) % (arr_uint[(x0)&7] | 1)))
	_ = x3
	x4 := -p7
	_ = x4
	if p11 != -p11 {
		x4 = (-p7 & (x4 & p7))
	}
	x5 := (p6 << (id_uint8((x0 << (x4 & 127))) & 63))
	_ = x5
	func() { x5 = (p6 % (p6 | 1)) }()
	x1 |= uint64(^x4)
	x7 := (p12 <= p12[:len(p12)/2])
	_ = x7
	x8 := (p3 >= id_int64((p3 + int64(-5))))
	_ = x8
	func() { x8 = (p7 > p7) }()
	x9 := ^p2
	_ = x9
	x10 := (id_int8(id_int8(p0)) ^ (p0 << ((x3 << (p9 & 63)) & 15)))
	_ = x10
	func() { x10 = ^x10 }()
	x11 := (p9 >> ((p5 >> (id_uint32(x4) & 63)) & 15))
	_ = x11
	x0 += -p5
	x13 := ((id_uint8(x0) &^ uint8(p6)) &^ ((p5 - uint8(0)) % ((p5 / (p5 | 1)) | 1)))
	_ = x13
	if p12 > (p12 + p12) {
		x13 = -x0
	}
	fmt.Println("p0", p0)
	fmt.Println("x10", x10)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x9", x9)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x2", x2)
	fmt.Println("p5", p5)
	fmt.Println("x0", x0)
	fmt.Println("x13", x13)
	fmt.Println("p6", p6)
	fmt.Println("x5", x5)
	fmt.Println("p7", p7)
	fmt.Println("x4", x4)
	fmt.Println("p8", p8)
	fmt.Println("x1", x1)
	fmt.Println("p9", p9)
	fmt.Println("x3", x3)
	fmt.Println("x11", x11)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x7", x7)
	fmt.Println("x8", x8)
	s1 := mk((x10 &^ p0), (p6 >> (x0 & 63)), arr_int64[(x0)&7], (p12 + p12), (p10 - float64(1e10)))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[p12[:len(p12)/2]] = (p3 & p3)
	m[idS(p12)] += int64(p3)
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{arr_int32[(p5)&7], ^p2}
	sl = append(sl, -p2, (x9 | p2))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f3(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := p12[:len(p12)/2]
	_ = x0
	x1 := id_int16(((p1 % (p1 | 1)) ^ int16(p4)))
	_ = x1
	x2 := (((p6 != uint16(0)) || (p13 && p13)) || (p0 <= -p0))
	_ = x2
	if !!p13 {
		x2 = !(p11 <= float32(3.25))
	}
	func() { x2 = (p11 > p11) }()
	x3 := (p6 >> (((p7 * p7) &^ (p7 >> (p5 & 63))) & 63))
	_ = x3
	x4 := int32((id_uint16(x3) - (x3 ^ uint16(100))))
	_ = x4
	x5 := int8(int((p6 + p6)))
	_ = x5
	x6 := (p11 * float32((p2 << (p7 & 15))))
	_ = x6
	if !(x4 <= x4) {
		x6 = -p11
	}
	x7 := -x3
	_ = x7
	x8 := ^x7
	_ = x8
	x9 := (p0 >> (((p9 & p9) + (p9 | uint(100))) & 15))
	_ = x9
	if !!x2 {
		x9 = (arr_int8[(p5)&7] / (-x5 | 1))
	}
	x10 := (((p7 << (p7 & 127)) | (p7 | p7)) &^ ((p7 - p7) % ((p7 &^ p7) | 1)))
	_ = x10
	x11 := (p3 << ((p5 << ((p5 / (p5 | 1)) & 15)) & 7))
	_ = x11
	if (x5 == int8(-1)) || (p10 == p10) {
		x11 = -p3
	}
	x12 := (p11 - id_float32(-x6))
	_ = x12
	x13 := (uint8((p2 % (p2 | 1))) + ((p5 + uint8(3)) % (^p5 | 1)))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("x5", x5)
	fmt.Println("x9", x9)
	fmt.Println("p1", p1)
	fmt.Println("x1", x1)
	fmt.Println("p2", p2)
	fmt.Println("x4", x4)
	fmt.Println("p3", p3)
	fmt.Println("x11", x11)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("x13", x13)
	fmt.Println("p6", p6)
	fmt.Println("x3", x3)
	fmt.Println("x7", x7)
	fmt.Println("x8", x8)
	fmt.Println("p7", p7)
	fmt.Println("x10", x10)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x6", pf(float64(x6)))
	fmt.Println("x12", pf(float64(x12)))
	fmt.Println("p12", p12)
	fmt.Println("x0", x0)
	fmt.Println("p13", p13)
	fmt.Println("x2", x2)
	s1 := mk(id_int8(x9), id_uint16(x8), int64(p8), (x0 + x0), -p10)
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(x0 + x0)] = -p3
	m[(p12 + p12)] += (p3 >> (x10 & 127))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{int32(x9), (x4 % (x4 | 1))}
	sl = append(sl, arr_int32[(x13)&7], ^x4)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f4(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p9 > (p9 >> ((p5 ^ uint8(255)) & 127)))
	_ = x0
	x1 := !(p6 < (p6 % (p6 | 1)))
	_ = x1
	x2 := p12[:len(p12)/2]
	_ = x2
	func() { x2 = (p12 + p12) }()
	x3 := (p10 * (p10 + float64(p11)))
	_ = x3
	x4 := arr_uint8[(arr_uint8[(p5)&7]/(arr_uint8[(p5)&7]|1))&7]
	_ = x4
	if !p13 && (p8 != uint64(100)) {
		x4 = (^x4 / (^x4 | 1))
	}
	x5 := (p2 >> (id_uint((p9 << (p9 & 63))) & 63))
	_ = x5
	x6 := uint32(((p6 / (p6 | 1)) % (arr_uint16[(x4)&7] | 1)))
	_ = x6
	if x3 != -p10 {
		x6 = (p7 >> ((x6 << (x4 & 127)) & 127))
	}
	x7 := int(((p2 / (p2 | 1)) ^ -p2))
	_ = x7
	if p0 >= int8(p2) {
		x7 = ((p4 &^ p4) % ((p4 % (p4 | 1)) | 1))
	}
	for i := 0; i < 3; i++ {
		x7 += i * (p4 &^ int(3))
	}
	x8 := !!(p8 != uint64(18446744073709551615))
	_ = x8
	func() { x8 = !x1 }()
	x9 := (!(p3 == p3) && !(p8 < p8))
	_ = x9
	if (p13 || x8) && (p9 == p9) {
		x9 = (p11 > float32(p10))
	}
	x7 |= ((p4 % (x7 | 1)) % (arr_int[(x4)&7] | 1))
	x4 &= (uint8(p4) | id_uint8(x4))
	x11 := ((p9 << ((p7 - p7) & 63)) ^ ((p9 &^ uint(1)) / (id_uint(p9) | 1)))
	_ = x11
	if p6 == (p6 - uint16(100)) {
		x11 = arr_uint[(-p5)&7]
	}
	x12 := (-p6 ^ id_uint16((p6 << (p7 & 63))))
	_ = x12
	func() { x12 = (p6 % (p6 | 1)) }()
	x5 ^= ^p2
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x5", x5)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x7", x7)
	fmt.Println("p5", p5)
	fmt.Println("x4", x4)
	fmt.Println("p6", p6)
	fmt.Println("x12", x12)
	fmt.Println("p7", p7)
	fmt.Println("x6", x6)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x11", x11)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x3", pf(float64(x3)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x2", x2)
	fmt.Println("p13", p13)
	fmt.Println("x0", x0)
	fmt.Println("x1", x1)
	fmt.Println("x8", x8)
	fmt.Println("x9", x9)
	s1 := mk((p0 * int8(-5)), uint16(p0), arr_int64[(x4)&7], (x2 + p12), float64(p11))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + x2)] = (p3 / (p3 | 1))
	m[x2[:len(x2)/2]] += (p3 << (p7 & 7))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x5 >> (x6 & 63)), int32(p4)}
	sl = append(sl, int32(p0), int32(p6))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f5(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := float32((p8 << (-p7 & 7)))
	_ = x0
	if (p13 || p13) || (p13 || p13) {
		x0 = id_float32((p11 - p11))
	}
	x1 := float32(float64(-p2))
	_ = x1
	x2 := (p5 << ((uint8(p4) % (uint8(p8) | 1)) & 63))
	_ = x2
	x3 := float64(float32(uint64(p8)))
	_ = x3
	x4 := (p8 < -p8)
	_ = x4
	if p11 < (x1 + float32(-7)) {
		x4 = ((x4 || x4) || (p6 == p6))
	}
	x5 := (p5 >> ((-x2 + (x2 << (p7 & 63))) & 63))
	_ = x5
	x6 := float64(((x5 / (x5 | 1)) / ((p5 | x5) | 1)))
	_ = x6
	x7 := (p11 - float32((p6 & uint16(0))))
	_ = x7
	x8 := (uint8(int32(x5)) % (-x5 | 1))
	_ = x8
	if !(p13 && p13) {
		x8 = ((x8 << (p9 & 127)) + id_uint8(x8))
	}
	x9 := ((x5 << (arr_uint8[(p5)&7] & 7)) + (x8 << ((p7 % (p7 | 1)) & 63)))
	_ = x9
	x10 := ((uint64(p4) * uint64(p4)) | (^p8 &^ -p8))
	_ = x10
	if p4 <= (p4 + p4) {
		x10 = (x10 << (id_uint(p9) & 127))
	}
	x11 := float64((-p2 ^ (p2 * p2)))
	_ = x11
	if p6 < (p6 & p6) {
		x11 = float64((p2 % (p2 | 1)))
	}
	x12 := ^p1
	_ = x12
	x13 := (p2 >> (((p7 ^ p7) &^ (p7 % (p7 | 1))) & 15))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x12", x12)
	fmt.Println("p2", p2)
	fmt.Println("x13", x13)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("x2", x2)
	fmt.Println("x5", x5)
	fmt.Println("x8", x8)
	fmt.Println("x9", x9)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x10", x10)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x3", pf(float64(x3)))
	fmt.Println("x6", pf(float64(x6)))
	fmt.Println("x11", pf(float64(x11)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x0", pf(float64(x0)))
	fmt.Println("x1", pf(float64(x1)))
	fmt.Println("x7", pf(float64(x7)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x4", x4)
	s1 := mk((p0 ^ p0), -p6, (p3 | p3), p12[:len(p12)/2], (x11 * float64(1e10)))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = int64(p8)
	m[idS(p12)] += (p3 % (p3 | 1))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{^x13, ^x13}
	sl = append(sl, (p2 >> (x2 & 15)), (p2 * int32(2147483647)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f6(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p6 >> ((p7 >> ((p5 >> (p9 & 127)) & 127)) & 127))
	_ = x0
	x1 := arr_int32[(arr_uint8[(^p5)&7])&7]
	_ = x1
	x2 := -p9
	_ = x2
	x3 := id_uint8(id_uint8((p5 << (p5 & 63))))
	_ = x3
	x4 := -p11
	_ = x4
	if p2 < -p2 {
		x4 = float32((p0 >> (p7 & 63)))
	}
	x5 := int32((^p0 &^ id_int8(p0)))
	_ = x5
	x6 := (p8 < (p8 >> ((x2 >> (x2 & 127)) & 127)))
	_ = x6
	x7 := (int8((p0 - p0)) * arr_int8[(p5*p5)&7])
	_ = x7
	if !p13 && (p2 == p2) {
		x7 = ((x7 & p0) + ^x7)
	}
	x8 := (-p3 / ((id_int64(p3) - int64(p4)) | 1))
	_ = x8
	x9 := -x4
	_ = x9
	x10 := (p10 > (p10 - (p10 * float64(3.25))))
	_ = x10
	x11 := idS((p12 + (p12 + p12)))
	_ = x11
	x12 := len((p12 + x11[:len(x11)/2]))
	_ = x12
	func() { x12 = int(x7) }()
	x7 &= (x7 << ((p9 & uint(100)) & 127))
	fmt.Println("p0", p0)
	fmt.Println("x7", x7)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x1", x1)
	fmt.Println("x5", x5)
	fmt.Println("p3", p3)
	fmt.Println("x8", x8)
	fmt.Println("p4", p4)
	fmt.Println("x12", x12)
	fmt.Println("p5", p5)
	fmt.Println("x3", x3)
	fmt.Println("p6", p6)
	fmt.Println("x0", x0)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("p9", p9)
	fmt.Println("x2", x2)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x4", pf(float64(x4)))
	fmt.Println("x9", pf(float64(x9)))
	fmt.Println("p12", p12)
	fmt.Println("x11", x11)
	fmt.Println("p13", p13)
	fmt.Println("x6", x6)
	fmt.Println("x10", x10)
	s1 := mk((p0 % (p0 | 1)), uint16(p4), (x8 % (x8 | 1)), (p12 + p12), (p10 * float64(1e10)))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(x11)] = arr_int64[(x3)&7]
	m[(p12 + p12)] += (p3 - int64(3))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(x5 | int32(-2147483648)), (x1 >> (x2 & 7))}
	sl = append(sl, (x5 &^ int32(-2147483648)), (p2 % (x5 | 1)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f7(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := ^p3
	_ = x0
	x1 := -p10
	_ = x1
	x2 := float64(float32(arr_uint8[(p5)&7]))
	_ = x2
	if !!p13 {
		x2 = -x1
	}
	x3 := id_float32(id_float32((p11 * float32(1e10))))
	_ = x3
	if p1 != (p1 / (p1 | 1)) {
		x3 = (p11 - -x3)
	}
	x4 := (p5 << (id_uint32((p7 % (p7 | 1))) & 63))
	_ = x4
	x5 := (p3 == -p3)
	_ = x5
	if p9 > -p9 {
		x5 = !(x1 == p10)
	}
	func() { x5 = (x2 == p10) }()
	x6 := arr_uint16[(^x4)&7]
	_ = x6
	x7 := id_float64(-x1)
	_ = x7
	x8 := ((int32(p4) + (p2 + p2)) | ((p2 % (p2 | 1)) + ^p2))
	_ = x8
	x9 := len((p12 + (p12 + p12)))
	_ = x9
	x10 := uint64(((p8 % (p8 | 1)) - -p8))
	_ = x10
	if !!p13 {
		x10 = (p8 >> ((p7 &^ uint32(0)) & 7))
	}
	x11 := uint16(((p8 - p8) % ((p8 / (p8 | 1)) | 1)))
	_ = x11
	if (p13 && p13) && (p13 && p13) {
		x11 = id_uint16(arr_uint16[(x4)&7])
	}
	func() { x11 = (x11 >> (p7 & 63)) }()
	x10 ^= ^x10
	x12 := (((p9 >= p9) && (p13 && p13)) && !(p11 <= float32(1e10)))
	_ = x12
	func() { x12 = (p9 != uint(18446744073709551615)) }()
	x13 := ^p1
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x13", x13)
	fmt.Println("p2", p2)
	fmt.Println("x8", x8)
	fmt.Println("p3", p3)
	fmt.Println("x0", x0)
	fmt.Println("p4", p4)
	fmt.Println("x9", x9)
	fmt.Println("p5", p5)
	fmt.Println("x4", x4)
	fmt.Println("p6", p6)
	fmt.Println("x6", x6)
	fmt.Println("x11", x11)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x10", x10)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x1", pf(float64(x1)))
	fmt.Println("x2", pf(float64(x2)))
	fmt.Println("x7", pf(float64(x7)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x3", pf(float64(x3)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x5", x5)
	fmt.Println("x12", x12)
	s1 := mk((p0 >> (p7 & 127)), (x6 << (p7 & 7)), (x0 * p3), (p12 + p12), -x1)
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = (x0 & int64(-9223372036854775808))
	m[idS(p12)] += arr_int64[(x4)&7]
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{arr_int32[(x4)&7], ^p2}
	sl = append(sl, (p2 >> (p9 & 127)), (x8 << (p7 & 127)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f8(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (p6 >> ((-p9 + -p9) & 15))
	_ = x0
	x1 := arr_uint8[((p5&p5)+(p5&^p5))&7]
	_ = x1
	x2 := ((p9 << ((p9 % (p9 | 1)) & 15)) * arr_uint[(arr_uint8[(p5)&7])&7])
	_ = x2
	if !(p0 <= int8(100)) {
		x2 = id_uint(^x2)
	}
	x3 := arr_uint32[(^x1)&7]
	_ = x3
	func() { x3 = -p7 }()
	x4 := float32(float64((p11 - p11)))
	_ = x4
	if (p13 || p13) || (p2 <= int32(1)) {
		x4 = (x4 * (p11 + p11))
	}
	func() { x4 = (p11 + float32(0)) }()
	x5 := (p1 >> ((p7 >> ((p9 * p9) & 7)) & 127))
	_ = x5
	x6 := ((int8(p2) + ^p0) % (-p0 | 1))
	_ = x6
	if !!p13 {
		x6 = ((x6 >> (x2 & 63)) - ^x6)
	}
	func() { x6 = (p0 / (p0 | 1)) }()
	x7 := arr_int8[(^x1)&7]
	_ = x7
	x8 := arr_uint32[(-p5)&7]
	_ = x8
	if !(p13 && p13) {
		x8 = ((p7 << (x3 & 127)) | (p7 % (p7 | 1)))
	}
	x9 := idS(idS((p12 + p12)))
	_ = x9
	x10 := ((int8(p8) % ((x6 | int8(-1)) | 1)) | -x7)
	_ = x10
	if !(x10 >= int8(127)) {
		x10 = ((x10 & x7) ^ (x7 - int8(-5)))
	}
	func() { x10 = (p0 ^ int8(-128)) }()
	x11 := int8(int32((p8 & p8)))
	_ = x11
	func() { x11 = (x11 / (x6 | 1)) }()
	x12 := (((p2 &^ p2) + id_int32(p2)) - ^p2)
	_ = x12
	x13 := ((uint64(p2) | (p8 % (p8 | 1))) & ^p8)
	_ = x13
	if !(p9 > p9) {
		x13 = ((x13 & uint64(3)) - (x13 & uint64(3)))
	}
	func() { x13 = (x13 * uint64(0)) }()
	fmt.Println("p0", p0)
	fmt.Println("x6", x6)
	fmt.Println("x7", x7)
	fmt.Println("x10", x10)
	fmt.Println("x11", x11)
	fmt.Println("p1", p1)
	fmt.Println("x5", x5)
	fmt.Println("p2", p2)
	fmt.Println("x12", x12)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("p5", p5)
	fmt.Println("x1", x1)
	fmt.Println("p6", p6)
	fmt.Println("x0", x0)
	fmt.Println("p7", p7)
	fmt.Println("x3", x3)
	fmt.Println("x8", x8)
	fmt.Println("p8", p8)
	fmt.Println("x13", x13)
	fmt.Println("p9", p9)
	fmt.Println("x2", x2)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x4", pf(float64(x4)))
	fmt.Println("p12", p12)
	fmt.Println("x9", x9)
	fmt.Println("p13", p13)
	s1 := mk((x10 + int8(-5)), (p6 & uint16(65535)), (p3 >> (x3 & 7)), (p12 + p12), float64(p1))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = (p3 % (p3 | 1))
	m[idS(p12)] += (p3 + p3)
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{^x12, (p2 >> (p5 & 7))}
	sl = append(sl, -p2, (x12 | int32(2147483647)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f9(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := uint16((^p5 | ^p5))
	_ = x0
	x1 := (((p10 < p10) || !p13) || (p12 == idS(p12)))
	_ = x1
	x0 ^= (p6 >> (id_uint8(p5) & 127))
	x1 = (p3 < (p3 * int64(-5)))
	x4 := int64((p8 >> ((p9 | p9) & 7)))
	_ = x4
	if !(p8 <= uint64(1)) {
		x4 = ((p3 - int64(100)) - (x4 << (p5 & 15)))
	}
	x5 := (uint16(int8(p0)) + ((x0 / (p6 | 1)) * -x0))
	_ = x5
	x6 := -p10
	_ = x6
	x7 := (p3 >> ((p9 >> (-p9 & 7)) & 7))
	_ = x7
	if p11 < (p11 + p11) {
		x7 = ((p3 &^ p3) % (int64(x5) | 1))
	}
	x8 := (((x7 ^ x4) &^ id_int64(x7)) / (((x7 | int64(1)) % (^x4 | 1)) | 1))
	_ = x8
	func() { x8 = (p3 % (x7 | 1)) }()
	x9 := (((p4 ^ int(1)) + -p4) & (p4 << ((p9 << (p9 & 63)) & 63)))
	_ = x9
	x10 := (arr_uint64[(p5*uint8(3))&7] % (((p8 & uint64(3)) % (^p8 | 1)) | 1))
	_ = x10
	if p3 > -p3 {
		x10 = ((p8 * uint64(7)) | (p8 >> (p7 & 7)))
	}
	x11 := p12[:len(p12)/2]
	_ = x11
	if !(x1 || x1) {
		x11 = x11[:len(x11)/2]
	}
	x12 := uint16((int32(p8) * (p2 % (p2 | 1))))
	_ = x12
	x13 := (((p2 & int32(100)) % (arr_int32[(p5)&7] | 1)) * ^p2)
	_ = x13
	if p12 <= x11[:len(x11)/2] {
		x13 = (p2 << (uint8(p5) & 15))
	}
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("p2", p2)
	fmt.Println("x13", x13)
	fmt.Println("p3", p3)
	fmt.Println("x4", x4)
	fmt.Println("x7", x7)
	fmt.Println("x8", x8)
	fmt.Println("p4", p4)
	fmt.Println("x9", x9)
	fmt.Println("p5", p5)
	fmt.Println("p6", p6)
	fmt.Println("x0", x0)
	fmt.Println("x5", x5)
	fmt.Println("x12", x12)
	fmt.Println("p7", p7)
	fmt.Println("p8", p8)
	fmt.Println("x10", x10)
	fmt.Println("p9", p9)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x6", pf(float64(x6)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x11", x11)
	fmt.Println("p13", p13)
	fmt.Println("x1", x1)
	s1 := mk(arr_int8[(p5)&7], ^x0, (x4 / (p3 | 1)), (p12 + p12), id_float64(x6))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[idS(p12)] = (x7 | x4)
	m[(p12 + p12)] += (p3 << (p5 & 127))
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 & p2), (p2 + p2)}
	sl = append(sl, int32(p7), -p2)
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f10(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := (id_uint16((p6 << (p5 & 63))) &^ ((p6 % (p6 | 1)) - (p6 / (p6 | 1))))
	_ = x0
	x1 := (p1 >> (((p5 &^ uint8(2)) | -p5) & 63))
	_ = x1
	func() { x1 = (p1 % (p1 | 1)) }()
	x2 := (id_uint((p9 - p9)) | id_uint(arr_uint[(p5)&7]))
	_ = x2
	x3 := (arr_uint8[(^p5)&7] / ((p5 >> ((p5 ^ uint8(0)) & 63)) | 1))
	_ = x3
	x4 := (((p8 & uint64(1)) & -p8) % (id_uint64((p8 * p8)) | 1))
	_ = x4
	if !(p13 || p13) {
		x4 = ((p8 >> (p9 & 7)) % ((x4 >> (x2 & 127)) | 1))
	}
	x5 := float64((arr_uint64[(x3)&7] % (^x4 | 1)))
	_ = x5
	x6 := id_float32(float32((p10 - p10)))
	_ = x6
	x2 -= ((p9 - uint(7)) - id_uint(x2))
	x7 := ((p7 << ((x3 << (p9 & 7)) & 7)) &^ ((p7 >> (p7 & 127)) - (p7 << (p7 & 15))))
	_ = x7
	x8 := ((p9 >> ((p7 >> (p5 & 7)) & 7)) & (p9 >> ((x3 << (x7 & 127)) & 127)))
	_ = x8
	x9 := (p4 >> ((p5 << ((p5 &^ uint8(100)) & 7)) & 7))
	_ = x9
	func() { x9 = (p4 % (p4 | 1)) }()
	x10 := (p10 - float64((x9 / (x9 | 1))))
	_ = x10
	x11 := ^x1
	_ = x11
	if (p13 && p13) && !p13 {
		x11 = ((x1 % (x1 | 1)) % ((x1 % (x11 | 1)) | 1))
	}
	x12 := ((p0 != arr_int8[(x3)&7]) || (p0 >= arr_int8[(x3)&7]))
	_ = x12
	x13 := (p7 >> ((p7 << ((x3 >> (p9 & 127)) & 63)) & 63))
	_ = x13
	fmt.Println("p0", p0)
	fmt.Println("p1", p1)
	fmt.Println("x1", x1)
	fmt.Println("x11", x11)
	fmt.Println("p2", p2)
	fmt.Println("p3", p3)
	fmt.Println("p4", p4)
	fmt.Println("x9", x9)
	fmt.Println("p5", p5)
	fmt.Println("x3", x3)
	fmt.Println("p6", p6)
	fmt.Println("x0", x0)
	fmt.Println("p7", p7)
	fmt.Println("x7", x7)
	fmt.Println("x13", x13)
	fmt.Println("p8", p8)
	fmt.Println("x4", x4)
	fmt.Println("p9", p9)
	fmt.Println("x2", x2)
	fmt.Println("x8", x8)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("x5", pf(float64(x5)))
	fmt.Println("x10", pf(float64(x10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("x6", pf(float64(x6)))
	fmt.Println("p12", p12)
	fmt.Println("p13", p13)
	fmt.Println("x12", x12)
	s1 := mk((p0 | p0), uint16(p0), (p3 - int64(3)), (p12 + p12), float64(p8))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(p12 + p12)] = (p3 & p3)
	m[idS(p12)] += ^p3
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 / (p2 | 1)), ^p2}
	sl = append(sl, -p2, (p2 & int32(1)))
	u := int32(0)
	for i, q := range sl[1:] {
		u += q * int32(i+1)
	}
	fmt.Println(u, len(sl), cap(sl[:2:3]))
}
func f11(p0 int8, p1 int16, p2 int32, p3 int64, p4 int, p5 uint8, p6 uint16, p7 uint32, p8 uint64, p9 uint, p10 float64, p11 float32, p12 string, p13 bool) {
	x0 := arr_int32[(^p5)&7]
	_ = x0
	x1 := (((p9 >> (p9 & 7)) & -p9) - (p9 << ((p5 | uint8(2)) & 7)))
	_ = x1
	if p2 < (p2 ^ x0) {
		x1 = ((p9 % (p9 | 1)) % ((x1 / (p9 | 1)) | 1))
	}
	x2 := -p2
	_ = x2
	if p7 <= uint32(p0) {
		x2 = arr_int32[(arr_uint8[(p5)&7])&7]
	}
	x3 := (p7 != ((p7 << (p5 & 15)) &^ (p7 | p7)))
	_ = x3
	x4 := -p3
	_ = x4
	func() { x4 = arr_int64[(p5)&7] }()
	x5 := (p8 >> ((-p5 & (p5 >> (p5 & 7))) & 7))
	_ = x5
	if !(p12 < p12) {
		x5 = (uint64(x1) % (arr_uint64[(p5)&7] | 1))
	}
	x6 := uint32(int32((p1 / (p1 | 1))))
	_ = x6
	x7 := ^p1
	_ = x7
	if (p11 <= float32(-7)) && (p3 < int64(-9223372036854775808)) {
		x7 = ((p1 >> (p5 & 127)) + arr_int16[(p5)&7])
	}
	x8 := int8(^p4)
	_ = x8
	x9 := (p12 + p12[:len(p12)/2])
	_ = x9
	x10 := (arr_int16[(p5*p5)&7] / ((p1 >> (-p9 & 7)) | 1))
	_ = x10
	if p11 == (p11 + p11) {
		x10 = ((p1 / (x7 | 1)) / ((x10 / (p1 | 1)) | 1))
	}
	x11 := -p4
	_ = x11
	x12 := arr_uint64[(arr_uint8[(-p5)&7])&7]
	_ = x12
	if p6 <= (p6 ^ p6) {
		x12 = (arr_uint64[(p5)&7] - (p8 / (p8 | 1)))
	}
	x13 := int64(((p6 & uint16(3)) - (p6 / (p6 | 1))))
	_ = x13
	if p6 < uint16(x12) {
		x13 = ((p3 % (x13 | 1)) ^ (x4 / (x13 | 1)))
	}
	fmt.Println("p0", p0)
	fmt.Println("x8", x8)
	fmt.Println("p1", p1)
	fmt.Println("x7", x7)
	fmt.Println("x10", x10)
	fmt.Println("p2", p2)
	fmt.Println("x0", x0)
	fmt.Println("x2", x2)
	fmt.Println("p3", p3)
	fmt.Println("x4", x4)
	fmt.Println("x13", x13)
	fmt.Println("p4", p4)
	fmt.Println("x11", x11)
	fmt.Println("p5", p5)
	fmt.Println("p6", p6)
	fmt.Println("p7", p7)
	fmt.Println("x6", x6)
	fmt.Println("p8", p8)
	fmt.Println("x5", x5)
	fmt.Println("x12", x12)
	fmt.Println("p9", p9)
	fmt.Println("x1", x1)
	fmt.Println("p10", pf(float64(p10)))
	fmt.Println("p11", pf(float64(p11)))
	fmt.Println("p12", p12)
	fmt.Println("x9", x9)
	fmt.Println("p13", p13)
	fmt.Println("x3", x3)
	s1 := mk(-p0, id_uint16(p6), id_int64(x4), idS(p12), (p10 + p10))
	s2 := s1
	s2.b += 1
	fmt.Println(s1 == s2, s1.a, s2.b, s1.c, s1.s, pf(s1.f))
	m := map[string]int64{}
	m[(x9 + p12)] = (x13 + int64(9223372036854775807))
	m[(p12 + p12)] += arr_int64[(p5)&7]
	t := int64(0)
	for _, q := range m {
		t += q
	}
	fmt.Println(len(m), t)
	sl := []int32{(p2 / (x0 | 1)), (p2 / (x0 | 1))}
	sl = append(sl, arr_int32[(p5)&7], (x0 / (p2 | 1)))
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
	f0(int8(7), int16(7), int32(-2147483648), int64(-9223372036854775808), int(0), uint8(2), uint16(2), uint32(7), uint64(18446744073709551615), uint(100), float64(1e10), float32(1e10), "", false)
	f0(int8(1), int16(-5), int32(7), int64(0), int(7), uint8(100), uint16(100), uint32(4294967295), uint64(0), uint(7), float64(3.25), float32(-1.5), "", true)
	f1(int8(0), int16(-32768), int32(-2147483648), int64(0), int(2), uint8(0), uint16(3), uint32(2), uint64(100), uint(7), float64(1), float32(0.1), "", true)
	f1(int8(1), int16(100), int32(1), int64(-5), int(9223372036854775807), uint8(0), uint16(65535), uint32(4294967295), uint64(7), uint(0), float64(-7), float32(0.1), "xyz", false)
	f2(int8(100), int16(-1), int32(-1), int64(-1), int(3), uint8(255), uint16(3), uint32(100), uint64(1), uint(3), float64(1e10), float32(1e10), "xyz", true)
	f2(int8(1), int16(2), int32(-2147483648), int64(-9223372036854775808), int(2), uint8(2), uint16(100), uint32(4294967295), uint64(0), uint(1), float64(0.1), float32(0.1), "bc", false)
	f3(int8(-5), int16(1), int32(-5), int64(3), int(-5), uint8(3), uint16(0), uint32(7), uint64(18446744073709551615), uint(2), float64(-7), float32(0), "a", false)
	f3(int8(3), int16(32767), int32(-2147483648), int64(-9223372036854775808), int(9223372036854775807), uint8(3), uint16(1), uint32(4294967295), uint64(1), uint(0), float64(1e10), float32(0), "", true)
	f4(int8(3), int16(-32768), int32(-2147483648), int64(9223372036854775807), int(2), uint8(1), uint16(3), uint32(4294967295), uint64(3), uint(0), float64(1), float32(3.25), "a", true)
	f4(int8(7), int16(-32768), int32(-2147483648), int64(-1), int(-1), uint8(7), uint16(65535), uint32(1), uint64(18446744073709551615), uint(7), float64(-7), float32(0.1), "héllo", true)
	f5(int8(2), int16(2), int32(-2147483648), int64(0), int(-1), uint8(100), uint16(100), uint32(7), uint64(2), uint(1), float64(0.1), float32(1e10), "", true)
	f5(int8(127), int16(32767), int32(0), int64(7), int(0), uint8(0), uint16(100), uint32(1), uint64(18446744073709551615), uint(2), float64(0.1), float32(-7), "héllo", true)
	f6(int8(-128), int16(-5), int32(100), int64(3), int(9223372036854775807), uint8(0), uint16(7), uint32(100), uint64(7), uint(3), float64(1e10), float32(-7), "a", true)
	f6(int8(2), int16(0), int32(3), int64(2), int(-9223372036854775808), uint8(1), uint16(1), uint32(0), uint64(3), uint(0), float64(0), float32(0), "a", true)
	f7(int8(0), int16(0), int32(-2147483648), int64(0), int(0), uint8(1), uint16(1), uint32(0), uint64(7), uint(7), float64(-1.5), float32(1e10), "xyz", false)
	f7(int8(-1), int16(-1), int32(-2147483648), int64(0), int(9223372036854775807), uint8(0), uint16(100), uint32(0), uint64(0), uint(2), float64(3.25), float32(3.25), "", false)
	f8(int8(0), int16(-32768), int32(-2147483648), int64(-9223372036854775808), int(3), uint8(3), uint16(65535), uint32(0), uint64(2), uint(18446744073709551615), float64(1e10), float32(0.1), "xyz", false)
	f8(int8(100), int16(1), int32(1), int64(9223372036854775807), int(2), uint8(7), uint16(2), uint32(1), uint64(0), uint(3), float64(0.1), float32(-7), "", true)
	f9(int8(2), int16(0), int32(0), int64(9223372036854775807), int(-9223372036854775808), uint8(2), uint16(3), uint32(7), uint64(0), uint(7), float64(0.1), float32(-1.5), "a", true)
	f9(int8(0), int16(32767), int32(-2147483648), int64(7), int(9223372036854775807), uint8(255), uint16(3), uint32(1), uint64(18446744073709551615), uint(3), float64(3.25), float32(3.25), "", false)
	f10(int8(1), int16(-32768), int32(7), int64(9223372036854775807), int(7), uint8(3), uint16(7), uint32(7), uint64(0), uint(0), float64(1), float32(0.1), "", true)
	f10(int8(7), int16(2), int32(0), int64(-1), int(100), uint8(255), uint16(3), uint32(100), uint64(0), uint(3), float64(0), float32(1), "", true)
	f11(int8(-128), int16(7), int32(0), int64(-1), int(-5), uint8(0), uint16(100), uint32(100), uint64(3), uint(2), float64(1e10), float32(-1.5), "a", true)
	f11(int8(7), int16(-32768), int32(7), int64(9223372036854775807), int(0), uint8(1), uint16(100), uint32(4294967295), uint64(1), uint(18446744073709551615), float64(0), float32(0), "xyz", true)
}
