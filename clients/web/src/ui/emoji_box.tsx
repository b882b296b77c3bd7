/** The chooser: a search, those used last, all others in their groups; walked by arrows. */

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../text";
import { allEmoji } from "./emoji_data";
import type { EmojiRequest } from "./emoji_host";

const COLUMNS = 8;
const RECENT_KEPT = 24;
const SHOWN_MAX = 400;
const KEY = "chat.emoji";
const USUAL = ["👍", "❤️", "😂", "🎉", "😮", "😢", "🙏", "👀"];

function recent(): string[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(found) ? found.filter((each) => typeof each === "string").slice(0, RECENT_KEPT) : [];
  } catch {
    return [];
  }
}

function remember(emoji: string): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([emoji, ...recent().filter((each) => each !== emoji)].slice(0, RECENT_KEPT)));
  } catch {
    // Nothing can be stored: nothing is remembered.
  }
}

export function EmojiBox({ request, close }: { request: EmojiRequest; close: (back: boolean) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const [part, setPart] = useState("");
  const [count, setCount] = useState(SHOWN_MAX);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { width, height } = element.getBoundingClientRect();
    element.style.left = `${Math.max(8, Math.min(request.x - width / 2, innerWidth - width - 8))}px`;
    element.style.top = `${Math.max(8, Math.min(request.y - height - 8, innerHeight - height - 8))}px`;
    element.querySelector("input")?.focus();
  }, []);
  useEffect(() => {
    const away = (event: MouseEvent) => !box.current?.contains(event.target as Node) && close(false);
    addEventListener("pointerdown", away, true);
    return () => removeEventListener("pointerdown", away, true);
  }, []);
  const choose = (emoji: string) => {
    remember(emoji);
    close(true);
    request.choose(emoji);
  };
  const sought = part.trim().toLowerCase().replaceAll(" ", "_");
  const found = allEmoji().filter(([emoji, name]) => name.includes(sought) || emoji === part.trim());
  const button = ([emoji, name]: readonly [string, string]) => (
    <button key={emoji} tabIndex={-1} aria-label={name.replaceAll("_", " ")} title={name.replaceAll("_", " ")} onClick={() => choose(emoji)}>{emoji}</button>
  );
  const last = [...new Set([...recent(), ...USUAL])].slice(0, 3 * COLUMNS);
  return (
    <div class="emoji-box" ref={box} role="dialog" aria-label={t("emoji")} onKeyDown={(event) => onKey(event, () => close(true))}>
      <input class="input" type="search" placeholder={t("find_emoji")} aria-label={t("find_emoji")} value={part} onInput={(event) => setPart(event.currentTarget.value)} />
      <div class="emoji-grid" onScroll={(event) => nearEnd(event.currentTarget) && setCount(count + SHOWN_MAX)}>
        {!sought && <h3>{t("used_last")}</h3>}
        {!sought && last.map((emoji) => button([emoji, allEmoji().find(([each]) => each === emoji)?.[1] ?? emoji]))}
        {!sought && <h3>{t("all_emoji")}</h3>}
        {found.slice(0, count).map(button)}
        {!found.length && <p class="pane-note">{t("none_found")}</p>}
      </div>
    </div>
  );
}

const nearEnd = (grid: HTMLElement) => grid.scrollHeight - grid.scrollTop - grid.clientHeight < 300;

function onKey(event: KeyboardEvent, close: () => void): void {
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: COLUMNS, ArrowUp: -COLUMNS };
  const all = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>(".emoji-grid button")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  if (event.key === "Escape") close();
  else if (event.key === "Enter" && at < 0) all[0]?.click();
  else if (event.key in steps && (at >= 0 || event.key === "ArrowDown")) {
    if (at >= 0 && at < COLUMNS && event.key === "ArrowUp") (event.currentTarget as HTMLElement).querySelector("input")?.focus();
    else all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + steps[event.key]!))]?.focus();
  } else return;
  event.preventDefault();
  event.stopPropagation();
}
