// The resultant length r over the whole run: how selective the network is.

import type { Theme } from "../theme"
import type { Box } from "./axes"
import { begin, dotted, font, leftAxis, linear, niceStep, solid, text, tidy, upright1 } from "./axes"
import type { History } from "./history"

export interface SelectivityOptions {
  gate?: number // the least r that is decoded, 0.6 unless told
}

/** Draws r over time. Without data: the axes. */
export function drawSelectivity(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: History | null, opts: SelectivityOptions = {}): void {
  begin(ctx, box)
  const trace = data?.r
  const n = trace ? trace.t.length : 0
  const first = trace ? Math.max(0, trace.end - n) : 0
  const t0 = trace && trace.end && first > 0 ? trace.t[first % n]! : 0
  const t1 = Math.max(t0 + 6000, data?.nowMs ?? 0)
  const x = linear(t0, t1, 30, box.w - 34)
  const y = linear(0, 1, box.h - 22, 6)
  leftAxis(ctx, theme, x(t0), x(t1), y, [0, 0.5, 1], true)
  ctx.setLineDash(dotted)
  ctx.strokeStyle = theme.ink3
  ctx.lineWidth = 1
  ctx.beginPath()
  const gate = y(opts.gate ?? 0.6)
  ctx.moveTo(x(t0), gate)
  ctx.lineTo(x(t1), gate)
  for (const m of data?.marks ?? []) {
    if (m.t_ms < t0) continue
    ctx.moveTo(x(m.t_ms), y(1))
    ctx.lineTo(x(m.t_ms), y(0))
  }
  ctx.stroke()
  ctx.setLineDash(solid)
  text(ctx, "gate", x(t1) + 6, gate, font.tick, theme.ink3, "left", "middle")
  if (trace && trace.end) {
    ctx.strokeStyle = theme.ink
    ctx.lineWidth = 1.8
    ctx.beginPath()
    const skip = Math.max(1, Math.floor((trace.end - first) / (2 * box.w)))
    for (let k = first; k < trace.end; k += skip) ctx.lineTo(x(trace.t[k % n]!), y(trace.a[k % n]!))
    ctx.stroke()
    const r = trace.a[(trace.end - 1) % n]!
    const at = Math.abs(y(r) - gate) < 12 ? gate + (y(r) < gate ? -12 : 12) : y(r)
    text(ctx, "r", x(t1) + 6, at, font.tickBold, theme.ink, "left", "middle")
  }
  const step = Math.max(1, niceStep((t1 - t0) / 1000, box.w / 90))
  for (let t = Math.ceil(t0 / 1000 / step) * step; t * 1000 <= t1 - 0.14 * (t1 - t0); t += step) {
    upright1(ctx, x(t * 1000), y(0), y(0) + 4, theme.edge)
    text(ctx, tidy(t), x(t * 1000), y(0) + 16, font.tick, theme.ink3, "center")
  }
  text(ctx, "Time (s)", box.w, y(0) + 16, font.tick, theme.ink2, "right")
}

/** The plot in words. */
export function selectivitySummary(data: History | null): string {
  if (!data || !data.r.end) return "Selectivity: no data yet"
  const n = data.r.t.length
  return `Selectivity: resultant r ${data.r.a[(data.r.end - 1) % n]!.toFixed(2)} at ${(data.nowMs / 1000).toFixed(1)} s, ${data.r.a[Math.max(0, data.r.end - n) % n]!.toFixed(2)} at first`
}
