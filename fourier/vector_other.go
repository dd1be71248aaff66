//go:build !amd64

package fourier

func (p *Plan[T]) vectorColumns(re, im []T, stride, lines int) (done int) { return 0 }

func (r *Real[T]) vectorColumns(dst []T, dstStride int, re, im []T, stride, nh, lines int) (done int) {
	return 0
}

func vectorTranspose[T Float](dst []T, dstStride int, src []T, srcStride, rows, cols int) (int, int) {
	return 0, 0
}
