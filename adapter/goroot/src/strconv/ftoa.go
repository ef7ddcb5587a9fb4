package strconv

import "math/bits"

// FormatFloat converts the floating-point number f to a string, according to the
// format fmt and precision prec. It rounds the result assuming that the original
// was obtained from a floating-point value of bitSize bits (32 or 64).
//
// The format fmt is one of 'b' (-ddddp±ddd, a binary exponent), 'e' (-d.dddde±dd, a
// decimal exponent), 'E', 'f' (-ddd.dddd, no exponent), 'g' ('e' for large
// exponents, 'f' otherwise), 'G', 'x' (-0xd.ddddp±ddd) or 'X'. The precision is the
// number of digits after the point, for 'g' and 'G' of significant digits; -1 means
// as many as are needed to read the number back.
func FormatFloat(f float64, fmt byte, prec, bitSize int) string {
	return stringOf(AppendFloat(make([]byte, 0, 24), f, fmt, prec, bitSize))
}

// AppendFloat appends the string form of the floating-point number f, as generated
// by FormatFloat, to dst and returns the extended buffer.
func AppendFloat(dst []byte, f float64, fmt byte, prec, bitSize int) []byte {
	b, format := bitsOf(f, bitSize)
	negative := b>>(format.mantBits+format.expBits) != 0
	if b&format.infinity() == format.infinity() {
		switch {
		case b&(1<<format.mantBits-1) != 0:
			return append(dst, "NaN"...)
		case negative:
			return append(dst, "-Inf"...)
		}
		return append(dst, "+Inf"...)
	}
	mant, exp := format.split(b)
	if negative {
		dst = append(dst, '-')
	}
	switch fmt {
	case 'b':
		dst = AppendUint(dst, mant, 10)
		dst = append(dst, 'p')
		if exp >= 0 {
			dst = append(dst, '+')
		}
		return AppendInt(dst, int64(exp), 10)
	case 'x', 'X':
		return appendHexFloat(dst, mant, exp, fmt, prec)
	case 'e', 'E', 'f', 'g', 'G':
	default:
		if negative {
			dst = dst[:len(dst)-1]
		}
		return append(dst, '%', fmt)
	}

	var d decimal
	if prec < 0 {
		d = shortestDecimal(mant, exp, format)
		switch fmt {
		case 'e', 'E':
			prec = len(d.digits) - 1
		case 'f':
			prec = len(d.digits) - d.point
			if prec < 0 {
				prec = 0
			}
		case 'g', 'G':
			return appendGeneral(dst, d, fmt, len(d.digits), true)
		}
	} else {
		if fmt != 'f' && prec <= 16 && mant < 1<<53 && exp == 0 {
			d = decimalOf(mant, 0) // an integer
		} else {
			d = exactDecimal(mant, exp)
		}
		switch fmt {
		case 'e', 'E':
			d.roundTo(prec + 1)
		case 'f':
			d.roundTo(d.point + prec)
		case 'g', 'G':
			if prec == 0 {
				prec = 1
			}
			d.roundTo(prec)
			return appendGeneral(dst, d, fmt, prec, false)
		}
	}
	if fmt == 'f' {
		return appendPlain(dst, d, prec)
	}
	return appendScientific(dst, d, prec, fmt)
}

// appendGeneral is %g: %e if the exponent is small or large, else %f.
func appendGeneral(dst []byte, d decimal, fmt byte, prec int, shortest bool) []byte {
	limit := prec
	if limit > len(d.digits) && len(d.digits) >= d.point {
		limit = len(d.digits)
	}
	if shortest {
		limit = 6
	}
	exp := d.point - 1
	if exp < -4 || exp >= limit {
		if prec > len(d.digits) {
			prec = len(d.digits)
		}
		return appendScientific(dst, d, prec-1, fmt+'e'-'g')
	}
	prec = len(d.digits) - d.point
	if prec < 0 {
		prec = 0
	}
	return appendPlain(dst, d, prec)
}

// appendScientific is %e: d.ddde±dd.
func appendScientific(dst []byte, d decimal, prec int, letter byte) []byte {
	first := byte('0')
	exp := 0
	if len(d.digits) > 0 {
		first = d.digits[0]
		exp = d.point - 1
	}
	dst = append(dst, first)
	if prec > 0 {
		dst = append(dst, '.')
		for i := 1; i <= prec; i++ {
			if i < len(d.digits) {
				dst = append(dst, d.digits[i])
			} else {
				dst = append(dst, '0')
			}
		}
	}
	return appendExponent(dst, letter, exp)
}

// appendExponent writes an exponent with a sign and at least two digits.
func appendExponent(dst []byte, letter byte, exp int) []byte {
	dst = append(dst, letter)
	if exp < 0 {
		dst = append(dst, '-')
		exp = -exp
	} else {
		dst = append(dst, '+')
	}
	if exp < 10 {
		dst = append(dst, '0')
	}
	return AppendUint(dst, uint64(exp), 10)
}

// appendPlain is %f: ddd.ddd.
func appendPlain(dst []byte, d decimal, prec int) []byte {
	if d.point <= 0 {
		dst = append(dst, '0')
	}
	for i := 0; i < d.point; i++ {
		if i < len(d.digits) {
			dst = append(dst, d.digits[i])
		} else {
			dst = append(dst, '0')
		}
	}
	if prec > 0 {
		dst = append(dst, '.')
		for i := d.point; i < d.point+prec; i++ {
			if 0 <= i && i < len(d.digits) {
				dst = append(dst, d.digits[i])
			} else {
				dst = append(dst, '0')
			}
		}
	}
	return dst
}

// appendHexFloat is %x: 0x1.yyyyp±dd.
func appendHexFloat(dst []byte, mant uint64, exp int, fmt byte, prec int) []byte {
	// The one before the point goes to bit 60: then 15 digits follow.
	if mant == 0 {
		exp = 0
	} else {
		shift := bits.LeadingZeros64(mant) - 3
		mant <<= uint(shift)
		exp += 60 - shift
	}
	if prec >= 0 && prec < 15 {
		drop := uint(60 - 4*prec)
		rest := mant & (1<<drop - 1)
		mant >>= drop
		if half := uint64(1) << (drop - 1); rest > half || rest == half && mant&1 == 1 {
			mant++
		}
		mant <<= drop
		if mant>>61 != 0 {
			mant >>= 1
			exp++
		}
	}
	digits := hexDigits
	if fmt == 'X' {
		digits = "0123456789ABCDEF"
	}
	dst = append(dst, '0', fmt, '0'+byte(mant>>60))
	mant = mant << 4
	if prec < 0 && mant != 0 {
		dst = append(dst, '.')
		for ; mant != 0; mant <<= 4 {
			dst = append(dst, digits[mant>>60])
		}
	} else if prec > 0 {
		dst = append(dst, '.')
		for i := 0; i < prec; i++ {
			dst = append(dst, digits[mant>>60])
			mant <<= 4
		}
	}
	return appendExponent(dst, fmt-'x'+'p', exp)
}
