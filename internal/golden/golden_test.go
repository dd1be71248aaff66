package golden

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"strings"
	"testing"
)

// record keeps what a test would have said.
type record struct {
	testing.TB
	said []string
}

func (r *record) Helper()                   {}
func (r *record) Errorf(f string, a ...any) { r.said = append(r.said, fmt.Sprintf(f, a...)) }
func (r *record) Fatalf(f string, a ...any) { r.Errorf(f, a...); panic(r) }

// said runs a test and returns its words.
func said(test func(t testing.TB)) (words string) {
	r := &record{}
	defer func() {
		if p := recover(); p != nil && p != any(r) {
			panic(p)
		}
		words = strings.Join(r.said, "\n")
	}()
	test(r)
	return
}

func expect(t *testing.T, want string, test func(t testing.TB)) {
	t.Helper()
	if got := said(test); (want == "") != (got == "") || !strings.Contains(got, want) {
		t.Errorf("says %q, want %q", got, want)
	}
}

// reference makes testdata/set in a folder of its own: an array of 2 x 3 in a
// file, a complex one and an infinite number in the JSON.
func reference(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	head := fmt.Sprintf("%-117s\n", "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }")
	npy := append([]byte("\x93NUMPY\x01\x00"), byte(len(head)), 0)
	npy, _ = binary.Append(append(npy, head...), binary.LittleEndian, []float64{1, 2, 3, 4, 5, 6})
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(npy)
	z.Close()
	file := `{"tolerance": {"rtol": 1e-10, "atol": "1e-12 * max|plane|"}, "B": "inf", "A": 2.5, "z": {"shape": [2], "re": [1, 2], "im": [3, 4]},
		"expected": {"npy": "x.npy", "shape": [2, 3], "planes": ["u_re", "u_im"]}, "wrong": {"npy": "x.npy", "shape": [6]}}`
	for name, b := range map[string][]byte{"x.npy.gz": packed.Bytes(), "file.json": []byte(file), "short.json": []byte(`{"z": {"shape": [3], "data": [1, 2]}}`)} {
		if err := os.MkdirAll("testdata/set", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("testdata/set/"+name, b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRead(t *testing.T) {
	reference(t)
	var file struct {
		Tolerance          Tolerance
		A, B               Number
		Z, Expected, Wrong Array
	}
	Read(t, "set/file.json", &file)
	if want := (Tolerance{1e-10, 1e-12, true}); file.Tolerance != want {
		t.Errorf("tolerance %+v, want %+v", file.Tolerance, want)
	}
	if file.A != 2.5 || !math.IsInf(float64(file.B), 1) {
		t.Errorf("numbers %v and %v, want 2.5 and +Inf", file.A, file.B)
	}
	expect(t, "0 values loaded", func(t testing.TB) { file.Expected.Plane(t, "u_re") })
	for _, got := range [][]complex128{file.Z.Complex(t, ""), file.Expected.Load(t, "set").Complex(t, "u")[:2]} {
		if len(got) != 2 || real(got[1]) != 2 || imag(got[1]) != 4 && imag(got[1]) != 5 {
			t.Errorf("complex values %v", got)
		}
	}
	expect(t, `no plane "v"`, func(t testing.TB) { file.Expected.Plane(t, "v") })
	expect(t, "'shape': (6", func(t testing.TB) { file.Wrong.Load(t, "set") })
	expect(t, "no such file", func(t testing.TB) { Read(t, "set/other.json", &file) })
	expect(t, "array of shape [3] with 2 values", func(t testing.TB) { Read(t, "set/short.json", &file) })
}

func TestCompare(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		tol       Tolerance
		got, want []float64
		said      string
	}{
		{Tolerance{}, []float64{1, inf}, []float64{1, inf}, ""},
		{Tolerance{RTol: 1e-3}, []float64{-100.1}, []float64{-100}, ""},
		{Tolerance{RTol: 1e-3}, []float64{1, 100.2, 300.5, 4}, []float64{1, 100, 300, 4}, "case 7, plane[2] = 300.5, want 300 (rtol 0.001, atol 0); 2 of 4 values are off"},
		{Tolerance{ATol: 1e-3}, []float64{0.0009, -1000}, []float64{0, -1000}, ""},
		{Tolerance{ATol: 1e-3}, []float64{0.0011, -1000}, []float64{0, -1000}, "plane[0]"},
		{Tolerance{ATol: 1e-3, OfMax: true}, []float64{0.9, -1000}, []float64{0, -1000}, ""},
		{Tolerance{ATol: 1e-3, OfMax: true}, []float64{1.1, -1000}, []float64{0, -1000}, "plane[0] = 1.1"},
		{Tolerance{RTol: 1e-3}, []float64{math.NaN(), 5}, []float64{4, 5}, "plane[0] = NaN"},
		{Tolerance{RTol: 1e-3}, []float64{4}, []float64{inf}, "plane[0] = 4, want +Inf"},
		{Tolerance{ATol: 1e-3, OfMax: true}, []float64{4, inf}, []float64{5, inf}, "plane[0] = 4, want 5"},
		{Tolerance{ATol: 1}, []float64{1, 2}, []float64{1}, "2 values, want 1"},
		{Tolerance{ATol: 1}, nil, nil, "0 values, want 0"},
	} {
		expect(t, c.said, func(t testing.TB) { c.tol.Compare(t, 7, "plane", c.got, c.want) })
	}
	half := Tolerance{ATol: 0.5, OfMax: true}.For([]float64{1, -4})
	expect(t, "", func(t testing.TB) { half.Value(t, "a", "x", 1, 3) })
	expect(t, "case a, x[0] = 1, want 3.01", func(t testing.TB) { half.Value(t, "a", "x", 1, 3.01) })
}
