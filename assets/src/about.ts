// What the experiment is: a line under the run bar, and behind it the rest.

import { all, byId } from "./dom"
import type { Session } from "./session"

/** Whether it is no longer the experiment of its preset; another seed is. */
export const isChanged = (s: Session): boolean => (s.changed ?? []).some((path) => path !== "seed")

/** Tells of the session's preset what the list of presets knows. */
export function tell(s: Session): void {
  const box = byId("about")
  const option = byId<HTMLSelectElement>("preset").querySelector<HTMLOptionElement>(`option[value="${CSS.escape(s.preset)}"]`)
  const n = (s.changed ?? []).length
  const words: Record<string, string> = {
    title: `${option?.text ?? s.preset}${isChanged(s) ? ", changed" : ""}`,
    doc: option?.dataset["doc"] ?? "",
    look: option?.dataset["look"] ?? "",
    source: option?.dataset["source"] ?? "",
    reported: option?.dataset["reported"] ?? "",
    changed: n === 0 ? "nothing" : n === 1 ? "one parameter" : `${n} parameters`,
  }
  box.querySelector<HTMLElement>("summary [data-part=look]")!.hidden = isChanged(s) // it speaks of the preset
  for (const el of all("[data-part]", box)) write(el, words[el.dataset["part"]!] ?? "")
}

/** Writes words; B_θ and its like get their second half low. */
export function write(el: Element, words: string): void {
  if (el.getAttribute("data-words") === words) return
  el.setAttribute("data-words", words)
  el.replaceChildren(
    ...words.split(/(?<=[A-Za-z])_(θ|max)/).map((part, k) => {
      if (k % 2 === 0) return part
      const low = document.createElement("sub")
      low.textContent = part
      return low
    }),
  )
}
