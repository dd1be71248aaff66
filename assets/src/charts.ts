// Hands on the charts that have an axis of time: a drag moves the one cursor,
// the pointer shows where it is, two fingers and the wheel zoom and pan, and a
// focused chart listens to the arrow keys.

import { say } from "./dom"
import { momentOf } from "./timeline"
import type { Run, Timeline } from "./timeline"

export interface Chart {
  canvas: HTMLCanvasElement
  label: string // of the chart as a thing to focus
  strip(): { x0: number; x1: number; t0: number; t1: number } | null
  words(): string // at the moment shown
  /** A press that is no drag; false where it means the time there. */
  press?(x: number, y: number): boolean
  /** The arrows up and down, Enter. */
  row?(up: number): void
  enter?(): void
}

export interface Lens {
  zoom(factor: number, aboutMs: number): void
  pan(ms: number): void
  /** The window stays where it is while a hand is on it. */
  hold(on: boolean): void
}

const dragPx = 4
const holdMs = 400 // a finger that rests so long means the time under it; one that moves scrolls
const restPx = 10
const phone = matchMedia("(max-width: 640px)")

let told = 0
let waiting = 0

/** Says what a key did, at most twice a second. */
function tell(words: () => string): void {
  if (waiting) return
  waiting = window.setTimeout(() => {
    waiting = 0
    told = performance.now()
    say(words())
  }, Math.max(120, 500 - (performance.now() - told)))
}

export function wireChart(c: Chart, run: Run, time: Timeline, lens: Lens): void {
  const { canvas } = c
  canvas.tabIndex = 0
  canvas.setAttribute("role", "application")
  canvas.setAttribute("aria-label", c.label)
  canvas.classList.add("timed")

  const timeAt = (x: number): number | null => {
    const s = c.strip()
    if (!s) return null
    const t = s.t0 + ((x - s.x0) / (s.x1 - s.x0)) * (s.t1 - s.t0)
    return x < s.x0 - 8 || x > s.x1 + 8 ? null : Math.max(run.fromMs(), Math.min(run.nowMs(), t))
  }
  const fingers = new Map<number, PointerEvent>()
  let from: { x: number; y: number } | null = null
  let dragged = false
  let resting = 0 // of a finger: the timer that makes it a hand on the time
  let held = false

  const rest = (e: PointerEvent) => {
    clearTimeout(resting)
    held = false
    resting = window.setTimeout(() => {
      if (!from || fingers.size !== 1) return
      held = dragged = true
      lens.hold(true)
      const t = timeAt(e.offsetX)
      if (t !== null) time.set(t)
    }, holdMs)
  }

  canvas.addEventListener("pointerdown", (e) => {
    if (e.button !== 0) return
    fingers.set(e.pointerId, e)
    if (fingers.size > 1) {
      from = null
      clearTimeout(resting)
      return
    }
    if (timeAt(e.offsetX) === null) return
    from = { x: e.offsetX, y: e.offsetY }
    dragged = false
    if (e.pointerType === "touch") rest(e)
    else canvas.setPointerCapture(e.pointerId)
  })
  canvas.addEventListener("pointermove", (e) => {
    const was = fingers.get(e.pointerId)
    if (was) fingers.set(e.pointerId, e)
    if (was && fingers.size === 2) return twoFingers(was, e)
    if (e.pointerType !== "touch") time.point(timeAt(e.offsetX))
    if (!from || fingers.size > 1) return
    if (e.pointerType === "touch" && !held) {
      if (Math.hypot(e.offsetX - from.x, e.offsetY - from.y) < restPx) return
      from = null // it swipes
      return clearTimeout(resting)
    }
    if (!dragged && Math.abs(e.offsetX - from.x) < dragPx) return
    dragged = true
    lens.hold(true)
    const s = c.strip()
    const t = timeAt(s ? Math.max(s.x0, Math.min(s.x1, e.offsetX)) : e.offsetX)
    if (t !== null) time.set(t)
  })
  const release = (e: PointerEvent) => {
    fingers.delete(e.pointerId)
    clearTimeout(resting)
    held = false
    if (!from) return
    const at = from
    from = null
    lens.hold(false)
    if (dragged || e.type === "pointercancel") return
    if (c.press?.(at.x, at.y) || e.pointerType === "touch") return
    const t = timeAt(at.x)
    if (t !== null) time.set(t)
  }
  canvas.addEventListener("pointerup", release)
  canvas.addEventListener("pointercancel", release)
  canvas.addEventListener("pointerleave", () => time.point(null))

  /** Two fingers: what is between them stays between them. */
  const twoFingers = (was: PointerEvent, is: PointerEvent) => {
    const s = c.strip()
    const other = [...fingers].find(([id]) => id !== is.pointerId)?.[1]
    if (!s || !other) return
    const perPx = (s.t1 - s.t0) / (s.x1 - s.x0)
    const middle = (a: PointerEvent) => (a.clientX + other.clientX) / 2
    const apart = (a: PointerEvent) => Math.max(12, Math.hypot(a.clientX - other.clientX, a.clientY - other.clientY))
    lens.pan(-(middle(is) - middle(was)) * perPx)
    const about = s.t0 + (middle(is) - canvas.getBoundingClientRect().left - s.x0) * perPx
    lens.zoom(apart(was) / apart(is), about)
  }
  const two = (e: TouchEvent) => {
    if ((e.touches.length > 1 || held) && e.cancelable) e.preventDefault()
  }
  canvas.addEventListener("touchstart", two, { passive: false })
  canvas.addEventListener("touchmove", two, { passive: false })
  canvas.addEventListener("contextmenu", (e) => {
    if (held || resting && fingers.size > 0) e.preventDefault()
  })
  const touch = () => (canvas.style.touchAction = phone.matches ? "pan-x pan-y" : "pan-y") // a phone's panels are swiped
  phone.addEventListener("change", touch)
  touch()

  canvas.addEventListener("wheel", (e) => {
    const s = c.strip()
    if (!s || !(e.ctrlKey || Math.abs(e.deltaX) > Math.abs(e.deltaY))) return
    e.preventDefault()
    const perPx = (s.t1 - s.t0) / (s.x1 - s.x0)
    if (e.ctrlKey) lens.zoom(Math.exp(Math.max(-1, Math.min(1, e.deltaY / 200))), timeAt(e.offsetX) ?? s.t1)
    else lens.pan(e.deltaX * perPx)
  }, { passive: false })

  canvas.addEventListener("keydown", (e) => {
    if ((e.ctrlKey && e.key !== "ArrowLeft" && e.key !== "ArrowRight") || e.metaKey || e.altKey) return
    if (e.key === "+" || e.key === "=" || e.key === "-" || e.key === "−") {
      const s = c.strip()
      lens.zoom(e.key === "+" || e.key === "=" ? 1 / 1.25 : 1.25, time.at() ?? s?.t1 ?? run.nowMs())
      tell(() => {
        const s = c.strip()
        return s ? `window ${((s.t1 - s.t0) / 1000).toFixed(1)} s` : ""
      })
    } else if ((e.key === "ArrowUp" || e.key === "ArrowDown") && c.row) {
      c.row((e.key === "ArrowUp" ? 1 : -1) * (e.shiftKey ? 10 : 1))
      tell(c.words)
    } else if (e.key === "Enter" && c.enter) {
      c.enter()
    } else {
      const next = momentOf(e, time.at() ?? run.nowMs(), run)
      if (next === undefined) return
      time.set(next)
      tell(c.words)
    }
    e.preventDefault()
    e.stopPropagation()
  })
}
