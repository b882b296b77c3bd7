"""Which shape a post has: the first that fits, the most particular ones first."""

from collections.abc import Callable
from typing import NamedTuple

from chatservice.wire.webhooks import (
    alertmanager,
    discord,
    github,
    gitlab,
    grafana,
    jenkins,
    plain_words,
    sentry,
    slack,
    teams,
)
from chatservice.wire.webhooks.values import Header, Post


class Shape(NamedTuple):
    """`fits` looks at keys and headers; `tell` gives the text, empty if there is none."""

    fits: Callable[[Post, Header], bool]
    tell: Callable[[Post, Header], str]


SHAPES = [
    Shape(module.fits, module.tell)
    for module in (github, gitlab, sentry, grafana, alertmanager, jenkins, teams, discord, slack, plain_words)
]


def tell(post: Post, header: Header) -> str:
    """The text of `post`; empty only if nothing in it can be said."""
    for shape in SHAPES:
        if shape.fits(post, header):
            text = shape.tell(post, header)
            if text.strip():
                return text
    return ""
