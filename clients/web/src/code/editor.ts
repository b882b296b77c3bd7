// The text of a code document in CodeMirror: every change that is made here is an edit of the document, every
// change by others goes past its history.
//
// It stands in a shadow root: there CodeMirror's rules are a constructed style sheet, which the page's policy
// allows, instead of a <style> element, which it does not.

import { closeBrackets, closeBracketsKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { bracketMatching, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { gotoLine, highlightSelectionMatches, openSearchPanel, search, searchKeymap } from "@codemirror/search";
import { Annotation, type ChangeSet, Compartment, EditorState, type Extension, type StateEffect, Transaction } from "@codemirror/state";
import {
  drawSelection, dropCursor, EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap,
  lineNumbers, rectangularSelection, type ViewUpdate,
} from "@codemirror/view";
import { same } from "../model/names";
import type { CodeDocument } from "./document";
import { briefly } from "./brief_parsing";
import { acceptable, difference } from "./edits";
import { languageSupport, PLAIN } from "./languages";
import { look } from "./look";
import { remoteCursors, showCursors } from "./remote";
import { language } from "../text";
import { t } from "./text";
import { PHRASES } from "./text/phrases";

const fromOutside = Annotation.define<boolean>();

export class CodeEditor {
  readonly view: EditorView;
  private readonly colours = new Compartment();
  private readonly access = new Compartment();
  private canEdit: boolean;
  private drawn = "";

  // `run` is what Ctrl-Enter does.
  constructor(
    host: HTMLElement,
    private readonly document: CodeDocument,
    run: () => unknown,
  ) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
    this.canEdit = document.canEdit;
    const keys = [
      { key: "Mod-Enter", run: () => (run(), true), preventDefault: true },
      { key: "Mod-s", run: () => true, preventDefault: true }, // it is saved already: the browser would save the page
    ];
    this.view = new EditorView({
      root,
      parent: root,
      dispatchTransactions: (transactions, view) => briefly(() => view.update(transactions)),
      state: EditorState.create({
        doc: document.pending.doc,
        extensions: [keymap.of(keys), this.colours.of([]), this.access.of(this.accessNow()), this.basics(), this.wrapping()],
      }),
    });
    document.shown.onText = (changes) => this.follow(changes);
    void languageSupport(document.info.language).then((support) => {
      this.view.dispatch({ effects: this.colours.reconfigure(support) });
    });
    this.tell();
  }

  private basics(): Extension {
    return [
      lineNumbers(), highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(), dropCursor(),
      EditorState.allowMultipleSelections.of(true), indentUnit.of("    "), indentOnInput(), bracketMatching(),
      closeBrackets(), rectangularSelection(), highlightActiveLine(), highlightSelectionMatches(), search({ top: true }),
      EditorState.phrases.of(PHRASES[language.peek()] ?? {}),
      EditorView.clipboardInputFilter.of(acceptable),
      keymap.of([
        ...closeBracketsKeymap, ...searchKeymap, ...defaultKeymap, ...historyKeymap, ...foldKeymap, indentWithTab,
      ]),
      remoteCursors, look,
      EditorView.updateListener.of((update) => this.updated(update)),
    ];
  }

  // Prose is broken into lines of the window's width, code is not.
  private wrapping(): Extension {
    return this.document.info.language === PLAIN ? EditorView.lineWrapping : [];
  }

  private accessNow(): Extension {
    const title = this.document.info.title;
    const label = t(this.canEdit ? "code.editor" : "code.editor_read_only", { title });
    return [
      EditorState.readOnly.of(!this.canEdit),
      EditorView.contentAttributes.of({ "aria-label": label, "aria-readonly": String(!this.canEdit) }),
    ];
  }

  private updated(update: ViewUpdate): void {
    for (const transaction of update.transactions) {
      if (transaction.docChanged && !transaction.annotation(fromOutside)) this.document.edit(transaction.changes);
    }
    if (update.docChanged || update.selectionSet || update.focusChanged) {
      const { anchor, head } = update.state.selection.main;
      if (update.view.hasFocus) this.document.place(anchor, head);
    }
  }

  // A change that was not made here; null: the text is another one.
  private follow(changes: ChangeSet | null): void {
    const annotations = [fromOutside.of(true), Transaction.addToHistory.of(false), Transaction.remote.of(true)];
    const effects = this.movedCursors();
    if (changes) {
      this.view.dispatch({ changes, effects, annotations, filter: false });
      return;
    }
    const splice = difference(this.view.state.doc, this.document.pending.doc.toString());
    const [from, to, insert] = splice ?? [0, 0, ""];
    this.view.dispatch({ changes: { from, to, insert }, effects, annotations, filter: false });
  }

  private movedCursors(): StateEffect<unknown>[] {
    const cursors = [...this.document.remote.shown.values()];
    const now = JSON.stringify(cursors);
    if (now === this.drawn) return [];
    this.drawn = now;
    return [showCursors.of(cursors)];
  }

  // Others' cursors and one's own role as they are now.
  tell(): void {
    const effects = this.movedCursors();
    if (effects.length) this.view.dispatch({ effects });
    if (this.canEdit !== this.document.canEdit) {
      this.canEdit = this.document.canEdit;
      this.view.dispatch({ effects: this.access.reconfigure(this.accessNow()) });
    }
  }

  find(): void {
    openSearchPanel(this.view);
  }

  goToLine(): void {
    gotoLine(this.view);
  }

  // Scrolls to where that person writes.
  showPerson(name: string): void {
    const cursor = [...this.document.remote.shown.values()].find((each) => same(each.name, name));
    if (!cursor) return;
    const at = Math.min(cursor.head, this.view.state.doc.length);
    this.view.dispatch({ effects: EditorView.scrollIntoView(at, { y: "center" }) });
  }

  focus(): void {
    this.view.focus();
  }

  destroy(): void {
    this.document.shown.onText = () => {};
    this.view.destroy();
  }
}
