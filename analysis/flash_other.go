//go:build !amd64

package analysis

// There are no vector kernels here.
var hasAVX2 bool

func addVector(row, pix []float32, step int) int { return 0 }

func addBytesVector(row []float32, pix []byte, step int) int { return 0 }

func meansVector(a, b, c, d, share []float32, tall float32) bool { return false }

func followVector(e *flashEdges, luminance []float32, f uint32, turned []byte) bool { return false }
