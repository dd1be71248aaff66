// What the page remembers: items of many kinds by their time in the run, for
// a minute. Each kind has a bound in bytes; where a minute of it would be
// more, fewer of its items are kept.

/** How a kind is kept. */
export interface Keep {
  bytes: number // at most
  gapMs: number // least time between two items
}

const keptMs = 60_000

interface Shelf {
  t: number[]
  items: unknown[]
  sizes: number[]
  from: number // entries before it are gone
  bytes: number
}

export class Past {
  private readonly shelves = new Map<string, Shelf>()

  constructor(private readonly kinds: (kind: string) => Keep) {}

  /**
   * Keeps an item of so many bytes, unless it comes too soon after the one
   * before. Takes a function, so that what is not kept is not copied either.
   */
  keep(kind: string, t: number, bytes: number, item: () => unknown): void {
    const k = this.kinds(kind)
    let s = this.shelves.get(kind)
    if (!s) this.shelves.set(kind, (s = { t: [], items: [], sizes: [], from: 0, bytes: 0 }))
    const last = s.t.at(-1)
    const gap = Math.max(k.gapMs, (keptMs * bytes) / k.bytes)
    if (last !== undefined && s.from < s.t.length && t - last < gap - 0.5 && t >= last) return
    while (s.t.length > s.from && s.t.at(-1)! >= t) this.pop(s)
    s.t.push(t)
    s.items.push(item())
    s.sizes.push(bytes)
    s.bytes += bytes
    // The newest item older than a minute still holds at its beginning.
    while (s.t.length - s.from > 1 && (s.t[s.from + 1]! <= t - keptMs || s.bytes > k.bytes)) {
      s.bytes -= s.sizes[s.from]!
      s.items[s.from++] = undefined
    }
    if (s.from > 512 && s.from > s.t.length / 2) {
      for (const list of [s.t, s.items, s.sizes]) list.splice(0, s.from)
      s.from = 0
    }
  }

  private pop(s: Shelf): void {
    s.t.pop()
    s.items.pop()
    s.bytes -= s.sizes.pop()!
  }

  /** The item that held at a time: the newest not after it, or the oldest known. */
  at<T>(kind: string, t: number): T | undefined {
    const s = this.shelves.get(kind)
    if (!s || s.from >= s.t.length) return undefined
    let lo = s.from
    let hi = s.t.length - 1
    while (lo < hi) {
      const mid = (lo + hi + 1) >> 1
      if (s.t[mid]! <= t + 1e-6) lo = mid
      else hi = mid - 1
    }
    return s.items[lo] as T
  }

  /** Forgets a kind, or all. */
  clear(kind?: string): void {
    if (kind === undefined) this.shelves.clear()
    else this.shelves.delete(kind)
  }

  /** Bytes held. */
  get bytes(): number {
    let sum = 0
    for (const s of this.shelves.values()) sum += s.bytes
    return sum
  }
}
