/** A finger that goes to the right, and hardly up or down. */

import { useRef } from "preact/hooks";

const FAR = 90; // pixels
const STRAIGHT = 40; // pixels up or down at most

export function useSwipe(swiped: () => void) {
  const from = useRef<Touch | null>(null);
  const onTouchStart = (event: TouchEvent) => {
    const isInside = (event.target as HTMLElement).closest("pre, textarea, audio, video"); // those are moved themselves
    from.current = event.touches.length === 1 && !isInside ? (event.touches[0] ?? null) : null;
  };
  const onTouchEnd = (event: TouchEvent) => {
    const [begun, ended] = [from.current, event.changedTouches[0]];
    from.current = null;
    if (!begun || !ended) return;
    if (ended.clientX - begun.clientX > FAR && Math.abs(ended.clientY - begun.clientY) < STRAIGHT) swiped();
  };
  return { onTouchStart, onTouchEnd };
}
