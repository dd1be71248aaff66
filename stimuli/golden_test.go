package stimuli

import (
	"compress/gzip"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"codeberg.org/sbinet/npyio"
)

// number reads a JSON number or "inf", "-inf", "nan".
type number float64

func (n *number) UnmarshalJSON(b []byte) error {
	x, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	*n = number(x)
	return err
}

// planes is {"npy": file, "shape": [K, ...], "planes": names}.
type planes struct {
	NPY    string   `json:"npy"`
	Shape  []int    `json:"shape"`
	Planes []string `json:"planes"`
	data   []float64
}

// tolerance is |a-b| <= atol·max|plane| + rtol·|b|.
type tolerance struct {
	RTol number `json:"rtol"`
	ATol any    `json:"atol"`
}

// bound is the allowed error of value b on a plane of that largest modulus.
func (t tolerance) bound(b, top float64) float64 {
	switch a := t.ATol.(type) {
	case float64:
		return a*max(1, top) + float64(t.RTol)*math.Abs(b)
	case string: // "1e-12 * max|plane|"
		x, err := strconv.ParseFloat(strings.TrimSpace(strings.Split(a, "*")[0]), 64)
		if err != nil {
			panic(err)
		}
		return x*top + float64(t.RTol)*math.Abs(b)
	}
	panic("no atol")
}

func loadJSON(t *testing.T, dir, name string, v any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// load reads the array file beside the JSON.
func (p *planes) load(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", dir, p.NPY+".gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := npyio.Read(z, &p.data); err != nil {
		t.Fatalf("%s: %v", p.NPY, err)
	}
	n := 1
	for _, s := range p.Shape {
		n *= s
	}
	if len(p.data) != n || p.Shape[0] != len(p.Planes) {
		t.Fatalf("%s: %d values, shape %v, %d planes", p.NPY, len(p.data), p.Shape, len(p.Planes))
	}
}

// plane returns the values of one plane.
func (p *planes) plane(t *testing.T, name string) []float64 {
	t.Helper()
	n := len(p.data) / len(p.Planes)
	for i, q := range p.Planes {
		if q == name {
			return p.data[i*n:][:n]
		}
	}
	t.Fatalf("%s has no plane %s", p.NPY, name)
	return nil
}

// complexPlane joins name_re and name_im.
func (p *planes) complexPlane(t *testing.T, name string) []complex128 {
	re, im := p.plane(t, name+"_re"), p.plane(t, name+"_im")
	out := make([]complex128, len(re))
	for i := range re {
		out[i] = complex(re[i], im[i])
	}
	return out
}

func maxAbs(x []float64) float64 {
	top := 0.0
	for _, v := range x {
		top = max(top, math.Abs(v))
	}
	return top
}

// agree compares a whole plane.
func agree(t *testing.T, what string, got, want []float64, tol tolerance) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d values, want %d", what, len(got), len(want))
		return
	}
	top := maxAbs(want)
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tol.bound(want[i], top)) {
			t.Errorf("%s[%d] = %v, want %v", what, i, got[i], want[i])
			return
		}
	}
}
