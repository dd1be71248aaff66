package retina

import (
	"fmt"
	"math/rand/v2"

	"striate/sim"
)

// eye is a CenterSurround at work. Space and time are linear, so each frame is
// filtered in space once, its responses to the receptive fields are taken
// once, and both are kept as long as the temporal kernel lasts; the kernel and
// the gain then act at each sub-sample on what is kept.
type eye struct {
	model CenterSurround
	w, h  int
	fps   float64
	grid  grid

	filter   filter
	scale    float32     // 1 / reference gain in space
	taps     [][]float32 // [sub-sample, frames ago]
	bank     *bank
	contrast *sim.Frame

	newest    int         // index of the newest frame in the two histories
	activity  [][]float32 // [frame, LGN position] filtered in space
	responses [][]float32 // [frame, field]

	n2   float64 // low-passed mean square activity
	r2   float64 // low-passed mean square answer of the fields, as that of activity
	rng  *rand.Rand
	pcg  *rand.PCG // behind rng
	seed sim.Seed

	x, y  []float32 // activity, and what spikes make of it, of one sub-sample
	r     []float32 // responses of one sub-sample
	on    *sim.Frame
	off   *sim.Frame
	drive [][]float32
	cells []Cell
}

func newEye(m CenterSurround, w, h int, fps float64) *eye {
	e := &eye{model: m, w: w, h: h, fps: fps, grid: newGrid(&m.Space, w, h), contrast: sim.NewFrame(w, h)}
	e.buildSpace()
	e.buildTime()
	e.buildFields()
	e.cells = m.Fields.cells(w, h)
	e.x, e.y, e.r = make([]float32, e.grid.n()), make([]float32, e.grid.n()), make([]float32, e.bank.responses)
	e.on, e.off = sim.NewFrame(e.grid.cols, e.grid.rows), sim.NewFrame(e.grid.cols, e.grid.rows)
	e.drive = make([][]float32, m.SubSamples)
	for s := range e.drive {
		e.drive[s] = make([]float32, len(e.cells))
	}
	e.remember(len(e.taps[0]))
	e.Reset()
	return e
}

// remember makes the histories n frames long, keeping what they hold.
func (e *eye) remember(n int) {
	activity := make([][]float32, n)
	e.responses = make([][]float32, n)
	for j := range n { // j frames ago
		at := (n - j) % n
		activity[at] = make([]float32, e.grid.n())
		if j < len(e.activity) {
			activity[at] = e.ago(e.activity, j)
		}
		e.responses[at] = make([]float32, e.bank.responses)
	}
	e.activity, e.newest = activity, 0
}

// ago is what a history holds of the frame shown j frames before the newest.
func (e *eye) ago(history [][]float32, j int) []float32 {
	i := e.newest - j
	if i < 0 {
		i += len(history)
	}
	return history[i]
}

func (e *eye) On() *sim.Frame     { return e.on }
func (e *eye) Off() *sim.Frame    { return e.off }
func (e *eye) Drive() [][]float32 { return e.drive }
func (e *eye) Cells() []Cell      { return e.cells }

func (e *eye) Seed(s sim.Seed) {
	e.seed = s
	e.pcg = s.Stream("lgn spikes")
	e.rng = rand.New(e.pcg)
}

func (e *eye) State(a *sim.Archive) {
	a.Label("center_surround")
	newest := int64(e.newest)
	sim.Value(a, &newest)
	if !(newest >= 0 && newest < int64(len(e.activity))) {
		a.Fail(fmt.Errorf("saved state has frame %d of a retina that keeps %d", newest, len(e.activity)))
		return
	}
	e.newest = int(newest)
	const far = 1e12 // than which no light drives these cells further
	for j := range e.activity {
		sim.Bounded(a, e.activity[j], -far, far)
		sim.Bounded(a, e.responses[j], -far, far)
	}
	power := [2]float64{e.n2, e.r2}
	sim.Bounded(a, power[:], 0, far*far)
	e.n2, e.r2 = power[0], power[1]
	a.Random(e.pcg)
	sim.Bounded(a, e.on.Pix, 0, far)
	sim.Bounded(a, e.off.Pix, 0, far)
	for _, row := range e.drive {
		sim.Bounded(a, row, -far, far)
	}
}

func (e *eye) Reset() {
	for j := range e.activity {
		clear(e.activity[j])
		clear(e.responses[j])
	}
	e.n2, e.r2 = 0, 0
	e.on.Fill(0)
	e.off.Fill(0)
	for _, d := range e.drive {
		clear(d)
	}
	e.Seed(e.seed)
}

func (e *eye) See(f *sim.Frame) {
	if f.W != e.w || f.H != e.h {
		panic(fmt.Sprintf("retina: frame of %d x %d px, opened for %d x %d", f.W, f.H, e.w, e.h))
	}
	for i, l := range f.Pix {
		c := 2*l - 1
		if !(c > -1e3 && c < 1e3) { // not a number: seen as grey
			c = 0
		}
		e.contrast.Pix[i] = c
	}
	e.newest = (e.newest + 1) % len(e.activity)
	e.filter.apply(e.activity[e.newest], e.contrast, e.scale)
	e.bank.respond(e.responses[e.newest], e.activity[e.newest])

	m := &e.model
	dt := 1000 / e.fps / float64(m.SubSamples)
	var gain float64
	for s := range e.drive {
		e.blend(e.x, e.activity, e.taps[s])
		gain = m.Gain.factor(&e.n2, meanSquare(e.x), dt)
		if m.Relay.Spikes == "poisson" {
			m.Relay.spikes(e.y, e.x, gain, dt, e.rng)
			e.bank.respond(e.r, e.y)
			e.bank.scatter(e.drive[s], e.r, 1)
			continue
		}
		e.blend(e.r, e.responses, e.taps[s])
		answer := gain
		if m.Gain.Pool == "fields" {
			answer = m.Gain.factor(&e.r2, meanSquare(e.r)/e.bank.power, dt)
		}
		e.bank.scatter(e.drive[s], e.r, float32(answer))
	}
	m.Relay.rates(e.on.Pix, e.off.Pix, e.x, gain)
}

// blend writes the sum over the frames kept of weight times history, two
// frames at a time.
func (e *eye) blend(dst []float32, history [][]float32, weight []float32) {
	clear(dst)
	for j := 0; j+1 < len(weight); j += 2 {
		a, b := e.ago(history, j)[:len(dst)], e.ago(history, j+1)[:len(dst)]
		p, q := weight[j], weight[j+1]
		for i := range dst {
			dst[i] += p*a[i] + q*b[i]
		}
	}
	if j := len(weight) - 1; j%2 == 0 {
		a, p := e.ago(history, j)[:len(dst)], weight[j]
		for i := range dst {
			dst[i] += p * a[i]
		}
	}
}

func meanSquare(x []float32) float64 {
	var sum float64
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return sum / float64(len(x))
}
