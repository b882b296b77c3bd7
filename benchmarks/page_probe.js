// In the page, before its own scripts: stopwatches for what a person waits for. `window.probe` has the figures.
(() => {
  const probe = { first: 0, lines: [], keys: [], frames: [], newest: 0, rows: 0, drawn: 0, drawnAt: 0 };
  window.probe = probe;
  const arrived = new Map(); // number of a line -> when its bytes were handed to the page
  const NUMBER = /line (\d+) with/;

  let isInFrame = false; // between the callbacks of a frame and its drawing
  const soon = (call) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = call;
    channel.port2.postMessage(0);
  };

  /** Calls when what is there now has been drawn: a message that is posted in a frame comes after its drawing. */
  const drawn = (call) => {
    const post = () => soon(() => call(performance.now()));
    if (isInFrame) post();
    else requestAnimationFrame(post);
  };

  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...facts) {
      super(...facts);
      this.addEventListener("message", ({ data }) => {
        const found = NUMBER.exec(data);
        if (found && !data.startsWith('{"event":"history"')) arrived.set(Number(found[1]), performance.now());
      });
    }
  };

  const seen = () => {
    const rows = document.querySelectorAll(".row[data-seq]");
    probe.rows = Math.max(probe.rows, rows.length);
    if (rows.length && !probe.first) drawn((now) => (probe.first ||= now));
    const last = rows[rows.length - 1];
    const number = Number(NUMBER.exec(last?.textContent ?? "")?.[1] ?? 0);
    if (!last || number <= probe.newest) return;
    probe.newest = number;
    drawn((now) => {
      [probe.drawn, probe.drawnAt] = [number, now];
      for (const [each, at] of arrived) {
        if (each > number) continue;
        arrived.delete(each);
        probe.lines.push(now - at);
      }
    });
  };
  const observe = () => new MutationObserver(seen).observe(document.documentElement, { childList: true, subtree: true });
  if (document.documentElement) observe();
  else document.addEventListener("readystatechange", observe, { once: true });

  let before = 0;
  const frame = (now) => {
    if (before) probe.frames.push(now - before);
    before = now;
    isInFrame = true;
    soon(() => {
      isInFrame = false;
    });
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);

  // The work for a key: its handlers, what they draw, and the layout of that; not the wait for the next frame.
  let pressed = 0;
  addEventListener("keydown", () => (pressed = performance.now()), true);
  addEventListener("input", () => {
    queueMicrotask(() => {
      document.body.getBoundingClientRect();
      probe.keys.push(performance.now() - pressed);
    });
  });
})();
