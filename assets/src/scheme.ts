// Light or dark: as the system says, until the person says otherwise.

const key = "striate-theme"

export interface Scheme {
  dark(): boolean
  onChange(f: () => void): void
}

/** Applies the choice kept from last time, and wires the button when the page is there. */
export function wireScheme(): Scheme {
  const root = document.documentElement
  const system = matchMedia("(prefers-color-scheme: dark)")
  const listeners: (() => void)[] = []
  const kept = stored()
  if (kept) root.dataset["theme"] = kept
  const dark = () => (root.dataset["theme"] ? root.dataset["theme"] === "dark" : system.matches)
  const tell = () => listeners.forEach((f) => f())
  system.addEventListener("change", tell)
  document.addEventListener("DOMContentLoaded", () => {
    document.getElementById("theme")?.addEventListener("click", () => {
      const next = dark() ? "light" : "dark"
      root.dataset["theme"] = next
      try {
        localStorage.setItem(key, next)
      } catch {
        // private windows may refuse; the choice then lasts as long as the page
      }
      tell()
    })
  })
  return { dark, onChange: (f) => listeners.push(f) }
}

function stored(): string | null {
  try {
    const v = localStorage.getItem(key)
    return v === "light" || v === "dark" ? v : null
  } catch {
    return null
  }
}
