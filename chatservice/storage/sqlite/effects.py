"""What each kind of event changes in the database besides its own row: the other half of
`model.fold.KINDS`. Written in the event's transaction, in the order of the events."""

from collections.abc import Callable

from chatservice.model.bodies import as_mode, as_room_names
from chatservice.model.fold import OF_ACCESS
from chatservice.model.values import FOLDED, EventKind, RoomRole
from chatservice.storage.batch import Placed
from chatservice.storage.sqlite import (
    asking,
    documents,
    files,
    folded,
    grants,
    members,
    pins,
    polls,
    reactions,
    redaction,
    rooms,
    runs,
    topics,
)
from chatservice.storage.sqlite.transaction import Transaction


def take_effect(transaction: Transaction, place: Placed) -> None:
    kind = place.draft.kind
    statement = STATEMENTS.get(kind)
    if statement is not None:
        statement(transaction, place)
    if kind in FOLDED:
        folded.extend(transaction.connection, place.room, place.seq)
    if kind in OF_ACCESS:
        access = transaction.plan.head(place.room).access
        members.set_access(transaction.connection, place.room, access)


def _topic(transaction: Transaction, place: Placed) -> None:
    rooms.set_topic(transaction.connection, place.room, place.draft)


def _added(transaction: Transaction, place: Placed) -> None:
    subject = place.draft.subject
    if subject is not None:
        members.add_member(transaction.connection, place.room, subject, place.draft.ts)
        asking.drop_ask(transaction.connection, place.room, subject)


def _removed(transaction: Transaction, place: Placed) -> None:
    connection, draft = transaction.connection, place.draft
    if draft.subject is not None:
        members.remove_member(connection, place.room, draft.subject)
        grants.revoke(connection, place.room, draft.subject)
        if draft.actor == draft.subject:
            asking.insert_left(connection, place.room, draft.subject, draft.ts)
        members.release_empty_group(connection, place.room)


def _role(transaction: Transaction, place: Placed) -> None:
    draft = place.draft
    if draft.subject is not None:
        role = RoomRole[draft.body.upper()]
        members.set_member_role(transaction.connection, place.room, draft.subject, role, draft.ts)


def _mode(transaction: Transaction, place: Placed) -> None:
    draft = place.draft
    rooms.set_mode(transaction.connection, place.room, as_mode(draft.body), draft.secret)


def _room_renamed(transaction: Transaction, place: Placed) -> None:
    rooms.set_name(transaction.connection, place.room, as_room_names(place.draft.body).name)


def _deleted(transaction: Transaction, place: Placed) -> None:
    line = int(place.draft.body)
    redaction.blank(transaction, place.room, line)
    reactions.take_reactions(transaction.connection, place.room, line)
    pins.take_pin(transaction.connection, place.room, line)
    polls.take_poll(transaction.connection, place.room, line)


def _poll(transaction: Transaction, place: Placed) -> None:
    polls.insert_poll(transaction.connection, place)


def _poll_closed(transaction: Transaction, place: Placed) -> None:
    polls.set_announced(transaction.connection, place)


def _pin(transaction: Transaction, place: Placed) -> None:
    pins.set_pin(transaction.connection, place)


def _reaction(transaction: Transaction, place: Placed) -> None:
    reactions.set_reaction(transaction.connection, place)


def _edited(transaction: Transaction, place: Placed) -> None:
    redaction.rewrite(transaction, place)


def _file(transaction: Transaction, place: Placed) -> None:
    files.insert_file(transaction.connection, place.room, place.draft)


def _file_gone(transaction: Transaction, place: Placed) -> None:
    files.delete_file(transaction.connection, place.room, place.draft)


def _run(transaction: Transaction, place: Placed) -> None:
    runs.insert_run(transaction.connection, place.room, place.seq, place.draft)


def _run_ended(transaction: Transaction, place: Placed) -> None:
    runs.end_run(transaction.connection, place.room, place.draft)


def _document(transaction: Transaction, place: Placed) -> None:
    documents.insert_document(transaction.connection, place.room, place.draft)


def _document_closed(transaction: Transaction, place: Placed) -> None:
    documents.close_document(transaction.connection, place.room, place.draft)


def _renamed(transaction: Transaction, place: Placed) -> None:
    documents.set_title(transaction.connection, place.room, place.draft.body)


def _granted(transaction: Transaction, place: Placed) -> None:
    grants.grant(transaction.connection, place.room, place.draft)


def _rich(transaction: Transaction, place: Placed) -> None:
    topics.insert_line(transaction.connection, place)


STATEMENTS: dict[EventKind, Callable[[Transaction, Placed], None]] = {
    EventKind.RICH: _rich,
    EventKind.TOPIC: _topic,
    EventKind.ADDED: _added,
    EventKind.REMOVED: _removed,
    EventKind.ROLE: _role,
    EventKind.MODE: _mode,
    EventKind.ROOM_RENAMED: _room_renamed,
    EventKind.DELETED: _deleted,
    EventKind.POLL: _poll,
    EventKind.POLL_CLOSED: _poll_closed,
    EventKind.PINNED: _pin,
    EventKind.UNPINNED: _pin,
    EventKind.REACTION: _reaction,
    EventKind.EDITED: _edited,
    EventKind.FILE: _file,
    EventKind.FILE_GONE: _file_gone,
    EventKind.RUN: _run,
    EventKind.RUN_ENDED: _run_ended,
    EventKind.DOCUMENT: _document,
    EventKind.DOCUMENT_CLOSED: _document_closed,
    EventKind.DOCUMENT_RENAMED: _renamed,
    EventKind.GRANTED: _granted,
}
