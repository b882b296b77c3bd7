"""What the operator asks of a running server, without its socket: the rows that chatctl would show."""

from twisted.internet.defer import Deferred, succeed

from chatservice.admin.desk import AdminService
from chatservice.admin.verbs import Verb


class Rows(list):
    """A reply that is kept."""

    rows = list.extend

    def progress(self, done, total, what):
        pass

    def drained(self):
        return succeed(None)

    def stays(self):
        pass


def operator(stage, verb: Verb) -> Rows:
    """Raises AdminError."""
    reply, ended = Rows(), []
    Deferred.fromCoroutine(AdminService(stage.chat, "", running=True).do(verb, reply)).addBoth(ended.append)
    stage.settle()
    [end] = ended
    if end is not None:
        end.raiseException()
    return reply
