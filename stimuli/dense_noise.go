package stimuli

import (
	"fmt"
	"math"

	"striate/params"
	"striate/sim"
)

// DenseNoise is white noise on a grid of checks over the whole screen, all
// drawn anew at every refresh (Citron and Emerson 1983, Brain Res. 277;
// Chichilnisky 2001, Network 12), L = ½ (1 + C z):
//
//	binary    z = ±1
//	ternary   z = -1, 0 or 1, equally often
//	gaussian  z = n/3.5, n standard normal, clipped at ±1 (one value in 2000)
//	blob      the same without checks: white noise under a Gaussian filter, n(x)
//	          of unit variance and autocorrelation exp(-Δ²/(4 size²)); an early
//	          use of filtered noise is Niell and Stryker 2008, J. Neurosci. 28
//
// Checks begin at the middle of the screen, where four meet; a pixel belongs
// to the check that its centre lies in, so there are no mixed values.
type DenseNoise struct {
	_ struct{} `eq:"luminance = ½ (1 + C z)\nbinary z = ±1;  ternary z = −1, 0, 1;  gaussian z = n/3.5;  blob: n under a Gaussian, autocorrelation exp(−Δ²/4 size²)" ref:"Citron & Emerson 1983; Chichilnisky 2001"`

	Screen
	Noise    string  `json:"noise" label:"noise" default:"binary" choice:"binary,ternary,gaussian,blob" doc:"values of the checks, or blobs of low-passed Gaussian noise"`
	Size     float64 `json:"size_deg" label:"size" unit:"deg" default:"0.2" range:"0.001,100" step:"0.05" doc:"side of a check, at least a pixel; of blobs the standard deviation of the filter"`
	Refresh  float64 `json:"refresh_hz" label:"refresh of the noise" unit:"Hz" default:"20" range:"0.01,500" step:"1" doc:"how often all values are drawn anew; every value is shown for a whole number of frames, at least one"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"50" range:"0,100" step:"1" doc:"Michelson contrast; of gaussian and blob at 3.5 standard deviations, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("dense_noise", func() Stimulus { return new(DenseNoise) })
}

// side is that of a check, or the filter of the blobs, in pixels.
func (d *DenseNoise) side() float64 { return d.Size * d.PixelsPerDegree() }

// check refuses checks that are smaller than pixels.
func (d *DenseNoise) check() error {
	if d.Noise != "blob" && !(d.side() >= 1-1e-9) {
		return &params.Error{
			Path: "size_deg", Found: params.FormatNumber(d.Size),
			Want: fmt.Sprintf("at least %.3g deg, a pixel", 1/d.PixelsPerDegree()),
		}
	}
	return nil
}

// frames is how many frames a value is shown for.
func (d *DenseNoise) frames() int64 { return d.framesOf(1000 / d.Refresh) }

// Open starts the noise.
func (d *DenseNoise) Open(seed sim.Seed) (Movie, error) {
	if err := Validate(d); err != nil {
		return nil, err
	}
	m := &denseMovie{dice: diceOf(seed, "dense_noise")}
	m.take(d)
	return m, nil
}

// denseMovie keeps which refresh is shown, and the dice; all else follows from it.
type denseMovie struct {
	d    DenseNoise
	dice dice
	at   slot

	drawn int64     // the refresh that the values are of, -1 for none
	z     []float32 // [row of the grid, from below][column]
	cols  taps      // from the grid to the screen, across
	rows  taps      // and up
	half  []float32 // blobs filtered along x: [row of the grid][x]
	image []float32 // blobs: [row of the screen, from above][x]
}

// take sets the parameters and lays out the grid.
func (m *denseMovie) take(d *DenseNoise) {
	if m.cols.index != nil && d.Noise == m.d.Noise && d.Size == m.d.Size {
		m.d = *d
		return
	}
	m.d, m.drawn = *d, -1
	if d.Noise != "blob" {
		m.cols, m.rows = checkTaps(d.Width, d.side()), checkTaps(d.Height, d.side())
		m.half, m.image = nil, nil
	} else {
		m.cols, m.rows = blobTaps(d.Width, d.side()), blobTaps(d.Height, d.side())
		m.half, m.image = make([]float32, m.rows.nodes*d.Width), make([]float32, d.Width*d.Height)
	}
	m.z = make([]float32, m.cols.nodes*m.rows.nodes)
}

// taps say which nodes of a grid a line of pixels is made of: pixel i is the sum
// of weight[i*n+j] times node index[i]+j, for j < n.
type taps struct {
	nodes, n int
	index    []int
	weight   []float32
}

// checkTaps lay checks over size pixels, with an edge in the middle.
func checkTaps(size int, side float64) taps {
	t := taps{n: 1, index: make([]int, size)}
	check := func(i int) int {
		return int(math.Floor((float64(i)+0.5-float64(size)/2)/side + 1e-9))
	}
	first := check(0)
	for i := range size {
		t.index[i] = check(i) - first
	}
	t.nodes = t.index[size-1] + 1
	return t
}

// blobTaps are a Gaussian filter of sd pixels on nodes that stand sd apart, or a
// pixel where that is more: near enough that the variance is even to 1e-4. The
// squares of the weights of a pixel sum to 1.
func blobTaps(size int, sd float64) taps {
	const reach = 4.5 // standard deviations
	step := max(sd, 1)
	n := 2*int(math.Ceil(reach*sd/step)) + 1
	t := taps{n: n, index: make([]int, size), weight: make([]float32, size*n)}
	nearest := func(i int) int { return int(math.Round((float64(i) - float64(size/2)) / step)) }
	first := nearest(0) - n/2
	for i := range size {
		mid, sum := nearest(i), 0.0
		t.index[i] = mid - n/2 - first
		w := t.weight[i*n:][:n]
		for j := range w {
			d := (float64(i-size/2) - step*float64(mid-n/2+j)) / sd
			v := math.Exp(-d * d / 2)
			w[j], sum = float32(v), sum+v*v
		}
		for j := range w {
			w[j] /= float32(math.Sqrt(sum))
		}
	}
	t.nodes = t.index[size-1] + n
	return t
}

// Retune takes the parameters of other dense noise on the same screen.
func (m *denseMovie) Retune(s Stimulus) error {
	d, err := sameKind(s, &m.d)
	if err != nil {
		return err
	}
	m.take(d)
	return nil
}

// TrueDeg is NaN: white noise has no orientation.
func (m *denseMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie].
func (m *denseMovie) State(a *sim.Archive) {
	a.Label("dense_noise")
	m.dice.state(a)
	m.at.state(a)
	if a.Loading() {
		m.drawn = -1
	}
}

// draw makes the values of the refresh that is shown now.
func (m *denseMovie) draw() {
	m.drawn = m.at.index
	d := m.dice.of(m.drawn)
	switch m.d.Noise {
	case "binary":
		for i := range m.z {
			m.z[i] = float32(int(d.word(uint64(i))>>63)*2 - 1)
		}
	case "ternary":
		for i := range m.z {
			m.z[i] = float32(d.below(uint64(i), 3) - 1)
		}
	default:
		d.normals(m.z)
		if m.d.Noise == "blob" {
			m.filter()
		}
		z := m.z
		if m.d.Noise == "blob" {
			z = m.image
		}
		for i, v := range z {
			z[i] = min(1, max(-1, v/3.5))
		}
	}
}

// filter makes the blobs of the nodes.
func (m *denseMovie) filter() {
	w, h, nx, n := m.d.Width, m.d.Height, m.cols.nodes, m.cols.n
	for row := range m.rows.nodes {
		z, out := m.z[row*nx:][:nx], m.half[row*w:][:w]
		for x := range out {
			sum := float32(0)
			for j, v := range z[m.cols.index[x]:][:n] {
				sum += m.cols.weight[x*n+j] * v
			}
			out[x] = sum
		}
	}
	n = m.rows.n
	for y := range h {
		out := m.image[(h-1-y)*w:][:w]
		clear(out)
		for j, weight := range m.rows.weight[y*n:][:n] {
			for x, v := range m.half[(m.rows.index[y]+j)*w:][:w] {
				out[x] += weight * v
			}
		}
	}
}

// Paint writes frame k.
func (m *denseMovie) Paint(dst *sim.Frame, k int64) {
	m.at.to(k, m.d.frames())
	if m.d.Contrast == 0 {
		dst.Fill(0.5)
		return
	}
	if m.drawn != m.at.index {
		m.draw()
	}
	gain := float32(0.5 * m.d.Contrast / 100)
	if m.d.Noise == "blob" {
		for i, z := range m.image {
			dst.Pix[i] = 0.5 + gain*z
		}
		return
	}
	for row := range dst.H {
		z := m.z[m.rows.index[dst.H-1-row]*m.cols.nodes:]
		out := dst.Pix[row*dst.W:][:dst.W]
		for x := range out {
			out[x] = 0.5 + gain*z[m.cols.index[x]]
		}
	}
}

var _ Retunable = (*denseMovie)(nil)
