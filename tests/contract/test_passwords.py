"""Passwords, with the real hash in its real threads."""

import threading

import pytest
from twisted.python.failure import Failure

from chatservice.errors import Busy
from chatservice.storage.passwords import THREADS, Argon2
from tests.contract.drivers import DEADLINE, HandReactor


@pytest.fixture
def reactor():
    return HandReactor()


@pytest.fixture
def passwords(reactor):
    made = Argon2(reactor, queue=3)
    yield made
    made.close()


def wait(reactor, deferred):
    box = []
    deferred.addBoth(box.append)
    reactor.until(lambda: box)
    return box[0]


def test_a_password_is_stored_as_argon2id_and_recognised(reactor, passwords):
    encoded = wait(reactor, passwords.encode("correct horse"))
    assert encoded.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert "horse" not in encoded
    assert wait(reactor, passwords.verify(encoded, "correct horse")) is True
    assert wait(reactor, passwords.verify(encoded, "correct horsE")) is False


@pytest.mark.parametrize("encoded", ["", "nonsense", "$argon2id$v=19$m=1"])
def test_nobodys_password_fits_nothing(reactor, passwords, encoded):
    assert wait(reactor, passwords.verify(encoded, "nobody has this password")) is False


def test_a_queue_that_is_full_refuses(reactor, passwords):
    waiting = [passwords.encode("x") for _ in range(3)]
    with pytest.raises(Busy):
        passwords.encode("x")
    for one in waiting:
        wait(reactor, one)
    assert wait(reactor, passwords.encode("x"))


def test_closing_waits_for_those_under_way_and_not_for_all(reactor, monkeypatch):
    passwords = Argon2(reactor, queue=50)
    begun, go_on = threading.Semaphore(0), threading.Event()
    made = passwords._made

    def held():
        begun.release()
        assert go_on.wait(DEADLINE)
        return made()

    monkeypatch.setattr(passwords, "_made", held)
    waiting = [passwords.encode("x") for _ in range(50)]
    for _ in range(THREADS):
        assert begun.acquire(timeout=DEADLINE)
    stop = passwords._pool.stop
    monkeypatch.setattr(passwords._pool, "stop", lambda: (go_on.set(), stop()))
    passwords.close()
    answers = [wait(reactor, one) for one in waiting]
    refused = [one for one in answers if isinstance(one, Failure) and one.check(Busy)]
    assert len(answers) - len(refused) == THREADS
    with pytest.raises(Busy):
        passwords.encode("x")
    assert not [thread for thread in threading.enumerate() if "chat-password" in thread.name]


def test_closing_what_never_began(reactor):
    passwords = Argon2(reactor, queue=1)
    passwords.close()
    with pytest.raises(Busy):
        passwords.verify("", "x")
    assert not [thread for thread in threading.enumerate() if "chat-password" in thread.name]
