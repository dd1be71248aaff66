// The plasticity panel at work: which window is shown, and its handles, which
// are sliders over the drawing and ask for the parameters they stand for.

import { all, byId, setAttr } from "./dom"
import type { Theme } from "./theme"
import { begin } from "./plots/axes"
import type { Box } from "./plots/axes"
import type { Figure, Handle } from "./plots/figure"
import { drawStdp, shown } from "./plots/stdp"
import type { Drawn, Hold } from "./plots/stdp"

let figure: Figure | null = null
let chosen = "" // label of the window shown
let hold: Hold | undefined
let holdOf = ""
let until = 0 // a hold that was let go ends then at the latest
let drawn: Drawn | undefined
let redraw = () => {}

const index = () => Math.max(0, figure?.panels?.findIndex((p) => p.label === chosen) ?? 0)
const handles = () => figure?.panels?.[index()]?.handles ?? []
const handleOf = (part: string) => handles().find((h) => h.part === part)

/** Draws the panel and puts the handles where they belong. */
export function drawWindow(ctx: CanvasRenderingContext2D, box: Box, theme: Theme, f: Figure | null, now: boolean, ground: string): void {
  if (f !== figure) got(f)
  if (hold && !hold.drag && performance.now() > until) hold = undefined
  drawn = f ? drawStdp(ctx, box, theme, f, index(), hold, ground) : undefined
  if (!f) begin(ctx, box)
  for (const grip of all("#grips [data-part]")) {
    const part = grip.dataset["part"]!
    const at = drawn?.handles.find((h) => h.part === part)
    const h = handleOf(part)
    grip.hidden = !at || !h || !now
    if (!at || !h) continue
    grip.style.transform = `translate(${at.x.toFixed(1)}px, ${at.y.toFixed(1)}px)`
    const v = valueOf(h)
    setAttr(grip, "aria-valuemin", String(h.min))
    setAttr(grip, "aria-valuemax", String(h.max))
    setAttr(grip, "aria-valuenow", String(Number(v.toPrecision(6))))
    setAttr(grip, "aria-valuetext", shown(h, v))
  }
}

const valueOf = (h: Handle) => (hold?.part === h.part ? hold.value : h.value)

function got(f: Figure | null): void {
  figure = f
  const h = hold && handleOf(hold.part)
  if (hold && !hold.drag && (!h || Math.abs(h.value - hold.value) <= 1e-5 * Math.abs(hold.value))) hold = undefined
  const pick = byId<HTMLSelectElement>("stdp-of")
  const labels = f?.panels?.map((p) => p.label) ?? []
  if (labels.join() !== all<HTMLOptionElement>("option", pick).map((o) => o.value).join()) {
    pick.replaceChildren(...labels.map((l) => new Option(l, l)))
    if (labels.includes(chosen)) pick.value = chosen
    else chosen = labels[0] ?? ""
    byId("stdp-pick").hidden = labels.length < 2
  }
}

/** Wires the panel. ask: sets parameters as if their controls had been moved. */
export function wireStdp(ask: (values: Record<string, number>) => void, again: () => void): void {
  redraw = again
  const pick = byId<HTMLSelectElement>("stdp-of")
  pick.addEventListener("change", () => {
    chosen = pick.value
    hold = undefined
    redraw()
  })

  const set = (h: Handle, v: number, drag: boolean) => {
    const step = h.step || 0.01
    const value = Number(Math.min(h.max, Math.max(h.min, Math.round(v / step) * step)).toPrecision(6))
    hold = { part: h.part, value, drag }
    if (!drag) until = performance.now() + 1500
    const values: Record<string, number> = {}
    for (const s of h.sets) values[s.path] = Number((s.gain * value ** s.power).toPrecision(9))
    if (value !== h.value || holdOf !== "") ask(values)
    redraw()
  }

  const box = byId("grips")
  for (const grip of all("[data-part]", box)) {
    const part = grip.dataset["part"]!
    grip.addEventListener("pointerdown", (e) => {
      if (e.button !== 0 || !handleOf(part)) return
      e.preventDefault()
      grip.focus({ preventScroll: true })
      grip.setPointerCapture(e.pointerId)
      holdOf = part
    })
    grip.addEventListener("pointermove", (e) => {
      const h = handleOf(part)
      if (holdOf !== part || !drawn || !h) return
      const r = box.getBoundingClientRect()
      const px = Math.min(drawn.x1, Math.max(drawn.x0, e.clientX - r.left))
      const py = Math.min(drawn.y1, Math.max(drawn.y0, e.clientY - r.top))
      const size = drawn.pct(py) / 100
      set(h, part === "a_plus" ? size : part === "a_minus" ? -size : part === "tau_plus_ms" ? drawn.ms(px) : -drawn.ms(px), true)
    })
    const release = () => {
      if (holdOf !== part) return
      holdOf = ""
      if (hold) hold = { ...hold, drag: false }
      until = performance.now() + 1500
      setTimeout(redraw, 1600)
      redraw()
    }
    grip.addEventListener("pointerup", release)
    grip.addEventListener("pointercancel", release)
    grip.addEventListener("keydown", (e) => {
      const h = handleOf(part)
      if (!h || e.ctrlKey || e.metaKey || e.altKey) return
      const v = valueOf(h)
      const tenth = Math.max(10 * h.step, Math.abs(v) / 5)
      const by: Record<string, number> = { ArrowUp: h.step, ArrowRight: h.step, ArrowDown: -h.step, ArrowLeft: -h.step, PageUp: tenth, PageDown: -tenth }
      const go = by[e.key]
      if (go === undefined && e.key !== "Home" && e.key !== "End") return
      e.preventDefault()
      e.stopPropagation()
      set(h, e.key === "Home" ? h.min : e.key === "End" ? h.max : v + go! * (e.shiftKey && !e.key.startsWith("Page") ? 10 : 1), false)
    })
  }
}
