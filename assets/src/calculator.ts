// Degrees and pixels, both ways: beside every length on the screen, and at
// the stimulus for all three quantities. The formulas are those of the server
// (stimuli/screen.go).

import { all, byId, setText, show } from "./dom"
import { valueAt } from "./session"
import type { Session } from "./session"

type Quantity = "sf" | "speed" | "size"

/** The screen of the stimulus as the session has it. */
interface Screen {
  pxPerDeg: number
  fps: number
  cmPerPx: number
}

export interface Calculator {
  refresh(s: Session): void
  /** Says why a value was refused, if the sheet is open. */
  refused(why: string): boolean
}

/** Pixels of one degree at the centre of a monitor: px/width · distance · tan 1°. */
export const centerPxPerDeg = (px: number, widthCm: number, distanceCm: number): number => (px / widthCm) * distanceCm * Math.tan(Math.PI / 180)

/** Pixels over the degrees of the whole width: px / (2 atan(width / 2 distance)). */
export const meanPxPerDeg = (px: number, widthCm: number, distanceCm: number): number => px / ((2 * Math.atan(widthCm / (2 * distanceCm)) * 180) / Math.PI)

// A quantity in degrees as pixels, and what else follows from it.
const ways: Record<Quantity, { px(deg: number, s: Screen): number; deg(px: number, s: Screen): number; third(deg: number, s: Screen): number; usual: string }> = {
  sf: { px: (d, s) => d / s.pxPerDeg, deg: (p, s) => p * s.pxPerDeg, third: (d, s) => s.pxPerDeg / d, usual: "sf_cpd" },
  speed: { px: (d, s) => (d * s.pxPerDeg) / s.fps, deg: (p, s) => (p * s.fps) / s.pxPerDeg, third: (d, s) => d * s.pxPerDeg, usual: "speed_dps" },
  size: { px: (d, s) => d * s.pxPerDeg, deg: (p, s) => p / s.pxPerDeg, third: (d, s) => d * s.pxPerDeg * s.cmPerPx, usual: "" },
}

/** ask: a value for a parameter. */
export function wireCalculator(ask: (path: string, value: unknown) => void): Calculator {
  const sheet = byId("calculator")
  let session: Session | undefined
  const bound = new Map<Quantity, string>() // the parameter that a row sets
  const free: Record<Quantity, number> = { sf: 1, speed: 1, size: 1 } // of a row that sets none

  const at = (key: string) => Number(valueAt(session, `stimulus.${key}`))
  const screen = (): Screen => {
    const px = at("monitor_width_px")
    const cm = at("monitor_width_cm")
    const far = at("distance_cm")
    const by = valueAt(session, "stimulus.px_per_deg_from")
    return { pxPerDeg: by === "center" ? centerPxPerDeg(px, cm, far) : by === "mean" ? meanPxPerDeg(px, cm, far) : at("px_per_deg"), fps: at("fps"), cmPerPx: cm / px }
  }
  const valueOf = (q: Quantity) => {
    const path = bound.get(q)
    return path ? Number(valueAt(session, path)) : free[q]
  }

  /** Fills every box, but, unless told, the one that is being written in. */
  const fill = (even = false) => {
    const s = screen()
    const put = (row: Element, selector: string, text: string) => {
      const box = row.querySelector<HTMLInputElement>(selector)!
      if (even || document.activeElement !== box) box.value = text
    }
    for (const row of all(".quantity", sheet)) {
      const q = row.dataset["quantity"] as Quantity
      const deg = valueOf(q)
      put(row, '[data-way="deg"]', show(deg))
      put(row, '[data-way="px"]', show(ways[q].px(deg, s)))
      setText(row.querySelector('[data-part="third"]')!, show(ways[q].third(deg, s)))
    }
    for (const box of all<HTMLInputElement>("[data-screen]", sheet)) put(box.parentElement!, "[data-screen]", show(at(box.dataset["screen"]!)))
    const [px, cm, far] = [at("monitor_width_px"), at("monitor_width_cm"), at("distance_cm")]
    setText(sheet.querySelector('[data-part="center"]')!, centerPxPerDeg(px, cm, far).toFixed(2))
    setText(sheet.querySelector('[data-part="mean"]')!, meanPxPerDeg(px, cm, far).toFixed(2))
    for (const radio of all<HTMLInputElement>('[name="degrees"]', sheet)) radio.checked = radio.value === valueAt(session, "stimulus.px_per_deg_from")
  }

  /** Binds the rows to parameters that the stimulus has; one of them may be named. */
  const bind = (named?: { q: Quantity; path: string; label: string }) => {
    bound.clear()
    for (const row of all(".quantity", sheet)) {
      const q = row.dataset["quantity"] as Quantity
      const usual = `stimulus.${ways[q].usual}`
      const path = named?.q === q ? named.path : ways[q].usual && typeof valueAt(session, usual) === "number" ? usual : ""
      if (path) bound.set(q, path)
      row.classList.toggle("named", named?.q === q)
      setText(row.querySelector('[data-part="of"]')!, named?.q === q ? named.label : path ? "" : "free")
    }
  }

  const open = (anchor: Element, q?: Quantity) => {
    fill()
    sheet.showPopover()
    const a = anchor.getBoundingClientRect()
    const b = sheet.getBoundingClientRect()
    sheet.style.left = `${Math.max(8, Math.min(innerWidth - b.width - 8, a.left))}px`
    sheet.style.top = `${a.top - b.height - 8 > 8 ? a.top - b.height - 8 : Math.max(8, Math.min(innerHeight - b.height - 8, a.bottom + 8))}px`
    sheet.querySelector<HTMLInputElement>(q ? `[data-quantity="${q}"] [data-way="px"]` : '[data-quantity="sf"] [data-way="deg"]')?.select()
  }

  document.addEventListener("click", (e) => {
    const unit = (e.target as Element).closest<HTMLElement>("[data-calculate]")
    if (!unit) return
    const control = unit.closest<HTMLElement>(".control")!
    const q = unit.dataset["calculate"] as Quantity
    bind({ q, path: control.dataset["path"]!, label: control.querySelector(".words")?.textContent ?? "" })
    open(unit, q)
  })
  document.addEventListener("click", (e) => {
    const from = (e.target as Element).closest("#geometry, [data-sheet=calculator]")
    if (!from) return
    bind()
    open(from.closest("header")?.querySelector(".tools") ?? from)
  })

  const say = (text: string) => {
    byId("calculator-says").hidden = text === ""
    setText(byId("calculator-says"), text)
  }
  sheet.addEventListener("change", (e) => {
    const input = e.target as HTMLInputElement
    say("")
    if (input.name === "degrees") return ask("stimulus.px_per_deg_from", input.value)
    const x = Number(input.value.trim().replace(",", "."))
    const key = input.dataset["screen"]
    const row = input.closest<HTMLElement>(".quantity")
    if (!(x >= 0) || input.value.trim() === "") {
      say(`${input.getAttribute("aria-label")} = ${input.value.trim() || "nothing"}, want a number from 0 on`)
      return fill(true)
    }
    if (key) return ask(`stimulus.${key}`, x)
    if (!row) return
    const q = row.dataset["quantity"] as Quantity
    const deg = input.dataset["way"] === "deg" ? x : ways[q].deg(x, screen())
    const path = bound.get(q)
    if (path) ask(path, Number(deg.toPrecision(10)))
    else free[q] = deg
    fill()
  })

  return {
    refused(why) {
      if (!sheet.matches(":popover-open")) return false
      say(why)
      fill(true)
      return true
    },
    refresh(s) {
      session = s
      const line = byId("geometry")
      const has = s.figures.includes("stimulus")
      line.hidden = !has
      if (!has) return
      const now = screen()
      const px: string[] = []
      const sf = at("sf_cpd")
      const speed = at("speed_dps")
      if (sf > 0) px.push(`${show(Number(ways.sf.px(sf, now).toPrecision(3)))} c/px`)
      if (speed >= 0) px.push(`${show(Number(ways.speed.px(speed, now).toPrecision(3)))} px/frame`)
      const by = { center: "at the centre", mean: "mean" }[String(valueAt(s, "stimulus.px_per_deg_from"))] ?? "given"
      const parts = [...px.map((text) => `${text} ·`), `${show(Number(now.pxPerDeg.toPrecision(4)))} px/deg ${by}`]
      if (line.textContent !== parts.join(" ")) line.replaceChildren(...parts.flatMap((text, k) => [k ? " " : "", Object.assign(document.createElement("span"), { textContent: text, className: k < px.length ? "px" : "" })]))
      if (sheet.matches(":popover-open")) fill()
    },
  }
}
