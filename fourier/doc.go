// Package fourier inverts discrete Fourier transforms along many lines at
// once: x_j = Σ_k X_k e^{+2πi jk/n}, not normalised, of any length, in float32
// or float64.
//
// Real and imaginary parts stand in arrays of their own, and lines stand side
// by side: line j's element k is at [k*stride+j]. So neighbouring lines share
// every twiddle factor, and a vector register holds one element of each of
// eight or sixteen lines. In float32 the passes of radix 2 to 5 are vector code
// where the processor has AVX2 or AVX-512; the Go form beside it does
// everything else, and is its test.
//
// Lengths are cut into factors 4, 2, 3, 5 and small primes (Stockham's
// self-sorting form: Cochran et al. 1967; Van Loan 1992); lengths with a larger
// prime factor go through Bluestein's convolution (Bluestein 1970).
package fourier
