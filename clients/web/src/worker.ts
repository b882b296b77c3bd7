/** The service worker: opens the page without a network, and shows notifications while it is closed. */

export {};

const scope = self as unknown as ServiceWorkerGlobalScope;

const KEPT = "page-1";
const HOME = "/";

scope.addEventListener("install", (event) => {
  event.waitUntil(scope.skipWaiting());
});

scope.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers().then(() => scope.clients.claim()));
});

async function dropOthers(): Promise<void> {
  for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
}

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== scope.location.origin) return;
  if (request.mode === "navigate" && isOfPage(url.pathname)) event.respondWith(page(request));
  else if (url.pathname.startsWith("/web/")) event.respondWith(file(request, url.searchParams.has("v")));
});

/** Addresses at which the page answers; downloads and the API are left to the browser. */
const isOfPage = (path: string): boolean => path === HOME || path.startsWith("/r/") || path.startsWith("/code/");

/** From the server; when it or a proxy's way to it is away, as it was last. */
async function page(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (isPage(answer)) await keep(HOME, answer.clone());
    return (AWAY.has(answer.status) && (await caches.match(HOME))) || answer;
  } catch (error) {
    const kept = await caches.match(HOME);
    if (kept) return kept;
    throw error;
  }
}

const AWAY = new Set([502, 503, 504]);

/** A file that somebody has shared may be HTML, too, but says that it is a file. */
function isPage({ ok, headers }: Response): boolean {
  return ok && headers.get("content-type")?.startsWith("text/html") === true && !headers.has("content-disposition");
}

/** A page that was loaded without the worker tells what it is made of. */
scope.addEventListener("message", (event) => {
  const parts = (event.data as { parts?: unknown } | null)?.parts;
  if (Array.isArray(parts)) event.waitUntil(keepAll(parts.filter((part) => typeof part === "string" && part.startsWith("/web/"))));
});

async function keepAll(parts: string[]): Promise<void> {
  const answer = await fetch(HOME, { headers: { Accept: "text/html" } });
  if (isPage(answer)) await keep(HOME, answer);
  for (const part of parts) if (!(await caches.match(part))) await keepFile(part);
}

async function keepFile(part: string): Promise<void> {
  const answer = await fetch(part);
  if (answer.ok) await keep(part, answer);
}

/** What has a version never changes; the rest is asked for first. */
async function file(request: Request, isVersioned: boolean): Promise<Response> {
  const kept = await caches.match(request);
  if (kept && isVersioned) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Of each file its newest version only. */
async function keep(request: Request | string, answer: Response): Promise<void> {
  const cache = await caches.open(KEPT);
  await cache.delete(request, { ignoreSearch: true });
  await cache.put(request, answer);
}

interface Shown {
  title?: string;
  body?: string;
  navigate?: string;
  tag?: string;
}

scope.addEventListener("push", (event) => {
  event.waitUntil(show(notificationOf(event.data)));
});

function notificationOf(data: PushMessageData | null): Shown {
  try {
    return ((data?.json() as { notification?: Shown })?.notification ?? {}) as Shown;
  } catch {
    return {};
  }
}

/** A page that is looked at shows the line itself. */
async function show({ title = "chatservice", body = "", navigate = HOME, tag = "" }: Shown): Promise<void> {
  const pages = await scope.clients.matchAll({ type: "window" });
  if (pages.some((page) => page.focused)) return;
  const icon = "/web/icon-192.png";
  await scope.registration.showNotification(title, { body, tag, icon, badge: icon, data: pathOf(navigate) });
}

/** Its path on this origin, by whatever name the server calls itself. */
function pathOf(address: string): string {
  try {
    return new URL(address, scope.location.origin).pathname;
  } catch {
    return HOME;
  }
}

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(typeof event.notification.data === "string" ? event.notification.data : HOME));
});

async function open(path: string): Promise<void> {
  const [page] = await scope.clients.matchAll({ type: "window" });
  if (!page) return void (await scope.clients.openWindow(path));
  page.postMessage({ open: path });
  await page.focus();
}
