/** Dialogs are loaded when the first is opened. */

import type { Chat } from "./chat";
import type { SheetProps } from "./sheet_frame";
import type { SheetName } from "./sheets";

export type { SheetName };

export function openSheet(chat: Chat, name: SheetName, props: SheetProps = {}): void {
  void import("./sheets").then(
    ({ makeSheet }) => (chat.sheet.value = () => makeSheet(name, props)),
    () => chat.toast("part_missing", true),
  );
}
