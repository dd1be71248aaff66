// How selective the network was over the last minute: the resultant length r,
// in ink while synapses learned and grey while they did not.

import type { Theme } from "../theme"
import type { Box } from "./axes"
import { begin, dotted, font, leftAxis, solid, text, tidy } from "./axes"
import type { History } from "./history"
import { entryAt, oldest } from "./history"
import type { Pointed, Strip } from "./rates"
import { drawCursor, drawMarks, drawTimeAxis } from "./rates"

export interface SelectivityView extends Pointed {
  gate: number // the least r that is decoded
}

const leastMs = 6000
const levels = [0, 0.5, 1]

/** Where the plot stands in its box, and the minute along it. */
export function selectivityStrip(box: Box, data: History | null): Strip {
  const t0 = data ? oldest(data) : 0
  return { x0: 30, x1: Math.max(60, box.w - 54), y0: 8, y1: box.h - 20, t0, t1: Math.max(data?.nowMs ?? 0, t0 + leastMs) }
}

/** Draws r over time. Without data: the axes. */
export function drawSelectivity(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: History | null, view: SelectivityView): void {
  begin(ctx, box)
  const s = selectivityStrip(box, data)
  const x = (t: number) => s.x0 + ((t - s.t0) / (s.t1 - s.t0)) * (s.x1 - s.x0)
  const y = (v: number) => s.y1 - v * (s.y1 - s.y0)
  leftAxis(ctx, theme, s.x0, s.x1, y, levels, true)
  ctx.setLineDash(dotted)
  ctx.strokeStyle = theme.ink3
  ctx.lineWidth = 1
  ctx.beginPath()
  ctx.moveTo(s.x0, y(view.gate))
  ctx.lineTo(s.x1, y(view.gate))
  ctx.stroke()
  ctx.setLineDash(solid)
  drawTimeAxis(ctx, theme, s, true, 54)
  const gateAt = Math.max(s.y0 + 2, Math.min(y(view.gate), s.y1 - 6))
  text(ctx, `gate ${tidy(view.gate)}`, s.x1 + 5, gateAt, font.tick, theme.ink3, "left", "middle")
  if (!data) return
  drawMarks(ctx, theme, data, s, s.y0, s.y1)
  const n = data.r.t.length
  const first = Math.max(0, entryAt(data.r, s.t0))
  let last = -1
  for (const on of [0, 1]) {
    ctx.strokeStyle = on ? theme.ink : theme.edge
    ctx.lineWidth = 1.5
    ctx.beginPath()
    let open = false
    for (let k = first; k < data.r.end; k++) {
      const i = k % n
      if (data.r.t[i]! < s.t0) continue
      last = i
      const mine = data.r.b[i] === on || (open && k > first && data.r.b[(k - 1) % n] === on)
      if (!mine) open = false
      else if (open) ctx.lineTo(x(data.r.t[i]!), y(data.r.a[i]!))
      else ctx.moveTo(x(data.r.t[i]!), y(data.r.a[i]!)), (open = true)
    }
    ctx.stroke()
  }
  if (last >= 0) {
    const on = data.r.b[last] === 1
    let end = y(data.r.a[last]!)
    if (Math.abs(end - gateAt) < 12) end = gateAt + (end > gateAt && gateAt + 12 < s.y1 - 4 || gateAt < s.y0 + 8 ? 12 : -12)
    text(ctx, on ? "on" : "off", s.x1 + 5, end, font.tickBold, on ? theme.ink : theme.ink3, "left", "middle")
  }
  drawCursor(ctx, theme, s, s.y0 - 4, s.y1, view)
}

/** r at a time; NaN where it is not known. */
export function resultantAt(data: History, t: number): number {
  const k = entryAt(data.r, t)
  return k < 0 ? NaN : data.r.a[k % data.r.t.length]!
}

/** The plot in words. */
export function selectivitySummary(data: History | null, at = data?.nowMs ?? 0): string {
  if (!data || !data.r.end) return "Selectivity: no reading yet"
  const n = data.r.t.length
  const from = oldest(data)
  let low = Infinity
  let high = -Infinity
  let on = 0
  let count = 0
  for (let k = Math.max(0, entryAt(data.r, from)); k < data.r.end; k++) {
    const v = data.r.a[k % n]!
    low = Math.min(low, v)
    high = Math.max(high, v)
    on += data.r.b[k % n]!
    count++
  }
  const learned = on === 0 ? "learning off" : on === count ? "learning on" : `learning on for ${Math.round((100 * on) / count)} % of it`
  const r = resultantAt(data, at)
  return `Selectivity: resultant r ${r === r ? r.toFixed(2) : "not known"} at ${(at / 1000).toFixed(1)} s, between ${low.toFixed(2)} and ${high.toFixed(2)} in the last ${((data.nowMs - from) / 1000).toFixed(0)} s, ${learned}`
}
