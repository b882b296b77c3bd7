/** What was chosen on this device: look, size, language, notifications. */

import { effect, signal } from "@preact/signals";
import { LANGUAGES, type Language } from "../text";

export const THEMES = ["auto", "light", "dark", "contrast"] as const;
export const SCALES = [80, 90, 100, 110, 125, 150, 175, 200] as const;

export const PARTS = ["rooms", "groups", "people"] as const; // of the list on the left
export type Part = (typeof PARTS)[number];

export interface Choices {
  theme: (typeof THEMES)[number];
  scale: number;
  language: Language | "auto";
  notify: boolean;
  previews: boolean; // whether it is shown what links lead to
  list: number; // width of the list, in rem
  folded: readonly Part[]; // of the list: only their headings are shown
}

export const LIST_WIDTHS = { min: 12.5, max: 22.5 } as const; // rem: 200 and 360 pixels at 100 %

const KEY = "chat.choices";
const USUAL: Choices = { theme: "auto", scale: 100, language: "auto", notify: false, previews: true, list: 16.25, folded: [] };

function stored(): Choices {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    return checked({ ...USUAL, ...(found as Partial<Choices>) });
  } catch {
    return USUAL;
  }
}

/** Another version of the page may have stored it, or nobody knows who. */
function checked(found: Choices): Choices {
  return {
    theme: THEMES.includes(found.theme) ? found.theme : USUAL.theme,
    scale: (SCALES as readonly number[]).includes(found.scale) ? found.scale : USUAL.scale,
    language: found.language in LANGUAGES ? found.language : "auto",
    notify: found.notify === true,
    previews: found.previews !== false,
    list: Math.min(LIST_WIDTHS.max, Math.max(LIST_WIDTHS.min, Number(found.list) || USUAL.list)),
    folded: PARTS.filter((part) => Array.isArray(found.folded) && found.folded.includes(part)),
  };
}

export const choices = signal<Choices>(stored());

export function choose(change: Partial<Choices>): void {
  choices.value = { ...choices.value, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(choices.value));
  } catch {
    // Nothing can be stored: the choice holds until the page is closed.
  }
}

/** Keeps the look of the document as chosen; the theme follows the system unless one was chosen. */
export function showChoices(): void {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const contrast = matchMedia("(prefers-contrast: more)");
  const root = document.documentElement;
  const apply = () => {
    const { theme, scale, list } = choices.value;
    const system = contrast.matches ? "contrast" : dark.matches ? "dark" : "light";
    root.dataset.theme = theme === "auto" ? system : theme;
    root.style.fontSize = `${scale}%`;
    root.style.setProperty("--list", `${list}rem`);
    root.dataset.width = widthName();
  };
  effect(apply);
  for (const query of [dark, contrast]) query.addEventListener("change", apply);
  new ResizeObserver(apply).observe(root);
  followKeyboard(root);
}

/** Some phones lay the keyboard over the page instead of making it smaller. */
function followKeyboard(root: HTMLElement): void {
  const seen = window.visualViewport;
  seen?.addEventListener("resize", () => root.style.setProperty("--screen", `${Math.round(seen.height)}px`));
}

export const width = signal<"wide" | "middle" | "narrow">("wide");

/** By the room that there is for text of the chosen size. */
function widthName(): string {
  const rems = window.innerWidth / (16 * (choices.peek().scale / 100));
  width.value = rems < 40 ? "narrow" : rems < 56.25 ? "middle" : "wide";
  return width.value;
}
