/** The session in a browser. */

import { refusal } from "../text";
import { browserShelf } from "./drafts";
import { Identities } from "./identity";
import { Session } from "./session";
import { addressOf, dialer } from "./socket";
import { BrowserStore } from "./store";
import { sender } from "./upload_sending";

export type { SayExtra } from "./own_lines";
export type { Session } from "./session";
export type { SessionStatus } from "./status";
export type { UnsentEntry } from "./unsent";
export type { Upload } from "./transfer";

const HIDDEN_EVERY = 250; // milliseconds between two drawings of a page that nobody sees

/** The session, resumed if this browser is logged in. What was kept is read while it connects. */
export function openSession(device: string): Session {
  const session = new Session({
    dial: dialer(addressOf(location), refusal),
    store: new BrowserStore(),
    drafts: browserShelf,
    identities: new Identities(
      () => sessionStorage,
      () => localStorage,
    ),
    send: sender(refusal),
    newKey,
    frame: (call) => {
      if (document.hidden) setTimeout(call, HIDDEN_EVERY);
      else requestAnimationFrame(call);
    },
    device,
  });
  session.start();
  void session.load();
  addEventListener("online", () => session.retry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) session.retry();
  });
  return session;
}

/** When there is something to show: lines, the login, or that there is no connection; after `most` milliseconds
 * whatever there is. A screen that is drawn before that would be drawn twice. */
export function somethingToShow(session: Session, most: number): Promise<void> {
  return new Promise((resolve) => {
    const isThere = () => {
      const { kind } = session.status.value;
      if (kind === "online") return [...session.state.conversations.values()].some((each) => each.runs.last);
      return kind !== "connecting";
    };
    const stops: (() => void)[] = [];
    const end = () => {
      for (const stop of stops) stop();
      resolve();
    };
    const look = () => isThere() && end();
    const timer = setTimeout(end, most);
    stops.push(() => clearTimeout(timer), session.listen(look), session.status.subscribe(look));
    look();
  });
}

/** 128 random bits; `crypto.randomUUID` exists only in secure contexts. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
