"""The storage: one database, and the bytes of files."""

from collections.abc import Awaitable
from typing import Protocol

from chatservice.core.ports.accounts import AccountStore
from chatservice.core.ports.bots import BotStore
from chatservice.core.ports.code import RunOutputs
from chatservice.core.ports.credentials import CredentialStore
from chatservice.core.ports.documents import ClassStore, DocumentStore
from chatservice.core.ports.files import BlobStore, FileStore
from chatservice.core.ports.later import LaterStore
from chatservice.core.ports.lines import RevisionStore, TopicStore
from chatservice.core.ports.log import RoomLog
from chatservice.core.ports.marks import MarkStore
from chatservice.core.ports.metadata import RoomMetadataStore
from chatservice.core.ports.moderation import ModerationStore
from chatservice.core.ports.outgoing import OutgoingStore
from chatservice.core.ports.polls import PollStore
from chatservice.core.ports.preferences import PreferenceStore
from chatservice.core.ports.principals import PrincipalStore
from chatservice.core.ports.push import PushStore
from chatservice.core.ports.reading import ReadingStore
from chatservice.core.ports.rooms import InvitationStore, RoomStore
from chatservice.core.ports.usage import UsageStore
from chatservice.model.values import Totals


class Storage(Protocol):
    """The database and the bytes of files, by port; opened and closed together."""

    @property
    def log(self) -> RoomLog: ...

    @property
    def rooms(self) -> RoomStore: ...

    @property
    def principals(self) -> PrincipalStore: ...

    @property
    def accounts(self) -> AccountStore: ...

    @property
    def credentials(self) -> CredentialStore: ...

    @property
    def bots(self) -> BotStore: ...

    @property
    def outgoing(self) -> OutgoingStore: ...

    @property
    def asking(self) -> InvitationStore: ...

    @property
    def moderation(self) -> ModerationStore: ...

    @property
    def files(self) -> FileStore: ...

    @property
    def blobs(self) -> BlobStore: ...

    @property
    def runs(self) -> RunOutputs: ...

    @property
    def documents(self) -> DocumentStore: ...

    @property
    def classes(self) -> ClassStore: ...

    @property
    def polls(self) -> PollStore: ...

    @property
    def marks(self) -> MarkStore: ...

    @property
    def topics(self) -> TopicStore: ...

    @property
    def revisions(self) -> RevisionStore: ...

    @property
    def reading(self) -> ReadingStore: ...

    @property
    def push(self) -> PushStore: ...

    @property
    def usage(self) -> UsageStore: ...

    @property
    def preferences(self) -> PreferenceStore: ...

    @property
    def room_metadata(self) -> RoomMetadataStore: ...

    @property
    def later(self) -> LaterStore: ...

    def figures(self) -> Awaitable[Totals]: ...

    def close(self) -> Awaitable[None]:
        """Close it after everything under way is committed."""
        ...
