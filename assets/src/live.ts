// The live picture: what came last over the stream, drawn at most once per
// animation frame, and only the panels that have something new.

import { all, byId, setText } from "./dom"
import { showAnswer, showFit } from "./answer"
import { weightMap } from "./maps"
import { themeFor } from "./theme"
import type { Theme } from "./theme"
import type { Session } from "./session"
import type { Orientation, Tick, Weights } from "./stream"
import { fitCanvas, font, text } from "./plots/axes"
import type { Box } from "./plots/axes"
import { drew } from "./marks"
import { clear, newHistory, push } from "./plots/history"
import type { History, Mark, Train } from "./plots/history"
import { drawFigure } from "./plots/figure"
import type { Figure } from "./plots/figure"
import { drawLgn, lgnSummary } from "./plots/lgn"
import { drawOrientation, orientationSummary } from "./plots/orientation"
import { drawRaster, rasterSummary } from "./plots/raster"
import { drawMarks, drawRateStrip, drawTimeAxis, ratesSummary, windowOf } from "./plots/rates"
import { drawStimulus, stimulusSummary } from "./plots/stimulus"
import { drawTuning, tuningSummary } from "./plots/tuning"
import { drawWeights, weightsSummary } from "./plots/weights"
import { begin } from "./plots/axes"
import { drawWindow } from "./stdppanel"
import { drawReceived, drawSizes, profileOf } from "./profile"
import type { Profile } from "./profile"

/** Figures as the server lays them out. */
const asServed = ["sequences", "learning", "stdp", "delays", "statistics", "traces", "spectrum", "luminance", "fields", "psd"] as const
type Drawn = (typeof asServed)[number]
type Name = "stimulus" | "thumb" | "lgn" | "raster" | "rates" | "orientation" | "tuning" | "weights" | "received" | "sizes" | Drawn
type Draw = (ctx: CanvasRenderingContext2D, box: Box, theme: Theme) => void

/** Least time between two drawings of a panel, ms: what moves slowly is drawn less often. */
const pace: Partial<Record<Name, number>> = { lgn: 30, raster: 33, rates: 33, orientation: 30, tuning: 120 }

const timeAxis = 31 // px under the raster, hidden: the rates below carry it
const canvases: Record<Exclude<Name, "thumb">, string> = {
  stimulus: "c-stimulus", lgn: "c-lgn", raster: "c-raster", rates: "c-rates", orientation: "c-polar",
  tuning: "c-tuning", weights: "c-weights", received: "c-received", sizes: "c-sizes",
  ...(Object.fromEntries(asServed.map((name) => [name, `c-${name}`])) as Record<Drawn, string>),
}
const panels = Object.keys(canvases) as Exclude<Name, "thumb">[]

export interface Live {
  hello(s: Session): void
  tick(t: Tick): void
  /** Draws everything anew: other theme, other session. */
  redraw(): void
  /** The angle (0 to 360) at which the handle of θ is held, null when it is free. */
  hold(deg: number | null): void
  orientation(): Orientation | undefined
  /** Whether there is a picture; the least r that is decoded; the length of the run, s, 0 where it goes on. */
  setting(picture: boolean, gate: number, lengthS: number): void
  /** A figure that was asked for, or none. */
  figure(name: string, f: Figure | null): void
  /** Draws that panel anew at the next frame, for the hand that changes it. */
  again(name: string): void
  nowMs(): number
}

/** What watches over the preview of the stimulus. */
export interface Preview {
  /** Whether it may be drawn now. */
  open(): boolean
  /** Whether maps made of it may be drawn as well. */
  whole(): boolean
  /** A frame was drawn, at the time of its animation frame. */
  drawn(now: number): void
}

/** Starts the picture. still: at most one update a second. */
export function start(dark: () => boolean, still: () => boolean, preview: Preview): Live {
  let history: History | undefined
  let last: Partial<Tick> = {}
  let held: number | null = null
  let role = ""
  let gate = 0.6
  let span = 6 // seconds of spikes in sight
  const figures = new Map<string, Figure>()
  const matrices = new Map<string, { now: Weights; first: Profile; profile: Profile }>()
  const boxes = new Map<string, Box>()
  const dirty = new Set<Name>()
  const drawn = new Map<Name, number>()
  let waiting = false
  let drawnAt = -1e9

  const asked = (name: string): Draw => (c, b, t) => drawFigure(c, b, t, figures.get(name) ?? null, c.canvas.closest("#sees") ? t.raised : t.paper)
  const draws: Record<Name, Draw> = {
    stimulus: (c, b, t) => drawStimulus(c, b, t, last.stimulus ?? null),
    thumb: (c, b, t) => drawStimulus(c, b, t, last.stimulus ?? null, { radius: 0 }),
    lgn: (c, b, t) => drawLgn(c, b, t, last.lgn ?? null, { trace: history?.lgn ?? null, nowMs: history?.nowMs ?? 0 }),
    raster: (c, b, t) => drawRaster(c, { w: b.w, h: b.h + timeAxis }, t, history ?? null, { rates: false, windowS: windowIn(b, span) }),
    rates: (c, b, t) => ratesBelow(c, b, t, history, span),
    orientation: (c, b, t) => drawOrientation(c, b, t, last.orientation ?? null, { gate, truth: truth(), heldDeg: held, draggable: canDrag() }),
    tuning: (c, b, t) => drawTuning(c, b, t, last.orientation ?? null),
    weights: (c, b, t) => {
      const m = matrix()?.now
      const data = m ? { ...m, pre_deg: m.pre_deg ?? [], post_deg: m.post_deg ?? [] } : null
      drawWeights(c, b, t, data, { inhibits: inhibits(m), preName: role || "pre" })
    },
    ...(Object.fromEntries(asServed.map((name) => [name, asked(name)])) as Record<Drawn, Draw>),
    stdp: (c, b, t) => drawWindow(c, b, t, figures.get("stdp") ?? null, c.canvas.closest("#sees") ? t.raised : t.paper),
    received: (c, b, t) => drawReceived(c, b, t, matrix()?.profile ?? null, matrix()?.first ?? null),
    sizes: (c, b, t) => drawSizes(c, b, t, matrix()?.profile ?? null, matrix()?.first ?? null, weightMap(inhibits(matrix()?.now), t.dark)),
  }

  const pick = byId<HTMLSelectElement>("weights-of")
  const matrix = () => matrices.get(pick.value) ?? matrices.values().next().value
  const inhibits = (m: Weights | undefined) => !!m && /^I\b|^I[-_>→]|inhib/i.test(m.name)
  pick.addEventListener("change", () => mark("weights", "received", "sizes"))

  const mark = (...names: Name[]) => {
    for (const n of names) dirty.add(n)
    if (!waiting) {
      waiting = true
      requestAnimationFrame(frame)
    }
  }

  const frame = (now: number) => {
    if (still() && now - drawnAt < 1000) {
      setTimeout(() => requestAnimationFrame(frame), Math.max(16, 1000 - (now - drawnAt)))
      return
    }
    waiting = false
    const atOnce = drawnAt < 0
    drawnAt = now
    const theme = themeFor(dark())
    for (const name of dirty) {
      if (!atOnce && now - (drawn.get(name) ?? -1e9) < (pace[name] ?? 0)) continue
      dirty.delete(name)
      drawn.set(name, now)
      if ((name === "stimulus" || name === "thumb") && !preview.open()) continue
      if (name === "lgn" && !preview.whole()) continue
      if (name === "thumb") thumb(theme)
      else paint(name, theme)
      if (name === "stimulus" && last.stimulus) preview.drawn(now)
      if (history && (name === "raster" || (name === "stimulus" && last.stimulus))) drew(name, { t_ms: history.nowMs })
      if (name === "orientation" && last.orientation) showAnswer(last.orientation, theme.dark, truth())
      if (name === "tuning" && last.orientation) showFit(last.orientation)
    }
    if (dirty.size > 0) mark()
  }

  const paint = (name: Exclude<Name, "thumb">, theme: Theme) => {
    const canvas = byId<HTMLCanvasElement>(canvases[name])
    const box = boxes.get(name)
    const ctx = canvas.getContext("2d")
    if (!box || !ctx || box.w < 8 || box.h < 8) return
    fitCanvas(canvas, box.w, box.h + (name === "raster" ? timeAxis : 0))
    draws[name](ctx, box, theme)
  }

  const thumb = (theme: Theme) => {
    const canvas = byId<HTMLCanvasElement>("preset-thumb")
    const ctx = canvas.getContext("2d")
    if (ctx) drawStimulus(ctx, { w: 28, h: 28 }, theme, last.stimulus ?? null, { radius: 0 })
  }

  const sizes = new ResizeObserver((entries) => {
    for (const e of entries) {
      const name = (e.target as HTMLElement).dataset["plot"] as Exclude<Name, "thumb">
      boxes.set(name, { w: e.contentRect.width, h: e.contentRect.height })
      mark(name)
      drawnAt = -1e9
    }
  })
  for (const name of panels) {
    const room = byId(canvases[name]).parentElement!
    room.dataset["plot"] = name
    sizes.observe(room)
  }
  matchMedia("(resolution: 1dppx)").addEventListener("change", () => mark(...panels))

  const speak = () => {
    if (!history) return
    const words: Record<string, string> = {
      stimulus: stimulusSummary(last.stimulus ?? null), lgn: lgnSummary(last.lgn ?? null), raster: rasterSummary(history),
      rates: ratesSummary(history), orientation: orientationSummary(last.orientation ?? null), tuning: tuningSummary(last.orientation ?? null),
      weights: weightsSummary(forWords(matrix()?.now)),
    }
    for (const el of all("[data-panel]")) {
      const text = words[el.dataset["panel"]!]
      if (text && el.getAttribute("aria-label") !== text) el.setAttribute("aria-label", text)
    }
    const l = last.lgn
    setText(byId("lgn-mean"), !l ? "" : `${preview.whole() ? "" : "maps held, "}mean ${((l.max_hz / 255) * 0.5 * (mean(l.on) + mean(l.off))).toFixed(0)} Hz`)
  }
  setInterval(speak, 2000)
  setTimeout(speak, 700)

  const take = (t: Partial<Tick>) => {
    const fresh: Name[] = []
    if (t.stimulus) (last.stimulus = t.stimulus), fresh.push("stimulus")
    if (t.lgn) (last.lgn = t.lgn), fresh.push("lgn")
    if (t.orientation) (last.orientation = honest(t.orientation)), fresh.push("orientation", "tuning")
    if (t.weights) {
      keep(t.weights)
      fresh.push("weights", "received", "sizes")
    }
    return fresh
  }

  const keep = (w: Weights) => {
    const old = matrices.get(w.name)
    const profile = profileOf(w)
    matrices.set(w.name, { now: w, first: old && old.profile.wMax === w.w_max_ns ? old.first : profile, profile })
    if (!old) offer()
    const name = w.label || w.name
    if (matrix()?.now === w) setText(byId("weights-name"), matrices.size > 1 ? "" : name)
    role = name.split(/→|->/)[0]?.trim() ?? ""
  }

  /** Lists the projections in the panel's select. */
  const offer = () => {
    const now = pick.value
    pick.replaceChildren(...Array.from(matrices, ([name, m]) => new Option(m.now.label || name, name)))
    if (matrices.has(now)) pick.value = now
    byId("weights-pick").hidden = matrices.size < 2
  }

  let thumbAt = -1e9
  return {
    hello(s) {
      history = newHistory(s.populations ?? [])
      history.nowMs = s.t_ms || 0
      matrices.clear()
      offer()
      byId("sorted").hidden = !(s.populations ?? []).some((p) => p.preferred_deg?.length)
      mark(...panels)
    },
    tick(t) {
      if (history && (t.fresh || t.t_ms < history.nowMs - 1)) {
        clear(history)
        matrices.clear()
        last = {}
        mark(...panels)
      }
      if (history) push(history, t.marks ? { ...t, marks: joined(history, t.marks) } : t)
      const fresh = take(t)
      if (t.stimulus && performance.now() - thumbAt > 2000) {
        thumbAt = performance.now()
        fresh.push("thumb")
      }
      mark("raster", "rates", ...fresh)
    },
    redraw() {
      drawnAt = -1e9
      mark(...panels, "thumb")
    },
    hold(deg) {
      held = deg
      drawnAt = -1e9
      mark("orientation")
    },
    orientation: () => last.orientation ?? undefined,
    setting(picture, least, lengthS) {
      if (least === least) gate = least
      const next = lengthS > 0 && lengthS < 6 ? lengthS : 6
      if (next !== span) {
        span = next
        mark("raster", "rates")
      }
      if (!picture) last.stimulus = last.lgn = null
      byId("preset-thumb").hidden = !picture
    },
    figure(name, f) {
      if (f) figures.set(name, f)
      else figures.delete(name)
      mark(name as Drawn)
    },
    again(name) {
      drawnAt = -1e9
      mark(name as Drawn)
    },
    nowMs: () => history?.nowMs ?? 0,
  }
}

/** What the dashed line is: of a video it is what a structure tensor finds, no setting. */
export function truth(): "true" | "dominant" {
  const kind = document.querySelector<HTMLSelectElement>('select[name="stimulus.kind"]')?.value
  return document.body.dataset["form"] === "eye" && (kind === "video" || kind === "natural_film") ? "dominant" : "true"
}

/** Whether a hand can turn the stimulus: it has an orientation, and no protocol turns it. */
export function canDrag(): boolean {
  const at = (path: string) => document.querySelector<HTMLSelectElement>(`select[name="${path}"]`)?.value
  return document.querySelector(".control.cyclic:not(.driven)") !== null && (at("protocol.kind") ?? "hold") === "hold"
}

/** A bandwidth is quoted only of an orientation that was decoded: some spikes can always be fitted. */
function honest(o: Orientation): Orientation {
  return o.tuned && (o.decoded_deg === null || !Number.isFinite(o.decoded_deg)) ? { ...o, tuned: false, b_theta_deg: null } : o
}

/** The seconds shown: on a phone four at most. */
const windowIn = (box: Box, span: number) => (box.w < 480 ? Math.min(4, span) : span)

/** The rates under the raster, on its axis of time. */
function ratesBelow(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, history: History | undefined, span: number): void {
  begin(ctx, box)
  const phone = box.w < 480
  const trains = (history?.trains ?? []).filter((t: Train) => !phone || /^(ex|in)/.test(t.population.role))
  const [t0, t1] = windowOf(history ?? null, windowIn(box, span))
  const strip = { x0: phone ? 66 : 132, x1: Math.max(phone ? 106 : 172, box.w - (phone ? 36 : 56)), y0: 14, y1: box.h - timeAxis, t0, t1 }
  drawRateStrip(ctx, theme, trains, strip, phone, theme.paper)
  drawTimeAxis(ctx, theme, strip)
  if (history) drawMarks(ctx, theme, history, strip, 0, strip.y1)
  if (!phone) {
    text(ctx, "Rate (Hz)", 10, strip.y0 + 8, font.tick, theme.ink2)
    text(ctx, "bin 50 ms", 10, strip.y0 + 22, font.tick, theme.ink3)
  }
}

/** A drag changes a parameter many times: such marks, close together, become one. */
function joined(history: History, marks: Mark[]): Mark[] {
  const rest: Mark[] = []
  for (const m of marks) {
    m.text = m.text.replace(/([a-z]{2})_(?=[a-z])/g, "$1 ") // kinds: log gabor
    const last = rest.at(-1) ?? history.marks.at(-1)
    const [from, to] = m.text.split(" → ")
    const [first, then] = last?.text.split(" → ") ?? []
    const name = (s = "") => s.split(" ")[0]
    if (last && to && then && name(from) === name(first) && m.t_ms - last.t_ms < 400) {
      last.text = `${first} → ${to}`
      last.t_ms = m.t_ms
    } else rest.push({ ...m })
  }
  return rest
}

const forWords = (m: Weights | undefined) => (m ? { ...m, pre_deg: m.pre_deg ?? [], post_deg: m.post_deg ?? [] } : null)

function mean(x: ArrayLike<number>): number {
  let sum = 0
  for (let k = 0; k < x.length; k++) sum += x[k]!
  return x.length ? sum / x.length : 0
}
