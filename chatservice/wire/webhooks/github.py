"""GitHub, and Gitea and Forgejo, whose events are like its own.

https://docs.github.com/en/webhooks/webhook-events-and-payloads
"""

from chatservice.wire.webhooks.code_hosts import branch, pushed
from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, spaced, words

# What an event is about, in the order in which it is looked for.
SUBJECTS: tuple[str, ...] = (
    "comment",
    "review",
    "pull_request",
    "issue",
    "discussion",
    "release",
    "workflow_run",
    "check_run",
)
SUBJECTS += ("check_suite", "deployment_status", "alert", "package", "milestone", "member", "forkee")


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
        return spaced(_who(post), f"{event or 'change'}d" if event else "changed", what, _of(post))
    if event == "status" or ("state" in post and "context" in post):
        state = spaced(first(post, "context"), "is", first(post, "state"), _of(post))
        return linked(lines(f"{state}: {first(post, 'description')}"), words(post.get("target_url")))
    return _subject(post, event)


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


def _subject(post: Post, event: str) -> str:
    name = next((name for name in SUBJECTS if isinstance(post.get(name), dict)), "")
    subject, action = inner(post, name), first(post, "action").replace("_", " ")
    parent = inner(post, "pull_request") or inner(post, "issue") or inner(post, "discussion")
    title = first(subject, "title", "name", "tag_name", "full_name", "login") or first(parent, "title")
    number = words(subject.get("number") or parent.get("number"))
    result = (
        first(subject, "conclusion", "state") if name in ("workflow_run", "check_run", "check_suite") else ""
    )
    what = spaced((name or event or "event").replace("_", " "), f"#{number}" if number else "", title)
    head = spaced(_who(post), action or "did", what, _of(post))
    url = first(subject, "html_url", "target_url", "url") or first(inner(post, "repository"), "html_url")
    body = first(subject, "body") if name in ("comment", "review", "release") or action == "opened" else ""
    return lines(linked(f"{head}: {result}" if result else head, url), body)
