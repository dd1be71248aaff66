// A panel as a program that makes its numbers again: the same parameters, the
// same seed, the same time. Both run as they are.

import { fileOf, problemOf } from "./session"
import type { Session } from "./session"

const longest = 60 // s that the server simulates before it answers

/** What POST /sessions is asked for. */
export interface Start {
  experiment?: Record<string, unknown>
  link?: string
  play: boolean
  warm_s?: number
  until_s?: number
  lost?: string // why this is not the same run: told, not asked for
}

/**
 * What begins the run of a session once more: its preset, what differs from it
 * and its seed; where parameters were changed on the way, a link, which knows
 * when.
 */
export async function startOf(s: Session): Promise<Start> {
  const t = Math.round(s.t_ms) / 1000
  const time = t <= longest ? { play: false, warm_s: t } : { play: true, until_s: t }
  const account: { changes?: unknown[] | null; changes_lost?: string } = await (await get(fileOf(s.id, ""))).json()
  if (account.changes?.length && !account.changes_lost) {
    const { link }: { link: string } = await (await get(fileOf(s.id, "link?most=100000"))).json()
    return { link, ...time }
  }
  const experiment: Record<string, unknown> = { preset: s.preset }
  for (const path of s.changed ?? []) set(experiment, path, s.values[path])
  if (s.values["seed"] !== undefined) set(experiment, "seed", s.values["seed"])
  return account.changes_lost ? { experiment, ...time, lost: account.changes_lost } : { experiment, ...time }
}

async function get(url: string): Promise<Response> {
  const r = await fetch(url.replace(/\/$/, ""))
  if (!r.ok) throw await problemOf(r)
  return r
}

/** Puts a value at a dotted path of nested objects. */
function set(tree: Record<string, unknown>, path: string, value: unknown): void {
  const parts = path.split(".")
  const last = parts.pop()!
  let at = tree
  for (const part of parts) at = (at[part] ??= {}) as Record<string, unknown>
  at[last] = value
}

/** Python with its standard library alone. */
export function pythonOf(origin: string, s: Session, start: Start, name: string, query: string): string {
  const waits = start.play
  return `# ${name} of "${s.preset}" at ${seconds(s)} s, seed ${s.seed}: made again by ${origin}
import csv, json, urllib.request
${waits ? "import time\n" : ""}
server = ${python(origin)}

def call(method, path, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(server + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request) as answer:
        return answer.read().decode()

${unlike(start)}start = ${python({ ...start, lost: undefined })}
session = json.loads(call("POST", "/api/v1/sessions", start))
here = "/api/v1/sessions/" + session["id"]
${waits ? `call("POST", here + "/control", {"speed": "inf"})
while json.loads(call("GET", here))["state"] == "playing":
    time.sleep(.2)
` : ""}text = call("GET", here + "/figures/${name}.csv${query ? `?${query}` : ""}")
call("DELETE", here)

table = list(csv.DictReader(line for line in text.splitlines() if line and not line.startswith("#")))
columns = {name: [row[name] for row in table] for name in table[0]} if table else {}  # of text; float() the numbers
print(len(table), "rows of", ", ".join(columns))
`
}

/** A command for a shell. */
export function curlOf(origin: string, s: Session, start: Start, name: string, query: string): string {
  const api = `${origin}/api/v1/sessions`
  const wait = `curl -sS -X POST -H 'Content-Type: application/json' -d '{"speed":"inf"}' "${api}/$id/control" > /dev/null
while curl -sS "${api}/$id" | grep -q '"state":"playing"'; do sleep .2; done
`
  return `# ${name} of "${s.preset}" at ${seconds(s)} s, seed ${s.seed}
${unlike(start)}id=$(curl -sS -X POST -H 'Content-Type: application/json' -d ${shell(JSON.stringify({ ...start, lost: undefined }))} ${api} | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
${start.play ? wait : ""}curl -sS -o ${name}.csv "${api}/$id/figures/${name}.csv${query ? `?${query}` : ""}"
curl -sS -X DELETE "${api}/$id"
head -n 20 ${name}.csv
`
}

const unlike = (start: Start) => (start.lost ? `# Not the same spikes, as the values of now hold from the start: ${start.lost}\n` : "")
const seconds = (s: Session) => (s.t_ms / 1000).toFixed(1)
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`

/** A value of JSON as Python writes it. */
function python(v: unknown): string {
  if (v === null || v === undefined) return "None"
  if (typeof v === "boolean") return v ? "True" : "False"
  if (Array.isArray(v)) return `[${v.map(python).join(", ")}]`
  if (typeof v === "object") return `{${Object.entries(v).filter(([, x]) => x !== undefined).map(([k, x]) => `${JSON.stringify(k)}: ${python(x)}`).join(", ")}}`
  return JSON.stringify(v)
}
