// The menu of a panel: full screen, pause, table, move, remove, files, and
// what may be copied. Each acts on the panel that the menu is of.

import { all, byId, setAttr, setText } from "./dom"
import { notice } from "./notices"
import { canMove, full, move, remove, setFull } from "./panels"
import type { Place } from "./places"
import { showTable, tableShown } from "./tableview"
import { curlOf, pythonOf, startOf } from "./code"
import { placeAt } from "./popovers"
import type { Session } from "./session"

export interface Menued {
  session(): Session | undefined
  /** Holds the drawing of a panel still, or lets it go on. */
  pause(name: string, on: boolean): void
  /** What a file of the panel must be asked with to be the figure on screen. */
  query(name: string): string
  /** An address that opens what is on screen, at this panel. */
  link(name: string): string | Promise<string>
}

const panelOf = (name: string) => document.querySelector<HTMLElement>(`[data-panel="${name}"]`)!

export function wirePanelMenus(to: Menued): void {
  const paused = (name: string) => panelOf(name).dataset["paused"] !== undefined

  const act = (name: string, what: string) => {
    switch (what) {
      case "full":
        return setFull(full() ? undefined : name)
      case "pause": {
        const on = !paused(name)
        const panel = panelOf(name)
        panel.toggleAttribute("data-paused", on)
        panel.querySelector<HTMLElement>("[data-part=paused]")!.hidden = !on
        return to.pause(name, on)
      }
      case "table":
        return showTable(panelOf(name), !tableShown(panelOf(name)))
      case "about":
        return placeAt(byId(`about-${name}`), panelOf(name).getBoundingClientRect()).showPopover()
      case "movie":
        return placeAt(byId("menu-movie"), panelOf(name).querySelector(".tools")!.getBoundingClientRect()).showPopover()
      case "earlier":
      case "later":
      case "left":
      case "middle":
      case "right":
        return move(name, what as "earlier" | "later" | Place)
      case "remove":
        return remove(name)
      case "link":
        return void copy(to.link(name), "Link")
      case "python":
      case "curl": {
        const s = to.session()
        if (!s) return
        const code = what === "python" ? pythonOf : curlOf
        const text = startOf(s).then((start) => code(location.origin, s, start, name, to.query(name)))
        return void copy(text, what === "python" ? "Python" : "curl command")
      }
    }
  }

  document.addEventListener("click", (e) => {
    const button = (e.target as Element).closest<HTMLButtonElement>("[data-do]")
    const name = button?.closest<HTMLElement>("[data-of]")?.dataset["of"] ?? button?.closest<HTMLElement>(".table-view")?.closest<HTMLElement>("[data-panel]")?.dataset["panel"]
    if (!button || !name) return
    const menu = button.closest<HTMLElement>("[popover]")
    menu?.hidePopover() // first: what is done may take the focus elsewhere
    act(name, button.dataset["do"]!)
  })

  // What a menu says depends on the panel as it is when the menu opens.
  document.addEventListener("beforetoggle", (e) => {
    const menu = e.target as HTMLElement
    if ((e as ToggleEvent).newState !== "open" || !menu.matches(".panel-menu")) return
    const name = menu.dataset["of"]!
    for (const b of all<HTMLButtonElement>("[data-do]", menu)) {
      const what = b.dataset["do"]!
      if (/^(earlier|later|left|middle|right)$/.test(what)) b.disabled = !canMove(name, what as Place)
      if (what === "pause") toggle(b, paused(name), "Go on with this panel", "Pause this panel")
      if (what === "table") toggle(b, tableShown(panelOf(name)), "Show as figure", "Show as table")
      if (what === "full") setText(b.firstElementChild!, full() ? "Leave full screen" : "Full screen")
    }
    const query = to.query(name)
    for (const a of all<HTMLAnchorElement>("a[data-save^=figures]", menu)) a.search = query
  }, true)
}

/** Says what a switch in the menu does now. */
function toggle(b: HTMLElement, on: boolean, whenOn: string, whenOff: string): void {
  setText(b.firstElementChild!, on ? whenOn : whenOff)
  setAttr(b, "aria-pressed", String(on))
}

/** Copies text; where the browser refuses, it is shown to be copied by hand. */
async function copy(text: string | Promise<string>, what: string): Promise<void> {
  let words = ""
  try {
    words = await text
  } catch (e) {
    return notice("bad", { text: `Not copied: ${e instanceof Error ? e.message : String(e)}` })
  }
  try {
    await navigator.clipboard.writeText(words)
    notice("word", { text: `${what} copied.` })
  } catch {
    byId<HTMLTextAreaElement>("copy-text").value = words
    byId<HTMLDialogElement>("copy-sheet").showModal()
    byId<HTMLTextAreaElement>("copy-text").select()
  }
}
