package main

import (
	"fmt"
	"math"
	"strconv"
)

func main() {
	for _, f := range []float64{0, math.Copysign(0, -1), 1, -1, 0.1, 1.0 / 3, 1e21, 1e20, 1e-7, 123456789, 5e-324, math.MaxFloat64, math.SmallestNonzeroFloat64, 2.2250738585072014e-308, math.Inf(1), math.Inf(-1), math.NaN(), 4503599627370497.5, 9007199254740993, 1e23, 8.5, 0.000001} {
		fmt.Println(f, strconv.FormatFloat(f, 'g', -1, 64), strconv.FormatFloat(f, 'e', 5, 64), strconv.FormatFloat(f, 'f', 3, 64), strconv.FormatFloat(f, 'x', -1, 64), strconv.FormatFloat(f, 'g', -1, 32), strconv.FormatFloat(f, 'G', 4, 64))
	}
	for _, s := range []string{"0", "-0", "1e5", "1.7976931348623157e308", "1.7976931348623159e308", "4.9e-324", "2e-324", "0x1p-3", "inf", "-Infinity", "nan", "1_0", "", "x", "1e", ".5", "5.", "2.2250738585072011e-308", "0.1000000000000000055511151231257827021181583404541015625", "9007199254740993", "9007199254740992.999999999999999999999999999999999999"} {
		f, err := strconv.ParseFloat(s, 64)
		g, err2 := strconv.ParseFloat(s, 32)
		fmt.Println(s, f, err, g, err2)
	}
	for _, s := range []string{"0", "-1", "+7", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0x1f", "0b11", "0o17", "017", "1_000", "abc", "", "99999999999999999999"} {
		a, e1 := strconv.Atoi(s)
		b, e2 := strconv.ParseInt(s, 0, 64)
		c, e3 := strconv.ParseUint(s, 16, 32)
		d, e4 := strconv.ParseInt(s, 10, 8)
		fmt.Println(s, a, e1, b, e2, c, e3, d, e4)
	}
	fmt.Println(strconv.FormatInt(-255, 2), strconv.FormatInt(-255, 36), strconv.FormatUint(math.MaxUint64, 10), strconv.Itoa(math.MinInt64))
	for _, s := range []string{"true", "F", "yes", "1"} {
		fmt.Println(strconv.ParseBool(s))
	}
	for _, s := range []string{"plain", "tab\tnl\n", "é☺\U0001F600", "\x00\x7f\xff", "`back`", "\u200b\u00a0", "quote\"'"} {
		fmt.Println(strconv.Quote(s), strconv.QuoteToASCII(s), strconv.CanBackquote(s))
		u, err := strconv.Unquote(strconv.Quote(s))
		fmt.Println(u == s, err)
	}
	for _, s := range []string{`"a\tb"`, "`raw`", `'x'`, `'xy'`, `"bad`, `"\u00e9\x41\101"`, `"\q"`} {
		fmt.Println(strconv.Unquote(s))
	}
	fmt.Println(strconv.QuoteRune('☺'), strconv.QuoteRuneToASCII('☺'), strconv.QuoteRune('\''))
	b := strconv.AppendInt([]byte("n="), 42, 10)
	b = strconv.AppendQuote(b, "q")
	b = strconv.AppendFloat(b, 1.5, 'f', -1, 64)
	b = strconv.AppendBool(b, true)
	fmt.Println(string(b))
}
