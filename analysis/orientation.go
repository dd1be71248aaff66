package analysis

import (
	"fmt"
	"math"
	"strings"

	"striate/sim"
)

// Orientation reads which orientation a population sees: the histogram of its
// spikes over preferred orientation in a sliding window, decoded by the
// vector sum.
type Orientation struct {
	_ struct{} `eq:"z = Σ n_i exp(2iθ_i) / Σ n_i,  decoded θ = ½ arg z,  r = |z|;  the template decoder finds the θ whose curve of bandwidth B_d fits n_i best" ref:"Mardia & Jupp 2000"`

	WindowMs float64 `json:"window_ms" label:"read-out window" unit:"ms" default:"1000" range:"20,60000" step:"10" doc:"the orientation is read from the spikes of the last so many ms" tier:"more"`
	Decoder  string  `json:"decoder" label:"decoder" default:"vector" choice:"vector,template" doc:"vector, half the angle of the vector sum of 2θ; template, where a tuning curve of template_deg fits best" tier:"more"`
	Template float64 `json:"template_deg" sym:"B_d" label:"template width" unit:"deg" default:"15" range:"2,60" step:"0.5" doc:"bandwidth of the tuning curve that the template decoder looks for" tier:"more" when:"decoder=template"`
	Gate
}

// DefaultOrientation reads the last second.
var DefaultOrientation = Orientation{WindowMs: 1000, Decoder: "vector", Template: 15, Gate: DefaultGate}

// Open reads the population that ReadOut picks.
func (o Orientation) Open(populations []sim.Population) (Meter, error) {
	i, err := readOut(populations)
	if err != nil {
		return nil, err
	}
	return o.For(i, populations[i]), nil
}

// For reads population p, which is number i of the steps.
func (o Orientation) For(i int, p sim.Population) *OrientationMeter {
	return &OrientationMeter{
		set: o, preferred: append([]float64(nil), p.Preferred...), label: p.Label,
		w: newWindow(i, p.N, o.WindowMs), trueDeg: math.NaN(),
	}
}

// OrientationMeter is an Orientation at work.
type OrientationMeter struct {
	set       Orientation
	preferred []float64
	label     string
	w         window
	trueDeg   float64
}

// Add counts the spikes of one step.
func (m *OrientationMeter) Add(st *sim.Step) {
	m.w.add(st)
	m.trueDeg = st.TrueDeg
}

// Retune takes new settings without forgetting the spikes they still cover.
func (m *OrientationMeter) Retune(o Orientation) {
	m.set = o
	m.w.resize(o.WindowMs)
}

// Reading is the orientation seen now.
func (m *OrientationMeter) Reading() Reading { return m.set.Decode(m.preferred, m.w.counts) }

// TrueDeg is the stimulus orientation of the last step, NaN where it has none.
func (m *OrientationMeter) TrueDeg() float64 { return m.trueDeg }

// Seconds is the time the window covers now.
func (m *OrientationMeter) Seconds() float64 { return m.w.seconds() }

// Preferred are the preferred orientations, deg, by neuron. Not to be written.
func (m *OrientationMeter) Preferred() []float64 { return m.preferred }

// Rates writes each neuron's rate and its standard error, Hz, which for n
// spikes in T seconds are n/T and sqrt(n)/T (Poisson). dst may be nil.
func (m *OrientationMeter) Rates(dst, se []float64) (rates, errs []float64) {
	n := len(m.w.counts)
	if len(dst) != n {
		dst = make([]float64, n)
	}
	if len(se) != n {
		se = make([]float64, n)
	}
	t := m.w.seconds()
	for i, c := range m.w.counts {
		if t > 0 {
			dst[i], se[i] = c/t, math.Sqrt(c)/t
		} else {
			dst[i], se[i] = 0, 0
		}
	}
	return dst, se
}

// Figure is the polar plot: petals of rate (Hz), both lobes, the true
// orientation dashed and the decoded one solid with dots at r.
func (m *OrientationMeter) Figure() *Figure {
	rates, errs := m.Rates(nil, nil)
	read := m.Reading()
	f := &Figure{
		Name: "orientation", Title: "What the network sees", Kind: Polar,
		Summary: m.summary(read), X: orientationAxis("Orientation (deg)"),
	}
	theta, petal := petals(m.preferred, rates)
	f.Y = risingAxis("Rate (Hz)", largest(petal))
	f.Layers = append(f.Layers, Layer{Mark: Bars, Role: Angular, X: theta, Y: petal, Width: petalDeg})
	if !read.Valid() {
		f.Layers = append(f.Layers, Layer{Mark: Ring, Role: Ink, Y: Series{m.set.RMin}, Dash: true,
			Label: fmt.Sprintf("r = %.2f", m.set.RMin)})
	}
	if !math.IsNaN(m.trueDeg) {
		f.Layers = append(f.Layers, Layer{Mark: Needle, Role: Ink, X: Series{m.trueDeg}, Y: Series{1}, Dash: true,
			Label: fmt.Sprintf("true %s°", Angle(m.trueDeg))})
	}
	if read.Valid() {
		f.Layers = append(f.Layers, Layer{Mark: Needle, Role: Ink, X: Series{float64(read.DecodedDeg)}, Y: Series{float64(read.R)},
			Label: fmt.Sprintf("decoded %s°", Angle(float64(read.DecodedDeg)))})
	}
	f.Table = Table{Columns: []Column{
		{Name: "preferred_deg", Values: append(Series(nil), m.preferred...)},
		{Name: "spikes", Values: append(Series(nil), m.w.counts...)},
		{Name: "rate_hz", Values: rates},
		{Name: "se_hz", Values: errs},
	}}
	return f
}

func (m *OrientationMeter) summary(read Reading) string {
	var b strings.Builder
	if read.Valid() {
		fmt.Fprintf(&b, "%s: decoded %s°", m.label, Angle(float64(read.DecodedDeg)))
	} else {
		fmt.Fprintf(&b, "%s: no orientation, %s", m.label, read.Reason)
	}
	if !math.IsNaN(m.trueDeg) {
		fmt.Fprintf(&b, ", true %s°", Angle(m.trueDeg))
	}
	if read.Valid() {
		fmt.Fprintf(&b, ", resultant r %.2f", float64(read.R))
	}
	fmt.Fprintf(&b, ", %s in the last %.3g s", spikeCount(read.Spikes), m.w.seconds())
	return b.String()
}

// petalDeg is the width of a petal: two neurons of a ring of sixty.
const petalDeg = 6.0

// petals are the mean rates of the neurons in each petal.
func petals(preferred, rates []float64) (theta, mean Series) {
	return meanOver(preferred, rates, petalDeg)
}

// meanOver is the mean of values, one of each neuron, in bins of so many deg
// of their preferred orientations, at the mean of these; bins without a neuron
// are left out.
func meanOver(preferred, values []float64, binDeg float64) (theta, mean Series) {
	bins := int(math.Ceil(180 / binDeg))
	t, r, n := make([]float64, bins), make([]float64, bins), make([]float64, bins)
	for i, p := range preferred {
		p = Wrap(p)
		k := min(int(p/binDeg), bins-1)
		t[k] += p
		r[k] += values[i]
		n[k]++
	}
	for k := range n {
		if n[k] > 0 {
			theta = append(theta, t[k]/n[k])
			mean = append(mean, r[k]/n[k])
		}
	}
	return theta, mean
}

// Angle writes an orientation as a whole number of degrees, 0 to 179.
func Angle(deg float64) string {
	return fmt.Sprintf("%.0f", Wrap(math.Round(deg)))
}
