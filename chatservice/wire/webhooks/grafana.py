"""Grafana's alerts: their title and message, then each alert with its links.

https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
"""

from chatservice.wire.webhooks.alertmanager import heading, told
from chatservice.wire.webhooks.values import Header, Post, first, inner, left_out, lines, objects, pair, words

LINKS = {"panelURL": "panel", "dashboardURL": "dashboard", "silenceURL": "silence", "imageURL": "image"}


def fits(post: Post, header: Header) -> bool:
    """The older alerting had no list of alerts."""
    return ("alerts" in post and "title" in post) or ("ruleName" in post and "ruleUrl" in post)


def tell(post: Post, header: Header) -> str:
    title = first(post, "title") or heading(post)
    if "alerts" not in post:
        return lines(title, first(post, "message"), first(post, "ruleUrl"), first(post, "imageUrl"))
    alerts = [_alert(alert) for alert in objects(post["alerts"])]
    return lines(title, *alerts, left_out(post["alerts"]), _more(post))


def _alert(alert: Post) -> str:
    notes, labels = inner(alert, "annotations"), inner(alert, "labels")
    about, more = told(notes)
    about = about or first(labels, "alertname")
    links = [pair(label, words(alert.get(name))) for name, label in LINKS.items() if alert.get(name)]
    return lines(f"{words(alert.get('status'))}: {about}", more, first(alert, "valueString"), *links)


def _more(post: Post) -> str:
    count = post.get("truncatedAlerts")
    return f"… and {count} more" if isinstance(count, int) and count > 0 else ""
