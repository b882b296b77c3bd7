"""What stands where lines will be until they are here: grey bars of about their shape. Pure."""

from collections.abc import Iterator

from chatservice.client.model.bidi import TaggedText

GREY_ROWS = 2  # of one line: who, and what
SPACE = "\N{NO-BREAK SPACE}"
NAME = 18  # spaces
LENGTHS = (84, 52, 96, 38, 70)


def grey_lines(count: int) -> Iterator[TaggedText]:
    for number in range(count):
        for length, tag in ((NAME, "head"), (LENGTHS[number % len(LENGTHS)], "body")):
            yield SPACE * length, (tag, "grey")
            yield "\n", (tag,)
