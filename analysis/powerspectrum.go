package analysis

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"striate/sim"
)

// PowerSpectrum is the power spectral density of every population's mean rate
// over the last seconds. Poisson spikes of ν Hz in each of n neurons have a
// flat one, of 2 ν/n; what stands above is fired together.
type PowerSpectrum struct {
	BinMs     float64 `json:"bin_ms" label:"spectrum bin" unit:"ms" default:"1" range:"0.1,2.5" step:"0.1" doc:"width of the bins in which spikes are counted; it must be short against a cycle of 200 Hz" live:"rebuild" tier:"more"`
	Seconds   float64 `json:"last_s" label:"spectrum of" unit:"s" default:"20" range:"1,120" step:"1" doc:"the spectrum is that of the last so many seconds" live:"rebuild" tier:"more"`
	SegmentMs float64 `json:"segment_ms" label:"segment" unit:"ms" default:"1000" range:"250,10000" step:"50" doc:"length of the segments whose spectra are averaged: frequencies are apart by its inverse" live:"rebuild" tier:"more"`
}

// DefaultPowerSpectrum is bins of 1 ms over the last 20 s, in segments of 1 s.
var DefaultPowerSpectrum = PowerSpectrum{BinMs: 1, Seconds: 20, SegmentMs: 1000}

// Open reads all populations.
func (s PowerSpectrum) Open(populations []sim.Population) (Meter, error) {
	return s.For(populations), nil
}

// For reads these populations, in the order of the steps.
func (s PowerSpectrum) For(populations []sim.Population) *PowerSpectrumMeter {
	return &PowerSpectrumMeter{set: s, rates: Rates{BinMs: s.BinMs, Seconds: s.Seconds}.For(populations)}
}

// PowerSpectrumMeter is a PowerSpectrum at work: rates in short bins.
type PowerSpectrumMeter struct {
	set   PowerSpectrum
	rates *RatesMeter
}

// Add counts the spikes of one step.
func (m *PowerSpectrumMeter) Add(st *sim.Step) { m.rates.Add(st) }

// Figure is one line for each population, on logarithmic axes.
func (m *PowerSpectrumMeter) Figure() *Figure { return m.Prepare()() }

// Range of the frequencies shown, Hz.
const (
	lowestHz  = 1
	highestHz = 200
)

// powerLine is what is known of one population.
type powerLine struct {
	label, name string
	role        Role
	counts      []int   // spikes in each bin
	perHz       float64 // spikes in a bin at a rate of 1 Hz
	hz, power   Series  // within the range shown
	peak        peak
}

// peak is a frequency whose power stands out, by so large a factor.
type peak struct{ hz, power, over float64 }

// Prepare copies the counts; what it returns does the rest, which is longer, and
// may be called elsewhere while the run goes on.
func (m *PowerSpectrumMeter) Prepare() func() *Figure {
	fs := 1000 / m.set.BinMs
	if m.rates.began { // whole steps
		fs = 1000 / (float64(m.rates.width) * m.rates.dt)
	}
	lines := make([]powerLine, len(m.rates.pops))
	for i, p := range m.rates.pops {
		lines[i] = powerLine{label: p.label, name: p.name, role: p.role, counts: m.rates.closed(i), perHz: float64(max(1, p.n)) / fs}
	}
	return func() *Figure { return m.set.draw(lines, fs) }
}

// shortest is the shortest segment, ms: of less there is no spectrum yet.
const shortest = 250

func (s PowerSpectrum) draw(lines []powerLine, fs float64) *Figure {
	f := &Figure{Name: "psd", Title: "Power spectrum", Kind: Cartesian, Summary: "no spectrum yet: too short",
		X: logAxis("Frequency (Hz)", lowestHz, highestHz), Y: logAxis("Power (Hz²/Hz)", .1, 10)}
	lines = slices.Clone(lines)
	segment, segments := s.segment(lines, fs), 0
	low, high := math.Inf(1), 0.0
	for i := range lines {
		l := &lines[i]
		var hz, power []float64
		rate := make([]float64, len(l.counts))
		for k, n := range l.counts {
			rate[k] = float64(n) / l.perHz
		}
		hz, power, segments = Welch(rate, fs, segment)
		for k, v := range hz {
			if v >= lowestHz*(1-1e-9) && v <= highestHz*(1+1e-9) {
				l.hz, l.power = append(l.hz, v), append(l.power, power[k])
				if power[k] > 0 {
					low, high = min(low, power[k]), max(high, power[k])
				}
			}
		}
		l.peak = peakOf(l.hz, l.power, segments)
	}
	if segments == 0 {
		return f
	}
	f.X.Min, f.X.Ticks = lines[0].hz[0], nil
	for _, v := range []float64{1, 2, 5, 10, 20, 50, 100, 200} {
		if v >= f.X.Min {
			f.X.Ticks = append(f.X.Ticks, v)
		}
	}
	if high > 0 {
		f.Y = decades("Power (Hz²/Hz)", max(low, high*1e-6), high)
	}
	f.Table.Columns = []Column{{Name: "frequency_hz", Values: lines[0].hz}}
	best := peak{}
	var of powerLine
	var words []string
	for _, l := range lines {
		drawn := make(Series, len(l.power))
		for k, v := range l.power {
			if drawn[k] = v; !(v > 0) {
				drawn[k] = math.NaN() // silent: no place on a logarithmic axis
			}
		}
		f.Layers = append(f.Layers, Layer{Mark: Line, Role: l.role, Label: nameIn(lines, l), X: l.hz, Y: drawn})
		f.Table.Columns = append(f.Table.Columns, Column{Name: l.name + "_hz2_per_hz", Values: l.power})
		switch {
		case !(largest(l.power) > 0):
			words = append(words, l.label+" silent")
		case l.peak.over > 0:
			words = append(words, fmt.Sprintf("%s peaks at %.1f Hz, %s Hz²/Hz", l.label, l.peak.hz, twoDigits(l.peak.power)))
		default:
			words = append(words, l.label+" has no peak")
		}
		if l.peak.over > best.over {
			best, of = l.peak, l
		}
	}
	if best.over > 0 {
		f.Layers = append(f.Layers, Layer{Mark: Rule, Role: of.role, Dash: true, X: Series{best.hz}, Label: fmt.Sprintf("peak %.1f Hz", best.hz)})
	}
	plural := "s"
	if segments == 1 {
		plural = ""
	}
	f.Summary = fmt.Sprintf("power of the rates, %d segment%s of %.3g s, 95 %% interval %.2f to %.2f times: %s", segments, plural, float64(segment)/fs,
		1/spread(segments, .975), 1/spread(segments, .025), strings.Join(words, "; "))
	return f
}

// segment is the length of a segment, in bins: as set, or shorter early on, and
// 0 where there is too little.
func (s PowerSpectrum) segment(lines []powerLine, fs float64) int {
	if len(lines) == 0 {
		return 0
	}
	ms := min(s.SegmentMs, 50*math.Floor(float64(len(lines[0].counts))/fs*1000/50+1e-9))
	if ms < shortest {
		return 0
	}
	return int(math.Round(ms / 1000 * fs))
}

// peakOf is the local maximum that stands highest over the median of the octave
// on either side, where it is at least twice that and more than chance makes of
// any of two hundred frequencies in one run of a hundred. Its place and height
// are those of the parabola through the logarithms of three values.
func peakOf(hz, power []float64, segments int) peak {
	best := peak{}
	if segments == 0 {
		return best
	}
	least := max(2, spread(segments, 1-.01/highestHz))
	var near []float64
	for k := 1; k+1 < len(hz); k++ {
		if !(power[k] > power[k-1] && power[k] > power[k+1]) {
			continue
		}
		near = near[:0]
		for j, v := range hz {
			if v >= hz[k]/2 && v <= hz[k]*2 {
				near = append(near, power[j])
			}
		}
		slices.Sort(near)
		over := power[k] / near[len(near)/2]
		if !(over >= least && over > best.over) || math.IsInf(over, 0) || !(power[k-1] > 0 && power[k+1] > 0) {
			continue
		}
		a, b, c := math.Log(power[k-1]), math.Log(power[k]), math.Log(power[k+1])
		shift := (a - c) / 2 / (a - 2*b + c)
		best = peak{hz[k] + shift*(hz[k]-hz[k-1]), math.Exp(b - (a-c)*shift/4), over}
	}
	return best
}

// decades is a logarithmic axis over whole powers of ten.
func decades(label string, low, high float64) Axis {
	return logAxis(label, math.Pow(10, math.Floor(math.Log10(low)+1e-9)), math.Pow(10, math.Floor(math.Log10(high)*(1-1e-12))+1))
}

// nameIn is the first word of a population's label, or all of it where another
// begins with the same.
func nameIn(lines []powerLine, l powerLine) string {
	for _, other := range lines {
		if other.name != l.name && short(other.label) == short(l.label) {
			return l.label
		}
	}
	return short(l.label)
}

// twoDigits is x with two digits and without an exponent where it is of a size
// that people read.
func twoDigits(x float64) string {
	if x >= 100 && x < 1e5 {
		return fmt.Sprintf("%.0f", x)
	}
	return fmt.Sprintf("%.2g", x)
}
