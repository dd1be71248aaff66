// The wheel of orientations around the polar plot and the words outside it.

import type { Theme } from "../theme"
import { cyclic } from "../theme"
import type { Box } from "./axes"
import { font, text } from "./axes"
import type { Polar, Rect } from "./polar"
import { degrees, mod, placeOutside, taken } from "./polar"

const rad = Math.PI / 180
const wheels = new WeakMap<CanvasRenderingContext2D, { key: string; canvas: HTMLCanvasElement }>()

/** The wheel, 5 px: painted once for each size and theme, as its gradient is the dearest part of the plot. */
export function drawWheel(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar): void {
  const { width, height } = ctx.canvas
  const key = `${theme.dark} ${p.cx} ${p.cy} ${p.ring} ${width} ${height}`
  let w = wheels.get(ctx)
  if (w?.key !== key) {
    const canvas = Object.assign(document.createElement("canvas"), { width, height })
    const own = canvas.getContext("2d")!
    own.setTransform(ctx.getTransform())
    const paint = own.createConicGradient(0, p.cx, p.cy)
    for (let k = 0; k <= 72; k++) paint.addColorStop(k / 72, cyclic(360 - 5 * k, theme.dark))
    own.strokeStyle = paint
    own.lineWidth = 5
    own.beginPath()
    own.arc(p.cx, p.cy, p.ring, 0, 2 * Math.PI)
    own.stroke()
    wheels.set(ctx, (w = { key, canvas }))
  }
  ctx.save()
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.drawImage(w.canvas, 0, 0)
  ctx.restore()
}

/** Labels true at its handle, decoded at the lower end, and the degrees where there is room. */
export function drawLabels(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, p: Polar, handle: number | null, truth: number | null, decoded: number | null, draggable: boolean, word: string): void {
  const rects: Rect[] = []
  if (handle !== null && truth !== null) {
    const x = p.cx + p.ring * Math.cos(handle * rad)
    const y = p.cy - p.ring * Math.sin(handle * rad)
    rects.push({ x0: x - 9, y0: y - 9, x1: x + 9, y1: y + 9 })
    const turn = mod(handle, 180) < 90 ? 1 : -1
    if (!p.phone) name(ctx, box, theme, p, word, degrees(truth), draggable ? "drag θ" : "", handle, 14, turn, rects)
  }
  if (decoded !== null && !p.phone) {
    const low = mod(decoded, 180) + 180
    name(ctx, box, theme, p, "decoded", `${Math.round(decoded) % 180}°`, "", low, 8, low < 270 ? 1 : -1, rects)
  }
  for (let a = 0; a < 360; a += 45) {
    if (p.phone && a > 180) continue
    if (handle !== null && Math.abs(mod(a - handle + 180, 360) - 180) < 18) continue
    const words = `${a % 180}°`
    ctx.font = font.tick
    const w = ctx.measureText(words).width
    const c = Math.cos(a * rad)
    const s = Math.sin(a * rad)
    const d = p.ring + 8 + (Math.abs(c) * w + Math.abs(s) * 9) / 2
    const x = p.cx + d * c
    const y = p.cy - d * s
    const r = { x0: x - w / 2, y0: y - 5, x1: x + w / 2, y1: y + 5 }
    if (!taken(rects, r, 6)) text(ctx, words, x, y + 0.5, font.tick, theme.ink2, "center", "middle")
  }
}

/** A name with its angle and a hint below, on one line or, where that would stray, on two. */
function name(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, p: Polar, word: string, angle: string, hint: string, deg: number, gap: number, turn: number, rects: Rect[]): void {
  ctx.font = font.labelBold
  const one = `${word} ${angle}`
  const wide = ctx.measureText(one).width
  const narrow = Math.max(ctx.measureText(word).width, ctx.measureText(angle).width)
  let lines: readonly string[] = [one, hint]
  let r = placeOutside(p, box, deg, gap, wide, hint ? 30 : 15, rects, hint ? 60 : 24, turn)
  if (!r) {
    r = placeOutside(p, box, deg, gap, narrow, 29, rects, 36, turn)
    if (r) lines = [word, angle]
    else r = placeOutside(p, box, deg, gap, wide, hint ? 30 : 15, rects, 70, turn)
  }
  if (!r) return
  const right = (r.x0 + r.x1) / 2 < p.cx - 20
  const x = right ? r.x1 : r.x0
  const align = right ? "right" : "left"
  text(ctx, lines[0] ?? "", x, r.y0 + 12, font.labelBold, theme.ink, align)
  if (lines[1]) text(ctx, lines[1], x, r.y0 + 26, lines[1] === hint ? font.label : font.labelBold, lines[1] === hint ? theme.ink2 : theme.ink, align)
}
