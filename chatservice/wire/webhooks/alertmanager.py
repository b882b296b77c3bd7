"""Prometheus' Alertmanager: how many alerts fire, which, and what each is about.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from chatservice.wire.webhooks.values import (
    Header,
    Post,
    first,
    inner,
    left_out,
    lines,
    linked,
    objects,
    spaced,
    words,
)


def fits(post: Post, header: Header) -> bool:
    return "alerts" in post and ("groupLabels" in post or "receiver" in post)


def tell(post: Post, header: Header) -> str:
    alerts = objects(post["alerts"])
    return lines(heading(post), *(_alert(alert) for alert in alerts), left_out(post["alerts"]), _where(post))


def heading(post: Post) -> str:
    """``[FIRING 1, resolved 2] InstanceDown critical``."""
    counts: dict[str, int] = {}
    for alert in objects(post.get("alerts")):
        status = first(alert, "status") or "firing"
        counts[status] = counts.get(status, 0) + 1
    shown = [
        f"{status.upper() if status == 'firing' else status} {count}"
        for status, count in sorted(counts.items())
    ]
    common = {**inner(post, "groupLabels"), **inner(post, "commonLabels")}
    return spaced(
        f"[{', '.join(shown)}]" if shown else "", first(common, "alertname"), first(common, "severity")
    )


def _alert(alert: Post) -> str:
    labels, notes = inner(alert, "labels"), inner(alert, "annotations")
    about, more = told(notes)
    name = "" if about else first(labels, "alertname")
    where = "" if about and first(labels, "instance") in about else first(labels, "instance")
    text = spaced(f"{first(alert, 'status') or 'firing'}:", name, about, where)
    return lines(linked(text, words(alert.get("generatorURL"))), more)


def told(notes: Post) -> tuple[str, str]:
    """What an alert is about, and the longer text, if it says more."""
    about = first(notes, "summary", "description", "message")
    more = first(notes, "description", "message")
    return about, "" if more in about else more


def _where(post: Post) -> str:
    count = post.get("truncatedAlerts")
    more = f"… and {count} more" if isinstance(count, int) and count > 0 else ""
    return lines(more, first(post, "externalURL"))
