/** The service worker: the page opens without the server, from the first visit on. */

import assert from "node:assert/strict";
import { test } from "node:test";

type Listener = (event: Record<string, unknown>) => void;

const ORIGIN = "http://localhost";
const listeners: Record<string, Listener> = {};
let kept = new Map<string, Response>(); // by path
let server = new Map<string, Response>();
let isAway = false;

const pathOf = (request: Request | string) => new URL(typeof request === "string" ? request : request.url, ORIGIN).href.slice(ORIGIN.length);
const html = (text: string, status = 200) => new Response(text, { status, headers: { "content-type": "text/html" } });

async function begun(): Promise<void> {
  [kept, server, isAway] = [new Map(), new Map([["/", html("page")], ["/web/main.js?v=1", new Response("code")]]), false];
  const cache = {
    async delete(request: Request | string) {
      const [path] = pathOf(request).split("?");
      for (const each of kept.keys()) if (each.split("?")[0] === path) kept.delete(each);
    },
    put: async (request: Request | string, answer: Response) => void kept.set(pathOf(request), answer),
  };
  Object.assign(globalThis, {
    self: { location: { origin: ORIGIN }, addEventListener: (name: string, call: Listener) => (listeners[name] = call) },
    caches: { open: async () => cache, match: async (request: Request | string) => kept.get(pathOf(request))?.clone() },
    fetch: async (request: Request | string) => {
      if (isAway) throw new TypeError("no connection");
      return server.get(pathOf(request))?.clone() ?? new Response("", { status: 404 });
    },
  });
  await import("../src/worker");
}

/** What the worker has to do for an event, when it is done. */
async function happens(name: string, event: Record<string, unknown>): Promise<unknown> {
  let work: unknown;
  listeners[name]?.({ ...event, waitUntil: (all: unknown) => (work = all), respondWith: (answer: unknown) => (work = answer) });
  return work;
}

const opened = async (path: string) => {
  const request = { url: ORIGIN + path, method: "GET", mode: "navigate" };
  return (await happens("fetch", { request })) as Response;
};

test("a page that was loaded without it opens when the server is away", async () => {
  await begun();
  server.set("/download/secret", new Response("private"));
  await happens("message", { data: { parts: ["/web/main.js?v=1", "/download/secret", 7] } });
  assert.deepEqual([...kept.keys()], ["/", "/web/main.js?v=1"]);
  isAway = true;
  assert.equal(await (await opened("/r/lobby")).text(), "page");
});

test("a proxy that does not reach the server is no page", async () => {
  await begun();
  await happens("message", { data: { parts: [] } });
  server.set("/", html("bad gateway", 502));
  assert.equal(await (await opened("/")).text(), "page");
  server.set("/", html("forbidden", 403));
  assert.equal((await opened("/")).status, 403);
});

test("a file that somebody shared is not kept as the page, whatever is in it", async () => {
  await begun();
  await opened("/");
  const headers = { "content-type": "text/html", "content-disposition": 'attachment; filename="a.html"' };
  server.set("/r/lobby/a.html", new Response("not the page", { headers }));
  assert.equal(await (await opened("/r/lobby/a.html")).text(), "not the page");
  isAway = true;
  assert.equal(await (await opened("/")).text(), "page");
});

test("of each file its newest version is kept, and what is no page is not", async () => {
  await begun();
  await happens("message", { data: { parts: ["/web/main.js?v=1"] } });
  server.set("/web/main.js?v=2", new Response("newer"));
  server.set("/", new Response("{}", { headers: { "content-type": "application/json" } }));
  await happens("message", { data: { parts: ["/web/main.js?v=2"] } });
  assert.deepEqual([...kept.keys()], ["/", "/web/main.js?v=2"]);
  assert.equal(await kept.get("/")?.text(), "page");
});

test("what is no message of the page changes nothing", async () => {
  await begun();
  for (const data of [null, "x", { parts: "/web/main.js" }]) await happens("message", { data });
  assert.equal(kept.size, 0);
});
