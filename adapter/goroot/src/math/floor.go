package math

// The compiler makes one instruction of a call to Sqrt, Floor, Ceil or Trunc; so these
// bodies are not recursive. They are for calls through function values.

// Sqrt returns the square root of x.
func Sqrt(x float64) float64 { return Sqrt(x) }

// Floor returns the greatest integer value less than or equal to x.
func Floor(x float64) float64 { return Floor(x) }

// Ceil returns the least integer value greater than or equal to x.
func Ceil(x float64) float64 { return Ceil(x) }

// Trunc returns the integer value of x.
func Trunc(x float64) float64 { return Trunc(x) }

// Round returns the nearest integer, rounding half away from zero.
func Round(x float64) float64 {
	t := Trunc(x)
	if Abs(x-t) >= 0.5 {
		return t + Copysign(1, x)
	}
	return t
}

// RoundToEven returns the nearest integer, rounding ties to even.
func RoundToEven(x float64) float64 {
	t := Trunc(x)
	if d := Abs(x - t); d > 0.5 || d == 0.5 && Mod(t, 2) != 0 {
		return t + Copysign(1, x)
	}
	return t
}

// Modf returns integer and fractional floating-point numbers that sum to f. Both
// values have the same sign as f.
func Modf(f float64) (int float64, frac float64) {
	int = Trunc(f)
	if IsInf(f, 0) {
		return f, NaN()
	}
	return int, Copysign(f-int, f)
}

// Max returns the larger of x or y.
func Max(x, y float64) float64 {
	switch {
	case IsInf(x, 1) || IsInf(y, 1):
		return Inf(1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return y
		}
		return x
	case x > y:
		return x
	}
	return y
}

// Min returns the smaller of x or y.
func Min(x, y float64) float64 {
	switch {
	case IsInf(x, -1) || IsInf(y, -1):
		return Inf(-1)
	case x != x || y != y:
		return NaN()
	case x == 0 && x == y:
		if Signbit(x) {
			return x
		}
		return y
	case x < y:
		return x
	}
	return y
}

// Dim returns the maximum of x-y or 0.
func Dim(x, y float64) float64 {
	v := x - y
	if v <= 0 {
		return 0
	}
	return v
}

// Frexp breaks f into a normalized fraction and an integral power of two: f == frac ×
// 2**exp, with the absolute value of frac in the interval [½, 1).
func Frexp(f float64) (frac float64, exp int) {
	if f == 0 || f != f || IsInf(f, 0) {
		return f, 0
	}
	f, exp = normalize(f)
	b := Float64bits(f)
	exp += int(b>>shift&mask) - bias + 1
	return Float64frombits(b&^(mask<<shift) | (bias-1)<<shift), exp
}

// Ldexp is the inverse of Frexp. It returns frac × 2**exp.
func Ldexp(frac float64, exp int) float64 {
	if frac == 0 || frac != frac || IsInf(frac, 0) {
		return frac
	}
	frac, e := normalize(frac)
	exp += e
	b := Float64bits(frac)
	exp += int(b>>shift&mask) - bias
	if exp < -1075 {
		return Copysign(0, frac)
	}
	if exp > 1023 {
		return Inf(1 - 2*int(b>>63))
	}
	scale := 1.0
	if exp < -1022 { // denormal: the multiplication rounds
		exp += 53
		scale = 0x1p-53
	}
	return scale * Float64frombits(b&^(mask<<shift)|uint64(exp+bias)<<shift)
}

// Mod returns the floating-point remainder of x/y. The magnitude of the result is less
// than y and its sign agrees with that of x.
func Mod(x, y float64) float64 {
	if y == 0 || IsInf(x, 0) || x != x || y != y {
		return NaN()
	}
	y = Abs(y)
	yf, ye := Frexp(y)
	r := Abs(x)
	for r >= y {
		rf, re := Frexp(r)
		if rf < yf {
			re--
		}
		r -= Ldexp(y, re-ye)
	}
	return Copysign(r, x)
}

// Remainder returns the IEEE 754 floating-point remainder of x/y.
func Remainder(x, y float64) float64 {
	if x != x || y != y || IsInf(x, 0) || y == 0 {
		return NaN()
	}
	if IsInf(y, 0) {
		return x
	}
	y = Abs(y)
	r := Abs(x)
	if y <= MaxFloat64/2 {
		r = Mod(r, y+y)
	}
	if y < 0x1p-1021 {
		if r+r > y {
			r -= y
			if r+r >= y {
				r -= y
			}
		}
	} else if half := y / 2; r > half {
		r -= y
		if r >= half {
			r -= y
		}
	}
	if Signbit(x) {
		return -r
	}
	return r
}

// Logb returns the binary exponent of x.
func Logb(x float64) float64 {
	switch {
	case x == 0:
		return Inf(-1)
	case IsInf(x, 0):
		return Inf(1)
	case x != x:
		return x
	}
	return float64(Ilogb(x))
}

// Ilogb returns the binary exponent of x as an integer.
func Ilogb(x float64) int {
	switch {
	case x == 0:
		return MinInt32
	case x != x || IsInf(x, 0):
		return MaxInt32
	}
	_, e := Frexp(x)
	return e - 1
}

// Nextafter returns the next representable float64 value after x towards y.
func Nextafter(x, y float64) (r float64) {
	switch {
	case x != x || y != y:
		return NaN()
	case x == y:
		return x
	case x == 0:
		return Copysign(Float64frombits(1), y)
	case (y > x) == (x > 0):
		return Float64frombits(Float64bits(x) + 1)
	}
	return Float64frombits(Float64bits(x) - 1)
}

// Nextafter32 returns the next representable float32 value after x towards y.
func Nextafter32(x, y float32) (r float32) {
	switch {
	case x != x || y != y:
		return float32(NaN())
	case x == y:
		return x
	case x == 0:
		return float32(Copysign(float64(Float32frombits(1)), float64(y)))
	case (y > x) == (x > 0):
		return Float32frombits(Float32bits(x) + 1)
	}
	return Float32frombits(Float32bits(x) - 1)
}
