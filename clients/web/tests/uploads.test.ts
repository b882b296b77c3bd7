/** Uploads of the page: they outlive cuts, reloads and other tabs, and are never sent for another person. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { KEPT_BYTES_MAX, KEPT_UPLOADS_MAX, KeptUploads } from "../src/net/kept_uploads";
import { MemoryStore } from "../src/net/store";
import { FakeBrowser, online, settled } from "./fakes";

const file = (size: number) => new File([new Uint8Array(size)], "big.bin", { type: "application/zip" });

test("an upload that is cut goes on where the server has it", async () => {
  const { browser, session } = await online();
  const upload = session.upload("!a", file(1_000));
  assert.equal(browser.request.headers.Authorization, "Bearer t");
  browser.request.progress(600);
  assert.equal(upload.sent, 600);
  browser.request.answer({ status: 0 });
  assert.equal(upload.stage, "waiting");
  browser.clock.passes(1);
  assert.equal(browser.request.headers["Content-Range"], "bytes 999-999/1000");
  browser.request.answer({ status: 409, offset: 512 });
  assert.deepEqual([browser.request.headers["Content-Range"], browser.request.size], ["bytes 512-999/1000", 488]);
  browser.request.answer({ status: 201 });
  await upload.done;
  assert.deepEqual([upload.stage, upload.sent], ["done", 1_000]);
  assert.equal(new Set(browser.requests.map(({ headers }) => headers["Idempotency-Key"])).size, 1);
});

test("of an upload that the server has nothing of, everything is sent again", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(1_000));
  browser.request.answer({ status: 0 });
  browser.clock.passes(1);
  browser.request.answer({ status: 409, offset: 0 });
  assert.deepEqual([browser.request.headers["Content-Range"], browser.request.size], [undefined, 1_000]);
});

test("a file that is too large fails in the server's words, and others are not held up", async () => {
  const { browser, session } = await online();
  const upload = session.upload("!a", file(10));
  browser.request.answer({ status: 413, problem: "A file may have at most 5 bytes." });
  assert.deepEqual([upload.stage, upload.reason], ["failed", "A file may have at most 5 bytes."]);
  session.uploads.dismiss(upload);
  assert.deepEqual(session.uploads.all, []);
});

test("an upload gives up when nothing moves for long", async () => {
  const { browser, session } = await online();
  const upload = session.upload("!a", file(10));
  for (let attempt = 0; attempt < 100 && upload.stage !== "failed"; attempt++) {
    browser.request.answer({ status: 0 });
    browser.clock.passes(30);
  }
  assert.equal(upload.stage, "failed");
});

/** What a list of uploads shows. */
const shown = (session: Awaited<ReturnType<FakeBrowser["page"]>>) => session.uploads.all.map(({ name, stage, sent }) => [name, stage, sent]);

test("an upload goes on when the page is loaded anew, where the server has it", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(1_000));
  browser.request.progress(600);
  const key = browser.request.headers["Idempotency-Key"];
  const { session: reloaded } = await online(browser, { resumed: true });
  await settled();
  assert.deepEqual(shown(reloaded), [["big.bin", "running", 0]]);
  assert.equal(browser.request.headers["Content-Range"], "bytes 999-999/1000");
  browser.request.answer({ status: 409, offset: 512 });
  assert.deepEqual([browser.request.headers["Content-Range"], browser.request.size], ["bytes 512-999/1000", 488]);
  assert.deepEqual([browser.request.headers["Idempotency-Key"], browser.request.headers["Content-Type"]], [key, "application/zip"]);
  browser.request.answer({ status: 201 });
  await settled();
  assert.deepEqual(await browser.store.all("uploads"), []);
});

test("what was shared or dismissed is not sent by the next page", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(10));
  browser.request.answer({ status: 201 });
  session.uploads.dismiss(session.upload("!a", file(20)));
  await settled();
  const sent = browser.requests.length;
  const { session: reloaded } = await online(browser, { resumed: true });
  await settled();
  assert.deepEqual([shown(reloaded), browser.requests.length], [[], sent]);
});

test("an upload that is refused can be tried again", async () => {
  const { browser, session } = await online();
  const upload = session.upload("!a", file(10));
  browser.request.answer({ status: 403, problem: "You are muted." });
  session.uploads.again(upload);
  browser.request.answer({ status: 409, offset: 0 });
  browser.request.answer({ status: 201 });
  assert.deepEqual(shown(session), [["big.bin", "done", 10]]);
});

test("under another login an upload waits until it is wanted, and another person does not see it", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(10));
  await settled();
  const sent = browser.requests.length;
  const other = await online(browser, { name: "carol", token: "another-one" });
  await settled();
  assert.deepEqual(shown(other.session), []);
  const again = await online(browser, { token: "a-later-one" });
  await settled();
  assert.deepEqual([shown(again.session), browser.requests.length], [[["big.bin", "paused", 0]], sent]);
  again.session.uploads.again(again.session.uploads.all[0]!);
  assert.equal(browser.request.headers.Authorization, "Bearer a-later-one");
});

test("who logs in after someone else sends nothing of theirs", async () => {
  const { browser, session, wire } = await online();
  session.upload("!a", file(10));
  wire.says({ event: "bye", code: "signed_out", text: "?" });
  session.login("carol");
  await browser.welcomes({ name: "carol", token: "another-one" });
  await settled();
  assert.deepEqual([shown(session), browser.requests.length], [[], 1]);
});

test("who logs out takes what is under way with them", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(10));
  await session.logout();
  await settled();
  assert.deepEqual([shown(session), await browser.store.all("uploads"), browser.stopped], [[], [], 1]);
});

test("a tab that takes over goes on with the uploads, and gives back what is not done", async () => {
  const { browser, session, wire } = await online();
  session.upload("!a", file(100));
  session.upload("!a", file(200));
  const second = await online(browser, { resumed: true });
  wire.says({ event: "bye", code: "superseded", text: "?" });
  await settled();
  assert.deepEqual(shown(session).map(([, stage]) => stage), ["paused", "paused"]);
  browser.requests.at(-2)?.answer({ status: 201 }); // of the first
  second.wire.says({ event: "bye", code: "superseded", text: "?" });
  session.resume();
  await browser.welcomes({ resumed: true });
  await settled();
  assert.deepEqual(session.uploads.all.map(({ size, stage }) => [size, stage]), [[200, "running"]]);
});

test("a file that the browser could not keep is asked for again, and another one is refused", async () => {
  const { browser, session } = await online();
  session.upload("!a", file(10));
  await settled();
  const [row] = await browser.store.all<{ cargo: { key: string } }>("uploads");
  await browser.store.put("uploads", row!.cargo.key, { ...row, cargo: { ...row!.cargo, file: null, modified: 5 } });
  const { session: reloaded } = await online(browser, { resumed: true });
  await settled();
  const [upload] = reloaded.uploads.all;
  assert.equal(upload?.stage, "missing");
  assert.equal(reloaded.uploads.give(upload!, new File(["0123456789"], "big.bin", { lastModified: 6 })), false);
  assert.equal(reloaded.uploads.give(upload!, new File(["012345678"], "big.bin", { lastModified: 5 })), false);
  assert.equal(reloaded.uploads.give(upload!, new File(["0123456789"], "moved.bin", { lastModified: 5 })), true);
  assert.equal(browser.request.headers["Content-Range"], "bytes 9-9/10");
});

const cargo = (key: string, size: number) => ({ ...{ key, room: "!a", name: key, type: "", size, modified: 0 }, file: { size } as Blob });

test("files are kept up to a sum, and uploads up to a number", async () => {
  const store = new MemoryStore();
  const kept = new KeptUploads(store);
  kept.put("alice", "t", cargo("small", 1_000));
  kept.put("alice", "t", cargo("huge", KEPT_BYTES_MAX));
  kept.put("alice", "t", cargo("other", 2_000));
  assert.deepEqual((await kept.all()).map(({ cargo }) => [cargo.key, cargo.file?.size]), [["small", 1_000], ["huge", undefined], ["other", 2_000]]);
  for (let count = 0; count < KEPT_UPLOADS_MAX; count++) kept.put("alice", "t", cargo(`more-${count}`, 1));
  const all = await kept.all();
  assert.deepEqual([all.length, all[0]?.cargo.key], [KEPT_UPLOADS_MAX, "more-0"]);
});

test("an upload is kept without its file where the disk takes no more", async () => {
  const store = new MemoryStore();
  const put = async (table: "uploads" | "unsent", key: string, value: unknown) => {
    if ((value as { cargo: { file: unknown } }).cargo.file) throw new DOMException("", "QuotaExceededError");
    await store.put(table, key, value);
  };
  const kept = new KeptUploads({ all: (table) => store.all(table), delete: (table, key) => store.delete(table, key), put });
  kept.put("alice", "t", cargo("a", 1_000));
  assert.deepEqual((await kept.all()).map(({ cargo }) => [cargo.key, cargo.file]), [["a", null]]);
});
