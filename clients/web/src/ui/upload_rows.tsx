/** Files on their way, each with its progress; one that failed stays until it is dismissed. */

import type { Conversation } from "../model/conversation";
import { t } from "../text";
import { useChat } from "./context";
import { IconButton } from "./icons";
import { harmless } from "./names";
import { sized } from "./times";

export function UploadRows({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const shown = chat.session.uploads.filter((each) => each.room === conversation.room && each.stage !== "done" && each.reason !== "cancelled");
  if (!shown.length) return null;
  return (
    <div class="uploads">
      {shown.map((upload) => {
        const name = harmless(upload.name);
        const words = upload.stage === "failed" ? t("upload_failed", { reason: harmless(upload.reason) }) : upload.stage === "waiting" ? t("upload_waits") : "";
        return (
          <div key={upload.id} class={`upload ${upload.stage === "failed" ? "wrong" : ""}`}>
            <span class="grow">
              <span class="file-name" dir="auto">{name}</span>
              {words ? <span role="status">{words}</span> : <progress max={upload.size || 1} value={upload.sent} aria-label={t("upload_of", { name })} />}
            </span>
            <span class="meta">{sized(upload.sent)} / {sized(upload.size)}</span>
            <IconButton icon="x" label={t("cancel_upload", { name })} size={16} onClick={() => chat.session.dismiss(upload)} />
          </div>
        );
      })}
    </div>
  );
}
