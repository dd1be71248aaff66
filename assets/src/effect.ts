// Parameters that move nothing at present say so in place of their slider:
// "No effect while aperture is full." What each needs of others stands in its
// control, as declared.

import { all, setText, show } from "./dom"
import { nameOf, wordOf } from "./naming"
import { valueAt } from "./session"
import type { Session } from "./session"

export function showEffects(s: Session): void {
  for (const el of all(".control[data-when]")) {
    const why = wordsFor(el.dataset["when"]!, s)
    el.classList.toggle("idle", why !== "")
    setText(el.querySelector(".no-effect")!, why)
  }
}

/** Why a parameter has no effect, empty where it has one: the first of its needs that is not met. */
export function wordsFor(when: string, s: Session): string {
  for (const need of when.split(",")) {
    const [, path, not, values] = /^(.*?)(!?)=(.*)$/.exec(need) ?? []
    const v = path === undefined ? undefined : valueAt(s, path)
    if (v === undefined || values!.split("|").includes(String(v)) === (not === "")) continue
    return `No effect while ${nameOf(path!)} is ${typeof v === "boolean" ? (v ? "on" : "off") : typeof v === "string" ? wordOf(v) : show(v)}.`
  }
  return ""
}
