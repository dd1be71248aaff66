// The sentences of each state. Each is a template of the page; here it is
// cloned, filled and hung up, one of a kind at a time.

import { all, byId, setText } from "./dom"

export type Notice = "lost" | "gone" | "slow" | "failed" | "done" | "rerun" | "other" | "link" | "busy" | "slept" | "word" | "bad"

const passing = 8000 // ms that a word of success stays
const settle = 1000 // ms after which a notice that is filled anew is not read out again
let leaving = 0

/** Hangs a notice up, or fills the one that hangs. acts: what its buttons do, in their order; without one it closes. */
export function notice(kind: Notice, slots: Record<string, string> = {}, ...acts: (() => void)[]): void {
  let el = document.querySelector<HTMLElement>(`[data-notice=${kind}]`)
  const fresh = !el
  if (!el) {
    const t = byId<HTMLTemplateElement>(`notice-${kind}`)
    el = (t.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement
    el.dataset["notice"] = kind
  }
  for (const slot of all("[data-slot]", el)) {
    const text = slots[slot.dataset["slot"]!]
    if (text !== undefined) setText(slot, text)
  }
  all<HTMLButtonElement>("button", el).forEach((button, k) => {
    button.hidden = !button.textContent?.trim()
    button.onclick = acts[k] ?? (() => unnotice(kind))
  })
  if (kind === "word") {
    clearTimeout(leaving)
    leaving = setTimeout(() => unnotice("word"), passing)
  }
  if (!fresh) return
  const hung = el
  const stranded = (kind === "bad" || kind === "failed") && document.activeElement?.matches(":disabled")
  byId(kind === "word" || kind === "slow" ? "toasts" : "notices").append(hung) // whole: what is read out is all of it
  if (kind !== "word") setTimeout(() => hung.setAttribute("aria-live", "off"), settle)
  hung.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return
    const close = hung.querySelector<HTMLButtonElement>("[data-do=close]")
    if (!close) return
    close.click()
    e.stopPropagation()
  })
  if (stranded) hung.querySelector<HTMLElement>("button:not([hidden])")?.focus({ preventScroll: true })
}

/** Takes a notice down. A hand that was in it goes to the button that moves time. */
export function unnotice(kind: Notice): void {
  const el = document.querySelector(`[data-notice=${kind}]`)
  if (!el) return
  const inside = el.contains(document.activeElement)
  el.remove()
  if (inside) byId("play").focus({ preventScroll: true })
}

/** Whether a notice hangs. */
export const noticed = (kind: Notice): boolean => document.querySelector(`[data-notice=${kind}]`) !== null
