/** What went wrong, until it is dismissed. */

import { t } from "../text";
import { useQuietChat } from "./context";
import { IconButton } from "./icons";

export function Toasts() {
  const chat = useQuietChat();
  return (
    <div class="toasts" role="region" aria-label={t("messages_of_page")} aria-live="assertive">
      {chat.toasts.value.map(({ id, text, bad, action }) => (
        <div key={id} class={`toast ${bad ? "bad" : ""}`}>
          <span>{text}</span>
          {action && <button class="link-button" onClick={() => (action.run(), chat.dismiss(id))}>{action.label}</button>}
          <IconButton icon="x" label={t("dismiss")} onClick={() => chat.dismiss(id)} size={16} />
        </div>
      ))}
    </div>
  );
}
