package export

import (
	"image/color"
	"math"

	"striate/analysis"
)

// The light theme; exports use no other.
var (
	paper = hex("#f7f5f4")
	ink   = hex("#171b20")
	ink2  = hex("#494d54")
	ink3  = hex("#656970")
	rules = hex("#dad9d5")
	edge  = hex("#83868c")
)

// tone is the colour of a role as a mark and as text.
type tone struct{ mark, text color.NRGBA }

var tones = map[analysis.Role]tone{
	analysis.Excitatory: {hex("#c24e00"), hex("#a84300")},
	analysis.Inhibitory: {hex("#0072b2"), hex("#00629a")},
	analysis.Thalamic:   {hex("#00805e"), hex("#006b4e")},
	analysis.Source:     {ink3, ink2},
	analysis.Ink:        {ink, ink},
	analysis.Faint:      {edge, ink3},
}

// toneOf is ink for roles without a colour of their own.
func toneOf(r analysis.Role) tone {
	if t, ok := tones[r]; ok {
		return t
	}
	return tones[analysis.Ink]
}

// wheel is the cyclic colour of an orientation: a circle in OKLab tilted by
// 28 deg in lightness, so that hue lost to a red-green-blind eye comes back
// as lightness.
func wheel(deg float64) color.NRGBA {
	const l0, r, tilt = .595, .121, 28 * math.Pi / 180
	s, c := math.Sincos(2 * deg * math.Pi / 180)
	return oklab{l0 + r*math.Sin(tilt)*s, -r * math.Cos(tilt) * s, r * c}.srgb()
}

// Anchors of the colour maps, evenly spaced, interpolated in OKLab.
var (
	sequential = anchors("#190341", "#142365", "#004675", "#006680", "#01878a", "#00a98b", "#6cc480", "#b9d880", "#f8ea96")
	diverging  = anchors("#006bba", "#4891d8", "#84b6ea", "#bedaf7", "#fafafa", "#f3cdb9", "#e1a07c", "#ca723d", "#a54b00")
)

// shade is the colour of u, 0 to 1, in a map. Grey is linear in the value
// itself: no gamma in files.
func shade(m analysis.ColorMap, u float64) color.NRGBA {
	u = min(max(u, 0), 1)
	table := sequential
	switch m {
	case analysis.Grey:
		g := uint8(math.Round(255 * u))
		return color.NRGBA{g, g, g, 255}
	case analysis.Diverging:
		table = diverging
	}
	k := min(int(u*float64(len(table)-1)), len(table)-2)
	return table[k].mix(table[k+1], u*float64(len(table)-1)-float64(k)).srgb()
}

// oklab is a colour in Ottosson's space (2020), where distances look even.
type oklab struct{ l, a, b float64 }

func (p oklab) mix(q oklab, t float64) oklab {
	return oklab{p.l + t*(q.l-p.l), p.a + t*(q.a-p.a), p.b + t*(q.b-p.b)}
}

func (p oklab) srgb() color.NRGBA {
	l := cube(p.l + .3963377774*p.a + .2158037573*p.b)
	m := cube(p.l - .1055613458*p.a - .0638541728*p.b)
	s := cube(p.l - .0894841775*p.a - 1.2914855480*p.b)
	return color.NRGBA{
		encode(4.0767416621*l - 3.3077115913*m + .2309699292*s),
		encode(-1.2684380046*l + 2.6097574011*m - .3413193965*s),
		encode(-.0041960863*l - .7034186147*m + 1.7076147010*s),
		255,
	}
}

func toOKLab(c color.NRGBA) oklab {
	r, g, b := decode(c.R), decode(c.G), decode(c.B)
	l := math.Cbrt(.4122214708*r + .5363325363*g + .0514459929*b)
	m := math.Cbrt(.2119034982*r + .6806995451*g + .1073969566*b)
	s := math.Cbrt(.0883024619*r + .2817188376*g + .6299787005*b)
	return oklab{
		.2104542553*l + .7936177850*m - .0040720468*s,
		1.9779984951*l - 2.4285922050*m + .4505937099*s,
		.0259040371*l + .7827717662*m - .8086757660*s,
	}
}

func cube(x float64) float64 { return x * x * x }

func encode(x float64) uint8 {
	if x <= .0031308 {
		x *= 12.92
	} else {
		x = 1.055*math.Pow(x, 1/2.4) - .055
	}
	return uint8(math.Round(255 * min(max(x, 0), 1)))
}

func decode(v uint8) float64 {
	x := float64(v) / 255
	if x <= .04045 {
		return x / 12.92
	}
	return math.Pow((x+.055)/1.055, 2.4)
}

func anchors(codes ...string) []oklab {
	table := make([]oklab, len(codes))
	for i, c := range codes {
		table[i] = toOKLab(hex(c))
	}
	return table
}

// hex reads "#rrggbb".
func hex(code string) color.NRGBA {
	var v [6]uint8
	for i := range v {
		d := code[i+1]
		if d >= 'a' {
			d -= 'a' - 10
		} else {
			d -= '0'
		}
		v[i] = d
	}
	return color.NRGBA{v[0]<<4 | v[1], v[2]<<4 | v[3], v[4]<<4 | v[5], 255}
}

func faded(c color.NRGBA, opacity float64) color.NRGBA {
	c.A = uint8(math.Round(255 * opacity))
	return c
}
