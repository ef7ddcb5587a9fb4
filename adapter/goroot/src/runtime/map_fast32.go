// Maps whose keys are 4 bytes without pointers (or, for assignment, with:
// mapassign_fast32ptr). The key comes in a register and is compared as a number; see
// map.go for everything else.
package runtime

import "unsafe"

// find32 looks for key in the chain that begins at b: the bucket and the slot.
func find32(t *maptype, b *bmap, key uint32) (*bmap, uintptr) {
	for ; b != nil; b = b.overflow(t) {
		k := b.keys()
		for i := uintptr(0); i < bucketCnt; i++ {
			if *(*uint32)(k) == key && b.tophash[i] > emptyOne {
				return b, i
			}
			k = unsafe.Pointer(uintptr(k) + 4)
		}
	}
	return nil, 0
}

// start32 is where the chain for key begins. A table of one bucket needs no hash.
func (h *hmap) start32(t *maptype, key uint32) *bmap {
	if h.B == 0 {
		return (*bmap)(h.buckets)
	}
	return h.bucketFor(t, t.Hasher(unsafe.Pointer(&key), uintptr(h.hash0)))
}

func mapaccess1_fast32(t *maptype, h *hmap, key uint32) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := find32(t, h.start32(t, key), key)
	if b == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*4+i*uintptr(t.ValueSize))
}

func mapaccess2_fast32(t *maptype, h *hmap, key uint32) (unsafe.Pointer, bool) {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := find32(t, h.start32(t, key), key)
	if b == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*4+i*uintptr(t.ValueSize)), true
}

func mapassign_fast32(t *maptype, h *hmap, key uint32) unsafe.Pointer {
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
		k := b.keys()
		for i := uintptr(0); i < bucketCnt; i++ {
			top := (*uint8)(unsafe.Pointer(uintptr(unsafe.Pointer(b)) + i))
			if *(*uint32)(k) == key && *top > emptyOne {
				insertb = b
				inserti = i
				goto done
			}
			if *top <= emptyOne {
				if insertb == nil {
					insertb = b
					inserti = i
				}
				if *top == emptyRest {
					break bucketloop
				}
			}
			k = unsafe.Pointer(uintptr(k) + 4)
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
	*(*uint32)(add(unsafe.Pointer(insertb), dataOffset+inserti*4)) = key
	h.count++

done:
	elem := add(unsafe.Pointer(insertb), dataOffset+bucketCnt*4+inserti*uintptr(t.ValueSize))
	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
	return elem
}

func mapassign_fast32ptr(t *maptype, h *hmap, key unsafe.Pointer) unsafe.Pointer {
	throw("pointers are not 32 bits")
	return nil
}

func mapdelete_fast32(t *maptype, h *hmap, key uint32) {
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
	if b, i := find32(t, bOrig, key); b != nil {
		if t.Key.Pointers() {
			memclrHasPointers(add(b.keys(), i*4), 4)
		}
		memclrNoHeapPointers(add(unsafe.Pointer(b), dataOffset+bucketCnt*4+i*uintptr(t.ValueSize)), t.Elem.Size_)
		h.removed(t, bOrig, b, i)
	}

	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
}
