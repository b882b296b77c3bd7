"""Jenkins with its notification plugin: https://plugins.jenkins.io/notification/"""

from chatservice.wire.webhooks.code_hosts import branch
from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, spaced


def fits(post: Post, header: Header) -> bool:
    build = inner(post, "build")
    return "name" in post and ("phase" in build or "full_url" in build)


def tell(post: Post, header: Header) -> str:
    build, scm = inner(post, "build"), inner(post, "build", "scm")
    state = first(build, "status") or first(build, "phase").lower()
    head = spaced(first(post, "display_name", "name"), f"#{first(build, 'number')}:", state)
    ref = branch(first(scm, "branch")).removeprefix("origin/")
    return lines(
        linked(spaced(head, f"on {ref}" if ref else ""), first(build, "full_url", "url")),
        first(build, "notes"),
    )
