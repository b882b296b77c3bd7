/** Notifications while the page is closed: this browser's subscription, and the server's row of it. */

import type { Command, Event } from "../model/types";
import { canWork, worker } from "./worker_host";

export interface Asking {
  ask(command: Command): Promise<Event>;
}

/** Why it cannot be switched on, or how it is: over plain http and in some browsers there is no push. */
export type PushState = "insecure" | "unsupported" | "denied" | "off" | "on";

const STORED = "chat.push"; // the number of this browser's row at the server

export async function pushState(session: Asking): Promise<PushState> {
  if (!window.isSecureContext) return "insecure";
  if (!canWork() || !("PushManager" in window) || !("Notification" in window)) return "unsupported";
  if (Notification.permission === "denied") return "denied";
  const subscription = await (await worker())?.pushManager.getSubscription();
  return subscription && (await isKnown(session)) ? "on" : "off";
}

/** Whether the server still has this browser's row: it goes when the device is logged out. */
async function isKnown(session: Asking): Promise<boolean> {
  const id = Number(localStorage.getItem(STORED));
  const listed = id ? await session.ask({ cmd: "push_list" }) : null;
  return listed?.event === "push_list" && listed.devices.some((device) => device.id === id);
}

/** Ask the person, subscribe, and tell the server; gives what is wrong, or nothing. */
export async function switchOn(session: Asking): Promise<PushState | string> {
  if ((await Notification.requestPermission()) !== "granted") return "denied";
  const listed = await session.ask({ cmd: "push_list" });
  if (listed.event !== "push_list") return listed.event === "error" ? listed.text : "unsupported";
  const registration = await worker();
  if (!registration) return "unsupported";
  try {
    return await tell(session, await subscribed(registration.pushManager, bytesOf(listed.key)));
  } catch {
    return "unsupported";
  }
}

/** A subscription with another server's key, or one that was restored since, is of no use. */
async function subscribed(manager: PushManager, key: Uint8Array<ArrayBuffer>): Promise<PushSubscription> {
  const old = await manager.getSubscription();
  const oldKey = old?.options.applicationServerKey;
  if (old && oldKey && same(new Uint8Array(oldKey), key)) return old;
  await old?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

async function tell(session: Asking, subscription: PushSubscription): Promise<PushState | string> {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const answer = await session.ask({ cmd: "push", endpoint, p256dh: keys.p256dh ?? "", auth: keys.auth ?? "" });
  if (answer.event !== "push") return answer.event === "error" ? answer.text : "unsupported";
  localStorage.setItem(STORED, String(answer.id));
  return "on";
}

export async function switchOff(session: Asking): Promise<PushState> {
  const id = Number(localStorage.getItem(STORED));
  localStorage.removeItem(STORED);
  if (id) await session.ask({ cmd: "push_off", id });
  await (await (await worker())?.pushManager.getSubscription())?.unsubscribe();
  return "off";
}

/** base64url, as servers write keys. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (character) => character.charCodeAt(0));
}

const same = (one: Uint8Array, other: Uint8Array): boolean => one.length === other.length && one.every((byte, at) => byte === other[at]);
