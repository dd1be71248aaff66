// Finding and filling what the templates made.

/** The element of that id; a page without it is a mistake in the templates. */
export function byId<T extends Element = HTMLElement>(id: string): T {
  const el = document.getElementById(id)
  if (!el) throw new Error(`no #${id} on the page`)
  return el as unknown as T
}

/** All elements a selector finds below root. */
export function all<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T[] {
  return Array.from(root.querySelectorAll<T>(selector))
}

/** Sets text only where it differs, so that nothing is laid out in vain. */
export function setText(el: Element, text: string): void {
  if (el.textContent !== text) el.textContent = text
}

/** Sets an attribute only where it differs. */
export function setAttr(el: Element, name: string, value: string): void {
  if (el.getAttribute(name) !== value) el.setAttribute(name, value)
}

/** Says a sentence to a screen reader, politely. */
export function say(text: string): void {
  setText(byId("said"), text)
}

/** A value with at most four digits, as the number boxes show it. */
export function show(v: unknown): string {
  const x = typeof v === "number" ? v : NaN
  if (Number.isNaN(x)) return String(v)
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf"
  return String(Number.isInteger(x) && Math.abs(x) < 1e9 ? x : Number(x.toPrecision(4)))
}

/** A value as its number box shows it: as many decimals as its step has. */
export function showStep(v: unknown, step: string | undefined): string {
  const s = show(v)
  const want = step?.split(".")[1]?.length ?? 0
  const [whole, have = ""] = s.split(".")
  return have.length >= want || !/^-?[\d.]+$/.test(s) ? s : `${whole}.${have.padEnd(want, "0")}`
}

/** A number from the server's JSON, where infinities are "inf". */
export function num(v: unknown): number {
  if (v === "inf") return Infinity
  if (v === "-inf") return -Infinity
  return typeof v === "number" ? v : typeof v === "string" && v.trim() !== "" ? Number(v) : NaN
}
