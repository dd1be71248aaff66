package retina

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// encoder reads a file of testdata/encoder, gzipped or not.
func encoder(t *testing.T, name string) []byte {
	t.Helper()
	path := filepath.Join("testdata", "encoder", name)
	if b, err := os.ReadFile(path); err == nil {
		return b
	}
	f, err := os.Open(path + ".gz")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func decode(t *testing.T, name string, v any) {
	t.Helper()
	if err := json.Unmarshal(encoder(t, name), v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// array is an array of the reference data, inline or in a file of its own.
type array struct {
	NPY    string    `json:"npy"`
	Shape  []int     `json:"shape"`
	Data   []float64 `json:"data"`
	Planes []string  `json:"planes"`
}

func (a *array) values(t *testing.T) []float64 {
	t.Helper()
	if a.NPY == "" {
		return a.Data
	}
	v, shape := npy(t, encoder(t, a.NPY))
	if fmt.Sprint(shape) != fmt.Sprint(a.Shape) {
		t.Fatalf("%s has the shape %v, want %v", a.NPY, shape, a.Shape)
	}
	return v
}

// plane is the part of the first axis with that name.
func (a *array) plane(t *testing.T, name string) []float64 {
	t.Helper()
	v := a.values(t)
	for i, p := range a.Planes {
		if p == name {
			n := len(v) / len(a.Planes)
			return v[i*n : (i+1)*n]
		}
	}
	t.Fatalf("%s has no plane %q", a.NPY, name)
	return nil
}

func (a *array) points(t *testing.T) []Point {
	v := a.values(t)
	p := make([]Point, len(v)/2)
	for i := range p {
		p[i] = Point{v[2*i], v[2*i+1]}
	}
	return p
}

// npy reads little-endian float64 in C order.
func npy(t *testing.T, b []byte) ([]float64, []int) {
	t.Helper()
	n := int(binary.LittleEndian.Uint16(b[8:]))
	head := string(b[10 : 10+n])
	if !strings.Contains(head, "'<f8'") || strings.Contains(head, "True") {
		t.Fatalf("npy header %q", head)
	}
	var shape []int
	inside := regexp.MustCompile(`\(([^)]*)\)`).FindStringSubmatch(head)[1]
	for _, s := range strings.FieldsFunc(inside, func(r rune) bool { return r == ',' || r == ' ' }) {
		k, err := strconv.Atoi(s)
		if err != nil {
			t.Fatal(err)
		}
		shape = append(shape, k)
	}
	v := make([]float64, (len(b)-10-n)/8)
	if err := binary.Read(bytes.NewReader(b[10+n:]), binary.LittleEndian, v); err != nil {
		t.Fatal(err)
	}
	return v, shape
}

// near fails where |got - want| > atol + rtol |want|.
func near(t *testing.T, what string, got, want []float64, rtol, atol float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d values, want %d", what, len(got), len(want))
	}
	worst, at := 0.0, -1
	for i := range got {
		d := math.Abs(got[i]-want[i]) - atol - rtol*math.Abs(want[i])
		if !(d <= worst) {
			worst, at = d, i
		}
	}
	if at >= 0 {
		t.Errorf("%s[%d] = %v, want %v (rtol %g, atol %g)", what, at, got[at], want[at], rtol, atol)
	}
}

func flat(rows [][]float64) []float64 {
	var v []float64
	for _, r := range rows {
		v = append(v, r...)
	}
	return v
}
