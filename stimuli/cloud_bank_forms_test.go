//go:build amd64

package stimuli

// eachForm calls do with each form of the kernels switched on in turn.
func eachForm(do func(name string)) {
	a, b := hasAVX2, hasAVX512
	defer func() { hasAVX2, hasAVX512 = a, b }()
	hasAVX2, hasAVX512 = false, false
	do("Go")
	if a {
		hasAVX2 = true
		do("AVX2")
	}
	if b {
		hasAVX2, hasAVX512 = true, true
		do("AVX-512")
	}
}
