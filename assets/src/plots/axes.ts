// What all plots share: a canvas in CSS pixels that stays crisp on any
// screen, linear scales, rounded ticks, and the rules for text and lines.

import type { Theme } from "../theme"
import { wheel, upright } from "../maps"

/** The size of a drawing, CSS px. */
export interface Box {
  w: number
  h: number
}

const stack =
  '-apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", "Liberation Sans", Arial, sans-serif'

/** In a lecture text is read from afar. */
const more = new URLSearchParams(location.search).get("kiosk") === "1" ? 3 : 0

/** The sizes of text on plots: 11 for ticks, 12 for labels, 13 for values. */
export const font = {
  tick: `${11 + more}px ${stack}`,
  tickBold: `600 ${more ? 13 : 11}px ${stack}`,
  label: `${12 + more}px ${stack}`,
  labelBold: `600 ${12 + more}px ${stack}`,
  value: `600 ${more ? 15 : 13}px ${stack}`,
} as const

/** Device pixels in a CSS pixel, on a page that is enlarged as a whole as well. */
export const dotsOf = (canvas: HTMLCanvasElement) => devicePixelRatio * ((canvas as { currentCSSZoom?: number }).currentCSSZoom ?? 1)

/** Gives a canvas the pixels for w x h CSS px on this screen, and the box to draw in. */
export function fitCanvas(canvas: HTMLCanvasElement, w: number, h: number, dpr = dotsOf(canvas)): Box {
  const pw = Math.max(1, Math.round(w * dpr))
  const ph = Math.max(1, Math.round(h * dpr))
  if (canvas.width !== pw) canvas.width = pw
  if (canvas.height !== ph) canvas.height = ph
  return { w: pw / dpr, h: ph / dpr }
}

let scale = 1 // device pixels in one CSS pixel, of the drawing under way

/** Starts a drawing: clears the canvas and makes one unit one CSS px. Returns the device pixels in one. */
export function begin(ctx: CanvasRenderingContext2D, box: Box): number {
  scale = ctx.canvas.width / box.w || 1
  ctx.setTransform(1, 0, 0, 1, 0, 0)
  ctx.globalAlpha = 1
  ctx.setLineDash(solid)
  ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height)
  ctx.setTransform(scale, 0, 0, scale, 0, 0)
  ctx.lineJoin = "round"
  ctx.lineCap = "butt"
  return scale
}

export const solid: number[] = []
export const dotted: number[] = [2, 3]

/** The nearest whole device pixel. */
export function snap(v: number): number {
  return Math.round(v * scale) / scale
}

/** A linear scale from d0..d1 to r0..r1. */
export function linear(d0: number, d1: number, r0: number, r1: number): (v: number) => number {
  const k = (r1 - r0) / (d1 - d0 || 1)
  return (v) => r0 + (v - d0) * k
}

/** The least of 1, 2, 3, 4, 6, 10, ... that is not below v; half of it is a round number too. */
export function niceMax(v: number, least = 1): number {
  const x = Number.isFinite(v) ? Math.max(v, least) : least
  const p = 10 ** Math.floor(Math.log10(x))
  for (const m of [1, 2, 3, 4, 6, 8, 10]) if (x <= m * p * (1 + 1e-9)) return m * p
  return 10 * p
}

/** The step 1, 2 or 5 times a power of ten that makes about n intervals of a span. */
export function niceStep(span: number, n: number): number {
  const raw = span / Math.max(1, n)
  const p = 10 ** Math.floor(Math.log10(raw))
  const m = raw / p
  return (m < 1.5 ? 1 : m < 3.5 ? 2 : m < 7.5 ? 5 : 10) * p
}

const held = new WeakMap<CanvasRenderingContext2D, Map<string, number>>()

/**
 * The top of an axis that does not tremble: it grows at once, and shrinks
 * only when the next size down would be less than four fifths full.
 */
export function steadyMax(ctx: CanvasRenderingContext2D, axis: string, v: number, least: number): number {
  let axes = held.get(ctx)
  if (!axes) held.set(ctx, (axes = new Map()))
  const old = axes.get(axis) ?? 0
  const top = niceMax(v, least)
  const next = top > old || niceMax(v * 1.25, least) < old ? top : old
  axes.set(axis, next)
  return next
}

/** Text on whole pixels. */
export function text(
  ctx: CanvasRenderingContext2D,
  s: string,
  x: number,
  y: number,
  face: string,
  color: string,
  align: CanvasTextAlign = "left",
  base: CanvasTextBaseline = "alphabetic",
): void {
  ctx.font = face
  ctx.textAlign = align
  ctx.textBaseline = base
  ctx.fillStyle = color
  ctx.fillText(s, snap(x), snap(y))
}

/** The ground under the text that follows, so that lines do not run through it. */
export function halo(ctx: CanvasRenderingContext2D, s: string, x: number, y: number, face: string, ground: string, align: CanvasTextAlign = "left", base: CanvasTextBaseline = "alphabetic"): void {
  ctx.font = face
  ctx.textAlign = align
  ctx.textBaseline = base
  ctx.strokeStyle = ground
  ctx.lineWidth = 4
  ctx.strokeText(s, snap(x), snap(y))
}

/** A level line of width w, 1 unless told, on whole pixels. */
export function level(ctx: CanvasRenderingContext2D, x0: number, x1: number, y: number, color: string, w = 1): void {
  const t = Math.max(1, Math.round(w * scale)) / scale
  ctx.fillStyle = color
  ctx.fillRect(snap(x0), snap(y) - Math.floor((t * scale) / 2) / scale, snap(x1) - snap(x0), t)
}

/** An upright line one pixel wide. */
export function upright1(ctx: CanvasRenderingContext2D, x: number, y0: number, y1: number, color: string): void {
  const t = Math.max(1, Math.round(scale)) / scale
  ctx.fillStyle = color
  ctx.fillRect(snap(x) - Math.floor((t * scale) / 2) / scale, snap(y0), t, snap(y1) - snap(y0))
}

/** The left axis: no spine, grid lines at the values, numbers outside, the lowest line an axis when base is set. */
export function leftAxis(ctx: CanvasRenderingContext2D, theme: Theme, x0: number, x1: number, y: (v: number) => number, values: readonly number[], base: boolean): void {
  for (let k = 0; k < values.length; k++) {
    const v = values[k]!
    level(ctx, x0, x1, y(v), base && k === 0 ? theme.edge : theme.line)
    text(ctx, tidy(v), x0 - 6, y(v), font.tick, theme.ink3, "right", "middle")
  }
}

/** A number without needless digits, with a true minus sign. */
export function tidy(v: number): string {
  const s = String(Number(v.toPrecision(6)))
  return v < 0 ? "\u2212" + s.slice(1) : s
}

/** The wheel as a strip, 0 deg at the bottom. */
export function stripUp(ctx: CanvasRenderingContext2D, theme: Theme, x: number, y: number, h: number, w = 4): void {
  ctx.imageSmoothingEnabled = true
  ctx.drawImage(upright(wheel(theme.dark)), snap(x), snap(y), w, snap(y + h) - snap(y))
}

/** A colour table as a strip, its first entry at the left; the wheel unless told. */
export function stripAlong(ctx: CanvasRenderingContext2D, theme: Theme, x: number, y: number, w: number, h = 4, map = wheel(theme.dark)): void {
  ctx.save()
  ctx.imageSmoothingEnabled = true
  ctx.translate(snap(x), snap(y))
  ctx.rotate(Math.PI / 2)
  ctx.drawImage(upright(map), 0, -(snap(x + w) - snap(x)), h, snap(x + w) - snap(x))
  ctx.restore()
}
