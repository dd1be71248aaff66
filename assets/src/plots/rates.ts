// Mean rate of each population over time, Hz per neuron in bins of 50 ms: the
// strip under the raster, and a plot of its own.

import type { Theme } from "../theme"
import { roleColor } from "../theme"
import { dotted, font, halo, leftAxis, level, niceStep, solid, steadyMax, text, tidy, upright1 } from "./axes"
import type { History, Train } from "./history"
import { binMs, meanRate, rateOf } from "./history"

/** The room of a strip in its canvas, CSS px, and the time along it. */
export interface Strip {
  x0: number
  x1: number
  y0: number
  y1: number
  t0: number // ms
  t1: number
}

/** The times shown, ms: from zero until the window is full, then the last seconds. */
export function windowOf(data: History | null, seconds: number): [number, number] {
  const now = data?.nowMs ?? 0
  const w = seconds * 1000
  return now <= w ? [0, w] : [now - w, now]
}

const ends: { y: number; train: Train }[] = []

/** Lines, left axis and the names at their ends. inside: the axis name goes into the upper right corner. */
export function drawRateStrip(ctx: CanvasRenderingContext2D, theme: Theme, trains: readonly Train[], s: Strip, inside: boolean, ground: string): void {
  let top = 0
  for (const train of trains) top = Math.max(top, highest(train, s))
  const max = steadyMax(ctx, "rates", inside ? 1.3 * top : top, 10) // room for the name inside
  const h = s.y1 - s.y0
  const y = (v: number) => s.y1 - (v / max) * h
  leftAxis(ctx, theme, s.x0, s.x1, y, [0, max / 2, max], true)
  ends.length = 0
  ctx.lineWidth = 1.5
  for (const train of trains) {
    ctx.strokeStyle = roleColor(theme, train.population.role).mark
    ctx.beginPath()
    let last = NaN
    for (let bin = Math.max(0, Math.ceil(s.t0 / binMs)); bin < Math.min(train.lastBin, s.t1 / binMs); bin++) {
      const rate = rateOf(train, bin)
      if (rate !== rate) continue
      last = y(rate)
      ctx.lineTo(s.x0 + (((bin + 0.5) * binMs - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0), last)
    }
    ctx.stroke()
    if (last === last) ends.push({ y: last, train })
  }
  const xe = s.x0 + Math.min(1, Math.max(0, lastTime(trains) - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0)
  nameEnds(ctx, theme, xe + 6, s.y1)
  if (inside) {
    halo(ctx, "Rate (Hz)", s.x1, s.y0 + 11, font.tick, ground, "right")
    text(ctx, "Rate (Hz)", s.x1, s.y0 + 11, font.tick, theme.ink2, "right")
  }
}

function lastTime(trains: readonly Train[]): number {
  let t = 0
  for (const train of trains) t = Math.max(t, train.lastBin * binMs)
  return t
}

function highest(train: Train, s: Strip): number {
  let top = 0
  for (let bin = Math.max(0, Math.ceil(s.t0 / binMs)); bin < Math.min(train.lastBin, s.t1 / binMs); bin++) {
    const rate = rateOf(train, bin)
    if (rate > top) top = rate
  }
  return top
}

/** Names at the line ends, pushed 12 px apart. */
function nameEnds(ctx: CanvasRenderingContext2D, theme: Theme, x: number, floor: number): void {
  ends.sort((a, b) => a.y - b.y)
  for (let k = 1; k < ends.length; k++) ends[k]!.y = Math.max(ends[k]!.y, ends[k - 1]!.y + 12)
  let low = floor - 6 // clear of the axis
  for (let k = ends.length - 1; k >= 0; k--, low -= 12) ends[k]!.y = Math.min(ends[k]!.y, low)
  for (const e of ends) {
    const p = e.train.population
    text(ctx, shortName(p), x, e.y, font.tickBold, roleColor(theme, p.role).text, "left", "middle")
  }
}

/** "E" of "E ring", "E2" of "E ring 2", "RS" of "RS, excitatory". */
function shortName(p: { name: string; role: string; label: string }): string {
  if (/^[A-Z]{1,2}\d?$/.test(p.name)) return p.name
  return p.role === "thalamic" ? "Thal." : p.role === "excitatory" ? "E" : p.role === "inhibitory" ? "I" : p.label.slice(0, 5)
}

/** Seconds below a strip; the axis' name under them, or, where there is no room, in their row. */
export function drawTimeAxis(ctx: CanvasRenderingContext2D, theme: Theme, s: Strip, inRow = false, room = 26): void {
  const span = (s.t1 - s.t0) / 1000
  const step = Math.max(span > 3 ? 1 : 0.1, niceStep(span, Math.max(2, (s.x1 - s.x0) / 80)))
  for (let t = Math.ceil(s.t0 / 1000 / step) * step; t * 1000 <= s.t1 + 1e-6; t += step) {
    const x = s.x0 + ((t * 1000 - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0)
    upright1(ctx, x, s.y1, s.y1 + 4, theme.edge)
    if (!inRow || x < s.x1 - (room < 50 ? 34 : 8)) text(ctx, tidy(Number(t.toFixed(3))), x, s.y1 + 16, font.tick, theme.ink3, "center")
  }
  level(ctx, s.x0, s.x1, s.y1, theme.edge)
  text(ctx, "Time (s)", s.x1 + (inRow ? room : 0), s.y1 + (inRow ? 16 : 29), font.tick, theme.ink2, "right")
}

/** Dashed lines where a parameter changed; the newest are named above, where there is room. */
export function drawMarks(ctx: CanvasRenderingContext2D, theme: Theme, data: History, s: Strip, top: number, bottom: number, named = false): void {
  let free = Infinity
  ctx.lineWidth = 1
  for (let k = data.marks.length - 1; k >= 0; k--) {
    const m = data.marks[k]!
    if (m.t_ms < s.t0 || m.t_ms > s.t1) continue
    const x = Math.round(s.x0 + ((m.t_ms - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0)) + 0.5
    ctx.strokeStyle = theme.ink3
    ctx.setLineDash(dotted)
    ctx.beginPath()
    ctx.moveTo(x, top)
    ctx.lineTo(x, bottom)
    ctx.stroke()
    ctx.setLineDash(solid)
    if (!named) continue
    ctx.font = font.tick
    const w = ctx.measureText(m.text).width
    const left = Math.max(s.x0, Math.min(x + 5, s.x1 - w))
    if (left + w > free) continue
    text(ctx, m.text, left, top - 4, font.tick, theme.ink2)
    free = left - 10
  }
}

/** What a drawing over time shows of the shared cursor, ms. */
export interface Pointed {
  at: number | null // the moment that all panels show
  hover: number | null // where the pointer is
}

/** The cursor of time in a strip: a line of ink at the moment shown, a grey one under the pointer. */
export function drawCursor(ctx: CanvasRenderingContext2D, theme: Theme, s: Strip, top: number, bottom: number, p: Pointed): void {
  for (const [t, color, w] of [[p.hover, theme.edge, 1], [p.at, theme.ink, 1.5]] as const) {
    if (t === null || t < s.t0 - 1e-6 || t > s.t1 + 1e-6) continue
    ctx.fillStyle = color
    ctx.fillRect(s.x0 + ((t - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0) - w / 2, top, w, bottom - top)
  }
}

/** The time of the cursor in a chip on an axis, the pointer's before the moment shown. */
export function drawCursorTime(ctx: CanvasRenderingContext2D, theme: Theme, s: Strip, p: Pointed): void {
  const t = p.hover ?? p.at
  if (t === null || t < s.t0 - 1e-6 || t > s.t1 + 1e-6) return
  const words = `${(t / 1000).toFixed(2)} s`
  ctx.font = font.tickBold
  const w = ctx.measureText(words).width + 10
  const x = Math.max(s.x0 - 20, Math.min(s.x0 + ((t - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0) - w / 2, s.x1 + 20 - w))
  ctx.fillStyle = p.hover === null ? theme.ink : theme.ink2
  ctx.beginPath()
  ctx.roundRect(x, s.y1 + 3, w, 15, 4)
  ctx.fill()
  text(ctx, words, x + w / 2, s.y1 + 15, font.tickBold, theme.onInk, "center")
}

/** The rates in words: the mean of each population in the last second before a time. */
export function ratesSummary(data: History | null, at = data?.nowMs ?? 0): string {
  if (!data || !data.trains.length) return "Rates: no data yet"
  const parts = data.trains.map((train) => `${train.population.label} ${hz(meanRate(train, at - 1000, at))}`)
  return `Mean rates of the last second, bins of 50 ms: ${parts.join(", ")}`
}

/** A rate in words. */
export function hz(rate: number): string {
  return Number.isFinite(rate) ? `${rate.toFixed(1)} Hz` : "not known yet"
}
