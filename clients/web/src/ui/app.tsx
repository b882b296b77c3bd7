/** The page: logging in, or the chat. */

import { useEffect, useState } from "preact/hooks";
import type { Session } from "../net";
import { Chat } from "./chat";
import { Login } from "./login";
import { MainScreen } from "./main_screen";

export function App({ session }: { session: Session }) {
  void session.version.value;
  const { kind } = session.status.value;
  const isIn = kind !== "login" && session.state.me !== "";
  return isIn ? <Inside key="chat" session={session} /> : <Login key="login" session={session} />;
}

function Inside({ session }: { session: Session }) {
  const [chat] = useState(() => new Chat(session));
  useEffect(() => () => chat.end(), []);
  return <MainScreen chat={chat} />;
}
