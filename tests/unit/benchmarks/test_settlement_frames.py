"""Frames give pairs whose label follows from the kind of line and the thing it names, the same every time."""

from benchmarks.settlement_frames import KINDS, frames, made_pairs
from benchmarks.settlement_pairs import SAYS, thread_pairs
from benchmarks.train_settlement import strangers


def test_every_frame_can_be_drawn_from() -> None:
    found = frames()
    assert len(found) >= 140
    assert len({f.name for f in found}) == len(found)
    for frame in found:
        assert len(frame.things) == 4 and frame.language in ("en", "de", "fr"), frame.name
        assert set(frame.lines) == set(KINDS)
        assert len(frame.lines["P"]) >= 3 and len(frame.lines["K"]) >= 3, frame.name
        assert all("{day}" in line for line in frame.lines["P"]), frame.name


def test_the_same_seed_gives_the_same_pairs_without_open_slots() -> None:
    made = made_pairs(frames(), 6)
    assert made == made_pairs(frames(), 6) != made_pairs(frames(), 6, seed=1)
    assert {x.label for x in made} == set(range(len(SAYS)))
    for x in made:
        text = " ".join((x.pair.quote, x.pair.before, *x.pair.sentences))
        assert "{" not in text and x.pair.quote and x.pair.sentences


def test_threads_teach_each_message_until_the_deciding_one() -> None:
    pairs = list(thread_pairs("dev"))
    assert {x.weight for x in pairs} <= {0.0, 0.5, 1.0}
    decided = [x.thread for x in pairs if x.label]
    assert len(decided) == len(set(decided))
    assert len({x.thread for x in pairs}) > 80


def test_a_strangers_words_say_nothing() -> None:
    pairs = list(thread_pairs("dev"))
    made = strangers(pairs, 0.5)
    assert made and all(x.label == 0 for x in made)
    own = {(x.pair.quote, x.pair.sentences) for x in pairs}
    assert not own & {(x.pair.quote, x.pair.sentences) for x in made}
