const UNSEEN_EVERY = 250; // milliseconds: a page that nobody sees has no frames

// Calls once, when the page is drawn next, or soon if nobody sees it.
export function inNextFrame(call: () => void): void {
  const now = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    call();
  };
  const frame = requestAnimationFrame(now);
  const timer = setTimeout(now, UNSEEN_EVERY);
}
