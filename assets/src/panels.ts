// Which panels there are, and where: those that do not apply to the network
// are left out, and the others take their room.

import { all, byId } from "./dom"

const phone = matchMedia("(max-width: 640px)")
const bench = ["weights", "sequences", "learning", "stdp", "delays", "statistics", "traces", "spectrum", "luminance", "space"]

export type Form = "eye" | "ring" | "free"

let figures: readonly string[] | undefined
let chosen = "weights"

/** With a picture, with an orientation to read, or with neither. */
export const formOf = (has: readonly string[]): Form => (has.includes("stimulus") ? "eye" : has.includes("orientation") ? "ring" : "free")

const panelOf = (name: string) => document.querySelector<HTMLElement>(`[data-panel="${name}"]`)!

/** Shows the panels of these figures; without an argument those of before, at another width. */
export function arrange(has?: readonly string[]): void {
  figures = has ?? figures
  if (!figures) return
  const f = figures.includes("stimulus") ? [...figures, "space"] : figures // the 3-D view is of the stimulus too
  const form = formOf(f)
  const narrow = phone.matches
  document.body.dataset["form"] = form
  const sees = byId("sees")
  const column = byId("column")
  const place = byId("bench")
  const spikes = byId("spikes")

  // The raised panel: what the network sees, or how its cells fire.
  const raised = form === "free" ? (f.includes("delays") ? ["delays", "statistics"] : ["statistics", "traces"]) : []
  const beside = form === "ring" && f.includes("sequences") ? ["sequences"] : []
  const tabs = bench.filter((name) => f.includes(name) && !raised.includes(name) && !beside.includes(name))
  for (const name of bench) {
    const to = raised.includes(name) ? sees : beside.includes(name) ? column : place
    const panel = panelOf(name)
    if (panel.parentElement !== to || to === sees) to.append(panel)
    if (to !== place) panel.hidden = !f.includes(name)
  }
  if (narrow) spikes.after(byId("tuning"))
  else byId("orientation").after(byId("tuning"))
  for (const name of ["stimulus", "lgn", "orientation", "tuning"]) panelOf(name).hidden = !f.includes(name)
  column.hidden = beside.length === 0
  place.hidden = tabs.length === 0
  document.body.dataset["bench"] = tabs.length ? "yes" : "no"
  document.body.dataset["column"] = beside.length ? "yes" : "no"
  for (const el of all("[data-for]")) el.hidden = !el.dataset["for"]!.split(" ").every((name) => f.includes(name))

  for (const b of all<HTMLButtonElement>("#tabs button")) b.hidden = !tabs.includes(b.dataset["tab"]!)
  pick(tabs.includes(chosen) ? chosen : (tabs[0] ?? ""), tabs)
  dots()
}

/** Shows one panel of the bench. */
function pick(name: string, tabs?: string[]): void {
  const has = tabs ?? all<HTMLButtonElement>("#tabs button:not([hidden])").map((b) => b.dataset["tab"]!)
  for (const b of all<HTMLButtonElement>("#tabs button")) b.setAttribute("aria-pressed", String(b.dataset["tab"] === name))
  for (const tab of bench) if (panelOf(tab).parentElement === byId("bench")) panelOf(tab).hidden = tab !== name || !has.includes(tab)
}

/** The dots under the deck of a phone, one for each panel in it. */
function dots(): void {
  const deck = byId("deck")
  const pages = byId("pages")
  const n = Array.from(deck.children).filter((el) => !(el as HTMLElement).hidden).length
  while (pages.children.length > n) pages.lastElementChild!.remove()
  while (pages.children.length < n) pages.append(document.createElement("i"))
  pages.hidden = n < 2
  here()
}

function here(): void {
  const deck = byId("deck")
  const all = Array.from(byId("pages").children)
  const k = Math.round((deck.scrollLeft / Math.max(1, deck.scrollWidth - deck.clientWidth)) * (all.length - 1))
  all.forEach((d, i) => d.classList.toggle("here", i === k))
}

export function wirePanels(): void {
  byId("tabs").addEventListener("click", (e) => {
    const tab = (e.target as Element).closest<HTMLElement>("[data-tab]")
    const name = tab?.dataset["tab"]
    if (!name) return
    tab.scrollIntoView({ block: "nearest", inline: "nearest" })
    chosen = name
    pick(name)
  })
  byId("deck").addEventListener("scroll", here, { passive: true })
  phone.addEventListener("change", () => arrange())
}
