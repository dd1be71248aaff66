// What was done on this page and can be taken back: one line of deeds, those
// behind and those ahead. Whatever changes the experiment pushes one.

export interface Deed {
  /** "θ, 60 to 120 deg" */
  words: string
  /** Deeds of one key within 800 ms, or by one press of the hand, are one: a drag is. */
  key?: string
  /** What changed from what, so that the words of a drag name its two ends. */
  change?: { name: string; from: string; to: string; unit: string }
  undo(): Promise<void>
  redo(): Promise<void>
}

export interface Deeds {
  push(deed: Deed): void
  /** Takes the last deed back; what it was, undefined where there is none or it cannot be taken back. */
  undo(): Promise<Deed | undefined>
  redo(): Promise<Deed | undefined>
  last(): Deed | undefined
  next(): Deed | undefined
  clear(): void
}

const together = 800 // ms
const most = 200 // deeds

let behind: Deed[] = []
let ahead: Deed[] = []
let at = -Infinity // when the last one was pushed
let hand = 0 // presses of pointer and keys so far
let atHand = -1 // how many there were then: the same number is the same drag, however slow
for (const press of ["pointerdown", "keydown"]) document.addEventListener(press, () => hand++, true)
let busy = 0 // deeds being undone: what they do is none of its own
let line: Promise<unknown> = Promise.resolve()
const listeners: (() => void)[] = []

const tell = () => listeners.forEach((f) => f())

/** Calls f whenever the deeds that can be undone or redone are others. */
export function onChange(f: () => void): void {
  listeners.push(f)
}

/** One after another, also where keys are faster than the server. */
function go(from: () => Deed[], to: () => Deed[], what: "undo" | "redo"): Promise<Deed | undefined> {
  const next = line.then(async () => {
    const deed = from().pop()
    if (!deed) return undefined
    busy++
    try {
      await deed[what]()
      to().push(deed)
      return deed
    } finally {
      busy--
      at = -Infinity
      tell()
    }
  })
  line = next.catch(() => undefined)
  return next
}

export const deeds: Deeds = {
  push(deed) {
    if (busy) return
    const last = behind.at(-1)
    const now = performance.now()
    if (last && deed.key !== undefined && last.key === deed.key && (now - at < together || hand === atHand)) {
      deed = { ...deed, undo: last.undo }
      if (deed.change && last.change) deed = named({ ...deed, change: { ...deed.change, from: last.change.from } })
      behind.pop()
    }
    at = now
    atHand = hand
    ahead = []
    if (!deed.change || deed.change.from !== deed.change.to) behind.push(deed)
    if (behind.length > most) behind.shift()
    tell()
  },
  undo: () => go(() => behind, () => ahead, "undo"),
  redo: () => go(() => ahead, () => behind, "redo"),
  last: () => behind.at(-1),
  next: () => ahead.at(-1),
  clear() {
    behind = []
    ahead = []
    tell()
  },
}

/** A deed with the words of its change. */
export function named(deed: Deed): Deed {
  const c = deed.change
  return c ? { ...deed, words: `${c.name}, ${c.from} to ${c.to}${c.unit ? ` ${c.unit}` : ""}` } : deed
}
