/** A conversation without lines: what it is, who is there, two things to do. */

import type { Conversation } from "../model/conversation";
import { t } from "../text";
import { useChat } from "./context";
import { Icon } from "./icons";
import { harmless } from "./names";
import { openSheet } from "./open_sheet";
import { people } from "./words";

export function EmptyRoom({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const { kind, name, members, key } = conversation;
  const others = [...members.values()].filter((each) => each !== chat.state.me);
  const about = t(kind === "direct" ? "empty_direct" : kind === "group" ? "empty_group" : "empty_room", { name: harmless(name.replace(/^@/, "")) });
  return (
    <div class="empty">
      <Icon name={kind === "direct" ? "message-square" : kind === "group" ? "users" : "hash"} size={32} />
      <h3>{about}</h3>
      <p>{others.length ? t("empty_with", { names: people(others), n: others.length }) : kind === "direct" ? "" : t("empty_alone")}</p>
      <div class="actions">
        <button class="button primary" onClick={() => document.getElementById("composer")?.focus()}>{t("write_first")}</button>
        {kind === "direct" ? null : (
          <button class="button" onClick={() => openSheet(chat, "invite", { key })}>{t("add_people")}</button>
        )}
      </div>
    </div>
  );
}
