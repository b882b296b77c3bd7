/** A page that stayed open while the server was upgraded: its parts are gone, and it has to be loaded anew. */

import { t } from "../text";
import type { Screen } from "./screen";

/** Says so, with the way out; what is being written is kept. */
export function offerReload(screen: Screen, text: string): void {
  screen.toast(text, true, { label: t("reload_page"), run: () => location.reload() });
}

/** After the connection was away: whether the server has another page by now. */
export async function lookForUpgrade(screen: Screen): Promise<void> {
  const mine = document.querySelector<HTMLScriptElement>('script[src^="/web/main.js"]')?.getAttribute("src");
  const theirs = mine ? await homePage() : "";
  if (mine && theirs.includes("/web/main.js?v=") && !theirs.includes(mine)) offerReload(screen, t("page_upgraded"));
}

/** As the server has it now; empty if it cannot be had. */
async function homePage(): Promise<string> {
  try {
    const answer = await fetch("/", { cache: "no-cache", headers: { accept: "text/html" } });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}
