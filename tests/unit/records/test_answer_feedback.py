"""Whether answers helped, as people said it with a thumb."""

from datetime import timedelta

from records.feedback import Feedback
from tests.builders import MARA, NOW, TOM
from tests.unit.records.stores import Stores


def told(ledger: Stores) -> list[tuple[str, str | None, str]]:
    said = Feedback(ledger.db).between(NOW - timedelta(days=1), NOW + timedelta(days=1))
    assert all(s.about == "answer" and s.judged == {} and s.extractor is None for s in said)
    return [(s.subject_id, s.actor, s.kind) for s in said]


def test_each_person_judges_an_answer_once_and_the_last_word_counts(ledger: Stores) -> None:
    heard = Feedback(ledger.db)
    for n, (name, good, who) in enumerate(
        [
            ("an_1", True, MARA.email),
            ("an_1", True, MARA.email),
            ("an_1", False, TOM.email),
            ("an_2", True, MARA.email),
            ("an_1", False, MARA.email),
        ]
    ):
        heard.note_answer(name, good, who, NOW + timedelta(seconds=n))
    assert told(ledger) == [
        ("an_1", TOM.email, "answer_bad"),
        ("an_2", MARA.email, "answer_good"),
        ("an_1", MARA.email, "answer_bad"),
    ]


def test_names_and_addresses_of_any_length_fit_and_are_told_apart(ledger: Stores) -> None:
    heard, long = Feedback(ledger.db), "m" * 300 + "@northbeam.example"
    heard.note_answer("a" * 500, True, long, NOW)
    heard.note_answer("an_1", True, "x:y", NOW)
    heard.note_answer("an_1:x", True, "y", NOW)
    assert len(told(ledger)) == 3


def test_it_says_nothing_of_what_was_found(ledger: Stores) -> None:
    heard = Feedback(ledger.db)
    heard.note_answer("an_1", False, MARA.email, NOW)
    assert heard.on_promises() == []
