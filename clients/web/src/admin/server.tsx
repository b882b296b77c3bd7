/** The server itself: how it is, announcements, lockdown, a backup, the settings in force. */

import { useState } from "preact/hooks";
import { exact, sized } from "../ui/times";
import type { AdminDesk } from "./desk";
import { t } from "./text";
import { RowForm, Table, useAnswer } from "./widgets";

export function Server({ desk }: { desk: AdminDesk }) {
  const [status] = useAnswer(desk, () => desk.administer({ cmd: "status" }));
  const [stats] = useAnswer(desk, () => desk.administer({ cmd: "stats" }));
  return (
    <>
      {status && stats && (
        <dl class="admin-facts">
          <Fact name={t("version")} value={String(status.version)} />
          <Fact name={t("running_since")} value={exact(Number(status.since))} />
          <Fact name={t("connections")} value={String(status.sessions)} />
          <Fact name={t("people_here")} value={String(status.people)} />
          <Fact name={t("memory")} value={sized(Number(status.memory))} />
          <Fact name={t("database")} value={sized(Number(stats.bytes_used))} />
          <Fact name={t("lines")} value={String(stats.lines_kept)} />
          <Fact name={t("doors")} value={(status.doors as string[]).join("\n")} />
        </dl>
      )}
      <Announcement desk={desk} />
      <Lockdown desk={desk} />
      <Backup desk={desk} />
    </>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return <div><dt>{name}</dt><dd>{value}</dd></div>;
}

function Announcement({ desk }: { desk: AdminDesk }) {
  const announce = async ({ text = "" }) => {
    desk.tell(await desk.ask({ cmd: "announce", text }), ({ people }) => t("announced", { n: Number(people) }));
  };
  return (
    <section>
      <h2>{t("announce")}</h2>
      <RowForm label={t("announce")} action={t("announce_it")} run={(fields) => void announce(fields)}>
        <label class="field wide">
          <span class="label">{t("announce_hint")}</span>
          <textarea class="input" name="text" rows={2} dir="auto" />
        </label>
      </RowForm>
    </section>
  );
}

function Lockdown({ desk }: { desk: AdminDesk }) {
  const [told, reload] = useAnswer(desk, () => desk.ask({ cmd: "lockdown" }));
  const on = told?.on === true;
  const change = async () => {
    desk.tell(await desk.ask({ cmd: "lockdown", on: !on }));
    reload();
  };
  return (
    <section>
      <h2>{t("lockdown")}</h2>
      <p>{t(on ? "lockdown_on" : "lockdown_off")}</p>
      <button class="button" onClick={() => void change()}>{t(on ? "switch_off" : "switch_on")}</button>
    </section>
  );
}

function Backup({ desk }: { desk: AdminDesk }) {
  const [busy, setBusy] = useState(false);
  const backUp = async () => {
    setBusy(true);
    desk.said.value = t("backing_up");
    desk.tell(await desk.administer({ cmd: "back_up" }), ({ name }) => t("backed_up", { name: String(name) }));
    setBusy(false);
  };
  return (
    <section>
      <h2>{t("back_up")}</h2>
      <button class="button" disabled={busy} onClick={() => void backUp()}>{t("back_up")}</button>
    </section>
  );
}

interface Setting {
  name: string;
  value: string;
  default: string;
  origin: string;
  waiting: string;
}

export function Settings({ desk }: { desk: AdminDesk }) {
  const [all, setAll] = useState(false);
  const [told] = useAnswer(desk, () => desk.administer({ cmd: "settings", all }), all);
  return (
    <>
      <label class="check">
        <input type="checkbox" checked={all} onChange={(event) => setAll(event.currentTarget.checked)} /> {t("all_settings")}
      </label>
      <Table<Setting>
        label={t("settings")}
        rows={told?.settings as Setting[] | undefined}
        columns={[
          { head: t("setting"), cell: ({ name }) => <code>{name}</code> },
          { head: t("value"), cell: ({ value, waiting }) => <>{value}{waiting && <small> {t("waiting", { value: waiting })}</small>}</> },
          { head: t("usual"), cell: (row) => row.default },
          { head: t("origin"), cell: ({ origin }) => origin },
        ]}
      />
    </>
  );
}
