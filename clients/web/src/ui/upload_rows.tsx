/** Files on their way, each with its progress; one that waits for the user stays until it goes on or is dismissed. */

import { useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import type { Upload } from "../net";
import { t } from "../text";
import { useChat } from "./context";
import { IconButton } from "./icons";
import { harmless } from "./names";
import { sized } from "./times";

export function UploadRows({ conversation }: { conversation: Conversation }) {
  const chat = useChat();
  const shown = chat.session.uploads.all.filter((each) => each.room === conversation.room && each.stage !== "done");
  if (!shown.length) return null;
  return (
    <div class="uploads">
      {shown.map((upload) => (
        <UploadRow key={upload.id} upload={upload} />
      ))}
    </div>
  );
}

function UploadRow({ upload }: { upload: Upload }) {
  const { uploads } = useChat().session;
  const name = harmless(upload.name);
  const isMoving = upload.stage === "running";
  return (
    <div class={`upload ${upload.stage === "failed" ? "wrong" : ""}`}>
      <span class="grow">
        <span class="file-name" dir="auto">{name}</span>
        {isMoving ? <progress max={upload.size || 1} value={upload.sent} aria-label={t("upload_of", { name })} /> : <Halted upload={upload} />}
      </span>
      <span class="meta">{isMoving ? `${sized(upload.sent)} / ${sized(upload.size)}` : sized(upload.size)}</span>
      <IconButton icon="x" label={t("cancel_upload", { name })} size={16} onClick={() => uploads.dismiss(upload)} />
    </div>
  );
}

/** Why it does not move, and what the user can do. */
function Halted({ upload }: { upload: Upload }) {
  const { uploads } = useChat().session;
  if (upload.stage === "missing") return <ChooseAgain upload={upload} />;
  return (
    <>
      <span role="status">{wordsOf(upload)}</span>{" "}
      {upload.stage !== "waiting" && (
        <button type="button" class="link-button" onClick={() => uploads.again(upload)}>{t(upload.stage === "failed" ? "try_again" : "upload_go_on")}</button>
      )}
    </>
  );
}

function wordsOf({ stage, reason }: Upload): string {
  if (stage === "failed") return t("upload_failed", { reason: harmless(reason) });
  return t(stage === "waiting" ? "upload_waits" : "upload_paused");
}

/** The browser no longer has the file, or it was too large to be kept. */
function ChooseAgain({ upload }: { upload: Upload }) {
  const { uploads } = useChat().session;
  const input = useRef<HTMLInputElement>(null);
  const [isOther, setOther] = useState(false);
  const chosen = () => {
    const file = input.current?.files?.[0];
    if (input.current) input.current.value = "";
    if (file) setOther(!uploads.give(upload, file));
  };
  return (
    <>
      <span role="status" class={isOther ? "wrong" : ""}>{t(isOther ? "upload_other_file" : "upload_missing")}</span>{" "}
      <button type="button" class="link-button" onClick={() => input.current?.click()}>{t("upload_choose")}</button>
      <input ref={input} type="file" hidden onChange={chosen} />
    </>
  );
}
