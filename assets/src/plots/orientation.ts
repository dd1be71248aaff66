// What the network sees: rate over preferred orientation as a doubled polar
// plot in the colours of the wheel, the true orientation as a dashed line with
// a handle, the decoded one as a needle with dots at the resultant length r.

import type { Theme } from "../theme"
import { cyclic } from "../theme"
import type { Box } from "./axes"
import { begin, font, halo, niceStep, solid, steadyMax, text } from "./axes"
import type { Polar } from "./polar"
import { degrees, finite, mod, polarOf } from "./polar"
import { drawPetals, fillPetals } from "./petals"
import { drawLabels, drawWheel } from "./wheel"
export { angleFromPoint, orientationHandleAt, thetaFromPoint } from "./polar"

/** Rates over preferred orientation and what was read from them. */
export interface OrientationData {
  theta_deg: ArrayLike<number>
  rate_hz: ArrayLike<number>
  true_deg: number | null
  decoded_deg: number | null
  r: number | null
  reason?: string // why nothing was decoded
  window_s?: number
}

export interface OrientationOptions {
  gate?: number // the least r that is decoded, 0.6 unless told
  heldDeg?: number | null // angle (0 to 360) of a handle being dragged
  draggable?: boolean // true unless told
  truth?: string // what the dashed line is: "true" unless told
  ground?: string // behind the plot: the raised panel unless told
}

const rad = Math.PI / 180

/** Draws the polar plot. Empty data (null) give the wheel and its rings. */
export function drawOrientation(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: OrientationData | null, opts: OrientationOptions = {}): void {
  begin(ctx, box)
  const p = polarOf(box)
  const ground = opts.ground ?? theme.raised
  const truth = finite(data?.true_deg)
  const decoded = finite(data?.decoded_deg)
  const handle = truth === null ? null : opts.heldDeg ?? mod(truth, 180)
  const top = fillPetals(data)
  const step = niceStep(steadyMax(ctx, "rate", top, 20), 4)
  const rings = Math.max(2, Math.ceil(top / step - 1e-6))

  drawRings(ctx, theme, p, rings)
  drawPetals(ctx, theme, p, rings * step, ground)
  drawWheel(ctx, theme, p)
  if (handle !== null) drawTrue(ctx, theme, p, handle)
  if (data && decoded === null) drawGate(ctx, theme, p, opts.gate ?? 0.6, ground)
  if (data && top > 0 && !p.phone) ringName(ctx, theme, p, step, rings, handle, decoded, decoded === null ? p.full * (opts.gate ?? 0.6) : -99, ground)
  if (decoded !== null) drawNeedle(ctx, theme, p, decoded, data?.r ?? 0, ground)
  if (handle !== null) drawHandle(ctx, theme, p, handle, truth ?? 0)
  drawLabels(ctx, box, theme, p, handle, truth, decoded, opts.draggable !== false, opts.truth ?? "true")
}

/** The plot in words. */
export function orientationSummary(data: OrientationData | null): string {
  if (!data) return "Orientation seen by the network: no data yet"
  const truth = finite(data.true_deg)
  const decoded = finite(data.decoded_deg)
  const truthWords = truth === null ? "no true orientation" : `true ${degrees(truth)}`
  let best = -1
  for (let i = 0; i < data.rate_hz.length; i++) if (best < 0 || data.rate_hz[i]! > data.rate_hz[best]!) best = i
  const peak = best < 0 || !(data.rate_hz[best]! > 0) ? "no spikes" : `highest rate ${data.rate_hz[best]!.toFixed(0)} Hz at ${Math.round(data.theta_deg[best] ?? 0)}°`
  if (decoded === null) return `No orientation decoded, ${data.reason || "too few spikes"}; ${truthWords}; ${peak}`
  return `Decoded ${Math.round(decoded)}°, ${truthWords}, resultant r ${(data.r ?? 0).toFixed(2)}; ${peak}`
}

function drawRings(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, rings: number): void {
  ctx.strokeStyle = theme.line
  ctx.lineWidth = 1
  ctx.beginPath()
  for (let k = 1; k < rings; k++) {
    ctx.moveTo(p.cx + (p.full * k) / rings, p.cy)
    ctx.arc(p.cx, p.cy, (p.full * k) / rings, 0, 2 * Math.PI)
  }
  for (let a = 0; a < 180; a += 45) {
    const x = p.full * Math.cos(a * rad)
    const y = p.full * Math.sin(a * rad)
    ctx.moveTo(p.cx - x, p.cy + y)
    ctx.lineTo(p.cx + x, p.cy - y)
  }
  ctx.stroke()
}

/** The dashed ring of the least r that counts as an orientation. */
function drawGate(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, gate: number, ground: string): void {
  ctx.strokeStyle = theme.ink
  ctx.lineWidth = 1.5
  ctx.setLineDash(gateDash)
  ctx.beginPath()
  ctx.arc(p.cx, p.cy, gate * p.full, 0, 2 * Math.PI)
  ctx.stroke()
  ctx.setLineDash(solid)
  const d = gate * p.full + 12
  const words = `r = ${gate.toFixed(2)}`
  const x = p.cx - d * Math.SQRT1_2 + 12
  const y = p.cy - d * Math.SQRT1_2 - 2
  halo(ctx, words, x, y, font.tick, ground, "right")
  text(ctx, words, x, y, font.tick, theme.ink2, "right")
}

const gateDash = [4, 3]
const trueDash = [5, 4]
/** Names one ring in Hz, at the right and far from lines, petals and the ring of the gate. */
function ringName(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, step: number, rings: number, truth: number | null, decoded: number | null, gate: number, ground: string): void {
  const usual = Math.max(1, truth === null && decoded === null ? rings - 1 : Math.floor(rings / 2))
  ctx.font = font.tick
  const clear = (k: number) => {
    const r = (p.full * k) / rings
    return gate < r - 7 || gate > r + ctx.measureText(`${step * k} Hz`).width + 9
  }
  let k = usual
  for (const other of [usual, usual + 1, usual - 1, usual + 2]) if (!clear(k) && other > 0 && other < rings && clear(other)) k = other
  let best = -22
  for (const a of ringAngles) if (clearance(a, truth, decoded) > clearance(best, truth, decoded) + 10) best = a
  const x = p.cx + ((p.full * k) / rings) * Math.cos(best * rad) + 3
  const y = p.cy - ((p.full * k) / rings) * Math.sin(best * rad)
  halo(ctx, `${step * k} Hz`, x, y, font.tick, ground, "left", "middle")
  text(ctx, `${step * k} Hz`, x, y, font.tick, theme.ink3, "left", "middle")
}

const ringAngles = [22, -67, 67]

/** How far an angle is from the lines of both orientations. */
function clearance(deg: number, truth: number | null, decoded: number | null): number {
  const away = (t: number | null) => (t === null ? 90 : Math.abs(mod(deg - t + 90, 180) - 90))
  return Math.min(away(truth), away(decoded), 40)
}

function drawTrue(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, deg: number): void {
  const x = p.ring * Math.cos(deg * rad)
  const y = p.ring * Math.sin(deg * rad)
  ctx.strokeStyle = theme.ink
  ctx.lineWidth = 1.5
  ctx.setLineDash(trueDash)
  ctx.beginPath()
  ctx.moveTo(p.cx + x, p.cy - y)
  ctx.lineTo(p.cx - x, p.cy + y)
  ctx.stroke()
  ctx.setLineDash(solid)
}

function drawHandle(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, at: number, theta: number): void {
  disc(ctx, p.cx + p.ring * Math.cos(at * rad), p.cy - p.ring * Math.sin(at * rad), 8.1, cyclic(theta, theme.dark), theme.ink, 1.8)
}

function drawNeedle(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, deg: number, r: number, ground: string): void {
  const d = p.full * Math.max(0, Math.min(1, r))
  const x = d * Math.cos(deg * rad)
  const y = d * Math.sin(deg * rad)
  ctx.strokeStyle = theme.ink
  ctx.lineWidth = 2.6
  ctx.beginPath()
  ctx.moveTo(p.cx + x, p.cy - y)
  ctx.lineTo(p.cx - x, p.cy + y)
  ctx.stroke()
  disc(ctx, p.cx + x, p.cy - y, p.phone ? 4.6 : 5.6, theme.ink, ground, 1.8)
  disc(ctx, p.cx - x, p.cy + y, p.phone ? 4.6 : 5.6, theme.ink, ground, 1.8)
}

function disc(ctx: CanvasRenderingContext2D, x: number, y: number, r: number, fill: string, edge: string, w: number): void {
  ctx.beginPath()
  ctx.arc(x, y, r, 0, 2 * Math.PI)
  ctx.fillStyle = fill
  ctx.fill()
  ctx.strokeStyle = edge
  ctx.lineWidth = w
  ctx.stroke()
}
