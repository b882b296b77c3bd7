/** The head of a conversation: its name and topic, and what can be opened beside it. */

import type { Conversation } from "../model/conversation";
import { t } from "../text";
import { useChat } from "./context";
import type { Chat } from "./chat";
import type { PaneKind } from "./screen";
import { Icon, IconButton } from "./icons";
import { openMenu } from "./menu";
import { harmless } from "./names";
import { openSheet } from "./open_sheet";
import { markOf, Presence } from "./place_list";

export function Head({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const { kind, name, topic, here, earlier } = conversation;
  const person = kind === "direct" ? name.slice(1) : "";
  const pane = (which: PaneKind, icon: string, label: string, extra = "") => (
    <IconButton icon={icon} label={label} pressed={chat.pane.value === which} onClick={() => chat.openPane(which)} class={extra} />
  );
  return (
    <header class="head">
      <IconButton icon="chevron-left" label={t("back_to_list")} class="back" onClick={() => (chat.column.value = "list")} />
      {person && !earlier ? <Presence chat={chat} name={person} /> : <Icon name={markOf(conversation)} />}
      <div class="title">
        <h2 dir="auto">{harmless(earlier ? t("earlier_name", { name: person || name }) : person || name)}</h2>
        {!person && (
          <button class="topic" dir="auto" title={topic ? harmless(topic) : t("set_topic")} onClick={() => openSheet(chat, "topic", { key: conversation.key })}>
            {topic ? harmless(topic) : <span class="faint">{t("set_topic")}</span>}
          </button>
        )}
      </div>
      <IconButton icon="code" label={t("code")} onClick={() => chat.openCode({ room: conversation.room })} />
      {pane("search", "search", t("search"))}
      {pane("pins", "pin", t("pins"), "seldom")}
      {pane("files", "file", t("files"), "seldom")}
      {person ? (
        <IconButton icon="user" label={t("profile_of", { name: person })} onClick={() => chat.showProfile(person)} />
      ) : (
        <button
          class="icon-button count"
          aria-label={t("people_in_room", { n: here })}
          aria-pressed={chat.pane.value === "people"}
          title={t("people_in_room", { n: here })}
          onClick={() => chat.openPane("people")}
        >
          <Icon name="users" /> {here}
        </button>
      )}
      <IconButton icon="ellipsis" label={t("more")} onClick={(event) => openMenu(event, roomMenu(chat, conversation))} />
    </header>
  );
}

function roomMenu(chat: Chat, conversation: Conversation) {
  const { key, kind } = conversation;
  const level = (to: string) => () => {
    conversation.level = to;
    void chat.request({ cmd: "level", room: conversation.room, level: to });
  };
  const isPrivate = kind !== "public";
  return [
    { icon: "bell", label: mark(t("notify_all"), conversation.level === "all"), run: level("all") },
    { icon: "at-sign", label: mark(t("notify_mentions"), conversation.level === "mentions"), run: level("mentions") },
    { icon: "bell-off", label: mark(t("notify_none"), conversation.level === "none"), run: level("none") },
    { icon: "check", label: t("mark_read"), run: () => void chat.request({ cmd: "read", room: conversation.room }) },
    { icon: "pin", label: t("pins"), run: () => chat.openPane("pins") },
    { icon: "file", label: t("files"), run: () => chat.openPane("files") },
    ...(kind === "direct" ? [] : [{ icon: "pencil", label: t("set_topic"), run: () => openSheet(chat, "topic", { key }) }]),
    ...(kind === "direct" ? [] : [{ icon: "pencil", label: t("rename_room"), run: () => openSheet(chat, "rename_room", { key }) }]),
    ...(kind === "direct" ? [] : [{ icon: "user-plus", label: t("add_people"), run: () => openSheet(chat, "invite", { key }) }]),
    ...(kind === "direct" ? [] : [{ icon: "link", label: t("invitation_link"), run: () => openSheet(chat, "link", { key }) }]),
    { icon: "chart-column", label: t("ask_poll"), run: () => openSheet(chat, "poll", { key }) },
    { icon: "clock", label: t("say_later"), run: () => openSheet(chat, "later", { key }) },
    {
      icon: kind === "direct" ? "x" : "door-open",
      label: t(kind === "direct" ? "close" : kind === "group" ? "leave_group" : "leave_room"),
      run: () => (isPrivate && kind === "group" ? openSheet(chat, "leave", { key }) : chat.leave(conversation)),
      danger: kind === "group",
    },
  ];
}

const mark = (label: string, on: boolean) => (on ? `${label} ✓` : label);
