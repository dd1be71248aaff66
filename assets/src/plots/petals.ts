// Rates over preferred orientation as petals of 6 deg, on both sides of the
// middle: an orientation has no direction.

import type { Theme } from "../theme"
import { cyclic } from "../theme"
import type { Polar } from "./polar"
import { mod } from "./polar"

/** Rates over preferred orientation. */
export interface Rates {
  theta_deg: ArrayLike<number>
  rate_hz: ArrayLike<number>
}

const petalDeg = 6
const petals = 180 / petalDeg
const rate = new Float32Array(petals) // scratch: mean rate of each petal
const count = new Float32Array(petals)
const middle = new Float32Array(petals) // and mean orientation
const rad = Math.PI / 180

/** Sorts the rates into petals, each the mean of its neurons, and returns the highest. */
export function fillPetals(data: Rates | null): number {
  rate.fill(0)
  count.fill(0)
  middle.fill(0)
  const n = data ? Math.min(data.theta_deg.length, data.rate_hz.length) : 0
  for (let i = 0; i < n; i++) {
    const t = mod(data!.theta_deg[i]!, 180)
    const k = Math.min(petals - 1, Math.floor(t / petalDeg + 1e-3))
    count[k]!++
    rate[k]! += data!.rate_hz[i]!
    middle[k]! += t
  }
  let top = 0
  for (let k = 0; k < petals; k++) {
    if (!count[k]) continue
    rate[k]! /= count[k]!
    middle[k]! /= count[k]!
    if (rate[k]! > top) top = rate[k]!
  }
  return top
}

/** Draws the petals filled last; max is the rate at the full radius, Hz. */
export function drawPetals(ctx: CanvasRenderingContext2D, theme: Theme, p: Polar, max: number, ground: string): void {
  ctx.strokeStyle = ground
  ctx.lineWidth = p.phone ? 0.8 : 1.1
  for (let k = 0; k < petals; k++) {
    const len = (p.full * rate[k]!) / max
    if (!(len > 0.5)) continue
    ctx.fillStyle = cyclic(middle[k]!, theme.dark)
    for (let turn = 0; turn < 360; turn += 180) {
      const a = -(middle[k]! + turn) * rad
      ctx.beginPath()
      ctx.moveTo(p.cx, p.cy)
      ctx.arc(p.cx, p.cy, len, a - (petalDeg / 2) * rad, a + (petalDeg / 2) * rad)
      ctx.closePath()
      ctx.fill()
      ctx.stroke()
    }
  }
}
