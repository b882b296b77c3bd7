/** What belongs to a line: the one that it answers, reactions, replies, whether it is pinned. */

import type { Conversation } from "../model/conversation";
import type { LoggedEvent } from "../model/types";
import { t } from "../text";
import { useQuietChat } from "./context";
import { openEmoji } from "./emoji_host";
import { Icon } from "./icons";
import { react } from "./line_menu";
import { harmless, hueOf } from "./names";
import { short } from "./words";

interface QuoteProps {
  conversation: Conversation;
  seq: number;
  answered: LoggedEvent | undefined; // as it is known now
}

/** One line of what is answered; it leads there. */
export function QuoteLine({ conversation, seq, answered }: QuoteProps) {
  const chat = useQuietChat();
  return (
    <button class={`quote ${answered ? `hue-${hueOf(answered.sender)}` : ""}`} dir="auto" onClick={() => chat.jump(conversation, seq)}>
      {answered && answered.event !== "blank" && <b>{harmless(answered.sender)}</b>}
      <span>{answered ? short(answered) : t("earlier_line")}</span>
    </button>
  );
}

export function Attached({ line, conversation }: { line: LoggedEvent; conversation: Conversation }) {
  const chat = useQuietChat();
  if (!("reactions" in line || "replies" in line || "pinned" in line)) return null;
  const { reactions = [], replies = 0, pinned = false } = line;
  if (!reactions.length && !replies && !pinned) return null;
  return (
    <div class="chips">
      {reactions.map((each) => (
        <button
          key={each.emoji}
          class={`chip ${each.mine ? "own" : ""}`}
          aria-pressed={each.mine ?? false}
          aria-label={t("reaction_of", { emoji: each.emoji, n: each.count })}
          onClick={() => react(chat, conversation, line, each.emoji)}
        >
          <span class="emoji">{each.emoji}</span> {each.count}
        </button>
      ))}
      {reactions.length ? (
        <button class="chip bare" aria-label={t("react")} onClick={(event) => openEmoji(event, (emoji) => react(chat, conversation, line, emoji))}>
          <Icon name="smile-plus" size={16} />
        </button>
      ) : null}
      {replies ? <button class="link-button meta" onClick={() => firstReply(chat, conversation, line.seq)}>{t("n_replies", { n: replies })}</button> : null}
      {pinned ? <span class="pinned-mark"><Icon name="pin" size={14} /> {t("pinned")}</span> : null}
    </div>
  );
}

function firstReply(chat: ReturnType<typeof useQuietChat>, conversation: Conversation, seq: number): void {
  for (const line of conversation.lines.values())
    if (line.event === "message" && line.re === seq) return chat.jump(conversation, line.seq);
}
