package stimuli

import (
	"math"
	"sync"

	"striate/params"
	"striate/sim"
)

// NaturalFilm is a natural film that is always at hand: a virtual camera pans,
// zooms and rolls over a photograph on a closed path, so that it loops without
// a seam. In one loop the camera rolls once around, and the dominant
// orientation of what it sees turns through all angles twice.
//
// The photograph is ascent (two people on a stair tower; 512 x 512 px, public
// domain, from SciPy, which derived it from accent-to-the-top.jpg at
// public-domain-image.com; see photograph/README.md). Its sRGB values are
// decoded to linear luminance and exposed so that the mean over the loop is
// 0.5; what would be brighter than 1 is clipped, as in an overexposed film.
type NaturalFilm struct {
	_ struct{} `eq:"luminance = ½ + C (film − ½), the camera rolling once around in a loop"`

	Screen
	LoopS    float64 `json:"loop_s" label:"length of the loop" unit:"s" default:"10" range:"5,600" step:"1" doc:"time in which the camera comes back to where it was, after one whole roll"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast about mean grey, 100 as exposed, 0 is blank"`
}

func init() {
	params.Register[Stimulus]("natural_film", func() Stimulus { return new(NaturalFilm) })
}

// camera is where the camera is: x, y in pixels of the photograph from its top
// left corner, the radius in them that half the diagonal of the screen spans,
// and the roll in radians.
type camera struct{ x, y, radius, roll float64 }

// cameraAt is the camera at a phase of the loop, 0 to 1. All of its views lie
// within the photograph.
func cameraAt(phase float64) camera {
	t := 2 * math.Pi * phase
	return camera{
		x:      282 + 37*math.Cos(2*t+1.72),
		y:      254 + 34*math.Cos(t+0.83),
		radius: 114 + 20*math.Cos(t+3.56),
		roll:   t,
	}
}

// scale is the pixels of the photograph per pixel of the screen.
func (c camera) scale(screen *sim.Frame) float64 {
	return 2 * c.radius / math.Hypot(float64(screen.W), float64(screen.H))
}

// shoot writes what the camera sees of a view.
func shoot(dst *sim.Frame, v view, c camera) {
	scale := c.scale(dst)
	sin, cos := math.Sincos(c.roll)
	sin, cos = sin*scale, cos*scale
	for row := range dst.H {
		y := float64(row) - float64(dst.H-1)/2
		out := dst.Pix[row*dst.W:][:dst.W]
		for i := range out {
			x := float64(i) - float64(dst.W-1)/2
			out[i] = v.at(c.x+cos*x-sin*y, c.y+sin*x+cos*y)
		}
	}
}

// exposed is the photograph times the exposure that brings the mean luminance
// of the loop on a square screen to 0.5, clipped at 1.
var exposed = sync.OnceValue(func() mipmap {
	p := photograph()
	var seen []float32 // single points all over the loop
	const shots = 100
	f, sharp := sim.NewFrame(48, 48), view{fine: p, fineAt: 1}
	for k := range shots {
		shoot(f, sharp, cameraAt(float64(k)/shots))
		seen = append(seen, f.Pix...)
	}
	lo, hi := float32(0.5), float32(64)
	for range 24 {
		e, sum := (lo+hi)/2, 0.0
		for _, l := range seen {
			sum += float64(min(1, e*l))
		}
		if sum < 0.5*float64(len(seen)) {
			lo = e
		} else {
			hi = e
		}
	}
	for i, l := range p.Pix {
		p.Pix[i] = min(1, hi*l)
	}
	return newMipmap(p)
})

// Open starts the film; it has no randomness.
func (n *NaturalFilm) Open(sim.Seed) (Movie, error) {
	if err := Validate(n); err != nil {
		return nil, err
	}
	return &naturalMovie{n: *n, picture: exposed()}, nil
}

// naturalMovie keeps how far the camera has come, so that it goes on from
// there when the length of the loop changes.
type naturalMovie struct {
	n       NaturalFilm
	picture mipmap
	phase   float64 // share of the loop, 0 to 1
	last    int64   // frame last painted
}

// Retune takes another contrast or length of the loop on the same screen.
func (m *naturalMovie) Retune(s Stimulus) error {
	n, err := sameKind(s, &m.n)
	if err != nil {
		return err
	}
	m.n = *n
	return nil
}

// TrueDeg is NaN: what orientation a natural frame has is for the analysis to say.
func (m *naturalMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie].
func (m *naturalMovie) State(a *sim.Archive) {
	a.Label("natural_film")
	sim.Value(a, &m.phase)
	sim.Value(a, &m.last)
	atMostOne(a, m.phase)
}

// Paint writes frame k.
func (m *naturalMovie) Paint(dst *sim.Frame, k int64) {
	m.phase = math.Mod(m.phase+float64(k-m.last)/(m.n.FPS*m.n.LoopS), 1)
	m.last = k
	c := cameraAt(m.phase)
	shoot(dst, m.picture.from(c.scale(dst)), c)
	contrast := float32(m.n.Contrast / 100)
	for i, l := range dst.Pix {
		dst.Pix[i] = 0.5 + contrast*(l-0.5)
	}
}

var _ Retunable = (*naturalMovie)(nil)
