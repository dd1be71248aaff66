package export

import (
	"bytes"
	"image"
	"image/draw"
	"image/gif"
	"io"
	"math"
	"testing"

	"striate/analysis"
	"striate/sim"
)

// seen is the polar figure of a population that answers to deg, with spikes
// spread by 15 deg, before a stimulus that is at truth.
func seen(deg, truth float64) *analysis.Figure {
	e := ring("E", "E ring", sim.Excitatory, 60)
	m := analysis.DefaultOrientation.For(0, e)
	st := &sim.Step{Dt: .1, Stop: 10_000, TrueDeg: truth, Spikes: make([][]sim.Spike, 1)}
	for i, p := range e.Preferred {
		for range int(20 * analysis.VonMises(p, deg, 15)) {
			st.Spikes[0] = append(st.Spikes[0], sim.Spike{Index: int32(i)})
		}
	}
	m.Add(st)
	return m.Figure()
}

// A pair has the size, the number of frames and the delay it was asked for;
// the film is on its left, and on its right the petals lie where the spikes
// are and are coloured by the wheel.
func TestPairGIF(t *testing.T) {
	var b bytes.Buffer
	const w, h, scale = 40, 30, 8
	p, err := NewPairGIF(&b, Movie{Width: w, Height: h, FPS: 20, Provenance: provenance})
	if err != nil {
		t.Fatal(err)
	}
	var films []*sim.Frame
	var angles []float64
	for deg := 0.0; deg < 180; deg += 15 {
		f := bars(w, deg)
		f.H, f.Pix = h, f.Pix[:w*h]
		f.Pix[0], f.Pix[1], f.Pix[2] = 0, 1, float32(math.NaN())
		if err := p.Add(f, seen(deg, deg)); err != nil {
			t.Fatal(err)
		}
		films, angles = append(films, f), append(angles, deg)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Image) != 12 || g.LoopCount != 0 || g.Config.Width != pairGap+w*scale+pairFigure || g.Config.Height != p.height {
		t.Fatalf("%d frames, loop %d, %d x %d px", len(g.Image), g.LoopCount, g.Config.Width, g.Config.Height)
	}
	if !bytes.Contains(b.Bytes(), []byte(`"engine":"striate test"`)) {
		t.Error("no provenance")
	}
	im := image.NewRGBA(g.Image[0].Rect)
	for k, part := range g.Image {
		draw.Draw(im, im.Rect, part, image.Point{}, draw.Over)
		if g.Delay[k] != 5 {
			t.Errorf("frame %d: delay %d, want 5/100 s", k, g.Delay[k])
		}
		for y := range h * scale {
			for x := range w * scale {
				want := max(0, float64(films[k].At(x/scale, y/scale)))
				if math.IsNaN(want) {
					want = 0
				}
				r, gr, bl, _ := im.At(p.left+x, p.top+y).RGBA()
				if r != gr || gr != bl || math.Abs(float64(r)/65535-want) > .5/(pairGreys-1)+.5/255 {
					t.Fatalf("frame %d pixel %d, %d: %d %d %d, want grey %.3f", k, x, y, r>>8, gr>>8, bl>>8, want)
				}
			}
		}
		deg, strength, hue := petalsOf(im, p)
		if math.Abs(analysis.Apart(deg, angles[k])) > 3 || strength < .5 {
			t.Errorf("frame %d: petals at %.1f deg, strength %.2f, want %g deg", k, deg, strength, angles[k])
		}
		if want := toOKLab(wheel(angles[k])); math.Hypot(hue.a-want.a, hue.b-want.b) > .05 {
			t.Errorf("frame %d: petals are of colour %+v, want %+v", k, hue, want)
		}
	}
}

// petalsOf is the orientation of the coloured pixels inside the dial of a
// pair, by their second moment, and their mean colour.
func petalsOf(im image.Image, p *PairGIF) (deg, strength float64, hue oklab) {
	radius := float64(pairFigure)/2 - 68
	cx, cy := float64(p.right)+pairFigure/2, float64(p.figureTop)+float64(p.tall)/2
	var xx, yy, xy, n float64
	for y := range p.height {
		for x := p.right; x < p.width; x++ {
			dx, dy := float64(x)+.5-cx, cy-float64(y)-.5
			if math.Hypot(dx, dy) > radius-3 {
				continue
			}
			r, g, b, _ := im.At(x, y).RGBA()
			if max(r, g, b)-min(r, g, b) < 40<<8 {
				continue
			}
			c := toOKLab(colorNRGBA{R: byte(r >> 8), G: byte(g >> 8), B: byte(b >> 8), A: 255})
			hue.a, hue.b, n = hue.a+c.a, hue.b+c.b, n+1
			xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
		}
	}
	hue.a, hue.b = hue.a/n, hue.b/n
	return math.Mod(math.Atan2(2*xy, xx-yy)*90/math.Pi+180, 180), math.Hypot(xx-yy, 2*xy) / (xx + yy), hue
}

func TestPairGIFRefusals(t *testing.T) {
	m := Movie{Width: 8, Height: 8, FPS: 20}
	p, err := NewPairGIF(io.Discard, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Add(sim.NewFrame(9, 8), seen(0, 0)); err == nil || err.Error() != "frame = 9 x 8, want 8 x 8" {
		t.Error(err)
	}
	if err := p.Add(sim.NewFrame(8, 8), figures(1)["rates"]); err == nil || err.Error() != "figure = cartesian, want polar" {
		t.Error(err)
	}
	if err := p.Close(); err == nil {
		t.Error("closed without a frame")
	}
	for _, m := range []Movie{{Width: 0, Height: 8, FPS: 20}, {Width: 65500, Height: 8, FPS: 20}, {Width: 8, Height: 8}} {
		if _, err := NewPairGIF(io.Discard, m); err == nil {
			t.Errorf("%+v accepted", m)
		}
	}
	for k, c := range pairPalette[:pairClear] {
		for j, d := range pairPalette[:k] {
			if k > pairGreys+pairTints && c == d {
				t.Errorf("colours %d and %d of the palette are both %v", k, j, c)
			}
		}
	}
}

func BenchmarkPairGIFFrame(b *testing.B) {
	p, err := NewPairGIF(io.Discard, Movie{Width: 64, Height: 64, FPS: 20})
	if err != nil {
		b.Fatal(err)
	}
	f, s := bars(64, 30), seen(30, 33)
	for b.Loop() {
		if err := p.Add(f, s); err != nil {
			b.Fatal(err)
		}
	}
}
