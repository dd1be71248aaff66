// CBOR (RFC 8949) with the typed arrays of RFC 8746: what the stream speaks.
// Maps become objects, typed arrays become typed arrays, other tags are what
// they hold.

/** Reads one item that fills all the bytes. */
export function decode(bytes: Uint8Array): unknown {
  const r: Reader = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0 }
  const v = item(r)
  if (r.at !== bytes.length) throw new Error(`CBOR: ${bytes.length - r.at} bytes left over`)
  return v
}

interface Reader {
  bytes: Uint8Array
  view: DataView
  at: number
}

const end = Symbol("end of an indefinite length")
const text = new TextDecoder("utf-8", { fatal: true })

function item(r: Reader): unknown {
  const head = r.view.getUint8(r.at++)
  const major = head >> 5
  const info = head & 31
  if (major === 7) return simple(r, info)
  const n = info === 31 ? Infinity : argument(r, info)
  switch (major) {
    case 0:
      return n
    case 1:
      return -1 - n
    case 2:
      return n === Infinity ? joined(r) : chunk(r, n)
    case 3:
      return text.decode(n === Infinity ? joined(r) : chunk(r, n))
    case 4: {
      const list: unknown[] = []
      for (let k = 0; k < n; k++) {
        const v = item(r)
        if (v === end) break
        list.push(v)
      }
      return list
    }
    case 5: {
      const map: Record<string, unknown> = {}
      for (let k = 0; k < n; k++) {
        const key = item(r)
        if (key === end) break
        map[String(key)] = item(r)
      }
      return map
    }
  }
  return tagged(n, item(r))
}

/** The number in the head of an item; beyond 2^53 the nearest that is there. */
function argument(r: Reader, info: number): number {
  if (info < 24) return info
  const size = 1 << (info - 24)
  const at = r.at
  r.at += size
  switch (info) {
    case 24:
      return r.view.getUint8(at)
    case 25:
      return r.view.getUint16(at)
    case 26:
      return r.view.getUint32(at)
    case 27:
      return r.view.getUint32(at) * 2 ** 32 + r.view.getUint32(at + 4)
  }
  throw new Error(`CBOR: additional information ${info}`)
}

function simple(r: Reader, info: number): unknown {
  const at = r.at
  switch (info) {
    case 20:
      return false
    case 21:
      return true
    case 22:
      return null
    case 23:
      return undefined
    case 25:
      r.at += 2
      return half(r.view.getUint16(at))
    case 26:
      r.at += 4
      return r.view.getFloat32(at)
    case 27:
      r.at += 8
      return r.view.getFloat64(at)
    case 31:
      return end
  }
  throw new Error(`CBOR: simple value ${info}`)
}

function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const e = (bits >> 10) & 31
  const m = bits & 1023
  if (e === 0) return sign * m * 2 ** -24
  return e === 31 ? (m ? NaN : sign * Infinity) : sign * (1024 + m) * 2 ** (e - 25)
}

function chunk(r: Reader, n: number): Uint8Array {
  if (r.at + n > r.bytes.length) throw new Error("CBOR: cut short")
  r.at += n
  return r.bytes.subarray(r.at - n, r.at)
}

function joined(r: Reader): Uint8Array {
  const parts: number[] = []
  for (;;) {
    const head = r.view.getUint8(r.at++)
    if (head === 0xff) return Uint8Array.from(parts)
    parts.push(...chunk(r, argument(r, head & 31)))
  }
}

/** Typed arrays, little-endian, copied so that they are aligned; other tags are what they hold. */
function tagged(tag: number, v: unknown): unknown {
  if (!(v instanceof Uint8Array)) return v
  const bytes = () => v.slice().buffer
  switch (tag) {
    case 64:
    case 68:
      return v.slice()
    case 69:
      return new Uint16Array(bytes())
    case 70:
      return new Uint32Array(bytes())
    case 72:
      return new Int8Array(bytes())
    case 77:
      return new Int16Array(bytes())
    case 78:
      return new Int32Array(bytes())
    case 85:
      return new Float32Array(bytes())
    case 86:
      return new Float64Array(bytes())
  }
  return v
}
