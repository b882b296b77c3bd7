/** A part that is loaded when it is first shown. */

import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "../text";

export function Lazy<P extends object>({ load, props }: { load: () => Promise<ComponentType<P>>; props: P }) {
  const [part, setPart] = useState<{ shown: ComponentType<P> } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let here = true;
    load().then((shown) => here && setPart({ shown }), () => here && setFailed(true));
    return () => void (here = false);
  }, []);
  if (failed) return <PartMissing />;
  const Shown = part?.shown;
  return Shown ? <Shown {...props} /> : null;
}

/** Its files are gone, after an upgrade of the server, or cannot be had now. */
export function PartMissing() {
  return (
    <p class="pane-note wrong" role="alert">
      {t("part_missing")} <button class="link-button" onClick={() => location.reload()}>{t("reload_page")}</button>
    </p>
  );
}
