/** Plays recorded steps and prints what the state shows, as tests/page/picture.py does. */

import { readFileSync } from "node:fs";
import type { Conversation } from "../src/model/conversation";
import { foldEvent } from "../src/model/folding/table";
import { ClientState } from "../src/model/state";
import type { Event, MarkRead } from "../src/model/types";

type Step = Event | [what: string, ...rest: unknown[]];

/** They are in no order. */
const sorted = (marks: MarkRead[]) => marks.sort((a, b) => ((a.room ?? "") < (b.room ?? "") ? -1 : 1));

function play(steps: Step[], now: number): unknown[] {
  const state = new ClientState(() => now);
  const pictures: unknown[] = [];
  for (const step of steps) {
    if (!Array.isArray(step)) {
      foldEvent(state, step);
      continue;
    }
    const [what, key, more] = step as [string, string, unknown];
    const conversation = key ? state.conversation(key) : undefined;
    if (what === "look") state.look(key, Boolean(more));
    else if (what === "cut") state.cut();
    else if (what === "marks") state.wants.push(...sorted(state.takeMarks()));
    else if (what === "close") state.close(key);
    else if (what === "earlier" && conversation) state.askEarlier(conversation, more as number | null);
    else if (what === "later" && conversation) state.askLater(conversation, more as number);
    else if (what === "show") pictures.push(picture(state, now));
  }
  return pictures;
}

function picture(state: ClientState, now: number): unknown {
  const shown = {
    ...{ me: state.me, account: state.account, epoch: state.epoch, http: state.http, here: state.here },
    ...{ hasPreviews: state.hasPreviews, focus: state.focus, looking: state.looking, unread: state.unread, forMe: state.forMe },
    people: Object.fromEntries(state.people),
    rooms: [...state.rooms.keys()].sort(),
    ...{ opened: state.opened, locked: state.locked },
    shown: Object.fromEntries(state.shown),
    changed: [...state.changed].sort(),
    wants: state.wants,
    alerts: state.alerts.map(({ key, level }) => [key, level]),
    scheduled: Object.fromEntries([...state.scheduled].map(([kind, entries]) => [kind, entries.length])),
    conversations: [...state.conversations.values()].map((each) => ofConversation(each, now)),
  };
  state.wants = [];
  state.alerts = [];
  state.opened = [];
  state.changed.clear();
  return JSON.parse(JSON.stringify(shown));
}

function ofConversation(each: Conversation, now: number): unknown {
  const { state } = each;
  return {
    ...{ key: each.key, room: each.room, kind: each.kind, name: each.name, earlier: each.earlier },
    ...{ topic: each.topic, members: [...each.members], here: each.here, head: each.head, first: each.first },
    ...{ joined: each.joined, lines: each.seqs.map((seq) => each.lines.get(seq)), runs: each.runs.runs },
    ...{ newest: each.newest, unread: each.unread, forMe: each.forMe, readMark: each.readMark },
    ...{ readTo: each.readTo ?? -1, held: each.held, broughtIn: each.broughtIn, level: each.level },
    ...{ readers: [...each.readers.values()], asking: each.asking, pins: each.pins.length, previews: [...each.previews] },
    notices: [...new Set(each.notices.map((notice) => `${notice.after} ${notice.kind}`))],
    typists: each.typists(now),
    state: {
      ...{ seq: state.seq, entry: state.entry, readonly: state.readonly, slow: state.slow, topics: state.topics },
      roles: Object.fromEntries(state.roles),
    },
  };
}

const question = JSON.parse(readFileSync(0, "utf8")) as { now: number; plays: Step[][] };
process.stdout.write(JSON.stringify(question.plays.map((steps) => play(steps, question.now))));
