/** How a program ended, in words. */

import type { RunEnded } from "../model/types";
import { t } from "../text";
import { harmless } from "./names";

const SIGNALS: Record<number, string> = {
  1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
  9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM", 24: "SIGXCPU", 25: "SIGXFSZ",
  31: "SIGSYS",
};

/** How a program ended, as a sentence without its subject. */
export function verdict(event: RunEnded): string {
  const seconds = event.seconds ?? 0;
  const took = seconds >= 10 ? Math.round(seconds) : Number(seconds.toPrecision(2));
  const status = event.status ?? 0;
  switch (event.verdict) {
    case "exit":
      return t("verdict_exit", { status, seconds: took });
    case "signal":
      return t("verdict_signal", { name: SIGNALS[status - 128] ?? String(status - 128), status });
    case "memory":
      if (event.detail) return t(event.detail === "files" ? "verdict_files" : "verdict_sockets");
      return t("verdict_memory", { size: Math.round((event.limit ?? 0) / 1024 ** 2) });
    case "output_limit":
      return t("verdict_output_limit", { size: Math.round((event.limit ?? 0) / 1024) });
    case "stopped":
      if (event.detail === "refused") return t("verdict_refused", { name: harmless(event.sender) });
      if (event.by) return t("verdict_stopped_by", { name: harmless(event.by), seconds: took });
      return t("verdict_stopped", { seconds: took });
    case "timeout":
    case "compile_timeout":
      return t(`verdict_${event.verdict}`, { seconds: Math.round(seconds) });
    case "ok":
    case "compile_error":
    case "failed":
    case "lost":
      return t(`verdict_${event.verdict}`, { seconds: took });
    default:
      return event.verdict;
  }
}
