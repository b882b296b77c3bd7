"""A server with a defect whose exception quotes what somebody sent, for the test of the log."""

from chatservice.__main__ import main
from chatservice.core.dispatch import ROWS
from chatservice.model.commands import Topic


def quoting(chat, session, command):
    if command.ref == "later":
        return later(command)
    raise ValueError(f"cannot deal with {command.text!r}")


async def later(command):
    raise ValueError(f"cannot deal with {command.text!r}")


ROWS[Topic] = ROWS[Topic]._replace(do=quoting)

if __name__ == "__main__":
    main()
