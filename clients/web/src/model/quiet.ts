/** The hours of every day without notifications, in the person's time zone. */

const HOURS = /^([01]?\d|2[0-3]):([0-5]\d) *(?:-|to) *([01]?\d|2[0-3]):([0-5]\d)$/;

/** Whether `now` (seconds since 1970) is in the hours `quiet`, such as `22:00-07:00`, of `zone`; UTC if empty. */
export function isQuiet({ quiet, zone }: { quiet?: string; zone?: string }, now: number): boolean {
  const match = HOURS.exec(quiet ?? "");
  if (!match) return false;
  const [begin, end] = [Number(match[1]) * 60 + Number(match[2]), Number(match[3]) * 60 + Number(match[4])];
  const minute = minuteOf(now, zone || "UTC");
  return begin < end ? begin <= minute && minute < end : minute >= begin || minute < end;
}

function minuteOf(now: number, zone: string): number {
  try {
    const format = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
    const [hour, minute] = format.format(now * 1000).split(":").map(Number);
    return ((hour ?? 0) % 24) * 60 + (minute ?? 0);
  } catch {
    return minuteOf(now, "UTC"); // a zone that this browser does not know
  }
}
