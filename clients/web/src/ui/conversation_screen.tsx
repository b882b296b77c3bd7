/** A conversation: its head, its lines, and the box to write in. */

import { t } from "../text";
import { width } from "./choices";
import { Composer } from "./composer";
import { useChat } from "./context";
import { useDrop } from "./drop";
import { Head } from "./head";
import { IconButton } from "./icons";
import { MessageList } from "./message_list";
import { Strip, Whispers } from "./strip";
import { useSwipe } from "./swipe";

export function ConversationScreen({ place }: { place: string }) {
  const chat = useChat();
  const conversation = chat.state.conversations.get(place);
  const drop = useDrop(chat, conversation);
  const swipe = useSwipe(() => width.value === "narrow" && (chat.column.value = "list"));
  if (!conversation) return <Nothing />;
  return (
    <div class="scroll-host" {...drop.handlers} {...swipe}>
      <Head conversation={conversation} />
      <MessageList conversation={conversation} />
      <div class="below">
        {chat.isHere ? <Whispers conversation={conversation} /> : <Strip />}
        <Composer conversation={conversation} />
      </div>
      {drop.over && <div class="drop">{t("drop_here")}</div>}
    </div>
  );
}

/** Before anything has come, or after every room was left. */
function Nothing() {
  const chat = useChat();
  const leftAll = chat.isHere && chat.state.epoch !== "" && chat.state.rooms.size > 0;
  return (
    <div class="scroll-host">
      <header class="head"><IconButton icon="chevron-left" label={t("back_to_list")} class="back" onClick={() => (chat.column.value = "list")} /></header>
      <div class="scroll">
        {leftAll ? (
          <div class="empty">
            <h3>{t("nowhere")}</h3>
            <div class="actions"><button class="button primary" onClick={() => (chat.palette.value = true)}>{t("find_or_jump")}</button></div>
          </div>
        ) : (
          <Loading />
        )}
      </div>
      <div class="below"><Strip /></div>
    </div>
  );
}

export function Loading() {
  return (
    <div class="bones" role="status" aria-label={t("loading")}>
      {[60, 85, 45, 70].map((percent) => (
        <div class="bone" key={percent}>
          <i /> <i /> <i style={{ width: `${percent}%` }} />
        </div>
      ))}
    </div>
  );
}
