package sim

import (
	"syscall"
	"unsafe"
)

// LargePages asks for pages of 2 MiB for a block that will be written as a
// whole: one fault each instead of one for every 4 KiB. It is advice, for the
// block and what shares its first and last page; nothing depends on it.
func LargePages[T any](x []T) {
	const page, advice = 2 << 20, 14 // MADV_HUGEPAGE
	if len(x) == 0 {
		return
	}
	first := uintptr(unsafe.Pointer(&x[0])) &^ (page - 1)
	end := uintptr(unsafe.Pointer(&x[0])) + uintptr(len(x))*unsafe.Sizeof(x[0])
	if end-first >= page {
		_, _, _ = syscall.Syscall(syscall.SYS_MADVISE, first, (end-first+page-1)&^(page-1), advice)
	}
}
