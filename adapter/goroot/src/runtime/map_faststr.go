// Maps whose keys are strings. The key comes in two registers; strings of
// different length are told apart without looking at their bytes. See map.go for
// everything else.
package runtime

import "unsafe"

const strSize = unsafe.Sizeof("")

func (b *bmap) strKey(i uintptr) *stringStruct {
	return (*stringStruct)(add(unsafe.Pointer(b), dataOffset+i*strSize))
}

func (b *bmap) strElem(t *maptype, i uintptr) unsafe.Pointer {
	return add(unsafe.Pointer(b), dataOffset+bucketCnt*strSize+i*uintptr(t.ValueSize))
}

func sameString(a, b *stringStruct) bool {
	return a.len == b.len && (a.str == b.str || memequal(a.str, b.str, uintptr(a.len)))
}

// findstr looks for the key in the chain that begins at b: the bucket and the slot.
// anyTop is for a table of one bucket, where nobody computed the hash.
func findstr(t *maptype, b *bmap, key *stringStruct, top uint8, anyTop bool) (*bmap, uintptr) {
	for ; b != nil; b = b.overflow(t) {
		for i := uintptr(0); i < bucketCnt; i++ {
			x := b.tophash[i]
			if x == emptyRest {
				return nil, 0
			}
			if x == emptyOne || x != top && !anyTop {
				continue
			}
			if sameString(b.strKey(i), key) {
				return b, i
			}
		}
	}
	return nil, 0
}

// lookupstr finds the key for reading.
func (h *hmap) lookupstr(t *maptype, key *stringStruct) (*bmap, uintptr) {
	if h.B == 0 && key.len < 32 {
		// Comparing a few strings costs less than the hash.
		return findstr(t, (*bmap)(h.buckets), key, 0, true)
	}
	hash := t.Hasher(unsafe.Pointer(key), uintptr(h.hash0))
	return findstr(t, h.bucketFor(t, hash), key, tophash(hash), false)
}

func mapaccess1_faststr(t *maptype, h *hmap, ky string) unsafe.Pointer {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0])
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := h.lookupstr(t, stringStructOf(&ky))
	if b == nil {
		return unsafe.Pointer(&zeroVal[0])
	}
	return b.strElem(t, i)
}

func mapaccess2_faststr(t *maptype, h *hmap, ky string) (unsafe.Pointer, bool) {
	if h == nil || h.count == 0 {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map read and map write")
	}
	b, i := h.lookupstr(t, stringStructOf(&ky))
	if b == nil {
		return unsafe.Pointer(&zeroVal[0]), false
	}
	return b.strElem(t, i), true
}

func mapassign_faststr(t *maptype, h *hmap, s string) unsafe.Pointer {
	if h == nil {
		panic(plainError("assignment to entry in nil map"))
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	key := stringStructOf(&s)
	hash := t.Hasher(unsafe.Pointer(&s), uintptr(h.hash0))

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

	var insertb *bmap // first free slot on the way
	var inserti uintptr
bucketloop:
	for {
		for i := uintptr(0); i < bucketCnt; i++ {
			if x := b.tophash[i]; x != top {
				if x <= emptyOne && insertb == nil {
					insertb = b
					inserti = i
				}
				if x == emptyRest {
					break bucketloop
				}
				continue
			}
			k := b.strKey(i)
			if !sameString(k, key) {
				continue
			}
			// The key is there. Keep the new one's bytes: the old ones may be part
			// of something large that could be freed.
			insertb = b
			inserti = i
			k.str = key.str
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
	insertb.tophash[inserti] = top
	*insertb.strKey(inserti) = *key
	h.count++

done:
	elem := insertb.strElem(t, inserti)
	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
	return elem
}

func mapdelete_faststr(t *maptype, h *hmap, ky string) {
	if h == nil || h.count == 0 {
		return
	}
	if h.flags&hashWriting != 0 {
		fatal("concurrent map writes")
	}
	hash := t.Hasher(unsafe.Pointer(&ky), uintptr(h.hash0))
	h.flags ^= hashWriting

	bucket := hash & bucketMask(h.B)
	if h.growing() {
		growWork(t, h, bucket)
	}
	bOrig := bucketAt(t, h.buckets, bucket)
	if b, i := findstr(t, bOrig, stringStructOf(&ky), tophash(hash), false); b != nil {
		b.strKey(i).str = nil // its length may stay: it keeps nothing alive
		memclrNoHeapPointers(b.strElem(t, i), t.Elem.Size_)
		h.removed(t, bOrig, b, i)
	}

	if h.flags&hashWriting == 0 {
		fatal("concurrent map writes")
	}
	h.flags &^= hashWriting
}
