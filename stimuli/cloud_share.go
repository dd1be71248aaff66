package stimuli

import (
	"math"
	"sync"
)

// speedShare is ½ ln(√π b erf(1/2b)), up to a constant, of b = B_V f and its
// logarithm: the amplitude that the speed envelope leaves a spatial frequency.
//
// The speed envelope exp(-½ ft²/(B_V f)²) is not normalised: summed over the
// temporal frequencies of a block, |ft| < ½, its power is √π B_V f erf(1/(2 B_V f)).
// So a cloud that moves has more power at high spatial frequencies than a
// still one, where there is but ft = 0, or one that is white in time.
func speedShare(b, log float64) float64 {
	switch {
	case b < shareLow: // erf(5) = 1 - 2e-12
		return 0.5 * log
	case b < shareHigh:
		u := (b - shareLow) * (shareNodes / (shareHigh - shareLow))
		i := int(u)
		return 0.5*log + shares[i] + (u-float64(i))*(shares[i+1]-shares[i])
	}
	// ln erf(x) = ln(2x/√π) + ln(1 - x²/3 + x⁴/10 - x⁶/42 + ...), x <= ¼.
	x2 := 0.25 / (b * b)
	u := x2 * (1.0/3 - x2*(1.0/10-x2*(1.0/42-x2/216)))
	return -0.5 * (math.Log(math.Pi)/2 + u*(1+u*(0.5+u*(1.0/3+u/4))))
}

// shares is ½ ln erf(1/2b) from shareLow to shareHigh, in steps so small that a
// line between two of them is off by less than 1e-6.
var (
	shares     []float64
	shareTable sync.Once
)

const (
	shareLow   = 0.1
	shareHigh  = 2
	shareNodes = 4096
)

func prepareShares() {
	shareTable.Do(func() {
		shares = make([]float64, shareNodes+2)
		for i := range shares {
			shares[i] = 0.5 * math.Log(math.Erf(0.5/(shareLow+float64(i)*(shareHigh-shareLow)/shareNodes)))
		}
	})
}

// expDown is e^x for -10 <= x <= 0, to 1e-8: 2^k times a Taylor series of 2^f,
// |f| <= ½.
func expDown(x float64) float64 {
	const l = math.Ln2
	y := x * math.Log2E
	k := int64(y - 0.5) // towards zero: the nearest whole number of y <= 0
	f := y - float64(k)
	p := 1 + f*l*(1+f*l/2*(1+f*l/3*(1+f*l/4*(1+f*l/5*(1+f*l/6*(1+f*l/7))))))
	return p * math.Float64frombits(uint64(1023+k)<<52)
}
