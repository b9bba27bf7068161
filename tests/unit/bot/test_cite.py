"""A source that we cite: shown where everybody may read it, and nowhere else."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.replies.shapes import Quotes
from bot.workflows.cite import names_of
from records.erasure import Erasure
from records.models import Contact, Event, Participant
from tests.builders import DANA, HENRIK, MARA, TOM, event
from tests.unit.bot.two_reps import PUBLIC, TwoReps, shown

STRANGER = "guest@elsewhere.example"


@pytest.fixture
def reps(tmp_path: Path) -> Iterator[TwoReps]:
    made = TwoReps(tmp_path / "home")
    yield made
    made.db.close()


@pytest.fixture
def mail(reps: TwoReps) -> Event:
    """Mara's, and shared with Henrik."""
    said = reps.hears(
        MARA,
        "Hi Mara,\n\nHERON will be signed on Monday.\n\nBest regards,\nDana Whitfield\nAcme Corp, +44 20 7946 0000\n\n"
        "On Thu, 19 Nov 2026 at 10:00, Mara Lindqvist wrote:\n> OSPREY is a secret of ours.\n",
        subject="The HERON deal",
    )
    reps.logged(HENRIK, said)
    return said


def test_subject_sender_day_and_what_was_said_are_shown_to_who_may_read_it(
    reps: TwoReps, mail: Event
) -> None:
    reply = reps.cite.source(mail.id, [MARA.email])
    text = shown(reply)
    assert "The HERON deal" in text and "Dana Whitfield, Thu 19 Nov 2026" in text
    assert "HERON will be signed on Monday." in text
    assert "OSPREY" not in text and "7946" not in text


def test_the_subject_stands_there_once_above_the_words(reps: TwoReps, mail: Event) -> None:
    reply = reps.cite.source(mail.id, [MARA.email])
    assert reply is not None and repr(reply.blocks).count("The HERON deal") == 1
    ((quote,),) = [b.items for b in reply.blocks if isinstance(b, Quotes)]
    assert quote.lead[0].text == "The HERON deal" and not quote.source


def test_nobody_outside_bears_a_colleagues_name() -> None:
    """What they are called in mails that others wrote counts least."""
    liar = event("Hi", sender=Participant(email="X@evil.example", name=MARA.name), to=(
        Participant(email=MARA.email, name="Boss"), Participant(email=DANA, name="Dear Dana")
    ))  # fmt: skip
    dana = event("Hi", sender=Participant(email=DANA, name="Dana W."), to=(Participant(email=TOM.email),))
    bare = event("Hi", sender=Participant(email="k@acme.example", name="k@acme.example"))
    assert names_of([MARA], [dana, liar, bare]) == {MARA.email: MARA.name, DANA: "Dana W."}
    crm = Contact(id="c", account_id="a", email=DANA, name="Dana Whitfield")
    assert names_of([], [dana], [crm])[DANA] == "Dana Whitfield"


@pytest.mark.parametrize(
    "viewers",
    [
        [],
        [TOM.email],
        [MARA.email, TOM.email],
        [MARA.email, STRANGER],
        [MARA.email, HENRIK.email, ""],
        [DANA],
        [STRANGER],
    ],
)
def test_one_who_may_not_read_it_is_enough_to_show_nothing(
    reps: TwoReps, mail: Event, viewers: list[str]
) -> None:
    assert reps.cite.source(mail.id, viewers) is None


def test_everybody_who_may_read_it_may_see_it_together(reps: TwoReps, mail: Event) -> None:
    assert reps.cite.source(mail.id, {MARA.email, HENRIK.email.upper()}) is not None


def test_a_source_that_is_not_there_looks_like_one_that_is_not_yours(reps: TwoReps, mail: Event) -> None:
    for name in ("ev_00000000000000000000", "", mail.external_id, f"{mail.id}'--", "../x", "%"):
        assert reps.cite.source(name, [MARA.email]) is None


def test_who_left_the_company_sees_nothing_from_then_on(reps: TwoReps, mail: Event) -> None:
    reps.people.remove(MARA.email)
    assert reps.cite.source(mail.id, [MARA.email]) is None
    assert reps.cite.source(mail.id, [MARA.email, HENRIK.email]) is None
    assert reps.cite.source(mail.id, [HENRIK.email]) is not None


def test_what_was_erased_is_not_shown(reps: TwoReps, mail: Event) -> None:
    Erasure(reps.db, reps.clock).erase([mail.id], DANA)
    assert reps.cite.source(mail.id, [MARA.email]) is None


def test_a_long_mail_is_cut_and_one_without_words_says_so(reps: TwoReps) -> None:
    long = reps.hears(MARA, "Hi Mara,\n\n" + "the pilot goes on as planned and everybody is happy. " * 60)
    empty = reps.hears(MARA, "", subject="")
    for said, least, most in ((long, 500, 600), (empty, 1, 60)):
        reply = reps.cite.source(said.id, [MARA.email])
        assert reply is not None
        (quote,) = [q for b in reply.blocks if isinstance(b, Quotes) for q in b.items]
        assert least <= len(quote.text) <= most
    assert "(no subject)" in shown(reply) and "Nothing was written in it." in shown(reply)


def test_it_links_to_itself_where_it_has_no_place_of_its_own(reps: TwoReps, mail: Event) -> None:
    object.__setattr__(reps.cite, "link", lambda event_id: f"{PUBLIC}/source/{event_id}")
    assert f"{PUBLIC}/source/{mail.id}" in shown(reps.cite.source(mail.id, [MARA.email]))


def test_neither_reps_private_mail_is_shown_to_the_other(reps: TwoReps) -> None:
    for who, other, bird in ((MARA, TOM, "HERON"), (TOM, MARA, "OSPREY")):
        sent = reps.writes(
            who, f"Hi Dana,\n\nI'll send you the {bird} quote by Tuesday.\n\n{bird}", subject=bird
        )
        assert bird in shown(reps.cite.source(sent.id, [who.email]))
        assert reps.cite.source(sent.id, [other.email]) is None
        assert reps.cite.source(sent.id, [who.email, other.email]) is None
