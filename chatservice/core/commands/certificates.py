"""Client certificates, which log in to an account on doors with TLS.

Only the fingerprint counts, and that the client has shown that it holds the key. Anyone may add a fingerprint
that is not theirs: so one that several accounts list logs in to the one that is named, and to none without
a name.
"""

import re

from chatservice.core.chat import Chat
from chatservice.core.commands.tokens import LABEL_MAX, end_revoked
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCertificate, BadCommand, NoSuchCertificate
from chatservice.model import commands as c
from chatservice.model import names
from chatservice.model.events import CertificateAdded, CertificateList, CertificateRemoved
from chatservice.model.values import Account, ServerRole

DIGITS = 64  # of a SHA-256, in hexadecimal
START = 8  # digits that are enough to name one
SHOWN = 16  # digits in the audit log
_HEX = re.compile("[0-9a-f]+")


@command(c.Cert, Right(ServerRole.USER), Charge(READ))
async def cert(chat: Chat, session: Session, request: c.Cert) -> CertificateList:
    found = await chat.storage.credentials.certificates(session.principal.id)
    return CertificateList(certificates=found, presented=session.outlet.certificate)


@command(c.CertAdd, Right(ServerRole.USER), Charge(LINE))
async def cert_add(chat: Chat, session: Session, request: c.CertAdd) -> CertificateAdded:
    if not (request.fingerprint or session.outlet.certificate):
        raise BadCommand("this connection has no client certificate; give its SHA-256 fingerprint")
    fingerprint = _digits(request.fingerprint, DIGITS) or session.outlet.certificate
    me, label = session.principal, request.label.strip()[:LABEL_MAX]
    await chat.storage.credentials.add_certificate(me.id, fingerprint, label, chat.clock.now())
    await chat.audit.note(me, "cert_add", me.name, detail=fingerprint[:SHOWN])
    return CertificateAdded(fingerprint=fingerprint)


@command(c.CertRemove, Right(ServerRole.USER), Charge(LINE))
async def cert_remove(chat: Chat, session: Session, request: c.CertRemove) -> None:
    """The answer comes first, since this session may have logged in with it."""
    person, start = session.person, _digits(request.fingerprint, START)
    dropped = await chat.storage.credentials.drop_certificate(person.principal.id, start) if start else []
    if not dropped:
        raise NoSuchCertificate(request.fingerprint)
    session.answer(CertificateRemoved(fingerprint=dropped[0]))
    await chat.audit.note(person.principal, "cert_remove", person.name, detail=dropped[0][:SHOWN])
    await end_revoked(chat, person.principal.id)


def _digits(fingerprint: str, least: int) -> str:
    """As it is stored; empty if there is none. Raises BadCommand."""
    digits = fingerprint.replace(":", "").lower()
    if digits and not (_HEX.fullmatch(digits) and least <= len(digits) <= DIGITS):
        raise BadCommand(f"a SHA-256 fingerprint has {DIGITS} hexadecimal digits")
    return digits


async def certified(chat: Chat, session: Session, request: c.Login) -> Account | None:
    """The account that lists the client's certificate, if the request can mean it. Raises BadCertificate
    if it can mean nothing else."""
    fingerprint = session.outlet.certificate
    found = await chat.storage.credentials.certified(fingerprint) if fingerprint else []
    if request.name:
        wanted = names.fold(request.name.strip())
        found = [account for account in found if names.fold(account.principal.name) == wanted]
    if len(found) == 1 and (request.name or request.certificate):
        return found[0]
    if request.certificate:
        raise BadCertificate
    return None
