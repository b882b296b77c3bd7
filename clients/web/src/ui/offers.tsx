/** What is offered for the word before the cursor: people after `@`, emoji after `:`. */

import { signal } from "@preact/signals";
import type { Conversation } from "../model/conversation";
import { fold } from "../model/names";
import { t } from "../text";
import type { Chat } from "./chat";
import { harmless } from "./names";

export interface Offer {
  show: string;
  words: string;
  insert: string;
}

const OFFERED = 8;
const emoji = signal<readonly (readonly [emoji: string, name: string])[] | null>(null);
let isLoading = false;

export function offersFor(before: string, chat: Chat, conversation: Conversation): Offer[] {
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
  const first = all.filter(([, name]) => name.startsWith(part));
  const inside = all.filter(([, name]) => !name.startsWith(part) && name.includes(`_${part}`));
  return [...first, ...inside].slice(0, OFFERED).map(([each, name]) => ({ show: each, words: name.replaceAll("_", " "), insert: `${each} ` }));
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
