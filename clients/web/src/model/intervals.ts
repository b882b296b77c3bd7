/** Which seqs of a room's log this client knows completely, as runs [low, high], both included. */

export type Run = readonly [low: number, high: number];

export class Intervals {
  runs: Run[] = [];

  add(low: number, high: number): void {
    if (high < low) return;
    const last = this.runs[this.runs.length - 1];
    if (last && last[0] <= low && low <= last[1] + 1) {
      // by far the most frequent case: the next line
      if (high > last[1]) this.runs[this.runs.length - 1] = [last[0], high];
      return;
    }
    const apart: Run[] = [];
    for (const run of this.runs) {
      if (run[1] < low - 1 || run[0] > high + 1) apart.push(run);
      else [low, high] = [Math.min(low, run[0]), Math.max(high, run[1])];
    }
    this.runs = [...apart, [low, high] as const].sort((a, b) => a[0] - b[0]);
  }

  /** The run that contains `seq`. */
  of(seq: number): Run | undefined {
    return this.runs.find((run) => run[0] <= seq && seq <= run[1]);
  }

  get last(): Run | undefined {
    return this.runs[this.runs.length - 1];
  }

  forgetBefore(seq: number): void {
    this.runs = this.runs
      .filter(([, high]) => high >= seq)
      .map(([low, high]) => [Math.max(low, seq), high] as const);
  }

  clear(): void {
    this.runs = [];
  }
}
