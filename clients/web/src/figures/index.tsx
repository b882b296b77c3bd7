/** How much the server is used, by day and by hour: charts, the same as a table, and CSV. */

import { useState } from "preact/hooks";
import type { AdminDesk } from "../admin/desk";
import { t } from "../admin/text";
import { Table, useAnswer } from "../admin/widgets";
import { sized } from "../ui/times";
import { Bars } from "./bars";
import { csv, save } from "./csv";

interface Day {
  day: string;
  people: number;
  rooms: number;
  lines: number;
  files: number;
  runs: number;
  accounts: number;
  bytes: number;
}

const SPANS = [7, 30, 90, 365];
const COLUMNS = ["people", "rooms", "lines", "files", "runs", "accounts", "bytes"] as const;
const HEADS = { people: "people_spoke", rooms: "rooms_used", lines: "lines", files: "files", runs: "runs", accounts: "accounts", bytes: "stored" } as const;

export function Figures({ desk }: { desk: AdminDesk }) {
  const [span, setSpan] = useState(30);
  const [told] = useAnswer(desk, () => desk.administer({ cmd: "usage", days: span }), span);
  const days = (told?.days ?? []) as Day[];
  const hours = (told?.hours ?? []) as number[];
  const saveIt = () => save(`chat-${days.at(-1)?.day ?? ""}.csv`, csv([["day", ...COLUMNS], ...days.map((day) => [day.day, ...COLUMNS.map((name) => day[name])])]));
  return (
    <>
      <div class="admin-row">
        <div class="segments" role="group" aria-label={t("day")}>
          {SPANS.map((each) => (
            <button key={each} class="button" aria-pressed={each === span} onClick={() => setSpan(each)}>{t("last_days", { n: each })}</button>
          ))}
        </div>
        <button class="button" disabled={!days.length} onClick={saveIt}>{t("save_csv")}</button>
      </div>
      {!told && <p class="admin-note">{t("loading")}</p>}
      <div class="charts">
        {days.length > 0 && COLUMNS.map((name) => <DayChart key={name} name={name} days={days} />)}
        {hours.length > 0 && <HourChart hours={hours} />}
      </div>
      {days.length > 0 && (
        <details>
          <summary>{t("as_table")}</summary>
          <Table<Day>
            label={t("figures")}
            rows={[...days].reverse()}
            columns={[
              { head: t("day"), cell: ({ day }) => day },
              ...COLUMNS.map((name) => ({ head: t(HEADS[name]), number: true, cell: (day: Day) => shown(name, day[name]) })),
            ]}
          />
        </details>
      )}
    </>
  );
}

const shown = (name: (typeof COLUMNS)[number], value: number): string => (name === "bytes" ? sized(value) : value.toLocaleString());

function DayChart({ name, days }: { name: (typeof COLUMNS)[number]; days: readonly Day[] }) {
  const values = days.map((day) => day[name]);
  const most = Math.max(...values);
  const best = days[values.indexOf(most)];
  const what = t(HEADS[name]);
  const label = t("chart_of", { what, most: shown(name, most), day: best?.day ?? "" });
  return <Bars title={what} label={label} values={values} names={days.map((day) => day.day)} format={(value) => shown(name, value)} />;
}

function HourChart({ hours }: { hours: readonly number[] }) {
  const names = hours.map((_, hour) => `${String(hour).padStart(2, "0")}:00`);
  const most = Math.max(...hours);
  const label = t("hours_of", { hour: names[hours.indexOf(most)] ?? "", most });
  return <Bars title={t("hours")} label={label} values={hours} names={names} />;
}
