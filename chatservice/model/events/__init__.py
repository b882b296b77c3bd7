"""The events that a client may be sent.

`Logged` events have a place in a room's log and arrive in order, without gaps.
`Passing` events carry no seq, are never stored and may be dropped. Everything else is
an answer to one session. To programs an event is a JSON object whose ``event`` is the
class's tag. `ts` is seconds since 1970. `room` is the name that a room is shown under, which
may change and which two rooms may share; `rid` is its id, which never changes.
"""

from chatservice.model.events.accounts import *
from chatservice.model.events.base import *
from chatservice.model.events.basics import *
from chatservice.model.events.bots import *
from chatservice.model.events.classroom import *
from chatservice.model.events.code import *
from chatservice.model.events.documents import *
from chatservice.model.events.files import *
from chatservice.model.events.groups import *
from chatservice.model.events.history import *
from chatservice.model.events.ignore import *
from chatservice.model.events.later import *
from chatservice.model.events.logged import *
from chatservice.model.events.login import *
from chatservice.model.events.marked_lines import *
from chatservice.model.events.marks import *
from chatservice.model.events.messages import *
from chatservice.model.events.moderation import *
from chatservice.model.events.operator import *
from chatservice.model.events.outgoing import *
from chatservice.model.events.people import *
from chatservice.model.events.polls import *
from chatservice.model.events.previews import *
from chatservice.model.events.push import *
from chatservice.model.events.reading import *
from chatservice.model.events.reports import *
from chatservice.model.events.roles import *
from chatservice.model.events.rooms import *
