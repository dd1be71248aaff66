// How fast simulated time goes: from a twentieth of real time to twenty times,
// and, at the right end of the slider, as fast as the machine can.

import { byId, num, show } from "./dom"
import { paint } from "./slider"
import type { Command } from "./session"

const slowest = 0.05
const fastest = 20 // that has a number; beyond it there is no limit
const stops = [0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, Infinity]

interface To {
  command(c: Command): void
  refused(message: string): void
}

const patience = 1500 // ms that an answer may take, in which older news are not shown

let asking = 0 // a timer: the value shown is about to be asked for
let wanted = 1 // asked for last
let until = 0 // so long it is on its way

/** Wires slider and box; what it gives goes to the next stop, up or down. */
export function wireSpeed(range: HTMLInputElement, to: To): (way: 1 | -1) => void {
  const box = byId<HTMLInputElement>("speed-out")
  const ask = (v: number) => {
    place(range, v)
    wanted = v
    until = performance.now() + patience
    clearTimeout(asking)
    asking = window.setTimeout(() => {
      asking = 0
      to.command({ speed: v })
    }, 80)
  }
  range.addEventListener("input", () => ask(near(Number(range.value))))
  range.closest(".track")!.addEventListener("dblclick", () => ask(1))
  range.addEventListener("keydown", (e) => {
    if (e.key === "Backspace" || e.key === "Delete") ask(1)
    else if (/^[\d.]$/.test(e.key) && !e.ctrlKey && !e.metaKey && !e.altKey) {
      box.focus()
      box.select()
    }
  })
  box.addEventListener("change", () => {
    const text = box.value.trim().replace(/(?<=\d)\s*[×x]$/i, "").trim().replace(",", ".")
    const v = /^(max|inf|infinity|∞)$/i.test(text) ? Infinity : num(text)
    if (v === Infinity || (v >= slowest && v <= fastest)) return ask(v)
    to.refused(`speed = ${box.value.trim() || "nothing"}, want ${slowest} to ${fastest}, or max`)
    place(range, at(range))
  })
  box.addEventListener("keydown", (e) => {
    if (e.key === "Enter" || e.key === "Escape") {
      if (e.key === "Escape") place(range, at(range))
      else box.dispatchEvent(new Event("change"))
      range.focus({ preventScroll: true })
      e.preventDefault()
      e.stopPropagation()
    }
  })
  box.addEventListener("focus", () => box.select())
  place(range, 1)
  return (way) => {
    const now = at(range)
    const next = way > 0 ? stops.find((s) => s > now * 1.001) : stops.filter((s) => s < now / 1.001).at(-1)
    if (next !== undefined) ask(next)
  }
}

/** Shows the speed that the session has, unless another one is on its way. */
export function showSpeed(range: HTMLInputElement, speed: unknown): void {
  const old = num(speed) !== wanted && performance.now() < until
  if (!range.parentElement!.dataset["held"] && !asking && !old && document.activeElement !== byId("speed-out")) place(range, num(speed))
}

/** The speed of a position: real time is easily hit, and beyond the fastest there is no limit. */
const near = (v: number) => (v > fastest * 1.02 ? Infinity : Math.abs(Math.log(v)) < 0.035 ? 1 : Math.min(fastest, Number(v.toPrecision(2))))

const at = (range: HTMLInputElement) => near(Number(range.value))

function place(range: HTMLInputElement, v: number): void {
  range.value = Number.isFinite(v) ? String(v) : range.max
  const finite = Number.isFinite(v)
  byId<HTMLInputElement>("speed-out").value = !finite ? "max" : `${v < 1 ? show(Number(v.toPrecision(2))) : v.toFixed(1)}×`
  range.setAttribute("aria-valuetext", !finite ? "as fast as it can" : v === 1 ? "real time" : `${show(v)} times real time`)
  paint(range)
}
