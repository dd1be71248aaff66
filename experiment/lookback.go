package experiment

import (
	"math"

	"striate/sim"
)

// Bounds of what is kept of the pictures.
const (
	lookPx     = 64  // along a side
	lookFrames = 256 // of the second of which a periodogram is made
	cubeFrames = 64
)

// lookback keeps the last pictures for the views in space and time: the middle
// of each of the last second, pixel by pixel, and the whole of the last few,
// small.
type lookback struct {
	w, h   int // px of the pictures
	middle pictures
	whole  pictures
	by     int // pixels along a side of one of whole
}

// pictures is a ring of frames of one size.
type pictures struct {
	w, h int
	ring [][]float32
	next int // the oldest, once there is no more room
	room int
}

// add keeps a copy of what matters of a picture, if there is one.
func (l *lookback) add(f *sim.Frame, fps float64) {
	if f == nil {
		return
	}
	if l.w != f.W || l.h != f.H {
		l.begin(f, fps)
	}
	pix := l.middle.take()
	left, top := (f.W-l.middle.w)/2, (f.H-l.middle.h)/2
	for y := range l.middle.h {
		copy(pix[y*l.middle.w:][:l.middle.w], f.Pix[(top+y)*f.W+left:])
	}
	small := l.whole.take()
	clear(small)
	share := 1 / float32(l.by*l.by)
	for y := range l.whole.h * l.by {
		row := small[y/l.by*l.whole.w:][:l.whole.w]
		for x := range row {
			sum := float32(0)
			for _, v := range f.Pix[y*f.W+x*l.by:][:l.by] {
				sum += v
			}
			row[x] += sum * share
		}
	}
}

func (l *lookback) begin(f *sim.Frame, fps float64) {
	l.w, l.h = f.W, f.H
	l.by = (max(f.W, f.H) + lookPx - 1) / lookPx
	l.middle = pictures{w: min(f.W, lookPx), h: min(f.H, lookPx), room: max(1, min(int(math.Round(fps)), lookFrames))}
	l.whole = pictures{w: max(1, f.W/l.by), h: max(1, f.H/l.by), room: cubeFrames}
	l.by = min(l.by, f.W, f.H)
}

// take is the picture to be written next, in place of the oldest where there is
// no more room.
func (p *pictures) take() []float32 {
	if len(p.ring) < p.room {
		p.ring = append(p.ring, make([]float32, p.w*p.h))
		return p.ring[len(p.ring)-1]
	}
	pix := p.ring[p.next]
	p.next = (p.next + 1) % len(p.ring)
	return pix
}

// last is a copy of the middle, w x h px, of the newest n pictures, in order;
// there may be fewer.
func (p *pictures) last(w, h, n int) (pix []float32, frames int) {
	frames = min(n, len(p.ring))
	pix = make([]float32, 0, w*h*frames)
	left, top := (p.w-w)/2, (p.h-h)/2
	for k := len(p.ring) - frames; k < len(p.ring); k++ {
		f := p.ring[(p.next+k)%len(p.ring)]
		for y := range h {
			pix = append(pix, f[(top+y)*p.w+left:][:w]...)
		}
	}
	return pix, frames
}
