"""What `core` needs from outside, as Protocols by subject, implemented by drivers elsewhere.

Every awaitable may be a Twisted Deferred: `core` only awaits it. Everything is
called and calls back on the reactor's thread.
"""

from chatservice.core.ports.accounts import AccountStore, Passwords
from chatservice.core.ports.bots import BotStore
from chatservice.core.ports.clock import Clock, Future, Spawn, Timer
from chatservice.core.ports.code import Isolation, NoSandbox, Running, RunOutputs, Sandbox, Watcher
from chatservice.core.ports.credentials import CredentialStore
from chatservice.core.ports.delivery import Batch, Subscriber, Variant
from chatservice.core.ports.documents import ClassStore, DocumentStore
from chatservice.core.ports.files import BlobReader, BlobStore, BlobWriter, FileStore, Used
from chatservice.core.ports.later import LaterStore
from chatservice.core.ports.lines import RevisionStore, TopicStore
from chatservice.core.ports.log import Condition, LogObserver, Outcome, RoomLog
from chatservice.core.ports.marks import MarkStore
from chatservice.core.ports.metadata import RoomMetadataStore
from chatservice.core.ports.moderation import ModerationStore
from chatservice.core.ports.outgoing import Callouts, NoCallouts, OutgoingStore
from chatservice.core.ports.polls import PollStore
from chatservice.core.ports.preferences import PreferenceStore
from chatservice.core.ports.presence import ConnectionCounts, NameRegistry, RemotePresence
from chatservice.core.ports.previews import LinkReader, NoPages
from chatservice.core.ports.principals import PrincipalStore
from chatservice.core.ports.push import NoPush, PushSender, PushStore
from chatservice.core.ports.reading import ReadingStore
from chatservice.core.ports.rooms import InvitationStore, RoomStore
from chatservice.core.ports.storage import Storage
from chatservice.core.ports.usage import UsageStore

__all__ = [
    "AccountStore",
    "Batch",
    "BlobReader",
    "BlobStore",
    "BlobWriter",
    "BotStore",
    "Callouts",
    "ClassStore",
    "Clock",
    "Condition",
    "ConnectionCounts",
    "CredentialStore",
    "DocumentStore",
    "FileStore",
    "Future",
    "InvitationStore",
    "Isolation",
    "LaterStore",
    "LinkReader",
    "LogObserver",
    "MarkStore",
    "ModerationStore",
    "NameRegistry",
    "NoCallouts",
    "NoPages",
    "NoPush",
    "NoSandbox",
    "Outcome",
    "OutgoingStore",
    "Passwords",
    "PollStore",
    "PreferenceStore",
    "PrincipalStore",
    "PushSender",
    "PushStore",
    "ReadingStore",
    "RemotePresence",
    "RevisionStore",
    "RoomLog",
    "RoomMetadataStore",
    "RoomStore",
    "RunOutputs",
    "Running",
    "Sandbox",
    "Spawn",
    "Storage",
    "Subscriber",
    "Timer",
    "TopicStore",
    "UsageStore",
    "Used",
    "Variant",
    "Watcher",
]
