"""Bots, and webhooks that other programs post at."""

import hashlib
import hmac
import json

import pytest

from chatservice.admin import verbs as v
from chatservice.model import commands as c
from chatservice.model.values import ServerRole
from chatservice.settings.schema import Rate
from tests.scenes.operator import operator
from tests.scenes.stage import Stage
from tests.scenes.test_accounts import SECRET, login, registered
from tests.scenes.test_moderation import account
from tests.scenes.web import Web

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def alice(stage):
    """She has an account, and a room of her own."""
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").raw()
    return alice


@pytest.fixture
def hook(alice):
    alice.asks(cmd="webhook", name="ci", room="ops")
    [made] = alice.events("webhook")
    return made


def post(stage, hook, body, kind=FORM, **headers):
    return Web(stage).post(hook["path"], body.encode(), Content_Type=kind, **headers)


# Bots.


def test_a_bot_comes_in_with_its_token_and_nothing_else(stage, alice):
    alice.asks(cmd="bot", name="Robo", ref=1)
    [made] = alice.events("bot")
    assert (made["name"], made["ref"]) == ("Robo", 1)
    bot = login(stage, token=made["token"])
    [welcome] = bot.events("welcome")
    assert (welcome["name"], welcome["role"]) == ("Robo", "user")
    for name, password in (("robo", ""), ("robo", "x"), ("Robo", "password")):
        assert login(stage, name=name, password=password).events("welcome") == []


def test_a_new_token_ends_the_old_one_and_off_ends_them_all(stage, alice):
    alice.asks(cmd="bot", name="robo")
    [first] = alice.events("bot")
    bot = login(stage, token=first["token"])
    alice.asks(cmd="bot", name="robo")
    [second] = alice.events("bot")
    assert [event["code"] for event in bot.events("bye")] == ["signed_out"]
    assert login(stage, token=first["token"]).events("welcome") == []
    bot = login(stage, token=second["token"])
    alice.asks(cmd="bot", name="robo", off=True)
    assert alice.events("bot") == [{"event": "bot", "name": "robo"}]
    assert [event["code"] for event in bot.events("bye")] == ["signed_out"]
    assert login(stage, token=second["token"]).events("welcome") == []


def test_a_bot_is_its_owners_alone(stage, alice):
    alice.asks(cmd="bot", name="robo").raw()
    bob = registered(stage, "bob")
    for off in (False, True):
        bob.asks(cmd="bot", name="robo", off=off)
        assert [event["code"] for event in bob.events("error")] == ["name_taken"]
    alice.asks(cmd="bot", name="bob")  # a person's account is no bot
    assert [event["code"] for event in alice.events("error")] == ["name_taken"]
    alice.asks(cmd="bots")
    assert [bot["name"] for event in alice.events("bots") for bot in event["bots"]] == ["robo"]
    bob.asks(cmd="bots")
    assert bob.events("bots") == [{"event": "bots", "bots": []}]


def test_a_guest_has_none_and_a_name_in_use_makes_none(stage, alice):
    guest = stage.json("guest")
    guest.asks(cmd="bot", name="robo").asks(cmd="bots")
    assert [event["code"] for event in guest.events("error")] == ["not_allowed"] * 2
    alice.asks(cmd="bot", name="guest")
    assert [event["code"] for event in alice.events("error")] == ["name_taken"]


def test_in_text_it_is_told_once_how_the_bot_comes_in(stage):
    alice = stage.text("alice").types("/register correct horse")
    alice.raw()
    alice.types("/bot robo")
    first, second = alice.sees()
    token = first.removeprefix("* robo logs in with /login ")
    assert len(token) == 32
    assert second == "* This is shown once: keep it like a password."
    alice.types("/bots", "/bot robo off", "/bot robo maybe", "/bot")
    assert [line.split(",")[0] for line in alice.sees()] == [
        "* Your bots:",
        "* robo",
        "* robo has no token now and cannot log in. /bot robo gives it a new one.",
        "! Not understood: type /bot NAME [off] [delete].",
        "! Not understood: type /bot NAME [off] [delete].",
    ]


def test_deleting_a_bot_frees_its_name_and_leaves_what_it_said(stage, alice):
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    alice.asks(cmd="group", name="crew", members=["robo"])
    bot = login(stage, token=made["token"]).asks(cmd="say", room="crew", text="beep")
    alice.asks(cmd="webhook", name="robo", room="ops")
    [hook] = alice.events("webhook")
    alice.asks(cmd="bot", name="robo", delete=True, ref=3)
    told = alice.events("bot", "removed")
    assert [(e["event"], e.get("who") or e["name"]) for e in told] == [("removed", "robo"), ("bot", "robo")]
    assert told[-1]["deleted"]
    assert [event["code"] for event in bot.events("bye")] == ["signed_out"]
    assert login(stage, token=made["token"]).events("error")[0]["code"] == "bad_token"
    assert post(stage, hook, "hi").status == 404
    newcomer = stage.json("robo")
    assert newcomer.asks(cmd="history", room="crew").events("error")[0]["code"] == "no_such_room"
    alice.asks(cmd="history", room="crew")
    assert [
        (e["sender"], e["text"]) for e in alice.events("history")[0]["lines"] if e["event"] == "message"
    ] == [("robo", "beep")]


def test_a_bot_makes_no_bots_and_those_it_made_count_for_its_owner():
    stage = Stage(max_bots=3)
    alice = registered(stage, "alice")
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    bot = login(stage, token=made["token"])
    bot.asks(cmd="bot", name="robo2").asks(cmd="join", room="den").asks(cmd="webhook", name="ci", room="den")
    assert [event["code"] for event in bot.events("error")] == ["not_allowed"] * 2
    robo = stage.chat.presence.named("robo").principal
    stage.storage.bots.create("made-before", robo.id, 1.0)
    stage.settle()
    alice.asks(cmd="bot", name="two").asks(cmd="bot", name="three")
    assert [event["text"] for event in alice.events("error")] == ["No more than 3 bots."]


def test_bots_are_made_at_the_rate_of_rooms_and_not_in_a_lockdown():
    stage = Stage(room_rate=Rate(2, 60.0))
    alice = registered(stage, "alice")
    alice.asks(cmd="bot", name="one").asks(cmd="bot", name="two").asks(cmd="bot", name="three")
    assert [event["code"] for event in alice.events("error")] == ["slow_down"]
    alice.asks(cmd="bot", name="one")
    assert [event["name"] for event in alice.events("bot")] == ["one"], "a new token makes no bot"
    stage.passes(120)
    operator(stage, v.LockdownVerb(switch="on"))
    alice.asks(cmd="bot", name="three")
    assert [event["code"] for event in alice.events("error")] == ["lockdown"]


# What is done about their owners.


@pytest.fixture
def robo(stage, alice):
    """Alice's bot, which is here, and her webhook `ci`."""
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    bot = login(stage, token=made["token"]).asks(cmd="join", room="lobby")
    bot.raw()
    bot.token = made["token"]
    return bot


@pytest.fixture
def mod(stage):
    mod = account(stage, "mod", ServerRole.MODERATOR)
    mod.raw()
    return mod


def test_whose_owner_is_banned_is_out_with_its_webhooks_until_the_ban_ends(stage, alice, robo, hook, mod):
    mod.types("/ban alice for 1h")
    assert [event["code"] for event in robo.events("bye")] == ["banned"]
    assert login(stage, token=robo.token).events("error")[0]["code"] == "banned"
    assert post(stage, hook, "hi").status == 403
    mod.types("/unban alice")
    assert login(stage, token=robo.token).events("welcome")[0]["name"] == "robo"
    assert post(stage, hook, "hi").status == 200


def test_whoever_is_banned_from_or_muted_in_a_room_is_so_with_their_bots(stage, alice, robo, hook, mod):
    mod.types("/join den", "/mute alice in:lobby", "/ban alice in:den")
    robo.asks(cmd="say", room="lobby", text="for my owner").asks(cmd="join", room="den")
    assert [event["code"] for event in robo.events("error")] == ["silenced", "banned_from"]
    mod.types("/mute alice in:*")
    assert post(stage, hook, "hi").status == 403


def test_of_who_is_disabled_no_bot_comes_in_and_no_webhook_speaks_again(stage, alice, robo, hook):
    operator(stage, c.UsersDisable(name="alice"))
    assert [event["code"] for event in robo.events("bye")] == ["signed_out"]
    assert login(stage, token=robo.token).events("error")[0]["code"] == "bad_token"
    assert post(stage, hook, "hi").status == 404
    operator(stage, c.UsersPassword(name="alice", password=SECRET))
    alice = login(stage, name="alice", password=SECRET)
    alice.asks(cmd="bot", name="robo")
    [made] = alice.events("bot")
    assert login(stage, token=made["token"]).events("welcome")[0]["name"] == "robo"


def test_whoever_is_erased_leaves_no_bot(stage, alice, robo, hook):
    operator(stage, v.UsersEraseVerb(name="alice", yes=True))
    assert [event["code"] for event in robo.events("bye")] == ["signed_out"]
    assert post(stage, hook, "hi").status == 404
    assert [row.name for row in operator(stage, c.UsersList())] == []
    assert stage.chat.bots.all_of(1) == []


def test_moderators_see_whose_bot_it_is(stage, alice, robo, hook, mod):
    mod.types("/who lobby", "/bots robo", "/bots alice", "/bots mod")
    told = [line.partition(", created")[0] for line in mod.sees()]
    assert told == [
        "* lobby (3 here): alice, robo (bot of alice), mod.",
        "* robo, bot of alice",
        "* robo, bot of alice",
        "* ci, bot of alice",
        "* mod is not a bot and has no bots.",
    ]
    alice.raw()
    alice.asks(cmd="who", room="lobby").asks(cmd="bots", name="robo")
    assert alice.events("people")[0].get("bots") is None
    assert alice.events("error") == []
    bob = registered(stage, "bob")
    bob.asks(cmd="bots", name="robo")
    assert bob.events("error")[0]["code"] == "not_allowed"
    rows = {row.name: (row.bot_of, row.disabled) for row in operator(stage, c.UsersList())}
    assert rows["robo"] == ("alice", False)
    assert rows["alice"] == ("", False)


# Webhooks.


def test_what_is_posted_is_said_in_the_room_by_the_bot(stage, alice, hook):
    bob = stage.text("bob").types("/join ops")
    bob.raw()
    answer = post(stage, hook, "build ok")
    assert (answer.status, answer.body) == (200, b"ok")
    assert bob.sees() == ["[ops] ci: build ok"]
    assert alice.messages() == [("ops", "ci", "build ok")]


def test_an_object_of_slacks_shape_does_too(stage, alice, hook):
    body = json.dumps({"text": "build", "username": "Jenkins", "attachments": [{"title": "failed"}]})
    assert post(stage, hook, body, "application/json").status == 200
    assert alice.messages() == [("ops", "ci", "(Jenkins) build\nfailed")]


def test_nobody_can_forge_a_line_with_it(stage, alice, hook):
    bob = stage.text("bob").types("/join ops")
    bob.raw()
    post(stage, hook, "one\n* alice left.\n[lobby] root: \x1b[31mred", "text/plain")
    lines = bob.sees()
    assert len(lines) == 3
    assert all(line.startswith("[ops] ci: ") for line in lines)
    assert not any("\x1b" in line for line in lines)


def test_the_address_is_secret_and_its_id_is_not(stage, alice, hook):
    alice.asks(cmd="webhooks", room="ops")
    [event] = alice.events("webhooks")
    [shown] = event["webhooks"]
    assert (shown["id"], shown["name"], shown["by"]) == (hook["id"], "ci", "alice")
    assert hook["path"].removeprefix("/hooks/") not in json.dumps(event)
    post(stage, hook, "hello")
    alice.asks(cmd="webhooks", room="ops")
    assert alice.events("webhooks")[0]["webhooks"][0]["used"] == stage.clock.now()


def test_a_webhook_that_was_revoked_is_no_page(stage, alice, hook):
    alice.asks(cmd="unhook", id=hook["id"], room="ops", ref=3)
    (gone,) = alice.events("unhooked")
    assert gone == {"event": "unhooked", "ref": 3, "id": hook["id"], "room": "ops", "rid": hook["rid"]}
    answer = post(stage, hook, "hello")
    assert (answer.status, answer.code) == (404, "no_such_page")
    alice.asks(cmd="unhook", id=hook["id"], room="ops")
    assert [event["code"] for event in alice.events("error")] == ["no_such_webhook"]
    assert alice.messages() == []


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        ("", FORM, 400, "empty_text"),
        ("  \n", "text/plain", 400, "empty_text"),
        ('{"text":', "application/json", 400, "bad_json"),
    ],
)
def test_what_is_no_line_is_refused(stage, alice, hook, body, kind, status, code):
    answer = post(stage, hook, body, kind)
    assert (answer.status, answer.code) == (status, code)
    assert alice.messages() == []


def test_a_page_of_another_site_cannot_post_even_with_the_address(stage, alice, hook):
    answer = post(stage, hook, "hello", Origin="https://evil.example")
    assert (answer.status, answer.code) == (403, "foreign_origin")


def test_a_key_makes_posting_again_harmless(stage, alice, hook):
    for _ in range(2):
        assert Web(stage).post(hook["path"] + "?key=run77", b"build ok").status == 200
    assert len(alice.messages()) == 1


@pytest.mark.parametrize("name", ["Idempotency_Key", "X_GitHub_Delivery", "X_Gitlab_Event_UUID"])
def test_a_delivery_that_comes_again_is_said_once(stage, alice, hook, name):
    for _ in range(2):
        assert post(stage, hook, "build ok", **{name: "0b1f7c9a-52d8-4e6f"}).status == 200
    assert post(stage, hook, "build bad", **{name: "x" * 500}).status == 200
    assert post(stage, hook, "build bad", **{name: "x" * 501}).status == 200
    assert len(alice.messages()) == 3


def test_a_shape_behind_the_address_is_taken_as_discord_has_it(stage, alice, hook):
    web = Web(stage)
    for shape in ("slack", "github"):
        assert web.post(f"{hook['path']}/{shape}", {"text": shape}).status == 200
    assert [text for *_, text in alice.messages()] == ["slack", "github"]
    assert web.post(f"{hook['path']}/other", {"text": "x"}).code == "no_such_page"


def test_another_text_under_the_name_of_an_earlier_delivery_is_said(stage, alice, hook):
    for text in ("queued", "built", "queued"):
        assert post(stage, hook, text, X_GitHub_Delivery="0b1f7c9a").status == 200
    assert [text for *_, text in alice.messages()] == ["queued", "built"]
    assert [post(stage, hook, text, Idempotency_Key="k").status for text in ("one", "two")] == [200, 409]


def test_a_long_post_is_cut_and_not_refused(stage, alice, hook):
    assert post(stage, hook, "x" * 70_000).status == 200
    [(_, _, text)] = alice.messages()
    assert len(text.encode()) <= stage.settings.max_line
    assert text.endswith("more characters)")


def test_a_signed_webhook_takes_only_what_shows_its_secret(stage, alice):
    alice.asks(cmd="webhook", name="hub", room="ops", signed=True)
    [made] = alice.events("webhook")
    body = '{"zen":"Design for failure.","sender":{"login":"carol"}}'
    digest = hmac.new(made["secret"].encode(), body.encode(), hashlib.sha256).hexdigest()
    for headers in (
        {"X_Hub_Signature_256": f"sha256={digest}"},
        {"X_Gitea_Signature": digest},
        {"X_Gitlab_Token": made["secret"]},
        {"Authorization": f"Bearer {made['secret']}"},
    ):
        assert post(stage, made, body, "application/json", **headers).status == 200, headers
    assert len(alice.messages()) == 4
    for headers in ({}, {"X_Hub_Signature_256": f"sha256={digest[:-1]}0"}, {"X_Gitlab_Token": "é"}):
        answer = post(stage, made, body + " ", "application/json", **headers)
        assert (answer.status, answer.code) == (401, "bad_signature")
    assert alice.messages() == []
    alice.asks(cmd="webhooks", room="ops")
    [listed] = alice.events("webhooks")
    assert [hook["signed"] for hook in listed["webhooks"]] == [True]
    assert made["secret"] not in json.dumps(listed)


def test_too_many_lines_are_refused_and_a_muted_bot_is_silent():
    stage = Stage()
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").asks(cmd="webhook", name="ci", room="ops")
    [hook] = alice.events("webhook")
    statuses = {post(stage, hook, f"line {n}").status for n in range(200)}
    assert statuses == {200, 429}
    stage.passes(60)
    alice.asks(cmd="role", name="ci", role="muted", room="ops").raw()
    answer = post(stage, hook, "hello")
    assert (answer.status, answer.code) == (403, "muted")


def test_in_a_slow_room_a_bot_waits_as_others_do(stage, alice, hook):
    alice.asks(cmd="mode", room="ops", slow=10)
    assert post(stage, hook, "one").status == 200
    assert post(stage, hook, "two").status == 429
    stage.passes(10)
    assert post(stage, hook, "two").status == 200


def test_a_full_disk_is_told_and_nobody_sees_the_line(stage, alice, hook):
    stage.storage.fail_next("the disk is full")
    answer = post(stage, hook, "hello")
    assert (answer.status, answer.code) == (507, "not_stored")
    assert alice.messages() == []


def test_one_bot_may_have_webhooks_in_several_rooms(stage, alice, hook):
    alice.asks(cmd="join", room="dev").asks(cmd="webhook", name="ci")
    assert alice.events("webhook", "error")[0]["room"] == "dev"


def test_only_those_who_look_after_a_room_make_see_and_remove_webhooks(stage, alice, hook):
    bob = registered(stage, "bob")
    bob.asks(cmd="join", room="ops").raw()
    for command in (
        {"cmd": "webhook", "name": "evil", "room": "ops"},
        {"cmd": "webhook", "name": "evil", "room": "lobby"},
        {"cmd": "webhooks", "room": "ops"},
        {"cmd": "unhook", "id": hook["id"], "room": "ops"},
    ):
        bob.asks(**command)
        assert [event["code"] for event in bob.events("error")] == ["not_allowed"], command
    alice.asks(cmd="role", name="bob", role="moderator", room="ops").raw()
    bob.raw()
    bob.asks(cmd="webhooks", room="ops")
    assert bob.events("webhooks")[0]["webhooks"][0]["id"] == hook["id"]


def test_a_guest_who_made_the_room_makes_no_webhook_and_a_conversation_has_none(stage):
    guest = stage.json("guest")
    guest.asks(cmd="join", room="mine").asks(cmd="webhook", name="ci")
    assert [event["code"] for event in guest.events("error")] == ["not_allowed"]
    guest.asks(cmd="join", room="lobby")
    stage.json("bob")
    guest.asks(cmd="webhook", name="ci", room="@bob")
    assert [event["code"] for event in guest.events("error")] == ["direct_conversation"]


def test_a_webhook_of_a_private_group_reaches_its_members_alone(stage):
    alice, bob, carol = registered(stage, "alice"), stage.json("bob"), stage.json("carol")
    alice.asks(cmd="group", name="team", members=["bob"]).asks(cmd="webhook", name="ci", room="team")
    [hook] = alice.events("webhook")
    bob.raw(), carol.raw()
    assert post(stage, hook, "between us").status == 200
    assert bob.messages() == [("team", "ci", "between us")]
    assert carol.messages() == []


def test_the_whole_address_of_a_webhook_is_told(stage):
    stage.chat.files.links.base = "https://chat.example"
    alice = registered(stage, "alice")
    alice.asks(cmd="join", room="ops").asks(cmd="webhook", name="ci", room="ops")
    [hook] = alice.events("webhook")
    assert hook["url"] == "https://chat.example" + hook["path"]


def test_in_text_a_webhook_is_made_shown_and_removed(stage):
    alice = stage.text("alice").types("/register correct horse", "/join ops")
    alice.raw()
    alice.types("/webhook ci")
    first, second = alice.sees()
    path = first.split()[3]
    assert first == f"* Posts to {path} on the HTTP port appear in ops, by ci."
    id_ = second.split("/unhook ")[1].split()[0]
    alice.types("/webhooks", f"/unhook {id_}", "/webhooks")
    shown = alice.sees()
    assert shown[0] == "* Webhooks of ops, /unhook ID removes one:"
    assert shown[1].startswith(f"* {id_} ci, created ")
    assert shown[2:] == [
        f"* The webhook {id_} of ops is gone.",
        "* ops has no webhooks. /webhook NAME creates one.",
    ]


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"cmd": "mute", "name": "ci", "room": "ops"}, "silenced"),
        ({"cmd": "ban", "target": "ci", "room": "ops"}, "banned_from"),
    ],
)
def test_what_moderators_do_about_a_bot_holds_for_its_webhooks(stage, alice, hook, order, code):
    alice.asks(**order)
    assert alice.events("error") == []
    answer = post(stage, hook, "hello")
    assert (answer.status, answer.code) == (403, code)
    assert alice.messages() == []
