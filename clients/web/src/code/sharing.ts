// Who may do what in a code document, and what its owners do. Pure.
// The twin of `chatservice/client/model/code_sharing.py`.

import type { DocumentLinkIs, DocumentLinks, DocumentRoles } from "../model/types";
import type { Ask } from "./needs";

export const EVERYONE = "*"; // in the place of a name: all to whom no role was given
export const ROLES = ["viewer", "runner", "editor", "owner"] as const;

// `roles` and `links` as they were told last, null before; `link` is the one that was created last, whose token is
// told once.
export class CodeSharing {
  roles: DocumentRoles | null = null;
  links: DocumentLinks | null = null;
  link: DocumentLinkIs | null = null;

  constructor(
    private readonly doc: string,
    private readonly ask: Ask,
  ) {}

  load(isOwner: boolean): void {
    this.ask("roles", { cmd: "code_roles", doc: this.doc });
    if (isOwner) this.ask("links", { cmd: "code_links", doc: this.doc });
  }

  // `role` is one of ROLES, or none; the roles are asked for again.
  grant(name: string, role: string): void {
    this.ask("grant", { cmd: "code_grant", doc: this.doc, name, role });
    this.ask("roles", { cmd: "code_roles", doc: this.doc });
  }

  invite(name: string, role = ""): void {
    this.ask("invite", { cmd: "code_invite", doc: this.doc, name: name.trim().replace(/^@/, ""), role });
    this.ask("roles", { cmd: "code_roles", doc: this.doc });
  }

  createLink(role: string, uses: number, seconds: number): void {
    this.ask("link", { cmd: "code_link", doc: this.doc, role, uses, seconds });
    this.ask("links", { cmd: "code_links", doc: this.doc });
  }

  revokeLink(id: string): void {
    this.ask("unlink", { cmd: "code_unlink", doc: this.doc, id });
    this.ask("links", { cmd: "code_links", doc: this.doc });
  }

  rename(title: string): void {
    this.ask("rename", { cmd: "code_rename", doc: this.doc, title: title.trim() });
  }

  close(): void {
    this.ask("close", { cmd: "code_close", doc: this.doc });
  }

  // The copy opens by itself.
  fork(title: string, version: number | null = null): void {
    this.ask("fork", { cmd: "code_fork", doc: this.doc, title: title.trim(), version });
  }
}
