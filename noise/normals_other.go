//go:build !amd64

package noise

// There are no vector forms here.
var hasAVX2, hasAVX512 bool

func normalsVector([]float32, uint64, uint64, uint32) (done int) { return 0 }
