"""Cards of reminders say what is due, what became of it and who fell silent, and stay one message."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.replies.leads import QuietLead
from bot.replies.reminders import HIDDEN, Fate, digest_card, forgotten_card, reminder_card, reminder_state
from bot.replies.shapes import Quotes, Run
from bot.slack.render import pages
from records.models import Citation, Direction, PromiseStatus
from tests.pictures import samples
from tests.pictures.samples import MIRA, TODAY
from tests.unit.bot.reminded import actions_of, words_of

LEAD = QuietLead("ac-acme", "Acme", date(2025, 11, 3), 12)
LONG = "very long words and more of them " * 60


def many(count: int, **more: object) -> list[samples.Promise]:  # type: ignore[name-defined]
    return [samples.promise(id=f"pr-{n}", due=TODAY - timedelta(days=n), **more) for n in range(count)]  # type: ignore[arg-type]


def test_an_open_promise_can_be_snoozed_until_any_day() -> None:
    card = reminder_card((samples.promise(),), MIRA, TODAY, reminder_id="r")
    assert actions_of(card)[1:4] == ["snooze_tomorrow", "snooze_next_week", "snooze_pick"]


def test_the_day_that_was_said_is_not_repeated_beside_the_due_day() -> None:
    moved = samples.promise(action="send the revised quote by Friday", due=date(2025, 12, 2))
    words = words_of(reminder_card((moved,), MIRA, TODAY))
    assert "You promised Acme: send the revised quote\nDue Tue 2 Dec 2025" in words


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (PromiseStatus.kept, "Kept: "),
        (PromiseStatus.changed, "Changed: "),
        (PromiseStatus.withdrawn, "Called off: "),
        (PromiseStatus.dismissed, "Not a promise: "),
    ],
)
def test_what_is_settled_has_one_line_and_no_buttons(status: PromiseStatus, says: str) -> None:
    card = reminder_card((samples.promise(status=status),), MIRA, TODAY, reminder_id="r")
    assert f"{says}send the revised quote" in words_of(card) and "Answered: Acme" in card.text
    assert actions_of(card) == []


def test_what_settled_it_is_quoted_with_its_source() -> None:
    fate = Fate("Kept", "attached is the quote", (Run("Mira Okafor, Fri 28 Nov 2025"),))
    card = reminder_card(
        (samples.promise(status=PromiseStatus.kept),), MIRA, TODAY, fates={"pr-ev-quote": fate}
    )
    assert "Mira Okafor, Fri 28 Nov 2025attached is the quote" in words_of(card)


def test_a_quote_is_one_line_and_names_its_source() -> None:
    told = samples.promise(quote="I'll send you\r\n  the revised quote\nby Friday.")
    (cited, *_) = samples.citations()
    file = cited.model_copy(update={"link": "mid:1@acme.example", "sender": MIRA.email})
    for card in (
        reminder_card(
            (told,),
            MIRA,
            TODAY,
            citations=[file],
            names=samples.NAMES,
            link=lambda e: f"https://p.example/{e}",
        ),
        digest_card(
            (told,),
            MIRA,
            TODAY,
            citations=[file],
            names=samples.NAMES,
            link=lambda e: f"https://p.example/{e}",
        ),
    ):
        (quote,) = [q for b in card.blocks if isinstance(b, Quotes) for q in b.items]
        assert quote.text == "I'll send you the revised quote by Friday."
        assert (quote.source[0].text, quote.source[0].link) == (cited.subject, "https://p.example/ev-quote")
        assert quote.source[1].text.startswith(f"  ·  {MIRA.name}, Mon 24 Nov 2025")


def test_a_day_that_the_sentence_is_about_stays() -> None:
    about = samples.promise(action="Monday is the last thing I will agree to", said="Monday")
    assert "Monday is the last thing" in words_of(reminder_card((about,), MIRA, TODAY))


def test_a_colleague_is_called_by_name() -> None:
    toms = samples.promise(owner=samples.TOM.email)
    assert "Tom Reyes promised Acme: " in words_of(
        reminder_card((toms,), MIRA, TODAY, names={samples.TOM.email: "Tom Reyes"})
    )


def test_what_may_not_be_read_shows_neither_words_nor_account() -> None:
    card = reminder_card((samples.promise(),), MIRA, TODAY, fates={"pr-ev-quote": HIDDEN})
    said = words_of(card) + card.text
    assert "may no longer read" in said
    assert "Acme" not in said and "quote" not in said


def test_every_difference_that_shows_is_another_state() -> None:
    one, kept = samples.promise(), samples.promise(status=PromiseStatus.kept)
    shown = [
        reminder_state([one]),
        reminder_state([kept]),
        reminder_state([samples.promise(due=date(2025, 12, 2))]),
        reminder_state([one], {one.id: HIDDEN}),
        reminder_state([one], {one.id: Fate("Moved to Tue 2 Dec 2025")}),
        reminder_state([kept], {one.id: Fate("Kept", "attached")}),
        reminder_state([one], leads=[LEAD]),
        reminder_state([one], leads=[replace(LEAD, fate="you let it go")]),
    ]
    assert len(set(shown)) == len(shown)
    assert reminder_state([one]) == reminder_state([samples.promise()])
    late = reminder_card((one,), MIRA, TODAY + timedelta(days=30))
    assert late.state == shown[0], "a message of that day goes on speaking of that day"


def test_a_forgotten_lead_says_since_when_and_what_is_open_both_ways() -> None:
    lead = replace(
        LEAD,
        promises=(
            samples.promise(),
            samples.promise(
                id="2", direction=Direction.theirs, action="sign the contract", owner="dana@acme.example"
            ),
        ),
        deals=("Pilot", "Renewal", "Third", "Fourth"),
    )
    card = forgotten_card(lead, TODAY, reminder_id="r")
    words = words_of(card)
    assert "No contact with Acme since Mon 3 Nov 2025 (12 business days)" in words
    assert "We owe: send the revised quote (due Fri 28 Nov 2025)" in words
    assert "They owe: sign the contract" in words and "Open deals: Pilot; Renewal; Third; 1 more" in words
    assert (card.card, actions_of(card)) == ("reminder:r", ["insight", "forget_lead"])


def test_a_digest_of_accounts_only_counts_accounts_only() -> None:
    card = digest_card((), MIRA, TODAY, leads=[LEAD, replace(LEAD, account_id="2", account="Globex")])
    assert card.text.endswith("2 quiet accounts to look at")
    assert "overdue" not in words_of(card)


def test_when_all_is_answered_the_digest_says_so() -> None:
    card = digest_card(many(2, status=PromiseStatus.kept), MIRA, TODAY)
    assert "All of it is answered" in words_of(card)


@pytest.mark.parametrize("leads", [0, 5, 9])
@pytest.mark.parametrize("unsure", [0, 40])
def test_the_longest_digest_is_still_one_message_because_it_is_replaced_later(
    leads: int, unsure: int
) -> None:
    promises = many(40, action=LONG, quote=LONG, account=LONG)
    citations = [
        Citation(
            n=1,
            event_id="ev-quote",
            source="gmail",
            external_id="x",
            subject=LONG,
            at=samples.NOW,
            quote=LONG,
            sender=LONG,
        )
    ]
    silent = [
        QuietLead(f"ac-{n}", LONG, TODAY, 10, tuple(promises), (LONG, LONG, LONG)) for n in range(leads)
    ]
    fates = {p.id: Fate("It may be settled", LONG, is_open=True) for p in promises[:unsure]}
    card = digest_card(promises, MIRA, TODAY, citations=citations, leads=silent, reminder_id="r", fates=fates)
    assert len(pages(card)) == 1
    assert "more: ask me" in words_of(card)


def test_names_from_outside_stay_on_their_line() -> None:
    lead = replace(LEAD, account="Acme\n\u202eevil", deals=("a\nb\u200bc",))
    words = words_of(forgotten_card(lead, TODAY))
    assert "Acme evil" in words and "Open deal: a bc" in words
