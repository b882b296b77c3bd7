// What of a conversation is held as rows while one reads, and how names look.
import { foundPieces } from "../src/ui/found_words";
import assert from "node:assert/strict";
import test from "node:test";
import { Conversation } from "../src/model/conversation";
import type { LoggedEvent } from "../src/model/types";
import { placeOf } from "../src/ui/address";
import { anchorIn, hold, placeIn } from "../src/ui/anchor";
import { coloured } from "../src/ui/colours_of_code";
import { crc32, harmless, initials } from "../src/ui/names";
import { STRETCH, Timeline } from "../src/ui/timeline";

const NOON = new Date(2026, 10, 28, 12).getTime() / 1000;

const said = (seq: number, sender = "ann", more: object = {}): LoggedEvent =>
  ({ event: "message", room: "ops", rid: "!ops", seq, id: seq, ts: NOON + seq, sender, text: `line ${seq}`, ...more }) as LoggedEvent;

function room(lines: LoggedEvent[]): Conversation {
  const made = new Conversation("!ops", "!ops", "public", "ops");
  made.entered(lines.length, 1, true);
  for (const line of lines) made.said(line);
  return made;
}

const many = (count: number) => Array.from({ length: count }, (_, place) => said(place + 1));
const kinds = (timeline: Timeline) => timeline.rows().map((row) => (row.kind === "line" ? `${row.line.seq}${row.heading ? "h" : ""}` : row.kind));
const seqs = (timeline: Timeline) => timeline.rows().flatMap((row) => (row.kind === "line" ? [row.line.seq] : []));

test("lines of one person within five minutes have one heading; a day begins with its name", () => {
  const lines = [said(1), said(2), said(3, "bob"), said(4, "ann"), said(5, "ann", { ts: NOON + 4 + 301 }), said(6, "ann", { ts: NOON + 86_400 })];
  assert.deepEqual(kinds(new Timeline(room(lines))), ["edge", "day", "1h", "2", "3h", "4h", "5h", "day", "6h"]);
});

test("however long the log, it holds a stretch of it, whichever way one goes", () => {
  const timeline = new Timeline(room(many(2_000)));
  assert.equal(seqs(timeline).at(-1), 2_000);
  for (let step = 0; step < 40; step++) {
    timeline.earlier();
    assert.ok(seqs(timeline).length <= STRETCH);
  }
  assert.equal(seqs(timeline)[0], 1);
  assert.equal(timeline.earlier(), null, "there is nothing before the first line");
  for (let step = 0; step < 40; step++) timeline.later(false);
  assert.equal(seqs(timeline).at(-1), 2_000);
  assert.equal(timeline.follow, false, "whoever is near the end, and not there, is not moved");
  timeline.later(true);
  assert.equal(timeline.follow, true);
});

test("a line that is as it was keeps its row, so that it is not drawn again", () => {
  const conversation = room(many(5));
  const timeline = new Timeline(conversation);
  const before = timeline.rows().at(-1);
  conversation.said(said(6, "bob"));
  assert.equal(timeline.rows().at(-2), before);
});

test("a jump to what is not known waits for its page, while the newest lines are shown", () => {
  const conversation = new Conversation("!ops", "!ops", "public", "ops");
  conversation.entered(1_000, 1, true);
  for (let seq = 951; seq <= 1_000; seq++) conversation.said(said(seq));
  const timeline = new Timeline(conversation);
  const before = timeline.to(400);
  assert.ok(before !== null && before > 400);
  assert.equal(seqs(timeline).at(-1), 1_000);
  conversation.ask("page", { before });
  const lines = Array.from({ length: 200 }, (_, place) => said(before - 200 + place));
  conversation.page({ event: "history", ref: "page", room: "ops", rid: "!ops", lines, head: 1_000, more: true } as never);
  assert.ok(timeline.rows().some((row) => row.kind === "line" && row.hit && row.line.seq === 400));
  assert.equal(timeline.follow, false);
});

test("the first unread line has the divider over it until one has left", () => {
  const conversation = room(many(10));
  conversation.readTo = 7;
  const timeline = new Timeline(conversation);
  assert.deepEqual(kinds(timeline).slice(-5), ["7", "new", "8h", "9", "10"]);
  timeline.clearUnread();
  assert.ok(!kinds(timeline).includes("new"));
});

test("who comes and goes while nothing is said is one row, and of each person the last move counts", () => {
  const conversation = room(many(2));
  for (const who of ["bob", "carol", "dave"]) conversation.passBy([who], [], 0, NOON);
  conversation.passBy([], ["Bob"], 0, NOON);
  const rows = new Timeline(conversation).rows().filter((row) => row.kind === "notice");
  assert.equal(rows.length, 1);
  const body = rows[0]?.kind === "notice" ? rows[0].notice.body : null;
  assert.ok(body?.what === "traffic");
  assert.deepEqual([[...body.came.values()], [...body.left.values()]], [["carol", "dave"], ["Bob"]]);
  conversation.said(said(3));
  conversation.passBy(["erin"], [], 0, NOON);
  assert.equal(new Timeline(conversation).rows().filter((row) => row.kind === "notice").length, 2);
});

test("an address leads to a room, a line, a document, or nowhere", () => {
  assert.deepEqual(placeOf({ pathname: "/r/ops/17" }), { room: "ops", seq: 17 });
  assert.deepEqual(placeOf({ pathname: "/r/%40bob" }), { room: "@bob", seq: 0 });
  assert.equal(placeOf({ pathname: "/r/ops/code/hello" })?.code?.doc, "hello");
  for (const pathname of ["/", "/r/", "/x/ops", "/r"]) assert.equal(placeOf({ pathname }), null);
  assert.equal(placeOf({ pathname: "/r/%zz" })?.room, "%zz");
});

test("names cannot turn other text around, nor tower over it", () => {
  assert.equal(harmless("a\u202eb\u2066c\nd"), "a b c d");
  assert.ok(harmless(`z${"\u0301".repeat(500)}`).length < 10);
  assert.deepEqual(["Ann Lee", "ann.lee", "bob", "漢字", ""].map(initials), ["AL", "AL", "B", "漢", "?"]);
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("code that is coloured is the same text", () => {
  for (const language of ["python", "c", "sql", "nothing", ""])
    for (const code of ['def f(x):\n  """doc"""\n  return "a\\"b" # c', "/* open", "'unclosed\nx = 1 // y", "`${a}`", "\u0000😀"])
      assert.equal(coloured(code, language).map((piece) => piece.text).join(""), code);
});

test("the words of a search are marked in what it found", () => {
  const marked = (text: string, sought: string) => foundPieces(text, sought).map((piece) => (piece.found ? `[${piece.text}]` : piece.text)).join("");
  assert.equal(marked("Milk, buttermilk and MILK", "milk"), "[Milk], buttermilk and [MILK]");
  assert.equal(marked("a big red box, red", '"big red" red from:bob -box in:ops'), "a [big red] box, [red]");
  assert.equal(marked("Straße a.b a+b", "(straße a+b"), "[Straße] a.b [a+b]");
  assert.equal(marked("nothing", "from:bob"), "nothing");
  assert.equal(foundPieces("one two one", "one").map((piece) => piece.text).join(""), "one two one");
});

/** A list of rows without a browser: "edge", "day", or a line's number; each is ten pixels high. */
class Rows {
  scrollTop = 0;
  private readonly elements = new Map<string, Element>();

  constructor(public names: string[]) {}

  get box(): HTMLElement {
    const children = this.names.map((name) => this.element(name));
    const messages = { children };
    return Object.assign(this, { querySelector: () => messages, getBoundingClientRect: () => ({ top: 0 }) }) as unknown as HTMLElement;
  }

  private element(name: string): Element {
    const rows = this;
    const top = () => rows.names.indexOf(name) * 10 - rows.scrollTop;
    const made = {
      isConnected: true,
      dataset: { seq: name },
      matches: () => Number(name) > 0,
      getBoundingClientRect: () => ({ top: top(), bottom: top() + 10 }),
      get nextElementSibling() {
        const next = rows.names[rows.names.indexOf(name) + 1];
        return next ? rows.element(next) : null;
      },
    };
    if (!this.elements.has(name)) this.elements.set(name, made as unknown as Element);
    return this.elements.get(name)!;
  }
}

test("earlier lines that come while one is at the very top leave what is read where it is", () => {
  const rows = new Rows(["edge", "day", "701", "702"]);
  const { box } = rows;
  const anchor = anchorIn(box);
  rows.names = ["edge", "day", "699", "700", "701", "702"];
  hold(box, anchor!);
  assert.equal(rows.scrollTop, 20);
  assert.equal(anchor!.element.getBoundingClientRect().top, anchor!.top);
});

test("the line that is seen first holds, also under a day", () => {
  const rows = new Rows(["edge", "698", "day", "new", "701", "702"]);
  rows.scrollTop = 25;
  assert.deepEqual(placeIn(rows.box), { seq: 701, below: 15 });
  rows.scrollTop = 12;
  assert.deepEqual(placeIn(rows.box), { seq: 698, below: -2 });
});

test("who is led to an unread line that has not come yet does not see the newest one", () => {
  const made = room(many(300));
  made.runs.clear();
  made.runs.add(281, 300);
  made.readTo = 1;
  const timeline = new Timeline(made);
  assert.equal(timeline.isAtNewest, true);
  assert.notEqual(timeline.land(), null);
  assert.equal(timeline.isAtNewest, false);
  timeline.toEnd();
  assert.equal(timeline.isAtNewest, true);
});
