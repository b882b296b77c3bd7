"""What clients may send, by subject; importing this fills the table (`client.ROWS`)."""

from chatservice.wire.irc.commands import (  # noqa: F401
    about_people,
    accounts,
    capability,
    chanserv,
    history,
    information,
    listing,
    metadata,
    moderating,
    modes,
    multiline,
    operators,
    presence,
    registration,
    renaming,
    rooms,
    sasl,
    services,
    talking,
    webpush,
)
