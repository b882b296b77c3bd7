/**
 * The lines of a conversation: a window of rows on a log without end.
 *
 * At the end it follows; elsewhere what is read stays where it is, held by the browser's scroll anchoring.
 */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import { t } from "../text";
import { anchorIn, goBack, hold, placeIn } from "./anchor";
import { useChat } from "./context";
import { Loading } from "./conversation_screen";
import { EmptyRoom } from "./empty_room";
import { Icon } from "./icons";
import { LineRow } from "./line_row";
import { NoticeRow } from "./notice_row";
import { day } from "./times";
import type { Row, Timeline } from "./timeline";
import { UnsentRow } from "./unsent_row";

const AT_END = 40; // pixels from the end that still are the end
const NEAR = 1.5; // screens from an edge, where more is fetched

export function MessageList({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  void chat.moved.value;
  const timeline = chat.timeline(conversation);
  const scroller = useRef<HTMLDivElement>(null);
  const top = useRef(0); // as it was scrolled last
  const [away, setAway] = useState(false);
  const [chosen, setChosen] = useState(0);
  const rows = timeline.rows();
  const unsent = timeline.below ? [] : chat.session.unsent(conversation.key);

  const stick = () => {
    const box = scroller.current;
    if (!box || !timeline.follow || !chat.isAtEnd) return;
    box.scrollTop = box.scrollHeight;
    top.current = box.scrollTop;
  };
  const anchor = timeline.follow && chat.isAtEnd ? null : anchorIn(scroller.current); // before the rows change
  useLayoutEffect(() => {
    stick();
    if (away && timeline.follow && chat.isAtEnd) setAway(false); // an own line leads to the end
    if (anchor && scroller.current) hold(scroller.current, anchor);
  });
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box && timeline.place && !timeline.follow) goBack(box, timeline.place);
    return () => {
      timeline.place = box && !timeline.follow ? placeIn(box) : null;
    };
  }, [timeline]);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box || !timeline.isLanding || !rows.some((row) => row.kind === "line")) return;
    timeline.isLanding = false;
    const above = landsAbove(box);
    if (above === null) return;
    timeline.hold();
    box.scrollTop -= above;
    chat.isAtEnd = false;
    setAway(true);
  });
  useLayoutEffect(() => {
    const found = timeline.hit > 0 && scroller.current?.querySelector(`[data-seq="${timeline.hit}"]`);
    if (found) found.scrollIntoView({ block: "center" });
  }, [timeline.hit, chat.moved.value, rows.some((row) => row.kind === "line" && row.hit)]);
  useEffect(() => {
    chat.isAtEnd = timeline.follow;
    chat.look();
    const box = scroller.current;
    if (!box) return;
    const resized = new ResizeObserver(stick); // pictures that arrive, a keyboard that opens
    resized.observe(box);
    if (box.firstElementChild) resized.observe(box.firstElementChild);
    return () => resized.disconnect();
  }, [timeline]);

  useEffect(() => {
    if (!timeline.follow) onScroll(); // a page may have come, and more be wanted
  }, [conversation.version, chat.moved.value]);

  const onScroll = () => {
    const box = scroller.current;
    if (!box) return;
    const below = box.scrollHeight - box.scrollTop - box.clientHeight;
    const atEnd = below < AT_END;
    const isUp = box.scrollTop < top.current;
    top.current = box.scrollTop;
    if (!atEnd && timeline.follow && chat.isAtEnd) {
      if (!isUp) return stick(); // nobody scrolled: a picture has grown before this was heard of
      timeline.hold();
    }
    if (atEnd !== chat.isAtEnd) {
      chat.isAtEnd = atEnd;
      setAway(!atEnd || timeline.below);
      chat.look();
    }
    if (box.scrollTop < NEAR * box.clientHeight) chat.earlier(timeline);
    if (!timeline.follow && below < NEAR * box.clientHeight) chat.later(timeline);
  };
  const toEnd = () => {
    chat.isAtEnd = true;
    setAway(false);
    chat.toEnd(timeline);
  };
  const isLoading = !conversation.runs.runs.length && conversation.head > 0;
  const isEmpty = !rows.some((row) => row.kind === "line") && !unsent.length && conversation.first >= conversation.head;
  return (
    <div class="scroll-host">
      <div class="scroll" ref={scroller} onScroll={onScroll} tabIndex={-1}>
        <div id="messages" class="messages" role={isEmpty ? "region" : "feed"} aria-label={t("messages")} aria-busy={conversation.asking} onKeyDown={(event) => walk(event, setChosen)}>
          {isLoading && <Loading />}
          {isEmpty && <EmptyRoom conversation={conversation} />}
          {rows.map((row, place) => isEmpty && row.kind === "edge" ? null : (
            <RowOf key={row.id} row={row} conversation={conversation} isLast={place === rows.length - 1} isChosen={row.kind === "line" && row.line.seq === chosen} />
          ))}
          {unsent.map((entry) => <UnsentRow key={`mine ${entry.say.key}`} entry={entry} conversation={conversation} />)}
        </div>
      </div>
      {(away || timeline.below) && (
        <button class="to-end" onClick={toEnd}>
          <Icon name="arrow-down" size={16} /> {conversation.unread ? t("n_new", { n: conversation.unread }) : t("to_end")}
        </button>
      )}
    </div>
  );
}

const OVER_NEW = 48; // pixels that stay visible over the first unread line

/** How far up the first unread line is; null if it is seen from the end, or there is none. */
function landsAbove(box: HTMLElement): number | null {
  box.scrollTop = box.scrollHeight;
  const divider = box.querySelector(".divider.new")?.getBoundingClientRect().top ?? Infinity;
  const above = box.getBoundingClientRect().top + OVER_NEW - divider;
  return above > 0 ? above : null;
}

interface RowProps {
  row: Row;
  conversation: Conversation;
  isLast: boolean;
  isChosen: boolean;
}

function RowOf({ row, conversation, isLast, isChosen }: RowProps) {
  switch (row.kind) {
    case "line":
      return <LineRow line={row.line} heading={row.heading} hit={row.hit} quoted={row.quoted} previews={conversation.previews.get(row.line.seq)} conversation={conversation} isLast={isLast} isChosen={isChosen} />;
    case "notice":
      return <NoticeRow notice={row.notice} />;
    case "day":
      return <div class="divider" role="none">{day(row.ts, Date.now() / 1000)}</div>;
    case "new":
      return <div class="divider new" role="none">{t("new_lines")}</div>;
    case "edge":
      return <div class="edge">{row.more ? "" : t("beginning")}</div>;
  }
}

/** Arrow keys go from line to line; the list is one stop for Tab. */
function walk(event: KeyboardEvent, choose: (seq: number) => void): void {
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  const focus = document.activeElement as HTMLElement;
  if (step === undefined || event.altKey || event.ctrlKey || focus.tagName === "INPUT") return;
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(":scope > .row, :scope > .fact[data-seq]")];
  const at = all.findIndex((row) => row.contains(focus));
  const next = all[Math.max(0, Math.min(all.length - 1, at + step))];
  if (!next) return;
  event.preventDefault();
  next.focus();
  choose(Number(next.dataset.seq ?? 0));
}

export type { Timeline };
