/** Files that are dropped on a conversation. */

import { useRef, useState } from "preact/hooks";
import type { Conversation } from "../model/conversation";
import type { Chat } from "./chat";

export function useDrop(chat: Chat, conversation: Conversation | undefined) {
  const [over, setOver] = useState(false);
  const depth = useRef(0);
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
  const step = (by: number) => (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + by);
    setOver(depth.current > 0);
  };
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    if (conversation) share(chat, conversation, event.dataTransfer?.files);
  };
  const onDragOver = (event: DragEvent) => hasFiles(event) && event.preventDefault();
  return { over, handlers: { onDragEnter: step(1), onDragLeave: step(-1), onDragOver, onDrop } };
}

export function share(chat: Chat, conversation: Conversation, files: FileList | readonly File[] | undefined): void {
  for (const file of files ?? []) chat.session.upload(conversation.key, file);
}
