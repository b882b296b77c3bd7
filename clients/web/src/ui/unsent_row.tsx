/** A line of mine that is not in the log yet. */

import type { Conversation } from "../model/conversation";
import type { UnsentEntry } from "../net";
import { t } from "../text";
import { QuoteLine } from "./attached";
import { useQuietChat } from "./context";
import { Icon } from "./icons";
import { Marked } from "./markup_view";
import { harmlessText } from "./names";

export function UnsentRow({ entry, conversation }: { entry: UnsentEntry; conversation: Conversation }) {
  const chat = useQuietChat();
  const { say, standing, failure } = entry;
  const failed = standing === "failed";
  return (
    <article class={`row mine ${failed ? "failed" : "pending"}`} tabIndex={-1} aria-label={t(failed ? "line_failed" : "line_pending")}>
      <span class="gutter time"><Icon name={failed ? "circle-alert" : "clock"} size={14} /></span>
      {say.re ? <QuoteLine conversation={conversation} seq={say.re} answered={conversation.lines.get(say.re)} /> : null}
      <div class={`body ${say.action ? "action" : ""}`} dir="auto"><Marked text={harmlessText(say.text)} mention={null} /></div>
      {failed && (
        <div class="state" role="alert">
          <span>{t("not_sent", { reason: harmlessText(failure?.text || t("refused")) })}</span>
          <button class="link-button" onClick={() => chat.session.sayAgain(say.key)}>{t("try_again")}</button>
          <button class="link-button" onClick={() => chat.session.discard(say.key)}>{t("delete")}</button>
        </div>
      )}
    </article>
  );
}
