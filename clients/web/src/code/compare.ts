// Two texts of a code document as one, for reading, in whole lines: what is alike, what is gone and what is new. Pure.

export type ComparedPiece = { text: string; kind: "same" | "gone" | "new" };

const CELLS = 4_000_000; // of the table of common lines; larger differences are shown as one replacement

export function compare(before: string, after: string): ComparedPiece[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start++;
  let end = 0;
  const most = Math.min(old.length, now.length) - start;
  while (end < most && old[old.length - 1 - end] === now[now.length - 1 - end]) end++;
  const middle = differing(old.slice(start, old.length - end), now.slice(start, now.length - end));
  return joined([
    ...old.slice(0, start).map((text): ComparedPiece => ({ text, kind: "same" })),
    ...middle,
    ...old.slice(old.length - end).map((text): ComparedPiece => ({ text, kind: "same" })),
  ]);
}

// With their line feeds.
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function differing(old: string[], now: string[]): ComparedPiece[] {
  const pieces: ComparedPiece[] = [];
  const width = now.length + 1;
  const common = old.length * now.length <= CELLS ? commonLengths(old, now) : null;
  let [at, to] = [0, 0];
  while (common && at < old.length && to < now.length) {
    const [down, right] = [common[(at + 1) * width + to] ?? 0, common[at * width + to + 1] ?? 0];
    if (old[at] === now[to]) pieces.push({ text: now[to++] ?? "", kind: "same" }) && at++;
    else if (down >= right) pieces.push({ text: old[at++] ?? "", kind: "gone" });
    else pieces.push({ text: now[to++] ?? "", kind: "new" });
  }
  for (const text of old.slice(at)) pieces.push({ text, kind: "gone" });
  for (const text of now.slice(to)) pieces.push({ text, kind: "new" });
  return pieces;
}

// How many lines the rests of both from each place on have in common.
function commonLengths(old: string[], now: string[]): Uint32Array {
  const width = now.length + 1;
  const common = new Uint32Array((old.length + 1) * width);
  for (let at = old.length - 1; at >= 0; at--) {
    for (let to = now.length - 1; to >= 0; to--) {
      common[at * width + to] =
        old[at] === now[to]
          ? (common[(at + 1) * width + to + 1] ?? 0) + 1
          : Math.max(common[(at + 1) * width + to] ?? 0, common[at * width + to + 1] ?? 0);
    }
  }
  return common;
}

function joined(pieces: ComparedPiece[]): ComparedPiece[] {
  const all: ComparedPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else all.push({ ...piece });
  }
  return all;
}
