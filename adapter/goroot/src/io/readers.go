package io

import (
	"errors"
	"sync"
)

// LimitReader returns a Reader that reads from r but stops with EOF after n bytes.
// The underlying implementation is a *LimitedReader.
func LimitReader(r Reader, n int64) Reader { return &LimitedReader{r, n} }

// A LimitedReader reads from R but limits the amount of data returned to just N
// bytes. Each call to Read updates N to reflect the new amount remaining.
type LimitedReader struct {
	R Reader // underlying reader
	N int64  // max bytes remaining
}

func (l *LimitedReader) Read(p []byte) (n int, err error) {
	if l.N <= 0 {
		return 0, EOF
	}
	if int64(len(p)) > l.N {
		p = p[:l.N]
	}
	n, err = l.R.Read(p)
	l.N -= int64(n)
	return n, err
}

var (
	errWhence = errors.New("Seek: invalid whence")
	errOffset = errors.New("Seek: invalid offset")
)

// NewSectionReader returns a SectionReader that reads from r starting at offset off
// and stops with EOF after n bytes.
func NewSectionReader(r ReaderAt, off int64, n int64) *SectionReader {
	end := off + n
	if end < off && n >= 0 {
		end = 1<<63 - 1
	}
	return &SectionReader{r, off, off, end, n}
}

// SectionReader implements Read, Seek, and ReadAt on a section of an underlying
// ReaderAt.
type SectionReader struct {
	r     ReaderAt
	base  int64
	off   int64
	limit int64
	n     int64
}

func (s *SectionReader) Read(p []byte) (n int, err error) {
	if s.off >= s.limit {
		return 0, EOF
	}
	if max := s.limit - s.off; int64(len(p)) > max {
		p = p[:max]
	}
	n, err = s.r.ReadAt(p, s.off)
	s.off += int64(n)
	return n, err
}

func (s *SectionReader) Seek(offset int64, whence int) (int64, error) {
	switch whence {
	case SeekStart:
		offset += s.base
	case SeekCurrent:
		offset += s.off
	case SeekEnd:
		offset += s.limit
	default:
		return 0, errWhence
	}
	if offset < s.base {
		return 0, errOffset
	}
	s.off = offset
	return offset - s.base, nil
}

func (s *SectionReader) ReadAt(p []byte, off int64) (n int, err error) {
	if off < 0 || off >= s.Size() {
		return 0, EOF
	}
	off += s.base
	if max := s.limit - off; int64(len(p)) > max {
		n, err = s.r.ReadAt(p[:max], off)
		if err == nil {
			err = EOF
		}
		return n, err
	}
	return s.r.ReadAt(p, off)
}

// Size returns the size of the section in bytes.
func (s *SectionReader) Size() int64 { return s.limit - s.base }

// TeeReader returns a Reader that writes to w what it reads from r.
func TeeReader(r Reader, w Writer) Reader { return &teeReader{r, w} }

type teeReader struct {
	r Reader
	w Writer
}

func (t *teeReader) Read(p []byte) (n int, err error) {
	n, err = t.r.Read(p)
	if n > 0 {
		if n, err := t.w.Write(p[:n]); err != nil {
			return n, err
		}
	}
	return n, err
}

// Discard is a Writer on which all Write calls succeed without doing anything.
var Discard Writer = discard{}

type discard struct{}

func (discard) Write(p []byte) (int, error)       { return len(p), nil }
func (discard) WriteString(s string) (int, error) { return len(s), nil }

func (discard) ReadFrom(r Reader) (n int64, err error) {
	buf := make([]byte, 8192)
	for {
		read, err := r.Read(buf)
		n += int64(read)
		if err == EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
}

// NopCloser returns a ReadCloser with a no-op Close method wrapping the provided
// Reader r. If r implements WriterTo, so does the result.
func NopCloser(r Reader) ReadCloser {
	if wt, ok := r.(WriterTo); ok {
		return nopCloserWriterTo{nopCloser{r}, wt}
	}
	return nopCloser{r}
}

type nopCloser struct {
	Reader
}

func (nopCloser) Close() error { return nil }

type nopCloserWriterTo struct {
	nopCloser
	WriterTo
}

// MultiReader returns a Reader that's the logical concatenation of the provided
// input readers. They're read sequentially.
func MultiReader(readers ...Reader) Reader {
	return &multiReader{append([]Reader(nil), readers...)}
}

type multiReader struct {
	readers []Reader
}

func (mr *multiReader) Read(p []byte) (n int, err error) {
	for len(mr.readers) > 0 {
		n, err = mr.readers[0].Read(p)
		if err == EOF {
			mr.readers = mr.readers[1:]
		}
		if n > 0 || err != EOF {
			if err == EOF && len(mr.readers) > 0 {
				err = nil // there is more in the next one
			}
			return n, err
		}
	}
	return 0, EOF
}

// MultiWriter creates a writer that duplicates its writes to all the provided
// writers, in turn. The first error stops it.
func MultiWriter(writers ...Writer) Writer {
	return &multiWriter{append([]Writer(nil), writers...)}
}

type multiWriter struct {
	writers []Writer
}

func (t *multiWriter) Write(p []byte) (n int, err error) {
	for _, w := range t.writers {
		n, err = w.Write(p)
		if err != nil {
			return n, err
		}
		if n != len(p) {
			return n, ErrShortWrite
		}
	}
	return len(p), nil
}

func (t *multiWriter) WriteString(s string) (n int, err error) {
	for _, w := range t.writers {
		n, err = WriteString(w, s)
		if err != nil {
			return n, err
		}
		if n != len(s) {
			return n, ErrShortWrite
		}
	}
	return len(s), nil
}

// ErrClosedPipe is the error used for read or write operations on a closed pipe.
var ErrClosedPipe = errors.New("io: read/write on closed pipe")

// pipe hands the bytes of one writer at a time to one reader at a time: the writer
// sends its slice and waits until readers report that all of it is taken.
type pipe struct {
	writers sync.Mutex // held by the writer whose bytes are on their way
	data    chan []byte
	taken   chan int

	closing  sync.Mutex // guards the rest
	done     chan struct{}
	isDone   bool
	readErr  error // what CloseWithError of the reader said
	writeErr error
}

// Pipe creates a synchronous in-memory pipe: each Write waits until its data is
// fully consumed by one or more Reads, or the read end is closed.
func Pipe() (*PipeReader, *PipeWriter) {
	p := &pipe{data: make(chan []byte), taken: make(chan int), done: make(chan struct{})}
	return &PipeReader{p}, &PipeWriter{p}
}

// close ends the pipe from one side; the first error of each side counts.
func (p *pipe) close(slot *error, err error) {
	p.closing.Lock()
	defer p.closing.Unlock()
	if *slot == nil {
		*slot = err
	}
	if !p.isDone {
		p.isDone = true
		close(p.done)
	}
}

// ended is the error for an operation on one side when other is what the other
// side closed with, and own what this side did.
func (p *pipe) ended(own, other *error) error {
	p.closing.Lock()
	defer p.closing.Unlock()
	if *own == nil && *other != nil {
		return *other
	}
	return ErrClosedPipe
}

// A PipeReader is the read half of a pipe.
type PipeReader struct {
	p *pipe
}

// Read blocks until a writer arrives or the write end is closed. The error is that
// of the write end's CloseWithError, or EOF.
func (r *PipeReader) Read(data []byte) (n int, err error) {
	p := r.p
	select {
	case <-p.done:
		return 0, p.ended(&p.readErr, &p.writeErr)
	default:
	}
	select {
	case b := <-p.data:
		n = copy(data, b)
		p.taken <- n
		return n, nil
	case <-p.done:
		return 0, p.ended(&p.readErr, &p.writeErr)
	}
}

// Close closes the reader; subsequent writes return ErrClosedPipe.
func (r *PipeReader) Close() error { return r.CloseWithError(nil) }

// CloseWithError closes the reader; subsequent writes return err.
func (r *PipeReader) CloseWithError(err error) error {
	if err == nil {
		err = ErrClosedPipe
	}
	r.p.close(&r.p.readErr, err)
	return nil
}

// A PipeWriter is the write half of a pipe.
type PipeWriter struct {
	p *pipe
}

// Write blocks until readers have consumed all the data or the read end is closed.
func (w *PipeWriter) Write(data []byte) (n int, err error) {
	p := w.p
	p.writers.Lock()
	defer p.writers.Unlock()
	select {
	case <-p.done:
		return 0, p.ended(&p.writeErr, &p.readErr)
	default:
	}
	for once := true; once || len(data) > 0; once = false {
		select {
		case p.data <- data:
			taken := <-p.taken
			data = data[taken:]
			n += taken
		case <-p.done:
			return n, p.ended(&p.writeErr, &p.readErr)
		}
	}
	return n, nil
}

// Close closes the writer; subsequent reads return EOF.
func (w *PipeWriter) Close() error { return w.CloseWithError(nil) }

// CloseWithError closes the writer; subsequent reads return err, or EOF if err is
// nil.
func (w *PipeWriter) CloseWithError(err error) error {
	if err == nil {
		err = EOF
	}
	w.p.close(&w.p.writeErr, err)
	return nil
}
