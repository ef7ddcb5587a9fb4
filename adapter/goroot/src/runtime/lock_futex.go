// Locks and notes on the kernel's futex.
//
// A mutex word is 0 (free), 1 (locked) or 2 (locked, and some thread may sleep
// on it). lock swaps in 1, or 2 once it has slept; unlock swaps in 0 and wakes a
// sleeper if the word was 2. Before sleeping a thread spins for a moment: with
// several cores the holder is usually about to let go.
//
// A thread that holds a lock cannot be preempted (m.locks counts them): a
// goroutine put aside while it holds a scheduler lock could never be resumed.
//
// A note is a word that is 0 until notewakeup sets it to 1; notesleep returns at
// once if that has happened already. notetsleep gives up after a time.
package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

const (
	mutexUnlocked = 0
	mutexLocked   = 1
	mutexSleeping = 2

	activeSpin      = 4
	activeSpinPause = 10
	passiveSpin     = 1
)

func init() {
	// The futex is the lower half of the word, which must come first.
	if unsafe.Sizeof(mutex{}) != 8 {
		throw("mutex has an unexpected layout")
	}
}

func lock(l *mutex) { lock2(l) }

func lock2(l *mutex) {
	gp := getg()
	if gp.m.locks < 0 {
		throw("runtime·lock: lock count")
	}
	gp.m.locks++
	word := (*uint32)(unsafe.Pointer(&l.key))
	v := atomic.Xchg(word, mutexLocked)
	if v == mutexUnlocked {
		return
	}
	// The word may have been 2 and is 1 now, so a sleeper could be forgotten.
	// Whoever gets the lock from here on therefore stores what was found: 2
	// stays 2, at worst one wakeup is wasted.
	wait := v
	spin := 0
	if ncpu > 1 {
		spin = activeSpin
	}
	for {
		for i := 0; i < spin; i++ {
			for *word == mutexUnlocked {
				if atomic.Cas(word, mutexUnlocked, wait) {
					return
				}
			}
			procyield(activeSpinPause)
		}
		for i := 0; i < passiveSpin; i++ {
			for *word == mutexUnlocked {
				if atomic.Cas(word, mutexUnlocked, wait) {
					return
				}
			}
			osyield()
		}
		v = atomic.Xchg(word, mutexSleeping)
		if v == mutexUnlocked {
			return
		}
		wait = mutexSleeping
		futexsleep(word, mutexSleeping, -1)
	}
}

func unlock(l *mutex) { unlock2(l) }

func unlock2(l *mutex) {
	word := (*uint32)(unsafe.Pointer(&l.key))
	v := atomic.Xchg(word, mutexUnlocked)
	if v == mutexUnlocked {
		throw("unlock of unlocked lock")
	}
	if v == mutexSleeping {
		futexwakeup(word, 1)
	}
	gp := getg()
	gp.m.locks--
	if gp.m.locks < 0 {
		throw("runtime·unlock: lock count")
	}
	if gp.m.locks == 0 && gp.preempt {
		// A request that came meanwhile was put off: ask again.
		gp.stackguard0 = stackPreempt
	}
}

func noteclear(n *note) { n.key = 0 }

func notewakeup(n *note) {
	word := (*uint32)(unsafe.Pointer(&n.key))
	if atomic.Xchg(word, 1) != 0 {
		throw("notewakeup - double wakeup")
	}
	futexwakeup(word, 1)
}

func notesleep(n *note) {
	gp := getg()
	if gp != gp.m.g0 {
		throw("notesleep not on g0")
	}
	word := (*uint32)(unsafe.Pointer(&n.key))
	for atomic.Load(word) == 0 {
		gp.m.blocked = true
		futexsleep(word, 0, -1)
		gp.m.blocked = false
	}
}

// notetsleep sleeps at most ns nanoseconds (for ever if negative) and says
// whether it was woken.
func notetsleep(n *note, ns int64) bool {
	gp := getg()
	if gp != gp.m.g0 && gp.m.preemptoff != "" {
		throw("notetsleep not on g0")
	}
	word := (*uint32)(unsafe.Pointer(&n.key))
	if ns < 0 {
		for atomic.Load(word) == 0 {
			gp.m.blocked = true
			futexsleep(word, 0, -1)
			gp.m.blocked = false
		}
		return true
	}
	deadline := nanotime() + ns
	for atomic.Load(word) == 0 {
		gp.m.blocked = true
		futexsleep(word, 0, ns)
		gp.m.blocked = false
		if atomic.Load(word) != 0 {
			break
		}
		ns = deadline - nanotime()
		if ns <= 0 {
			break
		}
	}
	return atomic.Load(word) != 0
}
