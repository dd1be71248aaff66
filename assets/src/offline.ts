// The page for when the server does not run: it asks until there is one, and
// then opens what was asked for.

import { wireScheme } from "./scheme"

const wait = 1000 // ms between two looks

wireScheme()

document.addEventListener("DOMContentLoaded", () => {
  const start = document.getElementById("start")!
  const port = location.port || "80"
  if (port !== "8080") start.textContent += ` --addr ${location.hostname}:${port}`
  let timer = 0
  const look = async () => {
    clearTimeout(timer)
    try {
      const r = await fetch("/healthz", { cache: "no-store" })
      if (r.ok && (await r.json()).product === "striate") {
        document.getElementById("state")!.textContent = "It runs again. Opening."
        if (location.pathname === "/offline") location.replace("/")
        else location.reload()
        return
      }
    } catch {
      // not yet
    }
    timer = setTimeout(() => void look(), wait)
  }
  document.getElementById("again")!.addEventListener("click", () => void look())
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) void look()
  })
  void look()
})
