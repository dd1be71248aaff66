// Keys of panels: F gives the panel under the hand the whole page, Escape
// gives the others theirs back.

import { shortcut } from "./keys"
import { full, setFull } from "./panels"

/** The panel that has the focus, or else the one under the pointer. */
function panelUnder(): string | undefined {
  const at = document.activeElement?.closest<HTMLElement>(".thing") ?? document.querySelector<HTMLElement>(".thing:hover")
  return at?.dataset["thing"]
}

export function wirePanelKeys(): void {
  shortcut("f", "full screen, the panel at hand", () => setFull(full() ? undefined : panelUnder()), "view")
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape" || !full() || document.querySelector("dialog[open], :popover-open, details.menu[open]")) return
    setFull(undefined)
    e.stopImmediatePropagation() // this Escape was for the panel, not for the run
  }, true)
}
