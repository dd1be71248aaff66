package retina

import (
	"math"
	"sort"

	"gonum.org/v1/gonum/dsp/fourier"
)

// Phi is the log-Gabor field of Ladret2019 for an even number of rows and of
// columns, centred at a point: whitened at both ends of the spectrum, less its
// median and divided by its largest absolute value. Phase in rad, 0 even.
func (l *Ladret2019) Phi(rows, cols int, centre Point, theta, phase float64) [][]float64 {
	g := logGabor{SF: l.SF, BSF: l.BSF, BTheta: l.BThetaDeg * math.Pi / 180, Theta: theta}
	spectrum := make([][]complex128, rows)
	sp, cp := math.Sincos(-phase)
	for r := range spectrum {
		spectrum[r] = make([]complex128, cols)
		fr := binFrequency(r, rows)
		for c := range spectrum[r] {
			fc := binFrequency(c, cols)
			f := math.Hypot(fr, fc)
			if f == 0 {
				continue
			}
			v := g.band(f) * g.lobe(fr, fc, f) * whitening(f, rows)
			s, q := 0.0, 1.0
			if centre[0] != 0 && centre[1] != 0 { // a quirk: moved along both or not at all
				s, q = math.Sincos(-2 * math.Pi * (centre[0]*fr + centre[1]*fc))
			}
			spectrum[r][c] = complex(v, 0) * complex(q, s) * complex(cp, sp)
		}
	}
	phi := realInverse(spectrum)
	normalise(phi)
	return phi
}

// binFrequency is the frequency of bin i of n, in cycles a sample.
func binFrequency(i, n int) float64 { return float64((i+n/2)%n-n/2) / float64(n) }

// whitening is what package SLIP calls the retina:
//
//	(1 - exp((f - 1/2)/(0.07/2))) (1 - exp(-f²/2(0.5/N)²)),  0 for f >= 1/2.
func whitening(f float64, n int) float64 {
	if f >= 0.5 {
		return 0
	}
	h := 0.5 / float64(n)
	return (1 - math.Exp((f-0.5)/(0.07/2))) * (1 - math.Exp(-f*f/(2*h*h)))
}

// realInverse is the real part of the inverse Fourier transform, but for its
// factor.
func realInverse(spectrum [][]complex128) [][]float64 {
	rows, cols := len(spectrum), len(spectrum[0])
	across, down := fourier.NewCmplxFFT(cols), fourier.NewCmplxFFT(rows)
	for r := range spectrum {
		across.Sequence(spectrum[r], spectrum[r])
	}
	image := make([][]float64, rows)
	for r := range image {
		image[r] = make([]float64, cols)
	}
	column := make([]complex128, rows)
	for c := range cols {
		for r := range column {
			column[r] = spectrum[r][c]
		}
		down.Sequence(column, column)
		for r := range column {
			image[r][c] = real(column[r])
		}
	}
	return image
}

// normalise subtracts the median and divides by the largest absolute value.
func normalise(image [][]float64) {
	var all []float64
	for _, row := range image {
		all = append(all, row...)
	}
	sort.Float64s(all)
	median := (all[(len(all)-1)/2] + all[len(all)/2]) / 2
	most := math.Max(all[len(all)-1]-median, median-all[0])
	for _, row := range image {
		for c := range row {
			row[c] = (row[c] - median) / most
		}
	}
}
