// Linux's numbers on amd64: errors, signals, and the flags of system calls.

export const errno = {
  EPERM: 1,
  ENOENT: 2,
  ESRCH: 3,
  EINTR: 4,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EFAULT: 14,
  EINVAL: 22,
  ENOSYS: 38,
  ETIMEDOUT: 110,
} as const

export const signals = {
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGALRM: 14,
  SIGCHLD: 17,
  SIGCONT: 18,
  SIGURG: 23,
  SIGPROF: 27,
  SIGWINCH: 28,
} as const

/** Signals whose default action is to do nothing. */
export const ignoredByDefault: readonly number[] = [signals.SIGCHLD, signals.SIGCONT, signals.SIGURG, signals.SIGWINCH]

export const SA_ONSTACK = 0x08000000
export const SA_NODEFER = 0x40000000
export const SIG_DFL = 0
export const SIG_IGN = 1
export const SS_DISABLE = 2
export const SS_ONSTACK = 1

/** si_code values. */
export const signalCodes = {
  SI_USER: 0,
  SI_KERNEL: 0x80,
  SI_TIMER: -2,
  SI_TKILL: -6,
  SEGV_MAPERR: 1,
  SEGV_ACCERR: 2,
  FPE_INTDIV: 1,
  ILL_ILLOPN: 2,
} as const

export const cloneFlags = { SETTLS: 0x80000, PARENT_SETTID: 0x100000, CHILD_CLEARTID: 0x200000, CHILD_SETTID: 0x1000000 } as const
export const mapFlags = { FIXED: 0x10, FIXED_NOREPLACE: 0x100000, ANONYMOUS: 0x20 } as const

/** The process is always this one. */
export const processId = 1000
