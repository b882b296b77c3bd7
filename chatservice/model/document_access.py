"""Who may do what in a code document: the fold of the GRANTED events in its log. Pure.

A role is given to one person, or to everyone else who may speak in the room. A person who does not see
the room can be let in (`GrantedRole.outside`): then they see this document, and nothing else of the room.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from chatservice.model.code_documents import DocumentRole
from chatservice.model.records import Record

NOTHING = ""  # in the place of a role: what was given is taken back


class GrantedRole(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """The body of a GRANTED event, as JSON. Its subject has `role` from now on; without a subject, all
    to whom none was given, and ``none`` hides it from them. NOTHING takes back what was given."""

    role: str
    outside: bool = False


class DocumentGrant(NamedTuple):
    """What was given to one person, who is called `name`."""

    person: int
    name: str
    role: DocumentRole
    outside: bool = False


class DocumentLink(NamedTuple):
    """A link into a document: its token gives `role`, `uses` times more, until `expires` (seconds
    since 1970). `id` is not secret; `by` made it, who is called `by_name`."""

    id: str
    log: int
    role: str
    uses: int
    expires: float
    by: int
    by_name: str = ""


as_granted = msgspec.json.Decoder(GrantedRole).decode


class DocumentAccess:
    """`others` is the role of everyone to whom none was given."""

    def __init__(
        self, others: DocumentRole = DocumentRole.EDITOR, grants: Iterable[DocumentGrant] = ()
    ) -> None:
        self.others = others
        self._grants = {grant.person: grant for grant in grants}

    def __iter__(self) -> Iterator[DocumentGrant]:
        return iter(self._grants.values())

    def __len__(self) -> int:
        return len(self._grants)

    def role(self, person: int) -> DocumentRole:
        grant = self._grants.get(person)
        return grant.role if grant is not None else self.others

    def given(self, person: int) -> DocumentGrant | None:
        return self._grants.get(person)

    def lets_in(self, person: int) -> bool:
        """Whether they see the document without seeing its room."""
        grant = self._grants.get(person)
        return grant is not None and grant.outside

    def apply(self, record: Record) -> None:
        """A GRANTED event."""
        granted, person = as_granted(record.body), record.subject
        role = read_role(granted.role)
        if person is None:
            self.others = DocumentRole.EDITOR if role is None else role
        elif role is None:
            self._grants.pop(person, None)
        else:
            self._grants[person] = DocumentGrant(person, record.subject_name, role, granted.outside)

    def forget(self, person: int) -> None:
        """They are erased."""
        self._grants.pop(person, None)

    def revoke(self, person: int) -> None:
        """They are not in the room any more: what let them in before that is over."""
        if self.lets_in(person):
            del self._grants[person]


def read_role(word: str) -> DocumentRole | None:
    """None for NOTHING. KeyError for a word that is no role."""
    return DocumentRole[word.upper()] if word else None
