package cortex

import (
	"fmt"
	"math"
	"strconv"

	"striate/formula"
	"striate/params"
	"striate/sim"
)

func init() {
	params.Register[SynapseModel]("kernel", func() SynapseModel { return new(Kernel) })
}

// Kernel is a conductance or a current with any time course: a formula in t,
// the time since the spike in ms, over a window, after which it is nothing.
// The weight, nS or pA, is the peak of the course, or where the formula is not
// scaled multiplies it. A current of the inhibitory receptor is taken away.
//
// The formula is evaluated every half step and taken as straight in between.
type Kernel struct {
	_ struct{} `eq:"g(t) = w K(t), 0 < t < T, K(t) of peak 1 where scaled;  I = g (E_e − v), g (E_i − v), or g itself as a current"`

	Formula string  `json:"kernel" sym:"K(t)" label:"time course" default:"exp(-t/5)" doc:"formula in t, ms since the spike"`
	Window  float64 `json:"window_ms" sym:"T" label:"window" unit:"ms" default:"40" range:"0.1,10000" step:"1" doc:"how long a spike acts"`
	Acts    string  `json:"acts_as" label:"acts as" default:"conductance" choice:"conductance,current" doc:"conductance (nS) or current (pA)"`
	Scaled  bool    `json:"scaled" label:"peak is the weight" default:"true" doc:"scale the formula to a largest value of 1, so that the weight is the peak" tier:"more"`
	ERevE   float64 `json:"e_rev_e_mv" sym:"E_e" label:"excitatory reversal" unit:"mV" default:"0" range:"-120,100" step:"1" doc:"reversal potential of the excitatory conductance" when:"acts_as=conductance"`
	ERevI   float64 `json:"e_rev_i_mv" sym:"E_i" label:"inhibitory reversal" unit:"mV" default:"-80" range:"-150,0" step:"1" doc:"reversal potential of the inhibitory conductance" when:"acts_as=conductance"`
}

// kernelRoom is the largest number of values that the synapses of a population
// may hold: 256 MB.
const kernelRoom = 1 << 25

func (m *Kernel) open(n int, dt float64) (synapses, error) {
	return &kernels{n: n, steps: make([]int64, len(Blocks(n)))}, nil
}

// samples are the values of the time course at half steps, from 0 to the end
// of the window, where it is 0.
func (m *Kernel) samples(dt float64) ([]float64, error) {
	f, err := formula.Parse(m.Formula, "t")
	if err != nil {
		return nil, &params.Error{Path: "kernel", Found: err.Error(), Want: "a formula in t, ms since the spike"}
	}
	k := make([]float64, 2*max(1, int(math.Round(m.Window/dt)))+1)
	peak := 0.0
	for i := range len(k) - 1 {
		t := float64(i) * dt / 2
		x := f.At(t)
		if math.IsNaN(x) || math.IsInf(x, 0) || x < 0 && m.Acts == "conductance" {
			want := "a finite number"
			if m.Acts == "conductance" {
				want = "a conductance of at least 0"
			}
			return nil, &params.Error{Path: "kernel", Found: fmt.Sprintf("%s, %g at t = %g ms", strconv.Quote(m.Formula), x, t), Want: want}
		}
		k[i], peak = x, max(peak, math.Abs(x))
	}
	if m.Scaled && peak > 0 {
		for i := range k {
			k[i] /= peak
		}
	}
	return k, nil
}

// kernels holds, for each receptor, what the spikes so far will amount to at
// each half step of the coming window: a ring of half steps.
type kernels struct {
	m      Kernel
	n      int
	course []float64
	ahead  [2][]float64 // [cell][half step mod len(course)]
	steps  []int64      // done, by block
	at     []between    // by time of the step
}

// between is a place between two half steps of the present step.
type between struct {
	half int
	part float64
}

func (s *kernels) set(m SynapseModel, dt float64, times []float64) error {
	p, ok := m.(*Kernel)
	if !ok {
		return errOtherKind
	}
	length := 2*max(1, math.Round(p.Window/dt)) + 1
	if room := 2 * length * float64(s.n); room > kernelRoom {
		return &params.Error{Path: "window_ms", Found: fmt.Sprintf("%g (%.0f MB for %d cells at steps of %g ms)", p.Window, room*8/1e6, s.n, dt),
			Want: fmt.Sprintf("at most %.3g", kernelRoom/float64(4*s.n)*dt)}
	}
	course, err := p.samples(dt)
	if err != nil {
		return err
	}
	if len(course) != len(s.course) {
		s.resize(len(course))
	}
	s.m, s.course, s.at = *p, course, s.at[:0]
	for _, t := range times {
		half := min(1, math.Floor(2*t/dt))
		s.at = append(s.at, between{int(half), 2*t/dt - half})
	}
	return nil
}

// resize goes over to a window of another length.
func (s *kernels) resize(length int) {
	for r, old := range s.ahead {
		s.ahead[r] = make([]float64, length*s.n)
		for h := range min(length, len(s.course)) {
			for i := range s.n {
				b := i / BlockSize
				s.ahead[r][i*length+s.slot(b, h, length)] = old[i*len(s.course)+s.slot(b, h, len(s.course))]
			}
		}
	}
}

// slot is the place in the ring of a half step counted from the present step
// of a block.
func (s *kernels) slot(block, half, length int) int {
	return int((2*s.steps[block] + int64(half)) % int64(length))
}

func (s *kernels) receptors() []Receptor { return []Receptor{Excitatory, Inhibitory} }
func (s *kernels) variables() []Variable { return nil }

func (s *kernels) receive(b Block, in *Input) {
	for r := range s.ahead {
		arrive := in.Arrive[r]
		for i := b.Lo; i < b.Hi; i++ {
			w := arrive[i]
			if w == 0 {
				continue
			}
			arrive[i] = 0
			now := s.slot(b.Index, 0, len(s.course))
			ahead := s.ahead[r][i*len(s.course):][:len(s.course)]
			addScaled(ahead[now:], s.course, w)
			addScaled(ahead[:now], s.course[len(s.course)-now:], w)
		}
	}
}

// addScaled adds w times the first values of x to y.
func addScaled(y, x []float64, w float64) {
	x = x[:len(y)]
	for i := range y {
		y[i] += w * x[i]
	}
}

func (s *kernels) drive(time, lo int, _, a, g []float64) {
	b, p := lo/BlockSize, s.at[time]
	from, to := s.slot(b, p.half, len(s.course)), s.slot(b, p.half+1, len(s.course))
	length := len(s.course)
	for r, reversal := range [2]float64{s.m.ERevE, s.m.ERevI} {
		x, sign := s.ahead[r][lo*length:], 1-2*float64(r)
		for i := range a {
			now := x[i*length+from] + p.part*(x[i*length+to]-x[i*length+from])
			if s.m.Acts == "conductance" {
				g[i] += now
				a[i] += now * reversal
			} else {
				a[i] += sign * now
			}
		}
	}
}

// advance leaves the last half step, which is the first of the next step.
func (s *kernels) advance(b Block) {
	length := len(s.course)
	first, second := s.slot(b.Index, 0, length), s.slot(b.Index, 1, length)
	for _, ahead := range s.ahead {
		for i := b.Lo; i < b.Hi; i++ {
			ahead[i*length+first], ahead[i*length+second] = 0, 0
		}
	}
	s.steps[b.Index]++
}

func (s *kernels) state(a *sim.Archive) {
	a.Label("kernel")
	sim.Fixed(a, s.steps)
	for r := range s.ahead {
		sim.Fixed(a, s.ahead[r])
	}
	for k, n := range s.steps {
		if n < 0 || n > mostSteps {
			s.steps[k] = 0
			a.Fail(fmt.Errorf("saved state has a kernel after %d steps, want 0 to %d", n, int64(mostSteps)))
		}
	}
}
