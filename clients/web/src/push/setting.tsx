/** The switch for notifications while the page is closed; where there can be none it says why. */

import { useEffect, useState } from "preact/hooks";
import { t, type TextKey } from "../text";
import { type Asking, pushState, type PushState, switchOff, switchOn } from "./subscription";

const WHY: Partial<Record<PushState, TextKey>> = {
  insecure: "push_insecure",
  unsupported: "push_unsupported",
  denied: "notify_denied",
};

export function PushSetting({ session, hasAccount }: { session: Asking; hasAccount: boolean }) {
  const [state, setState] = useState<PushState | null>(null);
  const [wrong, setWrong] = useState("");
  useEffect(() => void (hasAccount ? pushState(session).then(setState) : setState("off")), []);
  const change = async (on: boolean) => {
    const found = on ? await switchOn(session) : await switchOff(session);
    const now = await pushState(session);
    setState(now);
    setWrong(on && now !== "on" ? (WHY[found as PushState] ? t(WHY[found as PushState] as TextKey) : found) : "");
  };
  if (state === null) return null;
  if (!hasAccount) return <p class="meta">{t("push_account")}</p>;
  const why = WHY[state];
  if (why) return <p class="meta">{t(why)}</p>;
  return (
    <>
      <label class="check">
        <input type="checkbox" checked={state === "on"} onChange={(event) => void change(event.currentTarget.checked)} /> {t("push_here")}
      </label>
      {wrong && <p class="wrong" role="alert">{wrong}</p>}
    </>
  );
}
