"""What becomes of each draft of a batch, against a model that knows only the rules."""

from hypothesis import given
from hypothesis import strategies as st

from chatservice.errors import KeyReused, Stale
from chatservice.model.records import Appended, Draft
from chatservice.model.values import EventKind
from chatservice.storage.batch import Append, BatchPlan, Head, Kept

KINDS = [EventKind.MESSAGE, EventKind.MESSAGE, EventKind.ADDED, EventKind.REMOVED, EventKind.TOPIC]

drafts = st.builds(
    lambda kind, actor, body, key, expect: Draft(kind, actor, "", body, 0.0, key, expect),
    st.sampled_from(KINDS),
    st.integers(1, 2),
    st.sampled_from(["x", "y"]),
    st.sampled_from(["", "", "k", "l"]),
    st.one_of(st.none(), st.integers(0, 4)),
)
appends = st.lists(st.tuples(st.integers(1, 3), st.lists(drafts, min_size=1, max_size=4)), max_size=8)
batches = st.lists(st.tuples(appends, st.booleans()), max_size=6)


class Model:
    """Everything ever committed, as one list; every question asked anew."""

    def __init__(self):
        self.log = []  # (room, draft)

    def answer(self, log, refused, room, draft):
        here = [each for at, each in log if at == room]
        for place, (at, other) in enumerate(log, 1):
            if draft.key and (at, other.actor, other.key) == (room, draft.actor, draft.key):
                seq = sum(at == room for at, _ in log[:place])
                return Appended(place, seq, False) if other.body == draft.body else KeyReused
        access = sum(each.kind in {EventKind.ADDED, EventKind.REMOVED} for each in here)
        if draft.expect is not None and (draft.expect != access or (room, draft.actor) in refused):
            refused.add((room, draft.actor))  # so that what they said later does not come first
            return Stale
        log.append((room, draft))
        return Appended(len(log), len(here) + 1)


@given(batches)
def test_a_batch_means_what_the_rules_say_and_one_that_fails_never_was(batches):
    model, heads, keys, last_id = Model(), {}, {}, 0
    for appends, is_committed in batches:
        log, refused = list(model.log), set()
        plan = BatchPlan(last_id, lambda room: heads.get(room, Head(0, 0)), keys.get)
        for room, some in appends:
            outcomes = plan.decide(Append(room, some, lambda outcomes: None))
            told = [each if isinstance(each, Appended) else type(each) for each in outcomes]
            assert told == [model.answer(log, refused, room, draft) for draft in some]
        assert [(place.room, place.draft) for place in plan.placed] == log[len(model.log) :]
        assert [place.id for place in plan.placed] == list(range(last_id + 1, len(log) + 1))
        if is_committed:
            model.log = log
            changed, used = plan.accept()
            heads.update(changed)
            keys.update(used)
            last_id = plan.last_id


def test_what_is_stored_is_not_touched_before_it_is_accepted():
    stored = Head(4, 2)
    kept = Kept(1, 1, hash("old"))
    plan = BatchPlan(9, lambda room: stored, {(1, 7, "k"): kept}.get)
    outcomes = plan.decide(
        Append(
            7,
            [
                Draft(EventKind.ADDED, 1, "", "", 0.0, expect=2, subject=2),
                Draft(EventKind.MESSAGE, 1, "", "old", 0.0, "k"),
                Draft(EventKind.MESSAGE, 1, "", "new", 0.0, expect=3),
            ],
            lambda outcomes: None,
        )
    )
    assert outcomes == [Appended(10, 5), Appended(1, 1, False), Appended(11, 6)]
    assert stored == Head(4, 2)
    heads, keys = plan.accept()
    assert heads == {7: Head(6, 3)}
    assert keys == {}
