/** Opens the server's WebSocket, at the address that the page came from. */

import type { Event } from "../model/types";
import type { Dial } from "./wire";

/** The empty token says that the login comes as a command: a token never stands in an address. */
export function addressOf(page: Location): string {
  return `${page.protocol === "https:" ? "wss" : "ws"}://${page.host}/ws?token=`;
}

/** `words` says why something is refused in the language of the page. */
export function dialer(address: string, words: Words): Dial {
  return (events) => {
    const socket = new WebSocket(address);
    socket.onopen = () =>
      events.opened({ send: (text) => socket.send(text), close: () => socket.close() });
    socket.onmessage = (message) => {
      const event = read(message.data);
      if (event) events.heard(inWords(event, words));
    };
    socket.onclose = () => events.closed();
    return () => socket.close();
  };
}

/** By the code, in the server's words, how many seconds to wait. */
type Words = (code: string, text: string, seconds?: number) => string;

function inWords(event: Event, words: Words): Event {
  if (event.event === "error") return { ...event, text: words(event.code, event.text, event.retry_after) };
  return event.event === "bye" ? { ...event, text: words(event.code, event.text) } : event;
}

function read(data: unknown): Event | null {
  if (typeof data !== "string") return null;
  try {
    return JSON.parse(data) as Event;
  } catch {
    return null;
  }
}
