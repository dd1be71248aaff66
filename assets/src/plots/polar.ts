// The geometry of the polar plot, shared by its drawing and by the hand that
// drags θ: angles in degrees, 0 to the right, anticlockwise.

import type { Box } from "./axes"

/** Where the polar plot stands in its box. */
export interface Polar {
  cx: number
  cy: number
  ring: number // radius of the middle of the wheel
  full: number // radius of the largest rate
  phone: boolean
}

const ringWidth = 5

/** The geometry for a box; boxes narrower than 240 or lower than 230 px get the small form. */
export function polarOf(box: Box): Polar {
  const phone = box.w < 240 || box.h < 230
  const ring = Math.max(24, Math.min(box.h / 2 - (phone ? 15 : 20), box.w / 2 - (phone ? 23 : 26)))
  const small = phone ? box.h / 2 + 3 : box.h / 2
  return { cx: box.w / 2, cy: small, ring, full: ring - ringWidth / 2 - 4, phone }
}

/** The angle of a point, 0 to 360. */
export function angleFromPoint(box: Box, x: number, y: number): number {
  const p = polarOf(box)
  const a = (Math.atan2(p.cy - y, x - p.cx) * 180) / Math.PI
  return a < 0 ? a + 360 : a
}

/** The orientation of a point, 0 to 180. */
export function thetaFromPoint(box: Box, x: number, y: number): number {
  return angleFromPoint(box, x, y) % 180
}

/**
 * Whether a point is on the handle of the true orientation: within 12 px of
 * it, or 22 under a finger. heldDeg is the angle (0 to 360) of a handle that
 * is being dragged.
 */
export function orientationHandleAt(
  box: Box,
  data: { true_deg: number | null },
  x: number,
  y: number,
  opts: { touch?: boolean; heldDeg?: number | null } = {},
): boolean {
  const deg = opts.heldDeg ?? data.true_deg
  if (deg === null || deg === undefined || !Number.isFinite(deg)) return false
  const p = polarOf(box)
  const a = (deg * Math.PI) / 180
  return Math.hypot(x - p.cx - p.ring * Math.cos(a), y - p.cy + p.ring * Math.sin(a)) <= (opts.touch ? 22 : 12)
}

/** A rectangle taken by a label. */
export interface Rect {
  x0: number
  y0: number
  x1: number
  y1: number
}

/** Whether a rectangle touches one of those already taken. */
export function taken(rects: readonly Rect[], r: Rect, pad = 2): boolean {
  for (const q of rects) if (r.x0 < q.x1 + pad && r.x1 > q.x0 - pad && r.y0 < q.y1 + pad && r.y1 > q.y0 - pad) return true
  return false
}

/**
 * A place for a label of w x h px outside the wheel, as near as can be to an
 * angle: in steps of 3 deg, first away from the horizontal (turn +1 or -1),
 * inside the box and clear of all labels placed before. null when there is none.
 */
export function placeOutside(p: Polar, box: Box, deg: number, gap: number, w: number, h: number, rects: Rect[], reach: number, turn: number): Rect | null {
  for (let step = 0; step <= reach; step += 3) {
    for (let k = 0; k < (step ? 2 : 1); k++) {
      const a = ((deg + (k ? -step : step) * turn) * Math.PI) / 180
      const c = Math.cos(a)
      const s = Math.sin(a)
      const d = p.ring + gap + (Math.abs(c) * w + Math.abs(s) * h) / 2
      const x = Math.max(w / 2, Math.min(box.w - w / 2, p.cx + d * c))
      const y = Math.max(h / 2, Math.min(box.h - h / 2, p.cy - d * s))
      const r = { x0: x - w / 2, y0: y - h / 2, x1: x + w / 2, y1: y + h / 2 }
      if (nearest(p, r) >= p.ring + gap - 2 && !taken(rects, r)) {
        rects.push(r)
        return r
      }
    }
  }
  return null
}

/** The distance from the middle to the nearest point of a rectangle. */
function nearest(p: Polar, r: Rect): number {
  return Math.hypot(
    Math.max(r.x0 - p.cx, 0, p.cx - r.x1),
    Math.max(r.y0 - p.cy, 0, p.cy - r.y1),
  )
}

/** v modulo m, never negative. */
export function mod(v: number, m: number): number {
  return ((v % m) + m) % m
}

/** An orientation that was set: one decimal where it is small and not whole. */
export function degrees(deg: number): string {
  const v = mod(deg, 180)
  return `${v < 9.95 ? Number(v.toFixed(1)) : Math.round(v) % 180}°`
}

/** A number, or null for none. */
export function finite(v: number | null | undefined): number | null {
  return v === null || v === undefined || !Number.isFinite(v) ? null : v
}
