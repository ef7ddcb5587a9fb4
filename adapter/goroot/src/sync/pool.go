package sync

// A Pool is a set of temporary objects that may be individually saved and
// retrieved. Any item stored in the Pool may be removed automatically at any time
// without notification.
//
// Each processor has one private object, which only it touches while it cannot be
// preempted, and a list that others may take from. A collection moves everything
// to the victim lists; what is there at the next one is dropped.
type Pool struct {
	noCopy noCopy

	local     []poolLocal
	localSize uintptr
	victim    []poolLocal

	mu Mutex // of the lists

	// New optionally specifies a function to generate a value when Get would
	// otherwise return nil.
	New func() any
}

type poolLocal struct {
	private any
	shared  []any
}

var (
	allPoolsMu Mutex
	allPools   []*Pool
)

func init() {
	runtime_registerPoolCleanup(poolCleanup)
}

// poolCleanup runs with the world stopped, on a system stack. It must not allocate.
func poolCleanup() {
	for _, p := range allPools {
		p.victim = p.local
		p.local = nil
		p.localSize = 0
	}
}

// pin makes sure that there is a poolLocal for this processor and stays on it.
func (p *Pool) pin() *poolLocal {
	for {
		pid := runtime_procPin()
		if l := p.local; pid < len(l) {
			return &l[pid]
		}
		runtime_procUnpin()
		p.grow(pid + 1)
	}
}

func (p *Pool) grow(n int) {
	if n < 16 {
		n = 16
	}
	fresh := make([]poolLocal, n)
	allPoolsMu.Lock()
	known := false
	for _, q := range allPools {
		if q == p {
			known = true
		}
	}
	if !known {
		allPools = append(allPools, p)
	}
	p.mu.Lock()
	if len(p.local) < n {
		copy(fresh, p.local)
		p.local = fresh
		p.localSize = uintptr(n)
	}
	p.mu.Unlock()
	allPoolsMu.Unlock()
}

// Put adds x to the pool.
func (p *Pool) Put(x any) {
	if x == nil {
		return
	}
	l := p.pin()
	if l.private == nil {
		l.private = x
		runtime_procUnpin()
		return
	}
	runtime_procUnpin()
	p.mu.Lock()
	// The lists may have been taken away by a collection meanwhile; then x is lost,
	// which is allowed.
	l.shared = append(l.shared, x)
	p.mu.Unlock()
}

// Get selects an arbitrary item from the Pool, removes it from the Pool, and
// returns it to the caller.
func (p *Pool) Get() any {
	l := p.pin()
	x := l.private
	l.private = nil
	runtime_procUnpin()
	if x == nil {
		x = p.getSlow(l)
	}
	if x == nil && p.New != nil {
		x = p.New()
	}
	return x
}

func (p *Pool) getSlow(l *poolLocal) any {
	p.mu.Lock()
	x := l.pop()
	for i := 0; x == nil && i < len(p.local); i++ {
		x = p.local[i].pop()
	}
	for i := 0; x == nil && i < len(p.victim); i++ {
		x = p.victim[i].pop()
		if x == nil {
			x = p.victim[i].private
			p.victim[i].private = nil
		}
	}
	p.mu.Unlock()
	return x
}

func (l *poolLocal) pop() any {
	n := len(l.shared)
	if n == 0 {
		return nil
	}
	x := l.shared[n-1]
	l.shared[n-1] = nil
	l.shared = l.shared[:n-1]
	return x
}
