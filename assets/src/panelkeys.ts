// Keys of panels: F gives the panel under the hand the whole page, Escape
// gives the others theirs back.

import { full, setFull } from "./panels"

/** The panel that has the focus, or else the one under the pointer. */
function panelUnder(): string | undefined {
  const at = document.activeElement?.closest<HTMLElement>(".thing") ?? document.querySelector<HTMLElement>(".thing:hover")
  return at?.dataset["thing"]
}

/** Whether a single letter is a command here: nothing is being written, no sheet is open, and letters are switched on. */
function free(e: KeyboardEvent): boolean {
  const at = e.target as Element
  const on = document.getElementById("keys-on") as HTMLInputElement | null
  return !e.ctrlKey && !e.metaKey && !e.altKey && on?.checked !== false && !document.querySelector("dialog[open], :popover-open") &&
    !at.matches("input:not([type=range]):not([type=checkbox]), select, textarea")
}

export function wirePanelKeys(): void {
  document.addEventListener("keydown", (e) => {
    if (e.key === "Escape" && full() && !document.querySelector("dialog[open], :popover-open, details.menu[open]")) {
      setFull(undefined)
      e.stopImmediatePropagation() // this Escape was for the panel, not for the run
      return
    }
    if (e.key !== "f" || !free(e)) return
    const name = full() ? undefined : panelUnder()
    if (!name && !full()) return
    e.preventDefault()
    setFull(name)
  }, true)
}
