// The sentences of each state. Each is a template of the page; here it is
// cloned, filled and hung up, one of a kind at a time.

import { all, byId, setText } from "./dom"

export type Notice = "lost" | "gone" | "slow" | "failed" | "done" | "word" | "bad"

const passing = 8000 // ms that a word of success stays
let leaving = 0

/** Hangs a notice up, or fills the one that hangs. acts: what its buttons do, in their order. */
export function notice(kind: Notice, slots: Record<string, string> = {}, ...acts: (() => void)[]): void {
  let el = document.querySelector<HTMLElement>(`[data-notice=${kind}]`)
  if (!el) {
    const t = byId<HTMLTemplateElement>(`notice-${kind}`)
    el = (t.content.cloneNode(true) as DocumentFragment).firstElementChild as HTMLElement
    el.dataset["notice"] = kind
    byId(kind === "word" ? "toasts" : "notices").append(el)
  }
  if (kind === "word") {
    clearTimeout(leaving)
    leaving = setTimeout(() => unnotice("word"), passing)
  }
  for (const slot of all("[data-slot]", el)) {
    const text = slots[slot.dataset["slot"]!]
    if (text !== undefined) setText(slot, text)
  }
  all<HTMLButtonElement>("button", el).forEach((button, k) => {
    button.onclick = acts[k] ?? (() => unnotice(kind))
  })
}

/** Takes a notice down. */
export function unnotice(kind: Notice): void {
  document.querySelector(`[data-notice=${kind}]`)?.remove()
}
