/** What happened beside the log: people who came and went, refusals, announcements. */

import type { Notice } from "../model/notice";
import { t } from "../text";
import { useQuietChat } from "./context";
import { Linked } from "./markup_view";
import { clock } from "./times";
import { notice as noticeWords } from "./words";

export function NoticeRow({ notice }: { notice: Notice }) {
  return (
    <div class={`fact ${notice.kind}`} dir="auto">
      <Linked text={noticeWords(notice)} />
      <Invitation notice={notice} />
      <span class="time">{clock(notice.ts)}</span>
    </div>
  );
}

/** Asked to open a document: a button does. */
function Invitation({ notice: { body } }: { notice: Notice }) {
  const chat = useQuietChat();
  if (body.what !== "event" || body.event.event !== "document_invited" || body.event.who) return null;
  const { doc, room, rid } = body.event.document;
  return <>{" "}<button class="link-button" onClick={() => chat.openCode({ room: rid || room, doc })}>{t("open")}</button></>;
}
