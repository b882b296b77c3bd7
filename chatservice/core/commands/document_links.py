"""Links into code documents: a token that gives a role to a number of people, for some time."""

import re

from chatservice.core.chat import Chat
from chatservice.core.commands.document_roles import append_role, read_role
from chatservice.core.commands.finding import find_inside, is_inside
from chatservice.core.live_document import LiveDocument
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, DocumentLinkEnded, Fault, NoSuchDocumentLink, TooMany
from chatservice.model import commands as c
from chatservice.model.code_documents import DocumentRole
from chatservice.model.document_access import DocumentLink, GrantedRole
from chatservice.model.events import DocumentDone, DocumentLinkInfo, DocumentLinkIs, DocumentLinks

TOKEN = re.compile(r"[0-9a-f]{32}")
USES = 10_000  # of one link, at most
ROLES = ("viewer", "runner", "editor")


@command(c.CodeLink, Right(), Charge(LINE))
async def code_link(chat: Chat, session: Session, request: c.CodeLink) -> DocumentLinkIs:
    role, longest = read_role(request.role), chat.settings.code_link_keep
    if role not in ROLES:
        raise BadCommand(f"a link gives one of these roles: {', '.join(ROLES)}")
    if not 1 <= request.uses <= USES:
        raise BadCommand(f"a link is used 1 to {USES:,} times")
    seconds = longest if request.seconds is None else request.seconds
    if not 0 < seconds <= longest:
        raise BadCommand(f"a link is valid for at most {longest:g} seconds")
    document = await find_inside(chat, session, request.doc, request.room)
    document.refuse_other_than_owner(session.principal)
    me, now, token = session.principal, chat.clock.now(), chat.new_token()
    link = DocumentLink("", document.room.id, role, request.uses, now + seconds, me.id, me.name)
    most = chat.settings.code_links
    id_ = await chat.storage.documents.add_link(token, link, now, most)
    if id_ is None:
        raise TooMany("links into one code document", most)
    base = chat.files.links.base
    url = f"{base}/code/{token}" if base else ""
    info = _info(link._replace(id=id_))
    return DocumentLinkIs(document=document.info(), token=token, url=url, link=info)


def _info(link: DocumentLink) -> DocumentLinkInfo:
    return DocumentLinkInfo(id=link.id, role=link.role, uses=link.uses, expires=link.expires, by=link.by_name)


@command(c.CodeLinks, Right(), Charge(READ))
async def code_links(chat: Chat, session: Session, request: c.CodeLinks) -> DocumentLinks:
    document = await find_inside(chat, session, request.doc, request.room)
    document.refuse_other_than_owner(session.principal)
    links = await chat.storage.documents.links(document.room.id, chat.clock.now())
    return DocumentLinks(document=document.info(), links=[*map(_info, links)])


@command(c.CodeUnlink, Right(), Charge(LINE))
async def code_unlink(chat: Chat, session: Session, request: c.CodeUnlink) -> DocumentDone:
    document = await find_inside(chat, session, request.doc, request.room)
    document.refuse_other_than_owner(session.principal)
    if not await chat.storage.documents.drop_link(document.room.id, request.id.strip().lower()):
        raise NoSuchDocumentLink(request.id)
    room, row = document.room, document.row
    return DocumentDone(room=room.label, rid=room.rid, doc=row.doc, title=row.title, done="unlinked")


# Coming in by one.


async def come_by_link(chat: Chat, session: Session, token: str) -> LiveDocument | None:
    """The document of the link, in which they have its role now; None when it is no token of a link.
    DocumentLinkEnded."""
    if TOKEN.fullmatch(token) is None:
        return None
    link = await chat.storage.documents.link(token)
    row = await chat.storage.documents.of_log(link.log) if link is not None else None
    if link is None or row is None:
        return None
    document = await chat.documents.load(row)
    if not _has(session, document, DocumentRole[link.role.upper()]):
        if not await _is_by_owner(chat, document, link):
            raise DocumentLinkEnded
        await _use(chat, session, document, token, link)
    return document


async def _is_by_owner(chat: Chat, document: LiveDocument, link: DocumentLink) -> bool:
    """Who made it may have lost the right to give roles since."""
    by = chat.presence.principal(link.by) or await chat.storage.principals.principal(link.by)
    try:
        return by is not None and document.role(by) is DocumentRole.OWNER
    except Fault:
        return False


def _has(session: Session, document: LiveDocument, role: DocumentRole) -> bool:
    """Whether they have as much already."""
    try:
        return is_inside(session, document) and document.role(session.principal) >= role
    except Fault:
        return False


async def _use(chat: Chat, session: Session, document: LiveDocument, token: str, link: DocumentLink) -> None:
    me, access, most = session.principal, document.access, chat.settings.code_roles

    def check() -> None:
        document.refuse_deleted()
        chat.rights.refuse_banned_from(me, document.parent)
        if access.given(me.id) is None and len(access) >= most:
            raise TooMany("roles in one code document", most)

    check()
    if not await chat.storage.documents.use_link(token, chat.clock.now()):
        raise DocumentLinkEnded
    role = GrantedRole(link.role, outside=document.parent.id not in session.subscriptions)
    await append_role(chat, session, document, me, role, check)
