/** What of the page is open: pane, dialogs, messages of the page, what the text being written is about. */

import { batch, signal } from "@preact/signals";

export type PaneKind = "people" | "pins" | "files" | "search" | "profile" | "mentions" | "bookmarks";
export type Column = "list" | "main" | "pane";

/** A line that the text being written is about: answered, or changed. */
export interface Target {
  seq: number;
  edit: boolean;
  before: string; // the draft that waits
}

export interface Toast {
  id: number;
  text: string;
  bad: boolean;
  action?: { label: string; run: () => void };
}

export interface OpenCode {
  room: string;
  doc?: string;
}

const TOASTS_KEPT = 5;

export class Screen {
  readonly pane = signal<PaneKind | null>(null);
  readonly profile = signal(""); // whose is shown in the pane
  readonly column = signal<Column>("main");
  readonly sheet = signal<(() => preact.JSX.Element) | null>(null);
  readonly sought = signal(""); // what to search for as soon as the pane opens
  readonly palette = signal(false);
  readonly toasts = signal<readonly Toast[]>([]);
  readonly targets = signal<ReadonlyMap<string, Target>>(new Map());
  private toastCount = 0;

  toast(text: string, bad = false, action?: Toast["action"]): void {
    const others = this.toasts.peek().filter((each) => each.text !== text);
    this.toasts.value = [...others, { id: ++this.toastCount, text, bad, action }].slice(-TOASTS_KEPT);
  }

  dismiss(id: number): void {
    this.toasts.value = this.toasts.peek().filter((each) => each.id !== id);
  }

  target(key: string): Target | undefined {
    return this.targets.value.get(key);
  }

  aim(key: string, target: Target | null): void {
    const next = new Map(this.targets.peek());
    if (target) next.set(key, target);
    else next.delete(key);
    this.targets.value = next;
  }

  openPane(kind: PaneKind | null): void {
    batch(() => {
      this.pane.value = this.pane.peek() === kind ? null : kind;
      this.column.value = this.pane.peek() ? "pane" : "main";
    });
  }

  /** Search for `text`, in the pane. */
  search(text: string): void {
    this.sought.value = text;
    this.pane.value = null;
    this.openPane("search");
  }

  showProfile(name: string): void {
    batch(() => {
      this.profile.value = name;
      this.pane.value = "profile";
      this.column.value = "pane";
    });
  }
}
