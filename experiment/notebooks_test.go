package experiment

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"testing"

	"striate/analysis"
	"striate/sim"
)

// seedsFor is how many seeds a table is made of: STRIATE_SEEDS, or so many.
func seedsFor(otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv("STRIATE_SEEDS")); err == nil && n > 0 {
		return n
	}
	return otherwise
}

// readings gathers what a population says in each of some stretches of time,
// over seeds: fitted width and height, spikes, and how far its spikes agree
// with the orientation that was cued, Σ n cos 2(θ_i − θ)/Σ n: 1 all at it, 0
// nowhere, −1 all at right angles.
type readings struct{ b, peak, spikes, agree []figure }

// read runs a preset over seeds and reads the given populations over the
// stretches between bounds; cue is the orientation of each stretch.
func readPreset(t *testing.T, preset string, seeds int, set map[string]any, bounds, cue []float64, populations ...string) map[string]readings {
	t.Helper()
	out := map[string]readings{}
	for _, name := range populations {
		n := len(cue)
		out[name] = readings{make([]figure, n), make([]figure, n), make([]figure, n), make([]figure, n)}
	}
	for seed := range uint64(seeds) {
		r, err := changed(t, preset, seed+1, set).Open()
		if err != nil {
			t.Fatal(err)
		}
		meters := map[string]*analysis.Sequences{}
		for i, p := range r.step.Populations {
			if _, asked := out[p.Name]; asked {
				meters[p.Name] = r.exp.Readout.NewSequences(i, p, bounds)
			}
		}
		var st *sim.Step
		for range r.exp.Frames(r.exp.Duration) {
			if st, err = r.Step(); err != nil {
				t.Fatal(err)
			}
			for _, m := range meters {
				m.Add(st)
			}
		}
		for _, p := range st.Populations {
			m := meters[p.Name]
			if m == nil {
				continue
			}
			for k, q := range m.Read() {
				x := out[p.Name]
				x.b[k].add(float64(q.BThetaDeg))
				x.peak[k].add(float64(q.FMax))
				x.spikes[k].add(float64(q.Spikes))
				sum, n := 0.0, 0.0
				for j, c := range m.Counts(k) {
					sum += c * math.Cos(2*(p.Preferred[j]-cue[k])*math.Pi/180)
					n += c
				}
				x.agree[k].add(sum / n)
			}
		}
	}
	return out
}

// turns is the bounds and orientations of n sequences of one second.
func turns(n int) (bounds, cue []float64) {
	for k := range n {
		bounds = append(bounds, float64(k))
		cue = append(cue, []float64{40, 160, 100}[k%3])
	}
	return append(bounds, float64(n)), cue
}

func table(t *testing.T, title string, f []figure, digits int) {
	line := fmt.Sprintf("%-22s", title)
	for _, x := range f {
		line += fmt.Sprintf(" %7.*f ± %-5.*f", digits, x.mean(), digits, x.sd())
	}
	t.Log(line)
}

func tables(t *testing.T, title string, r readings) {
	table(t, title+" B_θ", r.b, 1)
	table(t, title+" peak", r.peak, 1)
	table(t, title+" spikes", r.spikes, 0)
	table(t, title+" agrees", r.agree, 2)
}

// mean over some stretches.
func over(f []figure, from, to int) float64 {
	sum := 0.0
	for _, x := range f[from:to] {
		sum += x.mean()
	}
	return sum / float64(to-from)
}

var learningOff = map[string]any{"ring.plasticity.learning": false}

// nine-sequences-noise: with learning the ring stays sharper in noise than
// without, and answers more strongly.
func TestNineSequencesInNoise(t *testing.T) {
	bounds, cue := turns(9)
	seeds := seedsFor(6)
	on := readPreset(t, "nine-sequences-noise", seeds, nil, bounds, cue, "E")["E"]
	off := readPreset(t, "nine-sequences-noise", seeds, learningOff, bounds, cue, "E")["E"]
	tables(t, "E, learning on", on)
	tables(t, "E, learning off", off)
	if a, b := over(on.peak, 6, 9), over(off.peak, 6, 9); !(a > 1.3*b) {
		t.Errorf("peak in sequences 7-9: %.1f with learning, %.1f without, want more", a, b)
	}
	if a, b := over(on.spikes, 6, 9), over(on.spikes, 3, 6); !(a > b) {
		t.Errorf("spikes %.0f in sequences 7-9 and %.0f in 4-6, want more with 28 %% more input", a, b)
	}
}

// two-layers: the second layer follows the orientation, and answers more the
// more often it was shown.
func TestTwoLayers(t *testing.T) {
	bounds, cue := turns(9)
	seeds := seedsFor(6)
	on := readPreset(t, "two-layers", seeds, nil, bounds, cue, "E", "E2")
	off := readPreset(t, "two-layers", seeds, learningOff, bounds, cue, "E", "E2")
	for _, name := range []string{"E", "E2"} {
		tables(t, name+", learning on", on[name])
		tables(t, name+", learning off", off[name])
	}
	if a := over(on["E2"].agree, 6, 9); !(a > 0.4) {
		t.Errorf("second layer in sequences 7-9 agrees with the orientation by %.2f, want > 0.4", a)
	}
	if a, b := over(on["E2"].spikes, 6, 9), over(on["E2"].spikes, 0, 3); !(a > 1.5*b) {
		t.Errorf("second layer: %.0f spikes in sequences 7-9 and %.0f in 1-3, want many more", a, b)
	}
}

// predictive: does the second layer go on when the orientation is taken away?
// Read in the half second with and the half second without it, beside the first
// layer and beside the same network without learning.
func TestPredictive(t *testing.T) {
	bounds := []float64{3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7, 7.5, 8, 8.5, 9}
	cue := []float64{40, 40, 160, 160, 100, 100, 40, 40, 160, 160, 100, 100}
	seeds := seedsFor(6)
	on := readPreset(t, "predictive", seeds, nil, bounds, cue, "E", "E2")
	off := readPreset(t, "predictive", seeds, learningOff, bounds, cue, "E", "E2")
	for _, name := range []string{"E", "E2"} {
		table(t, name+" spikes on", on[name].spikes, 0)
		table(t, name+" agrees on", on[name].agree, 2)
		table(t, name+" spikes off", off[name].spikes, 0)
		table(t, name+" agrees off", off[name].agree, 2)
	}
	every := func(f []figure, first int) float64 {
		return (f[first].mean() + f[first+2].mean() + f[first+4].mean()) / 3
	}
	shown, gone := every(on["E2"].agree, 6), every(on["E2"].agree, 7)
	t.Logf("second layer agrees with the orientation by %.2f while it is shown, %.2f in the half second after; spikes %.0f and %.0f",
		shown, gone, every(on["E2"].spikes, 6), every(on["E2"].spikes, 7))
	if !(shown > gone) {
		t.Errorf("the second layer agrees with the orientation as well without it (%.2f) as with it (%.2f)", gone, shown)
	}
}

// five-to-one: twelve inhibitory neurons instead of sixty leave the excitatory
// ring broader and busier.
func TestFiveToOne(t *testing.T) {
	bounds, cue := turns(6)
	seeds := seedsFor(6)
	few := readPreset(t, "five-to-one", seeds, nil, bounds, cue, "E")["E"]
	without := readPreset(t, "five-to-one", seeds, learningOff, bounds, cue, "E")["E"]
	many := readPreset(t, "six-sequences", seeds, nil, bounds, cue, "E")["E"]
	tables(t, "12 I, learning on", few)
	tables(t, "12 I, learning off", without)
	tables(t, "60 I, learning on", many)
	if a, b := over(few.spikes, 0, 6), over(many.spikes, 0, 6); !(a > b) {
		t.Errorf("%.0f spikes a sequence with 12 inhibitory neurons, %.0f with 60, want more", a, b)
	}
}

// static-ring: a bump at 90° while the input lasts, and what is left after it.
func TestStaticRing(t *testing.T) {
	bounds := []float64{0, 0.1, 0.5, 0.6, 0.75, 1}
	cue := []float64{90, 90, 90, 90, 90}
	r := readPreset(t, "static-ring", seedsFor(4), nil, bounds, cue, "E")["E"]
	tables(t, "E, 0-.1-.5-.6-.75-1 s", r)
	if a := r.agree[1].mean(); !(a > 0.9) {
		t.Errorf("agrees with 90° by %.2f while it is shown, want > .9", a)
	}
}

// cloud-to-ring: nine windows of 111 ms of the second layer.
func TestCloudToRing(t *testing.T) {
	var bounds, cue []float64
	for k := range 10 {
		bounds = append(bounds, float64(k)/9)
		if k > 0 {
			cue = append(cue, 60)
		}
	}
	r := readPreset(t, "cloud-to-ring", seedsFor(6), nil, bounds, cue, "E", "E2")
	tables(t, "E", r["E"])
	tables(t, "E2", r["E2"])
	if a := over(r["E2"].agree, 3, 9); !(a > 0.5) {
		t.Errorf("second layer agrees with 60° by %.2f from the fourth window on, want > .5", a)
	}
}

// delays: what learning makes of a delay, beside the same without it. The
// source counts clusters of spikes less than 8 ms apart, which merge when a
// cell fires fast: by that count the rate falls with the delay, by spikes it
// rises.
func TestDelaysPreset(t *testing.T) {
	const groups = 30
	read := func(learning bool) (spikes, clusters, coherence [groups]figure) {
		for seed := range uint64(seedsFor(3)) {
			r, err := changed(t, "delays", seed+1, map[string]any{"network.learning": learning}).Open()
			if err != nil {
				t.Fatal(err)
			}
			m := NewMonitor(r, 1)
			d := m.delays
			last := make([]float64, groups*d.net.Cells)
			merged := make([]float64, groups)
			for range r.exp.Frames(1) {
				st, err := r.Step()
				if err != nil {
					t.Fatal(err)
				}
				m.Add(st)
				for _, s := range st.Spikes[d.pop] {
					at := float64(s.Step) * st.Dt
					if at-last[s.Index] > 8 {
						merged[int(s.Index)/d.net.Cells] += 1 / float64(d.net.Cells)
					}
					last[s.Index] = at
				}
			}
			for g := range groups {
				sum := 0.0
				for _, c := range d.counts[g*d.net.Cells : (g+1)*d.net.Cells] {
					sum += c / float64(d.net.Cells)
				}
				spikes[g].add(sum)
				clusters[g].add(merged[g])
				coherence[g].add(d.coherence(g))
			}
		}
		return spikes, clusters, coherence
	}
	some := func(f [groups]figure) []figure { return []figure{f[0], f[5], f[10], f[15], f[20], f[25], f[29]} }
	spikes, clusters, coherence := read(true)
	table(t, "spikes, learning on", some(spikes), 1)
	table(t, "clusters", some(clusters), 1)
	table(t, "coherence", some(coherence), 2)
	flat, _, control := read(false)
	table(t, "spikes, learning off", some(flat), 1)
	table(t, "coherence", some(control), 2)
	if a := spikes[0].mean(); !(a > 60 && a < 80) {
		t.Errorf("%.0f Hz at .1 ms, want about the source's 70", a)
	}
	if a, b := spikes[0].mean(), spikes[groups-1].mean(); !(b > 1.3*a) {
		t.Errorf("with learning %.0f Hz at the shortest delay, %.0f Hz at the longest, want more", a, b)
	}
	if a, b := flat[0].mean(), flat[groups-1].mean(); !(math.Abs(a-b) < 0.03*a) {
		t.Errorf("without learning %.0f Hz at the shortest delay, %.0f Hz at the longest, want the same", a, b)
	}
}
