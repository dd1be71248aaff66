// A figure as the server describes it, layers and axes without colours or
// sizes, laid out anew for the room that there is: small multiples in as many
// columns as fit, or bands one above the other over one axis.

import type { Theme } from "../theme"
import { cyclic, roleColor } from "../theme"
import type { Box } from "./axes"
import { bitmapOf } from "./bitmap"
import { diverging, greys, sequential } from "../maps"
import { drawMaps, mapsOf } from "./fieldmaps"
import { drawLines, isLines } from "./lines"
import { begin, dotted, font, halo, level, linear, solid, stripAlong, text, tidy, upright1 } from "./axes"

export interface Axis {
  label: string
  min: number
  max: number
  ticks?: number[]
  period?: number // 180: an orientation, with a strip of the wheel
  log?: boolean // logarithmic; min > 0
}

type Numbers = (number | null)[]

export interface Layer {
  mark: "line" | "points" | "band" | "bars" | "rule" | "stems" | "text" | "heat"
  role: string
  label?: string
  block?: number
  x?: Numbers
  y?: Numbers
  err?: Numbers
  low?: Numbers
  high?: Numbers
  width?: number
  dash?: boolean
  image?: Matrix
}

/** A matrix in colours, row 0 at the foot. */
export interface Matrix {
  w: number
  h: number
  data: Numbers
  map: "grey" | "sequential" | "diverging"
  min: number
  max: number
  label?: string
}

export interface Panel {
  label: string
  role?: string
  theta_deg?: number // an orientation that a bar beside the label shows
  x: Axis
  y: Axis
  handles?: Handle[]
}

/** A parameter that a hand can take hold of; given the value v it sets each path to gain·v^power. */
export interface Handle {
  name: string
  part: string
  value: number
  min: number
  max: number
  step: number
  unit: string
  sets: { path: string; gain: number; power: number }[]
}

interface Band {
  label: string
  note?: string
  value?: string
  unit?: string
  role: string
  y: Axis
  share: number
}

/** How the cells of one population fire. */
export interface Firing {
  rate_hz: number | null
  cv_isi: number | null
  lv: number | null
  correlation: number | null
  synchrony: number | null
}

export interface Figure {
  name: string
  title: string
  summary: string
  x: Axis
  y: Axis
  blocks?: Band[]
  panels?: Panel[]
  layers: Layer[]
  numbers?: { window_s: number | null; populations: Record<string, Firing> }
}

/** Draws a figure into its box; without one, nothing. */
export function drawFigure(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure | null, ground: string): void {
  begin(ctx, box)
  if (!f) return
  const maps = mapsOf(f)
  if (maps) drawMaps(ctx, box, theme, f, maps)
  else if (isLines(f)) drawLines(ctx, box, theme, f, ground)
  else if (f.panels?.length) drawPanels(ctx, box, theme, f, f.panels, ground)
  else if (f.blocks?.length) drawBands(ctx, box, theme, f, f.blocks, ground)
  else if (f.layers?.length) drawPanels(ctx, box, theme, f, [{ label: "", x: f.x, y: f.y }], ground)
  else text(ctx, f.summary, box.w / 2, box.h / 2, font.label, theme.ink2, "center", "middle")
}

/** The scale of an axis, from one end to the other. */
export function scaleOf(a: Axis, r0: number, r1: number): (v: number) => number {
  return a.log ? (v) => r0 + ((r1 - r0) * Math.log(v / a.min)) / Math.log(a.max / a.min) : linear(a.min, a.max, r0, r1)
}

export const alike = (a: Axis, b: Axis) => a.label === b.label && a.min === b.min && a.max === b.max
const head = 18 // over a plot: its name, and what its layers are
const gutter = 18

/** The order of panels and the columns of a grid. */
function arrange(f: Figure, panels: Panel[], box: Box): { order: number[]; across: number } {
  const order = panels.map((_, i) => i)
  const fit = (across: number) => {
    const rows = Math.ceil(panels.length / across)
    const w = box.w / across - gutter - 26
    const h = box.h / rows - head - (panels.every((p) => alike(p.x, panels[0]!.x)) ? 10 : 30)
    return Math.min(w / 1.7, h) - 0.01 * across
  }
  if (f.name === "statistics") {
    // Rates and intervals by turns: pairs in rows, or, in a wide box, one row of each.
    const n = panels.length / 2
    if (n < 2 || fit(2) >= fit(n)) return { order, across: 2 }
    return { order: [...order.filter((i) => i % 2 === 0), ...order.filter((i) => i % 2)], across: n }
  }
  let across = 1
  if (box.w < 320 && f.name === "sequences") return { order, across } // read down, as time goes
  for (let c = 2; c <= panels.length; c++) if (fit(c) > fit(across)) across = c
  while (across > 1 && Math.ceil(panels.length / (across - 1)) === Math.ceil(panels.length / across)) across-- // no half-empty row
  return { order, across }
}

/** Small plots in a grid; axes that a column or a row shares are labelled once. */
function drawPanels(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure, all: Panel[], ground: string): void {
  const { order, across } = arrange(f, all, box)
  const panels = order.map((i) => all[i]!)
  const rows = Math.ceil(panels.length / across)
  const below = (i: number) => panels[i + across]
  const ticked = (i: number) => !below(i) || !alike(panels[i]!.x, below(i)!.x)
  const one = panels.every((p) => p.x.label === panels[0]!.x.label)
  const named = (i: number) => (one ? i === panels.length - 1 : !below(i) || below(i)!.x.label !== panels[i]!.x.label)
  const feet: number[] = []
  for (let r = 0; r < rows; r++) {
    let foot = panels[r * across]!.x.period ? 12 : 8
    for (let i = r * across; i < Math.min(panels.length, (r + 1) * across); i++) {
      if (ticked(i) && (r === rows - 1 || i + across < panels.length)) foot = Math.max(foot, named(i) ? 34 : 22)
    }
    feet.push(foot)
  }
  const bare = panels.every((p) => !p.label) && !f.layers.some((l) => l.label && l.mark !== "rule" && l.mark !== "text")
  const over = bare ? 16 : head
  const tall = Math.max(14, Math.min(190, (box.h - feet.reduce((a, b) => a + b) - over * rows) / rows))
  ctx.font = font.tick
  const left: number[] = []
  for (let c = 0; c < across; c++) {
    let w = 0
    for (let i = c; i < panels.length; i += across) if (c === 0 || !alike(panels[i]!.y, panels[i - 1]!.y)) for (const v of ends(panels[i]!.y, tall)) w = Math.max(w, ctx.measureText(tidy(v)).width)
    left.push(w ? w + 8 : 2)
  }
  const cell = (box.w - 10 - left.reduce((a, b) => a + b) - gutter * (across - 1)) / across
  let top = 0
  for (let r = 0; r < rows; r++) {
    let x0 = 0
    for (let c = 0; c < across; c++) {
      x0 += left[c]!
      const i = r * across + c
      const p = panels[i]
      if (p) {
        const plot = { x0, x1: x0 + cell, y0: top + over, y1: top + over + tall }
        const layers = f.layers.filter((l) => (l.block ?? 0) === order[i])
        if (f.name === "luminance") measured(ctx, theme, f.summary, x0, cell)
        else heading(ctx, theme, p, layers, x0, top + 11, cell)
        const x = scaleOf(p.x, plot.x0, plot.x1)
        const y = scaleOf(p.y, plot.y1, plot.y0)
        const write = c === 0 || !alike(p.y, panels[i - 1]!.y)
        for (const v of ends(p.y, tall)) {
          if (v !== p.y.min) level(ctx, plot.x0, plot.x1, y(v), theme.line)
          if (write) text(ctx, tidy(v), plot.x0 - 6, y(v), font.tick, theme.ink3, "right", "middle")
        }
        for (const l of layers) if (l.image) drawHeat(ctx, theme, l.image, `${f.name} ${i}`, plot)
        for (const l of layers) drawLayer(ctx, theme, l, x, y, plot)
        level(ctx, plot.x0, plot.x1, plot.y1, theme.edge)
        if (p.x.period && tall > 30) stripAlong(ctx, theme, plot.x0, plot.y1 + 2, cell)
        // The name of the y axis: where it is another than at the left, in the first row that has it.
        if (write && p.y.label && tall > 34 && panels[i - across]?.y.label !== p.y.label && (c === 0 || panels[i - 1]!.y.label !== p.y.label)) {
          const onHeat = layers.some((l) => l.image)
          if (!onHeat) halo(ctx, p.y.label.replace("_", ""), plot.x0 + 6, plot.y0 + 11, font.tick, ground)
          words(ctx, p.y.label, plot.x0 + 6, plot.y0 + 11 + (onHeat ? 3 : 0), font.tick, onHeat ? "#efeeeb" : theme.ink2)
        }
        if (ticked(i)) {
          xTicks(ctx, theme, p.x, x, plot, p.x.period && tall > 30 ? 6 : 0)
          if (named(i) && (c === across - 1 || layers.some((l) => l.image) || !panels[i + 1] || panels[i + 1]!.x.label !== p.x.label)) text(ctx, p.x.label, plot.x1, plot.y1 + 31, font.tick, theme.ink2, "right")
        }
      }
      x0 += cell + gutter
    }
    top += over + tall + feet[r]!
  }
}

/** The colours of a matrix, over the whole of a plot. */
export function drawHeat(ctx: CanvasRenderingContext2D, theme: Theme, m: Matrix, name: string, s: { x0: number; x1: number; y0: number; y1: number }): void {
  const bitmap = bitmapOf(ctx, name, m.w, m.h)
  const map = m.map === "diverging" ? diverging(theme.dark) : m.map === "grey" ? grey : sequential
  // Of a diverging map the middle is zero, whatever the range.
  const low = m.map === "diverging" ? -Math.max(Math.abs(m.min), Math.abs(m.max)) : m.min
  const span = m.map === "diverging" ? -2 * low : m.max - low
  for (let r = 0; r < m.h; r++) {
    for (let c = 0; c < m.w; c++) {
      const v = m.data[r * m.w + c]
      bitmap.pixels[(m.h - 1 - r) * m.w + c] = v == null ? 0 : map[Math.max(0, Math.min(255, Math.round((255 * (v - low)) / span)))]!
    }
  }
  bitmap.show()
  ctx.drawImage(bitmap.canvas, s.x0, s.y0, s.x1 - s.x0, s.y1 - s.y0)
}

const grey = greys((v) => v)

/** The ticks of a y axis: all where there is room, else the ends. */
function ends(y: Axis, tall: number): number[] {
  const ticks = y.ticks?.length ? y.ticks : [y.min, y.max]
  if (tall / ticks.length >= 17) return ticks
  const [a, b] = [ticks[0]!, ticks[ticks.length - 1]!]
  return tall < 24 || a === b ? [b] : [a, b]
}

function xTicks(ctx: CanvasRenderingContext2D, theme: Theme, axis: Axis, x: (v: number) => number, s: { x0: number; x1: number; y1: number }, down: number): void {
  let ticks = axis.ticks?.length ? axis.ticks : [axis.min, axis.max]
  ctx.font = font.tick
  const widest = Math.max(...ticks.map((v) => ctx.measureText(tidy(v)).width)) + 8
  const every = Math.max(1, Math.ceil((widest * (ticks.length - 1)) / Math.max(1, x(ticks[ticks.length - 1]!) - x(ticks[0]!))))
  ticks = ticks.filter((_, i) => i % every === 0)
  for (const v of ticks) {
    if (!down) upright1(ctx, x(v), s.y1, s.y1 + 4, theme.edge)
    const w = ctx.measureText(tidy(v)).width / 2
    text(ctx, tidy(v), Math.max(s.x0 - 6 + w, Math.min(x(v), s.x1 + 6 - w)), s.y1 + 16 + (down ? 2 : 0), font.tick, theme.ink3, "center")
  }
}

/** The name of a panel, and beside it what its layers are, as far as there is room. */
function heading(ctx: CanvasRenderingContext2D, theme: Theme, p: Panel, layers: Layer[], x0: number, y: number, w: number): void {
  let at = x0
  const name = fitting(ctx, [p.label, p.label.replace(/^.*?, (?=\d)/, ""), p.label.replace(/^.*?, (\d+) of (\d+).*/, "$1 of $2")], font.labelBold, w + 8) || cut(ctx, p.label, font.labelBold, w + 8)
  if (name) at += words(ctx, name, at, y, font.labelBold, p.role ? ink(theme, p.role).text : theme.ink) + 10
  const keys = layers.filter((l) => l.label && l.mark !== "text").sort((a, b) => weight(b) - weight(a))
  for (const l of keys) {
    const mark = l.mark === "points" ? 9 : l.mark === "line" ? 14 : 0
    const bare = l.role === "faint" ? l.label! : l.label!.replace(/^[^:,]*(: |, (?=no fit))/, "")
    const label = fitting(ctx, [bare, bare.replace(/, one neuron$/, ""), bare.replace(/, f_max.*$/, "")], font.tick, x0 + w + 4 - at - mark)
    if (!label) continue
    const need = measure(ctx, label, font.tick)
    ctx.strokeStyle = ctx.fillStyle = ink(theme, l.role).mark
    ctx.lineWidth = 1.5
    if (l.mark === "line") {
      ctx.setLineDash(l.dash ? dotted : solid)
      ctx.beginPath()
      ctx.moveTo(at, y - 3.5)
      ctx.lineTo(at + 10, y - 3.5)
      ctx.stroke()
      ctx.setLineDash(solid)
    } else if (mark) dot(ctx, at + 3, y - 3.5)
    words(ctx, label, at + mark, y, font.tick, ink(theme, l.role).text)
    at += mark + need + 10
  }
}

/** The numbers of a frame over its histogram, in as many words as fit. */
function measured(ctx: CanvasRenderingContext2D, theme: Theme, summary: string, x0: number, w: number): void {
  const brief = summary.replace(/ luminance| contrast/g, "").replace(/([\d.]+ %) of pixels (clipped)/, "$2 $1").replace("rms", "RMS")
  text(ctx, fitting(ctx, [summary, brief, brief.replace(/^mean [^,]*, /, "")], font.tick, w), x0 + w, 11, font.tick, theme.ink2, "right")
}

/** What is fitted is named before what is not, the faint last. */
const weight = (l: Layer) => (l.role === "faint" ? 0 : l.role === "source" || l.role === "thalamic" ? 1 : 2)

/** As much of a name as has room. */
function cut(ctx: CanvasRenderingContext2D, s: string, face: string, room: number): string {
  let n = s.length
  while (n > 0 && measure(ctx, s.slice(0, n) + "…", face) > room) n--
  return n ? s.slice(0, n).replace(/[ ,]+$/, "") + "…" : ""
}

/** The first of these that has room, "" where none has. */
const fitting = (ctx: CanvasRenderingContext2D, forms: string[], face: string, room: number) => forms.find((s) => measure(ctx, s, face) <= room) ?? ""

const parts = (s: string) => s.split(/(_θ|_max)/)

/** Words in which B_θ and f_max have their second half low. */
function words(ctx: CanvasRenderingContext2D, s: string, x: number, y: number, face: string, color: string): number {
  let from = x
  for (const part of parts(s)) {
    const low = part.startsWith("_")
    text(ctx, low ? part.slice(1) : part, from, low ? y + 2.5 : y, low ? small(face) : face, color)
    from += measurePart(ctx, part, face)
  }
  return from - x
}

const small = (face: string) => face.replace(/\d+px/, "9px")
const measure = (ctx: CanvasRenderingContext2D, s: string, face: string) => parts(s).reduce((w, p) => w + measurePart(ctx, p, face), 0)

function measurePart(ctx: CanvasRenderingContext2D, part: string, face: string): number {
  const low = part.startsWith("_")
  ctx.font = low ? small(face) : face
  return ctx.measureText(low ? part.slice(1) : part).width
}

/** Bands one above the other, their names at the left, or over each where that is narrow. */
function drawBands(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure, bands: Band[], ground: string): void {
  const narrow = box.w < 480
  ctx.font = font.tick
  let ticks = 0
  for (const b of bands) for (const v of ends(b.y, 30)) ticks = Math.max(ticks, ctx.measureText(tidy(v)).width)
  const x0 = (narrow ? 0 : 82) + ticks + 8
  const x1 = box.w - (narrow ? 8 : 52)
  const gap = narrow ? 20 : 8
  const top = narrow ? 16 : 4
  const foot = 34
  const share = bands.reduce((sum, b) => sum + b.share, 0) || 1
  const free = Math.max(20, box.h - top - foot - gap * (bands.length - 1))
  const x = scaleOf(f.x, x0, x1)
  let y0 = top
  bands.forEach((b, k) => {
    const h = (free * b.share) / share
    const plot = { x0, x1, y0, y1: y0 + h }
    const y = scaleOf(b.y, plot.y1, plot.y0)
    const color = ink(theme, b.role)
    ctx.fillStyle = color.mark
    if (narrow) {
      const w = words(ctx, b.label, x0, y0 - 4, font.labelBold, color.text)
      text(ctx, b.note ?? "", x0 + w + 8, y0 - 4, font.tick, theme.ink2)
      if (b.value) text(ctx, `${b.value} ${b.unit ?? ""}`, x1, y0 - 4, font.tick, theme.ink2, "right")
    } else {
      ctx.fillRect(0, y0, 3, h)
      text(ctx, b.label, 10, y0 + 11, font.labelBold, theme.ink)
      text(ctx, b.note ?? "", 10, y0 + 26, font.tick, theme.ink2)
      if (b.value) {
        text(ctx, b.value, box.w, y0 + h / 2 + 1, font.labelBold, theme.ink, "right")
        text(ctx, b.unit ?? "", box.w, y0 + h / 2 + 15, font.tick, theme.ink3, "right")
      }
    }
    for (const v of ends(b.y, h)) {
      level(ctx, x0, x1, y(v), theme.line)
      text(ctx, tidy(v), x0 - 6, y(v), font.tick, theme.ink3, "right", "middle")
    }
    for (const l of f.layers) if ((l.block ?? 0) === k) drawLayer(ctx, theme, l, x, y, plot)
    y0 += h + gap
  })
  const y1 = y0 - gap + 2
  level(ctx, x0, x1, y1, theme.edge)
  xTicks(ctx, theme, f.x, x, { x0, x1, y1 }, 0)
  halo(ctx, f.x.label, x1, y1 + 30, font.tick, ground, "right")
  text(ctx, f.x.label, x1, y1 + 30, font.tick, theme.ink2, "right")
}

/** The colours of a role; those of a population are the page's. */
export function ink(theme: Theme, role: string): { mark: string; text: string } {
  if (role === "ink" || role === "signed" || role === "") return { mark: theme.ink, text: theme.ink }
  if (role === "faint") return { mark: theme.edge, text: theme.ink3 }
  return roleColor(theme, role)
}

function dot(ctx: CanvasRenderingContext2D, x: number, y: number, r = 2): void {
  ctx.beginPath()
  ctx.arc(x, y, r, 0, 2 * Math.PI)
  ctx.fill()
}

export function drawLayer(ctx: CanvasRenderingContext2D, theme: Theme, l: Layer, x: (v: number) => number, y: (v: number) => number, s: { x0: number; x1: number; y0: number; y1: number }): void {
  const color = ink(theme, l.role).mark
  const xs = l.x ?? []
  const ys = l.y ?? []
  ctx.strokeStyle = ctx.fillStyle = color
  ctx.lineWidth = 1.5
  ctx.save()
  ctx.beginPath()
  ctx.rect(s.x0 - 3, s.y0 - 3, s.x1 - s.x0 + 6, s.y1 - s.y0 + 6)
  ctx.clip()
  switch (l.mark) {
    case "line":
      ctx.setLineDash(l.dash ? [3, 3] : solid)
      path(ctx, xs, ys, x, y)
      ctx.stroke()
      break
    case "points": {
      const r = xs.length > 100 ? 1.2 : 1.8
      ctx.lineWidth = 1
      for (let k = 0; k < xs.length; k++) {
        const [px, py, e] = [xs[k], ys[k], l.err?.[k]]
        if (px == null || py == null) continue
        ctx.fillStyle = l.role === "orientation" ? cyclic(px, theme.dark) : color
        if (e) {
          ctx.strokeStyle = theme.edge
          ctx.beginPath()
          ctx.moveTo(x(px), y(py - e))
          ctx.lineTo(x(px), y(py + e))
          ctx.stroke()
        }
        dot(ctx, x(px), y(py), r)
      }
      break
    }
    case "band":
      ctx.globalAlpha = 0.25
      ctx.beginPath()
      xs.forEach((v, k) => v !== null && ctx.lineTo(x(v), y(l.high?.[k] ?? 0)))
      for (let k = xs.length - 1; k >= 0; k--) if (xs[k] != null) ctx.lineTo(x(xs[k]!), y(l.low?.[k] ?? 0))
      ctx.fill()
      break
    case "bars": {
      const w = l.width ?? 1
      for (let k = 0; k < xs.length; k++) {
        const [px, py] = [xs[k], ys[k]]
        if (px == null || !py) continue
        const a = Math.round(x(px - w / 2))
        const b = Math.round(x(px + w / 2))
        ctx.fillRect(a, y(py), Math.max(1, b - a - (b - a > 3 ? 1 : 0)), y(0) - y(py))
      }
      break
    }
    case "stems":
      ctx.lineWidth = 1
      ctx.beginPath()
      xs.forEach((v, k) => {
        if (v === null) return
        ctx.moveTo(x(v), y(l.low?.[k] ?? 0))
        ctx.lineTo(x(v), y(l.high?.[k] ?? 0))
      })
      ctx.stroke()
      break
    case "rule":
      ctx.lineWidth = 1
      ctx.setLineDash(l.dash ? dotted : solid)
      ctx.beginPath()
      for (const v of xs) if (v !== null) ctx.moveTo(x(v), s.y0), ctx.lineTo(x(v), s.y1)
      if (!xs.length) for (const v of ys) if (v !== null) ctx.moveTo(s.x0, y(v)), ctx.lineTo(s.x1, y(v))
      ctx.stroke()
      break
  }
  ctx.setLineDash(solid)
  ctx.restore()
}

/** A path through the points; where one is missing it is broken. */
function path(ctx: CanvasRenderingContext2D, xs: Numbers, ys: Numbers, x: (v: number) => number, y: (v: number) => number): void {
  ctx.beginPath()
  let pen = false
  for (let k = 0; k < xs.length; k++) {
    const [px, py] = [xs[k], ys[k]]
    if (px == null || py == null) {
      pen = false
      continue
    }
    if (pen) ctx.lineTo(x(px), y(py))
    else ctx.moveTo(x(px), y(py))
    pen = true
  }
}
