// What an editor is told of changes that it did not make: those that are held become one. Pure.

import type { ChangeSet } from "@codemirror/state";

export class ShownText {
  // Called with each change of the shown text that is not written here; with null when all of it is another text.
  onText: (changes: ChangeSet | null) => void = () => {};
  private isHolding = false;
  private held: ChangeSet | null | undefined;

  changed(changes: ChangeSet | null): void {
    if (!this.isHolding) this.onText(changes);
    else if (this.held === undefined || !changes) this.held = changes;
    else this.held = this.held && this.held.compose(changes);
  }

  hold(): void {
    this.isHolding = true;
  }

  release(): void {
    const { held } = this;
    this.isHolding = false;
    this.held = undefined;
    if (held !== undefined) this.onText(held);
  }
}
