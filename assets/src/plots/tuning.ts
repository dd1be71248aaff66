// The tuning curve of the read-out population: rate of each neuron over its
// preferred orientation, with the fitted curve and its 95 % interval.

import type { Theme } from "../theme"
import { cyclic } from "../theme"
import type { Box } from "./axes"
import { begin, font, halo, leftAxis, linear, steadyMax, stripAlong, text } from "./axes"
import type { Curve } from "./fitband"
import { curveAt, fitBand } from "./fitband"

/** Rates over preferred orientation and the fit of the server. */
export interface TuningData {
  theta_deg: ArrayLike<number>
  rate_hz: ArrayLike<number>
  sem_hz?: ArrayLike<number> | null
  window_s?: number
  b_theta_deg: number | null
  b_theta_ci_deg?: number | null
  hwhh_deg?: number | null
  r2?: number | null
  fit: { baseline_hz: number; amplitude_hz: number; theta0_deg: number } | null
  tuned: boolean
  reason?: string
}

export interface TuningOptions {
  ground?: string // behind the plot: the raised panel unless told
}

const samples = 121
const half = new Float64Array(samples) // of the interval, Hz
const sides = new WeakMap<CanvasRenderingContext2D, number>() // where the words stood, deg

/** Draws points, fit and interval. Without data: the axes. */
export function drawTuning(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: TuningData | null, opts: TuningOptions = {}): void {
  begin(ctx, box)
  const ground = opts.ground ?? theme.raised
  const curve = curveOf(data)
  const n = data ? Math.min(data.theta_deg.length, data.rate_hz.length) : 0
  let top = curve ? curve.baseline_hz + curve.amplitude_hz : 0
  for (let k = 0; k < n; k++) top = Math.max(top, data!.rate_hz[k]! + 0.5 * (data!.sem_hz?.[k] || 0))
  const max = steadyMax(ctx, "tuning", curve ? top : 1.7 * top, 10) // without a peak, room for words above
  const x = linear(0, 180, 30, box.w - 1)
  const y = linear(0, max, box.h - 38, 8)
  leftAxis(ctx, theme, x(0), x(180), y, [0, max / 2, max], true)
  drawWords(ctx, theme, data, curve, x, y(max), ground, true)
  stripAlong(ctx, theme, x(0), y(0) + 2, x(180) - x(0))
  for (let d = 0; d <= 180; d += 45) text(ctx, `${d}`, x(d) + (d === 0 ? 3 : d === 180 ? 0 : 0), y(0) + 18, font.tick, theme.ink3, d === 180 ? "right" : "center")
  text(ctx, "Preferred orientation (deg)", x(180), y(0) + 31, font.tick, theme.ink2, "right")
  ctx.save()
  ctx.beginPath()
  ctx.rect(x(0) - 4, 0, x(180) - x(0) + 8, y(0) + 4)
  ctx.clip()
  if (data && curve && fitBand(half, curve, data.theta_deg, data.rate_hz)) drawBand(ctx, theme, curve, x, y)
  if (data) drawPoints(ctx, theme, data, n, x, y, ground)
  if (curve) drawFit(ctx, theme, curve, x, y)
  ctx.restore()
  halo(ctx, "Rate (Hz)", x(0) + 6, y(max) + 11, font.tick, ground)
  text(ctx, "Rate (Hz)", x(0) + 6, y(max) + 11, font.tick, theme.ink2)
  drawWords(ctx, theme, data, curve, x, y(max), ground)
}

function curveOf(data: TuningData | null): Curve | null {
  if (!data || !data.tuned || !data.fit || !data.b_theta_deg) return null
  return { ...data.fit, b_theta_deg: data.b_theta_deg }
}

type Scale = (v: number) => number

function drawBand(ctx: CanvasRenderingContext2D, theme: Theme, c: Curve, x: Scale, y: Scale): void {
  ctx.beginPath()
  for (let k = 0; k < samples; k++) ctx.lineTo(x((180 * k) / (samples - 1)), y(curveAt(c, (180 * k) / (samples - 1)) + half[k]!))
  for (let k = samples - 1; k >= 0; k--) ctx.lineTo(x((180 * k) / (samples - 1)), y(curveAt(c, (180 * k) / (samples - 1)) - half[k]!))
  ctx.closePath()
  ctx.globalAlpha = theme.band
  ctx.fillStyle = theme.ink
  ctx.fill()
  ctx.globalAlpha = 1
}

function drawFit(ctx: CanvasRenderingContext2D, theme: Theme, c: Curve, x: Scale, y: Scale): void {
  ctx.beginPath()
  for (let k = 0; k < samples; k++) ctx.lineTo(x((180 * k) / (samples - 1)), y(curveAt(c, (180 * k) / (samples - 1))))
  ctx.strokeStyle = theme.ink
  ctx.lineWidth = 1.8
  ctx.stroke()
}

/** Points with their standard errors; hollow where a neuron was silent. */
function drawPoints(ctx: CanvasRenderingContext2D, theme: Theme, data: TuningData, n: number, x: Scale, y: Scale, ground: string): void {
  ctx.lineWidth = 1
  ctx.strokeStyle = theme.edge
  ctx.beginPath()
  for (let k = 0; k < n; k++) {
    const e = data.sem_hz?.[k] || 0
    if (!(e > 0)) continue
    ctx.moveTo(x(data.theta_deg[k]!), y(data.rate_hz[k]! - Math.min(e, data.rate_hz[k]!)))
    ctx.lineTo(x(data.theta_deg[k]!), y(data.rate_hz[k]! + e))
  }
  ctx.stroke()
  for (let k = 0; k < n; k++) {
    const silent = !(data.rate_hz[k]! > 0)
    const color = cyclic(data.theta_deg[k]!, theme.dark)
    ctx.beginPath()
    ctx.arc(x(data.theta_deg[k]!), y(data.rate_hz[k]!), silent ? 1.8 : 2.2, 0, 2 * Math.PI)
    ctx.fillStyle = silent ? ground : color
    ctx.fill()
    ctx.strokeStyle = color
    if (silent) ctx.stroke()
  }
}

/** What points and line are, on the side away from the peak. under: only the ground at which grid lines end, below the data. */
function drawWords(ctx: CanvasRenderingContext2D, theme: Theme, data: TuningData | null, curve: Curve | null, x: Scale, y0: number, ground: string, under = false): void {
  const last = data?.window_s ? `, last ${Number(data.window_s.toFixed(1))} s` : ""
  const first = data ? `data${last}` : "no data yet"
  const second = curve ? "fit and 95 % interval" : untuned(data)
  ctx.font = font.tick
  const w = Math.max(ctx.measureText(first).width, ctx.measureText(second).width) + 12
  const left = awayFrom(ctx, curve?.theta0_deg ?? 60, x, w)
  const words = (s: string, at: number, y: number) => {
    halo(ctx, s, at, y, font.tick, ground)
    text(ctx, s, at, y, font.tick, theme.ink2)
  }
  const y = y0 + (left < x(0) + 70 ? 26 : 20) // below the name of the axis where both are at the left
  if (under) {
    ctx.fillStyle = ground
    return ctx.fillRect(left - 3, y - 10, w + 4, second ? 28 : 14)
  }
  words(first, left + 12, y)
  if (second) words(second, left + 12, y + 14)
  if (!data) return
  ctx.fillStyle = theme.ink2
  ctx.beginPath()
  ctx.arc(left + 4, y - 4, 2.2, 0, 2 * Math.PI)
  ctx.fill()
  if (curve) ctx.fillRect(left, y + 10, 9, 1.2)
}

function untuned(data: TuningData | null): string {
  if (!data) return ""
  if (data.reason === "too few spikes") return "no fit: too few spikes"
  return data.b_theta_deg && data.b_theta_deg > 48.7 ? "untuned: bandwidth above 48.7°" : "untuned: no fit"
}

/** The left edge of words w wide, a quarter of the circle from the peak; they stay while they are clear of it. */
function awayFrom(ctx: CanvasRenderingContext2D, peak: number, x: Scale, w: number): number {
  const lo = 4 + (90 * w) / (x(180) - x(0))
  const far = (c: number) => 90 - Math.abs((((c - peak) % 180) + 180) % 180 - 90)
  let at = sides.get(ctx) ?? 176 - lo
  if (far(at) < 50) {
    for (const c of [118, 176 - lo, 90, lo]) if (far(c) > far(at)) at = c
    sides.set(ctx, at)
  }
  return Math.min(x(at) - w / 2, x(180) - w)
}

/** The plot in words. */
export function tuningSummary(data: TuningData | null): string {
  if (!data) return "Tuning: no data yet"
  const curve = curveOf(data)
  if (!curve) return `Tuning: ${untuned(data)}, ${data.theta_deg.length} neurons`
  const ci = data.b_theta_ci_deg ? ` plus or minus ${data.b_theta_ci_deg.toFixed(1)}°` : ""
  const hwhh = data.hwhh_deg ? `, half width at half height ${data.hwhh_deg.toFixed(1)}°` : ""
  const r2 = data.r2 === null || data.r2 === undefined ? "" : `, R² ${data.r2.toFixed(2)}`
  return `Tuning: peak ${(curve.baseline_hz + curve.amplitude_hz).toFixed(0)} Hz at ${curve.theta0_deg.toFixed(0)}°, bandwidth ${curve.b_theta_deg.toFixed(1)}°${ci}${hwhh}${r2}`
}
