/** Notifications of the browser while this page is open and not looked at. */

import type { Alert } from "../model/state";
import { t } from "../text";
import type { Chat } from "./chat";
import { choices } from "./choices";

export const canNotify = (): boolean => "Notification" in window && window.isSecureContext;

/** Tell of a line in that conversation. One notification a conversation: the next takes its place. */
export function notify(chat: Chat, alert: Alert): void {
  const wanted = choices.value.notify && canNotify() && Notification.permission === "granted";
  const conversation = chat.state.conversations.get(alert.key);
  if (!wanted || !conversation || (document.hasFocus() && !document.hidden)) return;
  const title = chat.titleOf(conversation);
  const body = alert.level === "mentions" ? t("notify_for_you") : t("notify_new");
  try {
    const shown = new Notification(title, { body, tag: alert.key, icon: "/web/icon.svg" });
    shown.onclick = () => {
      window.focus();
      chat.show(alert.key);
      shown.close();
    };
  } catch {
    // Some browsers of phones show them by a service worker alone.
  }
}
