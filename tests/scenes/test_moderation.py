"""Order is kept: kicked, banned, muted, in each dialect; and it is on record who did it."""

import pytest

from chatservice.model.values import ServerRole
from tests.scenes.stage import Stage

SECRET = "correct horse"


def account(stage, name, role=ServerRole.USER, peer="127.0.0.1"):
    stage.storage.accounts.create(name, "plain " + SECRET, role, 1.0)
    stage.settle()
    return login(stage, name, peer)


def login(stage, name, peer="127.0.0.1"):
    actor = stage.connect(peer).types(f"/login {name} {SECRET}")
    actor.raw()
    return actor


@pytest.fixture
def stage():
    return Stage()


@pytest.fixture
def admin(stage):
    return account(stage, "admin", ServerRole.ADMIN)


def come(stage, name, peer="127.0.0.1"):
    actor = stage.connect(peer).types(name)
    actor.raw()
    return actor


def refusals(actor):
    return [line for line in actor.sees() if line.startswith("! ")]


# Kick.


def test_whoever_is_kicked_from_a_room_is_out_of_it_and_everyone_there_knows(stage, admin):
    bob, carol = stage.text("bob"), stage.json("carol")
    for actor in (admin, bob, carol):
        actor.raw()
    admin.types("/kick bob too loud")
    assert bob.sees() == [
        "* admin kicked bob from lobby: too loud.",
        "* You left lobby. /join ROOM enters another one.",
    ]
    assert admin.sees() == ["* admin kicked bob from lobby: too loud.", "* bob left lobby."]
    told = carol.events("moderated")
    assert [(e["action"], e["who"], e["by"], e["reason"]) for e in told] == [
        ("kicked", "bob", "admin", "too loud")
    ]
    bob.types("hello")
    assert refusals(bob) == ["! You are in no room. /join ROOM enters one."]
    bob.types("/join lobby")
    assert refusals(bob) == [], "a kick is no ban"


def test_a_room_is_kept_in_order_by_whoever_made_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops")
    bob.types("/join ops").raw()
    bob.types("/kick alice")
    assert refusals(bob) == ["! Only moderators of the room and moderators of the server may do that: kick."]
    alice.types("/kick bob").raw()
    assert "* alice kicked bob from ops." in bob.sees()


def test_a_member_of_a_group_is_removed_from_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/group team bob", "/join team")
    alice.raw(), bob.raw()
    alice.types("/kick bob in:team")
    assert "* alice kicked bob from team." in bob.sees()
    bob.types("/join team")
    assert refusals(bob)
    alice.raw()
    alice.types("/who team")
    assert alice.sees() == ["* team (1 here): alice."]


def test_off_the_server_with_a_reason(stage, admin):
    bob = stage.text("bob")
    admin.types("/kick bob in:* see you")
    assert "* You were kicked: see you." in bob.sees()
    assert bob.network.closed
    assert refusals(come(stage, "bob")) == []


def test_nobody_moderates_those_above_them_nor_themselves(stage, admin):
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    for line in ("/kick admin in:*", "/ban admin", "/mute admin in:*", "/kick mod", "/ban 192.0.2.1"):
        moderator.types(line)
    assert refusals(moderator) == [
        "! Only those above them may do that: kick.",
        "! Only those above them may do that: ban.",
        "! Only those above them may do that: mute.",
        "! Not understood: that is you.",
        "! Only admins of the server may do that: ban.",
    ]


def test_whoever_is_not_there_cannot_be_kicked(stage, admin):
    bob = stage.text("bob")
    bob.types("/leave")
    admin.types("/kick bob", "/kick nobody", "/kick")
    assert refusals(admin) == [
        "! bob is not in lobby.",
        "! User 'nobody' not found",
        "! Not understood: type /kick NAME [in:ROOM or in:*] [+address] [REASON].",
    ]


# Ban.


def test_whoever_is_banned_is_put_out_and_does_not_come_in_again(stage, admin):
    bob = stage.json("bob")
    token = bob.asks(cmd="token").events("token")[0]["token"]
    admin.types("/ban bob for 2h spam").raw()
    bye = bob.events("bye")[0]
    assert bye["code"] == "banned"
    assert bye["text"] == "You are banned here until 2023-11-15 00:13 UTC: spam."
    again = stage.connect()
    again.raw()
    again.types("bob")
    assert refusals(again) == ["! You are banned here until 2023-11-15 00:13 UTC: spam."]
    other = stage.connect().asks(cmd="login", token=token, name="robert")
    assert other.events("error")[0]["code"] == "banned", "the same guest under another name"
    stage.passes(2 * 3600)
    assert come(stage, "bob").types("hello").sees() == []


def test_nobody_takes_a_banned_name_by_changing_theirs(stage, admin):
    admin.types("/ban rude")
    bob = stage.text("bob")
    bob.types("/nick Rude")
    assert refusals(bob) == ["! You are banned here."]


def test_an_account_is_banned_with_its_password_and_its_tokens_on_every_door(stage, admin):
    account(stage, "eve")
    admin.types("/ban eve").raw()
    eve = stage.connect().asks(cmd="login", name="eve", password=SECRET)
    assert eve.events("error")[0]["code"] == "banned"
    pipe = stage.pipe().sends(b"eve|correct horse\n")
    assert pipe.network.closed
    admin.types("/unban EVE")
    assert admin.sees() == ["* admin unbanned EVE."]
    eve = stage.connect().asks(cmd="login", name="eve", password=SECRET)
    assert eve.events("welcome")


def test_an_address_is_banned_at_connect_on_every_door(stage, admin):
    bob = come(stage, "bob", peer="192.0.2.7")
    admin.types("/ban 192.0.2.0/24 for 10m scanning").raw()
    assert bob.network.closed
    text = stage.connect("192.0.2.8")
    assert "* You are banned here until 2023-11-14 22:23 UTC: scanning." in text.sees()
    assert text.network.closed
    assert not stage.connect("192.0.3.8").network.closed


def test_where_somebody_is_can_be_banned_without_being_told(stage, admin):
    come(stage, "bob", peer="192.0.2.7")
    admin.types("/ban bob +address").raw()
    assert stage.connect("192.0.2.7").network.closed
    admin.types("/bans")
    assert admin.sees() == ["* Banned and muted on this server:", "* bob, 192.0.2.7/32 banned by admin"]
    moderator = account(stage, "mod", ServerRole.MODERATOR)
    moderator.types("/bans")
    assert moderator.sees()[-1] == "* bob, an address banned by admin"
    moderator.types("/unban bob")
    assert refusals(moderator) == ["! Only admins of the server may do that: ban."]
    assert stage.connect("192.0.2.7").network.closed


def test_an_address_is_not_banned_from_a_room(stage, admin):
    come(stage, "bob", peer="192.0.2.7")
    admin.types("/join ops", "/ban bob in:ops +address", "/ban 192.0.2.7 in:ops")
    refusal = "! Not understood: an address is banned from the server, not from a room."
    assert refusals(admin) == [refusal] * 2


def test_nobody_bans_the_place_they_are_at(stage, admin):
    admin.types("/ban 127.0.0.0/8", "/ban 0.0.0.0/0")
    assert refusals(admin) == ["! Not understood: that is where you are yourself."] * 2


def test_what_was_meant_as_an_address_is_never_banned_as_a_name(stage, admin):
    targets = ["127.0.0.77/33", "300.1.1.1", "127.1", "fe80::zz", "bob/8"]
    admin.types(*(f"/ban {target}" for target in targets))
    assert refusals(admin) == [
        f"! Not understood: {target} is neither an address nor a network." for target in targets
    ]
    admin.types("/ban a|b")
    assert refusals(admin) == ["! The name may not contain '|'. Choose another one."]
    come(stage, "3.14")
    admin.types("/ban 3.14")
    assert refusals(admin) == [], "somebody is here under that name"
    admin.types("/bans")
    assert admin.sees()[-1] == "* 3.14 banned by admin"


def test_a_room_has_its_own_bans(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops")
    bob.types("/join ops").raw()
    alice.types("/ban bob in:ops").raw()
    assert "* alice banned bob from ops." in bob.sees()
    bob.types("/join ops", "/history in:ops")
    assert refusals(bob) == ["! You are banned from ops."] * 2
    alice.raw()
    alice.types("/bans ops", "/unban bob in:ops")
    assert alice.sees()[:2] == ["* Banned and muted in ops:", "* bob banned by alice"]
    bob.raw()
    bob.types("/join ops")
    assert refusals(bob) == []


def test_a_password_does_not_open_a_room_to_whoever_is_banned_from_it(stage):
    alice, bob = stage.text("alice"), stage.text("bob")
    alice.types("/join ops", "/mode password sesame", "/ban bob in:ops")
    bob.raw()
    bob.types("/join ops sesame")
    assert refusals(bob) == ["! You are banned from ops."]


def test_bans_survive_a_restart():
    first = Stage()
    admin = account(first, "admin", ServerRole.ADMIN)
    admin.types("/ban bob for good", "/mute eve", "/lockdown on")
    second = Stage(before=first.storage)
    bob = second.connect()
    bob.raw()
    bob.types("bob", "carol")
    assert refusals(bob) == [
        "! You are banned here.",
        "! New users are not admitted at the moment. Try again later.",
    ]


def test_what_is_not_there_cannot_be_lifted(stage, admin):
    admin.types("/unban bob", "/unmute admin", "/unban", "/ban", "/ban x for ever", "/unban a b")
    assert refusals(admin) == [
        "! bob is neither banned nor muted there.",
        "! admin is neither banned nor muted there.",
        "! Not understood: type /unban NAME or ADDRESS or NETWORK [in:ROOM].",
        "! Not understood: type /ban NAME or ADDRESS or NETWORK [for TIME] [in:ROOM] [+address] [REASON].",
        "! Not understood: type /unban NAME or ADDRESS or NETWORK [in:ROOM].",
    ]
    admin.raw()
    admin.types("/bans")
    assert admin.sees()[-1] == "* x banned by admin"


@pytest.mark.parametrize("seconds", [0, -1, 1e12])
def test_a_time_that_is_none_is_refused(stage, admin, seconds):
    json = stage.connect().asks(cmd="login", name="admin", password=SECRET)
    json.raw()
    json.asks(cmd="ban", target="bob", seconds=seconds)
    assert json.events("error")[0]["code"] == "bad_command"
    json.asks(cmd="ban", target="bob", reason="x" * 300)
    assert json.events("error")[0]["code"] == "text_too_long"


# Mute.


def test_whoever_is_muted_reads_and_does_not_speak_for_that_time(stage, admin):
    bob, carol = stage.text("bob"), stage.text("carol")
    for actor in (admin, bob, carol):
        actor.raw()
    admin.types("/mute bob for 10m calm down")
    told = "* admin muted bob in lobby until 2023-11-14 22:23 UTC: calm down."
    assert (bob.sees(), carol.sees(), admin.sees()) == ([told], [told], [told])
    bob.types("hello", "/topic mine", "/me waves")
    silent = "! You are muted in lobby until 2023-11-14 22:23 UTC: calm down."
    assert refusals(bob) == [silent] * 3
    carol.types("poor bob")
    assert bob.sees() == ["[lobby] carol: poor bob"]
    bob.types("/join ops", "elsewhere I may")
    assert refusals(bob) == []
    stage.passes(600)
    bob.types("/join lobby", "back")
    assert carol.sees()[-1] == "[lobby] bob: back"


def test_muted_everywhere_is_private_lines_too(stage, admin):
    bob, carol = stage.text("bob"), stage.text("carol")
    admin.types("/mute bob in:*")
    bob.raw()
    bob.types("hello", "/msg carol psst")
    assert refusals(bob) == ["! You are muted on this server."] * 2
    admin.types("/unmute bob in:*")
    assert bob.sees() == ["* admin unmuted bob everywhere."]
    carol.raw()
    bob.types("hello")
    assert carol.sees() == ["[lobby] bob: hello"]


def test_a_mute_is_renewed_not_doubled(stage, admin):
    stage.text("bob")
    admin.types("/mute bob for 10m", "/mute bob for 20m").raw()
    admin.types("/bans lobby")
    assert admin.sees() == [
        "* Banned and muted in lobby:",
        "* bob muted until 2023-11-14 22:33 UTC by admin",
    ]


def test_those_who_are_not_muted_pay_nothing_for_it(stage):
    assert not stage.chat.sanctions.mutes


# Lockdown and the record.


def test_in_a_lockdown_nobody_new_comes_in_and_everyone_is_slower(stage, admin):
    eve = account(stage, "eve")
    token = stage.json("bob").asks(cmd="token").events("token")[0]["token"]
    admin.raw()
    admin.types("/lockdown on")
    assert admin.sees() == ["* Lockdown: no new guests, no new accounts, and everyone is slower."]
    carol = stage.connect()
    carol.raw()
    carol.types("carol", "/register carol some password")
    assert refusals(carol) == ["! New users are not admitted at the moment. Try again later."] * 2
    assert stage.connect().asks(cmd="login", token=token).events("welcome"), "who was here comes back"
    assert login(stage, "eve").types("hello").sees() == []
    eve.types("/json").raw()
    for text in "123456789ab":
        eve.asks(cmd="say", room="lobby", text=text)
    assert eve.events("error")[0]["retry_after"] == 0.8
    admin.types("/lockdown off", "/lockdown")
    assert "* No lockdown: new users are admitted." in admin.sees()
    assert refusals(come(stage, "carol")) == []


def test_it_is_on_record_who_did_what_to_whom_and_only_admins_see_it(stage, admin):
    stage.text("bob")
    admin.types(
        "/kick bob in:lobby loud", "/ban bob for 10m +spam", "/unban bob", "/lockdown on", "/lockdown off"
    )
    admin.raw()
    admin.types("/audit")
    assert admin.sees() == [
        "* 2023-11-14 22:13 admin: lockdown off",
        "* 2023-11-14 22:13 admin: lockdown on",
        "* 2023-11-14 22:13 admin: unban bob",
        "* 2023-11-14 22:13 admin: ban bob (for 600 s: +spam)",
        "* 2023-11-14 22:13 admin: kick bob in lobby (loud)",
    ]
    admin.types("/audit 1")
    assert admin.sees() == ["* 2023-11-14 22:13 admin: lockdown off", "* Older ones: /audit before 5"]
    admin.types("/audit 1 before 5")
    assert admin.sees()[0] == "* 2023-11-14 22:13 admin: lockdown on"
    json = stage.connect().asks(cmd="login", name="admin", password=SECRET)
    json.raw()
    json.asks(cmd="audit", limit=2, ref=3)
    [page] = json.events("audit")
    assert (page["ref"], page["next"], page["deeds"][0]["action"]) == (3, 4, "lockdown")
    json.asks(cmd="audit", limit=0)
    assert json.events("error")[0]["code"] == "bad_command"


def test_roles_given_are_on_record(stage, admin):
    account(stage, "carol")
    admin.types("/role carol moderator *", "/role carol owner lobby").raw()
    admin.types("/audit")
    assert admin.sees() == [
        "* 2023-11-14 22:13 admin: role carol in lobby (owner)",
        "* 2023-11-14 22:13 admin: role carol (moderator)",
    ]


def test_a_hostile_reason_is_only_text(stage, admin):
    bob = stage.text("bob")
    admin.types("/mute bob \x1b[31m* eve came into lobby.")
    [line] = bob.sees()
    assert line == "* admin muted bob in lobby: \u241b[31m* eve came into lobby.."


# What the muted do not do either.


def test_the_muted_do_not_speak_by_names_nor_topics(stage, admin):
    spam = stage.text("spam0")
    admin.types("/mute spam0 in:*")
    spam.raw()
    spam.types(
        "/nick BUY-NOW", "/join BUY-NOW", "/create_chatroom BUY-NOW", "/group BUY-NOW admin", "/topic BUY"
    )
    assert refusals(spam) == ["! You are muted on this server."] * 5
    spam.types("/join lobby", "/leave lobby", "/nick spam0")
    assert refusals(spam) == []
    admin.types("/unmute spam0 in:*")
    spam.types("/nick better")
    assert refusals(spam) == []


def test_whoever_is_muted_in_a_room_does_not_rename_while_there(stage, admin):
    spam, other = stage.text("spam0"), stage.text("other")
    admin.types("/mute spam0 in:lobby", "/role other muted lobby")
    spam.raw(), other.raw()
    spam.types("/nick BUY-NOW")
    other.types("/nick BUY-NOW")
    assert refusals(spam) == ["! You are muted in lobby."]
    assert refusals(other) == ["! You are muted in lobby: you may read, but not speak."]
    spam.types("/join ops", "/leave lobby", "/nick better")
    assert refusals(spam) == []


@pytest.mark.parametrize("room", ["ops", "*"])
def test_a_moderator_kicks_all_guests_of_an_address_without_seeing_it(room):
    stage = Stage()
    mod = account(stage, "mod", ServerRole.MODERATOR)
    bob, user = stage.text("bob"), account(stage, "user", peer="192.0.2.7")
    for actor in (mod, bob, user):
        actor.types("/join ops")
    spam, other = (stage.connect("192.0.2.7").types(name, "/join ops") for name in ("spam", "other"))
    elsewhere = stage.connect("192.0.2.7").types("elsewhere")
    for actor in (mod, bob, user, spam, other, elsewhere):
        actor.raw()
    mod.types(f"/kick spam in:{room} +address too loud")
    shown = mod.raw().decode()
    assert "192.0.2" not in shown
    server = room == "*"
    out = ["You were kicked" in actor.raw().decode() for actor in (spam, other, elsewhere, user, bob)]
    assert out == [server] * 3 + [False] * 2
    for name in ("spam", "other"):
        assert f"mod kicked {name}{'' if server else ' from ops'}: too loud" in shown
    assert ("elsewhere" in shown) is server
    mod.types("/who ops")
    assert mod.sees()[-1] == "* ops (3 here): mod, bob, user."


def test_who_has_a_room_does_not_learn_there_who_shares_an_address(stage):
    owner = stage.text("owner").types("/join ops")
    spam, other = (stage.connect("192.0.2.7").types(name, "/join ops") for name in ("spam", "other"))
    for actor in (owner, spam, other):
        actor.raw()
    owner.types("/kick spam in:ops +address")
    assert refusals(owner) == ["! Only moderators of the server may do that: kick."]
    assert [actor.sees() for actor in (spam, other)] == [[], []]


def test_a_moderator_mutes_all_guests_of_an_address_without_seeing_it():
    stage = Stage()
    mod = account(stage, "mod", ServerRole.MODERATOR)
    spam, bob = stage.connect("192.0.2.7").types("spam"), stage.text("bob")
    user = account(stage, "user", peer="192.0.2.7")
    mod.types("/mute spam in:* +address for 1h")
    seen = mod.raw().decode()
    assert "mod muted spam everywhere" in seen
    assert "192.0.2" not in seen
    again = stage.connect("192.0.2.7").types("other")
    for muted in (spam, again):
        muted.raw()
        muted.types("BUY NOW", "/nick BUYNOW")
        assert all("muted" in line for line in muted.sees()), "a new name does not help"
    user.types("I have an account")
    bob.types("I am elsewhere")
    assert [line for line in mod.sees() if line.startswith("[")] == [
        "[lobby] user: I have an account",
        "[lobby] bob: I am elsewhere",
    ]
    mod.types("/bans", "/unmute spam in:*")
    shown = mod.raw().decode()
    assert "an address" in shown
    assert "192.0.2" not in shown
    again.types("sorry")
    assert mod.sees() == ["[lobby] other: sorry"]
    mod.types("/mute spam in:lobby +address")
    assert "on the server, not in a room" in mod.raw().decode()
