package stimuli

import (
	"fmt"
	"math"
	"math/big"
	"reflect"
	"testing"

	"striate/sim"
)

// Onsets and offsets by exact fractions: frame k shows what is due at k/fps.
func TestSequenceTiming(t *testing.T) {
	// durations as fractions of a second, so that whole numbers decide
	for _, c := range []struct {
		items []string
		gap   string
	}{
		{[]string{"1", "2", "0.5"}, "0.5"},
		{[]string{"0.13", "0.37", "0.1", "0.7"}, "0.11"},
		{[]string{"0.1", "0.3"}, "0"},
		{[]string{"0.05", "1.01", "0.0834"}, "0.0417"},
	} {
		for _, fps := range []int64{24, 60, 100} {
			rat := func(s string) *big.Rat {
				r, ok := new(big.Rat).SetString(s)
				if !ok {
					t.Fatal(s)
				}
				return r
			}
			text := ""
			for i, d := range c.items {
				text += fmt.Sprintf("; %s: grating theta_deg=%d contrast_pct=20", d, 10*i+5)
			}
			gap, _ := rat(c.gap).Float64()
			s := made(t, "sequence", map[string]any{"items": text, "isi_s": gap, "fps": fps, "width_px": 8, "height_px": 8})
			m, f := open(t, s, 1), sim.NewFrame(8, 8)
			const frames = 3000
			showings, err := s.(*Sequence).Showings(frames)
			if err != nil {
				t.Fatal(err)
			}
			at, item, n := new(big.Rat), 0, 0
			off := new(big.Rat).Add(at, rat(c.items[0]))
			for k := range int64(frames) {
				now := big.NewRat(k, fps)
				for end := new(big.Rat).Add(off, rat(c.gap)); now.Cmp(end) >= 0; end = new(big.Rat).Add(off, rat(c.gap)) {
					at = end
					item = (item + 1) % len(c.items)
					n++
					off = new(big.Rat).Add(at, rat(c.items[item]))
				}
				want := math.NaN()
				if now.Cmp(off) < 0 {
					want = float64(10*item + 5)
				}
				m.Paint(f, k)
				if got := m.TrueDeg(); got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
					t.Fatalf("%v gap %s at %d Hz: frame %d has %v deg, want %v", c.items, c.gap, fps, k, got, want)
				}
				if blank := f.Pix[0] == 0.5 && f.Pix[9] == 0.5 && f.Pix[60] == 0.5; blank != math.IsNaN(want) {
					t.Fatalf("%v gap %s at %d Hz: frame %d is blank: %v", c.items, c.gap, fps, k, blank)
				}
				if on := showings[n]; math.IsNaN(want) != !(k >= on.On && k < on.Off) || on.Item != item {
					t.Fatalf("%v gap %s at %d Hz: frame %d, showing %+v", c.items, c.gap, fps, k, on)
				}
			}
			if n+1 != len(showings) || n < 5 {
				t.Errorf("%d showings told, %d shown", len(showings), n+1)
			}
		}
	}
}

// An item begins at its own first frame each time that it comes.
func TestSequenceShowsItsItems(t *testing.T) {
	s := made(t, "sequence", map[string]any{
		"items": "0.1s : motion_cloud theta_deg=30deg;; 0.2: sum a.kind=motion_cloud weight_b=0 a.theta_deg=70 ;", "isi_s": 0.05, "contrast_pct": 50,
	}).(*Sequence)
	showings, err := s.Showings(60)
	if err != nil || len(showings) != 6 {
		t.Fatalf("%v, %v, want 6 showings", showings, err)
	}
	want := []Showing{
		{0, "motion_cloud", 30, "0.1s : motion_cloud theta_deg=30deg", 0, 6, 0, 0.1},
		{1, "sum", 70, "0.2: sum a.kind=motion_cloud weight_b=0 a.theta_deg=70", 9, 21, 0.15, 0.35},
	}
	if !reflect.DeepEqual(showings[:2], want) {
		t.Errorf("showings %+v, want %+v", showings[:2], want)
	}
	m := open(t, s, 5)
	all := paint(m, s, 0, 60)
	cloud := open(t, made(t, "motion_cloud", map[string]any{"theta_deg": 30}), sim.Seed(5).Sub("item 0"))
	for k, f := range paint(cloud, s, 0, 6) {
		for i, l := range f.Pix {
			if got, want := all[k].Pix[i], float32(0.5+0.5*(float64(l)-0.5)); got != want {
				t.Fatalf("frame %d pixel %d is %v, want %v", k, i, got, want)
			}
		}
	}
	for k := range 6 { // the next round, at 0.4 s
		if !reflect.DeepEqual(all[k], all[24+k]) {
			t.Errorf("frozen noise is another one in round 2, frame %d", k)
		}
	}
	s.Frozen = false
	fresh := paint(open(t, s, 5), s, 0, 60)
	if reflect.DeepEqual(fresh[0], fresh[24]) {
		t.Error("noise that is not frozen comes again")
	}
	s.Loop = false
	once := open(t, s, 5)
	for k, f := range paint(once, s, 0, 60) {
		if grey := f.Pix[7] == 0.5 && f.Pix[70] == 0.5; k >= 21 && !grey {
			t.Fatalf("frame %d after the end is not blank", k)
		}
	}
	if last, _ := s.Showings(1 << 40); len(last) != 2 {
		t.Errorf("%d showings without a loop, want 2", len(last))
	}
}

// Far into a sequence onsets are where they are due, and soon found.
func TestSequenceGoesOnForEver(t *testing.T) {
	s := made(t, "sequence", map[string]any{"items": "0.13: grating theta_deg=20 contrast_pct=20; 0.17: grating theta_deg=40 contrast_pct=20", "isi_s": 0, "width_px": 8, "height_px": 8})
	m, f := open(t, s, 1), sim.NewFrame(8, 8)
	for _, day := range []int64{1, 365} {
		first := day * 24 * 3600 * 60
		for k := first; k < first+200; k++ {
			m.Paint(f, k)
			phase, want := k*10%180, 40.0 // a round is 18 frames of 60 Hz, in tenths
			if phase < 78 {
				want = 20
			}
			if got := m.TrueDeg(); got != want {
				t.Fatalf("frame %d: %v deg, want %v", k, got, want)
			}
		}
	}
}

func TestSequenceRefuses(t *testing.T) {
	for items, want := range map[string]string{
		"":                                     "items = \"\", want items like \"2: grating theta_deg=45\", seconds first",
		" ; ;":                                 "items = \" ; ;\", want items like \"2: grating theta_deg=45\", seconds first",
		"1: grating; grating":                  "items = item 2 \"grating\", want items like \"2: grating theta_deg=45\", seconds first",
		"1: grating; x: grating":               "items = item 2 \"x: grating\", want items like \"2: grating theta_deg=45\", seconds first",
		"1: grating; NaN: grating":             "items = item 2 \"NaN: grating\", want items like \"2: grating theta_deg=45\", seconds first",
		"-1: grating":                          "items = item 1 \"-1: grating\", want 0.0167 to 36000 s, at least one frame",
		"0.01: grating":                        "items = item 1 \"0.01: grating\", want 0.0167 to 36000 s, at least one frame",
		"1: grating; 1: tartan":                "",
		"1: grating; 1: sequence":              "",
		"1: grating; 1: grating theta_deg=300": "items = item 2 \"1: grating theta_deg=300\", want a stimulus that can be shown; theta_deg = 300, want 0 to 180 deg",
		"1: grating theta=3":                   "",
		"1: grating theta_deg":                 "items = item 1 \"1: grating theta_deg\", want items like \"2: grating theta_deg=45\", seconds first, and each parameter once, as name=value",
		"1: grating sf_cpd=1 sf_cpd=2":         "items = item 1 \"1: grating sf_cpd=1 sf_cpd=2\", want items like \"2: grating theta_deg=45\", seconds first, and each parameter once, as name=value",
		"1: grating width_px=32":               "",
		"1: sum a.width_px=32":                 "",
		"1: grating sf_cpd=10; 1: blank":       "",
		"1: sum a.sf_cpd=9.9":                  "items = item 1 \"1: sum a.sf_cpd=9.9\", want a stimulus that can be shown; a.sf_cpd = 9.9, want at most 5 c/deg, half a cycle per pixel at 10 px/deg",
		"1: video":                             "items = item 1 \"1: video\", want a video with a file: no frames are sent into a sequence",
		"1: masked of.kind=video":              "items = item 1 \"1: masked of.kind=video\", want a video with a file: no frames are sent into a sequence",
	} {
		err := Validate(made(t, "sequence", map[string]any{"items": items, "px_per_deg": 10}))
		if err == nil || want != "" && err.Error() != want {
			t.Errorf("%q: %v, want %q", items, err, want)
		} else if want == "" {
			t.Log(err)
		}
	}
	s := made(t, "sequence", map[string]any{"items": "1: grating; 1: video file=none.npy"})
	if _, err := s.Open(1); err == nil {
		t.Error("a file that is not there is opened")
	} else {
		t.Log(err)
	}
}

func TestSequenceIsNaturalAtTimes(t *testing.T) {
	s := made(t, "sequence", map[string]any{"items": "0.1: grating; 0.1: natural_film", "isi_s": 0.1})
	m := open(t, s, 1)
	if !IsNatural(s) {
		t.Error("a sequence with a film is natural")
	}
	for k, want := range map[int]bool{0: false, 7: false, 12: true, 17: true, 18: false} {
		paint(m, s, k, 1)
		if ShowsNature(s, m) != want {
			t.Errorf("frame %d natural %v, want %v", k, !want, want)
		}
	}
}
