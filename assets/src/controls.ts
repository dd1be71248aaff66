// The dock: every control is a native input named by its parameter's path.
// What is touched goes to the server as one PATCH at a time, newest value
// wins, so that dragging never queues up. What the server says is shown.

import { all, num, say, setText, show, showStep } from "./dom"
import { showEffects } from "./effect"
import { controlOf, nameOf, symbolOf } from "./naming"
import { building } from "./rebuild"
import { paint, rangeOf, upgrade } from "./slider"
import { cyclic } from "./theme"
import { Problem, valueAt } from "./session"
import { asked } from "./marks"
import type { Session } from "./session"

/** What the dock needs of the page around it. */
export interface Owner {
  send(values: Record<string, unknown>): Promise<Session>
  got(s: Session): void
  refused(message: string): void
  /** Gives every parameter the preset's value. */
  resetAll(): void
  dark(): boolean
}

export interface Dock {
  /** Shows the session's values, except where a hand is on a control. */
  refresh(s: Session): void
  /** Shows the orientation that a protocol shows now, where one does. */
  follow(deg: number | null): void
  /** Makes a dock that just came from the server work. */
  upgrade(): void
  /** Asks for a value as if its control had been moved. */
  ask(path: string, value: unknown): void
  /** The same for several at once, in one change. */
  askAll(values: Record<string, unknown>): void
  /** Once all that was asked for is answered. */
  settled(): Promise<void>
  /** The page turned light or dark. */
  repaint(): void
}

/** Wires every control of the page, in the dock and at the stimulus. */
export function wire(owner: Owner): Dock {
  let shown: Session | undefined
  const waiting = new Map<string, unknown>() // newest value asked for, by path
  let sent = new Map<string, unknown>() // under way
  let flushing: Promise<void> = Promise.resolve()

  const busy = (path: string) => waiting.has(path) || sent.has(path)

  /** The value a parameter has, or will have once what was asked for is answered. */
  const current = (path: string) => (waiting.has(path) ? waiting.get(path) : sent.has(path) ? sent.get(path) : valueAt(shown, path))

  const ask = (path: string, value: unknown) => askAll({ [path]: value })

  const askAll = (values: Record<string, unknown>) => {
    for (const [path, value] of Object.entries(values)) {
      asked(path)
      for (const [p, v] of together(path, value, shown)) waiting.set(p, v)
    }
    if (sent.size === 0) flushing = flush()
  }

  const flush = async () => {
    while (waiting.size > 0) {
      sent = new Map(waiting)
      waiting.clear()
      const values = Object.fromEntries(sent)
      let answer: Session | undefined
      let refusal: unknown
      const built = building([...sent])
      try {
        answer = await owner.send(values)
      } catch (e) {
        refusal = e
      }
      built(answer !== undefined)
      const was = sent
      sent = new Map()
      if (answer) owner.got(answer)
      else refuse(was, refusal)
    }
  }

  // One refused value refuses the whole PATCH: name it, keep the last value,
  // and ask again for the others.
  const refuse = (values: Map<string, unknown>, e: unknown) => {
    const problem = e instanceof Problem ? e : new Problem(0, String(e))
    const wrong = new Set(problem.errors.map((x) => x.location))
    const named = [...values.keys()].filter((p) => wrong.has(p) || wrong.has("body." + p))
    const blamed = named.length ? named : [...values.keys()]
    if (problem.status === 422 || problem.status === 400) {
      for (const path of blamed) {
        const el = controlOf(path)
        const message = (problem.errors.find((x) => x.location.endsWith(path))?.message ?? problem.message) + turned(el, values.get(path))
        const aside = !!document.querySelector("#calculator:popover-open") // that is where it was asked
        if (el && !aside) markRefused(el, message)
        if (!el?.offsetParent || aside) owner.refused(el ? inWords(el, message) : message)
        if (shown) restore(path, shown)
      }
      if (named.length) for (const [p, v] of values) if (!named.includes(p) && !waiting.has(p)) waiting.set(p, v)
    } else {
      owner.refused(problem.message)
      if (shown) refresh(shown)
    }
  }

  const restore = (path: string, s: Session) => {
    const el = controlOf(path)
    const v = valueAt(s, path)
    if (el) showValue(el, v, owner.dark(), false)
    const select = document.querySelector<HTMLSelectElement>(`select[name="${path}"]`)
    if (select && typeof v === "string") select.value = v
  }

  const refresh = (s: Session) => {
    shown = s
    const changed = new Set(s.changed)
    const other = (s.changed ?? []).filter((path) => path.endsWith(".kind")).map((path) => path.slice(0, -"kind".length)) // where the preset has no say in the parameters
    for (const el of all(".control[data-path]")) {
      const path = el.dataset["path"]!
      const v = valueAt(s, path)
      const same = other.some((section) => path.startsWith(section) && !path.endsWith(".kind")) && isDefault(el, v)
      if (!el.classList.contains("refused")) el.classList.toggle("changed", changed.has(path) && !same)
      if (v === undefined || busy(path) || el.querySelector("[data-held]") || el.classList.contains("driven")) continue
      showValue(el, v, owner.dark(), true)
    }
    showEffects(s)
    showChanges(s)
    const kind = document.querySelector<HTMLSelectElement>('select[name="stimulus.kind"]')
    const now = valueAt(s, "stimulus.kind")
    if (kind && typeof now === "string" && !busy("stimulus.kind")) kind.value = now
  }

  document.addEventListener("input", (e) => {
    const input = e.target as HTMLInputElement
    const el = input.closest<HTMLElement>(".control")
    if (!el) return
    if (input.classList.contains("box")) input.dataset["typed"] = "yes"
    if (input.type !== "range") return
    clearRefused(el)
    showValue(el, Number(input.value), owner.dark(), true)
    if (el.dataset["live"] !== "rebuild") ask(input.name, Number(input.value))
  })

  document.addEventListener("change", (e) => {
    const input = e.target as HTMLInputElement | HTMLSelectElement
    if (input.name === "stimulus.kind") return ask(input.name, input.value)
    const el = input.closest<HTMLElement>(".control")
    if (!el) return
    const path = el.dataset["path"]!
    clearRefused(el)
    delete input.dataset["typed"]
    if (input.type === "checkbox") return ask(path, (input as HTMLInputElement).checked)
    if (input.type === "range") {
      if (el.dataset["live"] === "rebuild" || Number(input.value) !== Number(current(path)))
        ask(path, Number(input.value))
      return
    }
    if (input instanceof HTMLSelectElement) return ask(path, input.value)
    if (el.dataset["type"] === "text") return ask(path, input.value)
    const text = input.value.trim().replace(/^[\u2212]/, "-").replace(/^(-?\d+),(\d+)/, "$1.$2")
    if (text === "") {
      if (shown) showValue(el, valueAt(shown, path), owner.dark(), true)
      return
    }
    if (text === boxText(el, num(el.dataset["full"]))) return
    ask(path, /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number.isFinite(Number(text)) ? Number(text) : text)
  })

  /** Gives a parameter the preset's value, and says so. */
  const reset = (el: HTMLElement) => {
    const path = el.dataset["path"]!
    const to = shown?.default[path] ?? valueAt(shown, path)
    if (to === undefined || rangeOf(el)?.disabled) return
    clearRefused(el)
    delete el.querySelector<HTMLElement>(".box")?.dataset["typed"]
    showValue(el, to, owner.dark(), true)
    say(`${nameOf(path)} ${busy(path) || shown?.default[path] !== undefined ? "back to" : "is at"} ${show(to)} ${el.dataset["unit"] ?? ""}`.trim())
    if (busy(path) || valueAt(shown, path) !== to) ask(path, to)
  }

  document.addEventListener("dblclick", (e) => {
    const at = e.target as Element
    const el = at.closest<HTMLElement>(".control")
    if (el && rangeOf(el) && at.closest(".track, .box")) reset(el)
  })

  // What is typed on a slider goes to its number box: Enter takes it, Escape
  // keeps the old value, and both lead back to the slider.
  document.addEventListener("keydown", (e) => {
    const input = e.target as HTMLInputElement
    const el = input.closest?.<HTMLElement>(".control")
    if (!el || e.ctrlKey || e.metaKey || e.altKey) return
    const box = el.querySelector<HTMLInputElement>(".box")
    if (input.type === "range" && /^[\d.\-]$/.test(e.key)) {
      if (!box || box.disabled) return
      el.dataset["typing"] = "yes"
      box.focus()
      box.select()
    } else if (input.type === "range" && (e.key === "Backspace" || e.key === "Delete")) {
      e.preventDefault()
      reset(el)
    } else if (input.matches("textarea") && e.key === "Enter" && !e.shiftKey) {
      e.preventDefault()
      input.dispatchEvent(new Event("change", { bubbles: true }))
    } else if (input === box && e.key === "Enter" && el.dataset["typing"]) {
      e.preventDefault()
      rangeOf(el)?.focus({ preventScroll: true }) // leaving the box takes what it holds
    } else if (input === box && e.key === "Escape" && (input.dataset["typed"] || el.dataset["typing"] || el.classList.contains("refused"))) {
      clearRefused(el)
      delete input.dataset["typed"]
      if (shown) showValue(el, current(el.dataset["path"]!), owner.dark(), true)
      if (el.dataset["typing"]) rangeOf(el)?.focus({ preventScroll: true })
      else input.select()
      e.stopImmediatePropagation() // it stops the run only where there is nothing to give up
    }
  })
  let taken: EventTarget | null = null // a box that a finger is about to enter: what it holds is replaced by what is typed
  document.addEventListener("pointerdown", (e) => void (taken = e.pointerType !== "mouse" && e.target !== document.activeElement ? e.target : null))
  document.addEventListener("click", (e) => {
    const box = e.target as HTMLInputElement
    if (box === taken && box.matches("input.box, .seed input")) box.select()
    taken = null
  })
  document.addEventListener("focusout", (e) => {
    const el = (e.target as Element).closest?.<HTMLElement>(".control")
    if (el && (e.target as Element).matches(".box")) delete el.dataset["typing"]
  })
  document.addEventListener("click", (e) => {
    if ((e.target as Element).closest("#reset-all")) owner.resetAll()
  })

  const dockUpgrade = () => {
    upgrade(document)
    for (const el of all(".control")) paintBar(el, owner.dark())
  }
  dockUpgrade()
  return {
    refresh,
    ask,
    askAll,
    settled: () => flushing,
    follow(deg) {
      const el = document.querySelector<HTMLElement>(".control.driven")
      if (el && deg !== null && Number.isFinite(deg)) showValue(el, Math.round(10 * deg) / 10, owner.dark(), true)
    },
    upgrade: dockUpgrade,
    repaint: () => all(".control").forEach((el) => paintBar(el, owner.dark())),
  }
}

/** What has to change with a parameter: a network that drives itself takes no input, one that is fed needs some. */
function together(path: string, value: unknown, s: Session | undefined): [string, unknown][] {
  const change: [string, unknown] = [path, value]
  if (path !== "network.kind" || !s) return [change]
  const fed = (document.getElementById("dock")?.dataset["fed"] ?? "").split(" ").includes(String(value))
  const input = valueAt(s, "input.kind")
  if (!fed && input !== "none") return [["input.kind", "none"], change]
  if (fed && input === "none") {
    const was = s.default["input.kind"]
    return [["input.kind", typeof was === "string" && was !== "none" ? was : "thalamic"], change]
  }
  return [change]
}

/** How many parameters differ from the preset, at the head of the drawer. */
function showChanges(s: Session): void {
  const note = document.getElementById("changed-note")
  if (!note) return
  const n = (s.changed ?? []).filter((path) => path !== "seed").length
  setText(note, n === 0 ? "All as in the preset" : n === 1 ? "One parameter changed" : `${n} parameters changed`)
  document.getElementById("reset-all")!.hidden = n === 0
}

/** An orientation is the same after half a turn: which one was meant. */
function turned(el: HTMLElement | null, v: unknown): string {
  const deg = num(v)
  if (!el?.classList.contains("wheel") || rangeOf(el)?.max !== "180" || !(Math.abs(deg) < 1e6) || (deg >= 0 && deg <= 180)) return ""
  return ` (${show(deg)}° is the bar at ${show(((deg % 180) + 180) % 180)}°)`
}

/** Shows a value in every part of its control; the box only where it may be written. */
function showValue(el: HTMLElement, v: unknown, dark: boolean, box: boolean): void {
  const check = el.querySelector<HTMLInputElement>("input[type=checkbox]")
  if (check) {
    check.checked = v === true
    return
  }
  const select = el.querySelector("select")
  if (select) {
    if (typeof v === "string" && select.value !== v) select.value = v
    return
  }
  const field = el.querySelector<HTMLInputElement>(".box")
  const x = el.dataset["type"] === "text" ? NaN : num(v)
  const word = Number.isNaN(x) ? String(v ?? "") : boxText(el, x)
  el.dataset["full"] = Number.isNaN(x) ? word : Number.isFinite(x) ? String(x) : show(x)
  const typing = field && document.activeElement === field && field.dataset["typed"]
  if (field && box && !typing && !el.classList.contains("refused")) field.value = word
  const range = rangeOf(el)
  if (!range) return
  const at = String(Math.min(Number(range.max), Math.max(Number(range.min), x)))
  if (range.value !== at) range.value = at
  range.setAttribute("aria-valuetext", `${word} ${el.dataset["unit"] ?? ""}`.trim())
  paint(range)
  paintBar(el, dark)
}

/** A number as the box of its control shows it; whole numbers have no decimals. */
function boxText(el: HTMLElement, x: number): string {
  return el.dataset["type"] === "number" ? showStep(x, el.dataset["step"]) : show(x)
}

/** The orientation control: a bar that turns, in the colour of its angle. */
function paintBar(el: HTMLElement, dark: boolean): void {
  if (!el.classList.contains("wheel")) return
  const deg = num(el.dataset["full"])
  const color = cyclic(deg, dark)
  turnBar(el.querySelector("svg.bar"), deg, color)
  el.style.setProperty("--here", color)
}

/** Turns a drawn bar to an orientation. */
export function turnBar(svg: Element | null, deg: number, color: string): void {
  const line = svg?.querySelector("line")
  if (!line) return
  line.setAttribute("transform", `rotate(${-deg})`)
  line.style.stroke = color
}

/** Whether a value is the one its kind declares. */
function isDefault(el: HTMLElement, v: unknown): boolean {
  const want = el.dataset["default"] ?? ""
  return String(v) === want || num(v) === num(want)
}

/** The server names a parameter by its path; the page by the symbol or word beside the box. */
function inWords(el: HTMLElement, message: string): string {
  const name = symbolOf(el)?.replace("_", "") || el.querySelector(".words")?.textContent?.trim()
  const path = el.dataset["path"]!
  return name && message.startsWith(path) ? name + message.slice(path.length) : message
}

function markRefused(el: HTMLElement, message: string): void {
  el.classList.add("refused")
  const p = el.querySelector<HTMLElement>("p.refused")
  if (p) {
    p.hidden = false
    setText(p, inWords(el, message))
  }
  el.querySelector(".box, select, input")?.setAttribute("aria-invalid", "true")
}

function clearRefused(el: HTMLElement): void {
  if (!el.classList.contains("refused")) return
  el.classList.remove("refused")
  const p = el.querySelector<HTMLElement>("p.refused")
  if (p) p.hidden = true
  el.querySelector("[aria-invalid]")?.removeAttribute("aria-invalid")
}
