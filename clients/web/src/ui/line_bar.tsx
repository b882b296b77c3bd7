/** What is done with a line most often, over its corner while it is pointed at or focused. */

import type { Conversation } from "../model/conversation";
import type { LoggedEvent } from "../model/types";
import { t } from "../text";
import { useQuietChat } from "./context";
import { openEmoji } from "./emoji_host";
import { IconButton } from "./icons";
import { canEdit, editLine, openLineMenu, react, replyTo } from "./line_menu";

export function LineBar({ line, conversation }: { line: LoggedEvent; conversation: Conversation }) {
  const chat = useQuietChat();
  return (
    <div class="bar" role="toolbar" aria-label={t("line_actions")}>
      <IconButton icon="smile-plus" label={t("react")} size={16} onClick={(event) => openEmoji(event, (emoji) => react(chat, conversation, line, emoji))} />
      <IconButton icon="reply" label={t("reply")} size={16} onClick={() => replyTo(chat, conversation, line)} />
      {canEdit(chat, line) && <IconButton icon="pencil" label={t("edit")} size={16} onClick={() => editLine(chat, conversation, line)} />}
      <IconButton icon="ellipsis" label={t("more")} size={16} onClick={(event) => openLineMenu(event, chat, conversation, line)} />
    </div>
  );
}
