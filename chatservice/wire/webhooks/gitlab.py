"""GitLab's pushes, pipelines, merge requests, issues, comments, jobs and releases.

https://docs.gitlab.com/user/project/integrations/webhook_events/
"""

from chatservice.wire.webhooks.code_hosts import branch, pushed
from chatservice.wire.webhooks.values import Header, Post, first, inner, lines, linked, spaced, words


def fits(post: Post, header: Header) -> bool:
    return bool(header("x-gitlab-event")) or (
        "object_kind" in post and ("project" in post or "project_name" in post)
    )


def tell(post: Post, header: Header) -> str:
    kind = first(post, "object_kind", "event_name")
    if kind in ("push", "tag_push"):
        return _push(post, kind)
    if kind in ("build", "job"):
        job = spaced(first(post, "build_name"), "of", _project(post), "on", first(post, "ref"))
        return spaced(f"{job}: {first(post, 'build_status')}", words(post.get("build_failure_reason")))
    return _object(post, kind)


def _project(post: Post) -> str:
    project = inner(post, "project")
    return first(project, "path_with_namespace", "name") or first(post, "project_name")


def _who(post: Post) -> str:
    return first(inner(post, "user"), "username", "name") or first(post, "user_username", "user_name")


def _push(post: Post, kind: str) -> str:
    ref, url = branch(first(post, "ref")), first(inner(post, "project"), "web_url")
    where = f"{ref} of {_project(post)}"
    if first(post, "after").strip("0") == "" and "after" in post:
        return spaced(_who(post), "deleted", where)
    count = post.get("total_commits_count")
    if kind == "tag_push" or not isinstance(count, int) or not count:
        return linked(spaced(_who(post), "pushed", "tag" if kind == "tag_push" else "", where), url)
    return pushed(_who(post), where, post.get("commits"), count, url)


def _object(post: Post, kind: str) -> str:
    about = inner(post, "object_attributes") or post
    parent = inner(post, "merge_request") or inner(post, "issue") if kind == "note" else {}
    action = first(about, "action", "detailed_status", "status", "state")
    number = words(about.get("iid") or parent.get("iid") or about.get("id"))
    title = first(about, "title", "name", "ref") or first(parent, "title")
    what = spaced(kind.replace("_", " "), f"#{number}" if number else "", title)
    url = (
        first(about, "url", "web_url")
        or _pipeline_url(post, kind, number)
        or first(inner(post, "project"), "web_url")
    )
    head = spaced(_who(post), what, f"of {_project(post)}" if _project(post) else "")
    return lines(linked(f"{head}: {action}" if action else head, url), first(about, "note"))


def _pipeline_url(post: Post, kind: str, number: str) -> str:
    base = first(inner(post, "project"), "web_url")
    return f"{base}/-/pipelines/{number}" if kind == "pipeline" and base else ""
