// The cursors of others in the editor: a caret with a name, and what they have selected.

import { StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, WidgetType } from "@codemirror/view";
import type { RemoteCursor } from "./cursors";
import { harmless, hueOf } from "../ui/names";

export const showCursors = StateEffect.define<readonly RemoteCursor[]>();

class Caret extends WidgetType {
  // `at` tells one place from the next: its name is shown for a while after it has moved.
  constructor(
    private readonly name: string,
    private readonly at: number,
  ) {
    super();
  }

  override eq(other: Caret): boolean {
    return other.name === this.name && other.at === this.at;
  }

  toDOM(): HTMLElement {
    const caret = document.createElement("span");
    caret.className = `cm-caret cm-caret-${hueOf(this.name)}`;
    caret.setAttribute("aria-hidden", "true");
    const name = document.createElement("span");
    name.className = "cm-caret-name";
    name.textContent = harmless(this.name);
    caret.append(name);
    return caret;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function decorations(cursors: readonly RemoteCursor[], length: number): DecorationSet {
  const marks: { from: number; to: number; value: Decoration }[] = [];
  for (const { name, anchor, head } of cursors) {
    const [from, to] = [Math.min(anchor, head, length), Math.min(Math.max(anchor, head), length)];
    if (from < to) marks.push({ from, to, value: Decoration.mark({ class: `cm-remote-${hueOf(name)}` }) });
    const at = Math.min(head, length);
    marks.push({ from: at, to: at, value: Decoration.widget({ widget: new Caret(name, at), side: 1 }) });
  }
  return Decoration.set(
    marks.map(({ from, to, value }) => value.range(from, to)),
    true,
  );
}

const field = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    let now = shown.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (effect.is(showCursors)) now = decorations(effect.value, transaction.newDoc.length);
    }
    return now;
  },
  provide: (from) => EditorView.decorations.from(from),
});

export const remoteCursors = field;
