/** Registers the service worker, where the browser allows one: over https, and on this machine. */

const ADDRESS = "/web/worker.js";

export const canWork = (): boolean => "serviceWorker" in navigator && window.isSecureContext;

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

/** The one address that the page's policy lets a script be loaded from by name. */
function trusted(): string {
  const types = (window as { trustedTypes?: TrustedTypes }).trustedTypes;
  const rules = { createScriptURL: () => ADDRESS };
  return types ? types.createPolicy("worker", rules).createScriptURL(ADDRESS) : ADDRESS;
}

let registered: Promise<ServiceWorkerRegistration | null> | null = null;

/** The registration; null where there can be none. */
export function worker(): Promise<ServiceWorkerRegistration | null> {
  registered ??= canWork() ? navigator.serviceWorker.register(trusted(), { scope: "/" }).catch(() => null) : Promise.resolve(null);
  return registered;
}

/** What this page was loaded of: so that it opens without the server from the first visit on. */
function parts(): string[] {
  const loaded = performance.getEntriesByType("resource").map(({ name }) => new URL(name));
  return loaded.filter(({ origin }) => origin === location.origin).map(({ pathname, search }) => pathname + search);
}

/** Start it; `open` is called with the path that a notification leads to. */
export function startWorker(open: (path: string) => void): () => void {
  if (!canWork()) return () => {};
  void worker();
  void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage({ parts: parts() }));
  const hear = ({ data }: MessageEvent<{ open?: unknown }>) => {
    if (typeof data?.open === "string") open(data.open);
  };
  navigator.serviceWorker.addEventListener("message", hear);
  return () => navigator.serviceWorker.removeEventListener("message", hear);
}
