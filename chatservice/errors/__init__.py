"""What can go wrong: one class per fault, each with a stable code.

A fault carries facts, never a sentence: `wire.fault_text` has the sentences for people, the
JSON dialect sends the code. A fault that reaches a session is an answer, not a crash.
"""

from chatservice.errors.base import Fault as Fault
from chatservice.errors.base import StartError as StartError
from chatservice.errors.code import *
from chatservice.errors.documents import *
from chatservice.errors.files import *
from chatservice.errors.input import *
from chatservice.errors.later import *
from chatservice.errors.log import *
from chatservice.errors.marks import *
from chatservice.errors.outgoing import *
from chatservice.errors.people import *
from chatservice.errors.polls import *
from chatservice.errors.rooms import *
from chatservice.errors.server import *
from chatservice.errors.upkeep import *
