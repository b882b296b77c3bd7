// A code document on the page, from what the server tells: what is written is never lost.
import assert from "node:assert/strict";
import test from "node:test";
import { ChangeSet, Text } from "@codemirror/state";
import type { Command, DocumentIs, Event } from "../src/model/types";
import { changesOf } from "../src/code/edits";
import { OpenCode } from "../src/code/open";

const IS: DocumentIs = {
  event: "document_is", room: "lobby/x", rid: "!doc", epoch: "e", role: "owner", version: 3, text: "abc",
  document: { doc: "d1", title: "x", language: "python", room: "lobby", rid: "!room", creator: "ann", made: 0, people: ["ann"] },
};
const CAUGHT_UP: Event = { event: "caught_up", room: "lobby/x", rid: "!doc", doc: "d1", version: 3 };

function play() {
  const sent: Command[] = [];
  const later: (() => void)[] = [];
  let keys = 0;
  const code = new OpenCode({
    send: (command) => (sent.push(command), true),
    later: (_, action) => later.push(action),
    newKey: () => `k${keys++}`,
    changed: () => {},
    lines: () => [],
  });
  const hear = (...events: object[]) => {
    for (const event of events) code.fold(event as Event);
  };
  hear(IS, CAUGHT_UP);
  const document = code.documents.get("d1");
  assert.ok(document);
  const shown: (ChangeSet | null)[] = [];
  document.shown.onText = (changes) => shown.push(changes);
  const write = (at: number, text: string) => document.edit(changesOf([[at, at, text]], document.pending.doc.length));
  const last = <K extends Command["cmd"]>(cmd: K) =>
    sent.filter((each): each is Extract<Command, { cmd: K }> => each.cmd === cmd).at(-1);
  return { code, document, hear, sent, later, shown, write, last, text: () => document.pending.doc.toString() };
}

const edited = (version: number, changes: [number, number, string][], key = "") =>
  ({ event: "document_edited", room: "lobby/x", rid: "!doc", sender: "bob", version, changes, key, seq: 1, id: 1, ts: 1 });
const error = (code: string, more: object) => ({ event: "error", code, text: `it is ${code}`, ...more });

test("one change is in flight, the next goes when it is saved", () => {
  const { write, hear, sent, last, document } = play();
  write(3, "d");
  write(4, "e");
  write(5, "f");
  assert.equal(sent.filter((each) => each.cmd === "code_edit").length, 1);
  hear(edited(4, [[3, 3, "d"]], "k0"));
  assert.deepEqual(last("code_edit")?.changes, [[4, 4, "ef"]]);
  hear({ event: "edit_saved", room: "lobby/x", doc: "d1", version: 5, key: "k1" });
  assert.equal(document.pending.isSaved, true);
});

test("a refused edit is kept as a copy, and the saved text is shown", () => {
  const { write, hear, document, text, shown } = play();
  write(3, "!");
  hear(error("too_long", { key: "k0" }));
  assert.deepEqual([text(), document.copies, document.refused], ["abc", ["abc!"], "it is too_long"]);
  assert.equal(shown.length, 1);
});

test("what passes is tried again with the same key", () => {
  const { write, hear, later, sent, text } = play();
  write(3, "!");
  hear(error("slow_down", { key: "k0", retry_after: 2 }));
  later.at(-1)?.();
  const edits = sent.filter((each) => each.cmd === "code_edit");
  assert.deepEqual(edits.map((each) => each.key), ["k0", "k0"]);
  assert.equal(text(), "abc!");
});

test("after a cut the missed edits come first, then what was written meanwhile", () => {
  const { code, write, hear, last, sent, text } = play();
  write(3, "1");
  code.cut();
  write(4, "2");
  const before = sent.length;
  hear({ event: "welcome", name: "ann", token: "", resumed: true, rooms: [] });
  assert.deepEqual([last("code_join")?.since, last("code_join")?.epoch], [3, "e"]);
  hear({ ...IS, text: null, version: 5, ref: "code:d1:join" }, edited(4, [[0, 0, "X"]]), edited(5, [[4, 4, "1"]], "k0"));
  assert.equal(sent.slice(before).filter((each) => each.cmd === "code_edit").length, 0);
  hear({ ...CAUGHT_UP, version: 5 });
  assert.equal(text(), "Xabc12");
  assert.deepEqual(last("code_edit")?.changes, [[5, 5, "2"]]);
});

test("another person's session gets the whole text, and what was not saved is a copy", () => {
  const { code, write, hear, last, document, text } = play();
  code.cut();
  write(3, "?");
  hear({ event: "welcome", name: "ann", token: "", rooms: [] });
  assert.equal(last("code_join")?.since, undefined);
  hear({ ...IS, text: "new", version: 9, ref: "code:d1:join" }, { ...CAUGHT_UP, version: 9 });
  assert.deepEqual([text(), document.copies, document.phase], ["new", ["abc?"], "open"]);
});

test("a hole in the edits is filled by the whole text", () => {
  const { hear, last, document } = play();
  hear(edited(5, [[0, 0, "X"]]));
  assert.deepEqual([document.phase, last("code_join")?.since], ["catching_up", undefined]);
});

test("a run waits until all of it is saved", () => {
  const { document, write, hear, last } = play();
  write(3, "d");
  document.startRun();
  assert.equal(last("code_run"), undefined);
  hear(edited(4, [[3, 3, "d"]], "k0"));
  assert.equal(last("code_run")?.version, 4);
});

test("who is put out keeps what they see, and is told", () => {
  const { document, hear, write, last } = play();
  hear({ event: "document_done", room: "lobby/x", doc: "d1", title: "x", done: "put_out" });
  assert.deepEqual([document.phase, document.canEdit, document.refused], ["gone", false, "You were put out of it."]);
  write(3, "x");
  assert.equal(last("code_edit"), undefined);
});

test("a document that cannot be opened again keeps its text as a copy", () => {
  const { code, document, write, hear } = play();
  code.cut();
  write(3, "z");
  hear({ event: "welcome", name: "ann", token: "", resumed: true, rooms: [] }, error("no_such_document", { ref: "code:d1:join" }));
  assert.deepEqual([document.phase, document.copies], ["gone", ["abcz"]]);
});

test("others' cursors are where they are in the shown text, and go with their people", () => {
  const { document, hear, write } = play();
  write(0, "##");
  hear({ event: "cursor", room: "lobby/x", rid: "!doc", sender: "bob", client: 7, version: 3, ranges: [[1, 2]] });
  assert.deepEqual(document.remote.shown.get(7), { name: "bob", anchor: 3, head: 4 });
  hear({ event: "cursor", room: "lobby/x", rid: "!doc", sender: "eve", client: 8, version: 3, ranges: [[3, 3]] });
  hear(edited(4, [[0, 0, "😀"]]));
  assert.equal(document.remote.shown.get(8)?.head, 7);
  assert.deepEqual(document.remote.shown.get(7), { name: "bob", anchor: 2, head: 2 });
  hear({ event: "renamed", was: "bob", name: "rob" });
  assert.equal(document.remote.shown.get(7)?.name, "rob");
  hear({ event: "document_left", room: "lobby/x", doc: "d1", sender: "rob", people: ["ann"] });
  assert.equal(document.remote.shown.size, 0);
});

test("what two tabs wrote without a connection is kept: one is restored, the other is a copy", () => {
  const { code } = play();
  const pending = { version: 3, key: "", inFlight: null };
  const kept = (text: string) => ({
    opened: { ...IS, text: "" },
    pending: { ...pending, text: "abc", waiting: [[3, 3, text]] as [number, number, string][] },
    copies: [],
  });
  code.documents.clear();
  code.restore(kept("1"));
  code.restore(kept("2"));
  const document = code.documents.get("d1");
  assert.deepEqual([document?.pending.doc.toString(), document?.copies], ["abc1", ["abc2"]]);
});

test("edits that come together change the shown text once, and the next is sent when one's own was among them", () => {
  const { code, document, write, shown, last, text } = play();
  write(3, "1");
  write(4, "2");
  code.foldAll([edited(4, [[0, 0, "X"]]), edited(5, [[4, 4, "1"]], "k0"), edited(6, [[0, 1, "YZ"]])] as Event[]);
  assert.deepEqual([text(), shown.length, document.pending.version], ["YZabc12", 1, 6]);
  assert.equal(shown[0]?.apply(Text.of(["abc12"])).toString(), "YZabc12");
  assert.deepEqual(last("code_edit")?.changes, [[5, 5, "2"]]);
});

test("who opens it later is told where one's cursor is, which follows what others write", () => {
  const { document, hear, later, sent } = play();
  const tell = () => later.splice(0).forEach((action) => action());
  document.place(2, 2);
  tell();
  hear(edited(4, [[0, 0, "XY"]]), { event: "document_left", room: "lobby/x", doc: "d1", people: ["ann"] });
  tell();
  const entered = { event: "document_entered", room: "lobby/x", doc: "d1", sender: "bob", people: ["ann", "bob"] };
  hear(entered);
  tell();
  const told = sent.filter((each) => each.cmd === "code_cursor").map(({ version, ranges }) => [version, ...ranges]);
  assert.deepEqual(told, [[3, [2, 2]], [4, [4, 4]]]);
});
