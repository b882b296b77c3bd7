/** Dialogs are loaded when the first is opened. */

import { t } from "../text";
import type { Chat } from "./chat";
import type { SheetProps } from "./sheet_frame";
import type { SheetName } from "./sheets";
import { offerReload } from "./upgrade";

export type { SheetName };

export function openSheet(chat: Chat, name: SheetName, props: SheetProps = {}): void {
  void import("./sheets").then(
    ({ makeSheet }) => (chat.sheet.value = () => makeSheet(name, props)),
    () => offerReload(chat, t("part_missing")),
  );
}
