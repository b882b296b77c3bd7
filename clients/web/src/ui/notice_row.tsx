/** What happened beside the log: people who came and went, refusals, announcements. */

import { useState } from "preact/hooks";
import type { Notice } from "../model/notice";
import { t } from "../text";
import { useQuietChat } from "./context";
import { Linked } from "./markup_view";
import { clock } from "./times";
import { notice, people } from "./words";

export function NoticeRow({ notices }: { notices: readonly Notice[] }) {
  const [open, setOpen] = useState(false);
  if (notices.length > 1 && !open) {
    return (
      <div class="fact">
        <button class="link-button" aria-expanded="false" onClick={() => setOpen(true)}>{folded(notices)}</button>
      </div>
    );
  }
  return (
    <>
      {notices.map((each) => (
        <div key={each.number} class={`fact ${each.kind}`} dir="auto">
          <Linked text={notice(each)} />
          <Invitation notice={each} />
          <span class="time">{clock(each.ts)}</span>
        </div>
      ))}
    </>
  );
}

/** Asked to open a document: a button does. */
function Invitation({ notice: { body } }: { notice: Notice }) {
  const chat = useQuietChat();
  if (body.what !== "event" || body.event.event !== "document_invited" || body.event.who) return null;
  const { doc, room, rid } = body.event.document;
  return <>{" "}<button class="link-button" onClick={() => chat.openCode({ room: rid || room, doc })}>{t("open")}</button></>;
}

/** "bob, carol and 12 more came or left" */
function folded(notices: readonly Notice[]): string {
  const who = new Set<string>();
  let others = 0;
  for (const { body } of notices) {
    if (body.what === "came" || body.what === "went") body.who.forEach((name) => who.add(name));
    else others++;
  }
  if (!who.size) return t("n_notices", { n: notices.length });
  const words = t("came_and_went", { names: people([...who]), n: who.size });
  return others ? `${words} · ${t("n_notices", { n: others })}` : words;
}
