// Spikes, one mark each: a block per population, its rows on whole device
// pixels. While time goes on the picture slides by whole pixels and only new
// spikes are drawn; the words at its sides are drawn when they change.

import type { Theme } from "../theme"
import { cyclic, roleColor } from "../theme"
import { pixelOf } from "../maps"
import type { Box } from "./axes"
import { begin, font, solid, text } from "./axes"
import type { History, Train } from "./history"
import { indexAt, meanRate } from "./history"
import type { Pointed, Strip } from "./rates"
import { drawCursor, drawCursorTime, drawMarks, drawTimeAxis, hz } from "./rates"
import type { Block, Sort } from "./rows"
import { hasPreferred, isInput, layRows, preferredOf, sortRows } from "./rows"

/** A neuron that was picked out; its row is drawn in this colour, ink unless told. */
export interface Pick {
  population: string
  index: number
  color?: string
}

/** What of the raster is shown, and how. */
export interface RasterView extends Pointed {
  t0: number // ms
  t1: number
  sort: Sort
  hidden: ReadonlySet<string> // populations left out
  neurons: ReadonlyMap<string, readonly number[]> // chosen of a population; without an entry all
  picked: readonly Pick[]
  focus: Pick | null // the neuron of the keyboard's cursor
  axis: boolean // with an axis of time
}

const gap = 9
const top = 18
const resortMs = 2000
const rateMs = 6000

/** The spikes of one block as pixels, and what they are of. */
interface Sheet {
  key: string
  image: ImageData
  pixels: Uint32Array
  shift: number // column of the first pixel
  to: number // drawn up to this time, ms
}

/** A raster of one canvas. */
export class Raster {
  blocks: Block[] = []
  strip: Strip = { x0: 0, x1: 0, y0: 0, y1: 0, t0: 0, t1: 0 }
  phone = false
  private dpr = 1
  private laid = ""
  private sorted = ""
  private sortedAt = -1e9
  private turn = 0 // counts the orders of rows
  private readonly sheets = new Map<string, Sheet>()
  private sides = ""
  private past = 0 // whose spikes are drawn
  private rates = new Map<Train, string>()
  private ratesAt = -1e9

  draw(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, data: History | null, view: RasterView): void {
    const dpr = ctx.canvas.width / box.w || 1
    this.phone = box.w < 480
    const x0 = Math.round((this.phone ? 66 : 132) * dpr) / dpr
    const x1 = Math.max(x0 + 40, Math.round((box.w - (this.phone ? 36 : 56)) * dpr) / dpr)
    const bottom = box.h - (view.axis ? 31 : 2)
    this.strip = { x0, x1, y0: top, y1: bottom, t0: view.t0, t1: view.t1 }
    if (data && this.past !== data.turn) {
      this.past = data.turn
      this.sheets.clear()
      this.sorted = ""
      this.ratesAt = -1e9
    }
    this.layOut(data, view, Math.round((bottom - top) * dpr), dpr)
    const now = data?.nowMs ?? 0
    this.order(view, now)
    this.readRates(view, now)

    const sides = [ctx.canvas.width, ctx.canvas.height, theme.dark, this.laid, this.turn, view.axis, ...this.rates.values()].join("|")
    if (sides !== this.sides) {
      begin(ctx, box)
      this.sides = sides
      for (const b of this.blocks) this.drawSide(ctx, theme, b, view.sort, box.w)
    } else {
      ctx.setTransform(1, 0, 0, 1, 0, 0)
      ctx.clearRect(Math.round(x0 * dpr), 0, ctx.canvas.width, Math.round(top * dpr))
      ctx.clearRect(Math.round(x0 * dpr), 0, Math.round((x1 - x0 + 8) * dpr), ctx.canvas.height)
      if (view.axis) ctx.clearRect(0, Math.round(bottom * dpr), ctx.canvas.width, ctx.canvas.height)
    }
    ctx.setTransform(1, 0, 0, 1, 0, 0)
    for (const b of this.blocks) this.drawSpikes(ctx, theme, b, Math.min(now, view.t1), dpr)
    ctx.setTransform(dpr, 0, 0, dpr, 0, 0)
    ctx.setLineDash(solid)
    for (const p of view.picked) this.drawPicked(ctx, theme, p, view)
    if (view.focus) this.drawFocus(ctx, theme, view.focus)
    if (view.axis) drawTimeAxis(ctx, theme, this.strip)
    if (data) drawMarks(ctx, theme, data, this.strip, top - 3, bottom, true)
    drawCursor(ctx, theme, this.strip, top - 3, bottom + 2, view)
    if (view.axis) drawCursorTime(ctx, theme, this.strip, view)
  }

  /** The neuron whose row is at a point, CSS px. */
  neuronAt(x: number, y: number): Pick | null {
    if (x < this.strip.x0 || x > this.strip.x1) return null
    for (const b of this.blocks) {
      const row = Math.floor((b.h - ((y - top) * this.dpr - b.y)) / b.pitch)
      if (row >= 0 && row < b.order.length) return { population: b.train.population.name, index: b.order[row]! }
    }
    return null
  }

  /** The neuron so many rows above another, through all blocks; the lowest of all to begin with. */
  step(from: Pick | null, up: number): Pick | null {
    const rows: Pick[] = []
    let at = -1
    for (const b of [...this.blocks].reverse())
      for (const index of b.order) {
        if (from?.population === b.train.population.name && from.index === index) at = rows.length
        rows.push({ population: b.train.population.name, index })
      }
    return at < 0 ? (rows[0] ?? null) : rows[Math.max(0, Math.min(rows.length - 1, at + up))]!
  }

  /** A neuron in words: "E ring neuron 23, 60°, 12.0 Hz". */
  words(p: Pick): string {
    const train = this.blocks.find((b) => b.train.population.name === p.population)?.train
    if (!train) return ""
    const { t0, t1 } = this.strip
    const to = Math.min(t1, Math.max(t0 + 1, train.lastBin * 50))
    let n = 0
    for (let k = indexAt(train, t0); k < train.end && train.t[k]! < to; k++) if (train.i[k] === p.index) n++
    const deg = preferredOf(train, p.index)
    return `${train.population.label} neuron ${p.index}${deg === deg ? `, ${Math.round(deg)}°` : ""}, ${((1000 * n) / (to - t0)).toFixed(0)} Hz`
  }

  /** "768, 1 of 12 shown" of every population of which not all have a row. */
  decimation(): string {
    return this.blocks.filter((b) => b.every > 1).map((b) => `${b.train.population.label} ${b.chosen}, 1 of ${b.every} shown`).join("; ")
  }

  private layOut(data: History | null, view: RasterView, room: number, dpr: number): void {
    const trains = (data?.trains ?? []).filter((t) => !view.hidden.has(t.population.name) && !(this.phone && isInput(t) && (data?.trains.length ?? 0) > 1 && !view.neurons.has(t.population.name)))
    const key = [room, dpr, ...trains.map((t) => `${t.population.name}:${t.population.n}:${view.neurons.get(t.population.name)?.join() ?? ""}`)].join("|")
    if (key === this.laid && this.blocks.every((b, k) => b.train === [...trains].sort(inputFirst)[k])) return
    this.laid = key
    this.dpr = dpr
    this.blocks = layRows([...trains].sort(inputFirst), (t) => view.neurons.get(t.population.name), room, Math.round(gap * dpr), dpr)
    for (const t of data?.trains ?? []) t.drawn = null
    for (const b of this.blocks) {
      b.train.drawn = new Uint8Array(b.train.population.n)
      for (const i of b.order) b.train.drawn[i] = 1
    }
    this.sorted = ""
    this.ratesAt = -1e9
    this.sheets.clear()
  }

  /** Orders the rows; by rate at most every two seconds. */
  private order(view: RasterView, now: number): void {
    const wall = performance.now()
    const to = Math.min(now, view.t1)
    const due = view.sort === "rate" && wall - this.sortedAt > resortMs
    if (this.sorted === view.sort && !due) return
    this.sorted = view.sort
    this.sortedAt = wall
    let changed = false
    for (const b of this.blocks) {
      const was = b.order.join()
      sortRows(b, view.sort, to - rateMs, to)
      if (b.order.join() !== was || b.row[b.order[0] ?? 0] !== 0) changed = true
    }
    if (changed || !due) this.turn++
  }

  private readRates(view: RasterView, now: number): void {
    const wall = performance.now()
    if (wall - this.ratesAt < 500) return
    this.ratesAt = wall
    this.rates = new Map(this.blocks.map((b) => {
      const rate = meanRate(b.train, view.t0, Math.min(now, view.t1))
      return [b.train, Number.isFinite(rate) ? rate.toFixed(1) : "–"]
    }))
  }

  /** The words at the sides of a block. */
  private drawSide(ctx: CanvasRenderingContext2D, theme: Theme, b: Block, sort: Sort, right: number): void {
    const { train } = b
    const p = train.population
    const y = top + b.y / this.dpr
    const h = b.h / this.dpr
    const mid = y + h / 2
    const color = roleColor(theme, p.role)
    ctx.fillStyle = color.mark
    ctx.fillRect(0, y, 3, h)
    const number = this.rates.get(train) ?? "–"
    if (this.phone) {
      text(ctx, p.label, 8, h < 31 || b.every < 2 ? mid + 4 : mid - 3, font.tickBold, theme.ink)
      if (h >= 31 && b.every > 1) text(ctx, `1 of ${b.every}`, 8, mid + 11, font.tick, theme.ink2)
      text(ctx, number, right, h < 31 ? mid + 4 : mid - 2, font.value, theme.ink, "right")
      if (h >= 31) text(ctx, "Hz", right, mid + 13, font.tick, theme.ink3, "right")
    } else {
      const low = h < 31
      const some = b.chosen < p.n
      const count = b.every > 1 ? `${some ? `${b.chosen} of ` : ""}${p.n}, 1 of ${b.every}` : some ? `${b.chosen} of ${p.n}` : `${p.n} neurons`
      text(ctx, p.label, 10, low ? mid + 4 : y + 11, font.labelBold, theme.ink)
      if (!low) text(ctx, count, 10, y + 26, font.tick, theme.ink2)
      if ((b.every > 1 || some) && h >= 44) text(ctx, "shown", 10, y + 40, font.tick, theme.ink2)
      text(ctx, low ? `${number} Hz` : number, right, low ? mid + 4 : mid + 1, font.labelBold, theme.ink, "right")
      if (!low) text(ctx, "Hz mean", right, mid + 15, font.tick, theme.ink3, "right")
    }
    const n = b.order.length
    const at = (row: number) => y + h - ((row + 0.5) * b.pitch) / this.dpr
    const xs = this.strip.x0 - 9
    if (hasPreferred(train))
      for (let row = 0; row < n; row++) {
        ctx.fillStyle = cyclic(preferredOf(train, b.order[row]!), theme.dark)
        const [high, low] = [Math.round((row + 1) * b.pitch), Math.round(row * b.pitch)]
        ctx.fillRect(xs, y + h - high / this.dpr, 4, (high - low) / this.dpr)
      }
    if (this.phone && h < 36) return
    const label = (s: string, y: number) => text(ctx, s, hasPreferred(train) ? xs - 4 : xs + 5, y, font.tick, theme.ink3, "right", "middle")
    const low = y + h - 4.5
    const high = y + 4.5
    if (sort === "rate") {
      if (h >= 24) label("high", high), label("low", low)
      return
    }
    const first = b.order[0]!
    const last = b.order[n - 1]!
    if (sort === "index" || !hasPreferred(train)) {
      if (h >= 24) label(String(last), high), label(String(first), low)
      return
    }
    const whole = preferredOf(train, last) - preferredOf(train, first) > 150
    label(whole ? "180°" : `${Math.round(preferredOf(train, last))}°`, high)
    label(whole ? "0°" : `${Math.round(preferredOf(train, first))}°`, low)
    const half = b.order.findIndex((i) => preferredOf(train, i) >= 90)
    if (whole && half > 0 && !this.phone && h > 46) label("90°", at(half))
  }

  /**
   * Marks of 1 x 2 CSS px, higher where a row has the room. A spike keeps its
   * column as time moves on, so the picture slides without shimmer.
   */
  private drawSpikes(ctx: CanvasRenderingContext2D, theme: Theme, b: Block, known: number, dpr: number): void {
    const { x0, x1, t0, t1 } = this.strip
    const w = Math.round((x1 - x0) * dpr)
    if (w < 1 || b.h < 1) return
    const { train } = b
    const name = train.population.name
    const mw = Math.max(1, Math.round(dpr))
    const mh = Math.min(b.h, Math.max(Math.round(2 * dpr), Math.min(Math.round(b.pitch * 0.6), Math.round(8 * dpr))))
    const k = w / (t1 - t0)
    const key = `${w} ${b.h} ${this.turn} ${theme.dark} ${k}`
    const shift = Math.floor(t0 * k)
    let s = this.sheets.get(name)
    if (s?.image.width !== w || s.image.height !== b.h) {
      const image = new ImageData(w, b.h)
      s = { key: "", image, pixels: new Uint32Array(image.data.buffer), shift, to: 0 }
      this.sheets.set(name, s)
    }
    const px = s.pixels
    const d = shift - s.shift
    let from = t0
    if (s.key !== key || d < 0 || d >= w || known < s.to) {
      px.fill(0)
      s.key = key
    } else {
      from = Math.max(t0, s.to - (2 * mw + 1) / k)
      if (d > 0) {
        px.copyWithin(0, d)
        for (let at = w - d; at < px.length; at += w) px.fill(0, at, at + d)
        px.fill(0, px.length - d)
      }
    }
    s.shift = shift
    s.to = known
    const color = pixelOf(roleColor(theme, train.population.role).mark)
    const inset = Math.max(0, (b.pitch - mh) >> 1)
    for (let e = indexAt(train, from); e < train.end; e++) {
      const t = train.t[e]!
      if (t > t1) break
      const row = b.row[train.i[e]!] ?? -1
      if (row < 0) continue
      const x = Math.floor(t * k) - shift
      if (x < 0 || x >= w) continue
      const right = Math.min(w, x + mw)
      const y = Math.max(0, Math.min(b.h - mh, Math.round(b.h - (row + 1) * b.pitch) + inset))
      for (let dy = 0, at = y * w; dy < mh; dy++, at += w) for (let c = x; c < right; c++) px[at + c] = color
    }
    ctx.putImageData(s.image, Math.round(x0 * dpr), Math.round(top * dpr) + b.y)
  }

  private rowOf(p: Pick): { b: Block; y: number; h: number } | null {
    const b = this.blocks.find((b) => b.train.population.name === p.population)
    const row = b?.row[p.index] ?? -1
    if (!b || row < 0) return null
    return { b, y: top + (b.y + b.h - (row + 1) * b.pitch) / this.dpr, h: b.pitch / this.dpr }
  }

  /** A picked neuron: its row lit, its spikes in its colour, a pointer at the right. */
  private drawPicked(ctx: CanvasRenderingContext2D, theme: Theme, p: Pick, view: RasterView): void {
    const r = this.rowOf(p)
    if (!r) return
    const { x0, x1, t0, t1 } = this.strip
    const h = Math.max(r.h, 3)
    const y = r.y - (h - r.h) / 2
    ctx.globalAlpha = 0.12
    ctx.fillStyle = p.color ?? theme.ink
    ctx.fillRect(x0, y - 1, x1 - x0, h + 2)
    ctx.globalAlpha = 1
    const { train } = r.b
    for (let k = indexAt(train, t0); k < train.end && train.t[k]! <= t1; k++)
      if (train.i[k] === p.index) ctx.fillRect(x0 + ((train.t[k]! - view.t0) / (t1 - t0)) * (x1 - x0) - 0.25, y, 1.5, h)
    ctx.beginPath()
    ctx.moveTo(x1 + 2, y + h / 2)
    ctx.lineTo(x1 + 7, y + h / 2 - 4)
    ctx.lineTo(x1 + 7, y + h / 2 + 4)
    ctx.fill()
  }

  private drawFocus(ctx: CanvasRenderingContext2D, theme: Theme, p: Pick): void {
    const r = this.rowOf(p)
    if (!r) return
    ctx.strokeStyle = theme.ink
    ctx.lineWidth = 1
    ctx.strokeRect(this.strip.x0 + 0.5, Math.round(r.y) - 1.5, this.strip.x1 - this.strip.x0 - 1, Math.max(3, Math.round(r.h)) + 2)
  }
}

/** Input on top, then the others in their order. */
const inputFirst = (a: Train, b: Train) => Number(isInput(b)) - Number(isInput(a))

/** The raster in words: neurons and mean rate of each population. */
export function rasterSummary(data: History | null, raster: Raster | null = null, at = data?.nowMs ?? 0): string {
  if (!data || !data.trains.length) return "Spikes: no data yet"
  const parts = data.trains.map((train) => {
    const p = train.population
    return `${p.label}, ${p.n} neurons, ${hz(meanRate(train, at - 6000, at))}`
  })
  const last = data.marks.filter((m) => m.t_ms <= at).at(-1)
  const change = last ? `; last change ${last.text} at ${(last.t_ms / 1000).toFixed(1)} s` : ""
  const few = raster?.decimation()
  return `Spikes of the last seconds up to ${(at / 1000).toFixed(1)} s: ${parts.join("; ")}${few ? `; ${few}` : ""}${change}`
}
