"""What rests on rights that were lost earlier in the batch is refused, on every driver."""

import pytest

from chatservice.errors import Stale
from chatservice.model.records import Appended
from chatservice.model.sanctions import EVERYWHERE, AuditEntry, Expect, Sanction, SanctionKind
from chatservice.model.values import LOBBY, EventKind, RoomKind, ServerRole
from tests.contract.drivers import line

DEED = AuditEntry(1.0, "admin", "mute")


def mute(room):
    return Sanction(measure=SanctionKind.MUTE, made=1.0, by="admin", principal=2, name="bob", room=room)


def made(driver):
    return driver.wait(driver.storage.rooms.create(RoomKind.PUBLIC, "ops", (), 1, 1.0)).id


def loses(driver, where):
    """Ways to lose a right, queued."""
    moderation, accounts = driver.storage.moderation, driver.storage.accounts
    return {
        "a mute in the room": lambda: moderation.impose(mute(where), [], DEED),
        "a mute on the server": lambda: moderation.impose(mute(EVERYWHERE), [], DEED),
        "a role on the server": lambda: accounts.set_role(2, ServerRole.USER),
        "an erased person": lambda: driver.storage.principals.erase(2, "erased-2"),
    }


WAYS = ["a mute in the room", "a mute on the server", "a role on the server", "an erased person"]


@pytest.mark.parametrize("way", WAYS)
def test_a_draft_behind_it_in_the_batch_is_stale_and_is_told_the_versions(driver, way):
    room = made(driver)
    before = driver.queue(line("before", expect=0), room=room)
    loses(driver, room)[way]()
    behind = driver.queue(line("behind", actor=2, expect=0), room=room)
    elsewhere = driver.queue(line("elsewhere", expect=0))
    driver.settle()
    assert isinstance(before[0], Appended)
    assert isinstance(behind[0], Stale)
    assert (behind[0].access, behind[0].everywhere) == ((1, 0) if way == WAYS[0] else (0, 1))
    assert isinstance(elsewhere[0], Appended if way == WAYS[0] else Stale)
    assert isinstance(driver.say(line("again", actor=2, expect=1), room=room)[0], Appended)


def test_the_version_of_a_room_outlives_a_restart(driver):
    room = made(driver)
    driver.wait(driver.storage.moderation.impose(mute(room), [], DEED))
    assert driver.wait(driver.storage.rooms.by_id(room)).access == 1


def test_what_is_decided_by_a_moderator_of_before_is_refused_too(driver):
    room = made(driver)
    store = driver.storage
    kept = driver.wait(store.moderation.impose(mute(EVERYWHERE), [], DEED)).sanction
    expect, everywhere = Expect(room, 1), Expect(EVERYWHERE, 1)
    driver.queue(line("member", kind=EventKind.ROLE, subject=1, expect=1), room=room)
    behind = [
        store.moderation.impose(mute(room), [], DEED, expect),
        store.moderation.lift([kept.id], DEED, expect),
        store.rooms.delete(room, expect),
    ]
    driver.wait(store.accounts.set_role(1, ServerRole.USER, everywhere))
    behind.append(store.accounts.set_role(1, ServerRole.ADMIN, everywhere))
    for change in behind:
        with pytest.raises(Stale):
            driver.wait(change)
    assert driver.wait(store.moderation.sanctions()) == [kept]
    assert driver.wait(store.rooms.by_id(room)).access == 1


def test_what_somebody_said_behind_a_stale_line_is_stale_and_goes_again_before_all_that_waits(driver):
    driver.queue(line('{"readonly":false}', kind=EventKind.MODE, expect=0))
    answers = []
    first, second = line("first", expect=0), line("second", expect=1)

    def again(draft):
        def done(outcomes):
            answers.append(outcomes[0])
            if isinstance(outcomes[0], Stale):
                if draft is first:
                    driver.queue(line("third", expect=1))
                at = outcomes[0]
                new = line(draft.body, expect=at.access + at.everywhere)
                driver.storage.log.append(LOBBY, [new], answers.extend, again=True)

        return done

    for draft in (first, second):
        driver.storage.log.append(LOBBY, [draft], again(draft))
    driver.until(lambda: len(answers) == 4)
    driver.settle()
    assert [type(answer) for answer in answers[:2]] == [Stale, Stale]
    assert driver.bodies()[1:] == ["first", "second", "third"]
