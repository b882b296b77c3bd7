/** The session of the page: what it sends, and what becomes of the user's lines, whatever the network does. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { FakeBrowser, line, online, settled } from "./fakes";

const textsSaid = (said: { text: string; key?: string }[]) => said.map(({ text, key }) => [text, key]);

test("a guest logs in, enters the lobby, and sees lines", async () => {
  const { session, wire } = await online();
  assert.deepEqual(wire.got[0], { cmd: "login", name: "alice", marks: true, rooms: true });
  assert.deepEqual(wire.all("join"), [{ cmd: "join", room: "lobby" }]);
  wire.says(line(1));
  assert.equal(session.status.value.kind, "online");
  assert.deepEqual(session.state.linesOf("!a").map(({ seq }) => seq), [1]);
});

test("after a cut it comes back with its token and goes on where it was", async () => {
  const { browser, session, wire } = await online();
  wire.says(line(1), line(2));
  wire.cuts();
  assert.deepEqual(session.status.value, { kind: "waiting", seconds: 1, code: "cut", reason: "" });
  browser.clock.passes(1);
  browser.wire.opens();
  assert.deepEqual(browser.wire.got, [{ cmd: "login", token: "t", marks: true, since: { "!a": 2 }, epoch: "e" }]);
});

test("it waits longer and longer, and not longer than half a minute", async () => {
  const { browser, session } = await online();
  const waits: number[] = [];
  for (let attempt = 0; attempt < 9; attempt++) {
    browser.wire.cuts();
    waits.push(session.status.value.seconds ?? 0);
    browser.clock.passes(30);
  }
  assert.ok(waits[0]! <= 1 && waits[3]! > waits[1]! && Math.max(...waits) <= 30, waits.join());
});

test("the seconds until the next attempt count down", async () => {
  const { browser, session, wire } = await online();
  for (let attempt = 0; attempt < 4; attempt++) {
    browser.wire.cuts();
    if (attempt < 3) browser.clock.passes(30);
  }
  const before = session.status.value.seconds ?? 0;
  browser.clock.passes(1);
  assert.equal(session.status.value.seconds, before - 1);
  assert.notEqual(browser.wire, wire);
});

test("what was written while cut off is sent once and in order, one at a time", async () => {
  const { browser, session, wire } = await online();
  session.say("!a", "one");
  assert.deepEqual(textsSaid(wire.all("say")), [["one", "key-1"]]);
  wire.cuts();
  session.say("!a", "two");
  browser.clock.passes(1);
  const again = await browser.welcomes({ resumed: true });
  assert.deepEqual(textsSaid(again.all("say")), [["one", "key-1"]]);
  again.says({ event: "ack", room: "lobby", rid: "!a", seq: 1, id: 1, key: "key-1", again: true });
  assert.deepEqual(textsSaid(again.all("say")), [["one", "key-1"], ["two", "key-2"]]);
  again.says({ event: "ack", room: "lobby", rid: "!a", seq: 2, id: 2, key: "key-2" });
  assert.deepEqual(session.unsent(), []);
});

test("what was written while cut off outlives a reload", async () => {
  const { browser, session, wire } = await online();
  wire.cuts();
  session.say("!a", "one");
  session.say("!a", "two", { re: 3 });
  await settled();
  const { wire: next, session: reloaded } = await online(browser, { resumed: true });
  assert.deepEqual(next.got[0], { cmd: "login", token: "t", marks: true, rooms: true });
  assert.deepEqual(textsSaid(next.all("say")), [["one", "key-1"]]);
  next.says({ event: "ack", room: "lobby", rid: "!a", seq: 1, id: 1, key: "key-1" });
  assert.equal(next.all("say")[1]?.re, 3);
  next.says({ event: "ack", room: "lobby", rid: "!a", seq: 2, id: 2, key: "key-2" });
  await settled();
  assert.deepEqual(reloaded.unsent(), []);
  assert.deepEqual(await browser.store.all("unsent"), []);
});

test("a line that may have been sent is not sent again as another guest", async () => {
  const { browser, session, wire } = await online();
  session.say("!a", "one");
  wire.cuts();
  browser.clock.passes(1);
  browser.wire.opens();
  browser.wire.says({ event: "error", code: "bad_token", text: "?" });
  assert.equal(browser.wire.all("login")[1]?.name, "alice");
  browser.wire.says({ event: "welcome", name: "alice", epoch: "e", token: "u" });
  await settled();
  assert.deepEqual(browser.wire.all("say"), []);
  assert.deepEqual(session.unsent().map((entry) => [entry.standing, entry.failure?.code]), [["failed", "in_doubt"]]);
});

test("a line that comes too fast waits, and later ones behind it", async () => {
  const { browser, session, wire } = await online();
  session.say("!a", "one");
  session.say("!a", "two");
  wire.says({ event: "error", code: "slow_down", text: "?", key: "key-1", retry_after: 3 });
  browser.clock.passes(2);
  assert.equal(wire.all("say").length, 1);
  browser.clock.passes(1);
  assert.deepEqual(textsSaid(wire.all("say")), [["one", "key-1"], ["one", "key-1"]]);
});

test("a refused line says why, can be tried again or deleted, and holds up no other", async () => {
  const { session, wire } = await online();
  session.say("!a", "one");
  session.say("!a", "two");
  wire.says({ event: "error", code: "muted", text: "You are muted.", key: "key-1" });
  assert.equal(wire.all("say").length, 2);
  assert.deepEqual(session.unsent("!a")[0]?.failure, { code: "muted", text: "You are muted." });
  wire.says({ event: "ack", room: "lobby", rid: "!a", seq: 1, id: 1, key: "key-2" });
  session.sayAgain("key-1");
  assert.equal(wire.all("say").length, 3);
  wire.says({ event: "error", code: "muted", text: "You are muted.", key: "key-1" });
  session.discard("key-1");
  assert.deepEqual(session.unsent(), []);
});

test("no more lines are kept than a thousand", async () => {
  const { session, wire } = await online();
  wire.cuts();
  for (let count = 0; count < 1_000; count++) assert.notEqual(session.say("!a", "x"), null);
  assert.equal(session.say("!a", "x"), null);
});

test("a name that is taken leads back to the login, with the reason", async () => {
  const browser = new FakeBrowser();
  const session = await browser.page();
  session.login("bob");
  browser.wire.opens();
  browser.wire.says({ event: "error", code: "name_taken", text: "That name is taken." });
  assert.deepEqual(session.status.value, { kind: "login", code: "name_taken", reason: "That name is taken." });
  browser.clock.passes(100);
  assert.equal(browser.wires.length, 1);
});

test("a server that is full is tried again, not before it said", async () => {
  const browser = new FakeBrowser();
  const session = await browser.page();
  session.login("bob");
  browser.wire.opens();
  browser.wire.says({ event: "error", code: "server_full", text: "Full.", retry_after: 20 });
  assert.deepEqual(session.status.value, { kind: "waiting", seconds: 20, code: "server_full", reason: "Full." });
});

test("taken over by another tab it stays away until it is wanted here", async () => {
  const { browser, session, wire } = await online();
  wire.says({ event: "bye", code: "superseded", text: "Elsewhere." });
  browser.clock.passes(100);
  assert.deepEqual(session.status.value, { kind: "ended", code: "superseded", reason: "Elsewhere." });
  assert.equal(browser.wires.length, 1);
  session.resume();
  assert.equal(browser.wires.length, 2);
});

test("a server that stops is waited for", async () => {
  const { browser, session, wire } = await online();
  wire.says({ event: "bye", code: "server_stopping", text: "Back soon." });
  assert.equal(session.status.value.kind, "waiting");
  browser.clock.passes(1);
  assert.equal(browser.wires.length, 2);
});

test("an account whose session has ended is asked to log in", async () => {
  const browser = new FakeBrowser();
  const first = await online(browser, { role: "user" });
  first.wire.cuts();
  const session = await browser.page();
  assert.equal(session.start(), true);
  browser.wire.opens();
  browser.wire.says({ event: "error", code: "bad_token", text: "It has expired." });
  assert.deepEqual(session.status.value, { kind: "login", code: "bad_token", reason: "It has expired." });
  assert.equal((await browser.page()).start(), false);
});

test("a silent server is asked whether it is there, and left if it is not", async () => {
  const { browser, session, wire } = await online();
  browser.clock.passes(31);
  assert.equal(wire.all("ping").length, 1);
  browser.clock.passes(13);
  assert.equal(session.status.value.kind, "online");
  browser.clock.passes(1);
  assert.equal(session.status.value.kind, "waiting");
  assert.equal(session.status.value.code, "silent");
});

test("a late event of an earlier connection changes nothing", async () => {
  const { browser, session, wire } = await online();
  wire.cuts();
  browser.clock.passes(1);
  wire.says(line(7));
  wire.cuts();
  assert.deepEqual(session.state.linesOf("!a"), []);
  assert.equal(session.status.value.kind, "connecting");
});

test("a login lasts as long as the tab, or longer if the user chose that", async () => {
  const { browser } = await online();
  browser.tab = new (browser.tab.constructor as new () => typeof browser.tab)();
  assert.equal((await browser.page()).start(), false);
  const kept = await browser.page();
  kept.login("alice", "secret", true);
  await browser.welcomes({ role: "user" });
  browser.tab = new (browser.tab.constructor as new () => typeof browser.tab)();
  assert.equal((await browser.page()).start(), true);
});

test("logging out forgets the person and their device", async () => {
  const browser = new FakeBrowser();
  const session = await browser.page();
  session.login("alice", "secret", true);
  const wire = await browser.welcomes({ role: "user" });
  wire.says({
    ...{ event: "tokens", ref: wire.all("tokens")[0]?.ref ?? null },
    tokens: [
      { id: "old", label: "browser", made: 1, used: null },
      { id: "new", label: "browser", made: 2, used: null },
      { id: "other", label: "phone", made: 3, used: null },
    ],
  });
  await settled();
  session.setDraft("!a", "half a line");
  await session.logout();
  assert.deepEqual(wire.all("revoke").map(({ id }) => id), ["new"]);
  assert.equal(wire.all("quit").length, 1);
  assert.equal(session.status.value.kind, "login");
  assert.equal((await browser.page()).start(), false);
  assert.deepEqual(browser.drafts.names(), []);
});

test("a draft is its writer's, and outlives a reload", async () => {
  const { browser, session } = await online();
  session.setDraft("!a", "half a line");
  const { session: reloaded } = await online(browser, { resumed: true });
  assert.equal(reloaded.draft("!a"), "half a line");
  const other = await online(browser, { name: "carol" });
  assert.equal(other.session.draft("!a"), "");
});

test("under another name a person keeps their drafts and unsent lines", async () => {
  const { browser, session, wire } = await online();
  session.setDraft("!a", "half a line");
  wire.says({ event: "name_is", name: "alice2" });
  wire.cuts();
  session.say("!a", "one");
  await settled();
  const { session: reloaded, wire: next } = await online(browser, { name: "alice2", resumed: true });
  assert.equal(reloaded.draft("!a"), "half a line");
  assert.deepEqual(textsSaid(next.all("say")), [["one", "key-1"]]);
});

test("drafts of no more than five hundred conversations are kept", async () => {
  const { browser, session } = await online();
  for (let count = 0; count < 502; count++) session.setDraft(`!${count}`, "x");
  assert.equal(browser.drafts.names().length, 500);
  assert.deepEqual([session.draft("!1"), session.draft("!501")], ["", "x"]);
});

test("what the server says before the page has read what was kept waits for that", async () => {
  const browser = new FakeBrowser();
  const first = await online(browser);
  first.wire.cuts();
  first.session.say("!a", "one");
  await settled();
  const session = browser.unread();
  session.start();
  const wire = await browser.welcomes({ resumed: true });
  assert.deepEqual([session.state.epoch, wire.all("say")], ["", []]);
  await session.load();
  assert.deepEqual([session.state.epoch, wire.all("say").length], ["e", 1]);
});

test("who asks gets the answer, an error included, and one when there is no connection", async () => {
  const { session, wire } = await online();
  const asked = session.ask({ cmd: "who", room: "lobby" });
  const refused = session.ask({ cmd: "topic", text: "x" });
  const lost = session.ask({ cmd: "files" });
  const [who, topic] = [wire.all("who").at(-1), wire.all("topic").at(-1)];
  wire.says({ event: "people", ref: who?.ref ?? null, room: "lobby", members: ["bob"], here: 1 });
  wire.says({ event: "error", ref: topic?.ref ?? null, code: "not_allowed", text: "No." });
  wire.cuts();
  const codes = [await asked, await refused, await lost, await session.ask({ cmd: "files" })];
  assert.deepEqual(codes.map((event) => (event.event === "error" ? event.code : event.event)), [
    ...["people", "not_allowed", "offline", "offline"],
  ]);
  assert.deepEqual(session.state.conversation("!a")?.notices, []);
});

test("what was read is told soon, once", async () => {
  const { browser, session, wire } = await online();
  session.reading.look("!a", true);
  wire.says(line(1), line(2));
  browser.clock.passes(2);
  assert.deepEqual(wire.all("read"), [{ cmd: "read", room: "!a", seq: 2, ref: "read" }]);
  browser.clock.passes(5);
  assert.equal(wire.all("read").length, 1);
});

test("the network back, a waiting page tries at once", async () => {
  const { browser, session, wire } = await online();
  wire.cuts();
  session.retry();
  assert.equal(browser.wires.length, 2);
});

test("links to files stay on the page's own origin", async () => {
  const { session } = await online();
  assert.equal(session.links.of("http://elsewhere:8080/download/abc/sig"), "/download/abc/sig");
  assert.equal(session.links.of("javascript:alert(1)"), "");
});

test("a typed command goes to the server as it is, and its answer is a notice where it was typed", async () => {
  const { session, wire } = await online();
  const answer = session.type("!a", "/seen bob");
  const [typed] = wire.all("typed");
  assert.deepEqual({ ...typed, ref: "" }, { cmd: "typed", line: "/seen bob", room: "!a", ref: "" });
  wire.says({ event: "seen", ref: typed!.ref, name: "bob", notices: ["bob is here."] });
  const [notice] = session.state.conversations.get("!a")!.notices;
  assert.equal(notice?.body.what === "event" && "notices" in notice.body.event && notice.body.event.notices?.join(), "bob is here.");
  assert.equal((await answer).event, "seen");
  wire.says({ event: "seen", ref: typed!.ref, name: "bob", notices: [] });
  assert.equal(session.state.conversations.get("!a")!.notices.length, 1);
  wire.cuts();
  assert.equal((await session.type("!a", "/seen bob")).event, "error");
});

test("who is in a room that the server had kept is asked when it is opened, once", async () => {
  const kept = { room: "ops", rid: "!o", kind: "public", head: 0, joined: true, read: 0 };
  const { session, wire } = await online(undefined, { role: "user", rooms: [kept] });
  const asked = () => wire.all("who").filter(({ room }) => room !== "*");
  assert.deepEqual(asked(), []);
  session.reading.look("!o", true);
  session.reading.look("!o", true);
  assert.deepEqual(asked(), [{ cmd: "who", room: "!o", ref: "who" }]);
});
