/** The session in a browser. */

import { Identities } from "./identity";
import { Session } from "./session";
import { addressOf, dialer } from "./socket";
import { openStore } from "./store";
import { sendByBrowser } from "./uploads";

export type { SayExtra, Session, SessionStatus } from "./session";
export type { UnsentEntry } from "./unsent";
export type { Upload } from "./uploads";

const HIDDEN_EVERY = 250; // milliseconds between two drawings of a page that nobody sees

export async function openSession(device: string): Promise<Session> {
  const session = new Session({
    dial: dialer(addressOf(location)),
    store: await openStore(),
    identities: new Identities(
      () => sessionStorage,
      () => localStorage,
    ),
    send: sendByBrowser,
    newKey,
    frame: (call) => {
      if (document.hidden) setTimeout(call, HIDDEN_EVERY);
      else requestAnimationFrame(call);
    },
    device,
  });
  await session.load();
  addEventListener("online", () => session.retry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) session.retry();
  });
  return session;
}

/** 128 random bits; `crypto.randomUUID` exists only in secure contexts. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
