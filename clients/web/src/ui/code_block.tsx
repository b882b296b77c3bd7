/** Fenced code: its language, *Copy*, and *Run* where the server runs that language. */

import { runnersOf } from "../net/runners";
import { t } from "../text";
import { coloured } from "./colours_of_code";
import { useQuietChat } from "./context";
import { Icon } from "./icons";
import { copyText } from "./copy";
import { openSheet } from "./open_sheet";

interface CodeBlockProps {
  text: string;
  language: string;
  runs?: { seq: number; room: string };
  block: number;
}

export function CodeBlock({ text, language, runs, block }: CodeBlockProps) {
  const chat = useQuietChat();
  const { names, forAccounts } = runnersOf(chat.session);
  const isRunnable = runs && names.has(language);
  const needsAccount = forAccounts && !chat.state.account;
  const run = () => runs && void chat.request({ cmd: "run", line: runs.seq, room: runs.room, language, block });
  return (
    <div class="fence">
      <div class="fence-head">
        <span>{language || t("plain_code")}</span>
        {isRunnable && (needsAccount ? (
          <button class="link-button" onClick={() => openSheet(chat, "register")}><Icon name="play" size={14} /> {t("run_with_account")}</button>
        ) : (
          <button class="link-button" onClick={run}><Icon name="play" size={14} /> {t("run")}</button>
        ))}
        <button class="link-button" aria-label={t("copy")} onClick={() => void copyText(chat, text)}>
          <Icon name="copy" size={14} /> <span class="word">{t("copy")}</span>
        </button>
      </div>
      <pre tabIndex={0} aria-label={t("code_in", { language: language || t("plain_code") })}>
        {coloured(text, language).map(({ text: part, kind }, place) => (kind ? <span key={place} class={`tok-${kind}`}>{part}</span> : part))}
      </pre>
    </div>
  );
}
