package export

import (
	"striate/analysis"
)

// layoutBlocks stacks blocks over one time axis, as in a raster: bar, name
// and count at the left, mean rate at the right; on a narrow page they form a
// line over each block.
func layoutBlocks(f *analysis.Figure, w float64) (float64, func(*pen, float64)) {
	narrow := w < 450
	gap, head, nameRoom, valueRoom, tall := 9.0, 0.0, 0.0, 12.0, 240.0
	if narrow {
		gap, head, tall = 6, 16, 200
	}
	tall = max(tall, 44*float64(len(f.Blocks)))
	sum, ticks := 0.0, 0.0
	for _, b := range f.Blocks {
		sum += b.Share
		ticks = max(ticks, beside(b.Y))
		if !narrow {
			nameRoom = max(nameRoom, 10+max(width(b.Label, nameSize, true), min(width(b.Note, tickSize, false), 110))+12)
			valueRoom = max(valueRoom, 10+max(width(b.Value, nameSize, true), width(b.Unit, tickSize, false)))
		}
	}
	if !(sum > 0) {
		sum = 1
	}
	left0 := margin + nameRoom + ticks
	over := margin + 4.0
	if ruled(f) {
		over += 12
	}
	n := float64(len(f.Blocks))
	height := over + tall + n*head + (n-1)*gap + belowAxis + margin
	return height, func(p *pen, top float64) {
		whole := box{x: left0, y: top + over, w: w - left0 - margin - valueRoom, h: tall + n*head + (n-1)*gap, ax: f.X, ay: f.Y}
		y := whole.y
		boxes := make([]box, len(f.Blocks))
		for i, blk := range f.Blocks {
			y += head
			b := box{x: whole.x, y: y, w: whole.w, h: tall * blk.Share / sum, ax: f.X, ay: blk.Y}
			boxes[i] = b
			if narrow {
				p.blockLine(b, blk)
			} else {
				p.blockSide(b, blk, whole.x+whole.w+8)
			}
			p.yLabels(b)
			y += b.h + gap
		}
		for _, l := range f.Layers {
			switch {
			case l.Block < 0:
				p.across(boxes, whole.y, l)
			case l.Block < len(boxes):
				p.layer(boxes[l.Block], l)
			}
		}
		p.xAxis(whole, whole.y+whole.h+2)
	}
}

// across is a rule through every block, labelled over them all.
func (p *pen) across(boxes []box, top float64, l analysis.Layer) {
	text := l.Label
	l.Label = ""
	for _, b := range boxes {
		p.rule(b, l)
	}
	for _, v := range l.X {
		p.text(boxes[0].px(v), top-5, text, tickSize, false, ink2, centre)
	}
}

func ruled(f *analysis.Figure) bool {
	for _, l := range f.Layers {
		if l.Mark == analysis.Rule && l.Label != "" {
			return true
		}
	}
	return false
}

// blockSide is the name beside a block, and its value at the far side.
func (p *pen) blockSide(b box, blk analysis.Block, end float64) {
	p.rect(margin, b.y, 3, b.h, toneOf(blk.Role).mark)
	p.text(margin+10, b.y+10, blk.Label, nameSize, true, toneOf(blk.Role).text, left)
	for i, line := range wrapped(blk.Note, 110, tickSize) {
		p.text(margin+10, b.y+23+12*float64(i), line, tickSize, false, ink2, left)
	}
	right0 := p.w - margin
	p.text(right0, b.y+b.h/2, blk.Value, nameSize, true, ink, right)
	p.text(right0, b.y+b.h/2+12, blk.Unit, tickSize, false, ink3, right)
}

// blockLine is the same on one line over a block.
func (p *pen) blockLine(b box, blk analysis.Block) {
	y := b.y - 5
	p.rect(b.x, y-8, 3, 10, toneOf(blk.Role).mark)
	p.text(b.x+7, y, blk.Label, nameSize, true, toneOf(blk.Role).text, left)
	p.text(b.x+13+width(blk.Label, nameSize, true), y, blk.Note, tickSize, false, ink2, left)
	unit := width(blk.Unit, tickSize, false)
	p.text(b.x+b.w, y, blk.Unit, tickSize, false, ink3, right)
	p.text(b.x+b.w-unit-4, y, blk.Value, nameSize, true, ink, right)
}
