/** A poll: a row a choice, of which a click is a vote. */

import type { Conversation } from "../model/conversation";
import type { PollAsked } from "../model/types";
import { t } from "../text";
import { useQuietChat } from "./context";
import { harmless } from "./names";

export function PollCard({ poll, conversation }: { poll: PollAsked; conversation: Conversation }) {
  const chat = useQuietChat();
  const { counts = [], voters = 0, closed = false, mine = [] } = poll.tally ?? { counts: [] };
  const vote = (number: number) => {
    const after = mine.includes(number) ? mine.filter((each) => each !== number) : poll.many ? [...mine, number].sort((a, b) => a - b) : [number];
    void chat.request({ cmd: "vote", seq: poll.seq, room: conversation.room, choices: after });
  };
  const facts = [t("n_votes", { n: voters }), poll.many ? t("poll_many") : "", poll.anonymous ? t("poll_anonymous") : "", closed ? t("poll_closed") : ""];
  return (
    <div class="poll" role={poll.many ? "group" : "radiogroup"} aria-label={harmless(poll.question)}>
      <h3 dir="auto">{harmless(poll.question)}</h3>
      {poll.choices.map((text, place) => {
        const count = counts[place] ?? 0;
        return (
          <button key={place} class="choice" role={poll.many ? "checkbox" : "radio"} aria-checked={mine.includes(place + 1)} disabled={closed} onClick={() => vote(place + 1)}>
            <span class="share" style={{ width: `${voters ? Math.round((100 * count) / voters) : 0}%` }} />
            <span class="text" dir="auto">{harmless(text)}</span>
            <span class="meta">{count}</span>
          </button>
        );
      })}
      <p class="meta">{facts.filter(Boolean).join(" · ")}</p>
    </div>
  );
}
