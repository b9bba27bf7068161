"""What an answer shows besides its words, to the asker alone and to a whole room."""

import pytest

from bot.replies.answers import answer_reply, rests_on_citations, source_runs
from bot.replies.shapes import Context, Quotes, Reply
from records.models import Answer
from tests.pictures import samples


def small_print(reply: Reply) -> str:
    return " ".join(b.text for b in reply.blocks if isinstance(b, Context))


def test_the_asker_is_told_what_was_searched_and_a_room_is_not() -> None:
    answer = samples.answer()
    assert answer.coverage.sources and answer.coverage.sources[0] in small_print(answer_reply(answer))
    shared = answer_reply(answer, shared=True)
    assert small_print(shared) == "Everybody here may read these sources."
    for secret in (*answer.coverage.sources, *filter(None, [answer.coverage.note])):
        assert secret not in repr(shared)


def test_a_room_is_told_which_model_worded_it() -> None:
    worded = samples.answer().model_copy(update={"model": "some-model"})
    assert small_print(answer_reply(worded, shared=True)).endswith("Worded by some-model")


def test_an_answer_carries_the_name_by_which_it_is_judged() -> None:
    assert answer_reply(samples.answer(), answer_id="an_1").answer == "an_1"
    assert answer_reply(samples.answer()).answer is None


def test_only_a_source_without_a_link_gets_ours() -> None:
    own, bare = samples.citations()[0], samples.citations()[1].model_copy(update={"link": None})
    answer = samples.answer().model_copy(update={"citations": (own, bare)})
    reply = answer_reply(answer, link=lambda event_id: f"https://p.example/source/{event_id}")
    links = [r.link for b in reply.blocks if isinstance(b, Quotes) for q in b.items for r in q.lead if r.link]
    assert links == [own.link, f"https://p.example/source/{bare.event_id}"]
    assert source_runs(bare)[0].link is None


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("We promised Acme two things:\n1. The quote [1]\n2. The demo [2]", True),
        (
            "We promised Acme two things:\n1. The quote [1]\n2. The demo [2]\n(I took the name to mean Acme.)",
            True,
        ),
        (
            "You owe Acme 17 things:\n1. The quote [1]\n... and 16 more; name a month or a topic to see them.",
            False,
        ),
        ("You owe one thing:\n1. The quote [1]\n2 are overdue from before.", False),
        ("We promised Acme the quote [1].", True),
    ],
)
def test_an_answer_with_a_line_that_cites_nothing_is_for_the_asker_alone(text: str, cited: bool) -> None:
    assert rests_on_citations(samples.answer().model_copy(update={"answer": text})) is cited


def test_what_was_refused_rests_on_nothing() -> None:
    refused: Answer = samples.answer().model_copy(update={"refused": True})
    assert not rests_on_citations(refused)
    assert not rests_on_citations(samples.answer().model_copy(update={"citations": ()}))
