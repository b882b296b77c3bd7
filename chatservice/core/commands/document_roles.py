"""Roles in code documents: given, shown, and given to those who are invited."""

from collections.abc import Callable

import msgspec

from chatservice.core.appending import append_checked
from chatservice.core.chat import Chat
from chatservice.core.commands.finding import find, find_in_joined, find_inside
from chatservice.core.documents import granted
from chatservice.core.live_document import LiveDocument, info
from chatservice.core.rates import LINE, READ, Charge
from chatservice.core.rights import Right
from chatservice.core.rows import command
from chatservice.core.session import Session
from chatservice.errors import BadCommand, Fault, NoSuchUser, TooMany
from chatservice.model import commands as c
from chatservice.model.code_documents import DocumentRole
from chatservice.model.document_access import NOTHING, DocumentGrant, GrantedRole
from chatservice.model.events import (
    DocumentGranted,
    DocumentInfo,
    DocumentInvited,
    DocumentRoles,
    GrantInfo,
)
from chatservice.model.records import Draft, Record, as_record
from chatservice.model.values import EventKind, Principal, RoomRole, ServerRole

EVERYONE = "*"  # in the place of a name: all to whom no role was given
TAKE_BACK = DocumentRole.NONE.word


@command(c.CodeGrant, Right(), Charge(LINE))
async def code_grant(chat: Chat, session: Session, request: c.CodeGrant) -> DocumentGranted:
    role = read_role(request.role)
    is_everyone = request.name == EVERYONE
    document = await find_inside(chat, session, request.doc, request.room)
    document.refuse_other_than_owner(session.principal)
    person = None if is_everyone else await chat.directory.find_principal(request.name.strip())
    if role == TAKE_BACK and not is_everyone:
        role = NOTHING
    record = await give(chat, session, document, person, role)
    return granted(document, record, document.role_now(session.principal))


def read_role(word: str) -> str:
    """A role's word as it is stored. BadCommand."""
    role = word.strip().lower()
    if role.upper() not in DocumentRole.__members__:
        raise BadCommand(f"a role is {', '.join(each.word for each in reversed(DocumentRole))}")
    return role


async def give(
    chat: Chat, session: Session, document: LiveDocument, person: Principal | None, role: str
) -> Record:
    """Give the role to `person`, or (None) to everyone else; it lets in a person who does not see the room.
    Raises NotAllowed, TooMany, and BadCommand for the creator, who is always an owner."""
    me, access = session.principal, document.access
    most = chat.settings.code_roles

    def check() -> None:
        document.refuse_other_than_owner(me)
        if person is None:
            return
        if person.id == document.row.creator:
            raise BadCommand(f"{person.name} created the document, and stays its owner")
        chat.rights.refuse_banned_from(person, document.parent)
        if role != NOTHING and access.given(person.id) is None and len(access) >= most:
            raise TooMany("roles in one code document", most)

    outside = person is not None and role != NOTHING and not document.parent.admits(person)
    return await append_role(chat, session, document, person, GrantedRole(role, outside), check)


async def append_role(
    chat: Chat,
    session: Session,
    document: LiveDocument,
    person: Principal | None,
    role: GrantedRole,
    check: Callable[[], None],
) -> Record:
    me = session.principal
    body = msgspec.json.encode(role).decode()
    draft = Draft(
        EventKind.GRANTED,
        me.id,
        me.name,
        body,
        chat.clock.now(),
        subject=person.id if person is not None else None,
        subject_name=person.name if person is not None else "",
    )
    return as_record(draft, await append_checked(chat, document.room, draft, check))


@command(c.CodeRoles, Right(), Charge(READ))
async def code_roles(chat: Chat, session: Session, request: c.CodeRoles) -> DocumentRoles:
    document = await find(chat, session, request.doc, request.room)
    people = [
        GrantInfo(who=_name(chat, each), role=each.role.word, outside=each.outside)
        for each in document.access
    ]
    return DocumentRoles(
        document=document.info(),
        others=document.access.others.word,
        own=document.role_now(session.principal).word,
        people=people,
    )


def _name(chat: Chat, grant: DocumentGrant) -> str:
    here = chat.presence.principal(grant.person)
    return here.name if here is not None else grant.name


# Invitations.


@command(c.CodeInvite, Right(ServerRole.MODERATOR, RoomRole.MEMBER), Charge(LINE))
async def code_invite(chat: Chat, session: Session, request: c.CodeInvite) -> DocumentInvited:
    """A person who ignores the sender is not invited, which the answer does not reveal."""
    role = read_role(request.role) if request.role else ""
    if role == TAKE_BACK:
        raise BadCommand("nobody is invited with no role")
    document = await find_in_joined(chat, session, request.doc, request.room)
    chat.rights.refuse_silent(session.principal, document.parent)
    other = await chat.directory.find_principal(request.name.strip())
    is_new = not _is_in(chat, document, other)
    if role or document.is_hidden(other) or (is_new and not document.parent.admits(other)):
        await give(chat, session, document, other, role or DocumentRole.EDITOR.word)
    elif is_new:
        raise NoSuchUser(request.name)
    invited = DocumentInvited(
        document=document.info(), sender=session.name, outside=document.lets_in(other), role=role
    )
    person = chat.presence.get(other.id)
    if person is not None and session.principal.id not in person.ignored:
        for device in person.sessions:
            if document.parent.id in device.subscriptions or invited.outside:
                device.outlet.send(invited)
    return msgspec.structs.replace(invited, who=other.name)


def _is_in(chat: Chat, document: LiveDocument, other: Principal) -> bool:
    """Whether one of their devices is in its room, or they were let in."""
    devices = chat.presence.sessions_of(other.id)
    return document.lets_in(other) or any(document.parent.id in device.subscriptions for device in devices)


async def all_let_in(chat: Chat, session: Session) -> list[DocumentInfo]:
    """The documents that they were let into without seeing their rooms."""
    me, found = session.principal, []
    for row in await chat.storage.documents.let_in(me.id, chat.settings.history_max):
        stored = await chat.storage.rooms.by_id(row.parent)
        if stored is None:
            continue
        try:
            parent = await chat.directory.rooms.load(stored)
            chat.rights.refuse_out(me, parent, member=False)
        except Fault:
            continue
        found.append(info(row, parent, []))
    return found
