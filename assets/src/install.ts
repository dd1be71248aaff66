// Lets the browser keep the page's worker, so that it has words where the
// server does not run.

export function wireInstall(): void {
  if (!("serviceWorker" in navigator)) return // no secure context: the page works without
  const register = () => void navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" }).catch(() => undefined)
  if (document.readyState === "complete") register()
  else addEventListener("load", register, { once: true }) // the page comes first
}
