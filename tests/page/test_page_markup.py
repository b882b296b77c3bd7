"""The page sees the same marks in a text as the desktop client."""

import random

from chatservice.client.model.markup import links, spans
from chatservice.client.model.mentions import pattern
from tests.page.node import answer_of, needs_node

pytestmark = needs_node
TEXTS = 3_000
NAME, WORDS = "alice", ("straße", "r2.d2")
PIECES = (
    *(
        "**",
        "*",
        "_",
        "`",
        "```",
        "```py\n",
        "\n```\n",
        "\n",
        " ",
        " ",
        "(",
        ")",
        ".",
        ",",
        "'",
        '"',
        "<",
        ">",
    ),
    *("https://", "http://a.b/c", "https://x.y/(z)", "ftp://a", "javascript:", "@alice", "alice", "Alice's"),
    *(
        "a",
        "b",
        "é",
        "漢",
        "😀",
        "\u0301",
        "\u200b",
        "1",
        "٣",
        "snake_case",
        "2*3",
        "r2.d2",
        "r2xd2",
        "STRASSE",
    ),
)


def texts():
    chance = random.Random(15)
    for _ in range(TEXTS):
        yield "".join(chance.choice(PIECES) for _ in range(chance.randrange(1, 14)))
    yield from ("`" * 5_000, "*a" * 5_000, "_" * 5_000, "https://" + "a" * 5_000, "((" * 3_000 + "https://a)")


def piece(span):
    """As the page has it."""
    kind = span.tags[0] if span.tags else "text"
    language = [tag.removeprefix("lang:") for tag in span.tags if tag.startswith("lang:")]
    return {"text": span.text, "kind": kind, **({"language": language[0]} if language else {})}


def test_any_text_has_the_same_marks(tmp_path):
    asked = list(texts())
    answers = answer_of("markup", tmp_path, {"texts": asked, "name": NAME, "words": WORDS})
    for text, (marked, addresses) in zip(asked, answers, strict=True):
        expected = (
            [piece(span) for span in spans(text, pattern(NAME, WORDS))],
            [piece(span) for span in links(text)],
        )
        assert (text, marked, addresses) == (text, *expected)
