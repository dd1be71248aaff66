// Download menus: plain links, fetched so that a refusal is read in words and
// so that a GIF can say which rate resulted.

import { all, byId } from "./dom"
import { notice } from "./notices"
import { encodeHere, pointFilms } from "./films"
import { fileOf, problemOf } from "./session"

/** Points every download at this session. */
export function point(id: string): void {
  for (const a of all<HTMLAnchorElement>("a[data-save]")) a.href = fileOf(id, a.dataset["save"]!)
  pointFilms(id)
}

/** Closes menus on Escape and on a press elsewhere, and makes the links save. */
export function wireMenus(): void {
  const open = () => all<HTMLDetailsElement>("details.menu[open]")
  document.addEventListener("pointerdown", (e) => {
    for (const d of open()) if (!d.contains(e.target as Node)) d.open = false
  })
  document.addEventListener("keydown", (e) => {
    if (e.key !== "Escape") return
    for (const d of open()) {
      d.open = false
      d.querySelector("summary")?.focus()
      e.stopImmediatePropagation()
    }
  }, true)
  byId("download").addEventListener("keydown", (e) => {
    const menu = e.currentTarget as HTMLDetailsElement
    const at = e.target as HTMLElement
    const last = e.key === "ArrowUp" || e.key === "End"
    if (!(last || e.key === "ArrowDown" || e.key === "Home") || at.matches("input")) return
    e.preventDefault()
    menu.open = true
    const items = all(".sheet a, .sheet button", menu).filter((el) => el.offsetParent)
    const k = items.indexOf(at)
    const to = e.key === "Home" ? 0 : e.key === "End" ? items.length - 1 : k < 0 ? (last ? items.length - 1 : 0) : (k + (last ? -1 : 1) + items.length) % items.length
    items[to]?.focus()
  })
  document.addEventListener("toggle", (e) => {
    const d = e.target as HTMLDetailsElement
    if (d.open && d.matches("details.menu")) for (const other of open()) if (other !== d) other.open = false
  }, true)
  document.addEventListener("click", (e) => {
    const inside = (e.target as Element).closest(".sheet button")?.closest<HTMLDetailsElement>("details.menu")
    if (inside) {
      inside.open = false
      inside.querySelector("summary")!.focus({ preventScroll: true })
    }
    const a = (e.target as Element).closest<HTMLAnchorElement>("a[data-save]")
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return
    e.preventDefault()
    const menu = a.closest("details")
    if (menu) menu.open = false
    a.closest<HTMLElement>("[popover]")?.hidePopover()
    void save(a)
  })
}

async function save(a: HTMLAnchorElement): Promise<void> {
  try {
    const film = a.dataset["encode"] ? await encodeHere(a) : undefined
    if (film) {
      give(film.blob, film.name)
      return notice("word", { text: `Saved ${film.name}, encoded by this browser.` })
    }
    const r = await fetch(a.href)
    if (!r.ok) throw await problemOf(r)
    const name = /filename="?([^";]+)"?/.exec(r.headers.get("Content-Disposition") ?? "")?.[1] ?? nameOf(a.href)
    give(await r.blob(), name)
    const rate = r.headers.get("X-Striate-Gif-Rate")
    notice("word", { text: rate ? `Saved ${name}. GIF time is in 1/100 s: it plays at ${rateInWords(rate)}.` : `Saved ${name}.` })
  } catch (e) {
    notice("bad", { text: `Not saved: ${e instanceof Error ? e.message : String(e)}` })
  }
}

/** Hands a file to the visitor. */
function give(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob)
  const link = document.createElement("a")
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

const rateInWords = (rate: string) => (/^[\d.]+$/.test(rate) ? `${Number(Number(rate).toPrecision(4))} frames a second` : rate)

const nameOf = (href: string) => "striate-" + (new URL(href).pathname.split("/").pop() ?? "file")
