package cortex

import (
	"math"
	"math/rand/v2"

	"striate/params"
)

func init() {
	params.Register[CellModel]("fitzhugh_nagumo", func() CellModel { return new(FitzHughNagumo) })
}

// FitzHughNagumo is the two-variable caricature of an excitable membrane
// (FitzHugh 1961, Nagumo et al. 1962), whose numbers have no units,
//
//	dv/ds = v − v³/3 − w + i + σ ξ(s)
//	dw/ds = (v + a − b w)/τ
//
// To stand in a network it is given units: the potential is v_zero + v_unit v,
// mV; a unit of s is t_unit, ms; i is the current divided by i_unit, pA. By
// that the cell has a capacitance of i_unit t_unit/v_unit. With v_zero = 0 and
// units of 1 the numbers are those of the equations. It fires where the
// potential passes v_thresh upwards; nothing is reset.
//
// Integration: "rk4" or "euler", the noise added after the step (Euler and
// Maruyama). Beyond |v| = 4, where no cell comes, the cubic goes on as its
// tangent.
type FitzHughNagumo struct {
	_ struct{} `eq:"dv/ds = v − v³/3 − w + i + σ ξ(s);  dw/ds = (v + a − b w)/τ\npotential = v_zero + v_unit v;  s = t / t_unit;  i = I / i_unit;  a spike where it passes v_thresh" ref:"FitzHugh 1961; Nagumo et al. 1962"`

	Drive
	A        float64 `json:"a" sym:"a" label:"offset" default:"0.7" range:"-10,10" step:"0.05" doc:"offset of the recovery" ref:"FitzHugh 1961"`
	B        float64 `json:"b" sym:"b" label:"recovery slope" default:"0.8" range:"-10,10" step:"0.05" doc:"decay of the recovery against its drive by v"`
	Tau      float64 `json:"tau" sym:"τ" label:"slowness" default:"12.5" range:"0.1,10000" step:"0.5" doc:"how many times slower the recovery is than the potential"`
	VZero    float64 `json:"v_zero_mv" sym:"v_zero" label:"potential of v = 0" unit:"mV" default:"-35" range:"-120,100" step:"1" doc:"potential that stands for v = 0"`
	VUnit    float64 `json:"v_unit_mv" sym:"v_unit" label:"unit of v" unit:"mV" default:"25" range:"0.01,1000" step:"1" doc:"millivolts in a unit of v"`
	TUnit    float64 `json:"t_unit_ms" sym:"t_unit" label:"unit of time" unit:"ms" default:"1" range:"0.01,1000" step:"0.1" doc:"milliseconds in a unit of time"`
	IUnit    float64 `json:"i_unit_pa" sym:"i_unit" label:"unit of current" unit:"pA" default:"2000" range:"0.01,1e6" step:"100" doc:"picoamperes in a unit of current"`
	VThresh  float64 `json:"v_thresh_mv" sym:"v_thresh" label:"threshold" unit:"mV" default:"-35" range:"-120,100" step:"1" doc:"potential whose upward crossing is a spike"`
	Sigma    float64 `json:"sigma" sym:"σ" label:"white noise" default:"0" range:"0,10" step:"0.05" doc:"white noise on v, per square root of a unit of time"`
	Integral string  `json:"scheme" label:"integration" default:"rk4" choice:"rk4,euler" doc:"rk4: fourth order; euler: forward Euler" tier:"more"`
}

// Open is described at [CellModel].
func (m *FitzHughNagumo) Open(n int, dt float64, rng *rand.Rand) (Cells, error) {
	return openODE(m, n, dt, rng)
}

func (m *FitzHughNagumo) scheme() string     { return m.Integral }
func (m *FitzHughNagumo) membrane() membrane { return &fitzHughNagumo{*m} }

type fitzHughNagumo struct{ m FitzHughNagumo }

func (c *fitzHughNagumo) variables() []decl { return []decl{{"v_mv", "mV"}, {"w", ""}} }

func (c *fitzHughNagumo) traits() traits {
	m := &c.m
	return traits{
		cm: m.IUnit * m.TUnit / m.VUnit, rate: 5 * max(1, math.Abs(m.B)/m.Tau) / m.TUnit, above: m.VThresh, rising: true,
		whiteMV: m.Sigma * m.VUnit / math.Sqrt(m.TUnit),
	}
}

// rest is the lowest crossing of the nullclines w = v − v³/3 and w = (v + a)/b.
func (c *fitzHughNagumo) rest() []float64 {
	a, b := c.m.A, c.m.B
	v := lowestRoot(-6, 6, func(v float64) float64 { return b*(v-v*v*v/3) - v - a })
	return []float64{c.m.VZero + c.m.VUnit*v, v - v*v*v/3}
}

// lowestRoot is the lowest place between lo and hi where f changes its sign,
// among a thousand intervals; lo if there is none.
func lowestRoot(lo, hi float64, f func(float64) float64) float64 {
	const parts = 1000
	for k := range parts {
		a, b := lo+(hi-lo)*float64(k)/parts, lo+(hi-lo)*float64(k+1)/parts
		if f(a) == 0 {
			return a
		}
		if f(a)*f(b) > 0 {
			continue
		}
		for range 200 {
			mid := (a + b) / 2
			if mid == a || mid == b {
				break
			}
			if f(a)*f(mid) <= 0 {
				b = mid
			} else {
				a = mid
			}
		}
		return (a + b) / 2
	}
	return lo
}

func (c *fitzHughNagumo) slopes(x, dx [][]float64, current []float64) {
	n := len(current)
	m := &c.m
	pot, w, dv, dw := x[0][:n], x[1][:n], dx[0][:n], dx[1][:n]
	perV, perI, perTau := 1/m.VUnit, 1/m.IUnit, 1/(m.Tau*m.TUnit)
	scale := m.VUnit / m.TUnit
	for i := range pot {
		v := (pot[i] - m.VZero) * perV
		y := min(max(v, -4), 4)
		dv[i] = scale * (y - y*y*y*(1.0/3) - 15*(v-y) - w[i] + current[i]*perI)
		dw[i] = (v + m.A - m.B*w[i]) * perTau
	}
}

func (c *fitzHughNagumo) spike([][]float64, int) {}
