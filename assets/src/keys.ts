// Every key of the page in one table: whoever does something on a key puts a
// line into it, and the sheet lists what is there.

import { byId } from "./dom"
import { keep, kept } from "./kept"

export type KeyGroup = "run" | "parameters" | "slider" | "view" | "chart" | "page"

interface Line {
  words: string
  act: (e: KeyboardEvent) => void
}

const table = new Map<string, Line>()
const listed: { group: KeyGroup; keys: string[]; words: string }[] = []

/** What a key is called in the table: "a" for A, "shift+z", " " and "Escape" as the browser has them. */
const idOf = (e: KeyboardEvent) => (e.key.length === 1 ? (e.shiftKey && /[a-z]/i.test(e.key) ? "shift+" : "") + e.key.toLowerCase() : e.key)

/** Does something on a key, and lists it in the sheet: shortcut("g", "follow or free", fn, "view"). */
export function shortcut(key: string, words: string, act: (e: KeyboardEvent) => void, group: KeyGroup = "page"): void {
  table.set(key, { words, act })
  explain([key], words, group)
}

/** Lists keys that another part of the page answers to. Lines with the same words are one. */
export function explain(keys: string[], words: string, group: KeyGroup): void {
  const line = listed.find((l) => l.group === group && l.words === words)
  if (line) line.keys.push(...keys.filter((k) => !line.keys.includes(k)))
  else listed.push({ group, keys: [...keys], words })
}

/** Opens the sheet of all keys. */
export function openKeys(): void {
  const sheet = byId<HTMLDialogElement>("keys-sheet")
  if (sheet.open) return
  fill(sheet)
  sheet.showModal()
}

export function wireKeys(): void {
  byId("keys").addEventListener("click", openKeys)
  const on = byId<HTMLInputElement>("keys-on")
  on.checked = kept<boolean>("keys") !== false
  on.addEventListener("change", () => keep("keys", on.checked))
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || document.querySelector("dialog:modal")) return // Escape closes that, and stops nothing
    const at = e.target as HTMLElement
    const named = e.key.length > 1 // no single character: works also where those are off
    const writes = at.matches("input:not([type=range]):not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]")
    if (e.key === "Escape" && document.querySelector(":popover-open")) return // it closes a sheet first, as it does a menu
    if (!named && (writes || (!on.checked && e.key !== " "))) return
    if (e.key === " " && at.matches("button, summary, a, input[type=checkbox], input[type=radio], [role=option], [role=tab]")) return
    if (/^[\d.]$/.test(e.key) && at.matches("input[type=range]")) return
    const line = table.get(idOf(e))
    if (!line) return
    e.preventDefault()
    line.act(e)
  })
}

const written: Record<string, string> = { " ": "Space", Escape: "Esc", ArrowUp: "↑", ArrowDown: "↓", ArrowLeft: "←", ArrowRight: "→", PageUp: "Page Up", PageDown: "Page Down" }

/** A key as it is printed on it: "Shift+Z". */
const nameOf = (key: string) => written[key] ?? key.split("+").map((k) => k.charAt(0).toUpperCase() + k.slice(1)).join("+")

function fill(sheet: HTMLElement): void {
  const form = byId<HTMLTemplateElement>("key-line").content.firstElementChild!
  for (const section of sheet.querySelectorAll<HTMLElement>("[data-keys]")) {
    const lines = listed.filter((l) => l.group === section.dataset["keys"])
    section.hidden = lines.length === 0
    section.querySelector("dl")!.replaceChildren(
      ...lines.map((l) => {
        const line = form.cloneNode(true) as HTMLElement
        line.firstElementChild!.append(...l.keys.flatMap((k, n) => [n ? " " : "", Object.assign(document.createElement("kbd"), { textContent: nameOf(k) })]))
        line.lastElementChild!.textContent = l.words
        return line
      }),
    )
  }
}
