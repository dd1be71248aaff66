// The stimulus as the eye gets it: luminance, shown with the preview gamma.

import type { Theme } from "../theme"
import { srgbEncode } from "../theme"
import { greys } from "../maps"
import type { Box } from "./axes"
import { begin } from "./axes"
import { bitmapOf } from "./bitmap"

/** A frame, row 0 at the top: 0 to 255 are luminance 0 to 1. */
export interface StimulusData {
  w: number
  h: number
  data: ArrayLike<number>
}

export interface StimulusOptions {
  smooth?: boolean // between pixels: true unless told
  gamma?: "srgb" | "linear" // srgb unless told
  radius?: number // of the corners: 4 px unless told
}

const tables = { srgb: greys(srgbEncode), linear: greys((v) => v) }

/** Draws the frame as large as the box allows, in its middle. Without one, an even grey. */
export function drawStimulus(ctx: CanvasRenderingContext2D, box: Box, _theme: Theme, data: StimulusData | null, opts: StimulusOptions = {}): void {
  begin(ctx, box)
  const table = tables[opts.gamma ?? "srgb"]
  const dw = data?.w || 1
  const dh = data?.h || 1
  const bitmap = bitmapOf(ctx, "frame", dw, dh)
  if (data && data.data.length >= dw * dh) for (let k = 0; k < dw * dh; k++) bitmap.pixels[k] = table[data.data[k]!]!
  else bitmap.pixels.fill(table[127]!)
  bitmap.show()
  const k = data ? Math.min(box.w / dw, box.h / dh) : 0
  const w = data ? dw * k : box.w
  const h = data ? dh * k : box.h
  ctx.save()
  ctx.beginPath()
  ctx.roundRect((box.w - w) / 2, (box.h - h) / 2, w, h, opts.radius ?? 4)
  ctx.clip()
  ctx.imageSmoothingEnabled = opts.smooth !== false
  ctx.imageSmoothingQuality = "high"
  ctx.drawImage(bitmap.canvas, (box.w - w) / 2, (box.h - h) / 2, w, h)
  ctx.restore()
}

/** The frame in words: its size, mean luminance and contrast. */
export function stimulusSummary(data: StimulusData | null): string {
  if (!data || !data.data.length) return "Stimulus: no frame yet"
  let sum = 0
  let square = 0
  const n = data.w * data.h
  for (let k = 0; k < n; k++) {
    const v = data.data[k]! / 255
    sum += v
    square += v * v
  }
  const mean = sum / n
  const sd = Math.sqrt(Math.max(0, square / n - mean * mean))
  const rms = mean > 0 ? (100 * sd) / mean : 0
  return `Stimulus, ${data.w} by ${data.h} pixels, mean luminance ${mean.toFixed(2)}, rms contrast ${rms.toFixed(0)} %, preview gamma 2.2`
}
