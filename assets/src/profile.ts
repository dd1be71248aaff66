// What learning made of a projection: the mean weight that each orientation
// receives, and how many weights have which size. Grey: as first seen.

import type { Theme } from "./theme"
import type { Box } from "./plots/axes"
import { begin, font, leftAxis, level, linear, niceMax, stripAlong, text, tidy } from "./plots/axes"

export interface Matrix {
  n_pre: number
  n_post: number
  w_max_ns: number
  pre_deg: ArrayLike<number> | null
  post_deg: ArrayLike<number> | null
  data: ArrayLike<number>
}

/** The two curves of one matrix. */
export interface Profile {
  mean: Float64Array // nS, of the synapses onto neurons of each orientation, binDeg wide
  share: Float64Array // % of the weights in each size, the last at w_max
  wMax: number
  nPost: number // neurons, where they have no orientation and are drawn by index; else 0
}

const binDeg = 6
const nAngle = 180 / binDeg
const nSize = 20

/** Reduces a matrix. A weight of 0 is no synapse. */
export function profileOf(m: Matrix): Profile {
  const mean = new Float64Array(nAngle)
  const count = new Float64Array(nAngle)
  const share = new Float64Array(nSize)
  let all = 0
  const ordered = (m.post_deg?.length ?? 0) >= m.n_post
  for (let j = 0; j < m.n_post; j++) {
    const deg = ordered ? (m.post_deg![j] ?? NaN) : ((j + 0.5) / m.n_post) * 180
    const k = Math.floor((((deg % 180) + 180) % 180) / binDeg)
    for (let i = 0; i < m.n_pre; i++) {
      const w = m.data[j * m.n_pre + i] ?? 0
      if (w === 0) continue
      all++
      share[Math.min(nSize - 1, Math.floor((w / 256) * nSize))]!++
      if (!(k >= 0)) continue
      mean[k]! += (w / 255) * m.w_max_ns
      count[k]!++
    }
  }
  for (let k = 0; k < nAngle; k++) mean[k] = count[k] ? mean[k]! / count[k]! : NaN
  for (let k = 0; k < nSize; k++) share[k] = all ? (100 * share[k]!) / all : 0
  return { mean, share, wMax: m.w_max_ns, nPost: ordered ? 0 : m.n_post }
}

/** Mean weight onto each orientation, 0 to 180 deg. */
export function drawReceived(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, now: Profile | null, first: Profile | null): void {
  begin(ctx, box)
  const x = linear(0, 180, 34, box.w - 10)
  const max = (now ?? first)?.wMax ?? 1
  const y = linear(0, max, box.h - 40, 20)
  leftAxis(ctx, theme, x(0), x(180), y, [0, max / 2, max], true)
  const n = (now ?? first)?.nPost ?? 0
  if (!n) stripAlong(ctx, theme, x(0), y(0) + 2, x(180) - x(0))
  for (const d of box.w < 190 || n ? [0, 90, 180] : [0, 45, 90, 135, 180]) text(ctx, tidy(n ? (n * d) / 180 : d), x(d), y(0) + 18, font.tick, theme.ink3, d === 180 ? "right" : "center")
  text(ctx, "Mean weight (nS)", x(0), 8, font.tick, theme.ink2, "left", "middle")
  text(ctx, n ? "Post neuron (index)" : "Post θ (deg)", x(180), y(0) + 32, font.tick, theme.ink2, "right")
  const line = (p: Profile, color: string, width: number) => {
    ctx.beginPath()
    p.mean.forEach((v, k) => v === v && ctx.lineTo(x((k + 0.5) * binDeg), y(v)))
    ctx.strokeStyle = color
    ctx.lineWidth = width
    ctx.stroke()
  }
  if (first) line(first, theme.edge, 1.5)
  if (now) line(now, theme.ink, 1.8)
}

/** How many of the weights have which size, 0 to w_max. */
export function drawSizes(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, now: Profile | null, first: Profile | null, map: Uint32Array): void {
  begin(ctx, box)
  const x = linear(0, nSize, 34, box.w - 10)
  let top = 0
  for (const p of [now, first]) if (p) for (const v of p.share) if (v > top) top = v
  const max = niceMax(top, 10)
  const y = linear(0, max, box.h - 40, 20)
  leftAxis(ctx, theme, x(0), x(nSize), y, [0, max / 2, max], false)
  text(ctx, "Synapses (%)", x(0), 8, font.tick, theme.ink2, "left", "middle")
  const bars = (p: Profile, each: (x0: number, x1: number, y: number) => void) => {
    for (let k = 0; k < nSize; k++) each(x(k), x(k + 1), y(p.share[k]!))
  }
  if (now) {
    bars(now, (x0, x1, top) => {
      ctx.fillStyle = theme.ink2
      ctx.fillRect(x0 + 0.5, top, x1 - x0 - 1, y(0) - top)
    })
  }
  if (first) {
    ctx.beginPath()
    bars(first, (x0, x1, top) => {
      ctx.lineTo(x0, top)
      ctx.lineTo(x1, top)
    })
    ctx.strokeStyle = theme.edge
    ctx.lineWidth = 1.5
    ctx.stroke()
  }
  level(ctx, x(0), x(nSize), y(0), theme.edge)
  stripAlong(ctx, theme, x(0), y(0) + 2, x(nSize) - x(0), 4, map)
  const wMax = (now ?? first)?.wMax
  text(ctx, "0", x(0), y(0) + 18, font.tick, theme.ink3, "center")
  if (wMax !== undefined) {
    text(ctx, tidy(Number((wMax / 2).toPrecision(3))), x(nSize / 2), y(0) + 18, font.tick, theme.ink3, "center")
    text(ctx, tidy(Number(wMax.toPrecision(3))), x(nSize), y(0) + 18, font.tick, theme.ink3, "right")
  }
  text(ctx, "Weight (nS)", x(nSize), y(0) + 32, font.tick, theme.ink2, "right")
}
