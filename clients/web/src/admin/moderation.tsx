/** Bans and mutes, reported lines, and what moderators did. */

import { useState } from "preact/hooks";
import type { AuditEntryInfo, Command, ReportInfo, SanctionInfo } from "../model/types";
import { harmless } from "../ui/names";
import { exact } from "../ui/times";
import type { AdminDesk } from "./desk";
import { t } from "./text";
import { Field, RowForm, Table, useAnswer } from "./widgets";

export function Bans({ desk }: { desk: AdminDesk }) {
  const [told, reload] = useAnswer(desk, () => desk.ask({ cmd: "bans" }));
  const ban = async ({ target = "", reason = "" }) => {
    desk.tell(await desk.ask({ cmd: "ban", target, reason }));
    reload();
  };
  const lift = async ({ measure, name = "", network = "" }: SanctionInfo) => {
    desk.tell(await desk.ask(measure === "mute" ? { cmd: "unmute", name, room: "*" } : { cmd: "unban", target: name || network }));
    reload();
  };
  return (
    <>
      <RowForm label={t("ban_it")} action={t("ban_it")} run={(fields) => void ban(fields)}>
        <Field label={t("ban_whom")} name="target" required />
        <Field label={t("reason")} name="reason" />
      </RowForm>
      <Table<SanctionInfo>
        label={t("bans")}
        rows={told?.sanctions as SanctionInfo[] | undefined}
        columns={[
          { head: t("whom"), cell: ({ name, network }) => [name && harmless(name), network].filter(Boolean).join(", ") },
          { head: t("measure"), cell: ({ measure }) => t(measure) },
          { head: t("by"), cell: ({ by }) => harmless(by) },
          { head: t("until"), cell: ({ until }) => (until ? exact(until) : t("for_good")) },
          { head: t("reason"), cell: ({ reason }) => harmless(reason ?? "") },
          { head: t("actions"), cell: (row) => <button class="button" onClick={() => void lift(row)}>{t("lift")}</button> },
        ]}
      />
    </>
  );
}

export function Reports({ desk }: { desk: AdminDesk }) {
  const [told, reload] = useAnswer(desk, () => desk.ask({ cmd: "reports" }));
  const act = async (command: Command) => {
    desk.tell(await desk.ask(command));
    reload();
  };
  return (
    <Table<ReportInfo>
      label={t("reports")}
      rows={told?.reports as ReportInfo[] | undefined}
      columns={[
        { head: t("when"), cell: ({ ts }) => exact(ts) },
        {
          head: t("line"),
          cell: ({ room, seq, sender, text }) => (
            <>
              <a href={`/r/${encodeURIComponent(room)}/${seq}`}>{`${harmless(room)} #${seq}`}</a>
              {` ${harmless(sender)}: ${harmless(text)}`}
            </>
          ),
        },
        { head: t("reported_by"), cell: ({ by }) => harmless(by) },
        { head: t("reason"), cell: ({ reason }) => harmless(reason ?? "") },
        {
          head: t("actions"),
          cell: ({ id, room, seq, sender }) => (
            <>
              <button class="button" onClick={() => void act({ cmd: "delete", room, seq })}>{t("delete_line")}</button>
              <button class="button" onClick={() => void act({ cmd: "ban", target: sender })}>{t("ban_author")}</button>
              <button class="button" onClick={() => void act({ cmd: "resolve", id })}>{t("resolve")}</button>
            </>
          ),
        },
      ]}
    />
  );
}

export function Audit({ desk }: { desk: AdminDesk }) {
  const [before, setBefore] = useState<number | null>(null);
  const [told] = useAnswer(desk, () => desk.ask({ cmd: "audit", before, limit: 100 }), before);
  return (
    <>
      <Table<AuditEntryInfo>
        label={t("audit")}
        rows={told?.deeds as AuditEntryInfo[] | undefined}
        columns={[
          { head: t("when"), cell: ({ ts }) => exact(ts) },
          { head: t("who"), cell: ({ actor }) => harmless(actor) },
          { head: t("what"), cell: ({ action, detail }) => [action, detail && harmless(detail)].filter(Boolean).join(" ") },
          { head: t("whom"), cell: ({ target }) => harmless(target ?? "") },
          { head: t("where"), cell: ({ room }) => harmless(room ?? "") },
        ]}
      />
      {told?.next ? <button class="button" onClick={() => setBefore(Number(told.next))}>{t("more")}</button> : null}
    </>
  );
}
