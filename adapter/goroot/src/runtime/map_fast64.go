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
			if *(*uint64)(k) == key && *(*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(b)) + i)) > emptyOne {
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
		growWork_fast64(t, h, bucket)
	}
	b := bucketAt(t, h.buckets, bucket)

	var insertb *bmap // first free slot on the way
	var inserti uintptr
bucketloop:
	for {
		k := b.keys()
		top := unsafe.Pointer(b)
		for i := uintptr(0); i < bucketCnt; i++ {
			if *(*uint8)(top) <= emptyOne {
				if insertb == nil {
					insertb = b
					inserti = i
				}
				if *(*uint8)(top) == emptyRest {
					break bucketloop
				}
			} else if *(*uint64)(k) == key {
				insertb = b
				inserti = i
				goto done
			}
			k = unsafe.Pointer(uintptr(k) + 8)
			top = unsafe.Pointer(uintptr(top) + 1)
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
		growWork_fast64(t, h, bucket)
	}
	b := bucketAt(t, h.buckets, bucket)

	var insertb *bmap // first free slot on the way
	var inserti uintptr
bucketloop:
	for {
		k := b.keys()
		top := unsafe.Pointer(b)
		for i := uintptr(0); i < bucketCnt; i++ {
			if *(*uint8)(top) <= emptyOne {
				if insertb == nil {
					insertb = b
					inserti = i
				}
				if *(*uint8)(top) == emptyRest {
					break bucketloop
				}
			} else if *(*unsafe.Pointer)(k) == key {
				insertb = b
				inserti = i
				goto done
			}
			k = unsafe.Pointer(uintptr(k) + 8)
			top = unsafe.Pointer(uintptr(top) + 1)
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
		growWork_fast64(t, h, bucket)
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

func growWork_fast64(t *maptype, h *hmap, bucket uintptr) {
	evacuate_fast64(t, h, bucket&h.oldbucketmask())
	if h.growing() {
		evacuate_fast64(t, h, h.nevacuate)
	}
}

// evacuate_fast64 is evacuate without what keys of 8 bytes cannot be: stored
// outside, or different from themselves.
func evacuate_fast64(t *maptype, h *hmap, oldbucket uintptr) {
	b := bucketAt(t, h.oldbuckets, oldbucket)
	newbit := h.noldbuckets()
	if !evacuated(b) {
		var xy [2]evacDst
		xy[0].begin(t, bucketAt(t, h.buckets, oldbucket))
		if h.sameSizeGrow() {
			newbit = 0
		} else {
			xy[1].begin(t, bucketAt(t, h.buckets, oldbucket+newbit))
		}
		elemSize := uintptr(t.ValueSize)

		for ; b != nil; b = b.overflow(t) {
			k := b.keys()
			e := add(k, bucketCnt*8)
			mark := (*uint8)(unsafe.Pointer(b))
			for i := uintptr(0); i < bucketCnt; i++ {
				top := *mark
				if top <= emptyOne {
					*mark = evacuatedEmpty
				} else {
					if top < minTopHash {
						throw("bad map state")
					}
					dst := &xy[0]
					if t.Hasher(k, uintptr(h.hash0))&newbit == 0 {
						*mark = evacuatedX
					} else {
						*mark = evacuatedY
						dst = &xy[1]
					}
					if dst.i == bucketCnt {
						dst.begin(t, h.newoverflow(t, dst.b))
					}
					*(*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(dst.b)) + dst.i)) = top
					*(*uint64)(dst.k) = *(*uint64)(k)
					if elemSize == 8 {
						*(*uint64)(dst.e) = *(*uint64)(e)
					} else {
						memmove(dst.e, e, elemSize)
					}
					dst.i++
					dst.k = add(dst.k, 8)
					dst.e = add(dst.e, elemSize)
				}
				mark = (*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(mark)) + 1))
				k = add(k, 8)
				e = add(e, elemSize)
			}
		}
		// As in evacuate.
		if h.flags&oldIterator == 0 && t.Bucket.Pointers() {
			old := bucketAt(t, h.oldbuckets, oldbucket)
			memclrHasPointers(old.keys(), uintptr(t.BucketSize)-dataOffset)
		}
	}
	if oldbucket == h.nevacuate {
		advanceEvacuationMark(h, t, h.noldbuckets())
	}
}
