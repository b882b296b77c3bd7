/** What is done with the invitation that the address is, once one is logged in. */

import type { Chat } from "./chat";
import { invitation, leaveInvitation } from "./invitation";
import { openSheet } from "./open_sheet";

let asked = ""; // the token of the one that was asked about

/** A new login has used it; whoever was logged in already is asked. */
export function followInvitation(chat: Chat): void {
  const invited = invitation.peek();
  if (!invited || asked === invited.token) return;
  asked = invited.token;
  if (invited.isUsed || invited.wrong) leaveInvitation();
  else openSheet(chat, "redeem", { name: invited.token });
  if (invited.isUsed) chat.showWhenThere(invited.room);
  else if (invited.wrong) chat.toast(invited.wrong, true);
}
