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

/** A document that one is asked to open, or has typed for: a button opens it. */
function Invitation({ notice: { body } }: { notice: Notice }) {
  const chat = useQuietChat();
  if (body.what !== "event") return null;
  const { event } = body;
  if (event.event !== "document_is" && (event.event !== "document_invited" || event.who)) return null;
  const { doc, room, rid } = event.document;
  return <>{" "}<button class="link-button" onClick={() => chat.openCode({ room: rid || room, doc })}>{t("open")}</button></>;
}
