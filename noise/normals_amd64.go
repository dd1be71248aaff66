package noise

import "golang.org/x/sys/cpu"

// The vector forms may run. Tests switch them off.
var (
	hasAVX2   = cpu.X86.HasAVX2
	hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512DQ
)

// constants of the kernels, in the order of asm/normals.go.
var constants = [...]float32{
	toUnit, halfUnit, 1, ln2, log0, log1, log2, log3, toAngle, sin1, sin2, sin3, cos1, cos2, cos3, cos4,
}

// normalsVector makes whole groups from the first on, and says how many normals
// that were.
func normalsVector(dst []float32, key, counter uint64, block uint32) (done int) {
	if hasAVX512 && len(dst) >= 2*group {
		n := len(dst) / (2 * group)
		normalsAVX512(&dst[0], n, uint64(block), key, counter, &constants[0])
		done = n * 2 * group
	}
	if hasAVX2 && len(dst) >= done+group {
		n := (len(dst) - done) / group
		normalsAVX2(&dst[done], n, uint64(block)+uint64(done/4), key, counter, &constants[0])
		done += n * group
	}
	return done
}
