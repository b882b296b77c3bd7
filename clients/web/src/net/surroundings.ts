/** What a session is given of the browser. */

import type { Clock } from "./clock";
import type { DraftShelf } from "./drafts";
import type { Identities } from "./identity";
import type { Store } from "./store";
import type { Send } from "./upload_sending";
import type { Dial } from "./wire";

export interface Surroundings {
  dial: Dial;
  store: Store; // of unsent lines and uploads
  drafts: DraftShelf;
  identities: Identities;
  send: Send; // of uploads
  newKey: () => string; // 128 random bits as text
  /** Calls once, when the page is drawn next. */
  frame: (call: () => void) => void;
  clock?: Clock;
  device: string; // how the account's list of devices calls this browser
}
