/** The edge of the list, which is drawn wider or narrower, by the pointer or the arrow keys. */

import { t } from "../text";
import { choices, choose, LIST_WIDTHS, width } from "./choices";

const STEP = 0.5; // rem

export function ListEdge() {
  if (width.value !== "wide") return null;
  const { list } = choices.value;
  const rem = () => Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
  const set = (to: number) => choose({ list: Math.min(LIST_WIDTHS.max, Math.max(LIST_WIDTHS.min, to)) });
  const onPointerMove = (event: PointerEvent) => {
    const edge = event.currentTarget as HTMLElement;
    if (edge.hasPointerCapture(event.pointerId)) set(event.clientX / rem());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    set(list + by);
  };
  return (
    <div
      class="list-edge"
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("list_width")}
      aria-valuenow={Math.round(list * 16)}
      aria-valuemin={LIST_WIDTHS.min * 16}
      aria-valuemax={LIST_WIDTHS.max * 16}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
    />
  );
}
