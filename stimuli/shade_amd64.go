package stimuli

import (
	"math"
	"unsafe"

	"golang.org/x/sys/cpu"

	"striate/fourier"
)

// hasAVX2 says whether the vector kernels may run, hasAVX512 whether those of
// sixteen lanes. Tests switch them off.
var (
	hasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasFMA
	hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL && cpu.X86.HasAVX512BW
)

// constants are in the order of asm/shade.go; the polynomial is 2^x for
// |x| <= ½ to 2e-9, highest power first.
var constants = [...][16]float32{
	wide(1), wide(deepestLog2), wide(absolute()), wide(0.5), wide(0),
	wide(0.0001533757684438228), wide(0.001339986036423469), wide(0.009618519534258702), wide(0.055503289975138495),
	wide(0.24022646608715426), wide(0.6931472056005125), wide(1.0000000005920198),
}

// absolute has every bit set but the sign.
func absolute() float32 { return math.Float32frombits(0x7fffffff) }

func wide(x float32) (w [16]float32) {
	for i := range w {
		w[i] = x
	}
	return w
}

// single is where x begins if it is float32 and there is vector code.
func single[T fourier.Float](x []T) (*float32, bool) {
	var size T
	return (*float32)(unsafe.Pointer(unsafe.SliceData(x))), hasAVX2 && unsafe.Sizeof(size) == 4
}

func shadeVector[T fourier.Float](re, im []T, stride int, noise []float32, n, first int, s *shades) bool {
	a, ok := single(re)
	b, _ := single(im)
	if !ok {
		return false
	}
	_, _, _ = re[(n-1)*stride+sixteen-1], im[(n-1)*stride+sixteen-1], noise[2*sixteen*n-1]
	table := (*[4][16]float32)(unsafe.Pointer(s))
	if hasAVX512 {
		shadeAVX512(a, b, 4*stride, &noise[0], n, float32(first), table)
	} else {
		shadeAVX2(a, b, 4*stride, &noise[0], n, float32(first), table)
	}
	return true
}

func largestVector[T fourier.Float](x []T) (T, int) {
	n := len(x) &^ 63
	at, ok := single(x)
	if !ok || n == 0 {
		return 0, 0
	}
	var each [16]float32
	if hasAVX512 {
		largestAVX512(at, n, &each)
	} else {
		largestAVX2(at, n, &each)
	}
	top := float32(0)
	for _, v := range each {
		top = max(top, v)
	}
	return T(top), n
}

func luminanceVector[T fourier.Float](dst []float32, z []T, gain T) int {
	n := len(z) &^ 15
	at, ok := single(z)
	if !ok || n == 0 {
		return 0
	}
	if hasAVX512 {
		luminanceAVX512(&dst[0], at, n, float32(gain))
	} else {
		luminanceAVX2(&dst[0], at, n, float32(gain))
	}
	return n
}
