/** Dialogs: sheets over the page, one question each. The primary button is named by what it does. */

import type { JSX } from "preact";
import { t } from "../text";
import { AccountSheet } from "./account_sheet";
import type { Chat } from "./chat";
import { useChat } from "./context";
import { invitation, invitationWords, leaveInvitation } from "./invitation";
import { InvitationSheet } from "./invitation_sheet";
import { ReactionsSheet, RevisionsSheet } from "./line_sheets";
import { harmless } from "./names";
import { SettingsSheet } from "./settings_sheet";
import { done, type FieldSpec, type FormProps, FormSheet, type SheetProps, soon } from "./sheet_frame";

export type SheetName = keyof typeof SHEETS;

export function makeSheet(name: SheetName, about: SheetProps): JSX.Element {
  const Sheet = SHEETS[name];
  return <Sheet about={about} />;
}

type Sheet = (props: { about: SheetProps }) => JSX.Element;

/** Things that are done with a conversation. */
function ofRoom(make: (chat: Chat, about: SheetProps, room: string, label: string) => FormProps): Sheet {
  return function RoomSheet({ about }) {
    const chat = useChat();
    const conversation = chat.state.conversations.get(about.key ?? "") ?? chat.conversation;
    const label = conversation ? harmless(chat.titleOf(conversation)) : "";
    return <FormSheet {...make(chat, about, conversation?.room ?? "", label)} />;
  };
}

const words = (text: string) => text.split(/[\s,;]+/).map((word) => word.replace(/^@/, "")).filter(Boolean);
const when = (): FieldSpec => ({ name: "when", label: "when", type: "datetime-local", value: soon() });
const until: FieldSpec = { name: "end", label: "until_when", type: "datetime-local", optional: true };
const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const SHEETS = {
  room: ofRoom((chat) => ({
    title: t("new_room"),
    about: t("new_room_about"),
    fields: [{ name: "name", label: "room_name" }],
    action: "enter",
    run: ({ name = "" }) => (chat.go(name.trim().replace(/^#/, "")), ""),
  })),
  group: ofRoom((chat) => ({
    title: t("create_group"),
    about: t("new_group_about"),
    fields: [{ name: "name", label: "group_name" }, { name: "people", label: "people_to_add", hint: "names_hint" }],
    action: "create_group",
    run: async ({ name = "", people = "" }) => {
      const answer = await chat.session.places.createGroup(name, words(people));
      return answer.event === "error" ? harmless(answer.text) || t("offline") : "";
    },
  })),
  invite: ofRoom((chat, _, room, label) => ({
    title: t("add_people_to", { room: label }),
    fields: [{ name: "people", label: "people_to_add", hint: "names_hint" }],
    action: "add_people",
    run: async ({ people = "" }) => {
      for (const name of words(people)) {
        const wrong = await done(chat, { cmd: "invite", name, room });
        if (wrong) return wrong;
      }
      return "";
    },
  })),
  redeem: ofRoom((chat, { name = "" }) => ({
    title: t("invited_title"),
    about: invitation.value ? invitationWords(invitation.value) : "",
    action: "join_chat",
    run: async () => {
      const room = invitation.value?.room ?? "";
      const wrong = await done(chat, { cmd: "redeem", invitation: name });
      if (wrong) return wrong;
      leaveInvitation();
      chat.showWhenThere(room);
      return wrong;
    },
  })),
  link: InvitationSheet,
  topic: ofRoom((chat, about, room, label) => ({
    title: t("topic_of", { room: label }),
    fields: [{ name: "text", label: "topic", value: chat.state.conversations.get(about.key ?? "")?.topic ?? "", optional: true }],
    action: "save",
    run: ({ text = "" }) => done(chat, { cmd: "topic", room, text: text.trim() }),
  })),
  rename_room: ofRoom((chat, about, room, label) => ({
    title: t("rename_of", { room: label }),
    fields: [{ name: "name", label: "new_name", value: chat.state.conversations.get(about.key ?? "")?.name ?? "" }],
    action: "rename_room",
    run: ({ name = "" }) => done(chat, { cmd: "rename_room", room, name: name.trim() }),
  })),
  poll: ofRoom((chat, _, room, label) => ({
    title: t("poll_in", { room: label }),
    fields: [
      { name: "question", label: "question" },
      { name: "choices", label: "choices", lines: 4, hint: "choices_hint" },
      { name: "many", label: "poll_many", type: "checkbox" },
      { name: "anonymous", label: "poll_anonymous", type: "checkbox" },
    ],
    action: "ask_poll",
    run: ({ question = "", choices = "", many, anonymous }) => {
      const each = choices.split("\n").map((choice) => choice.trim()).filter(Boolean);
      if (each.length < 2) return t("two_choices");
      return done(chat, { cmd: "poll", room, question: question.trim(), choices: each, many: many === "on", anonymous: anonymous === "on", key: newKey() });
    },
  })),
  later: ofRoom((chat, _, room, label) => ({
    title: t("later_in", { room: label }),
    fields: [when(), { name: "text", label: "text", lines: 3 }],
    action: "say_later",
    run: ({ when: time = "", text = "" }) => done(chat, { cmd: "later", room, when: time.trim(), text, key: newKey() }, () => chat.announcer.say(t("saved"))),
  })),
  leave: ofRoom((chat, _, room, label) => ({
    title: t("leave_q", { room: label }),
    about: t("leave_about"),
    action: "leave_group",
    danger: true,
    run: () => {
      const conversation = chat.state.conversation(room);
      if (conversation) chat.leave(conversation);
      return "";
    },
  })),
  remind: ofRoom((chat, { seq = 0 }, room) => ({
    title: t("remind_me"),
    fields: [when()],
    action: "remind",
    run: ({ when: time = "" }) => done(chat, { cmd: "remind", room, seq, when: time.trim() }, () => chat.announcer.say(t("saved"))),
  })),
  report: ofRoom((chat, { seq = 0 }, room) => ({
    title: t("report_q"),
    about: t("report_about"),
    fields: [{ name: "reason", label: "reason", lines: 2, optional: true }],
    action: "report",
    run: ({ reason = "" }) => done(chat, { cmd: "report", room, seq, reason: reason.trim() }, () => chat.toast(t("reported"))),
  })),
  delete: ofRoom((chat, { seq = 0 }, room) => ({
    title: t("delete_q"),
    about: t("delete_about"),
    action: "delete",
    danger: true,
    run: () => done(chat, { cmd: "delete", room, seq }),
  })),
  kick: ofRoom((chat, { name = "" }, room, label) => ({
    title: t("kick_q", { name: harmless(name), room: label }),
    fields: [{ name: "reason", label: "reason", optional: true }],
    action: "remove_from_room",
    danger: true,
    run: ({ reason = "" }) => done(chat, { cmd: "kick", name, room, reason: reason.trim() }),
  })),
  password: ofRoom((chat, { room = "" }) => ({
    title: t("room_password"),
    about: t("room_password_about", { room: harmless(chat.state.rooms.get(room)?.room ?? room) }),
    fields: [{ name: "password", label: "password", type: "password" }],
    action: "enter",
    run: ({ password = "" }) => (chat.session.places.join(room, password) ? "" : t("offline")),
  })),
  status: ofRoom((chat) => ({
    title: t("set_status"),
    fields: [{ name: "text", label: "status", optional: true }, until],
    action: "save",
    run: ({ text = "", end = "" }) => done(chat, { cmd: "set_status", text: text.trim(), end: end.trim() }),
  })),
  away: ofRoom((chat) => ({
    title: t("set_away"),
    fields: [{ name: "text", label: "away_words", optional: true }, until],
    action: "set_away",
    run: ({ text = "", end = "" }) => done(chat, { cmd: "away", text: text.trim(), end: end.trim() }),
  })),
  profile: ofRoom((chat) => ({
    title: t("your_profile"),
    fields: (["full_name", "pronouns", "about", "zone"] as const).map((name) => ({
      name, label: name, value: chat.state.chosen[name] ?? "", optional: true, lines: name === "about" ? 3 : 1,
      ...(name === "zone" ? { hint: "zone_hint" as const } : {}),
    })),
    action: "save",
    run: async (fields) => {
      for (const name of ["full_name", "pronouns", "about", "zone"] as const) {
        const value = fields[name]?.trim() ?? "";
        const wrong = value === (chat.state.chosen[name] ?? "") ? "" : await done(chat, { cmd: "set", name, value });
        if (wrong) return wrong;
      }
      return "";
    },
  })),
  rename: ofRoom((chat) => ({
    title: t("change_name"),
    fields: [{ name: "name", label: "name", value: chat.state.me }],
    action: "change_name",
    run: ({ name = "" }) => done(chat, { cmd: "nick", name: name.trim() }),
  })),
  register: ofRoom((chat) => ({
    title: t("create_account"),
    about: t("register_about", { name: harmless(chat.state.me) }),
    fields: [
      { name: "password", label: "password", type: "password" },
      { name: "invitation", label: "invitation_optional", optional: true },
    ],
    action: "create_account",
    run: ({ password = "", invitation = "" }) =>
      done(chat, { cmd: "register", password, ...(invitation.trim() ? { invitation: invitation.trim() } : {}) }, () => chat.toast(t("registered"))),
  })),
  logout: ofRoom((chat) => {
    const unsent = chat.session.unsent().length;
    return {
      title: t("log_out_q"),
      about: unsent ? t("log_out_unsent", { n: unsent }) : chat.state.account ? "" : t("log_out_guest"),
      action: "log_out",
      danger: unsent > 0,
      run: async () => (await chat.session.logout(), ""),
    };
  }),
  settings: SettingsSheet,
  account: AccountSheet,
  reactions: ReactionsSheet,
  revisions: RevisionsSheet,
} satisfies Record<string, Sheet>;
