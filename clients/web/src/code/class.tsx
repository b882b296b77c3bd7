// A class: who has written and run what in the copies that were handed out; all of them run with one input.

import { useEffect, useState } from "preact/hooks";
import type { ClassIs, ClassRan } from "../model/types";
import { harmless } from "../ui/names";
import type { CodeDesk } from "./desk";
import type { CodeDocument } from "./document";
import { fileName, PLAIN } from "./languages";
import { verdict } from "../ui/verdict";
import { t } from "./text";
import { download, Sheet, when } from "./widgets";

const HEAD_SHOWN = 400; // characters of an output in the table

type ClassProps = { desk: CodeDesk; document: CodeDocument; open: (doc: string) => void; close: () => void };

export function Class({ desk, document, open, close }: ClassProps) {
  const [table, setTable] = useState<ClassIs | null>(null);
  const [ran, setRan] = useState<ClassRan | null>(null);
  const [words, setWords] = useState("");
  const [input, setInput] = useState("");
  const { doc } = document.info;
  const room = document.info.rid || document.info.room;
  const load = async () => {
    const answer = await desk.session.ask({ cmd: "code_class", doc, room });
    if (answer.event === "class") setTable(answer);
    else if (answer.event === "error") setWords(answer.text);
  };
  useEffect(() => {
    void load();
    return desk.session.listen((event) => {
      if (event.event !== "class_ran" || event.document.doc !== doc) return;
      setRan(event);
      setWords(event.stopped ? t("code.class_stopped") : "");
      void load();
    });
  }, [doc]);
  const handOut = async () => {
    const answer = await desk.session.ask({ cmd: "code_hand_out", doc, room });
    if (answer.event === "handed_out") setWords(t("code.handed_out", { n: answer.people.length }));
    else if (answer.event === "error") setWords(answer.text);
    await load();
  };
  const runAll = async (event: Event) => {
    event.preventDefault();
    const answer = await desk.session.ask({ cmd: "code_run_all", doc, room, input });
    if (answer.event === "class_run") setWords(t("code.class_running", { n: answer.copies }));
    else if (answer.event === "error") setWords(answer.text);
  };
  const collect = async () => {
    const zip = await desk.fetched(`/r/${encodeURIComponent(room)}/code/${doc}/class.zip`);
    if (zip) download(fileName(document.info.title, PLAIN).replace(/\.txt$/, "") + ".zip", zip);
    else setWords(t("code.not_connected"));
  };
  return (
    <Sheet title={t("code.class_of", { title: harmless(document.info.title) })} close={close} wide>
      <p role="status" class="faint">
        {harmless(words)}
      </p>
      {table && table.copies.length === 0 && <p>{t("code.class_empty")}</p>}
      {table && table.copies.length > 0 && <Copies table={table} ran={ran} open={open} />}
      <form class="code-row" onSubmit={(event) => void runAll(event)}>
        <label class="code-field code-fill">
          {t("code.class_input")}
          <input class="input" value={input} autocomplete="off" onInput={(event) => setInput(event.currentTarget.value)} />
        </label>
        <button type="submit" class="button" disabled={!table?.copies.length}>
          {t("code.class_run_all")}
        </button>
      </form>
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={() => void load()}>
          {t("code.refresh")}
        </button>
        <button type="button" class="button" disabled={!table?.copies.length} onClick={() => void collect()}>
          {t("code.class_collect")}
        </button>
        <button type="button" class="button" onClick={() => void handOut()}>
          {t("code.hand_out")}
        </button>
        <button type="button" class="button primary" onClick={close}>
          {t("code.done")}
        </button>
      </div>
    </Sheet>
  );
}

function Copies({ table, ran, open }: { table: ClassIs; ran: ClassRan | null; open: (doc: string) => void }) {
  const results = new Map(ran?.results.map((result) => [result.doc, result]));
  return (
    <div class="code-table" tabIndex={0} role="region" aria-label={t("code.class")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("code.class_name")}</th>
            <th scope="col">{t("code.class_edits")}</th>
            <th scope="col">{t("code.class_edited")}</th>
            <th scope="col">{t("code.class_runs")}</th>
            <th scope="col">{t("code.class_last")}</th>
            <th scope="col">{t("code.class_output")}</th>
          </tr>
        </thead>
        <tbody>
          {table.copies.map((copy) => {
            const result = results.get(copy.doc);
            const ended = result?.ended ?? copy.last;
            return (
              <tr key={copy.doc}>
                <th scope="row">
                  <button type="button" class="link-button" onClick={() => open(copy.doc)} dir="auto">
                    {harmless(copy.who)}
                  </button>
                </th>
                <td>{copy.edits ?? 0}</td>
                <td>{copy.edited ? when(copy.edited) : ""}</td>
                <td>{copy.runs ?? 0}</td>
                <td>{result?.refused ? harmless(result.refused) : ended ? verdict(ended) : ""}</td>
                <td>
                  <pre dir="ltr">{(ended?.head ?? "").slice(0, HEAD_SHOWN)}</pre>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
