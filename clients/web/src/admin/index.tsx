/** Administration on the page: a part of its own, loaded when it is first opened. */

import type { FunctionComponent } from "preact";
import { render } from "preact";
import { useState } from "preact/hooks";
import { Figures } from "../figures";
import { loadStyle } from "../ui/load";
import { AdminDesk, type AdminSession } from "./desk";
import { Audit, Bans, Reports } from "./moderation";
import { People } from "./people";
import { Invitations, Rooms, Sessions } from "./rooms";
import { Server, Settings } from "./server";
import { type Key, t } from "./text";
import { QuestionBox } from "./widgets";

export interface AdminArgs {
  close(): void;
}

const PARTS = {
  people: People,
  rooms: Rooms,
  invitations: Invitations,
  sessions: Sessions,
  bans: Bans,
  reports: Reports,
  audit: Audit,
  figures: Figures,
  server: Server,
  settings: Settings,
} satisfies Partial<Record<Key, FunctionComponent<{ desk: AdminDesk }>>>;

export function mount(host: HTMLElement, session: AdminSession, args: AdminArgs): () => void {
  const desk = new AdminDesk(session);
  let isHere = true;
  void loadStyle("/web/admin.css").then(() => isHere && render(<Administration desk={desk} close={args.close} />, host));
  return () => {
    isHere = false;
    render(null, host);
  };
}

function Administration({ desk, close }: { desk: AdminDesk; close: () => void }) {
  const [part, setPart] = useState<keyof typeof PARTS>("people");
  const Part = PARTS[part];
  const show = (name: keyof typeof PARTS) => {
    desk.said.value = desk.wrong.value = "";
    setPart(name);
  };
  return (
    <section class="admin" aria-labelledby="admin-title">
      <header class="admin-head">
        <button type="button" class="button" onClick={close} aria-label={t("back")} title={t("back")}>‹</button>
        <h1 id="admin-title">{t("title")}</h1>
      </header>
      <nav class="admin-parts" aria-label={t("parts")}>
        {(Object.keys(PARTS) as (keyof typeof PARTS)[]).map((name) => (
          <button key={name} class="button" aria-current={name === part ? "page" : undefined} onClick={() => show(name)}>{t(name)}</button>
        ))}
      </nav>
      <div class="admin-said" role="status">{desk.said.value && <p>{desk.said.value}</p>}</div>
      <div role="alert">{desk.wrong.value && <p class="wrong admin-note">{desk.wrong.value}</p>}</div>
      <div class="admin-part"><Part key={part} desk={desk} /></div>
      <QuestionBox desk={desk} />
    </section>
  );
}
