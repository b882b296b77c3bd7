"""Discord's webhooks: https://discord.com/developers/docs/resources/webhook#execute-webhook"""

from chatservice.wire.webhooks.colours import square
from chatservice.wire.webhooks.slack import named
from chatservice.wire.webhooks.values import (
    Header,
    Post,
    first,
    inner,
    left_out,
    lines,
    linked,
    objects,
    pair,
    spaced,
    words,
)


def fits(post: Post, header: Header) -> bool:
    return "embeds" in post or ("content" in post and isinstance(post["content"], str))


def tell(post: Post, header: Header) -> str:
    parts = [words(post.get("content")), *(_embed(embed) for embed in objects(post.get("embeds")))]
    return named(words(post.get("username")), lines(*parts, left_out(post.get("embeds"))))


def _embed(embed: Post) -> str:
    author = inner(embed, "author")
    title = linked(first(embed, "title"), words(embed.get("url")))
    parts = [linked(first(author, "name"), words(author.get("url"))), title, first(embed, "description")]
    parts += [
        pair(words(field.get("name")), words(field.get("value"))) for field in objects(embed.get("fields"))
    ]
    image = first(inner(embed, "image"), "url") or first(inner(embed, "thumbnail"), "url")
    return spaced(square(embed.get("color")), lines(*parts, image, first(inner(embed, "footer"), "text")))
