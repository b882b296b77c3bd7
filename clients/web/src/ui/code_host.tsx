/** Where the documents of a room are shown: a part of its own, loaded when it is first wanted. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { OpenCode } from "./screen";
import { useQuietChat } from "./context";
import { Strip } from "./strip";
import { PartMissing } from "./lazy";

export function CodeHost({ where }: { where: OpenCode }) {
  const chat = useQuietChat();
  const host = useRef<HTMLDivElement>(null);
  const [failed, setFailed] = useState(false);
  useLayoutEffect(() => {
    let unmount: (() => void) | undefined;
    let here = true;
    const show = ({ room, doc }: { room: string; doc?: string }) => chat.codeShown(room, doc);
    import("../code").then(
      ({ mount }) => {
        if (here && host.current) unmount = mount(host.current, chat.session, { ...where, close: () => chat.openCode(null), show });
      },
      () => here && setFailed(true),
    );
    return () => {
      here = false;
      unmount?.();
    };
  }, [where]);
  if (failed) return <PartMissing />;
  return (
    <>
      <div class="code-host" ref={host} />
      <div class="code-strip">
        <Strip />
      </div>
    </>
  );
}
