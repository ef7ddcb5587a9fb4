package main

import (
	"bytes"
	"fmt"
	"os"
	"sort"
	"strings"
	"unicode"
)

func main() {
	fmt.Println(strings.Fields("  a b\tc \n d "), len(strings.Fields(" ")), strings.Split("a,b,,c", ","), len(strings.Split("", ",")), strings.SplitN("a,b,c", ",", 2), strings.SplitAfter("a,b", ","), strings.Split("héy", ""))
	fmt.Println(strings.Index("chicken", "ken"), strings.Index("x", "yy"), strings.LastIndex("go gopher", "go"), strings.IndexAny("golang", "ny"), strings.IndexByte("abc", 'c'), strings.IndexRune("chicken☺", '☺'), strings.IndexFunc("Hello, 世界", unicode.IsUpper), strings.Count("cheese", "e"), strings.Count("five", ""))
	fmt.Println(strings.Repeat("ab", 3), strings.Replace("oink oink oink", "k", "ky", 2), strings.ReplaceAll("oink oink", "oink", "moo"), strings.ReplaceAll("abc", "", "-"), strings.ToUpper("héllo ß"), strings.ToLower("HÉLLO"), strings.Title("hello wOrld foo-bar"))
	fmt.Printf("%q %q %q %q %q %q\n", strings.TrimSpace(" \t x y \n"), strings.Trim("xxhixx", "x"), strings.TrimLeft("xxhi", "x"), strings.TrimRight("hixx", "x"), strings.TrimPrefix("prefix-x", "prefix-"), strings.TrimSuffix("a.go", ".go"))
	fmt.Println(strings.EqualFold("Go", "GO"), strings.EqualFold("ſ", "S"), strings.HasPrefix("golang", "go"), strings.HasSuffix("golang", "ng"), strings.Contains("seafood", "foo"), strings.ContainsAny("x", ""), strings.ContainsRune("aé", 'é'), strings.Compare("a", "b"))
	fmt.Println(strings.Join([]string{"a", "b", "c"}, "-"), strings.Map(func(r rune) rune {
		if r == 'a' {
			return -1
		}
		return unicode.ToUpper(r)
	}, "banana"))
	before, after, ok := strings.Cut("key=value=x", "=")
	fmt.Println(before, after, ok)
	r := strings.NewReplacer("<", "&lt;", ">", "&gt;", "a", "A")
	fmt.Println(r.Replace("<b>a</b>"))
	fmt.Println(strings.NewReplacer("aaa", "3", "aa", "2", "a", "1", "", "E").Replace("aaaa b"))
	var sb strings.Builder
	for i := 3; i >= 1; i-- {
		fmt.Fprintf(&sb, "%d...", i)
	}
	sb.WriteByte('x')
	sb.WriteRune('☺')
	sb.WriteString("ignition")
	fmt.Println(sb.String(), sb.Len())
	rd := strings.NewReader("abc")
	b := make([]byte, 2)
	n, err := rd.Read(b)
	fmt.Println(n, err, rd.Len())
	n, err = rd.Read(b)
	fmt.Println(n, err)
	n, err = rd.Read(b)
	fmt.Println(n, err)
	s := []string{"banana", "apple", "cherry"}
	sort.Strings(s)
	fmt.Println(s, sort.SearchStrings(s, "banana"))
	people := []struct {
		Name string
		Age  int
	}{{"Al", 30}, {"Bo", 25}, {"Cy", 30}, {"Di", 25}}
	sort.SliceStable(people, func(i, j int) bool { return people[i].Age < people[j].Age })
	fmt.Println(people)
	sort.Slice(people, func(i, j int) bool { return people[i].Name > people[j].Name })
	fmt.Println(people)
	x := []int{5, 2, 8, 1}
	sort.Sort(sort.Reverse(sort.IntSlice(x)))
	fmt.Println(x, sort.SearchInts([]int{1, 3, 5}, 4), sort.IsSorted(sort.IntSlice(x)))
	var buf bytes.Buffer
	buf.WriteString("hello ")
	buf.Write([]byte("world"))
	fmt.Fprintf(&buf, " %d", 42)
	line, err := buf.ReadString('o')
	fmt.Println(line, err, buf.String(), buf.Len())
	buf.WriteTo(os.Stdout)
	fmt.Println()
	fmt.Println(bytes.Equal([]byte("a"), []byte("a")), bytes.Contains([]byte("seafood"), []byte("foo")), string(bytes.ToUpper([]byte("abc"))), bytes.Fields([]byte(" a b ")), bytes.Split([]byte("a,b"), []byte(",")), string(bytes.TrimSpace([]byte(" x "))))
	for _, c := range "aZ5 é世\t!Σ" {
		fmt.Print(unicode.IsLetter(c), unicode.IsDigit(c), unicode.IsSpace(c), unicode.IsUpper(c), unicode.IsPunct(c), string(unicode.ToLower(c)), " ")
	}
	fmt.Println()
	fmt.Println(unicode.Is(unicode.Han, '世'), unicode.In('α', unicode.Greek, unicode.Latin))
}
