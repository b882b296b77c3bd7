/** The session of this page. It begins to connect before the screens are read. */

import { openSession } from "./index";

export const session = openSession(`${navigator.platform || "browser"} · web`);
