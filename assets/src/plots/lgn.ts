// ON and OFF cells of the LGN beside each other as maps of rate, their colour
// bar, and, where there is room, their means over the last second.

import type { Theme } from "../theme"
import { sequential } from "../maps"
import type { Box } from "./axes"
import { begin, font, level, niceMax, snap, stripAlong, text, tidy } from "./axes"
import { bitmapOf } from "./bitmap"
import type { Trace } from "./history"
import { entryAt } from "./history"
import { drawCursor } from "./rates"

/** Rates of ON and OFF cells, row 0 at the top: 0 to 255 are 0 to max_hz. */
export interface LgnData {
  w: number
  h: number
  on: ArrayLike<number>
  off: ArrayLike<number>
  max_hz: number
}

export interface LgnOptions {
  trace?: Trace | null // history.lgn: drawn below when the box is high enough
  nowMs?: number
  shown?: number | null // the moment in the past that is shown
  hover?: number | null // where the pointer is, ms
}

/** Where the means stand in a box: x of both ends, null where there is no room for them. */
export function lgnStrip(box: Box, data: LgnData | null): { x0: number; x1: number; y0: number; y1: number } | null {
  const room = box.h - barRow
  const aspect = data && data.w > 0 ? data.h / data.w : 1
  const side = Math.max(8, Math.min((box.w - gap) / 2, room / aspect))
  const h = Math.min(room, side * aspect)
  if (box.h - h - barRow < traceRow - 8) return null
  return { x0: 24, x1: 2 * side + gap - 28, y0: h + barRow + 4, y1: h + barRow + 66 }
}

const gap = 8
const barRow = 16 // colour bar with its numbers
const traceRow = 72

/** Draws both maps with the colour bar. Without data: maps at rest. */
export function drawLgn(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: LgnData | null, opts: LgnOptions = {}): void {
  begin(ctx, box)
  const room = box.h - barRow
  const aspect = data && data.w > 0 ? data.h / data.w : 1
  const side = Math.max(8, Math.min((box.w - gap) / 2, room / aspect))
  const h = snap(Math.min(room, side * aspect))
  const w = snap(side)
  map(ctx, "ON", data?.on, data, 0, w, h)
  map(ctx, "OFF", data?.off, data, w + gap, w, h)
  const wide = 2 * w + gap
  const y = h + 4
  text(ctx, "0", 0, y + 3.5, font.tick, theme.ink3, "left", "middle")
  text(ctx, data ? `${tidy(Math.round(data.max_hz))} Hz` : "Hz", wide, y + 3.5, font.tick, theme.ink3, "right", "middle")
  stripAlong(ctx, theme, 24, y, Math.max(20, wide - 24 - 51), 6, sequential)
  if (opts.trace && box.h - h - barRow >= traceRow - 8) means(ctx, theme, opts, wide, h + barRow + 12, data)
}

function map(ctx: CanvasRenderingContext2D, name: string, values: ArrayLike<number> | undefined, data: LgnData | null, x: number, w: number, h: number): void {
  const bw = data?.w || 1
  const bh = data?.h || 1
  const bitmap = bitmapOf(ctx, name, bw, bh)
  if (values && values.length >= bw * bh) for (let k = 0; k < bw * bh; k++) bitmap.pixels[k] = sequential[values[k]!]!
  else bitmap.pixels.fill(sequential[0]!)
  bitmap.show()
  ctx.save()
  ctx.beginPath()
  ctx.roundRect(x, 0, w, h, 4)
  ctx.clip()
  ctx.imageSmoothingEnabled = false
  ctx.drawImage(bitmap.canvas, x, 0, w, h)
  ctx.restore()
  ctx.font = font.tickBold
  const chip = Math.ceil(ctx.measureText(name).width) + 10
  ctx.fillStyle = "rgb(0 0 0 / .45)"
  ctx.beginPath()
  ctx.roundRect(x + 6, 4, chip, 16, 4)
  ctx.fill()
  text(ctx, name, x + 11, 12.5, font.tickBold, "#fff", "left", "middle")
}

/** Mean rates of both over the last second, named at their ends. */
function means(ctx: CanvasRenderingContext2D, theme: Theme, opts: LgnOptions, right: number, y0: number, data: LgnData | null): void {
  const w = right - 28
  const trace = opts.trace!
  const now = opts.nowMs ?? (trace.end ? trace.t[(trace.end - 1) % trace.t.length]! : 0)
  const h = 38
  let top = 1
  const end = entryAt(trace, now) + 1
  const first = Math.max(0, entryAt(trace, now - 1000))
  for (let k = first; k < end; k++) {
    const i = k % trace.t.length
    if (trace.t[i]! >= now - 1000) top = Math.max(top, trace.a[i]!, trace.b[i]!)
  }
  top = Math.min(niceMax(top * 1.1, 10), Math.max(10, data?.max_hz ?? 10))
  level(ctx, 24, w, y0, theme.line)
  level(ctx, 24, w, y0 + h, theme.edge)
  text(ctx, tidy(top), 19, y0, font.tick, theme.ink3, "right", "middle")
  text(ctx, "0", 19, y0 + h, font.tick, theme.ink3, "right", "middle")
  text(ctx, "−1 s", 24, y0 + h + 13, font.tick, theme.ink3)
  text(ctx, opts.shown === null || opts.shown === undefined ? "now" : `${(now / 1000).toFixed(1)} s`, w, y0 + h + 13, font.tick, theme.ink3, "right")
  for (let which = 0; which < 2; which++) {
    const v = which ? trace.a : trace.b
    ctx.strokeStyle = which ? theme.ink : theme.edge
    ctx.lineWidth = 1.5
    ctx.beginPath()
    for (let k = first; k < end; k++) {
      const i = k % trace.t.length
      if (trace.t[i]! >= now - 1000) ctx.lineTo(24 + ((trace.t[i]! - now + 1000) / 1000) * (w - 24), y0 + h - (h * v[i]!) / top)
    }
    ctx.stroke()
  }
  if (opts.hover !== undefined) drawCursor(ctx, theme, { x0: 24, x1: w, y0, y1: y0 + h, t0: now - 1000, t1: now }, y0 - 4, y0 + h, { at: opts.shown ?? null, hover: opts.hover })
  if (end < 1) return
  const last = (end - 1) % trace.t.length
  const on = y0 + h - (h * trace.a[last]!) / top
  const off = y0 + h - (h * trace.b[last]!) / top
  const apart = Math.max(12, Math.abs(on - off)) * (on <= off ? 1 : -1)
  text(ctx, "ON", w + 5, (on + off - apart) / 2, font.tickBold, theme.ink, "left", "middle")
  text(ctx, "OFF", w + 5, (on + off + apart) / 2, font.tickBold, theme.ink3, "left", "middle")
}

/** The maps in words: mean and largest rate of each. */
export function lgnSummary(data: LgnData | null): string {
  if (!data) return "LGN: no data yet"
  return `LGN, ${data.w} by ${data.h} cells of each sign: ON ${spread(data.on, data.max_hz)}, OFF ${spread(data.off, data.max_hz)}`
}

function spread(v: ArrayLike<number>, max: number): string {
  let sum = 0
  let top = 0
  for (let k = 0; k < v.length; k++) {
    sum += v[k]!
    if (v[k]! > top) top = v[k]!
  }
  return `mean ${((sum / Math.max(1, v.length) / 255) * max).toFixed(0)} Hz, highest ${((top / 255) * max).toFixed(0)} Hz`
}
