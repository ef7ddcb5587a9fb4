package abi

// FuncID marks the functions that tracebacks and the scheduler must recognise.
// The linker writes it into each function's record.
type FuncID uint8

const (
	FuncIDNormal FuncID = iota
	FuncID_goexit
	FuncID_gogo
	FuncID_gopanic
	FuncID_mcall
	FuncID_morestack
	FuncID_mstart
	FuncID_rt0_go
	FuncID_runtime_main
	FuncID_sigpanic
	FuncID_systemstack
	FuncID_systemstack_switch
	FuncID_asyncPreempt
	FuncID_sigreturn
	FuncIDWrapper // made by the compiler: hidden from tracebacks
)

// FuncFlag says what an unwinder must know about a function.
type FuncFlag uint8

const (
	FuncFlagTopFrame FuncFlag = 1 << iota // the outermost frame of a stack
	FuncFlagSPWrite                       // switches stacks: its caller is not below it
	FuncFlagAsm
)

const (
	// MapBucketCount is how many entries a map bucket holds.
	MapBucketCount = 8
	// Larger keys and elements are kept outside the bucket.
	MapMaxKeyBytes  = 128
	MapMaxElemBytes = 128

	// ZeroValSize is the size of the zero value that lookups of missing keys may return.
	ZeroValSize = 1024

	// A function whose frame is at most StackSmall bytes compares SP itself with the guard.
	StackSmall = 128
	// StackNosplitBase is how much room the guard leaves for functions without a check.
	StackNosplitBase = 800
)
