// Maps whose keys are 8 bytes without pointers (or, for assignment, with:
// mapassign_fast64ptr). The key comes in a register and is compared as a number; see
// map.go for everything else.
package runtime

import "unsafe"

// find64 looks for key in the chain that begins at b: the bucket and the slot.
func find64(t *maptype, b *bmap, key uint64) (*bmap, uintptr) {
	for ; b != nil; b = b.overflow(t) {
		k := b.keys()
		for i := uintptr(0); i < bucketCnt; i++ {
			if *(*uint64)(k) == key && b.tophash[i] > emptyOne {
				return b, i
			}
			k = unsafe.Pointer(uintptr(k) + 8)
		}
	}
	return nil, 0
}

// start64 is where the chain for key begins. A table of one bucket needs no hash.
func (h *hmap) start64(t *maptype, key uint64) *bmap {
	if h.B == 0 {
		return (*bmap)(h.buckets)
	}
	return h.bucketFor(t, t.Hasher(unsafe.Pointer(&key), uintptr(h.hash0)))
}

func mapaccess1_fast64(t *maptype, h *hmap, key uint64) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := find64(t, h.start64(t, key), key)
	if b == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.ValueSize))
}

func mapaccess2_fast64(t *maptype, h *hmap, key uint64) (unsafe.Pointer, bool) {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := find64(t, h.start64(t, key), key)
	if b == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.ValueSize)), true
}

func mapassign_fast64(t *maptype, h *hmap, key uint64) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(unsafe.Pointer(&key), uintptr(h.hash0))

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

	var insertb *bmap // first free slot on the way
	var inserti uintptr
bucketloop:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if x := b.tophash[i]; x <= emptyOne {
				if insertb == nil {
					insertb = b
					inserti = i
				}
				if x == emptyRest {
					break bucketloop
				}
				continue
			}
			if *(*uint64)(unsafe.Pointer(uintptr(unsafe.Pointer(b)) + dataOffset + i*8)) != key {
				continue
			}
			insertb = b
			inserti = i
			goto done
		}
		ovf := b.overflow(t)
		if ovf == nil {
			break
		}
		b = ovf
	}

	if !h.growing() && (overLoadFactor(h.count+1, h.B) || tooManyOverflowBuckets(h.noverflow, h.B)) {
		hashGrow(t, h)
		goto again
	}
	if insertb == nil {
		insertb = h.newoverflow(t, b)
		inserti = 0
	}
	insertb.tophash[inserti] = tophash(hash)
	*(*uint64)(add(unsafe.Pointer(insertb), dataOffset+inserti*8)) = key
	h.count++

done:
	elem := add(unsafe.Pointer(insertb), dataOffset+bucketCnt*8+inserti*uintptr(t.ValueSize))
	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
	return elem
}

// mapassign_fast64ptr is the same for keys that are pointers, so that they are
// stored as such.
func mapassign_fast64ptr(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(unsafe.Pointer(&key), uintptr(h.hash0))

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

	var insertb *bmap // first free slot on the way
	var inserti uintptr
bucketloop:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if x := b.tophash[i]; x <= emptyOne {
				if insertb == nil {
					insertb = b
					inserti = i
				}
				if x == emptyRest {
					break bucketloop
				}
				continue
			}
			if *(*unsafe.Pointer)(unsafe.Pointer(uintptr(unsafe.Pointer(b)) + dataOffset + i*8)) != key {
				continue
			}
			insertb = b
			inserti = i
			goto done
		}
		ovf := b.overflow(t)
		if ovf == nil {
			break
		}
		b = ovf
	}

	if !h.growing() && (overLoadFactor(h.count+1, h.B) || tooManyOverflowBuckets(h.noverflow, h.B)) {
		hashGrow(t, h)
		goto again
	}
	if insertb == nil {
		insertb = h.newoverflow(t, b)
		inserti = 0
	}
	insertb.tophash[inserti] = tophash(hash)
	*(*unsafe.Pointer)(add(unsafe.Pointer(insertb), dataOffset+inserti*8)) = key
	h.count++

done:
	elem := add(unsafe.Pointer(insertb), dataOffset+bucketCnt*8+inserti*uintptr(t.ValueSize))
	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
	return elem
}

func mapdelete_fast64(t *maptype, h *hmap, key uint64) {
	if h == nil || h.count == 0 {
		return
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(unsafe.Pointer(&key), uintptr(h.hash0))
	h.flags ^= hashWriting

	bucket := hash & bucketMask(h.B)
	if h.growing() {
		growWork(t, h, bucket)
	}
	bOrig := bucketAt(t, h.buckets, bucket)
	if b, i := find64(t, bOrig, key); b != nil {
		if t.Key.Pointers() {
			memclrHasPointers(add(b.keys(), i*8), 8)
		}
		memclrNoHeapPointers(add(unsafe.Pointer(b), dataOffset+bucketCnt*8+i*uintptr(t.ValueSize)), t.Elem.Size_)
		h.removed(t, bOrig, b, i)
	}

	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
}
