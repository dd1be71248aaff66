// The help of a parameter: by a click on its name, by H or F1 where the focus
// is on its control. The server's templates make it, as it knows the equation
// and the paper.

import { byId } from "./dom"
import { explain, shortcut } from "./keys"
import { notice } from "./notices"
import { helpOf } from "./session"

/** Shows the help of a parameter beside an element. */
let open: (path: string, beside: Element, enter: boolean) => Promise<void> = async () => {}

export function wireHelp(session: () => string | undefined): void {
  const sheet = byId("help")
  open = async (path, beside, enter) => {
    const id = session()
    if (!id) return
    try {
      const html = new DOMParser().parseFromString(await helpOf(id, path), "text/html")
      sheet.replaceChildren(document.adoptNode(html.querySelector("article")!))
    } catch (e) {
      return notice("bad", { text: e instanceof Error ? e.message : String(e) })
    }
    byId("tip").hidden = true
    if (!sheet.matches(":popover-open")) sheet.showPopover()
    place(sheet, beside)
    if (enter) byId("help-title").focus({ preventScroll: true })
  }

  // The click still does what a click on a label does: the slider has the focus.
  document.addEventListener("click", (e) => {
    const label = (e.target as Element).closest(".control:not(.flag) .label")
    const path = label?.closest<HTMLElement>(".control")!.dataset["path"]
    if (label && path) void open(path, label, false)
  })
  const focused = () => {
    const at = document.activeElement
    const path = at?.closest<HTMLElement>(".control")?.dataset["path"] ?? (at instanceof HTMLSelectElement ? at.name : "")
    if (!at || !path) return false
    void open(path, at.closest(".control") ?? at, true)
    return true
  }
  shortcut("h", "explain the parameter that has the focus", () => void (focused() || notice("word", { text: "Move to a parameter first, then press H." })), "parameters")
  explain(["F1"], "explain the parameter that has the focus", "parameters")
  document.addEventListener("keydown", (e) => {
    if (e.key === "F1" && !byId("finder").matches(":popover-open") && focused()) e.preventDefault()
  })
}

/** Explains a parameter that was found. */
export const help = (path: string, beside: Element): void => void open(path, beside, true)

function place(sheet: HTMLElement, beside: Element): void {
  const a = beside.getBoundingClientRect()
  const b = sheet.getBoundingClientRect()
  const above = a.top - b.height - 10
  sheet.style.left = `${Math.max(8, Math.min(innerWidth - b.width - 8, a.left - 12))}px`
  sheet.style.top = `${above > 8 ? above : Math.max(8, Math.min(innerHeight - b.height - 8, a.bottom + 10))}px`
}
