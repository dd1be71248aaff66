// Spikes of the last seconds, one mark each: a block per population, sorted by
// preferred orientation, with the rates below on the same time axis.

import type { Theme } from "../theme"
import { roleColor } from "../theme"
import { pixelOf } from "../maps"
import type { Box } from "./axes"
import { begin, font, snap, stripUp, text } from "./axes"
import { bitmapOf } from "./bitmap"
import type { History, Train } from "./history"
import { meanRate } from "./history"
import type { Strip } from "./rates"
import { drawMarks, drawRateStrip, drawTimeAxis, hz, windowOf } from "./rates"

export interface RasterOptions {
  windowS?: number // seconds shown: 6, on a phone 4
  phone?: boolean // the small form; unless told, for boxes narrower than 480 px
  rates?: boolean // with the rate strip: true unless told
  ground?: string
}

const gap = 9

/** The shares of the height: input a quarter at most, the others by the root of their numbers. */
function sharesOf(trains: readonly Train[]): number[] {
  const roots = trains.map((t) => (isInput(t) ? 0 : Math.sqrt(t.population.n)))
  const sum = roots.reduce((a, b) => a + b, 0)
  const mean = sum / Math.max(1, roots.filter(Boolean).length)
  return trains.map((t, k) => (sum === 0 ? 1 : isInput(t) ? 0.7 * mean : Math.max(roots[k]!, 0.55 * mean)))
}

const isInput = (t: Train) => t.population.role === "thalamic" || t.population.role === "source"

/** Draws the blocks, the rates below and the marks of parameter changes. */
export function drawRaster(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: History | null, opts: RasterOptions = {}): void {
  const dpr = begin(ctx, box)
  const phone = opts.phone ?? box.w < 480
  const shown = shownTrains(data, phone)
  const [t0, t1] = windowOf(data, opts.windowS ?? (phone ? 4 : 6))
  const x0 = phone ? 66 : 132
  const x1 = Math.max(x0 + 40, box.w - (phone ? 36 : 56))
  const top = 18
  const withRates = opts.rates !== false
  const room = box.h - top - 31 - (withRates ? 14 : 0)
  const rateH = withRates ? Math.min(84, Math.max(36, room * (phone ? 0.33 : 0.233))) : 0
  const blocks = Math.max(40, room - rateH)
  const strip: Strip = { x0, x1, y0: top + blocks + 14, y1: top + blocks + 14 + rateH, t0, t1 }
  if (!withRates) strip.y0 = strip.y1 = top + blocks

  const shares = sharesOf(shown)
  const total = shares.reduce((a, b) => a + b, 0)
  const free = blocks - gap * Math.max(0, shown.length - 1)
  let y = top
  for (const [k, train] of shown.entries()) {
    const h = snap((free * shares[k]!) / total)
    drawBlock(ctx, theme, train, strip, y, h, dpr, phone, box.w, data?.nowMs ?? 0)
    y += h + gap
  }
  if (withRates) {
    if (!phone) {
      text(ctx, "Rate (Hz)", 0, strip.y0 + 8, font.tick, theme.ink2)
      text(ctx, "bin 50 ms", 0, strip.y0 + 22, font.tick, theme.ink3)
    }
    drawRateStrip(ctx, theme, shown, strip, phone, opts.ground ?? theme.paper)
  }
  drawTimeAxis(ctx, theme, strip)
  if (data) drawMarks(ctx, theme, data, strip, top - 3, strip.y1, true)
}

/** A population on its own row: input on top, then the others in their order; on a phone without input. */
function shownTrains(data: History | null, phone: boolean): Train[] {
  const trains = (data?.trains ?? []).filter((t) => !phone || t.population.role === "excitatory" || t.population.role === "inhibitory")
  return trains.sort((a, b) => rank(a) - rank(b))
}

const rank = (t: Train) => (isInput(t) ? 0 : 1)

function drawBlock(ctx: CanvasRenderingContext2D, theme: Theme, train: Train, s: Strip, y: number, h: number, dpr: number, phone: boolean, right: number, now: number): void {
  const p = train.population
  const color = roleColor(theme, p.role)
  ctx.fillStyle = color.mark
  ctx.fillRect(0, snap(y), 3, h)
  const mid = y + h / 2
  const rate = meanRate(train, s.t0, now)
  const number = Number.isFinite(rate) ? rate.toFixed(1) : "–"
  if (phone) {
    text(ctx, p.label, 8, mid + 4, font.tickBold, theme.ink)
    text(ctx, number, right, h < 31 ? mid + 4 : mid - 2, font.value, theme.ink, "right")
    if (h >= 31) text(ctx, "Hz", right, mid + 13, font.tick, theme.ink3, "right")
  } else {
    const count = train.every > 1 ? `${p.n}, 1 of ${train.every}` : `${p.n} neurons`
    const low = h < 31
    text(ctx, p.label, 10, low ? mid + 4 : y + 11, font.labelBold, theme.ink)
    if (!low) text(ctx, count, 10, y + 26, font.tick, theme.ink2)
    if (train.every > 1 && h >= 44) text(ctx, "shown", 10, y + 40, font.tick, theme.ink2)
    text(ctx, low ? `${number} Hz` : number, right, low ? mid + 4 : mid + 1, font.labelBold, theme.ink, "right")
    if (!low) text(ctx, "Hz mean", right, mid + 15, font.tick, theme.ink3, "right")
  }
  if (p.preferred_deg?.length) {
    const xs = s.x0 - 9
    stripUp(ctx, theme, xs, y, h)
    const room = !phone || h > 36
    if (room) text(ctx, "180°", xs - 4, y + 4.5, font.tick, theme.ink3, "right", "middle")
    if (!phone && h > 36) text(ctx, "90°", xs - 4, mid, font.tick, theme.ink3, "right", "middle")
    if (room) text(ctx, "0°", xs - 4, y + h - 4.5, font.tick, theme.ink3, "right", "middle")
  }
  drawSpikes(ctx, train, s, y, h, dpr, pixelOf(color.mark))
}

/**
 * One mark of 1 x 2 CSS px a spike, on whole device pixels. A spike keeps its
 * column as time moves on, so the picture slides without shimmer.
 */
function drawSpikes(ctx: CanvasRenderingContext2D, train: Train, s: Strip, y: number, h: number, dpr: number, color: number): void {
  const w = Math.round((s.x1 - s.x0) * dpr)
  const rows = Math.round(h * dpr)
  if (w < 1 || rows < 2) return
  const bitmap = bitmapOf(ctx, train.population.name, w, rows)
  const px = bitmap.pixels
  px.fill(0)
  const mw = Math.max(1, Math.round(dpr))
  const mh = Math.max(2, Math.round(2 * dpr))
  const k = w / (s.t1 - s.t0)
  const shift = Math.floor(s.t0 * k)
  const n = train.t.length
  const oldest = Math.max(0, train.end - n)
  for (let e = train.end - 1; e >= oldest; e--) {
    const i = e % n
    const t = train.t[i]!
    if (t < s.t0) break
    const x = Math.floor(t * k) - shift
    if (x < 0 || x > w - mw) continue
    const row = Math.round((1 - train.y[i]!) * (rows - mh))
    for (let dy = 0, at = row * w + x; dy < mh; dy++, at += w) for (let dx = 0; dx < mw; dx++) px[at + dx] = color
  }
  bitmap.show()
  ctx.imageSmoothingEnabled = false
  ctx.drawImage(bitmap.canvas, snap(s.x0), snap(y), w / dpr, rows / dpr)
}

/** The raster in words: neurons and mean rate of each population. */
export function rasterSummary(data: History | null): string {
  if (!data || !data.trains.length) return "Spikes: no data yet"
  const parts = data.trains.map((train) => {
    const p = train.population
    return `${p.label}, ${p.n} neurons, ${hz(meanRate(train, data.nowMs - 6000, data.nowMs))}`
  })
  const last = data.marks[data.marks.length - 1]
  const change = last ? `; last change ${last.text} at ${(last.t_ms / 1000).toFixed(1)} s` : ""
  return `Spikes of the last seconds up to ${(data.nowMs / 1000).toFixed(1)} s: ${parts.join("; ")}${change}`
}
