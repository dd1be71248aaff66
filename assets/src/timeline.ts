// The last minute of the run on a strip, and the one cursor of time: while it
// is free every panel shows that moment, and the run goes on.

import { byId, say, setAttr, setText } from "./dom"
import type { Theme } from "./theme"
import type { Box } from "./plots/axes"
import { begin, font, niceStep, text, tidy, upright1 } from "./plots/axes"
import type { Mark } from "./plots/history"

export interface Timeline {
  /** The moment shown, ms; null while the panels follow the run. */
  at(): number | null
  /** Shows a moment, or follows (null). */
  set(ms: number | null): void
  /** Where the pointer is, ms. */
  hover(): number | null
  point(ms: number | null): void
  /** pointer: only where the pointer is has changed. */
  onChange(f: (pointer: boolean) => void): void
  /** Time went on. */
  tick(): void
  draw(ctx: CanvasRenderingContext2D, box: Box, theme: Theme): void
}

/** What the strip is of. */
export interface Run {
  nowMs(): number
  fromMs(): number // what came before is not known
  marks(): readonly Mark[]
  window(): readonly [number, number] // that the raster shows
}

const leastMs = 5000
let toggle = (): void => undefined

/** Follows the run, or lets go of it: the key G. */
export function toggleFollow(): void {
  toggle()
}

export function wireTimeline(run: Run): Timeline {
  const range = byId<HTMLInputElement>("moment")
  const heard: ((pointer: boolean) => void)[] = []
  let at: number | null = null
  let hover: number | null = null
  let shownAt = -1e9

  let gripped: [number, number] | null = null // the strip stays while a hand is on it
  const span = (): [number, number] => {
    if (gripped) return gripped
    const from = run.fromMs()
    return [from, Math.max(run.nowMs(), from + leastMs)]
  }
  const changed = () => {
    show()
    for (const f of heard) f(false)
  }
  const set = (ms: number | null) => {
    const next = ms === null ? null : Math.max(run.fromMs(), Math.min(run.nowMs(), ms))
    if (next === at) return
    at = next
    changed()
  }

  /** Writes the words and puts the thumb where the moment is. */
  const show = () => {
    const now = run.nowMs()
    const [t0, t1] = span()
    const ago = at === null ? 0 : now - at
    range.min = String(t0)
    range.max = String(t1)
    range.value = String(at ?? now)
    setAttr(range, "aria-valuetext", at === null ? `now, ${seconds(now)}` : `${seconds(ago)} ago, ${seconds(at)}`)
    setText(byId("ago"), at === null ? "now" : `−${seconds(ago)}`)
    setText(byId("known"), `last ${Math.max(0, Math.round((now - run.fromMs()) / 1000))} s`)
    byId("follow").setAttribute("aria-pressed", String(at === null))
    byId("let-go").setAttribute("aria-pressed", String(at !== null))
    byId("free").hidden = at === null
    if (at !== null) setText(byId("free-word"), `free, at ${seconds(at)}`)
    document.body.dataset["time"] = at === null ? "follow" : "free"
  }

  const follow = () => {
    set(null)
    say("following")
  }
  const letGo = () => {
    if (at !== null) return
    set(run.nowMs())
    say(`free, at ${seconds(run.nowMs())}`)
  }
  toggle = () => (at === null ? letGo() : follow())
  byId("follow").addEventListener("click", follow)
  byId("let-go").addEventListener("click", letGo)
  byId("free-follow").addEventListener("click", () => {
    follow()
    byId("follow").focus({ preventScroll: true })
  })
  range.addEventListener("input", () => {
    const v = Number(range.value)
    set(v >= run.nowMs() - 50 ? null : v)
  })
  range.addEventListener("keydown", (e) => {
    const next = momentOf(e, at ?? run.nowMs(), run)
    if (next === undefined) return
    e.preventDefault()
    set(next)
  })

  range.addEventListener("pointerdown", () => (gripped = span()))
  for (const type of ["pointerup", "pointercancel", "lostpointercapture", "blur", "change"]) range.addEventListener(type, () => (gripped = null))

  const lane = range.parentElement!
  const timeAt = (e: PointerEvent) => {
    const [t0, t1] = span()
    const r = lane.getBoundingClientRect()
    return t0 + ((e.clientX - r.left) / r.width) * (t1 - t0)
  }
  lane.addEventListener("pointermove", (e) => point(e.pointerType === "touch" ? null : Math.min(run.nowMs(), timeAt(e))))
  lane.addEventListener("pointerleave", () => point(null))
  const point = (ms: number | null) => {
    if (ms === hover) return
    hover = ms
    for (const f of heard) f(true)
  }

  return {
    at: () => at,
    set,
    hover: () => hover,
    point,
    onChange: (f) => void heard.push(f),
    tick() {
      if (at !== null && (at < run.fromMs() || at > run.nowMs())) set(run.nowMs() < at ? null : run.fromMs())
      const wall = performance.now()
      if (wall - shownAt < 100) return
      shownAt = wall
      show()
    },
    draw(ctx, box, theme) {
      begin(ctx, box)
      const [t0, t1] = span()
      const x = (t: number) => ((t - t0) / (t1 - t0)) * box.w
      const rail = (from: number, to: number, h: number, color: string) => {
        const [a, b] = [Math.max(0, x(from)), Math.min(box.w, x(to))]
        ctx.fillStyle = color
        ctx.beginPath()
        if (b > a) ctx.roundRect(a, 12 - h / 2, b - a, h, h / 2)
        ctx.fill()
      }
      rail(t0, t1, 3, theme.line)
      const [w0, w1] = run.window()
      rail(Math.max(t0, w0), Math.min(run.nowMs(), w1), 9, theme.line)
      rail(t0, run.nowMs(), 3, theme.edge)
      for (const m of run.marks()) if (m.t_ms >= t0 && m.t_ms <= t1) upright1(ctx, x(m.t_ms), 4, 20, theme.ink3)
      const step = niceStep((t1 - t0) / 1000, Math.max(2, box.w / 80))
      for (let t = Math.ceil(t0 / 1000 / step) * step; t * 1000 <= t1; t += step) {
        const at = x(t * 1000)
        if (at < 14 || at > box.w - 14) continue
        text(ctx, `${tidy(Number(t.toFixed(3)))} s`, at, 34, font.tick, theme.ink3, "center")
      }
      if (hover !== null) {
        ctx.fillStyle = theme.edge
        ctx.fillRect(x(hover) - 0.5, 2, 1, 20)
      }
    },
  }
}

/** "9.2 s", of milliseconds. */
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`

/**
 * Where a key moves the moment to: arrows by 0.1 s, with Shift by 1 s, with
 * Ctrl to the next change, Home to the oldest, End to the present (null: follow). undefined for other keys.
 */
export function momentOf(e: KeyboardEvent, at: number, run: Pick<Run, "nowMs" | "fromMs" | "marks">): number | null | undefined {
  if (e.ctrlKey && !e.metaKey && !e.altKey && (e.key === "ArrowLeft" || e.key === "ArrowRight")) {
    const times = run.marks().map((m) => m.t_ms).filter((t) => t >= run.fromMs() && t <= run.nowMs())
    return (e.key === "ArrowLeft" ? times.filter((t) => t < at - 1).at(-1) : times.find((t) => t > at + 1)) ?? at
  }
  if (e.ctrlKey || e.metaKey || e.altKey) return undefined
  if (e.key === "Home") return run.fromMs()
  if (e.key === "End") return null
  const way = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5 }[e.key]
  if (way === undefined) return undefined
  const next = at + way * (e.shiftKey || Math.abs(way) === 5 ? 1000 : 100)
  return Math.max(run.fromMs(), Math.min(run.nowMs(), Math.round(next / 10) * 10))
}
