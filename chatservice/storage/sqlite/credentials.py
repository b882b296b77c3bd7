"""Every statement on client certificates and verifiers of SCRAM, one typed function each.

The caller holds the transaction.
"""

import sqlite3

from chatservice.errors import BadCertificate, TooMany
from chatservice.model.events import CertificateInfo
from chatservice.model.names import fold
from chatservice.model.scram import Verifier
from chatservice.model.values import Account
from chatservice.storage.sqlite import rows
from chatservice.storage.sqlite.statements import Statements, change, read, write
from chatservice.storage.sqlite.transaction import Transaction


def all_certificates(connection: sqlite3.Connection, principal: int) -> list[CertificateInfo]:
    cursor = connection.execute(
        "SELECT fingerprint, label, made, used FROM certificates WHERE principal_id = ? "
        "ORDER BY made, fingerprint",
        (principal,),
    )
    return [
        CertificateInfo(fingerprint=fingerprint.hex(), label=label, made=made, used=used)
        for fingerprint, label, made, used in cursor
    ]


def accounts_of_certificate(connection: sqlite3.Connection, fingerprint: str) -> list[Account]:
    cursor = connection.execute(
        f"SELECT p.password, {rows.PRINCIPAL} JOIN certificates c ON c.principal_id = p.id "
        "WHERE c.fingerprint = ? AND p.role != 'guest' ORDER BY p.id",
        (bytes.fromhex(fingerprint),),
    )
    return [Account(rows.principal(row[1:]), row[0]) for row in cursor]


def add_certificate(
    transaction: Transaction, principal: int, fingerprint: str, label: str, now: float
) -> None:
    """One that is there already gets the `label`. Raise TooMany."""
    connection, digest = transaction.connection, bytes.fromhex(fingerprint)
    cursor = connection.execute(
        "UPDATE certificates SET label = ? WHERE principal_id = ? AND fingerprint = ?",
        (label, principal, digest),
    )
    if cursor.rowcount:
        return
    limit = transaction.settings.max_certificates
    (count,) = connection.execute(
        "SELECT count(*) FROM certificates WHERE principal_id = ?", (principal,)
    ).fetchone()
    if count >= limit:
        raise TooMany("certificates of one account", limit)
    connection.execute(
        "INSERT INTO certificates (principal_id, fingerprint, label, made) VALUES (?, ?, ?, ?)",
        (principal, digest, label, now),
    )


def use_certificate(connection: sqlite3.Connection, principal: int, fingerprint: str, now: float) -> None:
    """Raise BadCertificate if the principal does not list it any more."""
    cursor = connection.execute(
        "UPDATE certificates SET used = ? WHERE principal_id = ? AND fingerprint = ?",
        (now, principal, bytes.fromhex(fingerprint)),
    )
    if not cursor.rowcount:
        raise BadCertificate


def drop_certificate(connection: sqlite3.Connection, principal: int, start: str) -> list[str]:
    """Drop those whose fingerprint begins like that, and the tokens that were given for them."""
    found = [row.fingerprint for row in all_certificates(connection, principal)]
    dropped = [fingerprint for fingerprint in found if fingerprint.startswith(start)]
    for fingerprint in dropped:
        chosen = (principal, bytes.fromhex(fingerprint))
        connection.execute("DELETE FROM certificates WHERE principal_id = ? AND fingerprint = ?", chosen)
        connection.execute("DELETE FROM tokens WHERE principal_id = ? AND certificate = ?", chosen)
    return dropped


def drop_other_certificates(connection: sqlite3.Connection, principal: int, hashed: bytes) -> None:
    """All but the one that the token of that hash was given for."""
    connection.execute(
        "DELETE FROM certificates WHERE principal_id = ? AND fingerprint IS NOT "
        "(SELECT certificate FROM tokens WHERE hash = ?)",
        (principal, hashed),
    )


def one_verifier(connection: sqlite3.Connection, name: str) -> tuple[Account, Verifier] | None:
    """The account that has that name, if it has a verifier."""
    row = connection.execute(
        f"SELECT p.password, v.salt, v.iterations, v.stored_key, v.server_key, {rows.PRINCIPAL} "
        "JOIN verifiers v ON v.principal_id = p.id WHERE p.folded = ? AND p.role != 'guest'",
        (fold(name),),
    ).fetchone()
    return (Account(rows.principal(row[5:]), row[0]), Verifier(*row[1:5])) if row else None


def set_verifier(connection: sqlite3.Connection, principal: int, password: str, verifier: Verifier) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO verifiers (principal_id, salt, iterations, stored_key, server_key) "
        "SELECT id, ?, ?, ?, ? FROM principals WHERE id = ? AND password = ?",
        (*verifier, principal, password),
    )


def drop_verifier(connection: sqlite3.Connection, principal: int) -> None:
    connection.execute("DELETE FROM verifiers WHERE principal_id = ?", (principal,))


def drop_all_verifiers(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM verifiers")


class CredentialStatements(Statements):
    """`CredentialStore` of core.ports."""

    certificates = read(all_certificates)
    certified = read(accounts_of_certificate)
    add_certificate = change(add_certificate)
    drop_certificate = write(drop_certificate)
    verifier = read(one_verifier)
    set_verifier = write(set_verifier)
