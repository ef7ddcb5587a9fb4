// Package pprof has the labels by which goroutines are told apart, in profiles and
// in debuggers.
//
// Of Go's runtime/pprof this is the part about labels. Profiles are not written.
package pprof

import (
	"context"
	"sort"
	"unsafe"
)

// In package runtime: g.labels.
func runtime_setProfLabel(labels unsafe.Pointer)
func runtime_getProfLabel() unsafe.Pointer

type label struct {
	key   string
	value string
}

// LabelSet is a set of labels.
type LabelSet struct {
	list []label
}

type labelContextKey struct{}

// labelMap is what a goroutine's labels point to.
type labelMap map[string]string

func labelValue(ctx context.Context) labelMap {
	labels, _ := ctx.Value(labelContextKey{}).(*labelMap)
	if labels == nil {
		return labelMap(nil)
	}
	return *labels
}

// Labels takes keys and values in turn and makes a LabelSet of them. A key that
// comes twice has its last value. It panics when a value is missing.
func Labels(args ...string) LabelSet {
	if len(args)%2 != 0 {
		panic("uneven number of arguments to pprof.Labels")
	}
	list := make([]label, 0, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		list = append(list, label{key: args[i], value: args[i+1]})
	}
	return LabelSet{list: list}
}

// WithLabels returns a context with the labels of ctx and those given, which win.
func WithLabels(ctx context.Context, labels LabelSet) context.Context {
	all := make(labelMap)
	for k, v := range labelValue(ctx) {
		all[k] = v
	}
	for _, l := range labels.list {
		all[l.key] = l.value
	}
	return context.WithValue(ctx, labelContextKey{}, &all)
}

// SetGoroutineLabels gives the calling goroutine the labels of ctx. Goroutines that
// it starts have them too.
func SetGoroutineLabels(ctx context.Context) {
	labels, _ := ctx.Value(labelContextKey{}).(*labelMap)
	runtime_setProfLabel(unsafe.Pointer(labels))
}

// Do calls f with a context that has the labels of ctx and those given; meanwhile
// the goroutine has them.
func Do(ctx context.Context, labels LabelSet, f func(context.Context)) {
	defer SetGoroutineLabels(ctx)
	ctx = WithLabels(ctx, labels)
	SetGoroutineLabels(ctx)
	f(ctx)
}

// Label returns the value of a label of ctx, and whether there is one.
func Label(ctx context.Context, key string) (string, bool) {
	v, ok := labelValue(ctx)[key]
	return v, ok
}

// ForLabels calls f with each label of ctx, in the order of their keys, until f
// returns false.
func ForLabels(ctx context.Context, f func(key, value string) bool) {
	labels := labelValue(ctx)
	keys := make([]string, 0, len(labels))
	for k := range labels {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	for _, k := range keys {
		if !f(k, labels[k]) {
			return
		}
	}
}
