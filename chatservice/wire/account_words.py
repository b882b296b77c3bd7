"""Accounts: tokens, bots, webhooks, in English."""

from collections.abc import Callable
from typing import Any

from chatservice.model import events
from chatservice.model.events import Event
from chatservice.wire.sanitize import line, minute


def _tokens(event: events.TokenList) -> list[str]:
    return ["Your tokens, /revoke ID revokes one:", *map(_token, event.tokens)]


def _token(token: events.TokenInfo) -> str:
    used = f", used {minute(token.used)}" if token.used is not None else ""
    label = f" {line(token.label)}" if token.label else ""
    return f"{line(token.id)}{label}, created {minute(token.made)}{used}"


def _certificates(event: events.CertificateList) -> list[str]:
    if not event.certificates:
        return ["No certificate logs in to your account. /cert add FINGERPRINT adds one."]
    rows = (_certificate(row, event.presented) for row in event.certificates)
    return ["Your certificates, /cert remove FINGERPRINT removes one:", *rows]


def _certificate(row: events.CertificateInfo, presented: str) -> str:
    used = f", used {minute(row.used)}" if row.used is not None else ""
    label = f" {line(row.label)}" if row.label else ""
    this = " (this connection's)" if row.fingerprint == presented else ""
    return f"{line(row.fingerprint)}{label}{this}, added {minute(row.made)}{used}"


def _bot(event: events.BotIs) -> list[str]:
    name = line(event.name)
    if event.deleted:
        return [f"{name} is deleted, and its name is free."]
    if not event.token:
        return [f"{name} has no token now and cannot log in. /bot {name} gives it a new one."]
    return [f"{name} logs in with /login {line(event.token)}", "This is shown once: keep it like a password."]


def _bots(event: events.BotList) -> list[str]:
    if event.name:
        bots = [
            f"{line(bot.name)}, bot of {line(bot.owner)}, created {minute(bot.made)}" for bot in event.bots
        ]
        return bots or [f"{line(event.name)} is not a bot and has no bots."]
    if not event.bots:
        return ["You have no bots. /bot NAME creates one."]
    return ["Your bots:", *(f"{line(bot.name)}, created {minute(bot.made)}" for bot in event.bots)]


def _webhook(event: events.WebhookIs) -> list[str]:
    room = line(event.room)
    who = f"Only what shows the secret {line(event.secret)} is taken, which is shown once."
    where = line(event.url) if event.url else f"{line(event.path)} on the HTTP port"
    return [
        f"Posts to {where} appear in {room}, by {line(event.name)}.",
        f"{who if event.secret else 'Anyone who knows that address can post.'} "
        f"/unhook {line(event.id)} {room} revokes it.",
    ]


def _webhooks(event: events.WebhookList) -> list[str]:
    if not event.webhooks:
        return [f"{line(event.room)} has no webhooks. /webhook NAME creates one."]
    return [f"Webhooks of {line(event.room)}, /unhook ID removes one:", *map(_hook, event.webhooks)]


def _hook(hook: events.WebhookInfo) -> str:
    used = f", used {minute(hook.used)}" if hook.used is not None else ""
    name = f"{line(hook.name)}{' (signed)' if hook.signed else ''}"
    return f"{line(hook.id)} {name}, created {minute(hook.made)} by {line(hook.by)}{used}"


def _pushed(event: events.PushDevices) -> list[str]:
    if not event.devices:
        return ["None of your devices is notified while it is closed."]
    rows = [f"{row.id} {line(row.device) or '-'}, since {minute(row.made)}" for row in event.devices]
    return ["Devices that are notified while they are closed, /unnotify ID stops one:", *rows]


def _invitation(event: events.InvitationIs) -> list[str]:
    times = "once" if event.uses == 1 else f"{event.uses} times"
    into = f" into {line(event.room)}" if event.room else ""
    ways = [f"Link: {line(event.url)}"] if event.url else []
    return [
        f"An invitation{into}, valid {times}, until {minute(event.expires)}.",
        *ways,
        f"Typed: /redeem {line(event.token)} NAME",
        f"or, to register: /register NAME PASSWORD {line(event.token)}",
    ]


def _invitations(event: events.InvitationList) -> list[str]:
    if not event.invitations:
        return ["There are no invitations. /invitation creates one, in:ROOM into a room."]
    return ["Invitations, /uninvite ID revokes one:", *map(_invited, event.invitations)]


def _invited(row: events.InvitationInfo) -> str:
    into = line(row.room) if row.room else "the server"
    by = f" by {line(row.by)}" if row.by else ""
    return f"{line(row.id)} into {into}{by}, {row.uses} left, until {minute(row.expires)}"


WORDS: dict[type[Event], Callable[[Any], list[str]]] = {
    events.TokenList: _tokens,
    events.CertificateList: _certificates,
    events.BotIs: _bot,
    events.BotList: _bots,
    events.WebhookIs: _webhook,
    events.WebhookList: _webhooks,
    events.Registered: lambda e: [
        f"The name {line(e.name)} is yours now.",
        f"From anywhere: /login {line(e.name)} PASSWORD",
    ],
    events.PushDevices: _pushed,
    events.InvitationIs: _invitation,
    events.InvitationList: _invitations,
    events.TokenIs: lambda e: [f"To come back as yourself: /login {line(e.token)}"],
}
