package cortex

// condKernel is IFCond with exponential conductances under "rk4", its constants
// taken out of the loop. With the slope written as dv/dt = s(v) and
// s = base + g_e (E_e − v) + g_i (E_i − v) over the capacitance, all times dt/6,
// a step is
//
//	k1 = s₁          s₁, s₂, s₄: the slope at v with the conductances of the
//	k2 = s₂ − b₂ k1  start, the middle and the end; b₂ = ½ dt (1/τ_m + g/cm) in
//	k3 = s₂ − b₂ k2  the middle and b₄ = dt (1/τ_m + g/cm) at the end: how the
//	k4 = s₄ − b₄ k3  slope falls with v
//	v ← v + k1 + 2 k2 + 2 k3 + k4
//
// The vector form does the same operations in the same order and gives the same
// bits.
type condKernel struct {
	per, leak, rest            float64 // dt/cm, dt/τ_m, and the slope at v = 0 without synapses, all over 6
	perE, perI                 float64 // per times the reversal potentials
	halfE, halfI, fullE, fullI float64 // decay of the conductances
	midLeak, midE, midI        float64 // of b₂
	endLeak, endPer            float64 // of b₄
	limit                      float64 // conductance above which a cell is stiff, nS
	thresh                     float64
}

func newCondKernel(m *IFCond, dt float64, e, i *stages) condKernel {
	leak, per := dt/m.TauM, dt/m.Cm
	k := condKernel{
		per: per / 6, leak: leak / 6,
		halfE: e.p2, halfI: i.p2, fullE: e.p, fullI: i.p,
		midLeak: leak / 2, midE: per / 2 * e.p2, midI: per / 2 * i.p2,
		endLeak: leak, endPer: per,
		limit: (stiff - leak) / per, thresh: m.VThresh,
	}
	k.rest = float64(k.leak*m.VRest) + float64(k.per*m.IOffset)
	k.perE, k.perI = k.per*m.ERevE, k.per*m.ERevI
	return k
}

// exponential advances a block of cells with exponential conductances under
// "rk4" and takes what arrived.
func (c *condCells) exponential(b Block, in *Input, fired []int32) []int32 {
	lo, fired := c.condVector(b, in, fired)
	return c.scalar(b, lo, b.Hi, in, fired)
}

// scalar is exponential for the cells lo to hi−1 of a block.
func (c *condCells) scalar(b Block, lo, hi int, in *Input, fired []int32) []int32 {
	vs := c.v[lo:hi]
	n := len(vs)
	ge, gi, inject := c.ge[lo:][:n], c.gi[lo:][:n], in.Inject[lo:][:n]
	arriveE, arriveI := in.Arrive[0][lo:][:n], in.Arrive[1][lo:][:n]
	k := c.kernel
	for j, v := range vs {
		e, i := ge[j]+arriveE[j], gi[j]+arriveI[j]
		arriveE[j], arriveI[j] = 0, 0
		e4, i4 := float64(e*k.fullE), float64(i*k.fullI)
		ge[j], gi[j] = quiet(e4), quiet(i4)
		if e+i > k.limit {
			v = c.stiffStep(v, e, 0, i, 0, inject[j]+c.m.IOffset)
		} else {
			base := (float64(inject[j]*k.per) + k.rest) - float64(v*k.leak)
			p := float64(v * k.per)
			fe, fi := float64((k.perE-p)*e), float64((k.perI-p)*i)
			s1 := base + (fe + fi)
			s2 := base + (float64(fe*k.halfE) + float64(fi*k.halfI))
			s4 := base + (float64(fe*k.fullE) + float64(fi*k.fullI))
			b2 := (float64(e*k.midE) + float64(i*k.midI)) + k.midLeak
			b4 := float64((e4+i4)*k.endPer) + k.endLeak
			k2 := s2 - float64(b2*s1)
			k3 := s2 - float64(b2*k2)
			k4 := s4 - float64(b4*k3)
			twice := k2 + k3
			v += (s1 + k4) + (twice + twice)
		}
		if v > k.thresh && !c.ref.held(b, lo+j) {
			fired = append(fired, int32(lo+j))
			v = c.m.VReset
		}
		vs[j] = v
	}
	return fired
}

// quietBelow is a conductance, nS, that moves v by less than the last bit. Left
// alone it would decay into slow denormal numbers.
const quietBelow = 1e-20

// quiet takes a smaller conductance, of either sign, as none.
func quiet(g float64) float64 {
	if g*g < quietBelow*quietBelow {
		return 0
	}
	return g
}
