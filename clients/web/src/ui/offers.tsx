/** What is offered for the word before the cursor: people after `@`, emoji after `:`, commands after `/`. */

import { signal } from "@preact/signals";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import { t } from "../text";
import type { Chat } from "./chat";
import { harmless } from "./names";
import { commandsFrom } from "./typed";

export interface Offer {
  show: string;
  words: string;
  insert: string;
}

// Names that other chats made usual; the server's table (model/emoji.py) has more.
const USUAL: Record<string, string> = {
  "+1": "thumbs_up", "-1": "thumbs_down", heart: "red_heart", tada: "party_popper", smile: "grinning_face", joy: "face_with_tears_of_joy",
  thinking: "thinking_face", wave: "waving_hand", clap: "clapping_hands", pray: "folded_hands", sob: "loudly_crying_face", wink: "winking_face",
  ok: "ok_hand", shrug: "person_shrugging", "100": "hundred_points", white_check_mark: "check_mark_button", x: "cross_mark",
};
const OFFERED = 8;
const emoji = signal<readonly (readonly [emoji: string, name: string])[] | null>(null);
let isLoading = false;

export function offersFor(before: string, chat: Chat, conversation: Conversation): Offer[] {
  if (before.startsWith("/")) {
    const commands = commandsFrom(before);
    if (commands.length) return commands.map(({ usage, words }) => ({ show: usage, words: "", insert: `${words} ` }));
  }
  const word = /(?:^|\s)([@:][^\s]*)$/.exec(before)?.[1] ?? "";
  if (word.startsWith("@")) return people(word.slice(1), chat, conversation);
  return word.length > 2 && /^:[\w+-]+$/.test(word) ? emojiNamed(word.slice(1).toLowerCase()) : [];
}

function people(beginning: string, chat: Chat, conversation: Conversation): Offer[] {
  const part = fold(beginning);
  const names = new Map([...conversation.members, ...(conversation.kind === "public" ? chat.state.people : [])]);
  names.delete(fold(chat.state.me));
  const fitting = [...names].filter(([key]) => key.startsWith(part)).sort(([a], [b]) => (a < b ? -1 : 1));
  if (fitting.length === 1 && fitting[0]![0] === part) return [];
  return fitting.slice(0, OFFERED).map(([, name]) => ({ show: `@${harmless(name)}`, words: "", insert: `@${name} ` }));
}

function emojiNamed(part: string): Offer[] {
  if (!emoji.value && !isLoading) {
    isLoading = true;
    void import("./emoji_data").then((module) => (emoji.value = module.allEmoji()));
  }
  const all = emoji.value ?? [];
  const usual = Object.entries(USUAL).filter(([name]) => name.startsWith(part)).map(([, full]) => full);
  const first = all.filter(([, name]) => name.startsWith(part) || usual.includes(name));
  const inside = all.filter(([, name]) => !name.startsWith(part) && !usual.includes(name) && name.includes(`_${part}`));
  return [...first, ...inside].slice(0, OFFERED).map(([each, name]) => ({ show: each, words: name.replaceAll("_", " "), insert: `${each} ` }));
}

/** The emoji of that name, if the table has been loaded, which typing a colon does. */
export function emojiCalled(name: string): string {
  return emoji.value?.find(([, each]) => each === (USUAL[name] ?? name))?.[0] ?? "";
}

export function Offers({ offers, chosen, take }: { offers: readonly Offer[]; chosen: number; take: (insert: string) => void }) {
  return (
    <ul class="offers" id="offers" role="listbox" aria-label={t("offers")}>
      {offers.map((offer, place) => (
        <li key={offer.insert} id={`offer-${place}`} role="option" aria-selected={place === chosen} onMouseDown={(event) => (event.preventDefault(), take(offer.insert))}>
          <span dir="auto">{offer.show}</span>
          <span class="meta">{offer.words}</span>
        </li>
      ))}
    </ul>
  );
}
