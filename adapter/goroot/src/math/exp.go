package math

const (
	ln2Hi = 6.93147180369123816490e-01
	ln2Lo = 1.90821492927058770002e-10
)

// Exp returns e**x, the base-e exponential of x: with x = k ln 2 + r, a rational
// function approximates e**r. (The method is that of FreeBSD's e_exp.c.)
func Exp(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 7.09782712893383973096e+02:
		return Inf(1)
	case x < -7.45133219101941108420e+02:
		return 0
	case -0x1p-28 < x && x < 0x1p-28:
		return 1 + x
	}
	k := 0
	if x < 0 {
		k = int(Log2E*x - 0.5)
	} else if x > 0 {
		k = int(Log2E*x + 0.5)
	}
	return expmulti(x-float64(k)*ln2Hi, float64(k)*ln2Lo, k)
}

// Exp2 returns 2**x, the base-2 exponential of x.
func Exp2(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case IsInf(x, -1):
		return 0
	case x > 1.0239999999999999e+03:
		return Inf(1)
	case x < -1.0740e+03:
		return 0
	}
	k := 0
	if x > 0 {
		k = int(x + 0.5)
	} else if x < 0 {
		k = int(x - 0.5)
	}
	t := x - float64(k)
	return expmulti(t*ln2Hi, -t*ln2Lo, k)
}

// expmulti is e**(hi-lo) × 2**k, for |hi-lo| <= ln 2 / 2.
func expmulti(hi, lo float64, k int) float64 {
	r := hi - lo
	t := r * r
	c := r - t*(1.66666666666666657415e-01+t*(-2.77777777770155933842e-03+t*(6.61375632143793436117e-05+t*(-1.65339022054652515390e-06+t*4.13813679705723846039e-08))))
	return Ldexp(1-((lo-(r*c)/(2-c))-hi), k)
}

// Expm1 returns e**x - 1. It is more accurate than Exp(x) - 1 when x is near zero.
func Expm1(x float64) float64 {
	if Abs(x) < 1e-5 {
		return x + x*x/2 + x*x*x/6
	}
	u := Exp(x)
	if Abs(x) > 1 {
		return u - 1
	}
	// The error of the exponential and that of its logarithm cancel.
	return (u - 1) * x / Log(u)
}

// Log returns the natural logarithm of x: with x = 2**k (1+f), a polynomial in
// f/(2+f) approximates log(1+f). (The method is that of FreeBSD's e_log.c.)
func Log(x float64) float64 {
	switch {
	case x != x || IsInf(x, 1):
		return x
	case x < 0:
		return NaN()
	case x == 0:
		return Inf(-1)
	}
	f1, ki := Frexp(x)
	if f1 < Sqrt2/2 {
		f1 *= 2
		ki--
	}
	f := f1 - 1
	k := float64(ki)
	s := f / (2 + f)
	s2 := s * s
	s4 := s2 * s2
	t1 := s2 * (6.666666666666735130e-01 + s4*(2.857142874366239149e-01+s4*(1.818357216161805012e-01+s4*1.479819860511658591e-01)))
	t2 := s4 * (3.999999999940941908e-01 + s4*(2.222219843214978396e-01+s4*1.531383769920937332e-01))
	r := t1 + t2
	half := 0.5 * f * f
	return k*ln2Hi - ((half - (s*(half+r) + k*ln2Lo)) - f)
}

// Log10 returns the decimal logarithm of x.
func Log10(x float64) float64 { return Log(x) * (1 / Ln10) }

// Log2 returns the binary logarithm of x. It is exact for powers of two.
func Log2(x float64) float64 {
	frac, exp := Frexp(x)
	if frac == 0.5 {
		return float64(exp - 1)
	}
	return Log(frac)*(1/Ln2) + float64(exp)
}

// Log1p returns the natural logarithm of 1 plus its argument x. It is more accurate
// than Log(1 + x) when x is near zero.
func Log1p(x float64) float64 {
	u := 1 + x
	if u == 1 || IsInf(x, 1) {
		return x
	}
	if x < -1 {
		return NaN()
	}
	if x == -1 {
		return Inf(-1)
	}
	return Log(u) * (x / (u - 1))
}

func isOddInt(x float64) bool {
	if Abs(x) >= 1<<53 {
		return false
	}
	i, frac := Modf(x)
	return frac == 0 && int64(i)&1 == 1
}

// Pow returns x**y, the base-x exponential of y.
func Pow(x, y float64) float64 {
	switch {
	case y == 0 || x == 1:
		return 1
	case y == 1:
		return x
	case x != x || y != y:
		return NaN()
	case x == 0:
		switch {
		case y < 0:
			if Signbit(x) && isOddInt(y) {
				return Copysign(Inf(1), x)
			}
			return Inf(1)
		case Signbit(x) && isOddInt(y):
			return x
		}
		return 0
	case IsInf(y, 0):
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == IsInf(y, 1):
			return 0
		}
		return Inf(1)
	case IsInf(x, 0):
		if IsInf(x, -1) {
			if y < 0 {
				return Copysign(0, Pow(-1, boolOdd(y)))
			}
			return Copysign(Inf(1), Pow(-1, boolOdd(y)))
		}
		if y < 0 {
			return 0
		}
		return Inf(1)
	case y == 0.5:
		return Sqrt(x)
	case y == -0.5:
		return 1 / Sqrt(x)
	}
	whole, frac := Modf(Abs(y))
	if frac != 0 && x < 0 {
		return NaN()
	}
	if whole >= 1<<63 {
		// So large that the result is 0, 1 or infinite.
		switch {
		case x == -1:
			return 1
		case (Abs(x) < 1) == (y > 0):
			return 0
		}
		return Inf(1)
	}
	// The result is a × 2**e: the fraction's part by way of logarithms, the rest by
	// repeated squaring.
	a, e := 1.0, 0
	if frac != 0 {
		if frac > 0.5 {
			frac--
			whole++
		}
		a = Exp(frac * Log(x))
	}
	base, exp := Frexp(x)
	for i := int64(whole); i != 0; i >>= 1 {
		if exp < -1<<12 || 1<<12 < exp {
			e += exp // overflow, or underflow, anyway
			break
		}
		if i&1 == 1 {
			a *= base
			e += exp
		}
		base *= base
		exp <<= 1
		if base < .5 {
			base += base
			exp--
		}
	}
	if y < 0 {
		a = 1 / a
		e = -e
	}
	return Ldexp(a, e)
}

// boolOdd is 1 for odd numbers, else 2.
func boolOdd(y float64) float64 {
	if isOddInt(y) {
		return 1
	}
	return 2
}

// Pow10 returns 10**n, the base-10 exponential of n.
func Pow10(n int) float64 {
	if n < -323 {
		return 0
	}
	if n > 308 {
		return Inf(1)
	}
	return powersOf10[n+323]
}

// Hypot returns Sqrt(p*p + q*q), taking care to avoid unnecessary overflow and
// underflow.
func Hypot(p, q float64) float64 {
	p, q = Abs(p), Abs(q)
	switch {
	case IsInf(p, 1) || IsInf(q, 1):
		return Inf(1)
	case p != p || q != q:
		return NaN()
	}
	if p < q {
		p, q = q, p
	}
	if p == 0 {
		return 0
	}
	q /= p
	return p * Sqrt(1+q*q)
}

// Cbrt returns the cube root of x: a third of the exponent, a rational correction, and
// one step of Newton's method. (The method is that of FreeBSD's s_cbrt.c.)
func Cbrt(x float64) float64 {
	if x == 0 || x != x || IsInf(x, 0) {
		return x
	}
	negative := x < 0
	x = Abs(x)
	t := Float64frombits(Float64bits(x)/3 + 715094163<<32)
	if x < 0x1p-1022 {
		t = float64(1<<54) * x
		t = Float64frombits(Float64bits(t)/3 + 696219795<<32)
	}
	r := t * t / x
	s := 5.42857142857142815906e-01 + r*t
	t *= 3.57142857142857150787e-01 + 1.60714285714285720630e+00/(s+1.41428571428571436819e+00+-7.05306122448979611050e-01/s)
	t = Float64frombits(Float64bits(t)&(0xFFFFFFFFC<<28) + 1<<30)
	s = t * t
	r = x / s
	w := t + t
	r = (r - t) / (w + r)
	t += t * r
	if negative {
		return -t
	}
	return t
}
