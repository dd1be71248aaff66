// A panel as a table: the numbers of its figure as its CSV has them, asked for
// again once a second while they change.

import { byId, num, setText, show } from "./dom"
import { fileOf, problemOf } from "./session"

const most = 500 // rows shown; a file holds all of them
const again = 1000 // ms between two askings

interface Source {
  /** The session, and a stamp that differs when what is on screen may differ. */
  session(): { id: string; stamp: string } | undefined
  query(name: string): string
}

let from: Source | undefined
const asked = new WeakMap<Element, { at: number; busy: boolean; of: string }>()

export const tableShown = (panel: HTMLElement): boolean => panel.dataset["view"] === "table"

/** Turns a panel to its table, or back to its figure. */
export function showTable(panel: HTMLElement, on: boolean): void {
  if (on === tableShown(panel)) return
  if (!on) {
    delete panel.dataset["view"]
    panel.querySelector(".table-view")?.remove()
    panel.querySelector<HTMLElement>("[popovertarget^=menu-]")?.focus({ preventScroll: true })
    return
  }
  const view = (byId<HTMLTemplateElement>("table-view").content.cloneNode(true) as DocumentFragment).firstElementChild!
  const title = panel.querySelector("h2")!.textContent!.trim()
  view.querySelector(".scroller")!.setAttribute("aria-label", `${title}, as a table`)
  setText(view.querySelector("caption")!, title)
  panel.append(view)
  panel.dataset["view"] = "table"
  view.querySelector<HTMLElement>(".scroller")!.focus({ preventScroll: true })
  void refresh(panel)
}

export function wireTables(source: Source): void {
  from = source
  setInterval(() => {
    if (document.hidden) return
    for (const panel of document.querySelectorAll<HTMLElement>("[data-view=table]")) if (panel.offsetParent !== null) void refresh(panel)
  }, 250)
}

async function refresh(panel: HTMLElement): Promise<void> {
  const s = from?.session()
  const body = panel.querySelector("tbody")
  if (!s || !body) return
  const name = panel.dataset["panel"]!
  const query = from!.query(name)
  const of = `${s.id} ${s.stamp} ${query}`
  const last = asked.get(body)
  const now = performance.now()
  if (last && (last.busy || last.of === of || now - last.at < again || panel.dataset["paused"] !== undefined)) return
  const mine = { at: now, busy: true, of }
  asked.set(body, mine)
  try {
    const r = await fetch(fileOf(s.id, `figures/${name}.csv${query ? `?${query}` : ""}`))
    if (!r.ok) throw await problemOf(r)
    fillTable(panel, rowsOf(await r.text()))
  } catch (e) {
    setText(panel.querySelector(".table-view [data-slot=of]") ?? body, `No table: ${e instanceof Error ? e.message : String(e)}`)
  }
  mine.busy = false
  mine.at = performance.now()
}

/** The rows of a CSV without its comments: the first has the names. */
function rowsOf(csv: string): string[][] {
  const rows: string[][] = []
  for (const line of csv.split(/\r?\n/)) {
    if (line === "" || line.startsWith("#")) continue
    rows.push(line.includes('"') ? quoted(line) : line.split(","))
  }
  return rows
}

function quoted(line: string): string[] {
  const cells: string[] = []
  for (const m of line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)) cells.push(m[1]?.replaceAll('""', '"') ?? m[2] ?? "")
  return cells
}

/** Fills the table with rows that are there already, so that neither scroll nor selection is lost. */
function fillTable(panel: HTMLElement, rows: string[][]): void {
  const table = panel.querySelector<HTMLTableElement>(".table-view table")
  if (!table) return
  const head = table.tHead!.rows[0]!
  const body = table.tBodies[0]!
  const names = rows[0] ?? []
  while (head.cells.length > names.length) head.lastElementChild!.remove()
  while (head.cells.length < names.length) head.append(Object.assign(document.createElement("th"), { scope: "col" }))
  names.forEach((name, k) => setText(head.cells[k]!, heading(name)))
  const n = Math.min(most, rows.length - 1)
  while (body.rows.length > Math.max(0, n)) body.deleteRow(-1)
  for (let k = 0; k < n; k++) {
    const row = body.rows[k] ?? body.insertRow()
    const cells = rows[k + 1]!
    while (row.cells.length > cells.length) row.deleteCell(-1)
    while (row.cells.length < cells.length) row.insertCell()
    cells.forEach((v, c) => setText(row.cells[c]!, cell(v)))
  }
  const all = Math.max(0, rows.length - 1)
  setText(panel.querySelector(".table-view [data-slot=of]")!, all > n ? `${n} of ${all} rows; the CSV has all.` : all === 1 ? "1 row" : `${all} rows`)
}

const units: Record<string, string> = { hz: "Hz", deg: "deg", rad: "rad", s: "s", ms: "ms", mv: "mV", ns: "nS", pa: "pA", na: "nA", px: "px", pct: "%", cpd: "c/deg", cpp: "c/px" }

/** A column's name in words, its unit in brackets: preferred_deg is preferred (deg). */
function heading(name: string): string {
  const at = name.lastIndexOf("_")
  const unit = at > 0 ? units[name.slice(at + 1)] : undefined
  return unit ? `${name.slice(0, at).replaceAll("_", " ")} (${unit})` : name.replaceAll("_", " ")
}

/** A number with four digits; words as they are; "–" where there is none. */
function cell(v: string): string {
  if (v === "" || v === "NaN") return "–"
  const x = num(v)
  return Number.isFinite(x) ? show(x).replace("-", "\u2212") : v
}
