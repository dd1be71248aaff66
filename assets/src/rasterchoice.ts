// What of the raster is shown: in which order, of which populations, which of
// their neurons, and how many seconds.

import { all, byId, setText } from "./dom"
import type { Population } from "./plots/history"
import type { Sort } from "./plots/rows"
import { neuronsFrom } from "./plots/rows"

export interface RasterChoice {
  view(): { sort: Sort; hidden: ReadonlySet<string>; neurons: ReadonlyMap<string, readonly number[]> }
  /** Another network: its populations. */
  of(populations: readonly Population[]): void
  /** The window was zoomed by hand. */
  zoomed(seconds: number): void
  /** Which populations are shown in part. */
  says(words: string): void
  /** As a file of the raster is asked for. */
  query(): string
}

/** changed: draws anew; window: so many seconds, null for as many as usual. */
export function wireRasterChoice(changed: () => void, window: (seconds: number | null) => void): RasterChoice {
  const sort = byId<HTMLSelectElement>("raster-sort")
  const list = byId("raster-populations")
  const row = byId<HTMLTemplateElement>("t-raster-population")
  const seconds = byId<HTMLSelectElement>("raster-window")
  const hidden = new Set<string>()
  const neurons = new Map<string, readonly number[]>()
  let known: readonly Population[] = []
  let usual: Sort = "preferred"

  const note = () => {
    const parts = hidden.size || neurons.size
    byId("raster-shown").classList.toggle("some", parts > 0)
    changed()
  }
  sort.addEventListener("change", changed)
  seconds.addEventListener("change", () => window(Number(seconds.value) || null))

  const fill = () => {
    list.replaceChildren(...known.map((p) => {
      const li = row.content.firstElementChild!.cloneNode(true) as HTMLElement
      const box = li.querySelector<HTMLInputElement>("[type=checkbox]")!
      const which = li.querySelector<HTMLInputElement>("[type=text]")!
      setText(li.querySelector("b")!, p.label)
      setText(li.querySelector("i")!, String(p.n))
      li.dataset["population"] = p.name
      li.dataset["role"] = p.role
      which.setAttribute("aria-label", `Neurons of ${p.label}, such as 0-19 or 0, 5, 10-20; empty for all`)
      box.addEventListener("change", () => {
        const on = all<HTMLInputElement>("[type=checkbox]:checked", list)
        if (on.length === 0) box.checked = true // one stays
        else if (box.checked) hidden.delete(p.name)
        else hidden.add(p.name)
        note()
      })
      which.addEventListener("change", () => {
        const some = neuronsFrom(which.value, p.n)
        which.setAttribute("aria-invalid", String(some === null))
        setText(li.querySelector(".refused")!, some === null ? `want numbers from 0 to ${p.n - 1}, such as 0-19` : "")
        if (some === null) return
        if (some) neurons.set(p.name, some)
        else neurons.delete(p.name)
        note()
      })
      return li
    }))
  }

  return {
    view: () => ({ sort: sort.value as Sort, hidden, neurons }),
    of(populations) {
      const names = (list: readonly Population[]) => list.map((p) => `${p.name}:${p.n}`).join()
      const preferred = populations.some((p) => p.preferred_deg?.length)
      const other = names(populations) !== names(known)
      known = populations
      usual = preferred ? "preferred" : "index"
      for (const o of Array.from(sort.options)) if (o.value === "preferred") o.hidden = o.disabled = !preferred
      if (other) {
        hidden.clear()
        neurons.clear()
        fill()
        if (sort.value !== "rate" || !sort.value) sort.value = usual
      }
      if (sort.value === "preferred" && !preferred) sort.value = usual
      note()
    },
    zoomed(s) {
      const like = Array.from(seconds.options).find((o) => Math.abs(Number(o.value) - s) < 0.05)
      seconds.value = like?.value ?? "0"
    },
    says(words) {
      const note = byId("raster-decimated")
      setText(note, words)
      note.title = words
      note.hidden = words === ""
    },
    query() {
      const parts: string[] = []
      if (sort.value !== usual) parts.push(`sort=${sort.value}`)
      if (hidden.size) parts.push(`populations=${known.filter((p) => !hidden.has(p.name)).map((p) => encodeURIComponent(p.name)).join()}`)
      return parts.join("&")
    },
  }
}
