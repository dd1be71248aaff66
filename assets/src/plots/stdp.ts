// The plasticity window of one rule: its curve, the pairings of the run as
// dots, and where the handles of its parameters stand.

import type { Theme } from "../theme"
import type { Box } from "./axes"
import type { Figure, Handle, Layer } from "./figure"
import { begin, font, halo, level, linear, niceStep, steadyMax, text, tidy, upright1 } from "./axes"

/** A window as it was drawn: its scales, and the handles on it. */
export interface Drawn {
  x0: number
  x1: number
  y0: number
  y1: number
  /** From px to ms and %. */
  ms(px: number): number
  pct(py: number): number
  handles: { part: string; x: number; y: number }[]
}

/** What a hand is doing to the window. */
export interface Hold {
  part: string
  value: number
  drag: boolean // the axes stand still
}

type Numbers = (number | null)[]

const ends = new WeakMap<CanvasRenderingContext2D, { top: number; reach: number }>()

/** Draws window k of a figure. */
export function drawStdp(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure, k: number, hold: Hold | undefined, ground: string): Drawn | undefined {
  begin(ctx, box)
  const panel = f.panels?.[k]
  if (!panel) {
    text(ctx, f.summary, box.w / 2, box.h / 2, font.label, theme.ink2, "center", "middle")
    return undefined
  }
  const layers = f.layers.filter((l) => (l.block ?? 0) === k)
  const line = layers.find((l) => l.mark === "line")
  const dots = layers.find((l) => l.mark === "points")
  const value = (part: string) => {
    const h = panel.handles?.find((h) => h.part === part)
    return h && hold?.part === part ? hold.value : h?.value
  }
  const [ap, am, tp, tm] = [value("a_plus"), value("a_minus"), value("tau_plus_ms"), value("tau_minus_ms")]
  const shaped = ap !== undefined && am !== undefined && tp !== undefined && tm !== undefined
  let [xs, ys] = [line?.x ?? [], line?.y ?? []]
  if (shaped && hold) ys = xs.map((t, i) => (t === null || ys[i] == null ? null : t > 0 || (t === 0 && i > 0 && ys[i - 1] === null) ? 100 * ap * Math.exp(-t / tp) : -100 * am * Math.exp(t / tm)))

  let peak = 0
  for (const v of ys) if (v !== null) peak = Math.max(peak, Math.abs(v))
  const far = (dots?.y ?? []).map((v) => Math.abs(v ?? 0)).sort((a, b) => a - b)
  const dotted = Math.min(1.7 * peak, far[Math.floor(far.length * 0.95)] ?? 0)
  let end = ends.get(ctx)
  if (!hold?.drag || !end) ends.set(ctx, (end = { top: steadyMax(ctx, "stdp", 1.12 * Math.max(peak, dotted), 1e-6), reach: reachOf(xs, ys, peak) || panel.x.max }))
  const { top, reach } = end

  const narrow = box.w < 420
  const plot = { x0: 26, x1: box.w - (narrow ? 4 : 10), y0: 8, y1: box.h - 34 }
  if (plot.x1 - plot.x0 < 40 || plot.y1 - plot.y0 < 30) return undefined
  const x = linear(-reach, reach, plot.x0, plot.x1)
  const y = linear(-top, top, plot.y1, plot.y0)

  for (const v of [top, -top]) {
    level(ctx, plot.x0, plot.x1, y(v), theme.line)
    text(ctx, (v > 0 ? "+" : "") + tidy(v), plot.x0 - 5, y(v), font.tick, theme.ink3, "right", "middle")
  }
  text(ctx, "0", plot.x0 - 5, y(0), font.tick, theme.ink3, "right", "middle")
  level(ctx, plot.x0, plot.x1, y(0), theme.edge)
  upright1(ctx, x(0), plot.y0, plot.y1, theme.edge)
  const step = niceStep(2 * reach, narrow ? 4 : 8)
  for (let t = Math.ceil(-reach / step) * step; t <= reach + 1e-9; t += step) {
    const w = tidy(Math.round(t)).length * 3
    upright1(ctx, x(t), plot.y1, plot.y1 + 3, theme.edge)
    text(ctx, tidy(Math.round(t * 100) / 100), Math.min(box.w - w, Math.max(w, x(t))), plot.y1 + 15, font.tick, theme.ink3, "center")
  }
  text(ctx, panel.x.label, box.w - 1, plot.y1 + 30, font.tick, theme.ink2, "right")
  const n = far.length
  const count = n ? `${n} pairings, 5 s` : ""
  ctx.font = font.tick
  if (count && ctx.measureText(count).width + ctx.measureText(panel.x.label).width + 12 < box.w) text(ctx, count, 0, plot.y1 + 30, font.tick, theme.ink3)

  if (dots) scatter(ctx, theme, dots, x, y, box.w > 560 ? 1.8 : 1.3, top, reach)
  ctx.save()
  ctx.beginPath()
  ctx.rect(plot.x0 - 2, plot.y0 - 2, plot.x1 - plot.x0 + 4, plot.y1 - plot.y0 + 4)
  ctx.clip()
  ctx.strokeStyle = theme.ink
  ctx.lineWidth = 1.5
  ctx.beginPath()
  let pen = false
  for (let i = 0; i < xs.length; i++) {
    const [t, v] = [xs[i], ys[i]]
    if (t == null || v == null) pen = false
    else if (pen) ctx.lineTo(x(t), y(v))
    else ctx.moveTo(x(t), y(v)), (pen = true)
  }
  ctx.stroke()
  ctx.restore()

  const right = ys.length ? (ys.at(-1) ?? 0) + (ap ?? 0) : 0
  const left = am === undefined ? (ys[0] ?? 0) : -am
  // The name of the axis goes where no curve is: inside the top left corner, or the lower one.
  const upper = left <= 0
  halo(ctx, panel.y.label, plot.x0 + 5, upper ? plot.y0 + 11 : plot.y1 - 5, font.tick, ground)
  text(ctx, panel.y.label, plot.x0 + 5, upper ? plot.y0 + 11 : plot.y1 - 5, font.tick, theme.ink2)

  const handles: Drawn["handles"] = []
  const names: { s: string; x: number; y: number; align: CanvasTextAlign }[] = []
  const low = (py: number) => Math.min(plot.y1, Math.max(plot.y0, py))
  const close = shaped && Math.abs(y(100 * ap) - y(-100 * am)) < 14 ? 7 : 0
  for (const h of panel.handles ?? []) {
    const v = value(h.part)!
    const plus = h.part.endsWith("plus") || h.part.endsWith("plus_ms")
    const amp = h.part.startsWith("a_")
    const size = plus ? (ap ?? 0) : -(am ?? 0)
    const at = amp ? { x: x(0) + (plus ? close : -close), y: low(y(100 * size)) } : { x: Math.min(plot.x1, Math.max(plot.x0, x(plus ? v : -v))), y: low(y((100 * size) / Math.E)) }
    handles.push({ part: h.part, ...at })
    const words = `${h.name} ${shown(h, v)}`
    const up = size >= 0
    if (amp) {
      const inside = plus || (left < 0) !== right < 0 // beside zero, where the other half leaves room
      names.push({ s: words, x: at.x + (inside ? 10 : -10), y: at.y + (at.y < plot.y0 + 8 ? 7 : at.y > plot.y1 - 8 ? 0 : 4), align: inside ? "left" : "right" })
    } else names.push({ s: words, x: at.x + (plus ? 7 : -7), y: at.y + (up ? -8 : 16), align: plus ? "left" : "right" })
  }
  apart(names)
  for (const w of names) {
    ctx.font = font.tickBold
    const wide = ctx.measureText(w.s).width
    const from = w.align === "left" ? Math.min(w.x, box.w - wide - 1) : Math.max(w.x, wide + 1)
    halo(ctx, w.s, from, w.y, font.tickBold, ground, w.align)
    text(ctx, w.s, from, w.y, font.tickBold, theme.ink, w.align)
  }
  return { ...plot, ms: linear(plot.x0, plot.x1, -reach, reach), pct: linear(plot.y1, plot.y0, -top, top), handles }
}

/** The value of a handle as it is written. */
export function shown(h: Handle, v: number): string {
  return `${tidy(Number(v.toPrecision(3)))}${h.unit ? ` ${h.unit}` : ""}`
}

/** A round time beyond which the curve stays below 3 % of its peak. */
function reachOf(xs: Numbers, ys: Numbers, peak: number): number {
  let t = 0
  for (let i = 0; i < xs.length; i++) if (Math.abs(ys[i] ?? 0) >= 0.03 * peak && peak > 0) t = Math.max(t, Math.abs(xs[i] ?? 0))
  return Math.ceil(t / 20) * 20
}

/** Pushes names of one side that would lie over each other 12 px apart. */
function apart(names: { x: number; y: number; align: string }[]): void {
  for (const a of names) for (const b of names) if (a !== b && a.align === b.align && Math.abs(a.x - b.x) < 70 && b.y >= a.y && b.y - a.y < 12) b.y = a.y + 12
}

/** The pairings: warm where they strengthened, cool where they weakened. */
function scatter(ctx: CanvasRenderingContext2D, theme: Theme, l: Layer, x: (v: number) => number, y: (v: number) => number, r: number, top: number, reach: number): void {
  ctx.globalAlpha = 0.5
  for (const up of [true, false]) {
    ctx.fillStyle = (up ? theme.excitatory : theme.inhibitory).mark
    ctx.beginPath()
    for (let i = 0; i < l.x!.length; i++) {
      const [t, v] = [l.x![i], l.y![i]]
      if (t == null || v == null || v >= 0 !== up || Math.abs(t) > reach) continue
      const [px, py] = [x(t), y(Math.max(-top, Math.min(top, v)))]
      if (Math.abs(v) > top) {
        ctx.rect(px - 2, py - 0.5, 4, 1) // beyond the axis
        continue
      }
      ctx.moveTo(px + r, py)
      ctx.arc(px, py, r, 0, 2 * Math.PI)
    }
    ctx.fill()
  }
  ctx.globalAlpha = 1
}
