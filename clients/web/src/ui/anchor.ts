/** What the reader's eye is on while the rows of a conversation change: the first line that is seen. */

import type { ReadingPlace } from "./timeline";

export interface Anchor {
  element: Element;
  top: number;
}

/**
 * The first line that is seen, and where it is. What stands above it, a day or the edge of what is held, belongs to the
 * first line, whichever that is: it would hold nothing.
 */
export function anchorIn(box: HTMLElement | null): Anchor | null {
  const edge = box?.getBoundingClientRect().top ?? 0;
  const rows = box?.querySelector("#messages")?.children ?? [];
  let [low, high] = [0, rows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]!.getBoundingClientRect().bottom > edge) high = middle;
    else low = middle + 1;
  }
  let element: Element | null | undefined = rows[low];
  while (element && !element.matches(".row, .fact")) element = element.nextElementSibling;
  return element ? { element, top: element.getBoundingClientRect().top } : null;
}

/** Keep it there: where the browser anchors by itself, this finds nothing to do. */
export function hold(box: HTMLElement, { element, top }: Anchor): void {
  const moved = element.isConnected ? element.getBoundingClientRect().top - top : 0;
  if (Math.abs(moved) >= 1) box.scrollTop += moved;
}

/** Where the reader is: the first line that is seen. */
export function placeIn(box: HTMLElement): ReadingPlace | null {
  const anchor = anchorIn(box);
  const seq = Number((anchor?.element as HTMLElement | undefined)?.dataset.seq ?? 0);
  return anchor && seq ? { seq, below: anchor.top - box.getBoundingClientRect().top } : null;
}

export function goBack(box: HTMLElement, { seq, below }: ReadingPlace): void {
  const line = box.querySelector(`[data-seq="${seq}"]`);
  if (line) box.scrollTop += line.getBoundingClientRect().top - box.getBoundingClientRect().top - below;
}
