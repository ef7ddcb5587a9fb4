package strings

import "io"

// Replacer replaces a list of strings with replacements. It is safe for concurrent
// use by multiple goroutines.
type Replacer struct {
	pairs []string
	// first[c] says whether some old string begins with c.
	first [256]bool
	empty int // index of the first empty old string; -1
}

// NewReplacer returns a new Replacer from a list of old, new string pairs.
// Replacements are performed in the order they appear in the target string, without
// overlapping matches. The old string comparisons are done in argument order.
func NewReplacer(oldnew ...string) *Replacer {
	if len(oldnew)%2 == 1 {
		panic("strings.NewReplacer: odd argument count")
	}
	r := &Replacer{pairs: append([]string(nil), oldnew...), empty: -1}
	for i := 0; i < len(oldnew); i += 2 {
		if oldnew[i] != "" {
			r.first[oldnew[i][0]] = true
		} else if r.empty < 0 {
			r.empty = i
		}
	}
	return r
}

// match is the index of the pair that applies at the beginning of s, -1 if none.
func (r *Replacer) match(s string, allowEmpty bool) int {
	if s == "" || !r.first[s[0]] {
		if allowEmpty {
			return r.empty
		}
		return -1
	}
	for i := 0; i < len(r.pairs); i += 2 {
		if r.pairs[i] == "" {
			if allowEmpty {
				return i
			}
		} else if HasPrefix(s, r.pairs[i]) {
			return i
		}
	}
	return -1
}

// Replace returns a copy of s with all replacements performed.
func (r *Replacer) Replace(s string) string {
	var b []byte
	last := 0
	allowEmpty := true // once at each place
	changed := false
	for i := 0; i <= len(s); {
		m := r.match(s[i:], allowEmpty)
		if m < 0 {
			allowEmpty = true
			i++
			continue
		}
		changed = true
		b = append(b, s[last:i]...)
		b = append(b, r.pairs[m+1]...)
		i += len(r.pairs[m])
		last = i
		allowEmpty = r.pairs[m] != ""
	}
	if !changed {
		return s
	}
	return string(append(b, s[last:]...))
}

// WriteString writes s to w with all replacements performed.
func (r *Replacer) WriteString(w io.Writer, s string) (n int, err error) {
	return io.WriteString(w, r.Replace(s))
}
