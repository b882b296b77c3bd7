"""Accounts, tokens, invitations, and what a room asks of people: on every driver."""

import pytest

from chatservice.errors import (
    BadCertificate,
    BadCredentials,
    BadInvitation,
    BadToken,
    NameOwned,
    NameTaken,
    TooMany,
)
from chatservice.model.scram import Verifier
from chatservice.model.values import (
    LOBBY,
    EventKind,
    RoomEntry,
    RoomKind,
    RoomRole,
    ServerRole,
    StoredInvitation,
)
from tests.contract.drivers import NOW, line


@pytest.fixture
def accounts(driver):
    return driver.storage.accounts


def principal(driver, id_):
    return driver.wait(driver.storage.principals.principal(id_))


def test_a_guest_becomes_the_owner_of_its_name_and_stays_who_it_is(driver, accounts):
    driver.wait(accounts.register(principal(driver, 1), "encoded", 2.0))
    account = driver.wait(accounts.named("ALICE"))
    assert (account.principal.id, account.principal.role, account.password) == (1, ServerRole.USER, "encoded")
    assert driver.wait(accounts.password_of(1)) == "encoded"
    assert driver.wait(driver.storage.principals.by_token("a")).id == 1
    assert driver.wait(accounts.named("bob")) is None


def test_whoever_is_no_more_does_not_come_back(driver):
    with pytest.raises(BadToken):
        driver.wait(driver.storage.principals.came(4711, "", NOW))


def test_an_owned_name_is_nobody_elses(driver, accounts):
    people = driver.storage.principals
    driver.wait(accounts.register(principal(driver, 1), "encoded", 2.0))
    with pytest.raises(NameOwned):
        driver.wait(people.create_guest("Alice", "c", 3.0))
    with pytest.raises(NameOwned):
        driver.wait(people.renamed(2, "alice", 3.0))
    with pytest.raises(NameOwned):
        driver.wait(people.came(2, "alice", NOW))
    with pytest.raises(NameTaken):
        driver.wait(accounts.create("aLice", "x", ServerRole.USER, 3.0))
    driver.wait(people.renamed(1, "ALICE", 3.0))
    assert principal(driver, 2).name == "bob"


def test_two_guests_of_one_name_cannot_both_own_it(driver, accounts):
    driver.wait(driver.storage.principals.renamed(2, "alice", 2.0))
    driver.wait(accounts.register(principal(driver, 1), "one", 2.0))
    with pytest.raises(NameTaken):
        driver.wait(accounts.register(principal(driver, 2), "two", 2.0))
    assert principal(driver, 2).guest
    assert driver.wait(accounts.password_of(2)) == ""


def test_an_account_made_for_somebody_has_its_role_and_is_listed(driver, accounts):
    made = driver.wait(accounts.create("carol", "encoded", ServerRole.ADMIN, 5.0))
    assert (made.name, made.role, made.left) == ("carol", ServerRole.ADMIN, 5.0)
    driver.wait(accounts.set_role(made.id, ServerRole.OWNER))
    driver.wait(accounts.set_password(made.id, "other"))
    account = driver.wait(accounts.named("carol"))
    assert (account.principal.role, account.password) == (ServerRole.OWNER, "other")
    assert [one.name for one in driver.wait(accounts.page(0, 10))] == ["carol"]
    assert driver.wait(accounts.page(made.id, 10)) == []


def test_tokens_are_listed_used_and_revoked(driver, accounts):
    driver.wait(accounts.add_token(1, "phone", "Phone", 5.0))
    driver.wait(accounts.used("phone", 6.0))
    rows = driver.wait(accounts.tokens(1))
    assert [(row.label, row.made, row.used) for row in rows] == [("", 1.0, None), ("Phone", 5.0, 6.0)]
    assert driver.wait(accounts.revoke(2, rows[1].id)) == 0
    assert driver.wait(accounts.revoke(1, rows[1].id)) == 1
    assert driver.wait(driver.storage.principals.by_token("phone")) is None
    driver.wait(accounts.add_token(1, "new", "", 7.0))
    driver.wait(accounts.revoke_others(1, "new"))
    assert driver.wait(driver.storage.principals.by_token("a")) is None
    assert driver.wait(driver.storage.principals.by_token("new")).id == 1


def test_a_login_with_a_password_that_was_changed_meanwhile_gets_no_token(driver, accounts):
    made = driver.wait(accounts.create("carol", "old", ServerRole.USER, 5.0))
    driver.wait(accounts.add_token(made.id, "phone", "", 6.0, "old"))
    driver.wait(accounts.add_token(made.id, "laptop", "", 6.0, "old"))
    changed = accounts.set_password(made.id, "new", "phone")
    with pytest.raises(BadCredentials):
        driver.wait(accounts.add_token(made.id, "thief", "", 7.0, "old"))
    driver.wait(changed)
    assert driver.wait(driver.storage.principals.by_token("laptop")) is None
    assert len(driver.wait(accounts.tokens(made.id))) == 1


def test_a_guest_registers_once(driver, accounts):
    guest = principal(driver, 1)
    driver.wait(accounts.register(guest, "one", 2.0))
    with pytest.raises(NameTaken):
        driver.wait(accounts.register(guest, "two", 2.0))
    assert driver.wait(accounts.password_of(1)) == "one"


def test_over_the_cap_the_token_that_was_not_used_for_longest_goes(driver, accounts):
    most = driver.settings.max_tokens
    for number in range(most - 1):
        driver.wait(accounts.add_token(1, f"t{number}", str(number), 10.0 + number))
    driver.wait(accounts.used("a", 500.0))
    driver.wait(accounts.add_token(1, "last", "last", 5.0))
    labels = [row.label for row in driver.wait(accounts.tokens(1))]
    assert len(labels) == most
    assert "0" not in labels
    assert {"", "1", "last"} <= set(labels)


FIRST, SECOND = "ab" * 32, "cd" * 32


def test_certificates_are_an_accounts_as_long_as_its_devices(driver, accounts):
    credentials = driver.storage.credentials
    made = driver.wait(accounts.create("carol", "old", ServerRole.USER, 5.0))
    for fingerprint in (FIRST, SECOND):
        driver.wait(credentials.add_certificate(made.id, fingerprint, "Laptop", 6.0))
    driver.wait(credentials.add_certificate(made.id, FIRST, "Desk", 7.0))
    [found] = driver.wait(credentials.certified(FIRST))
    assert (found.principal.id, found.password) == (made.id, "old")
    driver.wait(accounts.add_token(made.id, "by first", "", 8.0, certificate=FIRST))
    driver.wait(accounts.add_token(made.id, "by second", "", 8.0, certificate=SECOND))
    listed = driver.wait(credentials.certificates(made.id))
    assert [(row.fingerprint, row.label, row.made, row.used) for row in listed] == [
        (FIRST, "Desk", 6.0, 8.0),
        (SECOND, "Laptop", 6.0, 8.0),
    ]
    assert driver.wait(credentials.drop_certificate(made.id, SECOND[:8])) == [SECOND]
    assert driver.wait(driver.storage.principals.by_token("by second")) is None
    with pytest.raises(BadCertificate):
        driver.wait(accounts.add_token(made.id, "thief", "", 9.0, certificate=SECOND))
    driver.wait(credentials.add_certificate(made.id, SECOND, "", 9.0))
    driver.wait(accounts.set_password(made.id, "new", "by first"))
    assert [row.fingerprint for row in driver.wait(credentials.certificates(made.id))] == [FIRST]
    driver.wait(accounts.revoke_others(made.id, ""))
    assert driver.wait(credentials.certificates(made.id)) == []


def test_an_account_has_so_many_certificates(driver, accounts):
    credentials = driver.storage.credentials
    made = driver.wait(accounts.create("carol", "old", ServerRole.USER, 5.0))
    most = driver.settings.max_certificates
    for number in range(most):
        driver.wait(credentials.add_certificate(made.id, f"{number:064x}", "", 6.0))
    with pytest.raises(TooMany):
        driver.wait(credentials.add_certificate(made.id, FIRST, "", 6.0))
    driver.wait(credentials.add_certificate(made.id, f"{0:064x}", "again", 6.0))
    assert len(driver.wait(credentials.certificates(made.id))) == most


VERIFIER = Verifier(b"salt", 4096, b"stored", b"server")


def test_a_verifier_is_that_of_the_present_password(driver, accounts):
    credentials = driver.storage.credentials
    made = driver.wait(accounts.create("carol", "old", ServerRole.USER, 5.0))
    assert driver.wait(credentials.verifier("carol")) is None
    driver.wait(credentials.set_verifier(made.id, "another", VERIFIER))
    assert driver.wait(credentials.verifier("carol")) is None
    driver.wait(credentials.set_verifier(made.id, "old", VERIFIER))
    account, verifier = driver.wait(credentials.verifier("CAROL"))
    assert (account.principal.id, account.password, verifier) == (made.id, "old", VERIFIER)
    driver.wait(accounts.set_password(made.id, "new"))
    assert driver.wait(credentials.verifier("carol")) is None


def invited(by, expires, uses=1, room=None):
    return StoredInvitation("", by, 10.0, expires, uses, room)


def test_an_invitation_is_good_as_often_as_it_says_and_a_creator_has_so_many(driver, accounts):
    assert driver.wait(accounts.invite("twice", invited(1, 20.0, 2, 7), 1))
    assert not driver.wait(accounts.invite("more", invited(1, 20.0), 1))
    assert driver.wait(accounts.invite("other", invited(None, 20.0), 1))
    assert [driver.wait(accounts.use_invitation("twice", 12.0)) for _ in range(3)] == [True, True, False]
    assert driver.wait(accounts.invitation("twice", 12.0)) is None
    assert driver.wait(accounts.invitation("other", 21.0)) is None
    assert driver.wait(accounts.invite("more", invited(1, 20.0, room=7), 1))  # the used one does not count
    assert [row.room for row in driver.wait(accounts.invitations(12.0, by=1))] == [7]
    [row] = driver.wait(accounts.invitations(12.0, room=7))
    assert driver.wait(accounts.invitations(12.0, id_=row.id)) == [row]
    assert driver.wait(accounts.invitations(12.0, id_="00000000")) == []


def test_an_invitation_is_good_once_and_for_a_time(driver, accounts):
    driver.wait(accounts.invite("come", invited(1, 20.0), 9))
    driver.wait(accounts.invite("late", invited(None, 11.0), 9))
    assert {one.by for one in driver.wait(accounts.invitations(10.5))} == {1, None}
    with pytest.raises(BadInvitation):
        driver.wait(accounts.create("carol", "x", ServerRole.USER, 12.0, "late"))
    with pytest.raises(BadInvitation):
        driver.wait(accounts.register(principal(driver, 1), "x", 12.0, "forged"))
    driver.wait(accounts.register(principal(driver, 1), "x", 12.0, "come"))
    with pytest.raises(BadInvitation):
        driver.wait(accounts.create("carol", "x", ServerRole.USER, 12.0, "come"))
    assert driver.wait(accounts.invitations(12.0)) == []


def test_an_invitation_that_did_not_help_is_still_good(driver, accounts):
    driver.wait(accounts.create("carol", "x", ServerRole.USER, 12.0))
    driver.wait(accounts.invite("come", invited(1, 20.0), 9))
    with pytest.raises(NameTaken):
        driver.wait(accounts.create("carol", "x", ServerRole.USER, 12.0, "come"))
    [invitation] = driver.wait(accounts.invitations(12.0))
    assert driver.wait(accounts.uninvite(invitation.id)) == 1
    assert driver.wait(accounts.invitations(12.0)) == []


def test_whoever_makes_a_room_owns_it(driver):
    rooms = driver.storage.rooms
    row = driver.wait(rooms.create(RoomKind.PUBLIC, "ops", (), 2, 1.0))
    [member] = driver.wait(rooms.members(row.id))
    assert (member.principal.id, member.role) == (2, RoomRole.OWNER)
    assert driver.wait(rooms.private(2)) == []


def test_roles_and_modes_take_effect_with_their_commit(driver):
    rooms = driver.storage.rooms
    driver.say(
        line("moderator", kind=EventKind.ROLE, subject=2),
        line('{"entry":"invite","readonly":true,"slow":5.0}', kind=EventKind.MODE),
    )
    row = driver.wait(rooms.by_id(LOBBY))
    assert (row.entry, row.readonly, row.slow, row.access) == (RoomEntry.INVITE, True, 5.0, 2)
    assert [(m.principal.id, m.role) for m in driver.wait(rooms.members(LOBBY))] == [(2, RoomRole.MODERATOR)]
    driver.say(line('{"readonly":false}', kind=EventKind.MODE))
    row = driver.wait(rooms.by_id(LOBBY))
    assert (row.entry, row.readonly, row.slow) == (RoomEntry.INVITE, False, 5.0)
    driver.say(line('{"password":true}', kind=EventKind.MODE, secret="encoded"))
    driver.wait(rooms.admit(LOBBY, 1))
    driver.wait(rooms.admit(LOBBY, 2))
    assert driver.wait(rooms.by_id(LOBBY)).password == "encoded"
    assert [m.role for m in driver.wait(rooms.members(LOBBY))] == [RoomRole.MODERATOR, RoomRole.MEMBER]
