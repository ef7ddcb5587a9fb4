package p

type P struct{ x int }
type I interface{ M() }

func two() (int, error) { return 0, nil }

func returns() (int, string) {
	if true {
		return 1 // ERROR "^not enough return values\n\thave \(number\)\n\twant \(int, string\)$"
	}
	if true {
		return // ERROR "^not enough return values\n\thave \(\)\n\twant \(int, string\)$"
	}
	return 1, "a", 2 // ERROR "^too many return values\n\thave \(number, string, number\)\n\twant \(int, string\)$"
}

func noreturn(x int) int {
	for x < 10 {
	}
} // ERROR "^missing return$"

func forever() int {
	for {
	}
}

func panics() int { panic("no") }

func named() (err error) {
	{
		err := err
		_ = err
		return // ERROR "^result parameter err not in scope at return$"
	}
}

func assignments(m map[string]P, ch chan int, recv <-chan int) {
	unused := 1 // ERROR "^declared and not used: unused$"
	var typed int // ERROR "^declared and not used: typed$"
	typed = 2
	captured := 1 // ERROR "^declared and not used: captured$"
	func() { captured = 2 }()
	seen := 1
	func() { _ = seen }()
	self := func() { self() } // ERROR "^undefined: self$"
	self()
	a, b := two(), 1 // ERROR "^multiple-value two\(\) \(value of type \(int, error\)\) in single-value context$"
	c := two() // ERROR "^assignment mismatch: 1 variable but two returns 2 values$"
	d, e := 1 // ERROR "^assignment mismatch: 2 variables but 1 value$"
	seen := 2 // ERROR "^no new variables on left side of :=$"
	seen, fresh := 2, 3
	m["a"].x = 1 // ERROR "^cannot assign to struct field m\[\"a\"\].x in map$"
	panics() = 1 // ERROR "^cannot assign to panics\(\) \(neither addressable nor a map index expression\)$"
	"abc"[0] = 1 // ERROR "^cannot assign to \"abc\"\[0\] \(neither addressable nor a map index expression\)$"
	seen = "x" // ERROR "^cannot use \"x\" \(untyped string constant\) as int value in assignment$"
	seen += "x" // ERROR "mismatched types int and untyped string"
	n := nil // ERROR "^use of untyped nil in assignment$"
	seen++
	m++ // ERROR "^invalid operation: m\+\+ \(non-numeric type map\[string\]P\)$"
	recv <- 1 // ERROR "^invalid operation: cannot send to receive-only channel recv \(variable of type <-chan int\)$"
	ch <- "x" // ERROR "^cannot use \"x\" \(untyped string constant\) as int value in send$"
	m.x := 1 // ERROR "^non-name m.x on left side of :=$"
	_, _, _, _, _, _ = a, b, c, d, e, fresh
	seen == 1 // ERROR "^seen == 1 \(untyped bool value\) is not used$"
	len(m) // ERROR "^len\(m\) \(value of type int\) is not used$"
	int(seen) // ERROR "^int\(seen\) \(value of type int\) is not used$"
	-seen // ERROR "is not used$"
	<-ch
	(two())
	defer len(m) // ERROR "^defer discards result of len\(m\) \(value of type int\)$"
	go int(1) // ERROR "^go requires function call, not conversion$"
	defer recover()
}

func conditions(x int, v any, i I) {
	if x { // ERROR "^non-boolean condition in if statement$"
	}
	for x { // ERROR "^non-boolean condition in for statement$"
	}
	switch x {
	case 1, 2:
	case "a": // ERROR "^invalid case \"a\" in switch on x \(mismatched types untyped string and int\)$"
	case 2: // ERROR "^duplicate case 2 \(constant of type int\) in expression switch$"
	default:
	default: // ERROR "^multiple defaults"
	}
	switch {
	case x: // ERROR "^invalid case x in switch on true \(mismatched types int and bool\)$"
	}
	switch y := v.(type) { // ERROR "^declared and not used: y$"
	case int, string:
	case int: // ERROR "^duplicate case int in type switch$"
	case nil:
	case nil: // ERROR "^duplicate case nil in type switch$"
	}
	switch i.(type) {
	case P: // ERROR "^impossible type switch case: P\n\ti \(variable of type I\) cannot have dynamic type P \(missing method M\)$"
	}
	switch x.(type) { // ERROR "^x \(variable of type int\) is not an interface$"
	}
	select {
	case x > 1: // ERROR "^select case must be send or receive \(possibly with assignment\)$"
	}
}

func ranges(x int, s string, sl []P, arr *[3]int, m map[string]int, ch chan int, snd chan<- int, f func(func(int) bool), st P) {
	for i := range 10 {
		var _ int = i
	}
	var u uint8
	for u = range 10 {
	}
	for i := range u {
		var _ uint8 = i
	}
	for i, r := range s {
		var _ int = i
		var _ rune = r
	}
	for i, v := range arr {
		_, _ = i, v
	}
	for range ch {
	}
	for k := range m {
		var _ string = k
	}
	for i, v := range 10 { // ERROR "^range over 10 \(untyped int constant\) permits only one iteration variable$"
	}
	for i, v := range ch { // ERROR "^range over ch \(variable of type chan int\) permits only one iteration variable$"
	}
	for range snd { // ERROR "^cannot range over snd \(variable of type chan<- int\): receive from send-only channel$"
	}
	for range st { // ERROR "^cannot range over st \(variable of type P\)$"
	}
	for i := range f { // ERROR "^range over func is not supported yet$"
	}
	for i := range sl { // ERROR "^declared and not used: i$"
	}
	for s = range sl { // ERROR "^cannot use s \(value of type int\) as string value in range clause|assignment"
	}
}
