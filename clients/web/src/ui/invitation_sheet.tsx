/** Makes an invitation link to a conversation, to be passed on. */

import { useState } from "preact/hooks";
import { t } from "../text";
import { useChat } from "./context";
import { copyText } from "./copy";
import { harmless } from "./names";
import { Frame, type SheetProps } from "./sheet_frame";

const DAY = 86_400;
const DAYS = [1, 7, 30] as const;

export function InvitationSheet({ about }: { about: SheetProps }) {
  const chat = useChat();
  const conversation = chat.state.conversations.get(about.key ?? "");
  const [link, setLink] = useState("");
  const [wrong, setWrong] = useState("");
  const make = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const [uses, days] = [Number(fields.get("uses")) || 1, Number(fields.get("days")) || 1];
    const answer = await chat.session.ask({ cmd: "invitation", room: conversation?.room ?? "", uses, seconds: days * DAY });
    if (answer.event === "invitation") setLink(`${location.origin}/i/${encodeURIComponent(answer.token)}`);
    else setWrong((answer.event === "error" && harmless(answer.text)) || t("offline"));
  };
  return (
    <Frame title={t("invitation_link")}>
      <form onSubmit={make} noValidate>
        <p>{t("invitation_about", { room: conversation ? harmless(chat.titleOf(conversation)) : "" })}</p>
        <div class="field">
          <label for="link-uses">{t("invitation_uses")}</label>
          <input id="link-uses" name="uses" type="number" min={1} defaultValue="1" />
        </div>
        <div class="field">
          <label for="link-days">{t("invitation_days")}</label>
          <select id="link-days" name="days">{DAYS.map((days) => <option key={days} value={days}>{t("n_days", { n: days })}</option>)}</select>
        </div>
        {link && (
          <div class="field">
            <label for="link-made">{t("invitation_made")}</label>
            <input id="link-made" class="input" readOnly value={link} onFocus={(event) => event.currentTarget.select()} />
          </div>
        )}
        <p class="wrong" role="alert">{wrong}</p>
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={() => (chat.sheet.value = null)}>{t(link ? "close" : "cancel")}</button>
          {link ? <button type="button" class="button primary" onClick={() => void copyText(chat, link)}>{t("copy_link")}</button> : <button class="button primary">{t("make_link")}</button>}
        </div>
      </form>
    </Frame>
  );
}
