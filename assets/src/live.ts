// The live picture: what came last over the stream, drawn at most once per
// animation frame, and only the panels that have something new.

import { all, byId, setAttr, setText } from "./dom"
import { showAnswer, showFit } from "./answer"
import { showNumbers } from "./asked"
import { weightMap } from "./maps"
import { themeFor } from "./theme"
import type { Theme } from "./theme"
import type { Session } from "./session"
import type { Orientation, Tick, Weights } from "./stream"
import { begin, fitCanvas, font, text } from "./plots/axes"
import type { Box } from "./plots/axes"
import { drew } from "./marks"
import { binMs, clear, entryAt, meanRate, newHistory, oldest, push } from "./plots/history"
import type { History, Mark, Train } from "./plots/history"
import { skip } from "./plots/train"
import { drawFigure } from "./plots/figure"
import type { Figure } from "./plots/figure"
import { drawLgn, lgnStrip, lgnSummary } from "./plots/lgn"
import { drawOrientation, orientationSummary } from "./plots/orientation"
import { Raster, rasterSummary } from "./plots/raster"
import type { Pick } from "./plots/raster"
import { drawCursor, drawCursorTime, drawMarks, drawRateStrip, drawTimeAxis, ratesSummary, windowOf } from "./plots/rates"
import type { Strip } from "./plots/rates"
import { drawSelectivity, resultantAt, selectivityStrip, selectivitySummary } from "./plots/selectivity"
import { drawStimulus, stimulusSummary } from "./plots/stimulus"
import { drawTuning, tuningSummary } from "./plots/tuning"
import { drawWeights, weightsSummary } from "./plots/weights"
import { drawWindow } from "./stdppanel"
import { drawReceived, drawSizes, profileOf } from "./profile"
import type { Profile } from "./profile"
import { Past } from "./past"
import { wireTimeline } from "./timeline"
import type { Timeline } from "./timeline"
import { wireChart } from "./charts"
import { wireRasterChoice } from "./rasterchoice"

type Draw = (ctx: CanvasRenderingContext2D, box: Box, theme: Theme) => void

/** Least time between two drawings of a panel, ms: what moves slowly is drawn less often. */
const pace: Record<string, number> = { lgn: 48, raster: 33, orientation: 33, tuning: 120, selectivity: 200, timeline: 100 }
/** The same while a hand goes through the past: at most six pictures a second, so that no hand makes flashes. */
const calm: Record<string, number> = { stimulus: 170, lgn: 170 }
const others = 2 // panels drawn in one animation frame beside the stimulus; the next waits for the next

/** How much of what is kept: of the stimulus fewer frames a second where they are large. */
const kept = (kind: string) =>
  kind === "stimulus" ? { bytes: 32e6, gapMs: 15 }
  : kind === "lgn" ? { bytes: 8e6, gapMs: 50 }
  : kind === "orientation" ? { bytes: 4e6, gapMs: 100 }
  : { bytes: 8e6, gapMs: 0 }

const timeAxis = 31 // px under the rates
/** Where what is drawn here stands; panels of data-asked have c- and their name. */
const canvases: Record<string, string> = {
  stimulus: "c-stimulus", lgn: "c-lgn", raster: "c-raster", rates: "c-rates", timeline: "c-timeline", orientation: "c-polar",
  tuning: "c-tuning", selectivity: "c-selectivity", weights: "c-weights", received: "c-received", sizes: "c-sizes", stdp: "c-stdp",
}
/** The panel that a canvas belongs to, where it has another name. */
const panelOf: Record<string, string> = { thumb: "stimulus", received: "weights", sizes: "weights" }

type Stimulus = NonNullable<Tick["stimulus"]>
type Lgn = NonNullable<Tick["lgn"]>
interface Matrix {
  now: Weights
  profile: Profile
}

export interface Live {
  /** The session as the stream begins. Answers whether it is another run than before; the same goes on where it was lost. */
  hello(s: Session): boolean
  tick(t: Tick): void
  /** Draws everything anew: other theme, other session. */
  redraw(): void
  /** The angle (0 to 360) at which the handle of θ is held, null when it is free. */
  hold(deg: number | null): void
  orientation(): Orientation | undefined
  /** Whether there is a picture; the least r that is decoded; the length of the run, s, 0 where it goes on; whether synapses learn. */
  setting(picture: boolean, gate: number, lengthS: number, learning: boolean): void
  /** A figure that was asked for, or none. */
  figure(name: string, f: Figure | null): void
  /** Draws that panel anew at the next frame, for the hand that changes it. */
  again(name: string): void
  nowMs(): number
  /** The one cursor of time. */
  time: Timeline
  /** Stops or starts a panel; the run goes on. */
  pausePanel(name: string, on: boolean): void
  /** What a file of the panel needs to be the figure on screen: "sort=rate&until_s=12.4", or nothing. */
  query(name: string): string
  /** A panel in words. */
  summary(name: string): string
  /** Neurons whose rows are lit in the raster, each in its colour. */
  pickNeurons(list: readonly Pick[]): void
  /** A neuron was picked in the raster. */
  onNeuron(f: (population: string, index: number) => void): void
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
  let zoomS: number | null = null // and where a hand chose them
  let windowEnd: number | null = null // ms, while the cursor is free
  let handOnWindow = false
  let picked: readonly Pick[] = []
  let focus: Pick | null = null
  const figures = new Map<string, Figure>()
  const matrices = new Map<string, Matrix>()
  const first = new Map<string, Profile>()
  const past = new Past(kept)
  const stopped = new Map<string, { ms: number; figure?: Figure }>() // panels that are paused, and when
  const boxes = new Map<string, Box>()
  const dirty = new Set<string>()
  const drawn = new Map<string, number>()
  const hooks: ((population: string, index: number) => void)[] = []
  const raster = new Raster()
  let waiting = false
  let drawnAt = -1e9

  const now = () => history?.nowMs ?? 0
  const run = { nowMs: now, fromMs: () => (history ? oldest(history) : 0), marks: () => history?.marks ?? [], window: () => windowMs() }
  const time = wireTimeline(run)
  const choice = wireRasterChoice(() => mark("raster"), (s) => {
    zoomS = s
    atOnce("raster", "rates", "timeline")
  })

  /** The moment that a panel shows, null for the present. */
  const momentOf = (name: string): number | null => stopped.get(panelOf[name] ?? name)?.ms ?? time.at()
  const stimulusAt = (name: string): Stimulus | null => {
    const t = momentOf(name)
    return t === null ? (last.stimulus ?? null) : (past.at<Stimulus>("stimulus", t) ?? null)
  }
  const lgnAt = (): Lgn | null => {
    const t = momentOf("lgn")
    return t === null ? (last.lgn ?? null) : (past.at<Lgn>("lgn", t) ?? null)
  }
  const readingAt = (name: string): Orientation | null => {
    const t = momentOf(name)
    return t === null ? (last.orientation ?? null) : (past.at<Orientation>("orientation", t) ?? null)
  }
  const matrixAt = (): Matrix | undefined => {
    const key = matrices.has(pick.value) ? pick.value : matrices.keys().next().value
    if (key === undefined) return undefined
    const t = momentOf("weights")
    return t === null ? matrices.get(key) : past.at<Matrix>(`weights:${key}`, t)
  }
  const firstOf = (m: Matrix | undefined) => (m ? (first.get(m.now.name) ?? null) : null)
  const figureAt = (name: string): Figure | null => {
    const t = momentOf(name)
    return stopped.get(name)?.figure ?? (t === null ? undefined : past.at<Figure>(`figure:${name}`, t)) ?? figures.get(name) ?? null
  }

  /** The times that raster and rates show, ms. */
  function windowMs(name = "raster"): [number, number] {
    const phone = (boxes.get("raster") ?? boxes.get("rates"))?.w ?? 999
    const seconds = zoomS ?? (phone < 480 ? Math.min(4, span) : span)
    const w = seconds * 1000
    const halted = stopped.get(name)
    if (halted) return [Math.max(0, halted.ms - w), Math.max(w, halted.ms)]
    const at = time.at()
    if (at === null) {
      windowEnd = null
      return windowOf(history ?? null, seconds)
    }
    let end = windowEnd ?? Math.max(w, now())
    if (!handOnWindow) {
      if (at > end - 0.1 * w) end = Math.max(end, Math.min(at + 0.1 * w, Math.max(w, now())))
      if (at < end - 0.9 * w) end = at + 0.9 * w
    }
    windowEnd = Math.max(w, Math.min(end, Math.max(w, now())))
    return [windowEnd - w, windowEnd]
  }

  const pointed = () => ({ at: time.at(), hover: time.hover() })
  const asked = (name: string): Draw => (c, b, t) => {
    const f = figureAt(name)
    drawFigure(c, b, t, f, c.canvas.closest("#sees") ? t.raised : t.paper)
  }
  const draws: Record<string, Draw> = {
    stimulus: (c, b, t) => drawStimulus(c, b, t, stimulusAt("stimulus")),
    lgn: (c, b, t) => {
      const shown = momentOf("lgn")
      drawLgn(c, b, t, lgnAt(), { trace: history?.lgn ?? null, nowMs: shown ?? now(), shown, hover: time.hover() })
    },
    raster: (c, b, t) => {
      const [t0, t1] = windowMs()
      const axis = !((boxes.get("rates")?.h ?? 0) > 8)
      raster.draw(c, b, t, history ?? null, { t0, t1, ...choice.view(), picked, focus: document.activeElement === c.canvas ? focus : null, axis, ...pointed() })
      choice.says(raster.decimation())
      setAttr(c.canvas, "data-seconds", String((t1 - t0) / 1000))
    },
    rates: (c, b, t) => ratesBelow(c, b, t),
    timeline: (c, b, t) => time.draw(c, b, t),
    orientation: (c, b, t) => {
      const now = momentOf("orientation") === null
      drawOrientation(c, b, t, readingAt("orientation"), { gate, truth: truth(), heldDeg: held, draggable: now && canDrag() })
    },
    tuning: (c, b, t) => drawTuning(c, b, t, readingAt("tuning")),
    selectivity: (c, b, t) => drawSelectivity(c, b, t, history ?? null, { gate, ...pointed() }),
    weights: (c, b, t) => {
      const m = matrixAt()?.now
      const data = m ? { ...m, pre_deg: m.pre_deg ?? [], post_deg: m.post_deg ?? [] } : null
      drawWeights(c, b, t, data, { inhibits: inhibits(m), preName: role || "pre" })
    },
    stdp: (c, b, t) => drawWindow(c, b, t, figureAt("stdp"), momentOf("stdp") === null, c.canvas.closest("#sees") ? t.raised : t.paper),
    received: (c, b, t) => drawReceived(c, b, t, matrixAt()?.profile ?? null, firstOf(matrixAt())),
    sizes: (c, b, t) => drawSizes(c, b, t, matrixAt()?.profile ?? null, firstOf(matrixAt()), weightMap(inhibits(matrixAt()?.now), t.dark)),
  }
  for (const el of all("[data-asked]")) {
    const name = el.dataset["panel"]!
    if (draws[name]) continue
    draws[name] = asked(name)
    canvases[name] = `c-${name}`
  }
  const panels = Object.keys(canvases).filter((name) => document.getElementById(canvases[name]!))

  const pick = byId<HTMLSelectElement>("weights-of")
  const inhibits = (m: Weights | undefined) => !!m && /^I\b|^I[-_>→]|inhib/i.test(m.name)
  pick.addEventListener("change", () => mark("weights", "received", "sizes"))

  const mark = (...names: string[]) => {
    for (const n of names) dirty.add(n)
    if (!waiting) {
      waiting = true
      requestAnimationFrame(frame)
    }
  }
  /** Marks what a hand changed: it does not wait for the next second of a still page. */
  const atOnce = (...names: string[]) => {
    drawnAt = -1e9
    mark(...names)
  }

  const frame = (at: number) => {
    if (still() && at - drawnAt < 1000) {
      setTimeout(() => requestAnimationFrame(frame), Math.max(16, 1000 - (at - drawnAt)))
      return
    }
    waiting = false
    const all = drawnAt < 0
    drawnAt = at
    const theme = themeFor(dark())
    const free = time.at() !== null
    const due = (name: string) => at - (drawn.get(name) ?? -1e9) - Math.max(free ? (calm[name] ?? 0) : 0, all ? 0 : (pace[name] ?? 0))
    // The stimulus first, then what has waited longest: spread over frames, each of them is short.
    const order = [...dirty].filter((name) => due(name) >= -1 && !(name === "rates" && dirty.has("raster"))).sort((a, b) => Number(b === "stimulus") - Number(a === "stimulus") || due(b) - due(a))
    if (order.includes("raster") && dirty.has("rates")) order.splice(order.indexOf("raster") + 1, 0, "rates") // on one axis: in one frame
    let n = 0
    for (const name of order) {
      if (!all && n >= others && name !== "rates") break
      dirty.delete(name)
      drawn.set(name, at)
      if (stopped.has(panelOf[name] ?? name) && !all) continue
      if ((name === "stimulus" || name === "thumb") && !preview.open()) continue
      if (name === "lgn" && !preview.whole()) continue
      if (name !== "stimulus" && name !== "rates") n++
      if (name === "thumb") thumb(theme)
      else paint(name, theme)
      if (name === "stimulus" && last.stimulus && momentOf(name) === null) preview.drawn(at)
      if (history && momentOf(name) === null && (name === "raster" || (name === "stimulus" && last.stimulus))) drew(name, { t_ms: history.nowMs })
      const o = name === "orientation" || name === "tuning" ? readingAt(name) : null
      if (o && name === "orientation") showAnswer(o, theme.dark, truth())
      if (o && name === "tuning") showFit(o)
    }
    if (dirty.size > 0) mark()
  }

  const paint = (name: string, theme: Theme) => {
    const canvas = document.getElementById(canvases[name] ?? "") as HTMLCanvasElement | null
    const box = boxes.get(name)
    const ctx = canvas?.getContext("2d")
    if (name === "statistics") showNumbers(figureAt(name), (history?.trains ?? []).map((train) => train.population)) // also where there is no room for the plot
    if (!canvas || !box || !ctx || box.w < 8 || box.h < 8) return
    draws[name]!(ctx, fitCanvas(canvas, box.w, box.h), theme)
  }

  const thumb = (theme: Theme) => {
    const canvas = document.getElementById("preset-thumb") as HTMLCanvasElement | null
    const ctx = canvas?.getContext("2d")
    if (ctx) drawStimulus(ctx, { w: 28, h: 28 }, theme, stimulusAt("thumb"), { radius: 0 })
  }

  const sizes = new ResizeObserver((entries) => {
    for (const e of entries) {
      const name = (e.target as HTMLElement).dataset["plot"]!
      boxes.set(name, { w: e.contentRect.width, h: e.contentRect.height })
      if (name === "rates") mark("raster")
      atOnce(name)
    }
  })
  for (const name of panels) {
    const room = byId(canvases[name]!).parentElement!
    room.dataset["plot"] = name
    sizes.observe(room)
  }
  // Another screen, or another zoom of the page.
  const watchPixels = () =>
    matchMedia(`(resolution: ${devicePixelRatio}dppx)`).addEventListener("change", () => {
      atOnce(...panels)
      watchPixels()
    }, { once: true })
  watchPixels()

  const words = (name: string): string => {
    const t = momentOf(name)
    const shown = t ?? now()
    const then = t === null ? "" : `${stopped.has(name) ? "paused" : "free"}, at ${(t / 1000).toFixed(1)} s: `
    switch (name) {
      case "stimulus": return then + stimulusSummary(stimulusAt(name))
      case "lgn": return then + lgnSummary(lgnAt())
      case "raster": return rasterSummary(history ?? null, raster, t === null ? shown : Math.min(now(), windowMs()[1]))
      case "rates": return then + ratesSummary(history ?? null, shown)
      case "orientation": return then + orientationSummary(readingAt(name))
      case "tuning": return then + tuningSummary(readingAt(name))
      case "selectivity": return selectivitySummary(history ?? null, shown)
      case "weights": return then + weightsSummary(forWords(matrixAt()?.now))
    }
    const f = figureAt(name)
    return f ? `${then}${f.title}: ${f.summary}` : ""
  }

  const speak = () => {
    if (!history || document.hidden) return
    for (const el of all("[data-panel]")) {
      if (el.offsetParent === null) continue
      const text = words(el.dataset["panel"]!)
      if (text && el.getAttribute("aria-label") !== text) el.setAttribute("aria-label", text)
    }
    const l = lgnAt()
    setText(byId("lgn-mean"), !l ? "" : `${preview.whole() ? "" : "maps held, "}mean ${((l.max_hz / 255) * 0.5 * (mean(l.on) + mean(l.off))).toFixed(0)} Hz`)
  }
  setInterval(speak, 2000)
  setTimeout(speak, 700)

  const take = (t: Partial<Tick>) => {
    const fresh: string[] = []
    const at = now()
    if (t.stimulus) {
      const s = (last.stimulus = t.stimulus)
      past.keep("stimulus", at, s.data.length, () => ({ ...s, data: s.data.slice() }))
      fresh.push("stimulus")
    }
    if (t.lgn) {
      const l = (last.lgn = t.lgn)
      past.keep("lgn", at, 2 * l.on.length, () => ({ ...l, on: l.on.slice(), off: l.off.slice() }))
      fresh.push("lgn")
    }
    if (t.orientation) {
      const o = (last.orientation = honest(t.orientation))
      past.keep("orientation", at, 12 * o.theta_deg.length + 200, () => ({ ...o, theta_deg: o.theta_deg.slice(), rate_hz: o.rate_hz.slice(), sem_hz: o.sem_hz?.slice() }))
      fresh.push("orientation", "tuning", "selectivity")
    }
    if (t.weights) {
      keep(t.weights)
      fresh.push("weights", "received", "sizes")
    }
    return fresh
  }

  const keep = (w: Weights) => {
    const profile = profileOf(w)
    const old = matrices.get(w.name)
    if (!old || old.profile.wMax !== w.w_max_ns) first.set(w.name, profile)
    matrices.set(w.name, { now: w, profile })
    past.keep(`weights:${w.name}`, now(), w.data.length, () => ({ now: { ...w, data: w.data.slice() }, profile }))
    if (!old) offer()
    const name = w.label || w.name
    if ((matrices.get(pick.value) ?? matrices.values().next().value)?.now === w) setText(byId("weights-name"), matrices.size > 1 ? "" : name)
    role = name.split(/→|->/)[0]?.trim() ?? ""
  }

  /** Lists the projections in the panel's select. */
  const offer = () => {
    const now = pick.value
    pick.replaceChildren(...Array.from(matrices, ([name, m]) => new Option(m.now.label || name, name)))
    if (matrices.has(now)) pick.value = now
    byId("weights-pick").hidden = matrices.size < 2
  }

  const forget = () => {
    matrices.clear()
    first.clear()
    past.clear()
    stopped.clear()
    last = {}
    time.point(null)
    time.set(null)
  }

  time.onChange((pointer) => (still() ? atOnce : mark)(...(pointer ? ["raster", "rates", "lgn", "selectivity", "timeline"] : panels)))

  /** The rates under the raster, on its axis of time. */
  let rateStrip: Strip = { x0: 0, x1: 0, y0: 0, y1: 0, t0: 0, t1: 0 }
  const ratesBelow = (ctx: CanvasRenderingContext2D, box: Box, theme: Theme): void => {
    begin(ctx, box)
    const phone = box.w < 480
    const view = choice.view()
    const shown = (t: Train) => !view.hidden.has(t.population.name) && (!phone || /^(ex|in)/.test(t.population.role))
    const trains = (history?.trains ?? []).filter(shown)
    const [t0, t1] = windowMs("rates")
    const strip = (rateStrip = { x0: phone ? 66 : 132, x1: Math.max(phone ? 106 : 172, box.w - (phone ? 36 : 56)), y0: 14, y1: box.h - timeAxis, t0, t1 })
    drawRateStrip(ctx, theme, trains, strip, phone, theme.paper)
    drawTimeAxis(ctx, theme, strip)
    if (history) drawMarks(ctx, theme, history, strip, 0, strip.y1)
    if (!phone) {
      text(ctx, "Rate (Hz)", 10, strip.y0 + 8, font.tick, theme.ink2)
      text(ctx, "bin 50 ms", 10, strip.y0 + 22, font.tick, theme.ink3)
    }
    drawCursor(ctx, theme, strip, 0, strip.y1 + 4, pointed())
    drawCursorTime(ctx, theme, strip, pointed())
  }

  const zoom = (factor: number, about: number) => {
    const [t0, t1] = windowMs()
    const w = Math.max(2000, Math.min(60_000, (t1 - t0) * factor))
    zoomS = w / 1000
    choice.zoomed(zoomS)
    if (time.at() !== null) windowEnd = about + ((t1 - about) * w) / (t1 - t0)
    atOnce("raster", "rates", "timeline")
  }
  const pan = (ms: number) => {
    if (ms === 0 || (time.at() === null && ms > 0)) return
    const [t0, t1] = windowMs()
    const end = Math.max(Math.min(run.fromMs() + t1 - t0, t1), Math.min(Math.max(now(), t1 - t0), t1 + ms))
    handOnWindow = true
    windowEnd = end
    const at = time.at() ?? now()
    time.set(Math.max(end - (t1 - t0), Math.min(end, at)))
    handOnWindow = false
    atOnce("raster", "rates", "timeline")
  }
  const lens = { zoom, pan, hold: (on: boolean) => void (handOnWindow = on) }
  const pickNeuron = (p: Pick | null) => {
    if (!p) return false
    focus = p
    if (hooks.length === 0) picked = [p]
    for (const f of hooks) f(p.population, p.index)
    atOnce("raster")
    return true
  }
  const chart = (name: string, label: string, strip: () => { x0: number; x1: number; t0: number; t1: number } | null, words: () => string, more: object = {}) => {
    const canvas = document.getElementById(canvases[name]!) as HTMLCanvasElement | null
    if (canvas) wireChart({ canvas, label, strip, words, ...more }, run, time, lens)
  }
  const moment = () => time.at() ?? now()
  const when = () => `${(moment() / 1000).toFixed(1)} s: `
  chart("raster", "Spikes over time: arrows left and right move the moment shown, up and down choose a neuron, Enter picks it, plus and minus zoom", () => raster.strip, () => (focus ? raster.words(focus) : when() + rasterSummary(history ?? null, null, moment())), {
    press: (x: number, y: number) => pickNeuron(raster.neuronAt(x, y)),
    row: (up: number) => {
      focus = raster.step(focus, up)
      atOnce("raster")
    },
    enter: () => void pickNeuron(focus),
  })
  chart("rates", "Rates over time: arrows move the moment shown", () => rateStrip, () => when() + (history?.trains ?? []).map((t) => `${t.population.label} ${rateAt(t, moment())}`).join(", "))
  chart("lgn", "LGN over time: arrows move the moment shown", () => {
    const box = boxes.get("lgn")
    const s = box ? lgnStrip(box, lgnAt()) : null
    return s && { ...s, t0: moment() - 1000, t1: moment() }
  }, () => when() + lgnSummary(lgnAt()))
  chart("selectivity", "Resultant over time: arrows move the moment shown", () => {
    const box = boxes.get("selectivity")
    return box ? selectivityStrip(box, history ?? null) : null
  }, () => {
    const r = history ? resultantAt(history, moment()) : NaN
    const k = history ? entryAt(history.r, moment()) : -1
    return `${when()}r ${r === r ? r.toFixed(2) : "not known"}${k < 0 ? "" : `, learning ${history!.r.b[k % history!.r.t.length] ? "on" : "off"}`}`
  })
  for (const type of ["focus", "blur"]) byId("c-raster").addEventListener(type, () => atOnce("raster"))

  let thumbAt = -1e9
  let shownOf = "" // session and populations
  let resumed = false // the stream of the same run begins again
  return {
    time,
    hello(s) {
      const of = [s.id, ...(s.populations ?? []).map((p) => `${p.name}:${p.n}`)].join()
      if (history && of === shownOf && s.t_ms >= history.nowMs - 1) {
        resumed = true
        return false
      }
      resumed = false
      shownOf = of
      history = newHistory(s.populations ?? [])
      history.nowMs = history.fromMs = s.t_ms || 0
      forget()
      figures.clear()
      picked = []
      focus = null
      offer()
      choice.of(s.populations ?? [])
      mark(...panels)
      return true
    },
    tick(t) {
      const known = history?.nowMs ?? 0
      if (history && t.fresh && resumed && t.t_ms >= known - 1 && history.trains.some((train) => train.lastBin >= 0)) {
        t = { ...t, spikes: after(t.spikes, known), marks: t.marks?.filter((m) => m.t_ms > known) ?? null }
        const since = t.since_ms ?? 0
        if (since > known) for (const train of history.trains) skip(train, since)
      } else if (history && (t.fresh || t.t_ms < known - 1)) {
        clear(history)
        history.nowMs = history.fromMs = t.since_ms ?? t.t_ms // trains begin where what is told begins
        forget()
        mark(...panels)
      }
      resumed = false
      if (history) push(history, t.marks ? { ...t, marks: joined(history, t.marks) } : t)
      const fresh = take(t)
      if (t.stimulus && performance.now() - thumbAt > 2000) {
        thumbAt = performance.now()
        fresh.push("thumb")
      }
      time.tick()
      mark("raster", "rates", "timeline", ...fresh)
    },
    redraw() {
      atOnce(...panels, "thumb")
    },
    hold(deg) {
      held = deg
      atOnce("orientation")
    },
    orientation: () => (momentOf("orientation") === null ? (last.orientation ?? undefined) : undefined),
    setting(picture, least, lengthS, learning) {
      if (least === least) gate = least
      if (history) history.learning = learning
      const next = lengthS > 0 && lengthS < 6 ? lengthS : 6
      if (next !== span) {
        span = next
        mark("raster", "rates")
      }
      if (!picture) last.stimulus = last.lgn = null
      const thumb = document.getElementById("preset-thumb")
      if (thumb) thumb.hidden = !picture
    },
    figure(name, f) {
      if (f) {
        figures.set(name, f)
        past.keep(`figure:${name}`, now(), sizeOf(f), () => f)
      } else {
        figures.delete(name)
        past.clear(`figure:${name}`)
      }
      mark(name)
    },
    again: (name) => atOnce(name),
    nowMs: now,
    pausePanel(name, on) {
      if (on) stopped.set(name, { ms: time.at() ?? now(), figure: figureAt(name) ?? undefined })
      else stopped.delete(name)
      atOnce(name, ...Object.keys(panelOf).filter((part) => panelOf[part] === name))
    },
    query(name) {
      if (name !== "raster") return ""
      const until = stopped.get(name)?.ms ?? (time.at() === null ? null : Math.min(now(), windowMs()[1]))
      return [choice.query(), until === null ? "" : `until_s=${Number((until / 1000).toFixed(3))}`].filter(Boolean).join("&")
    },
    summary: words,
    pickNeurons(list) {
      picked = [...list]
      atOnce("raster")
    },
    onNeuron: (f) => void hooks.push(f),
  }
}

/** The rate of a population in the bin of a time, in words. */
function rateAt(t: Train, ms: number): string {
  const rate = meanRate(t, Math.floor(ms / binMs) * binMs - binMs, Math.floor(ms / binMs) * binMs)
  return Number.isFinite(rate) ? `${rate.toFixed(0)} Hz` : "not known"
}

/** The spikes after a time: those before are known. */
function after(spikes: Tick["spikes"], ms: number): Tick["spikes"] {
  if (!spikes) return spikes
  return Object.fromEntries(Object.entries(spikes).map(([name, s]) => {
    let k = 0
    while (k < s.t_ms.length && s.t_ms[k]! <= ms) k++
    return [name, { t_ms: s.t_ms.subarray(k), i: s.i.subarray(k) }]
  }))
}

/** About how many bytes a figure holds: numbers are what there is of it. */
function sizeOf(f: Figure): number {
  let n = 200
  for (const l of f.layers ?? []) n += [l.x, l.y, l.err, l.low, l.high, l.image?.data].reduce((sum, list) => sum + (list?.length ?? 0), 0)
  return 8 * n
}

/** What the dashed line is: of a video it is what a structure tensor finds, no setting. */
export function truth(): "true" | "dominant" {
  const kind = document.querySelector<HTMLSelectElement>('select[name="stimulus.kind"]')?.value
  return document.body.dataset["form"] === "eye" && (kind === "video" || kind === "natural_film") ? "dominant" : "true"
}

/** Whether a hand can turn the stimulus: it has an orientation, and no protocol turns it. */
export function canDrag(): boolean {
  const at = (path: string) => document.querySelector<HTMLSelectElement>(`select[name="${path}"]`)?.value
  return document.documentElement.dataset["kiosk"] === undefined && document.querySelector(".control.cyclic:not(.driven)") !== null && (at("protocol.kind") ?? "hold") === "hold"
}

/** A bandwidth is quoted only of an orientation that was decoded: some spikes can always be fitted. */
function honest(o: Orientation): Orientation {
  return o.tuned && (o.decoded_deg === null || !Number.isFinite(o.decoded_deg)) ? { ...o, tuned: false, b_theta_deg: null } : o
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
      if (first?.endsWith(` ${to}`)) {
        ;(rest.length ? rest : history.marks).pop() // taken back
        continue
      }
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
