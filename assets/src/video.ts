// A person's own video or webcam as stimulus: the browser decodes whatever it
// can play, and grey frames go to the server in small batches, one request at
// a time. When the server has enough, frames wait or are skipped here.

import { byId, setText } from "./dom"
import { Problem, sendFrames } from "./session"

/** What the sender must know of the run. */
export interface Screen {
  id: string
  playing: boolean
  isVideo: boolean
  width: number
  height: number
  fps: number
  speed: number
}

export interface Video {
  /** Called when the session changed: stops the camera when no one looks. */
  refresh(): void
}

const wanted = "a video this browser can play, such as MP4 or WebM"
const aheadS = 0.5 // s of frames the server may have waiting
const batchS = 0.1 // s of frames in one request

/** Wires the file picker, the webcam and the drop target. choose makes video the stimulus. */
export function wireVideo(screen: () => Screen | undefined, choose: () => void): Video {
  const film = document.createElement("video")
  film.muted = film.loop = film.playsInline = true
  const canvas = document.createElement("canvas")
  const ctx = canvas.getContext("2d", { willReadFrequently: true })!
  let camera: MediaStream | undefined
  let url = ""
  let name = ""
  let running = false
  let seen = false // that video became the stimulus: the choice takes a round trip
  let owed = 0 // frames due and not yet taken
  let last = 0
  let batch: Uint8Array[] = []
  let sending = false
  let holdUntil = 0

  const says = (text: string, bad = false) => {
    const p = byId("video-says")
    setText(p, text)
    p.classList.toggle("bad", bad)
  }

  const stop = () => {
    running = false
    batch = []
    film.pause()
    film.onerror = null
    film.removeAttribute("src")
    film.srcObject = null
    camera?.getTracks().forEach((t) => t.stop())
    camera = undefined
    if (url) URL.revokeObjectURL(url)
    url = ""
  }

  const start = async (what: string) => {
    name = what
    film.onerror = () => unreadable()
    try {
      await film.play()
      if (!film.videoWidth) return unreadable()
    } catch {
      return unreadable()
    }
    film.onerror = () => {
      stop()
      says(`${name} stopped: its frames can no longer be read. Choose it again, or another.`, true)
    }
    says(camera ? "Webcam, live." : `${name}, ${film.videoWidth} × ${film.videoHeight}, looping.`)
    seen = false
    choose()
    running = true
    owed = 0
    last = performance.now()
    requestAnimationFrame(take)
  }

  const unreadable = () => {
    if (!url && !camera) return // stopped by us
    const what = camera ? "The webcam gives no picture." : `${name} cannot be read: want ${wanted}.`
    stop()
    says(what, true)
  }

  const openFile = (file: File | undefined) => {
    if (!file) return
    stop()
    name = file.name
    url = URL.createObjectURL(file)
    film.src = url
    says(`Opening ${file.name}.`)
    void start(file.name)
  }

  const openCamera = async () => {
    stop()
    if (!navigator.mediaDevices) return says("No webcam here: the browser gives it only to localhost and https pages.", true)
    try {
      camera = await navigator.mediaDevices.getUserMedia({ video: { width: 320, height: 240 }, audio: false })
    } catch (e) {
      const why = e instanceof DOMException ? e.name : ""
      if (why === "NotAllowedError") says("The webcam was not allowed. Allow it in the address bar, or choose a file.", true)
      else if (why === "NotFoundError") says("No webcam found. Plug one in, or choose a file.", true)
      else says("The webcam cannot be opened; another program may hold it.", true)
      return
    }
    for (const t of camera.getTracks())
      t.onended = () => {
        stop()
        says("The webcam was lost. The last picture stays; use the webcam again, or choose a file.", true)
      }
    film.srcObject = camera
    await start("webcam")
  }

  // Once per animation frame: as many frames as the stimulus shows meanwhile.
  const take = (now: number) => {
    if (!running) return
    requestAnimationFrame(take)
    const s = screen()
    if (!s?.isVideo || !s.playing || now < holdUntil) {
      last = now
      return
    }
    owed = Math.min(owed + ((now - last) / 1000) * s.fps * s.speed, 8)
    last = now
    const n = Math.floor(owed)
    if (n < 1 || film.readyState < 2) return
    owed -= n
    const most = Math.max(1, Math.round(s.fps * batchS))
    if (batch.length >= 2 * most) return // the server is slower than the film: skip
    const grey = grab(s.width, s.height)
    for (let k = 0; k < n; k++) batch.push(grey)
    if (!sending && batch.length >= most) void send(s)
  }

  /** The picture that is on, cropped to the screen's shape, as 8 bit luma. */
  const grab = (w: number, h: number): Uint8Array => {
    if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h]
    const [vw, vh] = [film.videoWidth, film.videoHeight]
    const k = Math.min(vw / w, vh / h)
    ctx.imageSmoothingQuality = "high"
    ctx.drawImage(film, (vw - k * w) / 2, (vh - k * h) / 2, k * w, k * h, 0, 0, w, h)
    const rgba = ctx.getImageData(0, 0, w, h).data
    const grey = new Uint8Array(w * h)
    for (let i = 0, j = 0; i < grey.length; i++, j += 4)
      grey[i] = Math.round(0.2126 * rgba[j]! + 0.7152 * rgba[j + 1]! + 0.0722 * rgba[j + 2]!)
    return grey
  }

  const send = async (s: Screen) => {
    sending = true
    const frames = batch.filter((f) => f.length === s.width * s.height)
    batch = []
    const body = new Uint8Array(frames.length * s.width * s.height)
    frames.forEach((f, k) => body.set(f, k * f.length))
    try {
      const queued = frames.length ? await sendFrames(s.id, s.width, s.height, body) : 0
      const ahead = queued / (s.fps * s.speed) - aheadS
      if (ahead > 0) holdUntil = performance.now() + 1000 * ahead
    } catch (e) {
      holdUntil = performance.now() + 500
      if (e instanceof Problem && e.status !== 0 && e.status !== 409 && e.status !== 404 && e.status !== 429) {
        says(`Frames of ${name} are refused: ${e.message}`, true)
        holdUntil += 2000
      }
    }
    sending = false
  }

  const file = byId<HTMLInputElement>("file")
  file.addEventListener("change", () => {
    openFile(file.files?.[0])
    file.value = ""
  })
  byId("webcam").addEventListener("click", () => void openCamera())
  wireDrop(openFile)

  return {
    refresh() {
      const s = screen()
      byId("video").hidden = !s?.isVideo
      byId("stimulus").classList.toggle("is-video", !!s?.isVideo)
      seen = seen || !!s?.isVideo
      if (running && seen && s && !s.isVideo) {
        stop()
        says("Or drop a video on the picture.")
      }
    },
  }
}

function wireDrop(open: (f: File | undefined) => void): void {
  const target = byId("stimulus")
  let depth = 0
  const over = (on: boolean) => target.classList.toggle("over", on)
  const hasFile = (e: DragEvent) => e.dataTransfer?.types.includes("Files")
  document.addEventListener("dragover", (e) => {
    if (hasFile(e)) e.preventDefault()
  })
  document.addEventListener("dragenter", (e) => {
    if (hasFile(e)) over(++depth > 0)
  })
  document.addEventListener("dragleave", (e) => {
    if (hasFile(e)) over(--depth > 0)
  })
  document.addEventListener("drop", (e) => {
    if (!hasFile(e)) return
    e.preventDefault()
    depth = 0
    over(false)
    open(e.dataTransfer?.files[0])
  })
}
