// MP4 and WebM made in the browser (WebCodecs, put into files by mediabunny).
// A bundle of its own, loaded when a film is saved in one of these formats.

import { BufferTarget, canEncodeVideo, Mp4OutputFormat, Output, Quality, VideoSample, VideoSampleSource, WebMOutputFormat } from "mediabunny"
import type { VideoCodec } from "mediabunny"

/** What to make of a Y4M stream, and how to tell of it. */
export interface Wish {
  format: "mp4" | "webm"
  comment: string // for the file's metadata
  progress(frames: number): void
}

/** A film and the codec it is in. */
export interface Film {
  blob: Blob
  codec: string
  frames: number
}

const codecs: Record<Wish["format"], VideoCodec[]> = { mp4: ["avc", "av1", "vp9"], webm: ["vp9", "av1", "vp8"] }
const least = 128 // px: encoders refuse tiny pictures, and players show them tiny

/** Encodes the frames of a Y4M stream as they come; undefined where this browser has no codec for it. */
export async function encode(y4m: ReadableStream<Uint8Array>, wish: Wish): Promise<Film | undefined> {
  const bytes = new Bytes(y4m)
  const head = headOf(await bytes.line())
  const by = Math.max(1, Math.ceil(least / Math.min(head.w, head.h)))
  const w = even(head.w * by)
  const h = even(head.h * by)
  const quality = new Quality("very-high")
  const codec = await first(codecs[wish.format], (c) => canEncodeVideo(c, { width: w, height: h, quality, frameRate: head.fps }))
  if (!codec) {
    await bytes.stop()
    return undefined
  }
  const target = new BufferTarget()
  const output = new Output({ format: wish.format === "mp4" ? new Mp4OutputFormat() : new WebMOutputFormat(), target })
  const source = new VideoSampleSource({ codec, quality, keyFrameInterval: 1 })
  output.addVideoTrack(source, { frameRate: head.fps })
  output.setMetadataTags({ title: "Striate stimulus", comment: wish.comment })
  await output.start()

  const picture = new Uint8Array((w * h * 3) / 2).fill(128)
  let frames = 0
  try {
    for (; (await bytes.line(true)) !== undefined; frames++) {
      enlarge(picture, w, h, await bytes.take(head.w * head.h), head.w, head.h, by)
      await bytes.take(head.chroma)
      const sample = new VideoSample(picture, {
        format: "I420", codedWidth: w, codedHeight: h, timestamp: frames / head.fps, duration: 1 / head.fps,
        colorSpace: { primaries: "bt709", transfer: "bt709", matrix: "bt709", fullRange: head.full },
      })
      await source.add(sample)
      sample.close()
      wish.progress(frames + 1)
    }
    if (frames === 0) throw new Error("the film has no frame")
    await output.finalize()
  } catch (e) {
    await output.cancel().catch(() => undefined)
    throw e
  }
  return { blob: new Blob([target.buffer!], { type: wish.format === "mp4" ? "video/mp4" : "video/webm" }), codec, frames }
}

interface Head {
  w: number
  h: number
  fps: number
  chroma: number // bytes after the luma of a frame
  full: boolean
}

/** Reads "YUV4MPEG2 W64 H64 F60:1 Cmono XCOLORRANGE=FULL". */
function headOf(line: string | undefined): Head {
  const [magic, ...words] = (line ?? "").split(" ")
  if (magic !== "YUV4MPEG2") throw new Error("the server's film does not begin as Y4M")
  const of = (letter: string) => words.find((x) => x.startsWith(letter))?.slice(letter.length)
  const w = Number(of("W"))
  const h = Number(of("H"))
  const [num = 60, den = 1] = (of("F") ?? "").split(":").map(Number)
  const half = Math.ceil(w / 2)
  const chroma = { mono: 0, "444": 2 * w * h, "422": 2 * half * h }[of("C") ?? ""] ?? 2 * half * Math.ceil(h / 2)
  return { w, h, fps: num / den, chroma, full: of("XCOLORRANGE=") === "FULL" }
}

const even = (n: number) => n + (n % 2)

async function first<T>(list: T[], ok: (x: T) => Promise<boolean>): Promise<T | undefined> {
  for (const x of list) if (await ok(x)) return x
  return undefined
}

/** Writes each pixel by × by times; a last odd row or column is repeated. */
function enlarge(dst: Uint8Array, w: number, h: number, src: Uint8Array, sw: number, sh: number, by: number): void {
  for (let y = 0; y < h; y++) {
    const row = Math.min(sh - 1, Math.floor(y / by)) * sw
    for (let x = 0; x < w; x++) dst[y * w + x] = src[row + Math.min(sw - 1, Math.floor(x / by))]!
  }
}

/** A stream of bytes read by lines and by counts. */
class Bytes {
  private readonly reader: ReadableStreamDefaultReader<Uint8Array>
  private have: Uint8Array = new Uint8Array(0)

  constructor(stream: ReadableStream<Uint8Array>) {
    this.reader = stream.getReader()
  }

  private async more(): Promise<boolean> {
    const { value, done } = await this.reader.read()
    if (done) return false
    const joined = new Uint8Array(this.have.length + value.length)
    joined.set(this.have)
    joined.set(value, this.have.length)
    this.have = joined
    return true
  }

  /** Wants no more. */
  stop(): Promise<void> {
    return this.reader.cancel()
  }

  /** The next line, undefined at the end where that may be. */
  async line(mayEnd = false): Promise<string | undefined> {
    for (let from = 0; ;) {
      const end = this.have.indexOf(10, from)
      if (end >= 0) {
        const text = new TextDecoder().decode(this.have.subarray(0, end))
        this.have = this.have.subarray(end + 1)
        return text
      }
      from = this.have.length
      if (await this.more()) continue
      if (mayEnd && from === 0) return undefined
      throw new Error("the film broke off")
    }
  }

  async take(n: number): Promise<Uint8Array> {
    while (this.have.length < n) if (!(await this.more())) throw new Error("the film broke off")
    const out = this.have.subarray(0, n)
    this.have = this.have.subarray(n)
    return out
  }
}
