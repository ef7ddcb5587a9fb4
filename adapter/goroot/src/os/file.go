package os

import (
	"errors"
	"io"
	"unsafe"
)

// File represents an open file descriptor. On this machine there are three: it has
// no disk.
type File struct {
	fd     int
	name   string
	closed bool
}

// Stdin, Stdout, and Stderr are open Files pointing to the standard input, standard
// output, and standard error file descriptors.
var (
	Stdin  = NewFile(0, "/dev/stdin")
	Stdout = NewFile(1, "/dev/stdout")
	Stderr = NewFile(2, "/dev/stderr")
)

func runtime_write(fd uintptr, p unsafe.Pointer, n int32) int32
func runtime_read(fd int32, p unsafe.Pointer, n int32) int32

// NewFile returns a new File with the given file descriptor and name.
func NewFile(fd uintptr, name string) *File { return &File{fd: int(fd), name: name} }

// Name returns the name of the file as presented to Open.
func (f *File) Name() string { return f.name }

// Fd returns the integer Unix file descriptor referencing the open file.
func (f *File) Fd() uintptr {
	if f == nil {
		return ^uintptr(0)
	}
	return uintptr(f.fd)
}

// check is the error of an operation on a file that cannot be used.
func (f *File) check(op string) error {
	if f == nil {
		return ErrInvalid
	}
	if f.closed {
		return &PathError{Op: op, Path: f.name, Err: ErrClosed}
	}
	return nil
}

// Read reads up to len(b) bytes from the File and stores them in b. At end of file,
// Read returns 0, io.EOF.
func (f *File) Read(b []byte) (n int, err error) {
	if err := f.check("read"); err != nil {
		return 0, err
	}
	if len(b) == 0 {
		return 0, nil
	}
	size := len(b)
	if size > 1<<30 {
		size = 1 << 30
	}
	got := runtime_read(int32(f.fd), unsafe.Pointer(&b[0]), int32(size))
	switch {
	case got < 0:
		return 0, &PathError{Op: "read", Path: f.name, Err: errno(-got)}
	case got == 0:
		return 0, io.EOF
	}
	return int(got), nil
}

// Write writes len(b) bytes from b to the File. It returns the number of bytes
// written and an error, if any.
func (f *File) Write(b []byte) (n int, err error) {
	if err := f.check("write"); err != nil {
		return 0, err
	}
	for n < len(b) {
		size := len(b) - n
		if size > 1<<30 {
			size = 1 << 30
		}
		put := runtime_write(uintptr(f.fd), unsafe.Pointer(&b[n]), int32(size))
		if put <= 0 {
			return n, &PathError{Op: "write", Path: f.name, Err: errno(-put)}
		}
		n += int(put)
	}
	return n, nil
}

// WriteString is like Write, but writes the contents of string s rather than a slice
// of bytes.
func (f *File) WriteString(s string) (n int, err error) {
	return f.Write(*(*[]byte)(unsafe.Pointer(&struct {
		string
		capacity int
	}{s, len(s)})))
}

// Close closes the File, rendering it unusable for I/O.
func (f *File) Close() error {
	if err := f.check("close"); err != nil {
		return err
	}
	f.closed = true
	return nil
}

// Sync commits the current contents of the file to stable storage.
func (f *File) Sync() error { return f.check("sync") }

// Seek, ReadAt and WriteAt need files with positions.

func (f *File) Seek(offset int64, whence int) (ret int64, err error) {
	if err := f.check("seek"); err != nil {
		return 0, err
	}
	return 0, &PathError{Op: "seek", Path: f.name, Err: errno(29)}
}

func (f *File) ReadAt(b []byte, off int64) (n int, err error) {
	return 0, &PathError{Op: "read", Path: f.name, Err: errno(29)}
}

func (f *File) WriteAt(b []byte, off int64) (n int, err error) {
	return 0, &PathError{Op: "write", Path: f.name, Err: errno(29)}
}

// errNoFiles is what everything fails with that would need a disk.
var errNoFiles = errors.New("operation not supported on this machine")

// Flags to OpenFile.
const (
	O_RDONLY int = 0x0
	O_WRONLY int = 0x1
	O_RDWR   int = 0x2
	O_APPEND int = 0x400
	O_CREATE int = 0x40
	O_EXCL   int = 0x80
	O_SYNC   int = 0x101000
	O_TRUNC  int = 0x200
)

// FileMode is a file's mode and permission bits.
type FileMode uint32

const (
	PathSeparator     = '/'
	PathListSeparator = ':'
	DevNull           = "/dev/null"

	ModePerm FileMode = 0777
)

// Open opens the named file for reading.
func Open(name string) (*File, error) { return OpenFile(name, O_RDONLY, 0) }

// Create creates or truncates the named file.
func Create(name string) (*File, error) { return OpenFile(name, O_RDWR|O_CREATE|O_TRUNC, 0666) }

// OpenFile is the generalized open call.
func OpenFile(name string, flag int, perm FileMode) (*File, error) {
	switch name {
	case "/dev/stdin":
		return NewFile(0, name), nil
	case "/dev/stdout":
		return NewFile(1, name), nil
	case "/dev/stderr":
		return NewFile(2, name), nil
	}
	return nil, unsupported("open", name)
}

func unsupported(op, name string) error { return &PathError{Op: op, Path: name, Err: errNoFiles} }

// ReadFile reads the named file and returns the contents.
func ReadFile(name string) ([]byte, error) {
	f, err := Open(name)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(f)
}

// WriteFile writes data to the named file.
func WriteFile(name string, data []byte, perm FileMode) error {
	f, err := OpenFile(name, O_WRONLY|O_CREATE|O_TRUNC, perm)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return err
}

// Mkdir creates a new directory.
func Mkdir(name string, perm FileMode) error { return unsupported("mkdir", name) }

// MkdirAll creates a directory named path, along with any necessary parents.
func MkdirAll(path string, perm FileMode) error { return unsupported("mkdir", path) }

// Remove removes the named file or directory.
func Remove(name string) error { return unsupported("remove", name) }

// RemoveAll removes path and any children it contains.
func RemoveAll(path string) error { return unsupported("unlinkat", path) }

// Chdir changes the current working directory to the named directory.
func Chdir(dir string) error { return unsupported("chdir", dir) }

// Getwd returns a rooted path name corresponding to the current directory.
func Getwd() (dir string, err error) { return "/", nil }

// TempDir returns the default directory to use for temporary files.
func TempDir() string {
	if dir := Getenv("TMPDIR"); dir != "" {
		return dir
	}
	return "/tmp"
}
