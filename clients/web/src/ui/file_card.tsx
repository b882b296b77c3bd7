/** A shared file: pictures, sounds and films of safe types are shown here, everything is offered to be saved. */

import { signal } from "@preact/signals";
import { useState } from "preact/hooks";
import type { FileShared } from "../model/types";
import { t } from "../text";
import { useQuietChat } from "./context";
import { Icon, IconButton } from "./icons";
import { harmless } from "./names";
import { sized } from "./times";

// Types that browsers show without running anything in them; SVG and HTML are none.
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);
const SOUNDS = new Set(["audio/mpeg", "audio/ogg", "audio/wav", "audio/x-wav", "audio/flac", "audio/mp4", "audio/webm"]);
const FILMS = new Set(["video/mp4", "video/webm", "video/ogg"]);
const PICTURE_MAX = 8_000_000; // bytes that are fetched without being asked for

type Shown = Pick<FileShared, "file" | "name" | "size" | "type" | "url">;

export function FileCard({ file }: { file: Shown }) {
  const chat = useQuietChat();
  const [address, setAddress] = useState(() => chat.session.links.of(file.url));
  const [tried, setTried] = useState(false);
  /** Links of old lines have expired: ask for another, once. */
  const renew = () => {
    if (tried) return;
    setTried(true);
    void chat.session.links.fresh(file.file).then(setAddress);
  };
  const inside = address && !(tried && !address);
  return (
    <>
      {inside && PICTURES.has(file.type) && file.size <= PICTURE_MAX && (
        <button class="picture" aria-label={t("open_picture", { name: harmless(file.name) })} onClick={() => (viewed.value = { address, file })}>
          <img src={address} alt={harmless(file.name)} loading="lazy" onError={renew} />
        </button>
      )}
      {inside && SOUNDS.has(file.type) && <audio controls preload="none" src={address} onError={renew} aria-label={harmless(file.name)} />}
      {inside && FILMS.has(file.type) && <video controls preload="metadata" src={address} onError={renew} aria-label={harmless(file.name)} />}
      <div class="file">
        <Icon name={iconOf(file)} />
        <span class="grow">
          <b class="file-name" dir="auto" title={harmless(file.name)}>{harmless(file.name)}</b>
          <span class="meta">{sized(file.size)}</span>
        </span>
        <IconButton icon="download" label={t("save_file", { name: harmless(file.name) })} onClick={() => void save(chat, file)} />
      </div>
    </>
  );
}

function iconOf(file: Shown): string {
  if (file.type.startsWith("image/")) return "image";
  if (file.type.startsWith("audio/")) return "music";
  if (file.type.startsWith("video/")) return "video";
  if (/\.(zip|tar|gz|xz|7z|rar)$/i.test(file.name)) return "file-archive";
  if (/\.(py|js|ts|c|h|cpp|java|go|rs|rb|sh|html|css|json|sql)$/i.test(file.name)) return "file-code";
  return file.type.startsWith("text/") ? "file-text" : "file";
}

/** The browser saves it under its own name: the server sends every file as an attachment. */
export async function save(chat: ReturnType<typeof useQuietChat>, file: Pick<Shown, "file" | "name">): Promise<void> {
  const address = await chat.session.links.fresh(file.file);
  if (!address) return chat.toast(t("file_is_gone", { name: harmless(file.name) }), true);
  const link = document.createElement("a");
  link.href = address;
  link.download = file.name;
  link.click();
}

const viewed = signal<{ address: string; file: Shown } | null>(null);

/** Whether one was shown. */
export function closePicture(): boolean {
  const wasOpen = viewed.peek() !== null;
  viewed.value = null;
  return wasOpen;
}

/** A picture over everything, closed by Escape or a click. */
export function Viewer() {
  const chat = useQuietChat();
  const open = viewed.value;
  if (!open) return null;
  const close = () => (viewed.value = null);
  return (
    <div class="viewer" role="dialog" aria-modal="true" aria-label={harmless(open.file.name)} onClick={close} onKeyDown={(event) => event.key === "Escape" && close()}>
      <img src={open.address} alt={harmless(open.file.name)} />
      <div class="tools" onClick={(event) => event.stopPropagation()}>
        <IconButton icon="download" label={t("save_file", { name: harmless(open.file.name) })} onClick={() => void save(chat, open.file)} />
        <button class="icon-button" aria-label={t("close")} ref={(element) => element?.focus()} onClick={close}><Icon name="x" /></button>
      </div>
    </div>
  );
}
