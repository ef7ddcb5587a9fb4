// Maps.
//
// A map is a hash table of buckets, and a bucket holds up to eight entries. The
// low bits of a key's hash choose the bucket, the top eight bits (tophash) tell
// the entries of one bucket apart without looking at the keys. Entries that do not
// fit go to overflow buckets chained behind.
//
//	hmap                       a bucket (bmap) of a map[string]int
//	┌───────────┐              ┌───────────────────────────┐
//	│ count     │   buckets    │ 5a 91 00 00 00 00 00 00   │ tophash[8]
//	│ flags B … │ ───────────► │ "a" "k" …                 │ 8 keys
//	│ hash0     │   2^B of     │ 1   7   …                 │ 8 elements
//	│ buckets   │   them       │ overflow ─────────────────┼─► another bucket
//	│ oldbuckets│              └───────────────────────────┘
//	└───────────┘
//
// Keys and elements are kept apart so that no padding is needed between them. Keys
// and elements above 128 bytes are stored outside; the slot holds a pointer.
//
// A tophash below minTopHash is a mark: emptyRest (this slot and all behind it,
// overflow included, are empty), emptyOne (only this slot), and, in an old bucket,
// where the entry went.
//
// Growing. When an insertion would make it more than 6.5 entries a bucket, the
// number of buckets doubles; when there are about as many overflow buckets as
// buckets (entries came and went), the map is rearranged at the same size. Neither
// happens at once: the old buckets stay in oldbuckets, and every assignment and
// deletion moves the old bucket that it needs, and one more. A bucket of the
// doubled map gets its entries from one old bucket: bucket i goes to i ("X") and
// i + old size ("Y"), as one more bit of the hash decides. Until its old bucket has
// been moved, lookups go there. Lookups never move anything.
//
// Iteration visits the buckets in order from a random one, and inside each bucket
// the slots from a random one. A map may be changed meanwhile: entries that are
// deleted before they are reached do not come, new ones may. If the map grows, the
// iterator goes on through the table as it was when it began, and looks up entries
// again that have been moved.
//
// Concurrent use is a bug of the program, and detected by chance. A writer flips
// flags&hashWriting on when it begins and checks at its end that it is still on;
// readers, iterators and other writers check when they begin that it is off. These
// are plain loads and stores. Two writers at once flip it on and off again: the one
// that finishes first sees it off. All this ends in fatal, not in a panic: the map
// may be in any state, so no code of the program runs any more.
//
// A value is stored after the map function has returned: m[k] = v is
// "p := mapassign(m, k); *p = v". The check covers the search for the slot only.
//
// The variants in map_fast32.go, map_fast64.go and map_faststr.go do the same for
// the most common kinds of keys.
package runtime

import (
	"internal/abi"
	"internal/runtime/atomic"
	"unsafe"
)

const (
	bucketCnt = abi.MapBucketCount

	// The table grows above loadFactorNum/loadFactorDen entries a bucket.
	loadFactorDen = 2
	loadFactorNum = 13

	// Where the keys begin in a bucket.
	dataOffset = unsafe.Offsetof(struct {
		b bmap
		v int64
	}{}.v)

	// Values of tophash.
	emptyRest      = 0 // empty, and nothing behind it
	emptyOne       = 1 // empty
	evacuatedX     = 2 // moved to the first half of the larger table
	evacuatedY     = 3 // moved to the second half
	evacuatedEmpty = 4 // was empty when the bucket was moved
	minTopHash     = 5 // smallest one of an entry

	// Bits of flags.
	iterator     = 1 // there may be an iterator over buckets
	oldIterator  = 2 // there may be an iterator over oldbuckets
	hashWriting  = 4 // somebody is writing
	sameSizeGrow = 8 // the growth under way is to a table of the same size

	// hiter.checkBucket when no check is needed.
	noCheck = 1<<(8*8) - 1
)

// hmap is what a variable of map type points to.
type hmap struct {
	count     int // number of entries: len(m) reads it here
	flags     uint8
	B         uint8  // there are 2^B buckets
	noverflow uint16 // number of overflow buckets, estimated when there are many
	hash0     uint32 // seed of the hash function

	buckets    unsafe.Pointer // 2^B buckets; nil before the first entry
	oldbuckets unsafe.Pointer // the previous table, while growing
	nevacuate  uintptr        // old buckets below this one have been moved

	extra *mapextra
}

// mapextra is what not every map needs.
type mapextra struct {
	// When buckets contain no pointers a collector does not look into them. Then
	// the overflow buckets are reachable only through these lists.
	overflow    *[]*bmap
	oldoverflow *[]*bmap

	// The next unused one of the overflow buckets allocated with the table.
	nextOverflow *bmap
}

// bmap is the beginning of a bucket. Eight keys, eight elements and a pointer to
// an overflow bucket follow; their sizes depend on the map.
type bmap struct {
	tophash [bucketCnt]uint8
}

// hiter is an iterator. The compiler knows its layout, and reads key and elem.
type hiter struct {
	key         unsafe.Pointer // nil at the end
	elem        unsafe.Pointer
	t           *maptype
	h           *hmap
	buckets     unsafe.Pointer // the table when the iteration began
	bptr        *bmap          // the bucket at hand
	overflow    *[]*bmap       // keep overflow buckets alive
	oldoverflow *[]*bmap
	startBucket uintptr // where the iteration began
	offset      uint8   // slot to begin with in each bucket
	wrapped     bool    // the last bucket has been passed
	B           uint8
	i           uint8
	bucket      uintptr // next one
	checkBucket uintptr
}

func init() {
	// The compiler makes hmaps and hiters, and the debugger reads both.
	if unsafe.Sizeof(hmap{}) != 48 || unsafe.Sizeof(hiter{}) != 96 {
		throw("hmap or hiter has an unexpected layout")
	}
}

func bucketShift(b uint8) uintptr { return uintptr(1) << (b & 63) }
func bucketMask(b uint8) uintptr  { return uintptr(1)<<(b&63) - 1 }

// tophash is the part of the hash that is kept in the bucket.
func tophash(hash uintptr) uint8 {
	// The sign of top - minTopHash says whether it is too small.
	return uint8(hash>>56 + (hash>>56-minTopHash)>>63*minTopHash)
}

func isEmpty(x uint8) bool { return x <= emptyOne }

// evacuated says whether an old bucket has been moved.
func evacuated(b *bmap) bool {
	return b.tophash[0] > emptyOne && b.tophash[0] < minTopHash
}

func (b *bmap) overflow(t *maptype) *bmap {
	return *(**bmap)(add(unsafe.Pointer(b), uintptr(t.BucketSize)-8))
}

func (b *bmap) setoverflow(t *maptype, ovf *bmap) {
	*(**bmap)(add(unsafe.Pointer(b), uintptr(t.BucketSize)-8)) = ovf
}

func (b *bmap) keys() unsafe.Pointer {
	return add(unsafe.Pointer(b), dataOffset)
}

// slotKey and slotElem are the slots i of a bucket.

func (b *bmap) slotKey(t *maptype, i uintptr) unsafe.Pointer {
	return add(unsafe.Pointer(b), dataOffset+i*uintptr(t.KeySize))
}

func (b *bmap) slotElem(t *maptype, i uintptr) unsafe.Pointer {
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*uintptr(t.KeySize)+i*uintptr(t.ValueSize))
}

func bucketAt(t *maptype, buckets unsafe.Pointer, i uintptr) *bmap {
	return (*bmap)(add(buckets, i*uintptr(t.BucketSize)))
}

// incrnoverflow counts an overflow bucket. The count is 16 bits: in large tables
// it goes up with a probability such that it is about 2^15 when there are as many
// overflow buckets as buckets.
func (h *hmap) incrnoverflow() {
	if h.B < 16 {
		h.noverflow++
		return
	}
	mask := uint32(1)<<(h.B-15) - 1
	if uint32(overflowRand.next())&mask == 0 {
		h.noverflow++
	}
}

// newoverflow chains a new bucket behind b.
func (h *hmap) newoverflow(t *maptype, b *bmap) *bmap {
	var ovf *bmap
	if h.extra != nil && h.extra.nextOverflow != nil {
		// One that was allocated with the table. They lie in a row; the last one
		// has an overflow pointer that is not nil.
		ovf = h.extra.nextOverflow
		if ovf.overflow(t) == nil {
			h.extra.nextOverflow = (*bmap)(add(unsafe.Pointer(ovf), uintptr(t.BucketSize)))
		} else {
			ovf.setoverflow(t, nil)
			h.extra.nextOverflow = nil
		}
	} else {
		ovf = (*bmap)(newobject(t.Bucket))
	}
	h.incrnoverflow()
	if !t.Bucket.Pointers() {
		h.createOverflow()
		*h.extra.overflow = append(*h.extra.overflow, ovf)
	}
	b.setoverflow(t, ovf)
	return ovf
}

func (h *hmap) createOverflow() {
	if h.extra == nil {
		h.extra = new(mapextra)
	}
	if h.extra.overflow == nil {
		h.extra.overflow = new([]*bmap)
	}
}

func makemap64(t *maptype, hint int64, h *hmap) *hmap {
	return makemap(t, int(hint), h)
}

// makemap_small is make(map[K]V) without a size, or with one of at most 8: the
// bucket is made when the first entry comes.
func makemap_small() *hmap {
	h := new(hmap)
	h.hash0 = uint32(hashRand.next())
	return h
}

// makemap is make(map[K]V, hint). h may be memory that the compiler provides.
func makemap(t *maptype, hint int, h *hmap) *hmap {
	mem, overflow := mulUintptr(uintptr(hint), t.Bucket.Size_)
	if overflow || mem > maxAlloc || hint < 0 {
		hint = 0
	}
	if h == nil {
		h = new(hmap)
	}
	h.hash0 = uint32(hashRand.next())

	// The smallest table that takes hint entries.
	B := uint8(0)
	for overLoadFactor(hint, B) {
		B++
	}
	h.B = B
	if h.B != 0 {
		var nextOverflow *bmap
		h.buckets, nextOverflow = makeBucketArray(t, h.B, nil)
		if nextOverflow != nil {
			h.extra = new(mapextra)
			h.extra.nextOverflow = nextOverflow
		}
	}
	return h
}

// makeBucketArray makes a table of 2^b buckets, from 2^4 on with some overflow
// buckets behind them. dirtyalloc is a table of the same size to be used again.
func makeBucketArray(t *maptype, b uint8, dirtyalloc unsafe.Pointer) (buckets unsafe.Pointer, nextOverflow *bmap) {
	base := bucketShift(b)
	nbuckets := base
	if b >= 4 {
		// About as many as a full table of this size is going to need, and what
		// the allocator adds by rounding up.
		nbuckets += bucketShift(b - 4)
		size := t.Bucket.Size_ * nbuckets
		if up := roundupsize(size, !t.Bucket.Pointers()); up != size {
			nbuckets = up / t.Bucket.Size_
		}
	}
	if dirtyalloc == nil {
		buckets = newarray(t.Bucket, int(nbuckets))
	} else {
		buckets = dirtyalloc
		memclrNoHeapPointers(buckets, t.Bucket.Size_*nbuckets)
	}
	if base != nbuckets {
		nextOverflow = bucketAt(t, buckets, base)
		last := bucketAt(t, buckets, nbuckets-1)
		last.setoverflow(t, (*bmap)(buckets))
	}
	return buckets, nextOverflow
}

// mapaccess1 is m[key]: a pointer to the element, never nil. Of a missing key it
// points to a zero value that must not be written.
func mapaccess1(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if h == nil || h.count == 0 {
		if t.HashMightPanic() {
			t.Hasher(key, 0) // an unhashable key panics even here
		}
		return unsafe.Pointer(&zeroVal[0])
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	hash := t.Hasher(key, uintptr(h.hash0))
	top := tophash(hash)
	for b := h.bucketFor(t, hash); b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					return unsafe.Pointer(&zeroVal[0])
				}
				continue
			}
			k := b.slotKey(t, i)
			if t.IndirectKey() {
				k = *(*unsafe.Pointer)(k)
			}
			if t.Key.Equal(key, k) {
				e := b.slotElem(t, i)
				if t.IndirectElem() {
					e = *(*unsafe.Pointer)(e)
				}
				return e
			}
		}
	}
	return unsafe.Pointer(&zeroVal[0])
}

// bucketFor is where the entries with this hash are: in the table, or still in the
// old one.
func (h *hmap) bucketFor(t *maptype, hash uintptr) *bmap {
	m := bucketMask(h.B)
	b := bucketAt(t, h.buckets, hash&m)
	if c := h.oldbuckets; c != nil {
		if !h.sameSizeGrow() {
			m >>= 1 // the old table is half as large
		}
		oldb := bucketAt(t, c, hash&m)
		if !evacuated(oldb) {
			b = oldb
		}
	}
	return b
}

// mapaccess2 is v, ok := m[key].
func mapaccess2(t *maptype, h *hmap, key unsafe.Pointer) (unsafe.Pointer, bool) {
	if h == nil || h.count == 0 {
		if t.HashMightPanic() {
			t.Hasher(key, 0)
		}
		return unsafe.Pointer(&zeroVal[0]), false
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	hash := t.Hasher(key, uintptr(h.hash0))
	top := tophash(hash)
	for b := h.bucketFor(t, hash); b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					return unsafe.Pointer(&zeroVal[0]), false
				}
				continue
			}
			k := b.slotKey(t, i)
			if t.IndirectKey() {
				k = *(*unsafe.Pointer)(k)
			}
			if t.Key.Equal(key, k) {
				e := b.slotElem(t, i)
				if t.IndirectElem() {
					e = *(*unsafe.Pointer)(e)
				}
				return e, true
			}
		}
	}
	return unsafe.Pointer(&zeroVal[0]), false
}

// mapaccessK finds key and element for an iterator. It checks nothing: mapiternext
// has done that.
func mapaccessK(t *maptype, h *hmap, key unsafe.Pointer) (unsafe.Pointer, unsafe.Pointer) {
	if h == nil || h.count == 0 {
		return nil, nil
	}
	hash := t.Hasher(key, uintptr(h.hash0))
	top := tophash(hash)
	for b := h.bucketFor(t, hash); b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					return nil, nil
				}
				continue
			}
			k := b.slotKey(t, i)
			if t.IndirectKey() {
				k = *(*unsafe.Pointer)(k)
			}
			if t.Key.Equal(key, k) {
				e := b.slotElem(t, i)
				if t.IndirectElem() {
					e = *(*unsafe.Pointer)(e)
				}
				return k, e
			}
		}
	}
	return nil, nil
}

// mapaccess1_fat and mapaccess2_fat are for elements larger than zeroVal: the
// caller brings its own zero.

func mapaccess1_fat(t *maptype, h *hmap, key, zero unsafe.Pointer) unsafe.Pointer {
	e := mapaccess1(t, h, key)
	if e == unsafe.Pointer(&zeroVal[0]) {
		return zero
	}
	return e
}

func mapaccess2_fat(t *maptype, h *hmap, key, zero unsafe.Pointer) (unsafe.Pointer, bool) {
	e := mapaccess1(t, h, key)
	if e == unsafe.Pointer(&zeroVal[0]) {
		return zero, false
	}
	return e, true
}

// mapassign finds the element for key, making room for it if the key is new. The
// caller stores the value there.
func mapassign(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(key, uintptr(h.hash0))

	// The hash function may panic. Only behind it do we count as writing.
	h.flags ^= hashWriting

	if h.buckets == nil {
		h.buckets = newobject(t.Bucket)
	}

again:
	bucket := hash & bucketMask(h.B)
	if h.growing() {
		growWork(t, h, bucket)
	}
	b := bucketAt(t, h.buckets, bucket)
	top := tophash(hash)

	var inserti *uint8 // first free slot on the way
	var insertk unsafe.Pointer
	var elem unsafe.Pointer
bucketloop:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if x := b.tophash[i]; x != top {
				if x <= emptyOne && inserti == nil {
					inserti = &b.tophash[i]
					insertk = b.slotKey(t, i)
					elem = b.slotElem(t, i)
				}
				if x == emptyRest {
					break bucketloop
				}
				continue
			}
			k := b.slotKey(t, i)
			if t.IndirectKey() {
				k = *(*unsafe.Pointer)(k)
			}
			if !t.Key.Equal(key, k) {
				continue
			}
			// The key is there already.
			if t.NeedKeyUpdate() {
				typedmemmove(t.Key, k, key)
			}
			elem = b.slotElem(t, i)
			goto done
		}
		ovf := b.overflow(t)
		if ovf == nil {
			break
		}
		b = ovf
	}

	// A new key. If the table would be too full, or has too many overflow buckets,
	// and is not growing already, let it grow and begin again.
	if !h.growing() && (overLoadFactor(h.count+1, h.B) || tooManyOverflowBuckets(h.noverflow, h.B)) {
		hashGrow(t, h)
		goto again
	}

	if inserti == nil {
		// All buckets of the chain are full.
		newb := h.newoverflow(t, b)
		inserti = &newb.tophash[0]
		insertk = newb.slotKey(t, 0)
		elem = newb.slotElem(t, 0)
	}

	if t.IndirectKey() {
		kmem := newobject(t.Key)
		*(*unsafe.Pointer)(insertk) = kmem
		insertk = kmem
	}
	if t.IndirectElem() {
		vmem := newobject(t.Elem)
		*(*unsafe.Pointer)(elem) = vmem
	}
	typedmemmove(t.Key, insertk, key)
	*inserti = top
	h.count++

done:
	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
	if t.IndirectElem() {
		elem = *(*unsafe.Pointer)(elem)
	}
	return elem
}

// mapdelete is delete(m, key).
func mapdelete(t *maptype, h *hmap, key unsafe.Pointer) {
	if h == nil || h.count == 0 {
		if t.HashMightPanic() {
			t.Hasher(key, 0)
		}
		return
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(key, uintptr(h.hash0))
	h.flags ^= hashWriting

	bucket := hash & bucketMask(h.B)
	if h.growing() {
		growWork(t, h, bucket)
	}
	b := bucketAt(t, h.buckets, bucket)
	bOrig := b
	top := tophash(hash)
search:
	for ; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			if b.tophash[i] != top {
				if b.tophash[i] == emptyRest {
					break search
				}
				continue
			}
			k := b.slotKey(t, i)
			k2 := k
			if t.IndirectKey() {
				k2 = *(*unsafe.Pointer)(k2)
			}
			if !t.Key.Equal(key, k2) {
				continue
			}
			// Clear the key only if it may keep something alive.
			if t.IndirectKey() {
				*(*unsafe.Pointer)(k) = nil
			} else if t.Key.Pointers() {
				memclrHasPointers(k, t.Key.Size_)
			}
			e := b.slotElem(t, i)
			if t.IndirectElem() {
				*(*unsafe.Pointer)(e) = nil
			} else {
				memclrNoHeapPointers(e, t.Elem.Size_)
			}
			h.removed(t, bOrig, b, i)
			break search
		}
	}

	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
}

// removed marks slot i of b as empty and counts down. If nothing follows, the slot
// and the empty ones before it become emptyRest, so that searches end earlier.
func (h *hmap) removed(t *maptype, bOrig, b *bmap, i uintptr) {
	b.tophash[i] = emptyOne
	last := true
	if i == bucketCnt-1 {
		if ovf := b.overflow(t); ovf != nil && ovf.tophash[0] != emptyRest {
			last = false
		}
	} else if b.tophash[i+1] != emptyRest {
		last = false
	}
	for last {
		b.tophash[i] = emptyRest
		if i == 0 {
			if b == bOrig {
				break
			}
			// Go on in the bucket before this one.
			c := b
			for b = bOrig; b.overflow(t) != c; b = b.overflow(t) {
			}
			i = bucketCnt - 1
		} else {
			i--
		}
		if b.tophash[i] != emptyOne {
			break
		}
	}
	h.count--
	if h.count == 0 {
		// A new seed makes it harder to find keys that collide on purpose.
		h.hash0 = uint32(hashRand.next())
	}
}

// mapiterinit begins an iteration: for range m. It looks up the first entry.
func mapiterinit(t *maptype, h *hmap, it *hiter) {
	it.t = t
	if h == nil || h.count == 0 {
		return
	}
	it.h = h

	// The table as it is now.
	it.B = h.B
	it.buckets = h.buckets
	if !t.Bucket.Pointers() {
		// Keep the overflow buckets of this table alive even if the map grows.
		h.createOverflow()
		it.overflow = h.extra.overflow
		it.oldoverflow = h.extra.oldoverflow
	}

	// Where to begin.
	r := uintptr(iterationRand.next())
	it.startBucket = r & bucketMask(h.B)
	it.offset = uint8(r >> h.B & (bucketCnt - 1))
	it.bucket = it.startBucket

	// Several iterations may run at once (reading is allowed), hence atomic.
	if old := h.flags; old&(iterator|oldIterator) != iterator|oldIterator {
		atomic.Or8(&h.flags, iterator|oldIterator)
	}
	mapiternext(it)
}

// mapiternext moves to the next entry.
func mapiternext(it *hiter) {
	h := it.h
	if h.flags&hashWriting != 0 {
		fatal("concurrent map iteration and map write")
	}
	t := it.t
	bucket := it.bucket
	b := it.bptr
	i := it.i
	checkBucket := it.checkBucket

	for {
		if b == nil {
			if bucket == it.startBucket && it.wrapped {
				it.key = nil
				it.elem = nil
				return
			}
			if h.growing() && it.B == h.B {
				// The iteration began while the map was growing, and it still is. As
				// long as the old bucket has not been moved the entries are there,
				// together with those of another new bucket: checkBucket says that
				// only the ones that belong to this bucket count.
				oldbucket := bucket & h.oldbucketmask()
				b = bucketAt(t, h.oldbuckets, oldbucket)
				if !evacuated(b) {
					checkBucket = bucket
				} else {
					b = bucketAt(t, it.buckets, bucket)
					checkBucket = noCheck
				}
			} else {
				b = bucketAt(t, it.buckets, bucket)
				checkBucket = noCheck
			}
			bucket++
			if bucket == bucketShift(it.B) {
				bucket = 0
				it.wrapped = true
			}
			i = 0
		}
		for ; i < bucketCnt; i++ {
			offi := uintptr(i+it.offset) & (bucketCnt - 1)
			top := b.tophash[offi]
			if isEmpty(top) || top == evacuatedEmpty {
				continue
			}
			k := b.slotKey(t, offi)
			if t.IndirectKey() {
				k = *(*unsafe.Pointer)(k)
			}
			e := b.slotElem(t, offi)
			if checkBucket != noCheck && !h.sameSizeGrow() {
				// Will this entry go to the bucket that we are at?
				if t.ReflexiveKey() || t.Key.Equal(k, k) {
					hash := t.Hasher(k, uintptr(h.hash0))
					if hash&bucketMask(it.B) != checkBucket {
						continue
					}
				} else {
					// A NaN hashes differently each time. The low bit of tophash
					// decides where it goes: see evacuate.
					if checkBucket>>(it.B-1) != uintptr(top&1) {
						continue
					}
				}
			}
			if top != evacuatedX && top != evacuatedY || !(t.ReflexiveKey() || t.Key.Equal(k, k)) {
				// The entry is here, or it is a NaN, which nobody can delete or
				// update, so what is here is still true.
				it.key = k
				if t.IndirectElem() {
					e = *(*unsafe.Pointer)(e)
				}
				it.elem = e
			} else {
				// It has been moved since the iteration began, and perhaps been
				// changed or deleted there.
				rk, re := mapaccessK(t, h, k)
				if rk == nil {
					continue
				}
				it.key = rk
				it.elem = re
			}
			it.bucket = bucket
			it.bptr = b
			it.i = i + 1
			it.checkBucket = checkBucket
			return
		}
		b = b.overflow(t)
		i = 0
	}
}

// mapclear is clear(m).
func mapclear(t *maptype, h *hmap) {
	if h == nil || h.count == 0 {
		return
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	h.flags ^= hashWriting

	// Iterations under way must find nothing more, also in tables they remember.
	markBucketsEmpty(t, h.buckets, bucketMask(h.B))
	if h.oldbuckets != nil {
		markBucketsEmpty(t, h.oldbuckets, h.oldbucketmask())
	}
	h.flags &^= sameSizeGrow
	h.oldbuckets = nil
	h.nevacuate = 0
	h.noverflow = 0
	h.count = 0
	h.hash0 = uint32(hashRand.next())
	if h.extra != nil {
		*h.extra = mapextra{}
	}
	// The table itself is used again.
	_, nextOverflow := makeBucketArray(t, h.B, h.buckets)
	if nextOverflow != nil {
		h.extra.nextOverflow = nextOverflow
	}

	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
}

func markBucketsEmpty(t *maptype, buckets unsafe.Pointer, mask uintptr) {
	for i := uintptr(0); i <= mask; i++ {
		for b := bucketAt(t, buckets, i); b != nil; b = b.overflow(t) {
			for j := uintptr(0); j < bucketCnt; j++ {
				b.tophash[j] = emptyRest
			}
		}
	}
}

// hashGrow begins to grow the map. The entries are moved later, by growWork.
func hashGrow(t *maptype, h *hmap) {
	bigger := uint8(1)
	if !overLoadFactor(h.count+1, h.B) {
		// Not too many entries, only too many overflow buckets: same size.
		bigger = 0
		h.flags |= sameSizeGrow
	}
	oldbuckets := h.buckets
	newbuckets, nextOverflow := makeBucketArray(t, h.B+bigger, nil)

	// Iterators over the table are now iterators over the old one.
	flags := h.flags &^ (iterator | oldIterator)
	if h.flags&iterator != 0 {
		flags |= oldIterator
	}
	h.B += bigger
	h.flags = flags
	h.oldbuckets = oldbuckets
	h.buckets = newbuckets
	h.nevacuate = 0
	h.noverflow = 0

	if h.extra != nil && h.extra.overflow != nil {
		if h.extra.oldoverflow != nil {
			throw("oldoverflow is not nil")
		}
		h.extra.oldoverflow = h.extra.overflow
		h.extra.overflow = nil
	}
	if nextOverflow != nil {
		if h.extra == nil {
			h.extra = new(mapextra)
		}
		h.extra.nextOverflow = nextOverflow
	}
}

// overLoadFactor: would count entries be too many for 2^B buckets? One bucket may
// be filled to the brim.
func overLoadFactor(count int, B uint8) bool {
	return count > bucketCnt && uintptr(count) > loadFactorNum*(bucketShift(B)/loadFactorDen)
}

// tooManyOverflowBuckets: about as many as there are buckets. In a map of that
// size with that load they would be rare; entries must have come and gone.
// Of tables with 2^15 buckets and more they are not counted exactly: see incrnoverflow.
func tooManyOverflowBuckets(noverflow uint16, B uint8) bool {
	return noverflow >= 1<<15 || B < 15 && noverflow >= uint16(1)<<(B&15)
}

func (h *hmap) growing() bool { return h.oldbuckets != nil }

func (h *hmap) sameSizeGrow() bool { return h.flags&sameSizeGrow != 0 }

// noldbuckets is the size of the old table: half of the new one's, unless it grows
// at the same size.
func (h *hmap) noldbuckets() uintptr {
	return bucketShift(h.B - 1 + h.flags/sameSizeGrow&1)
}

func (h *hmap) oldbucketmask() uintptr { return h.noldbuckets() - 1 }

// growWork moves the old bucket that belongs to bucket, which is about to be used,
// and one more, so that the growth comes to an end.
func growWork(t *maptype, h *hmap, bucket uintptr) {
	evacuate(t, h, bucket&h.oldbucketmask())
	if h.growing() {
		evacuate(t, h, h.nevacuate)
	}
}

func bucketEvacuated(t *maptype, h *hmap, bucket uintptr) bool {
	return evacuated(bucketAt(t, h.oldbuckets, bucket))
}

// evacDst is where the next entry goes.
type evacDst struct {
	b *bmap
	i uintptr        // slot in b
	k unsafe.Pointer // its key
	e unsafe.Pointer // its element
}

func (dst *evacDst) begin(t *maptype, b *bmap) {
	dst.b = b
	dst.i = 0
	dst.k = b.keys()
	dst.e = add(dst.k, bucketCnt*uintptr(t.KeySize))
}

// evacuate moves the entries of an old bucket to the one or two new ones.
func evacuate(t *maptype, h *hmap, oldbucket uintptr) {
	b := bucketAt(t, h.oldbuckets, oldbucket)
	newbit := h.noldbuckets()
	if !evacuated(b) {
		var xy [2]evacDst
		xy[0].begin(t, bucketAt(t, h.buckets, oldbucket))
		doubles := !h.sameSizeGrow()
		if doubles {
			xy[1].begin(t, bucketAt(t, h.buckets, oldbucket+newbit))
		}
		keySize := uintptr(t.KeySize)
		elemSize := uintptr(t.ValueSize)

		for ; b != nil; b = b.overflow(t) {
			k := b.keys()
			e := add(k, bucketCnt*keySize)
			for i := uintptr(0); i < bucketCnt; i++ {
				mark := (*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(b)) + i))
				top := *mark
				if top <= emptyOne {
					*mark = evacuatedEmpty
					k = add(k, keySize)
					e = add(e, elemSize)
					continue
				}
				if top < minTopHash {
					throw("bad map state")
				}
				k2 := k
				if t.IndirectKey() {
					k2 = *(*unsafe.Pointer)(k2)
				}
				dst := &xy[0]
				*mark = evacuatedX
				if doubles {
					hash := t.Hasher(k2, uintptr(h.hash0))
					if h.flags&iterator != 0 && !t.ReflexiveKey() && !t.Key.Equal(k2, k2) {
						// A NaN: its hash is different each time, but an iterator
						// must be able to tell where it went. So the low bit of the
						// old tophash decides, and it gets a new, random one.
						newTop := tophash(hash)
						hash = uintptr(top&1) * newbit
						top = newTop
					}
					if hash&newbit != 0 {
						dst = &xy[1]
						*mark = evacuatedY
					}
				}

				if dst.i == bucketCnt {
					dst.begin(t, h.newoverflow(t, dst.b))
				}
				*(*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(dst.b)) + dst.i)) = top
				// A slot that holds a pointer to the key or element is 8 bytes.
				if keySize == 8 {
					*(*uint64)(dst.k) = *(*uint64)(k)
				} else {
					memmove(dst.k, k, keySize)
				}
				if elemSize == 8 {
					*(*uint64)(dst.e) = *(*uint64)(e)
				} else {
					memmove(dst.e, e, elemSize)
				}
				dst.i++
				dst.k = add(dst.k, keySize)
				dst.e = add(dst.e, elemSize)
				k = add(k, keySize)
				e = add(e, elemSize)
			}
		}
		// Let go of what the old bucket refers to, unless an iterator may still
		// want to see it. The tophashes stay: they say that it has been moved.
		if h.flags&oldIterator == 0 && t.Bucket.Pointers() {
			old := bucketAt(t, h.oldbuckets, oldbucket)
			memclrHasPointers(old.keys(), uintptr(t.BucketSize)-dataOffset)
		}
	}
	if oldbucket == h.nevacuate {
		advanceEvacuationMark(h, t, newbit)
	}
}

// advanceEvacuationMark moves nevacuate over the buckets that have been moved, and
// ends the growth when that were all.
func advanceEvacuationMark(h *hmap, t *maptype, newbit uintptr) {
	h.nevacuate++
	// Not too many at once, so that no single assignment takes long.
	stop := h.nevacuate + 1024
	if stop > newbit {
		stop = newbit
	}
	for h.nevacuate != stop && bucketEvacuated(t, h, h.nevacuate) {
		h.nevacuate++
	}
	if h.nevacuate == newbit {
		h.oldbuckets = nil
		if h.extra != nil {
			h.extra.oldoverflow = nil
		}
		h.flags &^= sameSizeGrow
	}
}

// mapclone2 is the work of maps.Clone.
func mapclone2(t *maptype, src *hmap) *hmap {
	n := 0
	if src != nil {
		n = src.count
	}
	dst := makemap(t, n, nil)
	if n == 0 {
		return dst
	}
	if src.flags&hashWriting != 0 {
		fatal("concurrent map clone and map write")
	}
	var it hiter
	mapiterinit(t, src, &it)
	for it.key != nil {
		typedmemmove(t.Elem, mapassign(t, dst, it.key), it.elem)
		if src.flags&hashWriting != 0 {
			fatal("concurrent map clone and map write")
		}
		mapiternext(&it)
	}
	return dst
}

//go:linkname maps_clone maps.clone
func maps_clone(m any) any {
	e := efaceOf(&m)
	e.data = unsafe.Pointer(mapclone2((*maptype)(unsafe.Pointer(e._type)), (*hmap)(e.data)))
	return m
}

// Doors for reflection.

//go:linkname reflect_makemap reflect.makemap
func reflect_makemap(t *maptype, cap int) *hmap {
	if t.Key.Equal == nil {
		throw("runtime.reflect_makemap: unsupported map key type")
	}
	return makemap(t, cap, nil)
}

//go:linkname reflect_mapaccess reflect.mapaccess
func reflect_mapaccess(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	elem, ok := mapaccess2(t, h, key)
	if !ok {
		return nil
	}
	return elem
}

//go:linkname reflect_mapaccess_faststr reflect.mapaccess_faststr
func reflect_mapaccess_faststr(t *maptype, h *hmap, key string) unsafe.Pointer {
	elem, ok := mapaccess2_faststr(t, h, key)
	if !ok {
		return nil
	}
	return elem
}

//go:linkname reflect_mapassign reflect.mapassign0
func reflect_mapassign(t *maptype, h *hmap, key, elem unsafe.Pointer) {
	p := mapassign(t, h, key)
	typedmemmove(t.Elem, p, elem)
}

//go:linkname reflect_mapassign_faststr reflect.mapassign_faststr0
func reflect_mapassign_faststr(t *maptype, h *hmap, key string, elem unsafe.Pointer) {
	p := mapassign_faststr(t, h, key)
	typedmemmove(t.Elem, p, elem)
}

//go:linkname reflect_mapdelete reflect.mapdelete
func reflect_mapdelete(t *maptype, h *hmap, key unsafe.Pointer) { mapdelete(t, h, key) }

//go:linkname reflect_mapdelete_faststr reflect.mapdelete_faststr
func reflect_mapdelete_faststr(t *maptype, h *hmap, key string) { mapdelete_faststr(t, h, key) }

//go:linkname reflect_mapiterinit reflect.mapiterinit
func reflect_mapiterinit(t *maptype, h *hmap, it *hiter) { mapiterinit(t, h, it) }

//go:linkname reflect_mapiternext reflect.mapiternext
func reflect_mapiternext(it *hiter) { mapiternext(it) }

//go:linkname reflect_mapiterkey reflect.mapiterkey
func reflect_mapiterkey(it *hiter) unsafe.Pointer { return it.key }

//go:linkname reflect_mapiterelem reflect.mapiterelem
func reflect_mapiterelem(it *hiter) unsafe.Pointer { return it.elem }

//go:linkname reflect_maplen reflect.maplen
func reflect_maplen(h *hmap) int {
	if h == nil {
		return 0
	}
	return h.count
}

//go:linkname reflect_mapclear reflect.mapclear
func reflect_mapclear(t *maptype, h *hmap) { mapclear(t, h) }
