/** Where administration is shown: a part of its own, loaded when it is first wanted. */

import { useEffect, useRef, useState } from "preact/hooks";
import { useQuietChat } from "./context";
import { PartMissing } from "./lazy";

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
  if (failed) return <PartMissing />;
  return <div class="admin-host" ref={host} />;
}
