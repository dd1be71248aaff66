// Maps over the same two axes, close together and as large as there is room
// for, on one scale of colours: receptive fields, each with a bar that is turned
// as its neuron prefers.

import type { Theme } from "../theme"
import { cyclic } from "../theme"
import { diverging, sequential } from "../maps"
import type { Box } from "./axes"
import { font, solid, stripAlong, text, tidy, upright1 } from "./axes"
import type { Figure, Matrix, Panel } from "./figure"
import { alike, drawHeat } from "./figure"

const over = 18 // the legend
const under = 18 // the label of a map
const gap = 6

/** The maps of a figure, where it is of maps alone and all have the same axes. */
export function mapsOf(f: Figure): Matrix[] | null {
  const maps = f.panels?.map((_, i) => f.layers.find((l) => l.image && (l.block ?? 0) === i)?.image)
  const first = f.panels?.[0]
  if (!maps?.length || !first || f.layers.length !== maps.length || !f.panels!.every((p) => alike(p.x, first.x) && alike(p.y, first.y))) return null
  return maps.every((m) => m) ? (maps as Matrix[]) : null
}

/** Columns of the grid in which the maps are largest, and their size. */
function grid(n: number, box: Box, aspect: number): { across: number; w: number; h: number } {
  let best = { across: 1, w: 0, h: 0 }
  for (let across = 1; across <= n; across++) {
    const rows = Math.ceil(n / across)
    if (rows * across - n >= across / 2 && rows > 1 && n % 4 === 0) continue // no half-empty row
    const w = Math.min((box.w - gap * (across - 1)) / across, ((box.h - over - rows * under) / rows) * aspect)
    if (w > best.w) best = { across, w, h: w / aspect }
  }
  return best
}

export function drawMaps(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure, maps: Matrix[]): void {
  const panels = f.panels!
  const dpr = ctx.canvas.width / box.w || 1
  const one = maps[0]!
  const g = grid(maps.length, box, (panels[0]!.x.max - panels[0]!.x.min) / (panels[0]!.y.max - panels[0]!.y.min) || 1)
  const fine = Math.floor((g.w * dpr) / one.w) // device px to a cell
  const w = fine >= 2 ? (fine * one.w) / dpr : Math.floor(g.w * dpr) / dpr
  const h = fine >= 2 ? (fine * one.h) / dpr : Math.floor(g.h * dpr) / dpr
  const rows = Math.ceil(maps.length / g.across)
  const stepX = g.across > 1 ? Math.min(w + 24, (box.w - w) / (g.across - 1)) : 0
  const stepY = Math.min(h + under + 10, (box.h - over - 2) / rows)
  legend(ctx, theme, f, one, stepX * (g.across - 1) + w)
  panels.forEach((p, i) => {
    const x0 = Math.round((i % g.across) * stepX * dpr) / dpr
    const y0 = Math.round((over + Math.floor(i / g.across) * stepY) * dpr) / dpr
    ctx.imageSmoothingEnabled = fine < 2
    drawHeat(ctx, theme, maps[i]!, `${f.name} ${i}`, { x0, x1: x0 + w, y0, y1: y0 + h })
    ctx.strokeStyle = theme.line
    ctx.lineWidth = 1 / dpr
    ctx.strokeRect(x0, y0, w, h)
    named(ctx, theme, p, x0, y0 + h + 12, w)
  })
}

/** A bar turned as the neuron prefers, and its angle. */
function named(ctx: CanvasRenderingContext2D, theme: Theme, p: Panel, x: number, y: number, w: number): void {
  let at = x
  if (p.theta_deg !== undefined && w >= 30) {
    const a = (p.theta_deg * Math.PI) / 180
    const [dx, dy] = [5 * Math.cos(a), 5 * Math.sin(a)]
    ctx.strokeStyle = cyclic(p.theta_deg, theme.dark)
    ctx.lineWidth = 2.4
    ctx.setLineDash(solid)
    ctx.beginPath()
    ctx.moveTo(x + 5 - dx, y - 4 + dy)
    ctx.lineTo(x + 5 + dx, y - 4 - dy)
    ctx.stroke()
    at += 15
  }
  text(ctx, p.label, at, y, font.tickBold, theme.ink)
}

/** What the colours stand for, its middle marked where it is zero; and how wide a map is. */
function legend(ctx: CanvasRenderingContext2D, theme: Theme, f: Figure, m: Matrix, right: number): void {
  const [low, high] = [m.min, m.max].map((v) => tidy(Number(v.toPrecision(2)))) as [string, string]
  text(ctx, high, right, 5, font.tick, theme.ink3, "right", "middle")
  const end = right - ctx.measureText(high).width - 5
  const long = 44
  stripAlong(ctx, theme, end - long, 1, long, 8, m.map === "diverging" ? diverging(theme.dark) : sequential)
  if (m.map === "diverging") upright1(ctx, end - long / 2, 0, 10, theme.ink2)
  text(ctx, low, end - long - 5, 5, font.tick, theme.ink3, "right", "middle")
  let left = end - long - 10 - ctx.measureText(low).width
  const label = m.label ?? ""
  if (ctx.measureText(label).width < left) {
    text(ctx, label, left, 5, font.tick, theme.ink2, "right", "middle")
    left -= ctx.measureText(label).width + 12
  } else {
    const unit = /\(([^)]*)\)$/.exec(label)?.[1] ?? ""
    text(ctx, unit, left, 5, font.tick, theme.ink2, "right", "middle")
    left -= ctx.measureText(unit).width + 12
  }
  const x = f.panels![0]!.x
  const wide = `${tidy(Number((x.max - x.min).toPrecision(2)))} deg wide`
  if (ctx.measureText(wide).width < left) text(ctx, wide, 0, 5, font.tick, theme.ink3, "left", "middle")
}
