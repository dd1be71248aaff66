package analysis

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"striate/params"
	"striate/sim"
)

// ring is a population of n neurons of evenly spaced preferred orientations.
func ring(name string, role sim.Role, n int) sim.Population {
	p := sim.Population{Name: name, Label: name + " ring", Role: role, N: n}
	for i := range n {
		p.Preferred = append(p.Preferred, 180*float64(i)/float64(n))
	}
	return p
}

// poisson draws a Poisson count of mean m (Knuth's product of uniforms).
func poisson(r *rand.Rand, m float64) int {
	limit, k := math.Exp(-m), 0
	for p := r.Float64(); p > limit; p *= r.Float64() {
		k++
	}
	return k
}

// fire makes steps of 1/60 s at dt 0.1 ms in which every neuron fires as a
// Poisson process of rate hz(neuron), and gives each to all meters.
func fire(pops []sim.Population, seconds float64, trueDeg float64, hz func(pop, i int) float64, meters ...interface{ Add(*sim.Step) }) {
	r := sim.Seed(7).Rand("test")
	clock := sim.Clock{Dt: .1}
	st := &sim.Step{Dt: .1, Populations: pops, Spikes: make([][]sim.Spike, len(pops)), TrueDeg: trueDeg}
	for k := range int64(seconds * 60) {
		st.Frame, st.Start, st.Stop = k, clock.FrameStart(k, 60), clock.FrameStart(k+1, 60)
		for p := range pops {
			st.Spikes[p] = st.Spikes[p][:0]
			for s := st.Start; s < st.Stop; s++ {
				for i := range pops[p].N {
					if r.Float64() < hz(p, i)*1e-4 {
						st.Spikes[p] = append(st.Spikes[p], sim.Spike{Step: s, Index: int32(i)})
					}
				}
			}
		}
		for _, m := range meters {
			m.Add(st)
		}
	}
	for p := range st.Spikes { // whoever kept a slice now holds rubbish
		for i := range st.Spikes[p] {
			st.Spikes[p][i] = sim.Spike{Step: -1, Index: 1 << 30}
		}
	}
}

func tuned(peak, b, hz float64) func(p, i int) float64 {
	return func(_, i int) float64 { return 1 + hz*VonMises(3*float64(i), peak, b) }
}

func TestOrientationMeterFollowsTheWindow(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60)}
	m := DefaultOrientation.For(0, pops[0])
	fire(pops, 3, 60, tuned(60, 15, 30), m)
	r := m.Reading()
	if !r.Valid() || math.Abs(Apart(float64(r.DecodedDeg), 60)) > 3 || r.R < .6 || m.TrueDeg() != 60 {
		t.Fatalf("reading %+v, want 60 within 3 deg", r)
	}
	if s := m.Seconds(); math.Abs(s-1) > 1e-9 {
		t.Fatalf("window covers %g s, want 1", s)
	}
	sum := 0.0
	for i, c := range m.w.counts {
		if c < 0 || c != math.Trunc(c) {
			t.Fatal("count", i, c)
		}
		sum += c
	}
	if int(sum) != m.w.total || r.Spikes != m.w.total {
		t.Fatal("counts and spikes differ:", sum, m.w.total)
	}
	// Mean over the ring of 1 + 30 f: 1 + 30·mean(f), mean of VonMises at B.
	mean := 0.0
	for i := range 60 {
		mean += tuned(60, 15, 30)(0, i)
	}
	if d := math.Abs(sum - mean); d > 5*math.Sqrt(mean) {
		t.Errorf("%g spikes in 1 s, want about %.0f", sum, mean)
	}
	m.Retune(Orientation{WindowMs: 100, Gate: DefaultGate})
	if s := m.Seconds(); math.Abs(s-.1) > 1e-9 || m.w.total > 200 {
		t.Errorf("after Retune %g s, %d spikes", s, m.w.total)
	}
	st := &sim.Step{Start: 0, Stop: 10, Dt: .1, Spikes: [][]sim.Spike{{{Step: 3, Index: 4}}}, TrueDeg: math.NaN()}
	m.Add(st) // time went back: a new recording
	if m.w.total != 1 || m.w.counts[4] != 1 || !math.IsNaN(m.TrueDeg()) {
		t.Error("a reset did not begin a new recording")
	}
}

// The decoded angle of Poisson counts on a ring of 60 has no bias, at any
// angle, and the spread of sampling: sd = sqrt((1 − ρ2)/(8 n ρ²))·... is left
// to the numbers: below 2.2 deg at 150 spikes and B = 15 deg.
func TestDecodeBias(t *testing.T) {
	pop := ring("E", sim.Excitatory, 60)
	r := sim.Seed(1).Rand("counts")
	counts := make([]float64, 60)
	worst, total, n := 0.0, 0.0, 0
	for truth := 0.0; truth < 180; truth += 7.5 {
		bias := 0.0
		const trials = 400
		for range trials {
			for i := range counts {
				counts[i] = float64(poisson(r, .1+14*VonMises(pop.Preferred[i], truth, 15)))
			}
			read := DefaultGate.Decode(pop.Preferred, counts)
			if !read.Valid() {
				t.Fatal("not decoded:", read)
			}
			d := Apart(float64(read.DecodedDeg), truth)
			bias += d / trials
			total += d * d
			n++
		}
		worst = max(worst, math.Abs(bias))
	}
	sd := math.Sqrt(total / float64(n))
	t.Logf("largest bias %.3f deg, rms error %.2f deg", worst, sd)
	if worst > .35 || sd > 2.2 { // 400 trials: standard error of a bias 0.1 deg
		t.Errorf("largest bias %.3f deg (want < .35), rms %.2f deg (want < 2.2)", worst, sd)
	}
}

func TestGateOnBlank(t *testing.T) {
	pop := ring("E", sim.Excitatory, 60)
	r := sim.Seed(2).Rand("blank")
	for _, mean := range []float64{.02, .05, .2, 1, 5, 30} {
		named := 0
		counts := make([]float64, 60)
		for range 2000 {
			for i := range counts {
				counts[i] = float64(poisson(r, mean))
			}
			read := DefaultGate.Decode(pop.Preferred, counts)
			if read.Valid() {
				named++
			} else if read.Reason != "too few spikes" && !strings.HasPrefix(read.Reason, "r 0.") {
				t.Fatal("reason:", read.Reason)
			}
		}
		if named > 8 { // Rayleigh: exp(−7) = .0009 of 2000 at the most
			t.Errorf("mean count %g: an orientation named in %d of 2000 blanks", mean, named)
		}
	}
	for _, c := range []struct {
		theta, n []float64
		want     string
	}{
		{[]float64{0, 90}, []float64{66.5, 33.5}, "r 0.33, below 0.60"},
		{[]float64{0, 90}, []float64{79.9, 20.1}, "r 0.59, below 0.60"},
		{[]float64{0, 90}, []float64{6, 0}, "too few spikes"},
		{[]float64{0, 90}, []float64{0, 0}, "too few spikes"},
		{[]float64{0, 90}, []float64{7, 0}, ""},
	} {
		if got := DefaultGate.Decode(c.theta, c.n); got.Reason != c.want {
			t.Errorf("%v: %q, want %q", c.n, got.Reason, c.want)
		}
	}
}

func TestTuningMeter(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60)}
	m := Tuning{WindowMs: 20000, Baseline: true}.For(0, pops[0])
	fire(pops, 20, 125, tuned(125, 17, 40), m)
	f := m.Fit()
	if !f.Tuned() || !(float64(f.BLow) < 17 && 17 < float64(f.BHigh)) || math.Abs(Apart(float64(f.PeakDeg), 125)) > 1.5 || f.R2 < .95 {
		t.Fatalf("fit %+v", f)
	}
	blank := Tuning{WindowMs: 2000, Baseline: true}.For(0, pops[0])
	fire(pops, 2, math.NaN(), func(_, _ int) float64 { return 9 }, blank)
	if f := blank.Fit(); f.R2 > .5 {
		t.Errorf("blank: %+v", f)
	}
	alone := Tuning{WindowMs: 2000, Baseline: true}.For(0, pops[0])
	fire(pops, 2, 60, func(_, i int) float64 { return map[int]float64{19: 4, 20: 30, 21: 4}[i] }, alone)
	if f := alone.Fit(); f.Tuned() || !strings.Contains(f.Reason, "one neuron") {
		t.Errorf("one neuron that fires is said to be tuned: B_θ %g, %q", f.BThetaDeg, f.Reason)
	}
	if s := (Fit{Reason: "untuned: bandwidth above 48.7°"}).Summary(); !strings.HasPrefix(s, "untuned") {
		t.Error(s)
	}
}

// Where there is no noise the fit finds what made the data, for every angle,
// width and baseline; and its interval covers the truth as often as it says.
func TestFitRecoversAndCovers(t *testing.T) {
	theta, y := make([]float64, 60), make([]float64, 60)
	for i := range theta {
		theta[i] = 3 * float64(i)
	}
	for peak := 0.0; peak < 180; peak += 12.5 {
		for _, b := range []float64{2, 5, 15, 30, 45} {
			for _, base := range []float64{0, 4} {
				for i := range y {
					y[i] = base + 25*VonMises(theta[i], peak, b)
				}
				f := FitTuning(theta, y, true)
				if math.Abs(Apart(float64(f.PeakDeg), peak)) > 1e-4 || math.Abs(float64(f.BThetaDeg)-b) > 1e-4 || math.Abs(float64(f.Baseline)-base) > 1e-4 {
					t.Errorf("peak %g B %g b %g: got %g, %g, %g", peak, b, base, f.PeakDeg, f.BThetaDeg, f.Baseline)
				}
			}
		}
	}
	r := sim.Seed(3).Rand("noise")
	covered := 0
	for range 1000 {
		for i := range y {
			y[i] = 2 + 25*VonMises(theta[i], 60, 15) + 2*r.NormFloat64()
		}
		if f := FitTuning(theta, y, true); float64(f.BLow) < 15 && 15 < float64(f.BHigh) {
			covered++
		}
	}
	t.Logf("95 %% interval of B covers the truth in %.1f %% of 1000 fits", float64(covered)/10)
	if covered < 925 || covered > 975 {
		t.Errorf("coverage %d of 1000, want 950 ± 25", covered)
	}
	for i := range y {
		y[i] = 5
	}
	if f := FitTuning(theta, y, true); f.Tuned() {
		t.Error("constant data are tuned:", f)
	}
	for i := range y {
		y[i] = 10 - 8*VonMises(theta[i], 40, 20) // a hole
	}
	if f := FitTuning(theta, y, false); f.Tuned() && float64(f.BThetaDeg) < MaxTuned && float64(f.R2) > .9 {
		t.Error("a hole is a peak:", f)
	}
}

func TestRatesCountSpikes(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 10), ring("I", sim.Inhibitory, 20)}
	m := Rates{BinMs: 50, Seconds: 2}.For(pops)
	fire(pops, 5, 0, func(p, _ int) float64 { return 20 + 30*float64(p) }, m)
	for p, want := range []float64{20, 50} {
		x, hz := m.Bins(p)
		if len(hz) != 40 || math.Abs(x[39]-4.975) > 1e-9 || math.Abs(x[0]-3.025) > 1e-9 {
			t.Fatalf("bins %d from %g to %g", len(hz), x[0], x[len(x)-1])
		}
		if se := math.Sqrt(want / (2 * float64(pops[p].N))); math.Abs(m.Mean(p)-want) > 4*se {
			t.Errorf("mean rate %g, want %g ± %.1f", m.Mean(p), want, se)
		}
	}
	one := DefaultRates.For(pops)
	st := &sim.Step{Start: 0, Stop: 1100, Dt: .1, Spikes: [][]sim.Spike{{{Step: 0}, {Step: 499}, {Step: 500}, {Step: 1099}}, nil}}
	one.Add(st)
	if _, hz := one.Bins(0); len(hz) != 2 || hz[0] != 2/.05/10 || hz[1] != 1/.05/10 {
		t.Error("half-open bins:", hz)
	}
}

func TestRasterIsBoundedAndSaysSo(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60), {Name: "thalamic", Label: "Thalamic", Role: sim.Thalamic, N: 768}}
	m := Raster{Seconds: 1, Rows: 100, Marks: 500}.For(pops)
	fire(pops, 2, 60, func(p, _ int) float64 { return 20 }, m)
	f := m.Figure()
	if got := f.Blocks[1].Note; !strings.HasPrefix(got, "768, 1 of 8 shown, from 1.") {
		t.Errorf("note %q", got)
	}
	if n := len(f.Layers[1].X); n != 500 {
		t.Errorf("%d marks, want 500", n)
	}
	for _, b := range f.Blocks { // rates stay right where marks were dropped
		if !strings.HasPrefix(b.Value, "1") && !strings.HasPrefix(b.Value, "2") {
			t.Errorf("%s: rate %s, want about 20 Hz", b.Label, b.Value)
		}
	}
	for _, l := range f.Layers[:2] {
		for i, x := range l.X {
			if x < f.X.Min || x >= f.X.Max || i > 0 && x < l.X[i-1] {
				t.Fatal("spike outside the axis or out of order at", x)
			}
		}
	}
	if f.Table.Rows() != len(f.Layers[0].X)+len(f.Layers[1].X) {
		t.Error("table and marks differ")
	}
}

func TestSequences(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60)}
	s := DefaultOrientation.NewSequences(0, pops[0], []float64{0, 1, 2, 3})
	fire(pops, 2.5, 40, tuned(40, 12, 40), s)
	got := s.Read()
	if len(got) != 3 || got[1].StartS != 1 || got[2].StopS != 2.5 {
		t.Fatalf("%+v", got)
	}
	for _, q := range got {
		if math.Abs(Apart(float64(q.DecodedDeg), 40)) > 4 || math.Abs(float64(q.BThetaDeg)-12) > 5 || math.Abs(float64(q.J)-40.0/3) > 1.5 || q.TrueDeg != 40 {
			t.Errorf("%+v", q)
		}
	}
	b, err := json.Marshal(got)
	if err != nil || !strings.Contains(string(b), `"start_s":1,"stop_s":2,"true_deg":40,"decoded_deg":`) {
		t.Error(string(b), err)
	}
}

// The definition of the hash, spelled out a second time.
func TestSpikeHashDefinition(t *testing.T) {
	h := NewSpikeHash()
	h.Add(&sim.Step{Start: 0, Stop: 10, Spikes: [][]sim.Spike{{{Step: 4, Index: 9}, {Step: 4, Index: 2}, {Step: 7, Index: 1}}, {{Step: 1, Index: 3}, {Step: 4, Index: 0}}}})
	h.Add(&sim.Step{Start: 10, Stop: 20, Spikes: [][]sim.Spike{{{Step: 12, Index: 5}}, nil}})
	var b []byte
	for _, s := range []struct {
		step  int64
		pop   uint16
		index uint32
	}{{1, 1, 3}, {4, 0, 2}, {4, 0, 9}, {4, 1, 0}, {7, 0, 1}, {12, 0, 5}} {
		b = binary.LittleEndian.AppendUint64(b, uint64(s.step))
		b = binary.LittleEndian.AppendUint16(b, s.pop)
		b = binary.LittleEndian.AppendUint32(b, s.index)
	}
	sum := sha256.Sum256(b)
	if h.Sum() != hex.EncodeToString(sum[:]) || h.Spikes() != 6 {
		t.Error("hash differs from its definition")
	}
}

func family(pops []sim.Population) []Measure {
	return []Measure{DefaultOrientation, DefaultTuning, DefaultRates, DefaultRaster, DefaultSelectivity, DefaultStatistics, DefaultTraces, DefaultPowerSpectrum}
}

// Every measure: its figure encodes and decodes as JSON before any step and
// after; it keeps nothing of the step; once warm, Add allocates nothing.
func TestMeasureFamily(t *testing.T) {
	pops := []sim.Population{ring("E", sim.Excitatory, 60), ring("I", sim.Inhibitory, 60)}
	for _, measure := range family(pops) {
		m, err := measure.Open(pops)
		if err != nil {
			t.Fatal(err)
		}
		check := func() string {
			f := m.Figure()
			b, err := json.Marshal(f)
			if err != nil {
				t.Fatal(f.Name, err)
			}
			var back Figure
			if err := json.Unmarshal(b, &back); err != nil {
				t.Fatal(f.Name, err)
			}
			again, _ := json.Marshal(back)
			if string(again) != string(b) {
				t.Errorf("%s: JSON does not come back the same", f.Name)
			}
			if f.Name == "" || f.Title == "" || f.Summary == "" || f.X.Label == "" || !(f.X.Max > f.X.Min) {
				t.Errorf("%s: incomplete figure %s", f.Name, b)
			}
			return string(b)
		}
		check()
		fire(pops, 7, math.NaN(), tuned(30, 15, 20), m)
		first := check()
		if first != check() {
			t.Error("a figure changes by being looked at")
		}
		st := &sim.Step{Start: 70000, Stop: 70000, Dt: .1, TrueDeg: 30, Populations: pops, Spikes: [][]sim.Spike{make([]sim.Spike, 20), make([]sim.Spike, 20)}}
		step := func() {
			st.Start, st.Stop = st.Stop, st.Stop+167
			for p := range st.Spikes {
				for i := range st.Spikes[p] {
					st.Spikes[p][i] = sim.Spike{Step: st.Start + int64(8*i), Index: int32(3*i + p)}
				}
			}
			m.Add(st)
		}
		for range 600 {
			step()
		}
		if n := testing.AllocsPerRun(200, step); n > .1 {
			t.Errorf("%T: Add allocates %g times", m, n)
		}
	}
	if _, err := DefaultOrientation.Open([]sim.Population{{Name: "x", N: 3}}); err == nil {
		t.Error("a population without preferred orientations was opened")
	}
}

// The defaults in the code are those in the tags.
func TestDefaults(t *testing.T) {
	check := func(got, want any) {
		t.Helper()
		if err := params.SetDefaults(got); err != nil {
			t.Fatal(err)
		}
		if err := params.Validate(got); err != nil {
			t.Error(err)
		}
		a, _ := json.Marshal(got)
		b, _ := json.Marshal(want)
		if string(a) != string(b) {
			t.Errorf("tags say %s, code %s", a, b)
		}
	}
	check(new(Orientation), DefaultOrientation)
	check(new(Tuning), DefaultTuning)
	check(new(Rates), DefaultRates)
	check(new(Raster), DefaultRaster)
	check(new(Selectivity), DefaultSelectivity)
	check(new(Statistics), DefaultStatistics)
	check(new(PowerSpectrum), DefaultPowerSpectrum)
	check(new(Traces), DefaultTraces)
	check(new(StructureTensor), DefaultTensor)
}

func BenchmarkFitTuning60(b *testing.B) {
	pop := ring("E", sim.Excitatory, 60)
	r := sim.Seed(5).Rand("fit")
	y := make([]float64, 60)
	for i := range y {
		y[i] = float64(poisson(r, 1+20*VonMises(pop.Preferred[i], 60, 15)))
	}
	b.ReportAllocs()
	for b.Loop() {
		FitTuning(pop.Preferred, y, true)
	}
}

func TestRasterMarksJumps(t *testing.T) {
	m := DefaultRaster.For([]sim.Population{ring("E", sim.Excitatory, 60)})
	truth := func(ms int64) float64 {
		switch {
		case ms < 1000:
			return 120
		case ms < 1100: // a jump in two parts
			return 90
		case ms < 3000:
			return 60 + .01*float64(ms-1100) // and a slow turn
		case ms < 4000:
			return math.NaN()
		}
		return 170
	}
	for ms := int64(0); ms < 5000; ms += 10 {
		m.Add(&sim.Step{Start: 10 * ms, Stop: 10*ms + 100, Dt: .1, TrueDeg: truth(ms), Spikes: [][]sim.Spike{nil}})
	}
	var got []string
	for _, l := range m.Figure().Layers {
		if l.Mark == Rule {
			got = append(got, l.Label)
		}
	}
	if want := "θ 120° → 60°, θ 79° → 170°"; strings.Join(got, ", ") != want {
		t.Errorf("%q, want %q", got, want)
	}
}
