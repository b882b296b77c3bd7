// A sheet with one question, and a menu beside its button.

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "./text";

type SheetProps = { title: string; close: () => void; wide?: boolean; children: ComponentChildren };

export function Sheet({ title, close, wide, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // At once, not after the next frame: by then the person may have gone on elsewhere. To close it gives the focus back.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const closed = () => dialog.current && close();
  return (
    <dialog class={`sheet code-sheet ${wide ? "wide" : ""}`} ref={dialog} aria-labelledby="code-sheet-title" onClose={closed}>
      <h2 id="code-sheet-title">{title}</h2>
      {children}
    </dialog>
  );
}

export type MenuItem = { label: string; act: () => void; disabled?: boolean };

export function Menu({ label, items }: { label: string; items: readonly MenuItem[] }) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const entries = () => [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]:enabled") ?? [])];
  const shut = (back: boolean) => {
    setOpen(false);
    if (back) box.current?.querySelector("button")?.focus();
  };
  useLayoutEffect(() => {
    if (isOpen) entries()[0]?.focus();
  }, [isOpen]);
  const walk = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const all = entries();
    const at = all.indexOf(event.target as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape" || event.key === "Tab") shut(event.key === "Escape");
    if (event.key === "Escape") event.stopPropagation();
    if (next === undefined) return;
    event.preventDefault();
    all[next % all.length]?.focus();
  };
  const left = (event: FocusEvent) => {
    if (!box.current?.contains(event.relatedTarget as Node | null)) setOpen(false);
  };
  return (
    <div class="code-menu" ref={box} onKeyDown={walk} onFocusOut={left}>
      <button type="button" class="button" aria-haspopup="menu" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        {label}
      </button>
      {isOpen && (
        <div role="menu" aria-label={label}>
          {items.map((item) => (
            <button
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.disabled}
              onClick={() => {
                shut(true);
                item.act();
              }}
            >
              {item.label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}

// Asks for one line of text.
export function Question(props: { title: string; label: string; value: string; verb: string; done: (text: string) => void; close: () => void }) {
  const [text, setText] = useState(props.value);
  const submit = (event: Event) => {
    event.preventDefault();
    if (!text.trim()) return;
    props.close();
    props.done(text.trim());
  };
  return (
    <Sheet title={props.title} close={props.close}>
      <form onSubmit={submit}>
        <label class="code-field">
          {props.label}
          <input class="input" value={text} maxLength={64} autocomplete="off" onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <div class="sheet-buttons">
          <button type="button" class="button" onClick={props.close}>
            {t("code.cancel")}
          </button>
          <button type="submit" class="button primary">
            {props.verb}
          </button>
        </div>
      </form>
    </Sheet>
  );
}

// Asks whether to do it.
export function Confirm(props: { title: string; words: string; done: () => void; close: () => void }) {
  return (
    <Sheet title={props.title} close={props.close}>
      <p>{props.words}</p>
      <div class="sheet-buttons">
        <button type="button" class="button" onClick={props.close}>
          {t("code.cancel")}
        </button>
        <button
          type="button"
          class="button primary"
          onClick={() => {
            props.close();
            props.done();
          }}
        >
          {props.title}
        </button>
      </div>
    </Sheet>
  );
}

export const when = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

export function download(name: string, content: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
