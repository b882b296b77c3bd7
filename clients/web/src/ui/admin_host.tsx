/** Where administration is shown: a part of its own, loaded when it is first wanted. */

import { useEffect, useRef, useState } from "preact/hooks";
import { t } from "../text";
import { useQuietChat } from "./context";

export function AdminHost() {
  const chat = useQuietChat();
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let unmount: (() => void) | undefined;
    let here = true;
    import("../admin").then(
      ({ mount }) => {
        if (here && host.current) unmount = mount(host.current, chat.session, { close: () => chat.openAdmin(false) });
      },
      () => here && setFailed(true),
    );
    return () => {
      here = false;
      unmount?.();
    };
  }, []);
  if (failed) return <p class="pane-note wrong" role="alert">{t("part_missing")}</p>;
  return <div class="admin-host" ref={host} />;
}
