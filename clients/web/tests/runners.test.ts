/** What the server runs, and for whom, as the page asks for it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command, Event } from "../src/model/types";
import { runnersOf } from "../src/net/runners";
import { settled } from "./fakes";

const session = (answer: Partial<Event>, kind = "online") => {
  const asked: Command[] = [];
  const ask = async (command: Command) => (asked.push(command), answer as Event);
  return { asked, ask, status: { value: { kind } } };
};

test("languages go by all their names, and it is known that they need an account", async () => {
  const languages = [{ name: "python", title: "Python", version: "3.13", aliases: ["py"] }, { name: "go", title: "Go" }];
  const here = session({ event: "doctor", fence: "a cage", languages, accounts: true });
  runnersOf(here);
  runnersOf(here);
  await settled();
  assert.deepEqual(runnersOf(here), { names: new Set(["python", "py"]), forAccounts: true });
  assert.equal(here.asked.length, 1);
});

test("who was not connected is asked again", async () => {
  const away = session({ event: "error", code: "offline", text: "" });
  runnersOf(away);
  await settled();
  runnersOf(away);
  assert.equal(away.asked.length, 2);
  const waiting = session({}, "waiting");
  runnersOf(waiting);
  assert.deepEqual(waiting.asked, []);
});
