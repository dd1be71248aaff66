package stimuli

import (
	"fmt"
	"hash/crc32"
	"math"
	"sync"

	"striate/params"
	"striate/sim"
)

// NaturalImage is a still picture: a part of the photograph of [NaturalFilm], or
// of a file. It is shown as it is, exposed so that the mean luminance of what is
// seen is 0.5 and clipped at 1, or whitened as the retina does by the filter of
// Olshausen and Field 1997 (Vision Res. 37), f exp(-(f/0.4)⁴), f in cycles per
// pixel; then L = ½ (1 + C z/3.5), z of unit standard deviation, clipped.
//
// What the bars of a picture are is for the analysis to say (see [Natural]).
type NaturalImage struct {
	_ struct{} `eq:"luminance = ½ + C (picture − ½);  whitened: spectrum · f exp(−(f/0.4)⁴), f in c/px, then ½ (1 + C z/3.5)" ref:"Olshausen & Field 1997"`

	Screen
	File     string  `json:"file" label:"file" default:"" live:"rebuild" tier:"more" doc:"a .png, .jpg, .gif or .npy file, of a film the first frame; empty for the photograph that is always at hand"`
	Transfer string  `json:"transfer" label:"transfer" default:"srgb" choice:"srgb,linear" live:"rebuild" tier:"more" doc:"whether a .png, .jpg or .gif holds sRGB values, as photographs do, or linear luminance, as ours do" when:"file!="`
	Zoom     float64 `json:"zoom" label:"zoom" default:"2" range:"1,64" step:"0.1" scale:"log" doc:"1 for the largest part of the picture that has the shape of the screen, 2 for half its width"`
	X        float64 `json:"x_pct" label:"x" unit:"%" default:"50" range:"0,100" step:"1" doc:"where that part is, 0 at the left and 100 at the right of the picture"`
	Y        float64 `json:"y_pct" label:"y" unit:"%" default:"50" range:"0,100" step:"1" doc:"where that part is, 0 at the bottom and 100 at the top of the picture"`
	Whiten   bool    `json:"whiten" label:"whiten" default:"false" doc:"even out the spatial frequencies" ref:"Olshausen & Field 1997"`
	Contrast float64 `json:"contrast_pct" sym:"C" label:"contrast" unit:"%" default:"100" range:"0,100" step:"1" doc:"contrast about mean grey, 100 as exposed, whitened at 3.5 standard deviations; 0 is blank"`
}

func init() {
	params.Register[Stimulus]("natural_image", func() Stimulus { return new(NaturalImage) })
}

func (*NaturalImage) natural() {}

// bundled is the photograph.
var bundled = sync.OnceValue(photograph)

// picture is the whole picture, not to be written to.
func (n *NaturalImage) picture() (*sim.Frame, error) {
	if n.File == "" {
		return bundled(), nil
	}
	return readPicture(n.File, n.Transfer == "srgb")
}

// see is the part of a picture that the screen shows, at full contrast.
func (n *NaturalImage) see(picture *sim.Frame) *sim.Frame {
	f := sim.NewFrame(n.Width, n.Height)
	scale := min(float64(picture.W)/float64(f.W), float64(picture.H)/float64(f.H)) / n.Zoom
	x0 := (float64(picture.W) - scale*float64(f.W)) * n.X / 100
	y0 := (float64(picture.H) - scale*float64(f.H)) * (1 - n.Y/100)
	if scale >= 1 {
		average(f, picture, x0, y0, scale)
	} else {
		for row := range f.H {
			for i := range f.W {
				f.Set(i, row, bilinear(picture, x0+(float64(i)+0.5)*scale-0.5, y0+(float64(row)+0.5)*scale-0.5))
			}
		}
	}
	if n.Whiten {
		whitened(f)
	} else {
		expose(f)
	}
	return f
}

// expose brings the mean of a frame to 0.5, as far as its black parts let it, by
// one factor, and clips it at 1.
func expose(f *sim.Frame) {
	lo, hi := 0.0, 1e6
	for range 60 {
		e, sum := (lo+hi)/2, 0.0
		for _, l := range f.Pix {
			sum += min(1, e*float64(l))
		}
		if sum < 0.5*float64(len(f.Pix)) {
			lo = e
		} else {
			hi = e
		}
	}
	for i, l := range f.Pix {
		f.Pix[i] = float32(min(1, hi*float64(l)))
	}
}

// whitened filters a frame, mirrored at its edges so that they make no lines.
func whitened(f *sim.Frame) {
	w, h := 2*f.W, 2*f.H
	twice := make([]float64, w*h)
	for r := range h {
		for c := range w {
			twice[r*w+c] = float64(f.At(min(c, w-1-c), min(r, h-1-r)))
		}
	}
	filter := Whitening{Alpha: 1, F0: 0.4, Steepness: 4}
	out := FilterImage(twice, filter.Filter(Axis(h), Axis(w)), h, w)
	mean, square := 0.0, 0.0
	for r := range f.H {
		for _, v := range out[r*w:][:f.W] {
			mean, square = mean+v, square+v*v
		}
	}
	mean /= float64(f.W * f.H)
	sd := math.Sqrt(max(0, square/float64(f.W*f.H)-mean*mean))
	const even = 1e-9 // a picture of one luminance stays grey
	for r := range f.H {
		for c := range f.W {
			z := 0.0
			if sd > even {
				z = (out[r*w+c] - mean) / sd
			}
			f.Set(c, r, clip01(0.5+0.5*z/3.5))
		}
	}
}

// Open reads the file, if there is one; the picture has no randomness.
func (n *NaturalImage) Open(sim.Seed) (Movie, error) {
	if err := Validate(n); err != nil {
		return nil, err
	}
	p, err := n.picture()
	if err != nil {
		return nil, err
	}
	return &imageMovie{n: *n, picture: p, seen: n.see(p), sum: checksum(p)}, nil
}

type imageMovie struct {
	n       NaturalImage
	picture *sim.Frame
	seen    *sim.Frame // at full contrast
	sum     uint32     // of the picture
}

// checksum tells one picture from another.
func checksum(f *sim.Frame) uint32 {
	sum := uint32(0)
	var b [4]byte
	for _, l := range f.Pix {
		u := math.Float32bits(l)
		b[0], b[1], b[2], b[3] = byte(u), byte(u>>8), byte(u>>16), byte(u>>24)
		sum = crc32.Update(sum, crc32.IEEETable, b[:])
	}
	return sum
}

// Retune shows another part of the picture, or the same in another way; another
// file means another movie.
func (m *imageMovie) Retune(s Stimulus) error {
	n, err := sameKind(s, &m.n)
	if err != nil {
		return err
	}
	if n.File != m.n.File || n.Transfer != m.n.Transfer {
		return &params.Error{Path: "file", Found: n.File, Want: m.n.File + ", the picture that is open, with the same transfer"}
	}
	was := m.n
	was.Contrast = n.Contrast
	if m.n = *n; was != *n {
		m.seen = n.see(m.picture)
	}
	return nil
}

// TrueDeg is NaN: what orientation a picture has is for the analysis to say.
func (m *imageMovie) TrueDeg() float64 { return math.NaN() }

// State is described at [Movie]. The picture has to be there again, the same.
func (m *imageMovie) State(a *sim.Archive) {
	a.Label("natural_image")
	found := m.sum
	sim.Value(a, &found)
	if found != m.sum {
		a.Fail(&params.Error{Path: "file", Found: fmt.Sprintf("a picture of checksum %08x", m.sum), Want: fmt.Sprintf("%08x, as when the state was saved", found)})
	}
}

// Paint writes the picture.
func (m *imageMovie) Paint(dst *sim.Frame, _ int64) {
	c := float32(m.n.Contrast / 100)
	for i, l := range m.seen.Pix {
		dst.Pix[i] = 0.5 + c*(l-0.5)
	}
}

var (
	_ Retunable = (*imageMovie)(nil)
	_ Natural   = (*NaturalImage)(nil)
)
