"""What happened on GitHub apart from pushes, in a sentence: who did what with which issue, run or alert."""

from collections.abc import Callable
from typing import NamedTuple

from chatservice.wire.webhooks.code_hosts import branch
from chatservice.wire.webhooks.values import Post, first, inner, lines, linked, objects, pair, spaced, words

# What an event is about where it has another name, in the order in which it is looked for.
SUBJECTS = (
    "comment",
    "review",
    "pull_request",
    "issue",
    "discussion",
    "release",
    "workflow_run",
    "check_run",
    "check_suite",
    "deployment_status",
    "alert",
    "package",
    "milestone",
    "member",
    "team",
)
RUNS = ("workflow_run", "workflow_job", "check_run", "check_suite", "deployment_status")


class ActionWords(NamedTuple):
    """An action in words, around what it is done with; ``{}`` is the name of the object at `whose`."""

    before: str
    after: str = ""
    whose: tuple[str, ...] = ()


VERBS = {
    "assigned": ActionWords("assigned {} to", whose=("assignee",)),
    "unassigned": ActionWords("unassigned {} from", whose=("assignee",)),
    "labeled": ActionWords("labeled", "as {}", ("label",)),
    "unlabeled": ActionWords("took the label {} from", whose=("label",)),
    "milestoned": ActionWords("added", "to the milestone {}", ("milestone",)),
    "demilestoned": ActionWords("removed", "from the milestone {}", ("milestone",)),
    "review_requested": ActionWords("asked {} to review", whose=("requested_reviewer", "requested_team")),
    "review_request_removed": ActionWords(
        "asks {} no more to review", whose=("requested_reviewer", "requested_team")
    ),
    "synchronize": ActionWords("pushed to"),
    "ready_for_review": ActionWords("marked", "as ready for review"),
    "converted_to_draft": ActionWords("turned", "into a draft"),
    "closed_by_user": ActionWords("closed"),
    "in_progress": ActionWords("started"),
    "create": ActionWords("created"),
    "dismiss": ActionWords("dismissed"),
    "resolve": ActionWords("resolved"),
    "suspend": ActionWords("suspended"),
    "unsuspend": ActionWords("resumed"),
}
COMMENTS = {"created": "commented on", "edited": "edited a comment on", "deleted": "deleted a comment on"}
REVIEWS = {"approved": "approved", "changes_requested": "asked for changes of", "commented": "reviewed"}


def tell(post: Post, event: str, who: str, where: str) -> str:
    """`who` is the sender, `where` is ``in REPOSITORY``; both may be empty."""
    plain = PLAIN.get(event)
    if plain is not None:
        text = spaced(who, plain(post))
        return text if "://" in text else linked(text, _url(post))
    name = _subject(post, event)
    subject = inner(post, name)
    before, after = _verb(post, name, first(post, "action"))
    head = spaced(who, before, _what(post, name, event), after, where)
    told = name in ("comment", "review", "release") or first(post, "action") == "opened"
    body = first(subject, "body") if told else ""
    return lines(linked(pair(head, _result(subject, name)), _url(post, subject)), body)


def _subject(post: Post, event: str) -> str:
    """The field with what the event is about; empty if there is none."""
    return next((name for name in (event, *SUBJECTS) if isinstance(post.get(name), dict)), "")


def _verb(post: Post, name: str, action: str) -> tuple[str, str]:
    """The words before and after what it is done with."""
    if name == "comment":
        return COMMENTS.get(action, spaced(action.replace("_", " "), "comment on")), ""
    if name == "review":
        state = first(inner(post, "review"), "state").lower()
        return "dismissed the review of" if action == "dismissed" else REVIEWS.get(state, "reviewed"), ""
    if action == "closed" and inner(post, name).get("merged") is True:
        return "merged", ""
    verb = VERBS.get(action) or ActionWords(action.replace("_", " ") or "did")
    detail = next((text for whose in verb.whose if (text := _title(inner(post, whose)))), "")
    return " ".join(verb.before.replace("{}", detail).split()), verb.after.replace("{}", detail).strip()


def _what(post: Post, name: str, event: str) -> str:
    """``pull request #2 Faster``. Comments and reviews are told with what they are about."""
    if name in ("comment", "review"):
        about = next((field for field in ("pull_request", "issue", "discussion") if inner(post, field)), "")
        commit = first(inner(post, "comment"), "commit_id")[:7]
        is_pull = about == "issue" and bool(inner(post, "issue", "pull_request"))
        name = "pull_request" if is_pull else about
        subject = inner(post, about) if about else {"name": f"commit {commit}" if commit else ""}
    else:
        subject = inner(post, name)
        name = name or event or "event"
    number = words(subject.get("number"))
    title = _title(subject)
    if event in ("deployment", "deployment_status"):
        deployment = inner(post, "deployment")
        place = first(deployment, "environment")
        title = spaced("of", branch(first(deployment, "ref")), f"to {place}" if place else "")
        name = "deployment"
    return spaced(name.replace("_", " "), f"#{number}" if number else "", title)


def _title(subject: Post) -> str:
    own = first(subject, "title", "name", "tag_name", "full_name", "login", "summary")
    of_alert = first(inner(subject, "rule"), "description") or first(
        inner(subject, "security_advisory"), "summary"
    )
    return (
        own or of_alert or first(subject, "affected_package_name", "secret_type_display_name", "secret_type")
    )


def _result(subject: Post, name: str) -> str:
    if name in RUNS:
        return first(subject, "conclusion", "state")
    severity = first(inner(subject, "security_advisory"), "severity") or first(
        inner(subject, "rule"), "severity"
    )
    return severity or first(subject, "severity")


def _url(post: Post, subject: Post | None = None) -> str:
    """The address for people: those of the API are left out."""
    own = first(subject or {}, "html_url", "environment_url", "target_url", "log_url")
    return own or first(inner(post, "repository"), "html_url")


def _repository(post: Post) -> str:
    return first(inner(post, "repository"), "full_name", "name")


def _wiki(post: Post) -> str:
    pages = objects(post.get("pages"))
    told = [linked(first(page, "title", "page_name"), first(page, "html_url")) for page in pages]
    verb = first(pages[0], "action") if pages else "edited"
    return spaced(verb, "in the wiki of", f"{_repository(post)}: {', '.join(told)}")


def _started(post: Post) -> str:
    return spaced(
        "started", first(post, "workflow"), "on", branch(first(post, "ref")), "of", _repository(post)
    )


def _starred(post: Post) -> str:
    return spaced("unstarred" if first(post, "action") == "deleted" else "starred", _repository(post))


PLAIN: dict[str, Callable[[Post], str]] = {
    "fork": lambda post: spaced("forked", pair(_repository(post), first(inner(post, "forkee"), "html_url"))),
    "gollum": _wiki,
    "public": lambda post: spaced("made", _repository(post), "public"),
    "star": _starred,
    "watch": lambda post: spaced("watches", _repository(post)),
    "workflow_dispatch": _started,
    "repository": lambda post: spaced(first(post, "action"), "the repository", _repository(post)),
    "page_build": lambda post: pair(
        spaced("built the pages of", _repository(post)), first(inner(post, "build"), "status")
    ),
}
