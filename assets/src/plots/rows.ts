// The rows of a raster: which neurons have one, in which order, and how high
// it is. A row is a whole number of device pixels, so that nothing beats
// against the screen, unless much room would stay empty; where there are more neurons than pixels, one in so many
// is shown.

import { countsOf } from "./train"
import type { Train } from "./train"

/** From the foot of a block upwards: by number, by preferred orientation, by rate. */
export type Sort = "index" | "preferred" | "rate"

/** A population in the raster. Lengths are device px. */
export interface Block {
  train: Train
  order: Uint32Array // neurons of the rows, from the foot
  row: Int32Array // of each neuron, -1 without one
  every: number // one neuron in so many of the chosen has a row
  chosen: number // neurons there are to show
  pitch: number // height of a row, whole where the room is nearly filled so
  y: number
  h: number
}

const leastBlock = 26 // CSS px

export const isInput = (t: Train) => t.population.role === "thalamic" || t.population.role === "source"

/** Whether a train can be sorted by preferred orientation. */
export const hasPreferred = (t: Train) => (t.population.preferred_deg?.length ?? 0) >= t.population.n

/** The preferred orientation of a neuron, 0 to 180; NaN without one. */
export function preferredOf(t: Train, i: number): number {
  return hasPreferred(t) ? (((t.population.preferred_deg![i]! % 180) + 180) % 180) : NaN
}

/** Blocks for a room of so many device px, gap px apart. */
export function layRows(trains: readonly Train[], chosen: (t: Train) => readonly number[] | undefined, room: number, gap: number, dpr: number): Block[] {
  const shown = trains.map((train) => {
    const some = chosen(train)
    return { train, base: baseOf(train, some), pitch: 0, h: 0, target: 0 }
  }).filter((b) => b.base.length > 0)
  const weights = sharesOf(shown.map((b) => b.train), shown.map((b) => b.base.length))
  const total = weights.reduce((a, b) => a + b, 0)
  const free = Math.max(8, room - gap * Math.max(0, shown.length - 1))
  shown.forEach((b, k) => {
    b.target = (free * weights[k]!) / total
    const n = b.base.length
    b.pitch = n <= 1.35 * b.target ? Math.max(1, Math.round(b.target / n)) : 0
  })
  // Whole rows first; blocks of many neurons take what is left.
  const need = (b: (typeof shown)[number]) => (b.pitch ? b.pitch * b.base.length : Math.min(leastBlock * dpr, b.target))
  const used = () => shown.reduce((sum, b) => sum + need(b), 0)
  while (used() > free) {
    const whole = shown.filter((b) => b.pitch > 0)
    const high = whole.filter((b) => b.pitch > 1).sort((a, b) => need(b) - b.target - (need(a) - a.target))[0]
    if (high) for (const b of whole.filter((b) => b.base.length === high.base.length && b.pitch === high.pitch)) b.pitch--
    else if (whole.length) for (const b of whole.filter((b) => b.base.length === Math.max(...whole.map((c) => c.base.length)))) b.pitch = 0
    else break
  }
  for (;;) {
    const many = shown.filter((b) => !b.pitch).reduce((sum, b) => sum + Math.max(0.62 * b.target, need(b)), 0)
    const whole = shown.filter((b) => b.pitch > 0)
    const taken = whole.reduce((sum, b) => sum + need(b), 0)
    const alike = (b: (typeof shown)[number]) => whole.filter((c) => c.base.length === b.base.length && c.pitch === b.pitch) // populations of one size keep one height
    const low = whole.filter((b) => taken + b.base.length * alike(b).length + many <= free).sort((a, b) => need(a) / a.target - need(b) / b.target)[0]
    if (!low) break
    for (const b of alike(low)) b.pitch++
  }
  const left = free - shown.reduce((sum, b) => sum + (b.pitch ? need(b) : 0), 0)
  const manyTarget = shown.reduce((sum, b) => sum + (b.pitch ? 0 : b.target), 0)
  const blocks = shown.map((b) => {
    let every = 1
    if (!b.pitch) {
      const most = Math.max(2, Math.floor((left * b.target) / manyTarget))
      every = Math.max(1, Math.ceil(b.base.length / most))
      b.pitch = Math.max(1, Math.floor(most / Math.ceil(b.base.length / every)))
    }
    const order = Uint32Array.from({ length: Math.ceil(b.base.length / every) }, (_, k) => b.base[k * every]!)
    return { train: b.train, order, row: new Int32Array(b.train.population.n).fill(-1), every, chosen: b.base.length, pitch: b.pitch, y: 0, h: b.pitch * order.length }
  })
  // Where whole pixels would leave much of the room empty, rows share it.
  const filled = blocks.reduce((sum, b) => sum + b.h, 0)
  if (filled > 0 && filled < 0.88 * free)
    for (const b of blocks) {
      b.pitch *= free / filled
      b.h = Math.floor(b.pitch * b.order.length)
    }
  const spare = room - blocks.reduce((sum, b) => sum + b.h, 0) - gap * Math.max(0, blocks.length - 1)
  const wide = gap + Math.max(0, Math.min(Math.round(10 * dpr), Math.floor(spare / Math.max(1, blocks.length - 1))))
  let y = 0
  for (const b of blocks) {
    b.y = y
    y += b.h + wide
  }
  return blocks
}

/** Sorts the rows of a block. Rates are of the spikes from..to ms. */
export function sortRows(b: Block, sort: Sort, from: number, to: number): void {
  if (sort === "preferred" && hasPreferred(b.train)) b.order.sort((i, j) => preferredOf(b.train, i) - preferredOf(b.train, j) || i - j)
  else if (sort === "rate") {
    const counts = countsOf(b.train, from, to)
    b.order.sort((i, j) => counts[i]! - counts[j]! || i - j)
  } else b.order.sort((i, j) => i - j)
  b.row.fill(-1)
  b.order.forEach((neuron, row) => (b.row[neuron] = row))
}

/** All neurons that may be shown, in the order in which one of so many is taken. */
function baseOf(train: Train, some: readonly number[] | undefined): number[] {
  const n = train.population.n
  const base = some ? some.filter((i) => i < n) : Array.from({ length: n }, (_, i) => i)
  if (hasPreferred(train)) base.sort((i, j) => preferredOf(train, i) - preferredOf(train, j) || i - j)
  return base
}

/** The shares of the height: input a quarter at most, the others by the root of their numbers. */
function sharesOf(trains: readonly Train[], n: readonly number[]): number[] {
  const roots = trains.map((t, k) => (isInput(t) ? 0 : Math.sqrt(n[k]!)))
  const sum = roots.reduce((a, b) => a + b, 0)
  const mean = sum / Math.max(1, roots.filter(Boolean).length)
  return trains.map((t, k) => (sum === 0 ? 1 : isInput(t) ? 0.7 * mean : Math.max(roots[k]!, 0.55 * mean)))
}

/** Neurons from words such as "0-19" or "0, 5, 10-20"; undefined for none said, null for words that say none. */
export function neuronsFrom(words: string, n: number): number[] | undefined | null {
  if (words.trim() === "" || /^all$/i.test(words.trim())) return undefined
  const some = new Set<number>()
  for (const part of words.split(/[,;\s]+(?![-–])/).filter(Boolean)) {
    const m = /^(\d+)(?:\s*[-–]\s*(\d+))?$/.exec(part.trim())
    if (!m) return null
    const [a, b] = [Number(m[1]), Number(m[2] ?? m[1])]
    if (a >= n || b < a) return null
    for (let i = a; i <= Math.min(b, n - 1); i++) some.add(i)
  }
  return some.size ? [...some].sort((a, b) => a - b) : null
}
