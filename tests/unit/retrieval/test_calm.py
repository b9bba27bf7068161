"""Whether a later message says that a complaint is over."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant
from retrieval.calm import calms_down


def mail(text: str, **fields: object) -> Event:
    return Event(
        id="e",
        source="t",
        external_id="e",
        kind=EventKind.mail,
        at=datetime(2026, 11, 18, tzinfo=UTC),
        sender=Participant(email="bob@acme.example"),
        text=text,
        said=fields.get("said", ((0, len(text)),)),  # type: ignore[arg-type]
    )


CALM = [
    "It works again, thank you.",
    "The scanners are working fine since the update.",
    "All sorted, thanks Oskar!",
    "The issue is resolved, you can close the ticket.",
    "Please close the case.",
    "Everything is back to normal.",
    "The sync has been fixed and the counts match.",
    "That did the trick.",
    "We are happy with the outcome and consider the matter closed.",
    "This is no longer a problem for us.",
    "yeah it's all sorted now",
    "The errors have disappeared.",
    "Everything is up and running again.",
    "The problem is solved, but thanks for asking.",
    "Jetzt läuft alles wieder, vielen Dank.",
    "Das Problem ist behoben.",
    "Hat sich erledigt, danke!",
    "Es funktioniert wieder.",
    "C'est réglé, merci.",
    "Tout fonctionne à nouveau.",
    "Thank you.\n\nThe import problem was solved by your colleague on Friday.",
]
NOT_CALM = [
    "It is still not fixed.",
    "Nothing works again.",
    "If this is fixed by Friday we stay.",
    "Once it is resolved I will tell you.",
    "We were told it is fixed.",
    'I have now been told "it is fixed" three times.',
    "I have now been told \u201cit is fixed\u201d three times.",
    "Is the problem solved?",
    "I hope that it works now.",
    "When will this be fixed?",
    "Please make sure that it is fixed today.",
    "It works again, but only in the main hall.",
    "It was fixed until Monday, then it broke.",
    "The login is fixed. This is unacceptable, the export has been down for a week.",
    "Everything should be working fine, you said.",
    "The ticket isn't resolved.",
    "You closed the ticket without an answer.",
    "The order is on hold until the sync is fixed.",
    "Das ist noch nicht behoben.",
    "Wenn es gelöst ist, melde ich mich.",
    "Ce n'est pas réglé.",
    "My own printer works again, your software does not.",
    "It is not working now.",
    "Es läuft nicht wieder.",
    "Thanks for the update.",
    "See you on Tuesday.",
    "The counts drifted again this morning.",
]


@pytest.mark.parametrize("text", CALM)
def test_a_customer_who_says_that_all_is_well_is_calm(text: str) -> None:
    assert calms_down(mail(text))


@pytest.mark.parametrize("text", NOT_CALM)
def test_wishes_doubts_and_claims_of_others_calm_nobody(text: str) -> None:
    assert not calms_down(mail(text))


def test_quoted_words_do_not_count() -> None:
    text = "Wrong again this morning.\n> The sync is fixed.\n"
    assert not calms_down(mail(text, said=((0, 25),)))


@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    assert calms_down(mail(text)) in (True, False)
