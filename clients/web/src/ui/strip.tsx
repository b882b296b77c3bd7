/** Over the box to write in: who types or has read it, and what happens to the connection. */

import { useEffect, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import { t } from "../text";
import { useChat } from "./context";
import { Icon } from "./icons";
import { people, typingWords } from "./words";

export function Whispers({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const [, tick] = useState(0);
  const typists = conversation.typists(Date.now() / 1000).filter((name) => fold(name) !== fold(chat.state.me));
  useEffect(() => {
    if (!typists.length) return;
    const timer = setInterval(() => tick((n) => n + 1), 2_000); // nobody says when they stop
    return () => clearInterval(timer);
  }, [typists.length > 0]);
  return (
    <div class="whispers">
      <span dir="auto">{typingWords(typists)}</span>
      <span dir="auto">{seenWords(conversation, chat.state.me)}</span>
    </div>
  );
}

/** Who has read my line, if it is the last one of a private conversation. */
function seenWords(conversation: Conversation, me: string): string {
  const last = conversation.lines.get(conversation.head);
  if (conversation.kind === "public" || !last || fold(last.sender) !== fold(me)) return "";
  const names = [...conversation.readers.values()].filter(([, seq]) => seq >= last.seq).map(([name]) => name);
  if (!names.length) return "";
  return conversation.kind === "direct" ? t("seen") : t("seen_by", { names: people(names) });
}

// Ends after which this tab may go on.
const RESUMED = new Set(["superseded", "flood", "kicked"]);

export function Strip() {
  const chat = useChat();
  const status = chat.session.status.value;
  if (status.kind === "online" || status.kind === "login") return null;
  const words =
    status.kind === "waiting"
      ? t("waiting", { n: Math.ceil(status.seconds ?? 0) })
      : status.kind === "ended"
        ? t("ended", { reason: status.reason ?? "" })
        : t("connecting");
  return (
    <div class={`strip ${status.kind === "ended" ? "bad" : ""}`} role="status">
      <Icon name="wifi-off" size={16} />
      <span class="grow">{words} {status.kind !== "ended" && chat.conversation && t("go_on_writing")}</span>
      {status.kind === "waiting" && <button type="button" class="link-button" onClick={() => chat.session.retry()}>{t("retry_now")}</button>}
      {status.kind === "ended" &&
        (RESUMED.has(status.code ?? "") ? (
          <button type="button" class="link-button" onClick={() => chat.session.resume()}>{t("use_here")}</button>
        ) : (
          <button type="button" class="link-button" onClick={() => void chat.session.logout()}>{t("log_in_again")}</button>
        ))}
    </div>
  );
}
