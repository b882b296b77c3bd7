"""Accounts, their devices and invitations."""

from chatservice.client.model.answer_words.rules import AnswerLine, AnswerTable, each, one, sentence
from chatservice.model import events

ANSWERS: AnswerTable = {
    events.TokenList: (
        one(sentence("Your tokens, /revoke ID revokes one:")),
        each(
            "tokens",
            (
                sentence("{id} {label}, created {made:time}", label=True),
                sentence("{id}, created {made:time}"),
            ),
            (sentence(", used {used:time}", used=True),),
        ),
    ),
    events.TokenIs: (one(sentence("To come back as yourself: /login {token}")),),
    events.Revoked: (one(sentence("The token {id} is revoked.")),),
    events.PasswordChanged: (one(sentence("Your password is changed; your other devices are signed out.")),),
    events.Registered: (
        one(sentence("The name {name} is yours now.")),
        one(sentence("From anywhere: /login {name} PASSWORD")),
    ),
    events.InvitationIs: (
        AnswerLine(
            (
                (sentence("An invitation into {room}", room=True), sentence("An invitation")),
                (sentence(", valid once", uses=1), sentence(", valid {uses} times")),
                (sentence(", until {expires:time}."),),
            )
        ),
        one(sentence("Link: {url}", url=True)),
        one(sentence("Typed: /redeem {token} NAME")),
        one(sentence("or, to register: /register NAME PASSWORD {token}")),
    ),
    events.InvitationList: (
        one(
            sentence(
                "There are no invitations. /invitation creates one, in:ROOM into a room.", invitations=False
            ),
            sentence("Invitations, /uninvite ID revokes one:"),
        ),
        each(
            "invitations",
            (sentence("{id} into {room}", room=True), sentence("{id} into the server")),
            (sentence(" by {by}", by=True),),
            (sentence(", {uses} left, until {expires:time}"),),
        ),
    ),
    events.Uninvited: (one(sentence("The invitation {id} is revoked.")),),
    events.CertificateList: (
        one(
            sentence(
                "No certificate logs in to your account. /cert add FINGERPRINT adds one.", certificates=False
            ),
            sentence("Your certificates, /cert remove FINGERPRINT removes one:"),
        ),
        each(
            "certificates",
            (
                sentence("{fingerprint} {label}, added {made:time}", label=True),
                sentence("{fingerprint}, added {made:time}"),
            ),
            (sentence(", used {used:time}", used=True),),
        ),
    ),
    events.CertificateAdded: (
        one(sentence("The certificate {fingerprint} logs in to your account from now on.")),
    ),
    events.CertificateRemoved: (
        one(sentence("The certificate {fingerprint} is removed from your account.")),
    ),
}
