// Colour maps as tables of 256 pixels, interpolated in OKLab.
//
// A pixel is one little-endian word 0xAABBGGRR, ready for a Uint32Array over
// the bytes of an ImageData.

import { cyclicLab, labToRgb } from "./theme"

const sequentialStops = "190341 142365 004675 006680 01878a 00a98b 6cc480 b9d880 f8ea96"
const divergingLight = "006bba 4891d8 84b6ea bedaf7 fafafa f3cdb9 e1a07c ca723d a54b00"
const divergingDark = "4ea8fe 3b84ca 326190 273f57 191919 523524 874e2b bc6630 f27f33"

/** Magnitudes, zero to the maximum, in both themes. */
export const sequential: Uint32Array = tableOf(sequentialStops)

const signed = { light: tableOf(divergingLight), dark: tableOf(divergingDark) }

/** Signed values, -1 to +1: cool below, warm above, zero near the ground. */
export function diverging(isDark: boolean): Uint32Array {
  return isDark ? signed.dark : signed.light
}

const warm = { light: half(divergingLight, 1), dark: half(divergingDark, 1) }
const cool = { light: half(divergingLight, -1), dark: half(divergingDark, -1) }

/** Weights, zero to the maximum: warm for those that excite, cool for those that inhibit. */
export function weightMap(inhibits: boolean, isDark: boolean): Uint32Array {
  const map = inhibits ? cool : warm
  return isDark ? map.dark : map.light
}

const wheels = { light: wheelTable(false), dark: wheelTable(true) }

/** Orientations, 0 to 180 deg over 256 entries. */
export function wheel(isDark: boolean): Uint32Array {
  return isDark ? wheels.dark : wheels.light
}

/** Luminance bytes as a screen shows them: sRGB encoded, or as they are. */
export function greys(encode: (v: number) => number): Uint32Array {
  const t = new Uint32Array(256)
  for (let i = 0; i < 256; i++) {
    const v = 255 * encode(i / 255)
    t[i] = pixel(v, v, v)
  }
  return t
}

/** One pixel from sRGB 0..255. */
export function pixel(r: number, g: number, b: number): number {
  return ((255 << 24) | (Math.round(b) << 16) | (Math.round(g) << 8) | Math.round(r)) >>> 0
}

/** The pixel of a CSS colour written #rrggbb. */
export function pixelOf(hex: string): number {
  const v = parseInt(hex.slice(1), 16)
  return pixel((v >> 16) & 255, (v >> 8) & 255, v & 255)
}

const strips = new Map<Uint32Array, HTMLCanvasElement>()

/** A map as an image one pixel wide, its first entry at the bottom. */
export function upright(map: Uint32Array): HTMLCanvasElement {
  let c = strips.get(map)
  if (!c) {
    c = document.createElement("canvas")
    c.width = 1
    c.height = 256
    const image = new ImageData(1, 256)
    new Uint32Array(image.data.buffer).set(map.slice().reverse())
    c.getContext("2d")?.putImageData(image, 0, 0)
    strips.set(map, c)
  }
  return c
}

function tableOf(stops: string): Uint32Array {
  const labs = stops.split(" ").map((s) => hexToLab(parseInt(s, 16)))
  const t = new Uint32Array(256)
  for (let i = 0; i < 256; i++) {
    const x = (i / 255) * (labs.length - 1)
    const k = Math.min(labs.length - 2, Math.floor(x))
    const p = labs[k]!
    const q = labs[k + 1]!
    const f = x - k
    t[i] = pixel(...labToRgb(p[0] + f * (q[0] - p[0]), p[1] + f * (q[1] - p[1]), p[2] + f * (q[2] - p[2])))
  }
  return t
}

/** The upper (+1) or the lower (-1) half of a diverging map, from zero outwards. */
function half(stops: string, sign: number): Uint32Array {
  const all = stops.split(" ")
  const side = sign > 0 ? all.slice(4) : all.slice(0, 5).reverse()
  return tableOf(side.join(" "))
}

function wheelTable(isDark: boolean): Uint32Array {
  const t = new Uint32Array(256)
  for (let i = 0; i < 256; i++) t[i] = pixel(...labToRgb(...cyclicLab((i / 255) * 180, isDark)))
  return t
}

function hexToLab(v: number): [number, number, number] {
  const r = srgbDecode(((v >> 16) & 255) / 255)
  const g = srgbDecode(((v >> 8) & 255) / 255)
  const b = srgbDecode((v & 255) / 255)
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

function srgbDecode(v: number): number {
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4
}
