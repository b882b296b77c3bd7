/** An invitation link, `/i/TOKEN`: where it leads, told before one logs in. */

import { signal } from "@preact/signals";
import { t } from "../text";
import { harmless } from "./names";

export interface Invitation {
  token: string;
  by: string;
  room: string; // empty for the server alone
  wrong: string; // why it does not hold, in the server's words
  isUsed: boolean; // by the login that was sent
}

export const invitation = signal<Invitation | null>(null);

/** Asks the server what the address invites to, if it is one that invites. */
export async function readInvitation(at: { pathname: string }): Promise<void> {
  const token = /^\/i\/([^/]+)$/.exec(at.pathname)?.[1];
  if (!token) return;
  try {
    const answer = await fetch(`/i/${token}`, { headers: { Accept: "application/json" } });
    const told = (await answer.json()) as { by?: string; room?: string; detail?: string };
    const wrong = answer.ok ? "" : (told.detail ?? t("not_loaded"));
    invitation.value = { token: decodeURIComponent(token), by: harmless(told.by ?? ""), room: harmless(told.room ?? ""), wrong: harmless(wrong), isUsed: false };
  } catch {
    invitation.value = { token, by: "", room: "", wrong: t("not_loaded"), isUsed: false };
  }
}

/** A login uses it. */
export function useInvitation(): void {
  if (invitation.value) invitation.value = { ...invitation.value, isUsed: true };
}

/** It was used, or declined: the address must not use it again. */
export function leaveInvitation(): void {
  invitation.value = null;
  history.replaceState(history.state, "", "/");
}

export function invitationWords({ by, room, wrong }: Invitation): string {
  return wrong || (room ? t("invites_to", { by, room }) : t("invites", { by }));
}
