/** Addresses of shared files. */

import type { Command, Event } from "../model/types";

export class FileLinks {
  constructor(private readonly ask: (command: Command) => Promise<Event>) {}

  /** The address of a file on the page's own origin: the server may know itself by another name. Empty: none. */
  of(url: string): string {
    const path = /^https?:\/\/[^/]+(\/.*)$/.exec(url)?.[1] ?? url;
    return path.startsWith("/download/") ? path : "";
  }

  /** One that works now: those of old lines have expired. Empty when the file is gone. */
  async fresh(file: string): Promise<string> {
    const answer = await this.ask({ cmd: "link", file });
    return answer.event === "link" ? this.of(answer.url) : "";
  }
}
