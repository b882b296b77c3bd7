/** What the parts of administration are made of: lists that are asked for, tables, questions. */

import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { AdminDesk, Told } from "./desk";
import { t } from "./text";

/** An answer, asked for now and again by what it gives second. */
export function useAnswer(desk: AdminDesk, ask: () => Promise<Told>, wants: unknown = ""): [Told | null, () => void] {
  const [told, setTold] = useState<Told | null>(null);
  const [count, setCount] = useState(0);
  useEffect(() => {
    let here = true;
    void ask().then((answer) => {
      if (!here) return;
      if (answer.event === "error") desk.tell(answer);
      else setTold(answer);
    });
    return () => void (here = false);
  }, [count, wants]);
  return [told, () => setCount((before) => before + 1)];
}

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  number?: boolean;
}

export function Table<Row>({ label, columns, rows }: { label: string; columns: Column<Row>[]; rows: readonly Row[] | undefined }) {
  if (!rows) return <p class="admin-note">{t("loading")}</p>;
  if (!rows.length) return <p class="admin-note">{t("nothing")}</p>;
  return (
    <div class="admin-scroll" tabIndex={0} role="region" aria-label={`${t("title")}: ${label}`}>
      <table class="admin-table">
        <thead>
          <tr>{columns.map(({ head, number }) => <th key={head} scope="col" class={number ? "number" : ""}>{head}</th>)}</tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>{columns.map(({ head, cell, number }) => <td key={head} class={number ? "number" : ""} dir="auto">{cell(row)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A small form in one row; its fields come by their names. */
export function RowForm({ label, action, children, run }: { label: string; action: string; children: ComponentChildren; run: (fields: Record<string, string>) => void }) {
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    run(Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value).trim()])));
  };
  return (
    <form class="admin-form" aria-label={label} onSubmit={submit}>
      {children}
      <button class="button">{action}</button>
    </form>
  );
}

export function Field({ label, name, type = "text", value = "", required = false }: { label: string; name: string; type?: "text" | "number"; value?: string; required?: boolean }) {
  return (
    <label class="field">
      <span class="label">{label}</span>
      {type === "number" ? (
        <input class="input" name={name} type="number" min={1} defaultValue={value} required={required} autocomplete="off" />
      ) : (
        <input class="input" name={name} defaultValue={value} required={required} autocomplete="off" />
      )}
    </label>
  );
}

/** The question that stands open: what cannot be undone wants the admin's password. */
export function QuestionBox({ desk }: { desk: AdminDesk }) {
  const question = desk.question.value;
  const box = useRef<HTMLDialogElement>(null);
  const [wrong, setWrong] = useState("");
  useLayoutEffect(() => {
    setWrong("");
    if (question) box.current?.showModal();
  }, [question]);
  if (!question) return null;
  const close = () => (desk.question.value = null);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const found = await question.run(String(fields.get("password") ?? ""));
    if (found) setWrong(found);
    else close();
  };
  return (
    <dialog class="sheet" ref={box} onClose={close} aria-labelledby="admin-question">
      <form onSubmit={submit}>
        <h2 id="admin-question" dir="auto">{question.text}</h2>
        {question.password && (
          <label class="field">
            <span class="label">{t("your_password")}</span>
            <input class="input" name="password" type="password" autocomplete="current-password" required />
          </label>
        )}
        {wrong && <p class="wrong" role="alert">{wrong}</p>}
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={close}>{t("cancel")}</button>
          <button class="button primary danger">{question.action}</button>
        </div>
      </form>
    </dialog>
  );
}
