"""A server with a defect whose exception quotes what somebody sent, for the test of the log."""

from chatservice.__main__ import main
from chatservice.core.commands.rooms import RoomCommands


def quoting(self, session, command):
    if command.ref == "later":
        return later(command)
    raise ValueError(f"cannot deal with {command.text!r}")


async def later(command):
    raise ValueError(f"cannot deal with {command.text!r}")


RoomCommands.topic = quoting

if __name__ == "__main__":
    main()
