// Striate, the page: joins what the templates made to the session on the
// server. Figures come up the stream, commands go down as ordinary HTTP.

import { all, byId, say, setText, show } from "./dom"
import { wire } from "./controls"
import type { Dock } from "./controls"
import { start } from "./live"
import type { Live } from "./live"
import { point, wireMenus } from "./menus"
import { notice, noticed, unnotice } from "./notices"
import { showState, wireRunBar } from "./runbar"
import type { RunBar } from "./runbar"
import * as server from "./session"
import type { Command, Session, State } from "./session"
import { connect } from "./stream"
import type { Tick } from "./stream"
import { wireScheme } from "./scheme"
import { wireTips } from "./tips"
import { wireVideo } from "./video"
import type { Video } from "./video"
import { wireLayout } from "./layout"
import { arrange, wirePanels } from "./panels"
import { wirePanelDrag } from "./paneldrag"
import { wirePanelKeys } from "./panelkeys"
import { wirePanelMenus } from "./panelmenu"
import { wirePopovers } from "./popovers"
import { wireTables } from "./tableview"
import { askFigures } from "./asked"
import type { Asked } from "./asked"
import { isChanged, tell } from "./about"
import { changed } from "./deeds"
import { wireFinder } from "./search"
import { wireHelp } from "./help"
import { controlOf, symbolOf } from "./naming"
import { deeds, named } from "./undo"
import { showReadouts } from "./readouts"
import { wireWheelHandle } from "./wheelhandle"
import { wireCells } from "./cells"
import type { Cells } from "./cells"
import { wireStdp } from "./stdppanel"
import { wireCalculator } from "./calculator"
import type { Calculator } from "./calculator"
import { wireFilms } from "./films"
import { wireFrameTiming } from "./frametiming"
import { wireGuard } from "./guard"
import { came } from "./marks"
import { wireInstall } from "./install"
import { wireGallery } from "./gallery"
import type { Gallery } from "./gallery"
import { wireKiosk } from "./kiosk"
import type { Kiosk } from "./kiosk"
import { linkOf, wireShare } from "./share"
import { wireTrouble } from "./trouble"
import { bring, hold } from "./whole"
import type { Whole } from "./whole"
import { wireSpace } from "./spacepanel"
import type { SpacePanel } from "./spacepanel"

const scheme = wireScheme() // before the first paint: no flash of the other ground
const stillness = matchMedia("(prefers-reduced-motion: reduce)")

class Page {
  private session: Session | undefined
  private stream: ReturnType<typeof connect> | undefined
  private state: State | "starting" | "lost" = "starting"
  private readonly live: Live
  private readonly dock: Dock
  private readonly cells: Cells
  private readonly bar: RunBar
  private readonly video: Video
  private readonly asked: Asked
  private readonly guard = wireGuard({
    changed: () => {
      this.live.redraw()
      this.tellPreview()
    },
    slower: (flashes) => this.slower(flashes),
  })
  private readonly timing = wireFrameTiming()
  private readonly share = wireShare({
    session: () => this.session,
    watch: (s) => this.show(s),
    got: (s) => this.got(s),
    load: (preset) => this.load(preset),
    still: () => stillness.matches,
  })
  private readonly trouble = wireTrouble({
    session: () => this.session,
    change: (values, words) => this.change(values, words),
    retry: () => this.stream?.retry(),
  })
  private readonly calculator: Calculator
  private readonly space: SpacePanel
  private readonly gallery: Gallery
  private readonly kiosk: Kiosk
  private preview = { w: 256, h: 256 } // CSS px, as the server was told
  private playingSince = 0
  private dockOf = "" // preset and kind that the dock on the page belongs to
  private first: Command | undefined // asked for before the run had started
  private replacing = 0 // another experiment is on its way, asked for here
  private queue: Promise<void> = Promise.resolve() // of what ends a run
  private slowSince = 0
  private rtf = NaN // smoothed
  private ratedAt = 0
  private shownAt = 0
  private readonly latest = { rtf: "", left: "" }
  private restarted = false

  constructor() {
    this.live = start(scheme.dark, () => stillness.matches, { open: () => this.guard.open, whole: () => this.guard.whole, drawn: (now) => this.timing.drawn(now) })
    this.dock = wire({
      send: async (values) => {
        if (this.live.time.at() !== null) {
          this.live.time.set(null) // a change shows now, not in the past
          notice("word", { text: "Back to now." })
        }
        const before = this.session
        const s = await this.patch(values)
        const deed = before && changed(before, s, Object.keys(values), (v) => this.put(v))
        if (deed) deeds.push(deed)
        return s
      },
      got: (s) => this.got(s),
      refused: (text) => void (this.calculator.refused(text) || notice("bad", { text })),
      resetAll: () => void this.resetAll(),
      dark: scheme.dark,
    })
    this.bar = wireRunBar({
      command: (c) => void this.command(c),
      load: (preset) => void this.load(preset),
      undo: () => void this.undo("undo"),
      redo: () => void this.undo("redo"),
      refused: (text) => notice("bad", { text }),
      state: () => this.state,
    })
    this.video = wireVideo(() => this.screen(), () => this.dock.ask("stimulus.kind", "video"))
    scheme.onChange(() => {
      this.live.redraw()
      this.dock.repaint()
      this.gallery.repaint()
    })
    wireMenus()
    wireTips()
    wireHelp(() => this.session?.id)
    wireFinder((preset) => void this.load(preset))
    wireLayout()
    wirePanels(() => this.live.redraw())
    this.panelMenus()
    this.asked = askFigures(
      () => this.session && this.state !== "lost" ? { id: this.session.id, playing: this.state === "playing" } : undefined,
      () => stillness.matches,
      (name, f) => this.live.figure(name, f),
    )
    const now = () => (this.session && this.state !== "lost" ? { id: this.session.id, playing: this.state === "playing" } : undefined)
    this.calculator = wireCalculator((path, value) => this.dock.ask(path, value))
    this.space = wireSpace(now, () => stillness.matches, scheme.dark)
    wireFilms(() => this.session?.id)
    wireInstall()
    this.gallery = wireGallery(scheme.dark)
    this.kiosk = wireKiosk({
      load: (preset) => void this.load(preset),
      pause: () => void this.command({ action: "pause" }),
      play: () => void this.command({ action: "play" }),
      playing: () => this.state === "playing",
    })
    byId("live").addEventListener("click", () => this.trouble.slow(this.latest.rtf, this.latest.left, true))
    new ResizeObserver(() => this.tellPreview()).observe(byId("drop"))
    wireWheelHandle(this.live)
    this.cells = wireCells((values) => this.dock.askAll(values), (list) => this.live.pickNeurons(list))
    this.live.onNeuron(this.cells.toggle)
    wireStdp((values) => this.dock.askAll(values), () => this.live.again("stdp"))
  }

  /** What the panels' menus, tables, keys and titles act on. */
  private panelMenus(): void {
    const query = (name: string) => this.live.query(name)
    wirePopovers()
    wirePanelKeys()
    wirePanelDrag()
    wirePanelMenus({ session: () => this.session && { ...this.session, t_ms: this.live.nowMs() }, pause: (name, on) => this.live.pausePanel(name, on), query, link: async (name) => (await linkOf(name)).url })
    wireTables({ session: () => this.session && this.state !== "lost" ? { id: this.session.id, stamp: `${this.live.nowMs()} ${JSON.stringify(this.session.values)}` } : undefined, query })
  }

  /** Tells the server when the preview has become another size: its flash meter reads areas. */
  private tellPreview(): void {
    const most = this.guard.side ?? Infinity
    const screen = byId("drop")
    const w = Math.min(screen.clientWidth, most)
    const h = Math.min(screen.clientHeight, most)
    if (w === 0 || (Math.abs(w - this.preview.w) < 24 && Math.abs(h - this.preview.h) < 24)) return
    this.preview = { w, h }
    this.stream?.retry()
  }

  /** A pace at which so many flashes a second become fewer than the limit. */
  private slower(flashes: number): string {
    const speed = Math.max(0.1, Math.floor((20 * 2.5 * Math.min(this.session?.speed ?? 1, this.session?.rtf || 1)) / flashes) / 20)
    void this.command({ speed })
    return `Slowed to ${show(speed)}×`
  }

  /** Finds the session in the address, or starts one. */
  async open(): Promise<void> {
    const id = new URLSearchParams(location.search).get("session")
    try {
      if (await this.share.fromAddress()) return
      if (id) {
        try {
          return this.watch(await server.get(id))
        } catch (e) {
          if (!(e instanceof server.Problem) || e.status !== 404) throw e
          const kept = this.share.kept(id, 0)
          if (kept) return void (await this.share.reopen(kept, !stillness.matches))
          this.restarted = true
        }
      }
      const preset = byId<HTMLSelectElement>("preset").value || "first-light"
      this.watch(await server.create(preset, stillness.matches))
      if (this.restarted) notice("gone", { text: newRun })
      this.restarted = false
      unnotice("busy")
    } catch (e) {
      const text = e instanceof Error ? e.message : String(e)
      if (e instanceof server.Problem && (e.status === 429 || e.status === 503)) {
        const many = /want at most (\d+)/.exec(text)?.[1]
        setText(byId("live-word"), "waiting")
        return notice("busy", { what: many ? "This server holds no more runs." : "The server is busy.", text: many ? `${many === "1" ? "1 is" : `${many} are`} open. Close another page, then try again.` : `It says: ${text}.` }, () => void this.open())
      }
      notice("bad", { text: `No run could be started: ${text}` }, () => location.reload())
      if (!(e instanceof server.Problem) || e.status === 0) setTimeout(() => void this.open().then(() => unnotice("bad")), 2000)
    }
  }

  private id(): string {
    if (!this.session) throw new server.Problem(0, "the run has not started yet")
    return this.session.id
  }

  /** Shows another session in place of the present one. */
  private show(s: Session): void {
    this.session = undefined
    this.watch(s)
  }

  /** Gives parameters new values, as one deed. */
  private async change(values: Record<string, unknown>, words: string): Promise<void> {
    const was = Object.fromEntries(Object.keys(values).map((path) => [path, server.valueAt(this.session, path)]))
    try {
      await this.put(values)
      deeds.push({ words, undo: () => this.put(was), redo: () => this.put(values) })
    } catch (e) {
      notice("bad", { text: e instanceof Error ? e.message : String(e) })
    }
  }

  private watch(s: Session): void {
    const asked = new URLSearchParams(location.search)
    asked.delete("preset")
    asked.set("session", s.id)
    history.replaceState(null, "", `?${asked}`)
    point(s.id)
    this.hello(s)
    this.got(s)
    this.stream?.close()
    if (this.first) {
      const c = this.first
      this.first = undefined
      void this.command(c)
    }
    this.stream = connect(s.id, () => this.preview, {
      hello: (h) => {
        this.found()
        this.hello(h)
        this.got(h)
      },
      tick: (t) => this.tick(t),
      lost: (n) => this.lost(n),
      gone: () => void this.gone(),
    })
  }

  /** Another network, or this one once more: nothing that was drawn is of it. */
  private hello(s: Session): void {
    const other = this.live.hello(s)
    this.timing.pause()
    if (other) this.asked.forget()
  }

  private got(s: Session): void {
    if (this.session && s.id !== this.session.id) return
    if (this.session && s.seq < this.session.seq) s = this.session
    if (this.session && s.preset !== this.session.preset && !this.replacing) deeds.clear() // another tab opened it
    if (this.session && populationsOf(s) !== populationsOf(this.session)) this.hello(s)
    if (!this.session || s.figures.join() !== this.session.figures.join()) arrange(s.figures)
    this.asked.stale()
    this.space.stale()
    this.calculator.refresh(s)
    this.guard.of(`${s.id} ${formOf(s.preset, s.values)}`)
    warn(s.warnings ?? [])
    if (!this.session && formOnPage(s)) this.dockOf = formOf(s.preset, s.values)
    this.session = s
    this.bar.refresh(s)
    this.gallery.refresh(s.preset, isChanged(s))
    this.dock.refresh(s)
    this.cells.refresh(s)
    this.video.refresh()
    tell(s)
    this.trouble.of(s)
    this.share.stale()
    this.readouts(s)
    this.setState(s.state, s.error)
    void this.followDock(s)
  }

  private tick(t: Tick): void {
    this.found()
    if (t.flash) this.guard.read(t.flash)
    if (t.fresh || t.state !== "playing" || t.speed > 20 || !this.guard.open) this.timing.pause()
    if (t.stimulus) this.timing.arrived(t.t_ms, Number(server.valueAt(this.session, "stimulus.fps") ?? 60), t.speed)
    came(t)
    this.live.tick(t)
    this.gallery.ticked(!!t.fresh)
    if (t.session) this.got({ ...t.session, error: t.error ?? t.session.error } as Session)
    else if (t.state !== this.state) this.setState(t.state, t.error)
    setText(byId("clock"), (t.t_ms / 1000).toFixed(1))
    if (t.stimulus) byId("unfed").hidden = !(server.valueAt(this.session, "stimulus.kind") === "video" && t.stimulus.data.every((v) => v === 127 || v === 128))
    if (t.orientation) this.dock.follow(t.orientation.true_deg)
    this.pace(t)
    this.trouble.tick(t.t_ms, t.state)
    this.share.tick(t.t_ms, t.state)
    const missed = byId("missed")
    missed.hidden = !t.missed
    if (t.missed) setText(missed, `${t.missed} ${t.missed === 1 ? "spike" : "spikes"} missed`)
  }

  /** The live word: the pace, in amber where the machine cannot keep up. One number for the chip and what is said of it. */
  private pace(t: Tick): void {
    if (this.state !== "playing" || !(t.rtf > 0)) return
    const now = performance.now()
    const dt = Math.min(now - this.ratedAt, settling)
    this.ratedAt = now
    this.rtf = now - this.playingSince < settling || !(this.rtf > 0) ? t.rtf : this.rtf + (t.rtf - this.rtf) * (dt / settling)
    if (now - this.playingSince < settling || now - this.shownAt < shownEvery) return
    this.shownAt = now
    const shown = pace(this.rtf)
    const slow = t.speed < Infinity && Number(shown) < 0.85 * t.speed
    if (!slow) this.slowSince = 0
    else if (!this.slowSince) this.slowSince = now
    setText(byId("rtf"), slow ? `${shown}×${t.speed === 1 ? " real time" : ` of ${show(t.speed)}×`}` : `${shown}×`)
    this.slow(slow)
    this.latest.rtf = shown
    this.latest.left = this.left(t)
    if (slow && (now - this.slowSince > patience || noticed("slow"))) this.trouble.slow(shown, this.latest.left)
    else if (!slow) this.trouble.quick()
  }

  /** Turns the live word into a button, amber, or back. */
  private slow(on: boolean): void {
    const chip = byId<HTMLButtonElement>("live")
    chip.classList.toggle("slow", on)
    chip.disabled = !on
  }

  /** How long an experiment that ends still takes at this pace. */
  private left(t: Tick): string {
    const until = this.session?.until_s ?? 0
    const s = (until - t.t_ms / 1000) / t.rtf
    return until > 0 && s > 1 ? `Its ${until} s are over in about ${s < 90 ? `${Math.ceil(s / 5) * 5} s` : `${Math.ceil(s / 60)} minutes`}.` : ""
  }

  private setState(state: State, error?: string): void {
    if (state === "playing" && this.state !== "playing") this.playingSince = performance.now()
    this.state = state
    showState(state)
    if (this.session) this.kiosk.refresh(this.session.preset, state)
    setText(byId("live-word"), { playing: "live", paused: "paused", done: "done", failed: "stopped" }[state])
    if (state !== "playing") {
      setText(byId("rtf"), "")
      this.slow(false)
      this.slowSince = 0
      unnotice("slow")
    }
    byId("still").hidden = !(stillness.matches && state !== "playing")
    if (state === "failed") this.failed(error ?? "The run stopped.")
    else unnotice("failed")
    if (state === "done" && !this.share.rerunning(this.session?.id)) notice("done", { t: ((this.session?.t_ms ?? this.live.nowMs()) / 1000).toFixed(1) }, () => void this.command({ action: "play" }), () => void this.again())
    else unnotice("done")
  }

  /** The same run from its beginning. */
  private async again(): Promise<void> {
    await this.command({ action: "reset" })
    if (this.state !== "playing") await this.command({ action: "play" })
  }

  /** A run that was stopped: why, what was changed last, and the way back. */
  private failed(error: string): void {
    const [what, last] = error.split(/(?<=\.) (?=You last changed)/)
    const deed = deeds.last()
    const words = (deed ? `You last changed ${deed.words}.` : last) ?? "Its parameters do not hold together."
    notice("failed", { error: what ?? error, last: words, back: deed ? "Undo" : "Back to the preset" }, () => void this.back())
  }

  /** Takes the last change back and starts again; where none is known, the preset does. */
  private async back(): Promise<void> {
    if (!deeds.last()) return this.load(this.session?.preset ?? "first-light")
    if ((await this.undo("undo")) && this.state === "failed") await this.command({ action: "reset" })
  }

  /** Undoes or redoes, and says what; whether it did. */
  private async undo(way: "undo" | "redo"): Promise<boolean> {
    try {
      await this.queue
      const deed = await deeds[way]()
      notice("word", { text: deed ? `${way === "undo" ? "Undone" : "Done again"}: ${deed.words}.` : `Nothing to ${way}.` })
      return deed !== undefined
    } catch (e) {
      notice("bad", { text: `Not ${way === "undo" ? "undone" : "done again"}: ${e instanceof Error ? e.message : String(e)}` })
      return false
    }
  }

  /** Asks for parameters; the figures wait where the run may become another. */
  private patch(values: Record<string, unknown>): Promise<Session> {
    const id = this.id()
    const patch = () => server.patch(id, values)
    return Object.keys(values).some((path) => path === "network.kind" || path === "input.kind") ? this.asked.pause(patch) : patch()
  }

  /** Gives parameters values that they had, after all that was asked for before. */
  private async put(values: Record<string, unknown>): Promise<void> {
    await this.dock.settled()
    this.got(await this.patch(values))
  }

  /** Puts a whole experiment, or a preset, into the session. */
  private async replace(experiment: string | Record<string, unknown>): Promise<void> {
    await this.dock.settled()
    const id = this.id()
    const still = stillness.matches
    const playing = still ? this.state === "playing" : true
    await this.exchange(async () => {
      const s = await server.load(id, experiment, still && !playing)
      return (s.state === "playing") === playing || !/playing|paused/.test(s.state) ? s : server.control(id, { action: playing ? "play" : "pause" })
    })
  }

  /** Does what may bring another experiment: it is no other tab's. */
  private async exchange(f: () => Promise<Session>): Promise<void> {
    this.replacing++
    try {
      await this.asked.pause(async () => this.got(await f()))
    } finally {
      this.replacing--
    }
  }

  /** The run that was kept, as if nothing had happened; otherwise what comes nearest to it. */
  private async bringBack(whole: Whole | undefined, otherwise: () => Promise<void>): Promise<void> {
    await this.dock.settled()
    if (!whole?.data) return otherwise()
    await this.exchange(async () => (await bring(this.id(), whole))!)
  }

  /** Every parameter as in the preset; the seed stays. */
  private async resetAll(): Promise<void> {
    const s = this.session
    const values = Object.fromEntries(Object.entries(s?.default ?? {}).filter(([path]) => path !== "seed"))
    if (!s || Object.keys(values).length === 0) return
    if (Object.keys(values).some((path) => path.endsWith(".kind"))) return this.load(s.preset)
    const was = Object.fromEntries(Object.keys(values).map((path) => [path, s.values[path]]))
    try {
      await this.put(values)
      deeds.push({ words: "all parameters to the preset", undo: () => this.put(was), redo: () => this.put(values) })
      say("All parameters are as in the preset.")
    } catch (e) {
      notice("bad", { text: e instanceof Error ? e.message : String(e) })
    }
  }

  private lost(attempt: number): void {
    this.state = "lost"
    showState("lost")
    if (this.session) this.kiosk.refresh(this.session.preset, "lost")
    setText(byId("live-word"), "reconnecting")
    setText(byId("rtf"), "")
    this.slow(false)
    const goes = attempt < 4 ? "The run goes on." : "Where no page watches, a run goes on for half a minute and then waits."
    notice("lost", { try: String(attempt), goes, t: (this.live.nowMs() / 1000).toFixed(1) }, () => this.stream?.retry())
  }

  private found(): void {
    if (this.state !== "lost") return
    unnotice("lost")
    this.setState(this.session?.state ?? "playing")
  }

  /** The server was restarted: the old run is gone. Start a new one and say so. */
  private async gone(): Promise<void> {
    this.stream?.close()
    const was = this.session
    const kept = was && this.share.kept(was.id, this.live.nowMs() / 1000)
    try {
      if (kept) await this.share.reopen(kept, was.state === "playing" && !stillness.matches)
      else {
        const s = await server.create(was?.preset || "first-light", stillness.matches)
        deeds.clear()
        this.show(s)
        notice("gone", { text: newRun })
      }
      unnotice("lost")
    } catch (e) {
      this.lost(1)
      setTimeout(() => void this.gone(), 1000)
    }
  }

  private async command(c: Command): Promise<void> {
    if (!this.session) {
      this.first = c
      return
    }
    try {
      const seed = c.seed
      if (seed !== undefined && seed !== this.session.seed) await this.inTurn(() => this.reseed(this.session!.seed, seed))
      else if (c.action === "reset") await this.inTurn(() => this.reset(c))
      else this.got(await server.control(this.id(), c))
      unnotice("bad")
      if (c.action === "play" || c.action === "pause") say(c.action === "play" ? "playing" : "paused")
    } catch (e) {
      notice("bad", { text: e instanceof Error ? e.message : String(e) })
    }
  }

  /** From the beginning; the run that ends is kept. */
  private async reset(c: Command): Promise<void> {
    let whole: Whole | undefined
    const go = async () => {
      whole = await hold(this.session)
      this.got(await server.control(this.id(), c))
    }
    await go()
    if (!whole) return say("reset")
    const gone = () => Promise.reject(new Error("that run is no longer kept"))
    deeds.push({ words: "reset", undo: () => this.bringBack(whole, gone), redo: go })
    notice("word", { text: "Reset. Z brings the run back." })
  }

  /** Another seed, a deed of its own. */
  private async reseed(from: number, to: number): Promise<void> {
    let whole: Whole | undefined
    const give = async (seed: number) => this.got(await server.control(this.id(), { seed }))
    const go = async () => {
      whole = await hold(this.session)
      await give(to)
    }
    await go()
    deeds.push(named({ words: "", change: { name: "seed", from: String(from), to: String(to), unit: "" }, undo: () => this.bringBack(whole, () => give(from)), redo: go }))
  }

  /** One after another: what ends a run knows what was there before. */
  private inTurn(f: () => Promise<void>): Promise<void> {
    const next = this.queue.then(f)
    this.queue = next.catch(() => undefined)
    return next
  }

  private load(preset: string): Promise<void> {
    return this.inTurn(() => this.loadNow(preset))
  }

  private async loadNow(preset: string): Promise<void> {
    try {
      let whole: Whole | undefined
      const before = await server.get(this.id())
      const go = async () => {
        whole = await hold(this.session)
        await this.replace(preset)
      }
      await go()
      const was = before.experiment
      if (was) deeds.push({ words: preset === before.preset ? "everything to the preset" : `experiment, ${titleOf(before.preset)} to ${titleOf(preset)}`, undo: () => this.bringBack(whole, () => this.replace(was)), redo: go })
    } catch (e) {
      notice("bad", { text: e instanceof Error ? e.message : String(e) })
      if (this.session) this.bar.refresh(this.session)
    }
  }

  /** Fetches the dock that belongs to the experiment when its form changed. */
  private async followDock(s: Session): Promise<void> {
    const want = formOf(s.preset, s.values)
    if (want === this.dockOf) return
    this.dockOf = want
    try {
      const html = await server.dockOf(s.id)
      if (this.dockOf !== want) return
      const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("dock")
      if (!fresh) return
      replaceDock(fresh)
      this.dock.upgrade()
      if (this.session) this.dock.refresh(this.session)
      wireLayout()
      this.live.redraw()
    } catch {
      this.dockOf = ""
    }
  }

  /** What the picture is told of the session, and the numbers under it. */
  private readouts(s: Session): void {
    const shown = s.figures.includes("stimulus")
    const learning = Object.keys(s.values).some((path) => /(^|\.)learning$/.test(path) && s.values[path] === true)
    this.live.setting(shown, Number(server.valueAt(s, "readout.r_min") ?? NaN), s.until_s, learning)
    if (!shown) byId("video").hidden = true
    showReadouts(s)
  }

  /** What the video sender needs to know of the run. */
  private screen() {
    const s = this.session
    if (!s) return undefined
    const at = (key: string, or: number) => Number(server.valueAt(s, `stimulus.${key}`) ?? or)
    return {
      id: s.id,
      playing: this.state === "playing",
      isVideo: Object.keys(s.values).some((path) => /^stimulus\.(.*\.)?kind$/.test(path) && s.values[path] === "video"),
      width: at("width_px", 64),
      height: at("height_px", 64),
      fps: at("fps", 60),
      speed: s.speed,
    }
  }
}

const newRun = "The server was restarted, or closed it while no one watched. This is a new run, with the first settings of its preset."

const settling = 1500 // ms over which the pace is smoothed
const shownEvery = 500 // ms between two numbers of the pace
const patience = 4000 // ms of slowness before a word is said

const pace = (rtf: number) => rtf.toFixed(rtf < 0.095 ? 2 : 1)

/** What the form of the dock depends on: the preset and every kind chosen. */
function formOf(preset: string, values: Record<string, unknown>): string {
  return [preset, ...Object.keys(values).filter((path) => path.endsWith(".kind") || path === "stimulus.mask").sort().map((path) => String(values[path]))].join("/")
}

/** Whether the dock that came with the page is that of this session. */
function formOnPage(s: Session): boolean {
  const made = all<HTMLSelectElement>('select[name$=".kind"]').every((select) => select.querySelector<HTMLOptionElement>("option[selected]")?.value === s.values[select.name])
  return made && document.body.dataset["preset"] === s.preset
}

/** What of the stimulus the screen cannot show, its parameters named as in the dock. */
function warn(lines: string[]): void {
  const list = byId("warnings")
  const told = lines.map((line) => line.replace(/\b[a-z]+(_[a-z]+)+\b/g, (key) => symbolOf(controlOf(`stimulus.${key}`)) ?? key))
  if (list.textContent === told.join("")) return
  list.replaceChildren(...told.map((text) => Object.assign(document.createElement("li"), { textContent: text })))
  list.hidden = told.length === 0
  if (told.length) say(told.join(". "))
}

const populationsOf = (s: Session) => (s.populations ?? []).map((p) => `${p.name}:${p.n}`).join()

/** The title of a preset as the list of them has it. */
const titleOf = (preset: string) => document.querySelector<HTMLOptionElement>(`#preset option[value="${CSS.escape(preset)}"]`)?.text ?? preset

/** Puts a new dock in place of the old; the focus stays on the control it was on. */
function replaceDock(fresh: HTMLElement): void {
  const old = byId("dock")
  const name = old.contains(document.activeElement) ? (document.activeElement as HTMLInputElement).name : ""
  const open = old.dataset["open"]
  if (open) fresh.dataset["open"] = open
  fresh.querySelector<HTMLElement>("#more")!.hidden = !open
  fresh.querySelector("#more-button")?.setAttribute("aria-expanded", String(!!open))
  fresh.querySelector("#setup-narrow")?.append(...all(".setup", old))
  old.replaceWith(document.adoptNode(fresh))
  if (name) document.querySelector<HTMLElement>(`#dock [name="${CSS.escape(name)}"]`)?.focus({ preventScroll: true })
}

document.addEventListener("DOMContentLoaded", () => {
  if (document.body.dataset["state"] === "starting") void new Page().open()
})
