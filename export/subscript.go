package export

import "strings"

// lacking are the signs that Liberation Sans has no glyph for, and the sign to
// draw in their place, smaller and lower.
var lacking = map[rune]string{'₊': "+", '₋': "−"}

const (
	subscriptSize = .68
	subscriptDrop = .2 // of the size of the text around it
)

// piece is a run of text in one size.
type piece struct {
	s      string
	actual string // the sign it stands for
	size   float64
	drop   float64
}

// signs cuts text where a sign is drawn by another.
func signs(s string, size float64) []piece {
	var out []piece
	for s != "" {
		i := strings.IndexFunc(s, func(r rune) bool { return lacking[r] != "" })
		if i < 0 {
			return append(out, piece{s: s, size: size})
		}
		if i > 0 {
			out = append(out, piece{s: s[:i], size: size})
		}
		sign := []rune(s[i:])[0]
		out = append(out, piece{s: lacking[sign], actual: string(sign), size: size * subscriptSize, drop: size * subscriptDrop})
		s = s[i+len(string(sign)):]
	}
	return out
}
