// What this browser remembers of the visitor's own arrangements, as JSON in
// localStorage. Where storing is refused, nothing is remembered and nothing
// breaks.

const prefix = "striate-"

/** Remembers a value; false where the browser refuses. */
export function keep(key: string, value: unknown): boolean {
  try {
    localStorage.setItem(prefix + key, JSON.stringify(value))
    return true
  } catch {
    return false
  }
}

/** What was kept under the key, undefined where nothing was or what is there is no JSON. */
export function kept<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(prefix + key)
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** Forgets what was kept under the key. */
export function forget(key: string): void {
  try {
    localStorage.removeItem(prefix + key)
  } catch {
    // refused: then nothing was kept either
  }
}
