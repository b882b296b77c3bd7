/** What dialogs are made of: a frame that keeps the focus, a form with one thing to do. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Command, Event } from "../model/types";
import { t, type TextKey } from "../text";
import type { Chat } from "./chat";
import { useChat } from "./context";
import { harmless } from "./names";

/** What a dialog is about. */
export interface SheetProps {
  key?: string; // of a conversation
  seq?: number; // of a line of it
  name?: string; // of a person
  room?: string;
}

interface FrameProps {
  title: string;
  wide?: boolean;
  children: ComponentChildren;
}

/** The frame of a dialog: keeps the focus inside, gives it back, closes by Escape. */
export function Frame({ title, wide, children }: FrameProps) {
  const chat = useChat();
  const box = useRef<HTMLDivElement>(null);
  const from = useRef(document.activeElement as HTMLElement | null);
  useLayoutEffect(() => {
    const first = box.current?.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), textarea, select, .primary, button");
    first?.focus();
    return () => (from.current?.isConnected ? from.current : document.getElementById("composer"))?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") chat.sheet.value = null;
    else if (event.key === "Tab") stayInside(event, box.current);
    if (event.key !== "Tab") event.stopPropagation();
  };
  return (
    <div class="veil" onKeyDown={onKeyDown}>
      <div class={`sheet ${wide ? "wide" : ""}`} role="dialog" aria-modal="true" aria-labelledby="sheet-title" ref={box}>
        <h2 id="sheet-title">{title}</h2>
        {children}
      </div>
    </div>
  );
}

function stayInside(event: KeyboardEvent, box: HTMLElement | null): void {
  const all = [...(box?.querySelectorAll<HTMLElement>("button:not(:disabled), input, textarea, select, a[href]") ?? [])];
  const [first, last] = [all[0], all[all.length - 1]];
  const leaves = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaves) return;
  event.preventDefault();
  (event.shiftKey ? last : first)?.focus();
}

export interface FieldSpec {
  name: string;
  label: TextKey;
  value?: string;
  lines?: number;
  type?: "text" | "password" | "checkbox" | "datetime-local";
  hint?: TextKey;
  optional?: boolean;
}

type Fields = Record<string, string>;

export interface FormProps {
  title: string;
  about?: string;
  fields?: FieldSpec[];
  action: TextKey;
  danger?: boolean;
  /** Does it; the sheet closes unless it gives what is wrong. */
  run: (fields: Fields) => Promise<string> | string;
}

/** A sheet with fields and one thing to do. */
export function FormSheet({ title, about, fields = [], action, danger, run }: FormProps) {
  const chat = useChat();
  const [wrong, setWrong] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    if (busy) return;
    const values = Object.fromEntries(fields.map(({ name, type }) => [name, read(String(given.get(name) ?? ""), type)]));
    const missing = fields.find(({ name, optional, type }) => !optional && type !== "checkbox" && !values[name]?.trim());
    if (missing) return setWrong(t("field_missing", { field: t(missing.label) }));
    setBusy(true);
    const found = await run(values);
    setBusy(false);
    if (found) setWrong(found);
    else chat.sheet.value = null;
  };
  return (
    <Frame title={title}>
      <form onSubmit={submit} noValidate>
        {about && <p dir="auto">{about}</p>}
        {fields.map((field) => <Field key={field.name} {...field} />)}
        <p class="wrong" role="alert">{wrong}</p>
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={() => (chat.sheet.value = null)}>{t("cancel")}</button>
          <button class={`button primary ${danger ? "danger" : ""}`} aria-busy={busy}>{t(action)}</button>
        </div>
      </form>
    </Frame>
  );
}

/** A moment in the reader's zone is told to the server in UTC. */
function read(value: string, type: FieldSpec["type"]): string {
  const isMoment = type === "datetime-local" && value && !Number.isNaN(Date.parse(value));
  return isMoment ? new Date(value).toISOString().slice(0, 16).replace("T", " ") + "Z" : value;
}

/** The next whole hour but one, as a field has it. */
export function soon(): string {
  const at = new Date(Math.ceil(Date.now() / 3_600_000 + 0.5) * 3_600_000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Field({ name, label, value = "", lines = 1, type = "text", hint }: FieldSpec) {
  const id = `field-${name}`;
  const about = hint ? { "aria-describedby": `${id}-hint` } : {};
  if (type === "checkbox") return <label class="check"><input type="checkbox" name={name} /> {t(label)}</label>;
  return (
    <div class="field">
      <label for={id}>{t(label)}</label>
      {lines > 1 ? (
        <textarea id={id} name={name} rows={lines} defaultValue={value} dir="auto" {...about} />
      ) : (
        <input id={id} name={name} type={type as "text"} defaultValue={value} dir="auto" autocomplete="off" spellcheck={false} {...about} />
      )}
      {hint && <span class="meta" id={`${id}-hint`}>{t(hint)}</span>}
    </div>
  );
}

/** Sends a command; gives what is wrong. */
export async function done(chat: Chat, command: Command, after?: (answer: Event) => void): Promise<string> {
  const answer = await chat.session.ask(command);
  if (answer.event === "error") return answer.code === "offline" ? t("offline") : harmless(answer.text);
  after?.(answer);
  return "";
}

