// Share links. The server writes and reads them (experiment/link.go); here they
// are copied, opened, and re-run to the spikes that they name.

import { byId, setText, show } from "./dom"
import { shortcut } from "./keys"
import { notice, noticed, unnotice } from "./notices"
import * as server from "./session"
import type { Session, State } from "./session"
import { deeds } from "./undo"
import { bring, hold } from "./whole"
import type { Whole } from "./whole"

/** What sharing needs of the page around it. */
export interface Owner {
  session(): Session | undefined
  /** Shows another session in place of the present one. */
  watch(s: Session): void
  got(s: Session): void
  load(preset: string): Promise<void>
  /** Motion is to be kept small. */
  still(): boolean
}

export interface Sharing {
  /** Opens the link in the address, if there is one; whether a run came of it. */
  fromAddress(): Promise<boolean>
  /** Opens a link; whether a run came of it. */
  open(link: string): Promise<boolean>
  /** A tick came: how far the re-run is. */
  tick(tMs: number, state: State): void
  /** Whether the run of that id is on its way to the time of a link. */
  rerunning(id: string | undefined): boolean
  /** Something changed: what would repeat the run is asked for again, in case the server goes. */
  stale(): void
  /** What repeats the run of that id up to t s, as far as it is known. */
  kept(id: string, t: number): Kept | undefined
  /** Opens what was kept of a run whose server is gone, and re-runs it. */
  reopen(k: Kept, playing: boolean): Promise<Session>
}

export interface Kept {
  link: string
  t: number // s
  whole: boolean // the same spikes come again
}

/** What the server says of a link. */
interface Told {
  link: string
  t_s: number
  hash: string
  changes: number
  lost?: string
  engine: string
}

/** A link on its way. */
interface Rerun {
  id: string
  link: string
  t: number
  hash: string
  engine: string
  preset: string
  changes: number
  seed: number
  play: boolean
  whole: boolean // nothing of the link was left out
  words?: string // to say at the end in place of a comparison
}

const longest = 1900 // characters
const keepEvery = 1000 // ms
const mostRerun = 600 // s of simulated time that are re-run after a restart without being asked
const keptAs = "striate-run"

const sheet = () => byId("share-sheet")
const field = () => byId<HTMLInputElement>("share-link")
const engineHere = () => document.body.dataset["version"] ?? ""
const secs = (t: number) => `${show(Number(t.toFixed(1)))} s`

let current: () => Session | undefined = () => undefined

const told = async (id: string, settings = false): Promise<Told> => (await server.call("GET", `/sessions/${id}/link?most=${longest}${settings ? "&settings=true" : ""}`)).json()

/** The link that repeats the present run, or of its settings alone; it shows a panel first where one is named. */
export async function linkOf(panel?: string, settings = false): Promise<{ url: string; told: Told }> {
  const s = current()
  if (!s) throw new server.Problem(0, "the run has not started yet")
  const l = await told(s.id, settings)
  return { url: `${location.origin}/#${l.link}${panel ? `&panel=${panel}` : ""}`, told: l }
}

/** Copies the link and says what it does; the sheet shows it beside the button. */
export async function copyLink(settings = false): Promise<void> {
  try {
    const l = await linkOf(undefined, settings)
    const whole = settings || (!l.told.lost && l.told.t_s > 0)
    byId("share-what").hidden = !whole
    if (!settings) setText(byId("share-t"), secs(l.told.t_s))
    for (const way of document.querySelectorAll<HTMLInputElement>("[name=share-what]")) way.checked = (way.value === "settings") === settings
    byId("share-where").hidden = !atHome(location.hostname)
    const words = l.told.lost
      ? "it opens with the settings of now, from 0."
      : l.told.t_s > 0
        ? `re-runs the ${secs(l.told.t_s)} to the same spikes.`
        : "opens these settings and seed."
    field().value = l.url
    const copied = await toClipboard(l.url)
    setText(byId("share-word"), copied ? `Link copied: ${words}` : `Copy this link: ${words}`)
    setText(byId("share-why"), l.told.lost ? `The run itself cannot be repeated from a link: ${l.told.lost}.` : "")
    byId("share-why").hidden = !l.told.lost
    openSheet()
    if (!copied && !settings) select()
    field().scrollLeft = 0
  } catch (e) {
    notice("bad", { text: `No link: ${e instanceof Error ? e.message : String(e)}` })
  }
}

function select(): void {
  field().focus({ preventScroll: true })
  field().setSelectionRange(0, field().value.length, "backward") // its beginning is seen
}

/** Whether an address is of this computer alone. */
const atHome = (host: string) => /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.localhost)$/.test(host)

async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false // refused, or no secure context
  }
}

function openSheet(): void {
  const pop = sheet()
  if (!pop.matches(":popover-open")) pop.showPopover()
  const button = byId("share").getBoundingClientRect()
  const size = pop.getBoundingClientRect()
  const seen = button.width > 0
  const left = seen ? button.right - size.width : (innerWidth - size.width) / 2
  const below = button.bottom + 6
  pop.style.left = `${Math.max(8, Math.min(innerWidth - size.width - 8, left))}px`
  pop.style.top = `${!seen ? 60 : below + size.height < innerHeight - 8 ? below : Math.max(8, button.top - size.height - 6)}px`
}

export function wireShare(to: Owner): Sharing {
  current = () => to.session()
  let rerun: Rerun | undefined
  let known: { id: string; link: string; t: number; whole: boolean } | undefined
  let asking = 0

  byId("share").addEventListener("click", () => void copyLink())
  shortcut("s", "share: copy a link", () => void copyLink(), "page")
  byId("share-copy").addEventListener("click", () => {
    select()
    void toClipboard(field().value).then((ok) => {
      const copied = ok || document.execCommand("copy")
      setText(byId("share-word"), copied ? "Link copied." : "Press Ctrl and C to copy the link.")
    })
  })
  byId("share-close").addEventListener("click", () => sheet().hidePopover())
  field().addEventListener("focus", select)
  byId("share-what").addEventListener("change", (e) => void copyLink((e.target as HTMLInputElement).value === "settings"))
  document.addEventListener("paste", (e) => {
    const at = e.target as Element
    if (at.closest?.("input:not([type=range]):not([type=checkbox]):not([type=radio]), textarea, [contenteditable], dialog:modal")) return
    const text = (e.clipboardData?.getData("text/plain") ?? "").trim()
    const link = text.slice(text.indexOf("#") + 1)
    if (!isLink(link) || /\s/.test(link)) return
    e.preventDefault()
    void open(link)
  })
  addEventListener("hashchange", () => void fromAddress())

  /** The link in the address, which is taken out of it: a reload keeps the run. */
  const fromAddress = async (): Promise<boolean> => {
    const link = location.hash.slice(1)
    if (!isLink(link)) return false
    history.replaceState(null, "", location.pathname + location.search)
    return open(link)
  }

  const open = async (link: string, how: { anyway?: boolean; final?: boolean } = {}): Promise<boolean> => {
    unnotice("link")
    unnotice("other")
    const parts = partsOf(link)
    const t = how.final ? 0 : Number(parts.get("t") ?? 0)
    let s: Session
    try {
      s = await server.createFrom({ link, ...how, play: t > 0 ? false : !to.still() })
    } catch (e) {
      refused(link, e)
      return false
    }
    const before = to.session()
    const old = before ?? (await last())
    const whole = await hold(old)
    if (old && old.id !== s.id && (before?.watchers ?? 1) <= 1) await server.control(old.id, { action: "pause" }).catch(() => undefined)
    follow(s, { link, t, hash: how.anyway ? "" : (parts.get("hash") ?? ""), engine: parts.get("engine") ?? "", play: !to.still(), whole: !how.anyway })
    deeds.push({ words: "opening a link", undo: () => back(old, s.preset, whole), redo: async () => void (await again(s.id, link, how)) })
    const panel = parts.get("panel")
    if (panel && /^[a-z]+$/.test(panel)) document.getElementById(`panel-${panel}`)?.scrollIntoView({ block: "nearest" })
    if (how.anyway) notice("word", { text: "Opened without what is not there: the spikes are others than those of the link." })
    if (how.final) notice("word", { text: "Opened from 0, with the settings that the link leads to." })
    return true
  }

  /** Shows a session that is to run to t, and lets it. */
  const follow = (s: Session, r: Pick<Rerun, "link" | "t" | "hash" | "engine" | "play" | "whole" | "words">) => {
    rerun = undefined
    unnotice("rerun")
    store({ id: s.id, link: r.link, t: r.t, whole: r.whole })
    if (r.t > 0) {
      rerun = { ...r, id: s.id, preset: s.preset, changes: s.repeating ?? 0, seed: s.seed }
      began = 0
      progress(0)
    }
    to.watch(s)
    if (r.t > 0) void server.control(s.id, { action: "play", speed: Infinity }).then(to.got, failed)
    else if (r.engine && r.engine !== engineHere()) notice("other", { what: "Another engine", text: `: ${otherEngine(r.engine)}.` }, undo)
  }

  const failed = (e: unknown) => {
    rerun = undefined
    unnotice("rerun")
    notice("bad", { text: e instanceof Error ? e.message : String(e) })
  }

  let began = 0 // when the re-run had come to
  let from = 0 // that share

  /** ", about 40 s left", once it has gone on for a while. */
  const left = (share: number): string => {
    const now = performance.now()
    if (!began || share < from) [began, from] = [now, share]
    const s = ((now - began) / 1000) * ((1 - share) / (share - from))
    if (!(now - began > 1000 && share > from && s < 36000)) return ""
    return `, about ${s < 10 ? `${Math.max(1, Math.round(s))} s` : s < 90 ? `${Math.ceil(s / 5) * 5} s` : `${Math.ceil(s / 60)} minutes`} left`
  }

  const progress = (share: number) => {
    const r = rerun!
    notice(
      "rerun",
      { t: show(Number(r.t.toFixed(1))), share: String(Math.floor(100 * Math.min(1, share))), left: share > 0 ? left(Math.min(1, share)) : "", why: r.words ?? (r.engine && r.engine !== engineHere() ? `T${otherEngine(r.engine).slice(1)}: spikes may differ.` : "") },
      () => void skip(r),
    )
  }

  /** The settings that the link leads to, from 0, in place of its run. */
  const skip = async (r: Rerun) => {
    try {
      const s = await server.createFrom({ link: r.link, anyway: true, final: true, play: r.play })
      rerun = undefined
      unnotice("rerun")
      to.watch(s)
      void server.remove(r.id)
      notice("word", { text: `The ${secs(r.t)} were not re-run: the same settings, from 0.` })
    } catch (e) {
      failed(e)
    }
  }

  /** The time of the link is reached: were the spikes the same? */
  const finish = async (r: Rerun) => {
    rerun = undefined
    try {
      let s = await server.get(r.id)
      const hash = s.spike_hash // before it goes on
      const mine = (s.changes?.length ?? 0) !== r.changes || s.seed !== r.seed
      if (s.state !== "failed") {
        const ends = s.end_s > 0 && s.end_s <= r.t + 1e-6
        s = await server.control(r.id, ends ? { speed: 1 } : { speed: 1, until_s: s.end_s, ...(r.play ? { action: "play" } : {}) })
      }
      unnotice("rerun")
      if (to.session()?.id !== r.id) return
      to.got(s)
      verdict(r, hash, mine)
    } catch (e) {
      failed(e)
    }
  }

  const verdict = (r: Rerun, hash: string, mine: boolean) => {
    if (r.words) return notice("gone", { what: "This is the old run again.", text: `${r.words} It was re-run from 0 to ${secs(r.t)}${mine ? ", and changed on the way" : ""}.` })
    if (!r.hash) return
    if (mine) return notice("word", { text: "It was changed on the way: the spikes are not compared with the link's." })
    if (hash.startsWith(r.hash)) return notice("word", { text: `Same spikes as when the link was made (${r.hash}, ${secs(r.t)}).` })
    const why = r.engine !== engineHere() ? otherEngine(r.engine) : "the engine is the same, so the link was edited, or this kind of processor rounds differently"
    notice("other", { what: "Other spikes", text: `: link ${r.hash}, here ${hash.slice(0, 8)}; ${why}.` }, undo)
  }

  const undo = () => {
    unnotice("other")
    void deeds.undo()
  }

  /** What was open before the link; in a page that had nothing, the preset. */
  const back = async (old: Session | undefined, preset: string, whole: Whole | undefined) => {
    rerun = undefined
    unnotice("rerun")
    unnotice("other")
    const alive = old && (await server.get(old.id).catch(() => undefined))
    if (alive) return to.watch(whole?.playing && alive.state === "paused" ? await server.control(alive.id, { action: "play" }) : alive)
    if (!whole?.data) return to.load(preset)
    const s = await server.create(whole.preset, false)
    to.watch((await bring(s.id, whole)) ?? s)
  }

  const again = async (id: string, link: string, how: object) => {
    const alive = await server.get(id).catch(() => undefined)
    if (alive) to.watch(alive)
    else await open(link, how)
  }

  /** The run that this tab showed before it was sent to the link. */
  const last = async (): Promise<Session | undefined> => {
    const id = stored()?.id
    return id ? server.get(id).catch(() => undefined) : undefined
  }

  const refused = (link: string, e: unknown) => {
    const p = e instanceof server.Problem ? e : new server.Problem(0, String(e))
    if (p.status !== 422) return notice("link", { what: "This link was not opened.", text: sentence(p.message), anyway: "Try again" }, () => void open(link))
    const dead = p.errors.some((x) => x.location === "link" || x.location === "preset" || x.location === "stimulus.file")
    const words = p.errors.map((x) => (/unknown parameter/.test(x.message) ? `${clip(x.location, 40)} is unknown here` : clip(x.message, 90)))
    const more = words.length > 3 ? `, and ${words.length - 3} more` : ""
    notice(
      "link",
      {
        what: dead ? "This link cannot be opened." : "This link asks for what is not here.",
        text: `${sentence(words.slice(0, 3).join("; ") + more)}${!dead && parts(link) ? ` T${otherEngine(parts(link)!).slice(1)}.` : ""}`,
        anyway: dead ? "" : "Open the rest",
      },
      () => void open(link, { anyway: true }),
    )
  }

  /** The engine of a link, where it is another one. */
  const parts = (link: string) => {
    const engine = partsOf(link).get("engine")
    return engine && engine !== engineHere() ? engine : undefined
  }

  const stored = (): { id: string; link: string; t: number; whole: boolean } | undefined => {
    try {
      return JSON.parse(sessionStorage.getItem(keptAs) ?? "null") ?? undefined
    } catch {
      return undefined
    }
  }

  const remember = async () => {
    asking = 0
    const s = to.session()
    if (!s || rerun?.id === s.id) return
    try {
      const l = await told(s.id)
      store({ id: s.id, link: l.link, t: l.t_s, whole: !l.lost })
    } catch {
      // the server is gone: what is known stays
    }
  }

  const store = (k: NonNullable<typeof known>) => {
    known = k
    try {
      sessionStorage.setItem(keptAs, JSON.stringify(k))
    } catch {
      // refused: it is known until the page is left
    }
  }

  return {
    fromAddress,
    open,
    tick(tMs, state) {
      const r = rerun
      if (!r) return
      if (to.session()?.id !== r.id) {
        rerun = undefined
        return unnotice("rerun")
      }
      if (state === "done" || state === "failed") return void finish(r)
      const share = tMs / 1000 / r.t
      if (!noticed("rerun") || performance.now() - painted > 200) {
        painted = performance.now()
        progress(share)
      }
    },
    rerunning: (id) => rerun !== undefined && rerun.id === id,
    stale() {
      asking ||= window.setTimeout(() => void remember(), keepEvery)
    },
    kept(id, t) {
      const k = known?.id === id ? known : stored()
      return k && k.id === id ? { link: k.link, t: Math.max(t, k.t), whole: k.whole } : undefined
    },
    async reopen(k, playing) {
      const far = k.whole && k.t > 0 && k.t <= mostRerun
      const link = k.link.replace(/&(t|hash)=[^&]*/g, "") + (far ? `&t=${k.t}` : "")
      const s = await server.createFrom({ link, anyway: true, final: !far, play: far ? false : playing })
      follow(s, { link, t: far ? k.t : 0, hash: "", engine: "", play: playing, whole: true, ...(far ? { words: "The server was restarted, or closed it while no one watched." } : {}) })
      if (!far) notice("gone", { what: "The old run is gone.", text: "The server was restarted, or closed it while no one watched. This run has the same settings and seed, from 0." })
      return s
    },
  }
}

let painted = 0

const otherEngine = (engine: string) => `the link was made by engine ${clip(engine, 40)}, this is ${engineHere()}`

/** Whether what stands behind a # is a link, and no place on the page. */
const isLink = (text: string) => /(^|&)preset=/.test(text)

function partsOf(link: string): Map<string, string> {
  const out = new Map<string, string>()
  for (const part of link.split("&")) {
    const cut = part.indexOf("=")
    try {
      if (cut > 0) out.set(part.slice(0, cut), decodeURIComponent(part.slice(cut + 1)))
    } catch {
      // the server says what is wrong with it
    }
  }
  return out
}

const clip = (text: string, most: number) => (text.length > most ? `${text.slice(0, most)}…` : text)

const sentence = (text: string) => `${clip(text, 300).replace(/\.$/, "")}.`
