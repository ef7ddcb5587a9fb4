package math

// The methods of this file are those of the Cephes library: reduce the argument to an
// octant, and use a polynomial or rational approximation there.

// Three parts of π/4: the first two have room for a multiplication without rounding.
const (
	pi4A = 7.85398125648498535156e-1
	pi4B = 3.77489470793079817668e-8
	pi4C = 2.69515142907905952645e-15
)

// octant reduces x >= 0: j is the octant, even, modulo 8, and z the distance from its
// beginning.
func octant(x float64) (j uint64, z float64) {
	if x >= 1<<29 {
		x = Mod(x, 2*Pi)
	}
	j = uint64(x * (4 / Pi))
	y := float64(j)
	if j&1 == 1 {
		j++
		y++
	}
	return j & 7, ((x - y*pi4A) - y*pi4B) - y*pi4C
}

func sinPolynomial(z float64) float64 {
	zz := z * z
	return z + z*zz*((((((1.58962301576546568060e-10*zz)+-2.50507477628578072866e-8)*zz+2.75573136213857245213e-6)*zz+-1.98412698295895385996e-4)*zz+8.33333333332211858878e-3)*zz+-1.66666666666666307295e-1)
}

func cosPolynomial(z float64) float64 {
	zz := z * z
	return 1.0 - 0.5*zz + zz*zz*((((((-1.13585365213876817300e-11*zz)+2.08757008419747316778e-9)*zz+-2.75573141792967388112e-7)*zz+2.48015872888517045348e-5)*zz+-1.38888888888730564116e-3)*zz+4.16666666666665929218e-2)
}

// Sin returns the sine of the radian argument x.
func Sin(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if IsInf(x, 0) {
		return NaN()
	}
	negative := x < 0
	j, z := octant(Abs(x))
	if j > 3 {
		negative = !negative
		j -= 4
	}
	var y float64
	if j == 2 {
		y = cosPolynomial(z)
	} else {
		y = sinPolynomial(z)
	}
	if negative {
		return -y
	}
	return y
}

// Cos returns the cosine of the radian argument x.
func Cos(x float64) float64 {
	if x != x || IsInf(x, 0) {
		return NaN()
	}
	negative := false
	j, z := octant(Abs(x))
	if j > 3 {
		j -= 4
		negative = true
	}
	var y float64
	if j > 1 {
		negative = !negative
	}
	if j == 2 {
		y = sinPolynomial(z)
	} else {
		y = cosPolynomial(z)
	}
	if negative {
		return -y
	}
	return y
}

// Sincos returns Sin(x), Cos(x).
func Sincos(x float64) (sin, cos float64) { return Sin(x), Cos(x) }

// Tan returns the tangent of the radian argument x.
func Tan(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if IsInf(x, 0) {
		return NaN()
	}
	j, z := octant(Abs(x))
	zz := z * z
	y := z
	if zz > 1e-14 {
		y = z + z*(zz*(((-1.30936939181383734205e4*zz)+1.15351664838587416140e6)*zz+-1.79565251976484877988e7)/((((zz+1.36812963470692954678e4)*zz+-1.32089234440210967447e6)*zz+2.50083801823357915839e7)*zz+-5.38695755929454629881e7))
	}
	if j&2 == 2 {
		y = -1 / y
	}
	if x < 0 {
		return -y
	}
	return y
}

// atanSmall is the arc tangent in [0, 0.66].
func atanSmall(x float64) float64 {
	z := x * x
	z = z * ((((-8.750608600031904122785e-01*z+-1.615753718733365076637e+01)*z+-7.500855792314704667340e+01)*z+-1.228866684490136173410e+02)*z + -6.485021904942025371773e+01) / (((((z+2.485846490142306297962e+01)*z+1.650270098316988542046e+02)*z+4.328810604912902668951e+02)*z+4.853903996359136964868e+02)*z + 1.945506571482613964425e+02)
	return x*z + x
}

// atanPositive reduces its argument to [0, 0.66].
func atanPositive(x float64) float64 {
	const (
		moreBits = 6.123233995736765886130e-17 // π/2 = float64(π/2) + moreBits
		tan3Pi8  = 2.41421356237309504880
	)
	if x <= 0.66 {
		return atanSmall(x)
	}
	if x > tan3Pi8 {
		return Pi/2 - atanSmall(1/x) + moreBits
	}
	return Pi/4 + atanSmall((x-1)/(x+1)) + 0.5*moreBits
}

// Atan returns the arctangent, in radians, of x.
func Atan(x float64) float64 {
	if x == 0 {
		return x
	}
	if x > 0 {
		return atanPositive(x)
	}
	return -atanPositive(-x)
}

// Asin returns the arcsine, in radians, of x.
func Asin(x float64) float64 {
	if x == 0 {
		return x
	}
	a := Abs(x)
	if !(a <= 1) {
		return NaN()
	}
	t := Sqrt(1 - a*a)
	if a > 0.7 {
		t = Pi/2 - atanPositive(t/a)
	} else {
		t = atanPositive(a / t)
	}
	if x < 0 {
		return -t
	}
	return t
}

// Acos returns the arccosine, in radians, of x.
func Acos(x float64) float64 { return Pi/2 - Asin(x) }

// Atan2 returns the arc tangent of y/x, using the signs of the two to determine the
// quadrant of the return value.
func Atan2(y, x float64) float64 {
	switch {
	case y != y || x != x:
		return NaN()
	case y == 0:
		if x >= 0 && !Signbit(x) {
			return Copysign(0, y)
		}
		return Copysign(Pi, y)
	case x == 0:
		return Copysign(Pi/2, y)
	case IsInf(x, 0):
		if IsInf(x, 1) {
			if IsInf(y, 0) {
				return Copysign(Pi/4, y)
			}
			return Copysign(0, y)
		}
		if IsInf(y, 0) {
			return Copysign(3*Pi/4, y)
		}
		return Copysign(Pi, y)
	case IsInf(y, 0):
		return Copysign(Pi/2, y)
	}
	q := Atan(y / x)
	if x < 0 {
		if q <= 0 {
			return q + Pi
		}
		return q - Pi
	}
	return q
}

// Sinh returns the hyperbolic sine of x.
func Sinh(x float64) float64 {
	a := Abs(x)
	var t float64
	switch {
	case a > 21:
		t = Exp(a) * 0.5
	case a > 0.5:
		e := Exp(a)
		t = (e - 1/e) * 0.5
	default:
		sq := a * a
		t = (((-0.2630563213397497062819489e+2*sq+-0.2894211355989563807284660366e+4)*sq+-0.8991272022039509355398013511e+5)*sq + -0.6307673640497716991184787251e+6) * a
		t /= ((sq+-0.173678953558233699533450911e+3)*sq+0.1521517378790019070696485176e+5)*sq + -0.6307673640497716991212077277e+6
	}
	if x < 0 {
		return -t
	}
	return t
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	x = Abs(x)
	if x > 21 {
		return Exp(x) * 0.5
	}
	e := Exp(x)
	return (e + 1/e) * 0.5
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x float64) float64 {
	const maxLog = 8.8029691931113054295988e+01 // log(2**127)
	z := Abs(x)
	switch {
	case z > 0.5*maxLog:
		return Copysign(1, x)
	case z >= 0.625:
		z = 1 - 2/(Exp(2*z)+1)
		return Copysign(z, x)
	case x == 0:
		return x
	}
	s := x * x
	return x + x*s*((-9.64399179425052238628e-1*s+-9.92877231001918586564e1)*s+-1.61468768441708447952e3)/(((s+1.12811678491632931402e2)*s+2.23548839060100448583e3)*s+4.84406305325125486048e3)
}

// Asinh returns the inverse hyperbolic sine of x.
func Asinh(x float64) float64 {
	a := Abs(x)
	if a < 0x1p-28 || x != x || IsInf(x, 0) {
		return x
	}
	if a > 1<<28 {
		a = Log(a) + Ln2
	} else {
		a = Log1p(a + a*a/(1+Sqrt(a*a+1)))
	}
	return Copysign(a, x)
}

// Acosh returns the inverse hyperbolic cosine of x.
func Acosh(x float64) float64 {
	switch {
	case x < 1 || x != x:
		return NaN()
	case x >= 1<<28:
		return Log(x) + Ln2
	case x > 2:
		return Log(2*x - 1/(x+Sqrt(x*x-1)))
	}
	t := x - 1
	return Log1p(t + Sqrt(2*t+t*t))
}

// Atanh returns the inverse hyperbolic tangent of x.
func Atanh(x float64) float64 {
	a := Abs(x)
	switch {
	case !(a <= 1):
		return NaN()
	case a == 1:
		return Copysign(Inf(1), x)
	case a < 0x1p-28:
		return x
	}
	return Copysign(0.5*Log1p((a+a)/(1-a)), x)
}
