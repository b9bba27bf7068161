"""The large invented company is the same every time, as large as it says, and its labels are true."""

import json
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path

import yaml

from benchmarks import large_company
from benchmarks.large_company_due import phrase
from benchmarks.large_company_mail import body, rendered
from benchmarks.large_company_story import NOW, Story
from benchmarks.large_company_texts import customers, lines, people, scripts, unmark


@cache
def story() -> Story:
    return large_company.told()


def test_the_same_seed_tells_the_same_story() -> None:
    again = large_company.told()
    assert [rendered(m) for m in again.letters[::97]] == [rendered(m) for m in story().letters[::97]]
    assert large_company.gold(again) == large_company.gold(story())


def test_another_seed_tells_another_story() -> None:
    other = large_company.told(seed=8)
    assert [p.quote for p in other.pledges] != [p.quote for p in story().pledges]


def test_it_is_as_large_as_it_says() -> None:
    assert len(story().letters) == len({m.message_id for m in story().letters}) == 5000
    assert 400 <= len(story().pledges) <= 600
    assert len(customers()) == 60
    assert sorted(p.role for p in people().values()) == ["-"] * 4 + ["admin", "manager"] + ["rep"] * 6
    assert max(m.at for m in story().letters) < NOW
    assert {p.final for p in story().pledges} == {"open", "broken", "kept", "changed", "withdrawn", "unsure"}
    assert {p.source for p in story().pledges} == {"mail", "call", "meeting"}


def test_promises_are_written_in_more_than_250_ways() -> None:
    titles = [f"{side} {lang}" for side in ("ours", "theirs") for lang in ("en", "de", "fr")]
    templates = {line for title in titles for line in lines("promises.txt", title)}
    written = [t for s in scripts("specials.txt") for t in (s.text, *(o.text for o in s.outcomes))]
    by_hand = {m.quote for t in written for m in unmark(t)[1]}
    spoken = {p.quote for p in story().pledges if p.source != "mail"}
    moved = {line for lang in ("en", "de", "fr") for line in lines("settling.txt", f"changed {lang}")}
    assert len(templates) + len(by_hand) + len(spoken) + len(moved) >= 250


def test_every_quote_stands_in_its_source_as_its_sender_wrote_it() -> None:
    letters = {m.message_id: m for m in story().letters}
    talks = {t.id: " ".join([t.notes, *(words for _, words in t.turns)]) for t in story().talks}
    for p in story().pledges:
        text = letters[p.id].body if p.source == "mail" else talks[p.id]
        assert " ".join(p.quote.split()) in " ".join(text.split()), p.key
        if p.source == "mail":
            mail = message_from_bytes(rendered(letters[p.id]), policy=default)
            plain = mail.get_body(("plain",))
            assert plain is not None
            assert " ".join(p.quote.split()) in " ".join(plain.get_content().split()), p.key


def test_a_promise_is_settled_later_by_a_mail_that_exists() -> None:
    letters = {m.message_id: m for m in story().letters}
    for p in story().pledges:
        assert (p.status == "open") == (not p.evidence), p.key
        assert all(letters[e].at > p.at for e in p.evidence), p.key
        assert (p.status == "changed") == (p.superseded_by is not None), p.key
        if p.superseded_by and p.due:
            assert p.superseded_by.due and p.superseded_by.due > p.due, p.key


def test_nothing_is_due_before_it_was_said() -> None:
    assert all(p.due >= p.at.date() for p in story().pledges if p.due)


def test_a_weekday_that_is_named_is_the_day_that_is_due() -> None:
    import random
    from datetime import datetime

    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    dice = random.Random(3)
    for day in range(1, 29):
        for _ in range(20):
            words, due, _ = phrase(dice, "en", datetime(2026, 9, day, 10))
            for n, name in enumerate(names):
                if name in words and due:
                    assert due.weekday() == n


def test_only_our_own_people_in_the_headers_hold_a_mail() -> None:
    for letter in story().letters:
        everybody = {p.email for p in (letter.sender, *letter.to, *letter.cc)}
        assert letter.readers and set(letter.readers) <= everybody
    private = [m for m in story().letters if "Between us" in m.subject]
    assert [m.readers for m in private] == [
        ["helga.brandt@quillstone.example", "nadia.ferreira@quillstone.example"]
    ]


def test_what_was_said_before_is_quoted_below(tmp_path: Path) -> None:
    answers = [m for m in story().letters if m.answers]
    quoting = [
        m for m in answers if m.answers and m.answers.body.split("\n")[-1] in body(m).replace("> ", "")
    ]
    assert len(quoting) > 0.7 * len(answers)


def test_it_is_written_as_mailboxes_calendars_calls_and_a_crm(tmp_path: Path) -> None:
    done = large_company.write(tmp_path)
    company = yaml.safe_load((tmp_path / "company.yml").read_text(encoding="utf-8"))
    told = json.loads((tmp_path / "gold.json").read_text(encoding="utf-8"))
    assert len(company["mailboxes"]) == 8
    assert all((tmp_path / path).exists() for box in company["mailboxes"] for path in box["paths"])
    assert done.mails == 5000 and done.promises == len(told["promises"])
    assert done.copies == sum(len(told["readers"][m.message_id]) for m in story().letters)
    mbox = (tmp_path / "mail" / "nadia.mbox").read_bytes()
    mine = [m for m in story().letters if people()["nadia"].email in m.readers]
    assert mbox.count(b"\nMessage-ID: ") == len(mine)
    assert len(list((tmp_path / "calls").rglob("*.vtt"))) == 11
