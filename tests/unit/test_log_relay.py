"""What the storage tells, passed on to those who follow."""

from chatservice.core.log_relay import LogRelay


def test_each_follower_is_told_what_it_asked_for():
    told = []
    relay = LogRelay()
    relay.follow(
        batch_ended=lambda: told.append("ended"),
        trimmed=told.append,
        reopened=lambda: told.append("reopened"),
        committed=lambda size, seconds: told.append((size, seconds)),
    )
    relay.committed(3, 0.5)
    relay.batch_ended()
    relay.trimmed({7: 2})
    relay.reopened()
    assert told == [(3, 0.5), "ended", {7: 2}, "reopened"]
