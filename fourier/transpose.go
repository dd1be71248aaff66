package fourier

// Transpose writes the rows x cols matrix src[r*srcStride+c] turned,
// dst[c*dstStride+r].
func Transpose[T Float](dst []T, dstStride int, src []T, srcStride, rows, cols int) {
	if rows == 0 || cols == 0 {
		return
	}
	_, _ = dst[(cols-1)*dstStride+rows-1], src[(rows-1)*srcStride+cols-1]
	r0, c0 := vectorTranspose(dst, dstStride, src, srcStride, rows, cols)
	// What whole squares left over: columns from c0 on, then rows from r0 on.
	if c0 < cols {
		turn(dst[c0*dstStride:], dstStride, src[c0:], srcStride, r0, cols-c0)
	}
	if r0 < rows {
		turn(dst[r0:], dstStride, src[r0*srcStride:], srcStride, rows-r0, cols)
	}
}

func turn[T Float](dst []T, dstStride int, src []T, srcStride, rows, cols int) {
	for c := range cols {
		for r := range rows {
			dst[c*dstStride+r] = src[r*srcStride+c]
		}
	}
}
