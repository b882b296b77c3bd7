/** What can be looked at about a line: who reacted, and what stood there before. */

import { useEffect, useState } from "preact/hooks";
import type { Command, Event } from "../model/types";
import { t } from "../text";
import { useChat } from "./context";
import { harmless, harmlessText } from "./names";
import { Frame, type SheetProps } from "./sheet_frame";
import { dayAndClock } from "./times";

/** The answer to `command`, once it has come. */
function useAnswer(command: Command): Event | null {
  const chat = useChat();
  const [answer, setAnswer] = useState<Event | null>(null);
  useEffect(() => {
    let here = true;
    void chat.session.ask(command).then((found) => here && setAnswer(found));
    return () => void (here = false);
  }, []);
  return answer;
}

function Close() {
  const chat = useChat();
  return <div class="sheet-buttons"><button class="button primary" onClick={() => (chat.sheet.value = null)}>{t("close")}</button></div>;
}

const words = (answer: Event | null) => (answer === null ? t("loading") : answer.event === "error" ? harmless(answer.text) || t("offline") : "");

export function ReactionsSheet({ about }: { about: SheetProps }) {
  const chat = useChat();
  const room = chat.state.conversations.get(about.key ?? "")?.room ?? "";
  const answer = useAnswer({ cmd: "reactions", room, seq: about.seq ?? 0 });
  const found = answer?.event === "reaction_list" ? answer : null;
  const emoji = [...new Set(found?.reactions.map((each) => each.emoji))];
  return (
    <Frame title={t("who_reacted")}>
      <p>{words(answer)}</p>
      <ul>
        {emoji.map((each) => (
          <li key={each} dir="auto">{each} {found?.reactions.filter((one) => one.emoji === each).map((one) => harmless(one.name)).join(", ")}</li>
        ))}
      </ul>
      {found?.more ? <p class="meta">{t("and_more", { n: found.more })}</p> : null}
      <Close />
    </Frame>
  );
}

export function RevisionsSheet({ about }: { about: SheetProps }) {
  const chat = useChat();
  const room = chat.state.conversations.get(about.key ?? "")?.room ?? "";
  const answer = useAnswer({ cmd: "revisions", room, seq: about.seq ?? 0 });
  const found = answer?.event === "revisions" ? answer.texts : [];
  return (
    <Frame title={t("former_texts")} wide>
      <p>{words(answer)}</p>
      {found.map((text) => (
        <div key={text.ts} class="card">
          <time class="meta">{dayAndClock(text.ts, Date.now() / 1000)}</time>
          <p dir="auto">{harmlessText(text.text)}</p>
        </div>
      ))}
      <Close />
    </Frame>
  );
}
