package analysis

import (
	"fmt"
	"math"

	"striate/sim"
)

// The numbers of WCAG 2.2, success criterion 2.3.1 and its definition of the
// general and red flash thresholds.
const (
	flashesAllowed = 3                    // in any one second
	fieldW, fieldH = 341, 256             // CSS px: a field of 10 deg at typical viewing
	areaAllowed    = fieldW * fieldH / 4. // 21,824 CSS px, a quarter of it
	finePx         = fieldW / 100.        // CSS px of 0.1 deg, below which a balanced pattern is fine
	luminanceStep  = .1 - 1e-6            // of the largest relative luminance, with room for rounding
	darkerBelow    = .8                   // relative luminance
	rednessStep    = 20                   // of (R - G - B) x 320
	saturatedRed   = .8                   // R / (R + G + B)
)

// Bounds of the last second.
const (
	windowS      = 1 - 1e-9            // so that a frame exactly a second old is out
	windowFrames = 512                 // at most; a screen of 500 Hz fits
	noFrame      = 0                   // frames count from 1
	together     = 1. / flashesAllowed // s: changes farther apart are not of one train of flashes
)

// FlashMeter measures flashes in pictures as they are shown, by WCAG 2.3.1: no
// more than three general or red flashes in any one second, unless those that
// are concurrent cover at most a quarter of every field of 341 x 256 CSS px,
// 21,824 px (https://www.w3.org/TR/WCAG22/#dfn-general-flash-and-red-flash-thresholds).
//
// A general flash is a pair of opposing changes of relative luminance by a
// tenth or more, the darker side of each below 0.8. Changes are between
// successive peaks and valleys, however many frames it takes to get from one
// to the other. A red flash is a pair of opposing changes of (R - G - B) x 320
// (0 where it is negative) by more than 20 with R / (R + G + B) of 0.8 or more
// on either side, in linear R, G and B.
//
// Pixels of grey frames are linear luminance. The page shows them through the
// sRGB curve (its "preview gamma"), which the monitor undoes, so their relative
// luminance is the value itself. Where a viewer takes the values of a file for
// sRGB instead, set Encoded.
//
// A fine balanced pattern, of squares below 0.1 deg, does not count. So changes
// are those of the mean over cells of 0.1 deg (3.41 CSS px) or a little more:
// two tiles each way, a tile being half of that in whole pixels, with a cell at
// every tile, so that no stripe can hide astride of the cells. Where a pixel is
// larger than 0.1 deg the cell is the pixel. Patterns of 0.05 to 0.1 deg may
// still count.
//
// The flashes of a place are the pairs of its changes in the last second; those
// of a picture are the most that a larger area than is allowed has, or, where
// that is more, the flashes of areas as large that came one after another,
// wherever each was.
type FlashMeter struct {
	// Encoded says that grey values are shown as they are, as viewers do with
	// the pixels of a GIF, PNG or video, so that relative luminance is what the
	// sRGB curve makes of them.
	Encoded bool

	w, h         int
	area         float64 // CSS px of a pixel
	x, y         flashAxis
	stride       int          // cells from one row to the next: whole eights, and one beyond the picture at least
	tiles        [3][]float32 // sums of a channel, zero beyond the picture
	none         []float32    // a row of zeros
	turned       []byte       // a bit for each cell, in whole words
	times        [windowFrames]float64
	near         [windowFrames]uint32 // first frame from which a change is of one train with a change in this one
	frame        uint32               // of the last picture, from 1
	oldest       uint32               // frame still in the window
	last         float64              // time of it
	general, red flashes
	sums         []int32 // summed areas, where the picture is larger than a field
	now, worst   FlashReport
}

// FlashReport is what a FlashMeter found. The zero value is of a picture that
// does not change.
type FlashReport struct {
	General int     `json:"general"` // flashes in one second, of more than the area allowed
	Red     int     `json:"red"`     // the same of red ones
	AreaPx  float64 `json:"area_px"` // CSS px, within a field of 341 x 256, of what flashed more than three times in that second
	Over    bool    `json:"over"`    // more than three
	AtS     float64 `json:"at_s"`    // when it was over first, s
}

// Warning is one line for a person about to look, empty where there is nothing
// to warn of.
func (r FlashReport) Warning() string {
	switch {
	case !r.Over:
		return ""
	case r.Red > r.General:
		return fmt.Sprintf("flashes red %d times in one second, over %.0f CSS px; WCAG 2.3.1 allows %d, or %.0f px", r.Red, r.AreaPx, flashesAllowed, areaAllowed)
	}
	return fmt.Sprintf("flashes %d times in one second, over %.0f CSS px; WCAG 2.3.1 allows %d, or %.0f px", r.General, r.AreaPx, flashesAllowed, areaAllowed)
}

// NewFlashMeter measures pictures of w x h pixels that are shown cssW x cssH
// CSS px large. Sizes below one pixel are taken for one.
func NewFlashMeter(w, h int, cssW, cssH float64) *FlashMeter {
	if !(cssW >= 1) {
		cssW = 1
	}
	if !(cssH >= 1) {
		cssH = 1
	}
	w, h = max(w, 1), max(h, 1)
	m := &FlashMeter{w: w, h: h, x: newFlashAxis(w, cssW, fieldW), y: newFlashAxis(h, cssH, fieldH)}
	m.area = cssW / float64(w) * cssH / float64(h)
	m.stride = len(m.x.tile)/lanes*lanes + lanes
	m.x.share = append(m.x.share, make([]float32, m.stride-len(m.x.share))...)
	m.none = make([]float32, m.stride+1)
	m.turned = make([]byte, (m.stride*len(m.y.tile)/lanes+7)&^7)
	m.tiles[0] = m.newTiles()
	m.general = m.newFlashes()
	if m.x.field < len(m.x.tile) || m.y.field < len(m.y.tile) {
		m.sums = make([]int32, (len(m.x.tile)+1)*(len(m.y.tile)+1))
	}
	m.Reset()
	return m
}

// Reset forgets what was seen.
func (m *FlashMeter) Reset() {
	m.frame, m.oldest, m.last, m.now, m.worst = 0, 1, math.Inf(-1), FlashReport{}, FlashReport{}
	m.near[0] = 0
	m.general.reset()
	m.red.reset()
}

// See takes the grey frame shown at t, s, of linear luminance 0 to 1. Times
// rise; an earlier one begins a new recording. A frame of another size panics.
func (m *FlashMeter) See(t float64, f *sim.Frame) {
	m.mustMatch(len(f.Pix), 1)
	m.begin(t)
	if m.Encoded {
		m.fold(0, func(row []float32, y int) { addEncoded(row, f.Pix[y*m.w:][:m.w], m.x.step) })
	} else {
		m.fold(0, func(row []float32, y int) { addTiles(row, f.Pix[y*m.w:][:m.w], m.x.step) })
	}
	m.grey()
	m.end(t)
}

// SeeBytes is See of bytes, 255 the largest luminance.
func (m *FlashMeter) SeeBytes(t float64, pix []byte) {
	m.mustMatch(len(pix), 1)
	table := &straight
	if m.Encoded {
		table = &decoded
	}
	m.begin(t)
	m.fold(0, func(row []float32, y int) { addBytes(row, pix[y*m.w:][:m.w], m.x.step, table) })
	m.grey()
	m.end(t)
}

// SeeRGB takes the picture shown at t as R, G, B bytes of sRGB, three to a
// pixel: those of a GIF with its colours, a PNG or a screen shot.
func (m *FlashMeter) SeeRGB(t float64, pix []byte) {
	m.mustMatch(len(pix), 3)
	if m.red.cells == nil {
		m.tiles[1], m.tiles[2] = m.newTiles(), m.newTiles()
		m.red = m.newFlashes()
	}
	m.begin(t)
	for c := range 3 {
		m.fold(c, func(row []float32, y int) {
			for x := range m.w {
				row[x/m.x.step] += decoded[pix[(y*m.w+x)*3+c]]
			}
		})
	}
	m.colour()
	m.end(t)
}

func (m *FlashMeter) mustMatch(n, channels int) {
	if n != m.w*m.h*channels {
		panic(fmt.Sprintf("analysis: %d values for a flash meter of %d x %d x %d", n, m.w, m.h, channels))
	}
}

// end closes groups that are full and keeps the worst.
func (m *FlashMeter) end(t float64) {
	m.general.close(m)
	m.red.close(m)
	m.now = m.lastSecond()
	r := m.now
	if r.Over && !m.worst.Over {
		m.worst.AtS = t
	}
	m.worst.General, m.worst.Red = max(m.worst.General, r.General), max(m.worst.Red, r.Red)
	m.worst.AreaPx, m.worst.Over = max(m.worst.AreaPx, r.AreaPx), m.worst.Over || r.Over
}

// Report is the worst second so far.
func (m *FlashMeter) Report() FlashReport { return m.worst }

// Last is the second that ended with the last frame.
func (m *FlashMeter) Last() FlashReport { return m.now }

func (m *FlashMeter) lastSecond() FlashReport {
	r := FlashReport{AtS: m.last}
	var area, redArea float64
	r.General, area = m.count(&m.general)
	r.Red, redArea = m.count(&m.red)
	r.AreaPx = max(area, redArea)
	r.Over = r.General > flashesAllowed || r.Red > flashesAllowed
	return r
}
