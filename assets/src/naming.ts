// Parameters in the words of the page: by the symbol or label of their
// control.

export function controlOf(path: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`.control[data-path="${CSS.escape(path)}"]`)
}

/** "B_V", where the control has a symbol. */
export function symbolOf(control: Element | null): string | undefined {
  const symbol = control?.querySelector(".symbol")
  return symbol ? Array.from(symbol.childNodes, (n) => n.textContent?.trim()).filter(Boolean).join("_") : undefined
}

/** "w_max", "soft edge", or the path where the page has no control for it. */
export function nameOf(path: string): string {
  const el = controlOf(path)
  if (!el && path === "stimulus.kind") return "stimulus"
  return symbolOf(el) ?? el?.querySelector(".words")?.textContent?.trim() ?? path.replace(/\.kind$/, "")
}

/** "deg", "" where the parameter has no unit. */
export const unitOf = (path: string): string => controlOf(path)?.dataset["unit"] ?? ""

/** A kind or a choice as the page writes it. */
export const wordOf = (kind: string): string => (kind === "" ? "empty" : kind.replace(/^if_/, "IF_").replace(/(?<!IF)_/g, " "))
