"""A bot that answers `!ping`; `python bot.py HOST PORT`, with a third word `asyncio` to run on asyncio.

It reconnects by itself after a cut, gets what it missed, and says each line once.
"""

import sys

from chatservice.client.link import dial_asyncio, dial_twisted
from chatservice.client.link.link import Link
from chatservice.model.events import Event, Message


def heard(link: Link, event: Event) -> None:
    if isinstance(event, Message) and event.text == "!ping":
        link.say(event.rid, f"pong, {event.sender}")


if __name__ == "__main__":
    host, port, *framework = sys.argv[1:]
    run = dial_asyncio.run if framework else dial_twisted.run
    run(host, int(port), "pingbot", heard, ["lobby"])
