package analysis

import "golang.org/x/sys/cpu"

// hasAVX2 says whether the vector kernels may run. Tests switch it off.
var hasAVX2 = cpu.X86.HasAVX2

// flashConstants are in the order of asm/follow.go.
var flashConstants = [...]float32{255, luminanceStep, -luminanceStep, darkerBelow}

// addVector adds whole tiles, and says how many.
func addVector(row, pix []float32, step int) int {
	n := min(len(row), len(pix)/step) &^ (lanes - 1)
	if !hasAVX2 || n == 0 || step > 2 {
		return 0
	}
	if step == 1 {
		addAVX2(&row[0], &pix[0], n)
	} else {
		addPairsAVX2(&row[0], &pix[0], n)
	}
	return n
}

// addBytesVector is addVector of bytes in proportion.
func addBytesVector(row []float32, pix []byte, step int) int {
	n := min(len(row), len(pix)/step) &^ (lanes - 1)
	switch {
	case !hasAVX2 || n == 0:
		return 0
	case step == 1:
		addBytesAVX2(&row[0], &pix[0], n)
		return n
	case step == 2 && len(pix) == 2*len(row): // others are summed in another order
		addBytePairsAVX2(&row[0], &pix[0], n)
		return n
	}
	return 0
}

func meansVector(a, b, c, d, share []float32, tall float32) bool {
	if !hasAVX2 {
		return false
	}
	n := len(share)
	_, _, _, _ = a[n-1], b[n-1], c[n-1], d[n-1]
	meansAVX2(&a[0], &a[0], &b[0], &c[0], &d[0], &share[0], n, tall)
	return true
}

func followVector(e *flashEdges, luminance []float32, f uint32, turned []byte) bool {
	if !hasAVX2 {
		return false
	}
	n := len(luminance)
	_, _, _, _, _, _ = e.extreme[n-1], e.lowest[n-1], e.at[n-1], e.lowAt[n-1], e.way[n-1], turned[n/lanes-1]
	followAVX2(&luminance[0], &e.extreme[0], &e.lowest[0], &e.at[0], &e.lowAt[0], &e.way[0], &turned[0], n, f)
	return true
}
