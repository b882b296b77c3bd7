"""Every statement on roles in code documents, one typed function each.

They are the effect of GRANTED events in the documents' logs. The caller holds the transaction.
"""

import sqlite3

from chatservice.model.code_documents import DocumentRole
from chatservice.model.document_access import DocumentAccess, DocumentGrant, as_granted
from chatservice.model.records import Draft


def grant(connection: sqlite3.Connection, log: int, draft: Draft) -> None:
    granted, person = as_granted(draft.body), draft.subject
    if person is None:
        role = granted.role or DocumentRole.EDITOR.word
        connection.execute("UPDATE documents SET others = ? WHERE log_id = ?", (role, log))
    elif not granted.role:
        connection.execute("DELETE FROM grants WHERE log_id = ? AND principal_id = ?", (log, person))
    else:
        connection.execute(
            "INSERT OR REPLACE INTO grants VALUES (?, ?, ?, ?)", (log, person, granted.role, granted.outside)
        )


def revoke(connection: sqlite3.Connection, parent: int, person: int) -> None:
    """Delete the roles that let a person from outside into documents of that room."""
    connection.execute(
        "DELETE FROM grants WHERE principal_id = ? AND outside = 1 "
        "AND log_id IN (SELECT log_id FROM documents WHERE parent_id = ?)",
        (person, parent),
    )


def one_access(connection: sqlite3.Connection, log: int) -> DocumentAccess:
    row = connection.execute("SELECT others FROM documents WHERE log_id = ?", (log,)).fetchone()
    cursor = connection.execute(
        "SELECT g.principal_id, p.name, g.role, g.outside FROM grants g "
        "JOIN principals p ON p.id = g.principal_id WHERE g.log_id = ?",
        (log,),
    )
    grants = [
        DocumentGrant(person, name, DocumentRole[role.upper()], bool(outside))
        for person, name, role, outside in cursor
    ]
    return DocumentAccess(DocumentRole[row[0].upper()] if row else DocumentRole.EDITOR, grants)


def all_let_in(connection: sqlite3.Connection, person: int) -> list[int]:
    """The logs of the documents that they were let into from outside."""
    cursor = connection.execute(
        "SELECT log_id FROM grants WHERE principal_id = ? AND outside = 1 ORDER BY log_id DESC", (person,)
    )
    return [log for (log,) in cursor]
