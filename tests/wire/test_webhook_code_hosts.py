"""What GitHub and GitLab post to a webhook, in the shapes that their manuals describe, and the text of it."""

import json

import pytest

from chatservice.wire.webhooks.bodies import FORM
from tests.wire.test_webhook_shapes import lines, text_of

REPOSITORY = {"full_name": "team/app", "html_url": "https://github.example/team/app"}
SENDER = {"login": "carol"}


@pytest.mark.parametrize(
    ("event", "post", "text"),
    [
        (
            "ping",
            {"zen": "Keep it logically awesome.", "hook_id": 1},
            "carol set up this webhook for team/app: Keep it logically awesome.",
        ),
        (
            "push",
            {
                "ref": "refs/heads/main",
                "compare": "https://github.example/c",
                "commits": [{"message": "Fix the bug\n\nReally"}],
            },
            "carol pushed 1 commit to main of team/app: Fix the bug (https://github.example/c)",
        ),
        (
            "push",
            {
                "ref": "refs/heads/x",
                "commits": [{"message": str(number)} for number in range(7)],
                "compare": "u",
            },
            "carol pushed 7 commits to x of team/app (u)\n- 0\n- 1\n- 2\n- 3\n- 4\n… and 2 more",
        ),
        ("push", {"ref": "refs/heads/x", "deleted": True, "commits": []}, "carol deleted x of team/app"),
        (
            "pull_request",
            {
                "action": "opened",
                "pull_request": {"number": 7, "title": "Cache", "html_url": "u", "body": "why"},
            },
            "carol opened pull request #7 Cache in team/app (u)\nwhy",
        ),
        (
            "issue_comment",
            {
                "action": "created",
                "issue": {"number": 3, "title": "Slow"},
                "comment": {"html_url": "u", "body": "me too"},
            },
            "carol commented on issue #3 Slow in team/app (u)\nme too",
        ),
        (
            "workflow_run",
            {"action": "completed", "workflow_run": {"name": "CI", "conclusion": "failure", "html_url": "u"}},
            "carol completed workflow run CI in team/app: failure (u)",
        ),
        ("star", {"action": "created"}, "carol starred team/app (https://github.example/team/app)"),
        (
            "pull_request",
            {
                "action": "closed",
                "pull_request": {"number": 7, "title": "Cache", "html_url": "u", "merged": True},
            },
            "carol merged pull request #7 Cache in team/app (u)",
        ),
        (
            "pull_request",
            {
                "action": "review_requested",
                "pull_request": {"number": 7, "title": "Cache", "html_url": "u"},
                "requested_reviewer": {"login": "dave"},
            },
            "carol asked dave to review pull request #7 Cache in team/app (u)",
        ),
        (
            "pull_request_review",
            {
                "action": "submitted",
                "review": {"state": "changes_requested", "html_url": "u", "body": None},
                "pull_request": {"number": 7, "title": "Cache"},
            },
            "carol asked for changes of pull request #7 Cache in team/app (u)",
        ),
        (
            "issue_comment",
            {
                "action": "deleted",
                "issue": {"number": 7, "title": "Cache", "pull_request": {"url": "v"}},
                "comment": {"html_url": "u", "body": "oh"},
            },
            "carol deleted a comment on pull request #7 Cache in team/app (u)\noh",
        ),
        (
            "issues",
            {
                "action": "labeled",
                "issue": {"number": 3, "title": "Slow", "html_url": "u"},
                "label": {"name": "bug"},
            },
            "carol labeled issue #3 Slow as bug in team/app (u)",
        ),
        (
            "deployment_status",
            {
                "action": "created",
                "deployment_status": {"state": "failure", "url": "https://api.example/1", "target_url": "u"},
                "deployment": {"ref": "main", "environment": "production"},
                "workflow_run": {"name": "Deploy"},
            },
            "carol created deployment of main to production in team/app: failure (u)",
        ),
        (
            "code_scanning_alert",
            {
                "action": "created",
                "alert": {"number": 4, "html_url": "u", "rule": {"description": "SQL", "severity": "error"}},
            },
            "carol created alert #4 SQL in team/app: error (u)",
        ),
        (
            "check_suite",
            {"action": "completed", "check_suite": {"conclusion": "success", "url": "https://api.example/1"}},
            "carol completed check suite in team/app: success (https://github.example/team/app)",
        ),
        (
            "fork",
            {"forkee": {"full_name": "dave/app", "html_url": "https://github.example/dave/app"}},
            "carol forked team/app: https://github.example/dave/app",
        ),
        (
            "gollum",
            {"pages": [{"title": "Home", "action": "edited", "html_url": "https://github.example/w"}]},
            "carol edited in the wiki of team/app: Home (https://github.example/w)",
        ),
        (
            "delete",
            {"ref_type": "tag", "ref": "v1"},
            "carol deleted tag v1 in team/app (https://github.example/team/app)",
        ),
        (
            "status",
            {"context": "ci", "state": "failure", "description": "2 tests", "target_url": "u"},
            "ci is failure in team/app: 2 tests (u)",
        ),
    ],
)
def test_github_tells_who_did_what(event, post, text):
    post = {**post, "repository": REPOSITORY, "sender": SENDER}
    assert "\n".join(lines(post, x_github_event=event)) == text
    form = f"payload={'%'.join(['', *[f'{byte:02x}' for byte in json.dumps(post).encode()]])}".encode()
    assert text_of(form, FORM, x_github_event=event) == text


PROJECT = {"name": "app", "path_with_namespace": "team/app", "web_url": "https://gitlab.example/team/app"}


@pytest.mark.parametrize(
    ("post", "text"),
    [
        (
            {
                "object_kind": "push",
                "ref": "refs/heads/main",
                "after": "da1560886d4f",
                "user_username": "carol",
                "total_commits_count": 1,
                "commits": [{"title": "Fix it", "message": "Fix it\n"}],
            },
            "carol pushed 1 commit to main of team/app: Fix it (https://gitlab.example/team/app)",
        ),
        (
            {
                "object_kind": "pipeline",
                "user": {"username": "carol"},
                "object_attributes": {
                    "id": 31,
                    "ref": "main",
                    "status": "failed",
                    "detailed_status": "failed",
                },
            },
            "pipeline #31 of team/app on main: failed, by carol (https://gitlab.example/team/app/-/pipelines/31)",
        ),
        (
            {
                "object_kind": "merge_request",
                "user": {"username": "carol"},
                "object_attributes": {"iid": 1, "title": "Cache", "action": "open", "url": "u"},
            },
            "carol opened merge request #1 Cache in team/app (u)",
        ),
        (
            {
                "object_kind": "note",
                "user": {"username": "carol"},
                "issue": {"iid": 4, "title": "Slow"},
                "object_attributes": {"id": 99, "note": "me too", "url": "u"},
            },
            "carol commented on issue #4 Slow in team/app (u)\nme too",
        ),
        (
            {
                "object_kind": "build",
                "build_name": "test",
                "build_status": "failed",
                "build_failure_reason": "script_failure",
                "build_id": 9,
                "ref": "main",
                "user": {"name": "Carol"},
                "environment": None,
                "commit": {"message": "Fix it\n"},
            },
            "test of team/app on main: failed script_failure, by Carol "
            "(https://gitlab.example/team/app/-/jobs/9)\nFix it",
        ),
        (
            {
                "object_kind": "note",
                "user": {"username": "carol"},
                "commit": {"id": "cfe32cf6", "message": "Add submodule\n\nSigned"},
                "object_attributes": {"id": 1243, "note": "why?", "url": "u", "noteable_type": "Commit"},
            },
            "carol commented on commit Add submodule in team/app (u)\nwhy?",
        ),
        (
            {
                "object_kind": "deployment",
                "status": "success",
                "deployable_url": "u",
                "environment": "staging",
                "user": {"username": "root"},
                "commit_title": "Add new file",
            },
            "deployment of team/app to staging: success, by root (u)\nAdd new file",
        ),
        (
            {
                "object_kind": "release",
                "id": 1,
                "name": "v1.1",
                "tag": "v1.1",
                "description": "Faster",
                "url": "u",
                "action": "create",
            },
            "created release v1.1 in team/app (u)\nFaster",
        ),
        (
            {
                "object_kind": "feature_flag",
                "user": {"username": "root"},
                "object_attributes": {"id": 6, "name": "new-login", "active": False},
            },
            "root feature flag new-login in team/app: off (https://gitlab.example/team/app)",
        ),
        (
            {
                "object_kind": "tag_push",
                "ref": "refs/tags/v1",
                "after": "0000000000000000",
                "user_username": "carol",
            },
            "carol deleted tag v1 of team/app",
        ),
    ],
)
def test_gitlab_tells_who_did_what(post, text):
    assert "\n".join(lines({**post, "project": PROJECT}, x_gitlab_event="Some Hook")) == text
    assert "\n".join(lines({**post, "project": PROJECT})) == text
