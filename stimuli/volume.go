package stimuli

import "fmt"

// Volume is a block of samples [x, y, t], C order (t fastest), y upward.
type Volume struct {
	NX, NY, NT int
	Data       []float64
}

// NewVolume returns a volume of zeros.
func NewVolume(nx, ny, nt int) *Volume {
	return &Volume{NX: nx, NY: ny, NT: nt, Data: make([]float64, nx*ny*nt)}
}

// At is the sample at [x, y, t].
func (v *Volume) At(x, y, t int) float64 { return v.Data[(x*v.NY+y)*v.NT+t] }

// mustMatch panics when two blocks that belong together differ in size.
func (v *Volume) mustMatch(n int) {
	if len(v.Data) != n || n != v.NX*v.NY*v.NT {
		panic(fmt.Sprintf("stimuli: volume %dx%dx%d with %d samples against %d", v.NX, v.NY, v.NT, len(v.Data), n))
	}
}
