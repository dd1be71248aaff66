// One plot of lines, each named at its end, with rules that say what they mark.
// Axes may be logarithmic.

import type { Theme } from "../theme"
import type { Box } from "./axes"
import { font, halo, level, text, tidy, upright1 } from "./axes"
import type { Axis, Figure, Layer } from "./figure"
import { drawLayer, ink, scaleOf } from "./figure"

/** Whether a figure is one plot of lines and rules. */
export const isLines = (f: Figure) => !f.panels?.length && !f.blocks?.length && f.layers.some((l) => l.mark === "line" && l.label) && f.layers.every((l) => l.mark === "line" || l.mark === "rule")

export function drawLines(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure, ground: string): void {
  const ends = f.layers.flatMap((l) => {
    const k = l.mark === "line" && l.label ? lastOf(l) : -1
    return k < 0 ? [] : [{ l, v: l.y![k]! }]
  })
  ctx.font = font.tickBold
  const right = Math.max(8, ...ends.map((e) => ctx.measureText(e.l.label!).width + 8))
  ctx.font = font.tick
  const y0 = 18
  const y1 = Math.max(y0 + 20, box.h - 36)
  const y = scaleOf(f.y, y1, y0)
  const levels = apart(f.y, y, 17)
  const x0 = Math.ceil(Math.max(...levels.map((v) => ctx.measureText(tidy(v)).width))) + 8
  const x1 = Math.max(x0 + 40, box.w - right)
  const x = scaleOf(f.x, x0, x1)
  for (const v of levels) {
    if (v !== f.y.min) level(ctx, x0, x1, y(v), theme.line)
    text(ctx, tidy(v), x0 - 6, y(v), font.tick, theme.ink3, "right", "middle")
  }
  for (const l of f.layers) drawLayer(ctx, theme, l, x, y, { x0, x1, y0, y1 })
  level(ctx, x0, x1, y1, theme.edge)
  ctx.font = font.tick
  for (const v of apart(f.x, x, Math.max(...(f.x.ticks ?? [0]).map((t) => ctx.measureText(tidy(t)).width)) + 8)) {
    upright1(ctx, x(v), y1, y1 + 4, theme.edge)
    text(ctx, tidy(v), x(v), y1 + 16, font.tick, theme.ink3, "center")
  }
  text(ctx, f.x.label, x1, y1 + 31, font.tick, theme.ink2, "right")
  text(ctx, f.y.label, 0, 9, font.tick, theme.ink2)
  const after = ctx.measureText(f.y.label).width + 12
  for (const l of f.layers) {
    if (l.mark !== "rule" || !l.label) continue
    const half = ctx.measureText(l.label).width / 2
    const at = l.x?.[0]
    if (at != null) text(ctx, l.label, Math.min(Math.max(x(at), after + half), box.w - half), 9, font.tick, ink(theme, l.role).text, "center")
    else if (l.y?.[0] != null) {
      halo(ctx, l.label, x1, y(l.y[0]) - 4, font.tick, ground, "right")
      text(ctx, l.label, x1, y(l.y[0]) - 4, font.tick, theme.ink2, "right")
    }
  }
  const placed = ends.map((e) => ({ ...e, at: Math.min(Math.max(y(e.v), y0), y1) })).sort((a, b) => a.at - b.at)
  for (let k = 1; k < placed.length; k++) placed[k]!.at = Math.max(placed[k]!.at, placed[k - 1]!.at + 12)
  for (let k = placed.length - 1, foot = y1; k >= 0; k--, foot = placed[k + 1]!.at - 12) placed[k]!.at = Math.min(placed[k]!.at, foot)
  for (const e of placed) text(ctx, e.l.label!, x1 + 6, e.at, font.tickBold, ink(theme, e.l.role).text, "left", "middle")
}

/** The last point of a line that is there, -1 where none is. */
function lastOf(l: Layer): number {
  let k = (l.y?.length ?? 0) - 1
  while (k >= 0 && l.y![k] == null) k--
  return k
}

/** As many ticks as stand so far apart: of decades one in so many, else those that have room. */
function apart(a: Axis, at: (v: number) => number, room: number): number[] {
  const ticks = a.ticks?.length ? a.ticks : [a.min, a.max]
  if (a.log && ticks.length > 1 && ticks.every((v, k) => k === 0 || Math.abs(v / ticks[k - 1]! / 10 - 1) < 0.01)) {
    let every = 1
    while (every < ticks.length && Math.abs(at(ticks[every]!) - at(ticks[0]!)) < room) every++
    return ticks.filter((_, k) => (ticks.length - 1 - k) % every === 0)
  }
  const out: number[] = []
  for (const v of ticks) if (!out.length || Math.abs(at(v) - at(out[out.length - 1]!)) >= room) out.push(v)
  return out
}
