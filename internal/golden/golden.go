// Package golden reads the reference data of the tests, testdata/*.json and
// the arrays beside them, gzipped or not, and compares with them. Only tests
// import it.
package golden

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
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Read decodes testdata/path into v. Arrays in files of their own wait for Load.
func Read(t testing.TB, path string, v any) {
	t.Helper()
	if err := json.Unmarshal(contents(t, path), v); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// contents returns the bytes of testdata/path or of testdata/path.gz.
func contents(t testing.TB, path string) []byte {
	t.Helper()
	path = filepath.Join("testdata", path)
	b, err := os.ReadFile(path)
	if err != nil {
		b, err = os.ReadFile(path + ".gz")
	}
	if z, not := gzip.NewReader(bytes.NewReader(b)); not == nil {
		b, err = io.ReadAll(z)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return b
}

// Number is a JSON number, or "inf", "-inf" or "nan" in quotes.
type Number float64

// UnmarshalJSON implements json.Unmarshaler.
func (n *Number) UnmarshalJSON(b []byte) error {
	x, err := strconv.ParseFloat(strings.Trim(string(b), `"`), 64)
	*n = Number(x)
	return err
}

// Array is an array, flat, the last index fastest. It stands in the JSON, with
// "data" or, complex, with "re" and "im"; or in a file of its own, "npy".
type Array struct {
	NPY    string   // NPY 1.0, little-endian float64
	Shape  []int    // lengths of the axes
	Planes []string // names along the first axis, if it has names
	Data   []float64
	Re, Im []float64
}

// UnmarshalJSON implements json.Unmarshaler.
func (a *Array) UnmarshalJSON(b []byte) error {
	type plain Array
	err := json.Unmarshal(b, (*plain)(a))
	if err == nil && a.NPY == "" && (len(a.Data)+len(a.Re) != a.size() || len(a.Re) != len(a.Im)) {
		return fmt.Errorf("array of shape %v with %d values, %d real and %d imaginary parts", a.Shape, len(a.Data), len(a.Re), len(a.Im))
	}
	return err
}

func (a *Array) size() int {
	n := 1
	for _, s := range a.Shape {
		n *= s
	}
	return n
}

// Load reads the file of the array in that folder of testdata.
func (a *Array) Load(t testing.TB, folder string) *Array {
	t.Helper()
	b := contents(t, filepath.Join(folder, a.NPY))
	want := "{'descr': '<f8', 'fortran_order': False, 'shape': (" + strings.Trim(strings.Join(strings.Fields(fmt.Sprint(a.Shape)), ", "), "[]")
	n := len(b) - 8*a.size() // magic, version, length of the header, header
	if n < 10 || string(b[:8]) != "\x93NUMPY\x01\x00" || int(binary.LittleEndian.Uint16(b[8:]))+10 != n || !strings.HasPrefix(string(b[10:n]), want) {
		t.Fatalf("%s (%d bytes) starts with %q, want NPY 1.0 and %s", a.NPY, len(b), b[:min(len(b), 90)], want)
	}
	a.Data = make([]float64, a.size())
	if _, err := binary.Decode(b[n:], binary.LittleEndian, a.Data); err != nil {
		t.Fatalf("%s: %v", a.NPY, err)
	}
	return a
}

// Plane returns the values of one name along the first axis.
func (a *Array) Plane(t testing.TB, name string) []float64 {
	t.Helper()
	k := slices.Index(a.Planes, name)
	if k < 0 || len(a.Planes) != a.Shape[0] || len(a.Data) != a.size() {
		t.Fatalf("no plane %q in %s: planes %q, shape %v, %d values loaded", name, a.NPY, a.Planes, a.Shape, len(a.Data))
	}
	n := len(a.Data) / len(a.Planes)
	return a.Data[k*n:][:n]
}

// Complex joins the planes name_re and name_im, or, of an array in the JSON, re and im.
func (a *Array) Complex(t testing.TB, name string) []complex128 {
	t.Helper()
	re, im := a.Re, a.Im
	if a.NPY != "" {
		re, im = a.Plane(t, name+"_re"), a.Plane(t, name+"_im")
	}
	z := make([]complex128, len(re))
	for i := range z {
		z[i] = complex(re[i], im[i])
	}
	return z
}

// Tolerance is |got-want| <= ATol + RTol·|want|.
type Tolerance struct {
	RTol, ATol float64
	OfMax      bool // ATol is a part of the largest modulus of the wanted plane
}

// UnmarshalJSON implements json.Unmarshaler. The atol is a number, or a part as in "1e-12 * max|plane|".
func (tol *Tolerance) UnmarshalJSON(b []byte) error {
	var file struct {
		RTol float64
		ATol json.RawMessage
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return err
	}
	*tol = Tolerance{RTol: file.RTol}
	if file.ATol == nil || json.Unmarshal(file.ATol, &tol.ATol) == nil {
		return nil
	}
	tol.OfMax = true
	if _, err := fmt.Sscanf(string(file.ATol), `"%g * max|`, &tol.ATol); err != nil {
		return fmt.Errorf("atol %s, want a number or a part of max|plane|", file.ATol)
	}
	return nil
}

// For fixes a tolerance OfMax to these values, whose parts are then compared.
func (tol Tolerance) For(values []float64) Tolerance {
	if tol.OfMax {
		tol.ATol, tol.OfMax = tol.ATol*MaxAbs(values), false
	}
	return tol
}

// Compare reports the value that is furthest outside the tolerance. It fails
// too where there is nothing to compare, or where the bound is infinite.
func (tol Tolerance) Compare(t testing.TB, name any, plane string, got, want []float64) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("case %v, %s: %d values, want %d", name, plane, len(got), len(want))
		return
	}
	tol = tol.For(want)
	worst, at, off := 0.0, 0, 0
	for i := range want {
		d, bound := math.Abs(got[i]-want[i]), tol.ATol+tol.RTol*math.Abs(want[i])
		if got[i] == want[i] || d <= bound && !math.IsInf(bound, 0) {
			continue
		}
		if off++; off == 1 || !(d-bound <= worst) {
			worst, at = d-bound, i
		}
	}
	if off > 0 {
		t.Errorf("case %v, %s[%d] = %v, want %v (rtol %g, atol %g); %d of %d values are off", name, plane, at, got[at], want[at], tol.RTol, tol.ATol, off, len(want))
	}
}

// Value compares one number.
func (tol Tolerance) Value(t testing.TB, name any, what string, got, want float64) {
	t.Helper()
	tol.Compare(t, name, what, []float64{got}, []float64{want})
}

// MaxAbs is the largest modulus of the values.
func MaxAbs(values []float64) float64 {
	top := 0.0
	for _, v := range values {
		top = max(top, math.Abs(v))
	}
	return top
}
