/** People's own pictures, each fetched once; a person without one is drawn by initials. */

import { fold } from "../model/names";

const KEPT = 300; // pictures
const LASTS = 600; // seconds until it is asked for again

interface Kept {
  address: Promise<string | null>;
  until: number;
}

export class Pictures {
  private readonly kept = new Map<string, Kept>();

  /** `token` is the session's; `now` in seconds. */
  constructor(
    private readonly token: () => string,
    private readonly now: () => number,
  ) {}

  /** An address for an `img` element; null when the person has no picture. */
  of(name: string): Promise<string | null> {
    const key = fold(name);
    const known = this.kept.get(key);
    if (known && known.until > this.now()) return known.address;
    if (known) this.drop(key, known);
    const address = this.fetch(name);
    this.kept.set(key, { address, until: this.now() + LASTS });
    const oldest = this.kept.entries().next().value;
    if (this.kept.size > KEPT && oldest) this.drop(...oldest);
    return address;
  }

  /** The person has another one now. */
  forget(name: string): void {
    const known = this.kept.get(fold(name));
    if (known) this.drop(fold(name), known);
  }

  private drop(key: string, known: Kept): void {
    this.kept.delete(key);
    void known.address.then((address) => address && URL.revokeObjectURL(address));
  }

  private async fetch(name: string): Promise<string | null> {
    try {
      const headers = { Authorization: `Bearer ${this.token()}` };
      const answer = await fetch(`/api/v1/people/${encodeURIComponent(name)}/avatar`, { headers });
      const isPicture = answer.ok && answer.headers.get("Content-Type") === "image/png";
      return isPicture ? URL.createObjectURL(await answer.blob()) : null;
    } catch {
      return null;
    }
  }
}
