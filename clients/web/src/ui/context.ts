import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Chat } from "./chat";

export const ChatContext = createContext<Chat | null>(null);

/**
 * What the screen shows; the part that uses it is drawn again with every change of the state. A part that shows a text
 * is drawn again only when what it is given or a signal changes: what the state holds is no such thing.
 */
export function useChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("there is no chat around this part");
  void chat.session.version.value;
  return chat;
}

/** For parts that are drawn anew only when what they are given changes. */
export function useQuietChat(): Chat {
  const chat = useContext(ChatContext);
  if (!chat) throw new Error("there is no chat around this part");
  return chat;
}
