import { t } from "../text";
import type { Chat } from "./chat";

/** Copies, also where the page came by plain http from another machine and has no clipboard of its own. */
export async function copyText(chat: Chat, text: string): Promise<void> {
  const isDone = navigator.clipboard ? await navigator.clipboard.writeText(text).then(() => true, () => false) : copiedByHand(text);
  chat.announcer.say(t(isDone ? "copied" : "not_copied"));
  if (!isDone) chat.toast(t("not_copied"), true);
}

function copiedByHand(text: string): boolean {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const isDone = document.execCommand("copy");
  field.remove();
  return isDone;
}
