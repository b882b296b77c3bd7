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

DEPTH_MAX = 5  # components in components


def fits(post: Post, header: Header) -> bool:
    return (
        "embeds" in post or _is_components(post) or ("content" in post and isinstance(post["content"], str))
    )


def tell(post: Post, header: Header) -> str:
    parts = [words(post.get("content")), *(_embed(embed) for embed in objects(post.get("embeds")))]
    parts += [_component(part) for part in objects(post.get("components"))]
    return named(words(post.get("username")), lines(*parts, left_out(post.get("embeds"))))


def _is_components(post: Post) -> bool:
    return any(isinstance(part.get("type"), int) for part in objects(post.get("components")))


def _component(part: Post, depth: int = 0) -> str:
    """A text, a button with its address, pictures, or what is in a container."""
    pictures = [inner(item, "media") for item in objects(part.get("items"))] + [inner(part, "media")]
    texts = [first(part, "content"), linked(first(part, "label"), words(part.get("url")))]
    texts += [first(picture, "url") for picture in pictures]
    if depth < DEPTH_MAX:
        for name in ("components", "accessory"):
            texts += [_component(item, depth + 1) for item in objects(part.get(name))]
    return lines(*texts)


def _embed(embed: Post) -> str:
    author = inner(embed, "author")
    title = linked(first(embed, "title"), words(embed.get("url")))
    parts = [linked(first(author, "name"), words(author.get("url"))), title, first(embed, "description")]
    parts += [
        pair(words(field.get("name")), words(field.get("value"))) for field in objects(embed.get("fields"))
    ]
    image = first(inner(embed, "image"), "url") or first(inner(embed, "thumbnail"), "url")
    return spaced(square(embed.get("color")), lines(*parts, image, first(inner(embed, "footer"), "text")))
