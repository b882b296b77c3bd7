"""People of whom an IRC codec knows nothing but what it is told."""

from chatservice.wire.irc.view import NO_EXTRA


class Strangers:
    """`wire.irc.view.PeopleView`, with nobody here."""

    server = "chat.server"

    def user(self, name):
        return "~u"

    def account(self, name):
        return name

    def real_name(self, name):
        return name

    def away(self, name):
        return name

    def reason(self, rid, name):
        return name

    def is_here(self, name):
        return False

    is_private = is_bot = was_kicked = lambda self, *facts: False

    def extra_of(self, rid, seq):
        return NO_EXTRA

    def role_before(self, rid, name, seq, role):
        return ""

    def came(self, rid, name):
        pass

    kicked = came
