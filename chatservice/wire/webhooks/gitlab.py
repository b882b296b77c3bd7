"""GitLab's pushes, pipelines, merge requests, issues, comments, jobs and releases.

https://docs.gitlab.com/user/project/integrations/webhook_events/
"""

from chatservice.wire.webhooks.code_hosts import branch, pushed
from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, pair, spaced, words

NEW = ("open", "create")  # of these what is new is told, too
ACTIONS = {
    "open": "opened",
    "close": "closed",
    "reopen": "reopened",
    "update": "updated",
    "merge": "merged",
    "create": "created",
    "delete": "deleted",
    "award": "gave the",
    "revoke": "took back the",
    "approval": "approved",
    "unapproval": "no longer approves",
}


def fits(post: Post, header: Header) -> bool:
    return bool(header("x-gitlab-event")) or (
        "object_kind" in post and ("project" in post or "project_name" in post)
    )


def tell(post: Post, header: Header) -> str:
    kind = first(post, "object_kind", "event_name")
    if kind in ("push", "tag_push"):
        return _push(post, kind)
    if kind in ("build", "job"):
        return _run(post, first(post, "build_name"), first(post, "build_status"), _job_url(post))
    if kind == "pipeline":
        about, number = inner(post, "object_attributes"), words(inner(post, "object_attributes").get("id"))
        base = first(inner(post, "project"), "web_url")
        url = first(about, "url") or (f"{base}/-/pipelines/{number}" if base else "")
        state = first(about, "detailed_status", "status")
        return _run({**post, **about}, spaced("pipeline", f"#{number}" if number else ""), state, url)
    if kind == "deployment":
        return _run(post, "deployment", first(post, "status"), first(post, "deployable_url", "commit_url"))
    if kind == "note":
        return _note(post)
    return _object(post, kind)


def _run(post: Post, what: str, state: str, url: str) -> str:
    """``test of team/app on main: failed, by carol``: jobs, pipelines, deployments."""
    place, ref = first(post, "environment"), first(post, "ref")
    place = "" if isinstance(post.get("environment"), dict) else place
    head = spaced(
        what, "of", _project(post), f"to {place}" if place else "", f"on {branch(ref)}" if ref else ""
    )
    who, reason = _who(post), first(post, "build_failure_reason")
    reason = reason if state == "failed" else ""
    state = ", ".join(part for part in (spaced(state, reason), f"by {who}" if who else "") if part)
    title = first(post, "commit_title") or first(inner(post, "commit"), "title", "message").partition("\n")[0]
    return lines(linked(pair(head, state), url), title)


def _job_url(post: Post) -> str:
    base = first(inner(post, "project"), "web_url") or first(inner(post, "repository"), "homepage")
    number = words(post.get("build_id"))
    return f"{base}/-/jobs/{number}" if base and number else base


def _project(post: Post) -> str:
    project = inner(post, "project")
    return first(project, "path_with_namespace", "name") or first(post, "project_name")


def _who(post: Post) -> str:
    return first(inner(post, "user"), "username", "name") or first(post, "user_username", "user_name")


def _push(post: Post, kind: str) -> str:
    ref, url = branch(first(post, "ref")), first(inner(post, "project"), "web_url")
    where = f"{ref} of {_project(post)}"
    if first(post, "after").strip("0") == "" and "after" in post:
        return spaced(_who(post), "deleted", "tag" if kind == "tag_push" else "", where)
    count = post.get("total_commits_count")
    if kind == "tag_push" or not isinstance(count, int) or not count:
        return linked(spaced(_who(post), "pushed", "tag" if kind == "tag_push" else "", where), url)
    return pushed(_who(post), where, post.get("commits"), count, url)


def _note(post: Post) -> str:
    about = inner(post, "object_attributes")
    kind = next((name for name in ("merge_request", "issue", "snippet", "commit") if inner(post, name)), "")
    parent = inner(post, kind) if kind else {}
    number = words(parent.get("iid"))
    title = first(parent, "title") or first(parent, "message").partition("\n")[0]
    what = spaced(kind.replace("_", " "), f"#{number}" if number else "", title)
    head = spaced(_who(post), "commented on", what, _in(post))
    return lines(linked(head, first(about, "url")), first(about, "note"))


def _object(post: Post, kind: str) -> str:
    about = inner(post, "object_attributes") or post
    action = first(about, "action")
    number, title = words(about.get("iid")), first(about, "title", "name", "tag", "ref", "group_name")
    what = spaced(kind.replace("_", " "), f"#{number}" if number else "", title)
    head = spaced(_who(post), ACTIONS.get(action, action), what, _in(post))
    active = about.get("active")
    state = (
        ("on" if active else "off")
        if isinstance(active, bool)
        else ""
        if action
        else first(about, "status", "state")
    )
    url = first(about, "url", "web_url") or first(inner(post, "project"), "web_url")
    return lines(linked(pair(head, state), url), first(about, "description") if action in NEW else "")


def _in(post: Post) -> str:
    return f"in {_project(post)}" if _project(post) else ""
