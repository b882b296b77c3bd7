"""Sentry's alerts: of its integrations, and of the older plugin.

https://docs.sentry.io/organization/integrations/integration-platform/webhooks/
"""

from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, pair, spaced, words


def fits(post: Post, header: Header) -> bool:
    return bool(header("sentry-hook-resource")) or ("project_slug" in post and "culprit" in post)


def tell(post: Post, header: Header) -> str:
    data = inner(post, "data")
    if not data:
        return _about(post, first(post, "project_name", "project"), inner(post, "event"))
    alert = first(data, "description_title")
    if alert:
        return lines(linked(alert, first(data, "web_url")), first(data, "description_text"))
    if "comment" in data:
        what = spaced(_actor(post), first(post, "action"), "a comment in", first(data, "project_slug"))
        return lines(what, first(data, "comment"))
    subject = inner(data, "event") or inner(data, "issue") or inner(data, "error") or data
    action = spaced(header("sentry-hook-resource").replace("_", " "), first(post, "action"))
    where = first(inner(subject, "project"), "name", "slug")
    done = first(post, "action") if where and "issue" in data else ""
    return _about(subject, where or action, data, spaced(done, f"by {_actor(post)}" if done else ""))


def _actor(post: Post) -> str:
    return first(inner(post, "actor"), "name")


def _about(subject: Post, where: str, other: Post, done: str = "") -> str:
    title = first(subject, "title", "message") or first(other, "title")
    level = first(subject, "level") or first(other, "level")
    url = first(subject, "web_url", "permalink", "issue_url", "url")
    head = pair(spaced(f"[{level}]" if level else "", f"{where}:" if where else "", title), done)
    rule = words(other.get("triggered_rule"))
    return lines(linked(head, url), first(subject, "culprit"), f"Rule: {rule}" if rule else "")
