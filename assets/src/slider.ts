// The mechanics of a slider: a native range input whose value is always the
// parameter's own, drawn by the page so that its track may be curved. Pointer
// and keys set the input and fire its native events; who listens does not
// know the difference.

import { all, num, show } from "./dom"

const thumb = 14 // px, the part of the track that the thumb covers

/** A slider: its element carries data-curve, data-step and data-default. */
export function rangeOf(root: Element): HTMLInputElement | null {
  return root.querySelector<HTMLInputElement>("input[type=range]")
}

/** Makes the sliders below root work. */
export function upgrade(root: ParentNode): void {
  for (const track of all(".track", root)) {
    const range = rangeOf(track)
    if (!range || track.dataset["ready"]) continue
    track.dataset["ready"] = "yes"
    dragOn(track, range)
    range.addEventListener("keydown", (e) => keyOn(e, range))
    paint(range)
  }
}

/** Moves the drawn thumb to the input's value. */
export function paint(range: HTMLInputElement): void {
  range.parentElement?.style.setProperty("--p", String(positionOf(range, Number(range.value))))
}

/** Sets the value as if it had been dragged there. */
export function setTo(range: HTMLInputElement, v: number): void {
  const next = show(clamp(v, Number(range.min), Number(range.max)))
  if (range.value === next) return
  range.value = next
  range.dispatchEvent(new Event("input", { bubbles: true }))
}

const done = (range: HTMLInputElement) => range.dispatchEvent(new Event("change", { bubbles: true }))

const slopPx = 8 // that a finger moves sideways before it means the slider: up and down it scrolls
const nearPx = 22 // of the thumb's middle: there it means the slider sooner

function dragOn(track: HTMLElement, range: HTMLInputElement): void {
  let from = ""
  let grip = 0 // px between the finger and the middle of the thumb it took
  let finger: { id: number; x: number; y: number; onThumb: boolean } | null = null // down, and not yet known what for
  const follow = (e: PointerEvent) => {
    const box = track.getBoundingClientRect()
    const p = clamp((e.clientX - grip - box.left - thumb / 2) / (box.width - thumb), 0, 1)
    setTo(range, round(range, valueAt(range, p)))
  }
  const hold = (e: PointerEvent) => {
    from = range.value
    range.focus({ preventScroll: true })
    track.setPointerCapture(e.pointerId)
    track.dataset["held"] = "yes"
  }
  track.addEventListener("pointerdown", (e) => {
    if (e.button !== 0 || range.disabled || !e.isPrimary) return
    e.preventDefault()
    grip = 0
    if (e.pointerType === "touch") {
      const box = track.getBoundingClientRect()
      const off = e.clientX - box.left - thumb / 2 - positionOf(range, Number(range.value)) * (box.width - thumb)
      const onThumb = Math.abs(off) < nearPx
      grip = onThumb ? off : 0
      finger = { id: e.pointerId, x: e.clientX, y: e.clientY, onThumb }
      return
    }
    hold(e)
    follow(e)
  })
  track.addEventListener("pointermove", (e) => {
    if (finger?.id === e.pointerId) {
      const [dx, dy] = [Math.abs(e.clientX - finger.x), Math.abs(e.clientY - finger.y)]
      if (dx - dy < (finger.onThumb ? 2 : slopPx)) return
      finger = null
      hold(e)
    }
    if (track.dataset["held"]) follow(e)
  })
  const release = (e: PointerEvent) => {
    if (finger?.id === e.pointerId) {
      finger = null
      if (e.type === "pointerup") range.focus({ preventScroll: true }) // a tap
      return
    }
    if (!track.dataset["held"]) return
    if (e.type === "pointercancel" && e.pointerType === "touch") setTo(range, Number(from)) // it was a scroll after all
    delete track.dataset["held"]
    if (range.value !== from) done(range)
  }
  track.addEventListener("pointerup", release)
  track.addEventListener("pointercancel", release)
}

function keyOn(e: KeyboardEvent, range: HTMLInputElement): void {
  if (e.ctrlKey || e.metaKey || e.altKey) return
  const [min, max] = [Number(range.min), Number(range.max)]
  const v = Number(range.value)
  const p = positionOf(range, v)
  const many = e.shiftKey ? 10 : 1
  const by = (n: number) => {
    const step = stepOf(range)
    return round(range, step ? v + n * step : valueAt(range, clamp(p + n / 100, 0, 1)))
  }
  const to: Record<string, () => number> = {
    ArrowRight: () => by(many),
    ArrowUp: () => by(many),
    ArrowLeft: () => by(-many),
    ArrowDown: () => by(-many),
    PageUp: () => round(range, valueAt(range, clamp(p + 0.1, 0, 1))),
    PageDown: () => round(range, valueAt(range, clamp(p - 0.1, 0, 1))),
    Home: () => min,
    End: () => max,
  }
  const move = to[e.key]
  if (!move) return
  e.preventDefault()
  setTo(range, move())
  done(range)
}

const rootOf = (range: HTMLInputElement) => range.closest<HTMLElement>("[data-curve]")

function stepOf(range: HTMLInputElement): number {
  return Number(rootOf(range)?.dataset["step"] ?? 0)
}

/** The value at a position 0..1 of the track. */
function valueAt(range: HTMLInputElement, p: number): number {
  const [min, max] = [Number(range.min), Number(range.max)]
  switch (rootOf(range)?.dataset["curve"]) {
    case "log":
      return min * (max / min) ** p
    case "pow":
      return min + (max - min) * p ** gammaOf(range)
  }
  return min + (max - min) * p
}

/** The position 0..1 of a value on the track. */
function positionOf(range: HTMLInputElement, v: number): number {
  const [min, max] = [Number(range.min), Number(range.max)]
  const x = clamp((v - min) / (max - min || 1), 0, 1)
  switch (rootOf(range)?.dataset["curve"]) {
    case "log":
      return clamp(Math.log(Math.max(v, min) / min) / Math.log(max / min), 0, 1)
    case "pow":
      return x ** (1 / gammaOf(range))
  }
  return x
}

/** The power that puts the default at two fifths of the track. */
function gammaOf(range: HTMLInputElement): number {
  const [min, max] = [Number(range.min), Number(range.max)]
  const x = (num(rootOf(range)?.dataset["default"]) - min) / (max - min)
  return x > 0 && x < 0.4 ? Math.log(x) / Math.log(0.4) : 1
}

/** To the step where that is fine enough, to three digits where it is not. */
function round(range: HTMLInputElement, v: number): number {
  const step = stepOf(range)
  if (!step || (rootOf(range)?.dataset["curve"] && Math.abs(v) < 4 * step)) return Number(v.toPrecision(3))
  return Number((Math.round(v / step) * step).toPrecision(12))
}

function clamp(v: number, lo: number, hi: number): number {
  return Math.min(hi, Math.max(lo, v))
}
