//go:build !amd64

package stimuli

import "striate/fourier"

func shadeVector[T fourier.Float](re, im []T, stride int, noise []float32, n, first int, s *shades) bool {
	return false
}

func largestVector[T fourier.Float](x []T) (T, int) { return 0, 0 }

func luminanceVector[T fourier.Float](dst []float32, z []T, gain T) int { return 0 }
