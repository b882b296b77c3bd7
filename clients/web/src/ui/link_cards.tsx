/** What the links of a line lead to, as its pages say: read by the server, never by this browser. */

import { useEffect } from "preact/hooks";
import type { LinkPreview, Message } from "../model/types";
import { choices } from "./choices";
import { useQuietChat } from "./context";
import { harmless } from "./names";

export function LinkCards({ line, room, previews }: { line: Message; room: string; previews: LinkPreview[] | undefined }) {
  const chat = useQuietChat();
  const isOn = choices.value.previews && chat.state.hasPreviews;
  useEffect(() => {
    if (isOn && !previews) chat.session.previews.want(room, line);
  }, [isOn, room, line.seq, line.text, previews]);
  return isOn && previews?.length ? <div class="link-cards">{previews.map((each) => <LinkCard key={each.url} preview={each} />)}</div> : null;
}

function LinkCard({ preview }: { preview: LinkPreview }) {
  const { url, title, description, site } = preview;
  if (!/^https?:\/\//i.test(url)) return null;
  return (
    <a class="link-card" href={url} target="_blank" rel="noopener noreferrer nofollow">
      <span class="meta" dir="auto">{harmless(site || new URL(url).host)}</span>
      <b dir="auto">{harmless(title)}</b>
      {description ? <span class="about" dir="auto">{harmless(description)}</span> : null}
    </a>
  );
}
