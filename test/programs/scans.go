package main

import (
	"fmt"
	"strings"
)

func pr(f func() (int, error), g func() []any) {
	n, err := f()
	fmt.Print(n, " ", err)
	if g != nil {
		fmt.Print(" ", g())
	}
	fmt.Println()
}
func main() {
	var i, j int
	var s string
	var f float64
	pr(func() (int, error) { return fmt.Sscan("", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscan(" ", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscan("1", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscan("x", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscan("1x", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscan("12 ab 3.5", &i, &s, &f) }, func() []any { return []any{i, s, f} })
	pr(func() (int, error) { return fmt.Sscanln("1\n2", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanln("1 2 3", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanln("1", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanln("", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanln("\n", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5:7", "%d:%d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5-7", "%d:%d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5", "%d:%d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5 x", "%d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5", "%d %d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5 6", "%d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("abc", "%2s%s", &s, &s) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("", "%d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("ff", "%x", &i) }, func() []any { return []any{i} })
	pr(func() (int, error) { return fmt.Sscanf("q", "%d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5", "%z", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("5", "%s", &i) }, nil)
	r := strings.NewReader("7 8")
	pr(func() (int, error) { return fmt.Fscan(r, &i) }, nil)
	pr(func() (int, error) { return fmt.Fscan(r, &i) }, nil)
	pr(func() (int, error) { return fmt.Fscan(r, &i) }, nil)
	var b bool
	pr(func() (int, error) { return fmt.Sscan("true", &b) }, nil)
	pr(func() (int, error) { return fmt.Sscan("trux", &b) }, nil)
	pr(func() (int, error) { return fmt.Sscan("99999999999999999999", &i) }, nil)
	var u8 uint8
	pr(func() (int, error) { return fmt.Sscan("300", &u8) }, nil)
	pr(func() (int, error) { return fmt.Sscan("-3", &u8) }, nil)
	pr(func() (int, error) { return fmt.Sscan("1.5e", &f) }, nil)
	pr(func() (int, error) { return fmt.Sscan("3", i) }, nil)
	var bs []byte
	pr(func() (int, error) { return fmt.Sscan("xyz", &bs) }, nil)
	var rn rune
	pr(func() (int, error) { return fmt.Sscanf("é", "%c", &rn) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("\"q w\"", "%q", &s) }, func() []any { return []any{s} })
	pr(func() (int, error) { return fmt.Sscan("0x1F 010 1_000", &i, &j, &i) }, func() []any { return []any{i, j} })
	type my int
	var m my
	pr(func() (int, error) { return fmt.Sscan("4", &m) }, func() []any { return []any{m} })
	pr(func() (int, error) { return fmt.Sscanf("a5", "a%d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("a 5", "a%d", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("50%", "%d%%", &i) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("1\n2", "%d %d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("1\n2", "%d\n%d", &i, &j) }, nil)
	pr(func() (int, error) { return fmt.Sscanf("12345", "%3d%d", &i, &j) }, func() []any { return []any{i, j} })
}
