"""Work that nobody waits for: its failures are logged, but for the end of the server."""

from twisted.logger import globalLogPublisher

from chatservice.background import spawn
from chatservice.errors import ServerStopping


def said_of(error):
    async def work():
        raise error

    said = []
    globalLogPublisher.addObserver(said.append)
    try:
        spawn(work())
    finally:
        globalLogPublisher.removeObserver(said.append)
    return [event["log_failure"].value for event in said]


def test_what_fails_is_logged():
    error = ValueError("bad")
    assert said_of(error) == [error]


def test_that_the_server_stops_is_no_failure():
    assert said_of(ServerStopping()) == []
