// Weights as a matrix [post, pre], both sorted by preferred orientation.

import type { Theme } from "../theme"
import { weightMap } from "../maps"
import type { Box } from "./axes"
import { begin, font, snap, stripAlong, stripUp, text, tidy } from "./axes"
import { bitmapOf } from "./bitmap"

/** The weights of one projection: 0 to 255 are 0 to w_max. */
export interface WeightsData {
  name: string
  label: string
  n_pre: number
  n_post: number
  w_max_ns: number
  pre_deg: ArrayLike<number>
  post_deg: ArrayLike<number>
  data: ArrayLike<number> // [post * n_pre + pre]
}

export interface WeightsOptions {
  inhibits?: boolean // cool instead of warm
  legend?: boolean // colour bar above: true unless told
  preName?: string // "Input" unless told
}

/** Draws the matrix with its strips. Without data: the frame and the axes. */
export function drawWeights(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: WeightsData | null, opts: WeightsOptions = {}): void {
  begin(ctx, box)
  const map = weightMap(opts.inhibits === true, theme.dark)
  const top = opts.legend === false ? 2 : 20
  const x0 = 34
  const w = snap(Math.max(20, box.w - x0 - 1))
  const h = snap(Math.max(20, Math.min(box.h - top - 40, w)))
  if (opts.legend !== false) {
    const right = data ? `${tidy(Number(data.w_max_ns.toPrecision(3)))} nS` : "nS"
    ctx.font = font.tick
    const end = x0 + w - ctx.measureText(right).width - 5
    text(ctx, right, x0 + w, 8, font.tick, theme.ink3, "right", "middle")
    stripAlong(ctx, theme, end - 48, 4, 48, 7, map)
    text(ctx, "w  0", end - 53, 8, font.tick, theme.ink3, "right", "middle")
  }
  fill(ctx, theme, data, map, x0, top, w, h)
  ctx.strokeStyle = theme.line
  ctx.lineWidth = 1
  ctx.strokeRect(snap(x0) - 0.5, snap(top) - 0.5, w + 1, h + 1)
  const angles = !data || (data.pre_deg.length >= data.n_pre && data.post_deg.length >= data.n_post)
  if (angles) {
    stripUp(ctx, theme, x0 - 7, top, h)
    stripAlong(ctx, theme, x0, top + h + 3, w)
  }
  for (let d = 0; d <= 180; d += 90) {
    const y = top + h - (h * d) / 180
    text(ctx, angles ? `${d}` : tidy((data!.n_post * d) / 180), x0 - (angles ? 10 : 5), y + (d === 0 ? -4 : d === 180 ? 4 : 0), font.tick, theme.ink3, "right", "middle")
    text(ctx, angles ? `${d}` : tidy((data!.n_pre * d) / 180), x0 + (w * d) / 180, top + h + 18, font.tick, theme.ink3, d === 0 ? "left" : d === 180 ? "right" : "center")
  }
  text(ctx, `${opts.preName ?? "Input"} ${angles ? "θ (deg)" : "(index)"}`, x0 + w, top + h + 32, font.tick, theme.ink2, "right")
  ctx.save()
  ctx.translate(8, top + h * 0.27)
  ctx.rotate(-Math.PI / 2)
  text(ctx, angles ? "post θ" : "post", 0, 0, font.tick, theme.ink2, "center", "middle")
  ctx.restore()
}

interface Sorted {
  data: ArrayLike<number>
  pre: Uint32Array
  post: Uint32Array
}
const sorted = new WeakMap<CanvasRenderingContext2D, Sorted>()

/** Cells of at least 2 px: each the sum of the weights that fall into it, by as many synapses as the fullest has (a weight of 0 is none). */
function fill(ctx: CanvasRenderingContext2D, theme: Theme, data: WeightsData | null, map: Uint32Array, x: number, y: number, w: number, h: number): void {
  const cols = Math.max(1, Math.min(data?.n_pre ?? 1, Math.floor(w / 2)))
  const rows = Math.max(1, Math.min(data?.n_post ?? 1, Math.floor(h / 2)))
  const bitmap = bitmapOf(ctx, theme.dark ? "dark" : "light", cols, rows)
  bitmap.pixels.fill(map[0]!)
  if (data && data.data.length >= data.n_pre * data.n_post) {
    const s = orderOf(ctx, data)
    const sums = new Float64Array(rows * cols)
    let densest = 0
    for (let r = 0; r < rows; r++) {
      const p0 = Math.floor((r * data.n_post) / rows)
      const p1 = Math.floor(((r + 1) * data.n_post) / rows)
      for (let c = 0; c < cols; c++) {
        const q0 = Math.floor((c * data.n_pre) / cols)
        const q1 = Math.floor(((c + 1) * data.n_pre) / cols)
        let sum = 0
        let n = 0
        for (let p = p0; p < p1; p++) {
          const row = s.post[p]! * data.n_pre
          for (let q = q0; q < q1; q++) {
            const w = data.data[row + s.pre[q]!]!
            if (w) (sum += w), n++
          }
        }
        const area = (p1 - p0) * (q1 - q0)
        sums[(rows - 1 - r) * cols + c] = sum / area
        densest = Math.max(densest, n / area)
      }
    }
    for (let k = 0; k < sums.length; k++) bitmap.pixels[k] = map[Math.min(255, Math.round(sums[k]! / (densest || 1)))]!
  }
  bitmap.show()
  ctx.imageSmoothingEnabled = false
  ctx.drawImage(bitmap.canvas, snap(x), snap(y), w, h)
}

function orderOf(ctx: CanvasRenderingContext2D, data: WeightsData): Sorted {
  let s = sorted.get(ctx)
  if (s?.data === data.data) return s
  s = { data: data.data, pre: byAngle(data.pre_deg, data.n_pre), post: byAngle(data.post_deg, data.n_post) }
  sorted.set(ctx, s)
  return s
}

function byAngle(deg: ArrayLike<number>, n: number): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i)
  if (deg.length < n) return order
  return order.sort((i, j) => deg[i]! - deg[j]! || i - j)
}

/** The matrix in words. */
export function weightsSummary(data: WeightsData | null): string {
  if (!data) return "Weights: no data yet"
  let sum = 0
  let high = 0
  for (let k = 0; k < data.data.length; k++) {
    sum += data.data[k]!
    if (data.data[k]! > 127) high++
  }
  const n = Math.max(1, data.data.length)
  return `Weights ${data.label}, ${data.n_post} by ${data.n_pre}: mean ${((sum / n / 255) * data.w_max_ns).toPrecision(2)} nS, ${((100 * high) / n).toFixed(0)} % above half of the ceiling ${tidy(Number(data.w_max_ns.toPrecision(3)))} nS`
}
