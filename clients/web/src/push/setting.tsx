/** The switch for notifications while the page is closed; where there can be none it says why. */

import { useEffect, useState } from "preact/hooks";
import { t, type TextKey } from "../text";
import { type Asking, pushState, type PushState, switchOff, switchOn } from "./subscription";

const WHY: Partial<Record<PushState, TextKey>> = {
  insecure: "push_insecure",
  unsupported: "push_unsupported",
  denied: "notify_denied",
};

// How it is, the server knows: the switch is not there before it can be asked.
export function PushSetting({ session, hasAccount, isOnline }: { session: Asking; hasAccount: boolean; isOnline: boolean }) {
  const [state, setState] = useState<PushState | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [wrong, setWrong] = useState("");
  useEffect(() => {
    if (hasAccount && isOnline) void pushState(session).then(setState);
  }, [hasAccount, isOnline]);
  const change = async (on: boolean) => {
    setBusy(true);
    const found = on ? await switchOn(session) : await switchOff(session);
    const now = await pushState(session);
    setState(now);
    setBusy(false);
    setWrong(on && now !== "on" ? (WHY[found as PushState] ? t(WHY[found as PushState] as TextKey) : found) : "");
  };
  if (!hasAccount) return <p class="meta">{t("push_account")}</p>;
  if (state === null) return null;
  const why = WHY[state];
  if (why) return <p class="meta">{t(why)}</p>;
  return (
    <>
      <label class="check">
        <input type="checkbox" checked={state === "on"} disabled={isBusy} onChange={(event) => void change(event.currentTarget.checked)} /> {t("push_here")}
      </label>
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
    </>
  );
}
