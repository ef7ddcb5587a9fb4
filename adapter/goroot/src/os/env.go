package os

import (
	"errors"
	"sync"
)

// env holds the variables as "key=value", in the order in which they were set.
var env struct {
	once sync.Once
	lock sync.RWMutex
	list []string
}

func copyenv() { env.list = runtime_envs() }

// find is the index of the variable's entry; -1 if it is not set. Of several the
// first counts.
func find(key string) int {
	for i, entry := range env.list {
		if len(entry) > len(key) && entry[len(key)] == '=' && entry[:len(key)] == key {
			return i
		}
	}
	return -1
}

// LookupEnv retrieves the value of the environment variable named by the key, and
// whether it is set.
func LookupEnv(key string) (string, bool) {
	env.once.Do(copyenv)
	env.lock.RLock()
	defer env.lock.RUnlock()
	if key == "" {
		return "", false
	}
	if i := find(key); i >= 0 {
		return env.list[i][len(key)+1:], true
	}
	return "", false
}

// Getenv retrieves the value of the environment variable named by the key. It
// returns the value, which will be empty if the variable is not present.
func Getenv(key string) string {
	v, _ := LookupEnv(key)
	return v
}

// Setenv sets the value of the environment variable named by the key.
func Setenv(key, value string) error {
	env.once.Do(copyenv)
	env.lock.Lock()
	defer env.lock.Unlock()
	if key == "" {
		return NewSyscallError("setenv", errno(22))
	}
	for i := 0; i < len(key); i++ {
		if key[i] == '=' || key[i] == 0 {
			return NewSyscallError("setenv", errno(22))
		}
	}
	if i := find(key); i >= 0 {
		env.list[i] = key + "=" + value
	} else {
		env.list = append(env.list, key+"="+value)
	}
	return nil
}

// Unsetenv unsets a single environment variable.
func Unsetenv(key string) error {
	env.once.Do(copyenv)
	env.lock.Lock()
	defer env.lock.Unlock()
	for i := find(key); i >= 0; i = find(key) {
		env.list = append(env.list[:i:i], env.list[i+1:]...)
	}
	return nil
}

// Clearenv deletes all environment variables.
func Clearenv() {
	env.once.Do(copyenv)
	env.lock.Lock()
	defer env.lock.Unlock()
	env.list = nil
}

// Environ returns a copy of strings representing the environment, in the form
// "key=value".
func Environ() []string {
	env.once.Do(copyenv)
	env.lock.RLock()
	defer env.lock.RUnlock()
	return append([]string{}, env.list...)
}

// UserHomeDir returns the current user's home directory.
func UserHomeDir() (string, error) {
	if home := Getenv("HOME"); home != "" {
		return home, nil
	}
	return "", errors.New("$HOME is not defined")
}

// ExpandEnv replaces ${var} or $var in the string according to the values of the
// current environment variables.
func ExpandEnv(s string) string { return Expand(s, Getenv) }

// Expand replaces ${var} or $var in the string based on the mapping function.
func Expand(s string, mapping func(string) string) string {
	out := []byte{}
	for i := 0; i < len(s); {
		if s[i] != '$' || i+1 >= len(s) {
			out = append(out, s[i])
			i++
			continue
		}
		name, width := variable(s[i+1:])
		switch {
		case name == "" && width == 0: // no name: the $ stays
			out = append(out, '$')
		case name != "":
			out = append(out, mapping(name)...)
		}
		i += 1 + width
	}
	return string(out)
}

// variable is the name of a variable at the beginning of s, and how long its form
// is. A name of no sense with a width is bad syntax, which vanishes.
func variable(s string) (name string, width int) {
	special := func(c byte) bool {
		switch c {
		case '*', '#', '$', '@', '!', '?', '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
			return true
		}
		return false
	}
	if s[0] == '{' {
		if len(s) > 2 && special(s[1]) && s[2] == '}' {
			return s[1:2], 3
		}
		for i := 1; i < len(s); i++ {
			if s[i] == '}' {
				if i == 1 {
					return "", 2
				}
				return s[1:i], i + 1
			}
		}
		return "", 1
	}
	if special(s[0]) {
		return s[:1], 1
	}
	i := 0
	for i < len(s) && (s[i] == '_' || '0' <= s[i] && s[i] <= '9' || 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z') {
		i++
	}
	return s[:i], i
}
