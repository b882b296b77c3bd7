/** What a program printed and how it ended: the first lines are in the log, the others come on request. */

import { useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import type { RunEnded } from "../model/types";
import { t } from "../text";
import { useQuietChat } from "./context";
import { harmlessText } from "./names";
import { verdict } from "./verdict";

const SHOWN_MOST = 400_000; // characters

export function RunLines({ line, conversation }: { line: RunEnded; conversation: Conversation }) {
  const chat = useQuietChat();
  const head = line.head ?? "";
  const [output, setOutput] = useState({ text: head, asked: false, next: countLines(head), wrong: "" });
  const left = (line.lines ?? 0) - output.next;
  const more = async () => {
    const start = output.asked ? output.next : 0; // long lines of the head are cut
    const answer = await chat.session.ask({ cmd: "run_show", run: line.run, start, room: conversation.room });
    if (answer.event === "error") return setOutput({ ...output, wrong: answer.text });
    if (answer.event !== "run_output") return;
    if (answer.gone) return setOutput({ ...output, wrong: t("output_gone") });
    const text = (start ? output.text : "") + answer.text;
    setOutput({ text, asked: true, next: answer.next ?? line.lines ?? 0, wrong: "" });
  };
  return (
    <div>
      <span class={`meta ${line.verdict === "ok" ? "" : "wrong"}`}>{verdict(line)}</span>
      {line.wanted ? <span class="meta"> {t("run_wanted")}</span> : null}
      {output.text ? <pre class="run-head" tabIndex={0} aria-label={t("output")}>{harmlessText(output.text)}</pre> : null}
      {left > 0 && output.text.length < SHOWN_MOST ? <button class="link-button" onClick={() => void more()}>{t("output_more", { n: left })}</button> : null}
      {output.wrong ? <span class="meta wrong" role="alert">{output.wrong}</span> : null}
    </div>
  );
}

function countLines(text: string): number {
  return text ? text.replace(/\n$/, "").split("\n").length : 0;
}
