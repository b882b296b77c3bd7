/**
 * Events that add something to another line: how the line looks with it.
 *
 * Reactions, edits, pins and the ends of polls are no lines themselves. A page of history has its lines with
 * all that was added to them, up to its `head`; what is known to have been added after that is added again.
 */

import { fold } from "./names";
import type {
  Edited,
  LineEvent,
  LineMarks,
  LoggedEvent,
  Message,
  PinSet,
  PollClosed,
  Reacted,
  ReactionCount,
  ReactionSet,
  Tally,
  Voted,
} from "./types";
import { LINES } from "./types";

/** The event `seq` deleted a message that answers `line`. */
export interface AnswerDeleted {
  event: "answer_deleted";
  line: number;
  seq: number;
}

export type Addition = Edited | ReactionSet | PinSet | PollClosed | Message | AnswerDeleted;

/** The seq of the line that `event` adds to; 0 if there is none. */
export function target(event: Addition): number {
  return event.event === "message" ? (event.re ?? 0) : event.line;
}

function isLine(line: LoggedEvent): line is LineEvent {
  return LINES.has(line.event);
}

/** `line` with what `event`, which names it, adds; `me` is the user's name. */
export function withAddition(line: LoggedEvent, event: Addition, me: string): LoggedEvent {
  switch (event.event) {
    case "message":
      return answered(line, 1);
    case "answer_deleted":
      return answered(line, -1);
    case "edited":
      if (line.event !== "message" || !event.text || event.ts < (line.edited ?? 0)) return line;
      return { ...line, text: event.text, edited: event.ts };
    case "pinned":
      return isLine(line) ? { ...line, pinned: event.on } : line;
    case "poll_closed":
      return withTally(line, event.tally);
    case "reaction":
      return withReactionOf(line, event, me);
  }
}

function answered(line: LoggedEvent, count: number): LoggedEvent {
  return isLine(line) ? { ...line, replies: Math.max(0, (line.replies ?? 0) + count) } : line;
}

function withReactionOf(line: LoggedEvent, event: ReactionSet, me: string): LoggedEvent {
  if (!isLine(line)) return line;
  let reactions = withReaction(line.reactions ?? [], event.emoji, event.on, event.seq);
  if (fold(event.sender) === fold(me))
    reactions = reactions.map((each) => (each.emoji === event.emoji ? { ...each, mine: event.on } : each));
  return { ...line, reactions };
}

/** `reactions` after the event `seq`; unchanged if they are of a later time. */
function withReaction(reactions: ReactionCount[], emoji: string, on: boolean, seq: number): ReactionCount[] {
  const known = reactions.find((each) => each.emoji === emoji);
  if (!known) return on ? [...reactions, { emoji, count: 1, seq }] : reactions;
  if (seq <= (known.seq ?? 0)) return reactions;
  const changed = { ...known, count: known.count + (on ? 1 : -1), seq };
  return reactions.map((each) => (each === known ? changed : each)).filter((each) => each.count);
}

/** `line` with those votes, if they are not older; which are one's own stays as it is known. */
export function withTally(line: LoggedEvent, tally: Tally): LoggedEvent {
  if (line.event !== "poll") return line;
  const known = line.tally ?? { counts: [] };
  const [version, before] = [tally.version ?? 0, known.version ?? 0];
  if (version < before || (version === before && !tally.closed && known.closed)) return line;
  return { ...line, tally: { ...tally, mine: known.mine ?? [] } };
}

export function withOwnVote(line: LoggedEvent, event: Voted): LoggedEvent {
  if (line.event !== "poll") return line;
  const known = line.tally ?? { counts: line.choices.map(() => 0) };
  return { ...line, tally: { ...known, mine: event.choices } };
}

/** `line` with the counts of `marks`, where they are newer; which are one's own stays as it is known. */
export function withMarks(line: LoggedEvent, marks: LineMarks): LoggedEvent {
  if (!isLine(line)) return line;
  const known = new Map((line.reactions ?? []).map((each) => [each.emoji, each]));
  const reactions = (marks.reactions ?? []).map((each) => {
    const before = known.get(each.emoji);
    if (before && (before.seq ?? 0) >= (each.seq ?? 0)) return before;
    return { ...each, mine: before?.mine ?? false };
  });
  return { ...line, reactions };
}

/** `line` with one's own reaction, which another device may have put. It is counted `count` times: once if its
 * event is still to come, which is not counted then (`withOwnEvent`). */
export function withOwn(line: LoggedEvent, event: Reacted, count: number): LoggedEvent {
  if (!isLine(line)) return line;
  const reactions = line.reactions ?? [];
  const known = reactions.find((each) => each.emoji === event.emoji);
  if (!known) {
    const added = event.on && count ? [{ emoji: event.emoji, count: 1, seq: 0, mine: true }] : [];
    return { ...line, reactions: [...reactions, ...added] };
  }
  const changed = { ...known, count: known.count + (event.on ? count : -count), mine: event.on };
  return {
    ...line,
    reactions: reactions.map((each) => (each === known ? changed : each)).filter((each) => each.count > 0),
  };
}

/** `line` as of `event`, whose reaction is counted already. */
export function withOwnEvent(line: LoggedEvent, event: Addition): LoggedEvent {
  if (!isLine(line) || event.event !== "reaction") return line;
  const { emoji, seq } = event;
  const reactions = (line.reactions ?? []).map((each) => (each.emoji === emoji ? { ...each, seq } : each));
  return { ...line, reactions };
}
