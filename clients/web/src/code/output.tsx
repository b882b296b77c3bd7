// What the program of a document prints, and the line that is its input.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { same } from "../model/names";
import type { CodeDocument } from "./document";
import type { ProgramRun } from "./runs";
import { t } from "./text";

type OutputProps = { document: CodeDocument; me: string; tick: number };

export function Output({ document, me, tick }: OutputProps) {
  const { newest } = document.runs;
  const [chosen, choose] = useState<ProgramRun | null>(null);
  useEffect(() => choose(null), [newest]); // a run that begins comes to the front
  const run = chosen && document.runs.all.includes(chosen) ? chosen : newest;
  if (!run) return null;
  const at = document.runs.all.indexOf(run);
  const turn = (step: number) => choose(document.runs.all[at + step] ?? run);
  const isMine = run.running && same(run.sender, me);
  return (
    <section class="code-output" aria-label={t("code.output")}>
      <header>
        <span class={`code-status ${run.running ? "" : run.verdict === "ok" ? "good" : "bad"}`}>{run.status}</span>
        <span class="code-fill" />
        {document.runs.all.length > 1 && (
          <>
            <span class="faint">{t("code.output_of", { n: at + 1, all: document.runs.all.length })}</span>
            <button type="button" class="button" aria-label={t("code.earlier_run")} disabled={at === 0} onClick={() => turn(-1)}>
              ‹
            </button>
            <button
              type="button"
              class="button"
              aria-label={t("code.later_run")}
              disabled={at === document.runs.all.length - 1}
              onClick={() => turn(1)}
            >
              ›
            </button>
          </>
        )}
      </header>
      <Printed run={run} tick={tick} />
      {isMine && <Input document={document} />}
      <p class="hidden" role="status">
        {run.running ? "" : t("code.result", { status: run.status })}
      </p>
    </section>
  );
}

// Only what is new is added to what is drawn: a program may print a lot.
function Printed({ run, tick }: { run: ProgramRun; tick: number }) {
  const box = useRef<HTMLPreElement>(null);
  const drawn = useRef<{ run: ProgramRun | null; count: number }>({ run: null, count: 0 });
  useLayoutEffect(() => {
    const pre = box.current;
    if (!pre) return;
    if (drawn.current.run !== run) {
      pre.replaceChildren();
      drawn.current = { run, count: 0 };
    }
    const isAtEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    for (const piece of run.pieces.slice(drawn.current.count)) {
      const span = document.createElement("span");
      span.className = `code-${piece.kind}`;
      span.textContent = piece.text;
      pre.append(span);
    }
    drawn.current.count = run.pieces.length;
    if (isAtEnd) pre.scrollTop = pre.scrollHeight;
  }, [run, tick]);
  return <pre ref={box} tabIndex={0} dir="ltr" role="group" aria-label={t("code.output")} />;
}

function Input({ document }: { document: CodeDocument }) {
  const [text, setText] = useState("");
  const send = (event: Event) => {
    event.preventDefault();
    document.runs.typeInput(text);
    setText("");
  };
  return (
    <form class="code-input" onSubmit={send}>
      <input
        aria-label={t("code.input")}
        class="input"
        placeholder={t("code.input")}
        value={text}
        autocomplete="off"
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "d" || !event.ctrlKey) return;
          event.preventDefault();
          document.runs.endInput();
        }}
      />
      <button type="submit" class="button">{t("code.send_input")}</button>
      <button type="button" class="button" title="Ctrl-D" onClick={() => document.runs.endInput()}>
        {t("code.end_input")}
      </button>
    </form>
  );
}
