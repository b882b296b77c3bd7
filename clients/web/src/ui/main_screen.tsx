/** The frame: the list, the conversation, the pane at the right; what lies over them. */

import { useLayoutEffect } from "preact/hooks";
import { t } from "../text";
import { AdminHost } from "./admin_host";
import type { Chat } from "./chat";
import { CodeHost } from "./code_host";
import { ConversationScreen } from "./conversation_screen";
import { ChatContext } from "./context";
import { Viewer } from "./file_card";
import { listenToKeys } from "./keys";
import { EmojiHost } from "./emoji_host";
import { Lazy } from "./lazy";
import { Menu } from "./menu";
import { PlaceList } from "./place_list";
import { Toasts } from "./toasts";

export function MainScreen({ chat }: { chat: Chat }) {
  useLayoutEffect(() => listenToKeys(chat), [chat]);
  const pane = chat.pane.value;
  const column = chat.column.value === "pane" && !pane ? "main" : chat.column.value;
  const { place, palette, sheet } = chat;
  return (
    <ChatContext.Provider value={chat}>
      <div class="frame" data-column={column}>
        {!chat.code.value && !chat.admin.value && (
          <>
            <a class="skip" href="#composer" onClick={(event) => skipTo(event, "#composer")}>{t("skip_composer")}</a>
            <a class="skip" href="#messages" onClick={(event) => skipTo(event, "#messages .row:last-of-type")}>{t("skip_messages")}</a>
          </>
        )}
        <PlaceList />
        <main class="main" aria-label={t("conversation")}>
          {chat.admin.value ? <AdminHost /> : chat.code.value ? <CodeHost where={chat.code.value} /> : <ConversationScreen key={place.value} place={place.value} />}
        </main>
        {pane && <Lazy load={() => import("./panes").then((module) => module.Pane)} props={{ kind: pane }} />}
      </div>
      {palette.value && <Lazy load={() => import("./palette").then((module) => module.Palette)} props={{}} />}
      {sheet.value?.()}
      <Menu />
      <EmojiHost />
      <Viewer />
      <Toasts />
      <div class="hidden" aria-live="polite" role="status">{chat.announcer.text.value}</div>
    </ChatContext.Provider>
  );
}

/** The address stays what it is: it leads to a conversation. */
function skipTo(event: MouseEvent, selector: string): void {
  event.preventDefault();
  document.querySelector<HTMLElement>(selector)?.focus();
}
