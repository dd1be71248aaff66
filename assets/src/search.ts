// Finding: a parameter by its symbol, name, key, unit or what is said of it; a
// panel, or an experiment, by its title. A combobox over a list.

import { all, byId, say, setAttr, setText } from "./dom"
import { help } from "./help"
import { shortcut } from "./keys"
import { symbolOf } from "./naming"

interface Hit {
  symbol: string
  name: string
  value: string
  group: string
  path: string // "" for what is no parameter
  words: string // all that it is found by, folded
  go(): void
}

const most = 24 // hits shown
const stem = 5 // letters of a word that have to agree: inhibition finds inhibitory
const empty = new Set(["a", "an", "and", "of", "the"])

/** load opens an experiment by its name. */
export function wireFinder(load: (preset: string) => void): void {
  const sheet = byId("finder")
  const input = byId<HTMLInputElement>("find")
  const list = byId("found")
  const form = byId<HTMLTemplateElement>("find-hit").content.firstElementChild!
  let hits: Hit[] = []
  let shown: Hit[] = []
  let at = 0

  const mark = () => {
    for (const [k, li] of Array.from(list.children).entries()) li.setAttribute("aria-selected", String(k === at))
    const li = list.children[at]
    if (li) setAttr(input, "aria-activedescendant", li.id)
    else input.removeAttribute("aria-activedescendant")
    li?.scrollIntoView({ block: "nearest" })
  }
  const seek = () => {
    const words = fold(input.value.replace(/^\/+/, "")).split(" ").filter((w, _, all) => w && (all.length === 1 || !empty.has(w)))
    shown = words.length ? ranked(hits, words) : hits.filter((h) => h.path && (h.group !== "" || h.symbol)).slice(0, most)
    at = 0
    list.replaceChildren(
      ...shown.map((h, k) => {
        const li = form.cloneNode(true) as HTMLElement
        li.id = `found-${k}`
        const symbol = li.querySelector(".symbol")!
        const [base, low] = h.symbol.split("_")
        setText(symbol.firstElementChild!, base ?? "")
        setText(symbol.lastElementChild!, low ?? "")
        setText(li.querySelector(".words")!, h.name)
        setText(li.querySelector(".value")!, h.value)
        setText(li.querySelector(".group")!, h.group)
        if (h.path) li.dataset["path"] = h.path
        return li
      }),
    )
    list.hidden = shown.length === 0
    byId("found-none").hidden = shown.length > 0
    setAttr(input, "aria-expanded", String(shown.length > 0))
    mark()
    if (words.length) say(shown.length === 1 ? "one found" : `${shown.length} found`)
  }
  const go = (hit: Hit | undefined) => {
    if (!hit) return
    sheet.hidePopover()
    hit.go()
  }

  const open = () => {
    hits = gather(load)
    input.value = ""
    if (!sheet.matches(":popover-open")) sheet.showPopover()
    input.focus()
    seek()
  }
  byId("find-button").addEventListener("click", open)
  shortcut("/", "find a parameter, a panel or an experiment", open, "parameters")
  input.addEventListener("input", seek)
  input.addEventListener("keydown", (e) => {
    const step: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    if (e.key in step && shown.length) at = e.key.startsWith("Page") ? Math.max(0, Math.min(shown.length - 1, at + step[e.key]!)) : (at + step[e.key]! + shown.length) % shown.length
    else if (e.key === "Enter") go(shown[at])
    else if (e.key === "F1" && shown[at]?.path) help(shown[at]!.path, input)
    else return
    e.preventDefault()
    mark()
  })
  list.addEventListener("pointermove", (e) => {
    const k = Array.from(list.children).indexOf((e.target as Element).closest("li")!)
    if (k >= 0 && k !== at) {
      at = k
      mark()
    }
  })
  list.addEventListener("click", (e) => go(shown[Array.from(list.children).indexOf((e.target as Element).closest("li")!)]))
}

/** All that can be found on the page as it is: what was changed first. */
function gather(load: (preset: string) => void): Hit[] {
  const out: Hit[] = []
  const add = (hit: Omit<Hit, "words">, ...more: string[]) => out.push({ ...hit, words: fold([hit.symbol, hit.symbol.replace("_", ""), hit.name, hit.group, hit.path.replaceAll(".", " "), hit.path, ...more].join(" ")) })
  const controls = all(".control[data-path]").sort((a, b) => Number(b.classList.contains("changed")) - Number(a.classList.contains("changed")))
  for (const el of controls) {
    const box = el.querySelector<HTMLInputElement>(".box")
    const select = el.querySelector("select")
    const check = el.querySelector<HTMLInputElement>("input[type=checkbox]")
    const words = el.querySelector(".label .words")?.textContent?.trim() ?? ""
    const long = box?.dataset["numberFor"] ? box.getAttribute("aria-label")!.replace(/, [^,]*$/, "") : ""
    const unit = el.dataset["unit"] ?? ""
    const value = check ? (check.checked ? "on" : "off") : select ? (select.selectedOptions[0]?.text ?? "") : `${box?.value ?? ""} ${unit}`.trim()
    const legend = el.closest("fieldset")?.querySelector("legend")
    const note = legend?.querySelector("span")?.textContent ?? ""
    const group = legend?.querySelector("b")?.textContent ?? legend?.textContent ?? ""
    const doc = el.querySelector(".doc")?.textContent ?? ""
    add({ symbol: symbolOf(el) ?? "", name: long || words, value, group: group.trim(), path: el.dataset["path"]!, go: () => show(el) }, words, unit, note, doc)
  }
  const kind = document.querySelector<HTMLSelectElement>('select[name="stimulus.kind"]')
  if (kind?.offsetParent) add({ symbol: "", name: "kind of stimulus", value: kind.selectedOptions[0]?.text ?? "", group: "Stimulus", path: kind.name, go: () => focus(kind, kind) }, ...Array.from(kind.options, (o) => o.text))
  for (const panel of all("[data-panel]")) {
    const title = panel.querySelector("h2")?.textContent?.trim()
    if (title && panel.offsetParent) add({ symbol: "", name: title, value: "", group: "panel", path: "", go: () => focus(panel, panel.querySelector<HTMLElement>("summary, button, select") ?? panel) }, panel.dataset["panel"]!)
  }
  for (const o of all<HTMLOptionElement>("#preset option")) add({ symbol: "", name: o.text, value: "", group: "experiment", path: "", go: () => load(o.value) }, o.value, o.dataset["doc"] ?? "")
  return out
}

/** Those that have every word, the best first: a word that is a symbol, then one that begins a name, then any. */
function ranked(hits: Hit[], words: string[]): Hit[] {
  const score = (h: Hit) => {
    let sum = 0
    const symbol = fold(h.symbol)
    const name = fold(h.name)
    for (const w of words) {
      if (!h.words.includes(w)) {
        if (w.length <= stem || !begins(w.slice(0, stem)).test(h.words)) return -1
        sum += begins(w.slice(0, stem)).test(name) ? 2 : 0.5
        continue
      }
      sum += symbol === w || symbol.replace("_", "") === w ? 8 : name === w ? 7 : name.startsWith(w) ? 5 : name.includes(w) ? 3 : begins(w).test(h.words) ? 2 : 1
    }
    return sum + (h.path ? 0.5 : 0)
  }
  return hits.map((h, k) => ({ h, k, s: score(h) })).filter((x) => x.s >= 0).sort((a, b) => b.s - a.s || a.k - b.k).slice(0, most).map((x) => x.h)
}

/** Finds words that begin so. */
const begins = (w: string) => new RegExp(`(^|[^\\p{L}\\p{N}])${w.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`, "u")

const greek: Record<string, string> = { θ: "theta", τ: "tau", φ: "phi", σ: "sigma", μ: "mu", ν: "nu", α: "alpha", β: "beta", γ: "gamma", η: "eta", ρ: "rho", λ: "lambda", δ: "delta", Δ: "delta" }

/** Lower case, Greek letters by their names, low and high digits and signs as they are on the line. */
export function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[θτφσμναβγηρλδΔ]/g, (c) => greek[c]!)
    .replace(/[₊⁺]/g, "+")
    .replace(/[₋⁻−]/g, "-")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .trim()
}

/** Brings a control into sight, opening the drawer for it. */
function show(el: HTMLElement): void {
  const dock = byId("dock")
  if (!el.offsetParent && !dock.dataset["open"]) byId("more-button").click()
  const range = el.querySelector<HTMLElement>("input[type=range]")
  const to = range && range.closest<HTMLElement>(".track")!.offsetParent && !el.classList.contains("idle") ? range : el.querySelector<HTMLElement>(".box, select, textarea, input[type=checkbox]")
  if (to) focus(el, to)
}

function focus(mark: HTMLElement, to: HTMLElement): void {
  to.focus({ preventScroll: true })
  mark.scrollIntoView({ block: "nearest", inline: "center" })
  mark.classList.add("found")
  setTimeout(() => mark.classList.remove("found"), 2000)
}
