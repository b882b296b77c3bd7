"""What other programs post to a webhook, in the shapes that their manuals describe, and the text of it."""

import json

from chatservice.wire.webhooks import bodies
from chatservice.wire.webhooks.bodies import JSON


def text_of(body, kind=JSON, **headers):
    """Headers are written with _ for -."""
    return bodies.text_of(body, kind, lambda name: headers.get(name.replace("-", "_"), ""))


def lines(post, **headers):
    return text_of(json.dumps(post).encode(), JSON, **headers).splitlines()


def alert(status, name, **more):
    labels = {"alertname": name, "severity": "critical", "instance": "db1:9100"}
    return {"status": status, "labels": labels, "annotations": {"summary": f"{name} on db1"}, **more}


def test_grafana_tells_each_alert_with_its_links():
    firing = alert(
        "firing",
        "DiskFull",
        valueString="[ var='A' value=97 ]",
        dashboardURL="https://g.example/d/1",
        silenceURL="https://g.example/silence",
        panelURL="",
        imageURL="https://g.example/i.png",
    )
    post = {
        "receiver": "chat",
        "status": "firing",
        "orgId": 1,
        "alerts": [firing],
        "groupLabels": {},
        "commonLabels": {},
        "version": "1",
        "truncatedAlerts": 2,
        "title": "[FIRING:1] DiskFull",
        "state": "alerting",
        "message": "**Firing**\n\nValue: A=97",
    }
    assert lines(post) == [
        "[FIRING:1] DiskFull",
        "firing: DiskFull on db1",
        "[ var='A' value=97 ]",
        "dashboard: https://g.example/d/1",
        "silence: https://g.example/silence",
        "image: https://g.example/i.png",
        "… and 2 more",
    ]
    older = {
        "title": "[Alerting] CPU",
        "ruleName": "CPU",
        "ruleUrl": "https://g.example/r",
        "message": "high",
    }
    assert lines(older) == ["[Alerting] CPU", "high", "https://g.example/r"]


def test_the_longer_text_of_an_alert_is_told_too():
    notes = {"summary": "Slow", "description": "p99 3 s on a"}
    slow = alert("firing", "Slow", annotations=notes, generatorURL="u")
    post = {"receiver": "chat", "alerts": [slow], "truncatedAlerts": 3, "externalURL": "http://am.example"}
    assert lines(post)[1:] == [
        "firing: Slow db1:9100 (u)",
        "p99 3 s on a",
        "… and 3 more",
        "http://am.example",
    ]
    assert lines({"title": "Slow", "alerts": [slow]})[1:] == ["firing: Slow", "p99 3 s on a"]


def test_alertmanager_counts_what_fires_and_tells_what_it_is():
    post = {
        "version": "4",
        "groupKey": "{}:{}",
        "truncatedAlerts": 0,
        "status": "firing",
        "receiver": "chat",
        "groupLabels": {"alertname": "InstanceDown"},
        "commonLabels": {"alertname": "InstanceDown", "severity": "critical"},
        "commonAnnotations": {},
        "externalURL": "http://am.example",
        "alerts": [
            alert("resolved", "InstanceDown"),
            {**alert("firing", "InstanceDown"), "annotations": {}, "generatorURL": "http://prom.example/g"},
        ],
    }
    assert lines(post) == [
        "[FIRING 1, resolved 1] InstanceDown critical",
        "resolved: InstanceDown on db1 db1:9100",
        "firing: InstanceDown db1:9100 (http://prom.example/g)",
        "http://am.example",
    ]


def test_jenkins_tells_how_a_build_went():
    build = {
        "full_url": "http://ci.example/job/app/18/",
        "number": 18,
        "phase": "COMPLETED",
        "status": "SUCCESS",
    }
    post = {"name": "app", "url": "job/app/", "build": {**build, "scm": {"branch": "origin/main"}}}
    assert lines(post) == ["app #18: SUCCESS on main (http://ci.example/job/app/18/)"]
    started = {"name": "app", "build": {"number": 19, "phase": "STARTED", "full_url": "u"}}
    assert lines(started) == ["app #19: started (u)"]
    noted = {"name": "app", "build": {"number": 20, "phase": "QUEUED", "full_url": "u", "notes": "by hand"}}
    assert lines(noted) == ["app #20: queued (u)", "by hand"]


def test_discords_embeds_are_told():
    embed = {
        "title": "Down",
        "url": "https://x.example",
        "description": "502",
        "color": 15158332,
        "fields": [{"name": "region", "value": "eu"}],
        "author": {"name": "watch"},
        "image": {"url": "https://x.example/i.png"},
        "footer": {"text": "v2"},
    }
    assert lines({"content": "look", "username": "Bot", "embeds": [embed]}) == [
        "(Bot) look",
        "🟥 watch",
        "Down (https://x.example)",
        "502",
        "region: eu",
        "https://x.example/i.png",
        "v2",
    ]
    assert lines({"content": "only this"}) == ["only this"]


def test_discords_components_are_told():
    button = {"type": 2, "style": 5, "label": "Open", "url": "u"}
    gallery = {"type": 12, "items": [{"media": {"url": "https://x.example/i.png"}}]}
    section = {"type": 9, "components": [{"type": 10, "content": "it works"}], "accessory": button}
    container = {"type": 17, "components": [{"type": 10, "content": "# Game"}, section, gallery]}
    told = ["# Game", "it works", "Open (u)", "https://x.example/i.png"]
    assert lines({"flags": 32768, "components": [container]}) == told


def test_cards_of_teams_are_told():
    card = {
        "@type": "MessageCard",
        "@context": "http://schema.org/extensions",
        "themeColor": "FF8800",
        "summary": "not shown",
        "title": "Build",
        "text": "broken",
        "sections": [{"activityTitle": "by carol", "facts": [{"name": "branch", "value": "main"}]}],
        "potentialAction": [{"@type": "OpenUri", "name": "Look", "targets": [{"os": "default", "uri": "u"}]}],
    }
    assert lines(card) == ["🟧 Build", "broken", "by carol", "branch: main", "Look (u)"]
    column = {"type": "Column", "items": [{"type": "TextBlock", "text": "inside"}]}
    content = {
        "type": "AdaptiveCard",
        "body": [
            {"type": "TextBlock", "text": "Deploy"},
            {"type": "FactSet", "facts": [{"title": "env", "value": "prod"}]},
            {"type": "ColumnSet", "columns": [column]},
        ],
        "actions": [{"type": "Action.OpenUrl", "title": "Open", "url": "u"}],
    }
    kind = "application/vnd.microsoft.card.adaptive"
    message = {"type": "message", "attachments": [{"contentType": kind, "content": content}]}
    assert lines(message) == lines(content) == ["Deploy", "env: prod", "inside", "Open (u)"]


def test_a_card_is_told_without_what_it_says_twice_and_its_times_are_read():
    task = {"activityTitle": "A new task", "activitySubtitle": "Tango"}
    card = {"@type": "MessageCard", "summary": "A new task", "sections": [task]}
    assert lines(card) == ["A new task", "Tango"]
    text = "{{DATE(2017-02-14T06:08:39Z,SHORT)}} {{TIME(2017-02-14T06:08:39Z)}} {{DATE(soon)}}"
    body = [
        {"type": "TextBlock", "text": text},
        {"type": "FactSet", "facts": [{"title": "Board:", "value": "Cards"}]},
        {"type": "RichTextBlock", "inlines": ["plain ", {"type": "TextRun", "text": "run"}, 3]},
    ]
    assert lines({"type": "AdaptiveCard", "body": body}) == [
        "2017-02-14 06:08 UTC {{DATE(soon)}}",
        "Board: Cards",
        "plain run",
    ]


def test_sentry_tells_the_error_and_its_rule():
    event = {"title": "ReferenceError: heck", "level": "error", "culprit": "app.js", "web_url": "u"}
    post = {"action": "triggered", "data": {"event": event, "triggered_rule": "Any error"}, "actor": {}}
    assert lines(post, sentry_hook_resource="event_alert") == [
        "[error] event alert triggered: ReferenceError: heck (u)",
        "app.js",
        "Rule: Any error",
    ]
    issue = {"title": "boom", "level": "error", "web_url": "u", "project": {"name": "App"}}
    done = {"action": "resolved", "actor": {"name": "Meg"}, "data": {"issue": issue}}
    assert lines(done, sentry_hook_resource="issue") == ["[error] App: boom: resolved by Meg (u)"]
    comment = {
        "action": "created",
        "actor": {"name": "Meg"},
        "data": {"comment": "mine", "project_slug": "app"},
    }
    assert lines(comment, sentry_hook_resource="comment") == ["Meg created a comment in app", "mine"]
    metric = {"data": {"description_title": "Resolved: Too many", "description_text": "1000", "web_url": "u"}}
    assert lines({"action": "resolved", **metric}, sentry_hook_resource="metric_alert") == [
        "Resolved: Too many (u)",
        "1000",
    ]
    older = {"project_slug": "app", "project_name": "App", "culprit": "a in b", "level": "error", "url": "u"}
    assert lines({**older, "message": "boom"}) == ["[error] App: boom (u)", "a in b"]
