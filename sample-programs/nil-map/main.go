// A map that was declared and never made: reading it is legal, writing to it panics.
//
// What to look at: break on runtime.mapassign_faststr, step to the panic, and follow it: gopanic runs the deferred calls, and since nobody
// recovers, fatalpanic prints and ends the program. The _panic record lies on the goroutine's own stack.
package main

import "fmt"

type config struct {
	options map[string]string
}

func (c *config) set(name, value string) {
	c.options[name] = value // c.options is nil
}

func main() {
	defer fmt.Println("deferred calls still run")
	c := &config{}
	fmt.Println("reading a nil map gives", len(c.options["color"]), "bytes")
	c.set("color", "green")
}
