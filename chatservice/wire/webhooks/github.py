"""GitHub, and Gitea and Forgejo, whose events are like its own.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from chatservice.wire.webhooks import github_events
from chatservice.wire.webhooks.code_hosts import branch, pushed
from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, pair, spaced, words


def fits(post: Post, header: Header) -> bool:
    return bool(event_of(header)) or ("repository" in post and "sender" in post)


def event_of(header: Header) -> str:
    return header("x-github-event") or header("x-gitea-event") or header("x-forgejo-event")


def tell(post: Post, header: Header) -> str:
    event = event_of(header)
    if event == "ping" or "zen" in post:
        return _ping(post)
    if "commits" in post and "ref" in post:
        return _push(post)
    if "ref_type" in post:
        what = spaced(words(post["ref_type"]), words(post.get("ref")))
        verb = f"{event}d" if event in ("create", "delete") else "changed"
        url = first(inner(post, "repository"), "html_url")
        return linked(spaced(_who(post), verb, what, _of(post)), url)
    if event == "status" or ("state" in post and "context" in post):
        state = spaced(first(post, "context"), "is", first(post, "state"), _of(post))
        url = first(post, "target_url") or first(inner(post, "commit"), "html_url")
        return linked(pair(state, first(post, "description")), url)
    return github_events.tell(post, event, _who(post), _of(post))


def _who(post: Post) -> str:
    return first(inner(post, "sender"), "login", "username") or first(inner(post, "pusher"), "name", "login")


def _of(post: Post) -> str:
    name = first(inner(post, "repository"), "full_name", "name") or first(
        inner(post, "organization"), "login"
    )
    return f"in {name}" if name else ""


def _ping(post: Post) -> str:
    hello = spaced(_who(post), "set up this webhook", _of(post).replace("in ", "for ", 1))
    return lines(f"{hello}: {first(post, 'zen')}")


def _push(post: Post) -> str:
    ref, repository = branch(first(post, "ref")), first(inner(post, "repository"), "full_name", "name")
    where = f"{ref} of {repository}" if repository else ref
    who, commits = _who(post), post["commits"]
    if post.get("deleted") is True:
        return spaced(who, "deleted", where)
    count = len(commits) if isinstance(commits, list) else 0
    if not count:
        verb = "created" if post.get("created") is True else "moved"
        return linked(spaced(who, verb, where), first(post, "compare", "compare_url"))
    return pushed(who, where, commits, count, first(post, "compare", "compare_url"))
