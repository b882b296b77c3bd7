/** A person: what they show of themselves, and what one may do with them. */

import { useEffect, useState } from "preact/hooks";
import { fold } from "../model/names";
import type { ProfileIs } from "../model/types";
import { t } from "../text";
import { Avatar } from "./avatar";
import { useChat } from "./context";
import { harmless } from "./names";
import { openSheet } from "./open_sheet";
import { dayAndClock } from "./times";

export function ProfileCard({ name }: { name: string }) {
  const chat = useChat();
  const [profile, setProfile] = useState<ProfileIs | null>(null);
  const [wrong, setWrong] = useState("");
  const mine = fold(name) === fold(chat.state.me);
  const shown = chat.state.shown.get(fold(name));
  useEffect(() => {
    let here = true;
    void chat.session.ask({ cmd: "profile", name }).then((answer) => {
      if (!here) return;
      if (answer.event === "profile") setProfile(answer);
      else setWrong((answer.event === "error" && answer.text) || t("not_loaded"));
    });
    return () => void (here = false);
  }, [name, shown, mine && chat.state.chosen]);
  const { conversation } = chat;
  const role = conversation?.state.roles.get(fold(chat.state.me)) ?? chat.state.role;
  const inRoom = conversation && conversation.kind !== "direct" && conversation.members.has(fold(name)) && !["guest", "user", "member"].includes(role);
  return (
    <div class="profile">
      <Avatar name={name} size="large" picture />
      <h3 dir="auto">{harmless(profile?.name ?? name)} {mine ? t("you_mark") : ""}</h3>
      {wrong && <p class="wrong">{harmless(wrong)}</p>}
      {profile && (
        <dl>
          {facts(profile).map(([label, text]) => [<dt key={label}>{label}</dt>, <dd key={`${label} text`} dir="auto">{text}</dd>])}
        </dl>
      )}
      <div class="actions">
        {!mine && <button class="button primary" onClick={() => chat.go(`@${name}`)}>{t("message")}</button>}
        {mine && <button class="button" onClick={() => openSheet(chat, "profile")}>{t("edit_profile")}</button>}
        {mine && <button class="button" onClick={() => openSheet(chat, "rename")}>{t("change_name")}</button>}
        {!mine && <button class="button" onClick={() => void chat.request({ cmd: "ignore", name }).then((done) => done && chat.toast(t("ignored", { name })))}>{t("ignore")}</button>}
        {!mine && inRoom && <button class="button danger" onClick={() => openSheet(chat, "kick", { name, key: conversation.key })}>{t("remove_from_room")}</button>}
      </div>
    </div>
  );
}

const DRAWN = new Set(["avatar", "color"]); // metadata that is for drawing a person

function facts(profile: ProfileIs): [label: string, text: string][] {
  const now = Date.now() / 1000;
  const until = (text: string, end?: number | null) => (text && end ? t("until", { text, time: dayAndClock(end, now) }) : text);
  const full = [profile.full_name, profile.pronouns && `(${profile.pronouns})`].filter(Boolean).join(" ");
  const seen = profile.away
    ? until(profile.away_text ? t("away_because", { text: profile.away_text }) : t("away"), profile.away_until)
    : profile.here
      ? t("presence_here")
      : profile.seen
        ? t("last_seen", { time: dayAndClock(profile.seen, now) })
        : t("presence_gone");
  const role = profile.role && !["guest", "user"].includes(profile.role) ? profile.role : "";
  const rows: [string, string][] = [
    [t("full_name"), full],
    [t("role"), role],
    [t("take_care"), nameNote(profile)],
    [t("status"), until(profile.status ?? "", profile.status_until)],
    [t("presence"), seen],
    [t("their_time"), timeIn(profile.zone ?? "")],
    [t("about"), profile.about ?? ""],
    ...Object.entries(profile.metadata ?? {}).filter(([key]) => !DRAWN.has(key)),
  ];
  return rows.filter(([, text]) => text).map(([label, text]) => [label, harmless(text)]);
}

/** Why the name would not be given today. */
function nameNote({ name_note, name_like }: ProfileIs): string {
  if (name_note === "alike") return t("name_alike", { name: name_like ?? "" });
  if (name_note === "reserved") return t("name_reserved");
  return name_note ? t("name_invalid") : "";
}

/** The time of the day there; empty for a zone that the browser does not know. */
function timeIn(zone: string): string {
  try {
    return zone ? `${new Intl.DateTimeFormat(undefined, { timeZone: zone, hour: "2-digit", minute: "2-digit" }).format()} (${zone})` : "";
  } catch {
    return "";
  }
}
