"""Plain statements settle promises whatever their verb; near misses, guesses and other things never do."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Event, EventKind, PromiseStatus
from retrieval.settle import settle
from tests.unit.retrieval.test_settle import DANA, JANA, SIDES, mail, outcome, promised, status


@pytest.mark.parametrize(
    ("action", "text", "sender"),
    [
        ("survey the chapel roof", "Chapel roof surveyed yesterday, 43 slipped slates.", JANA),
        ("clean the ventilation ducts", "Your crew was here at six, the ducts are spotless.", DANA),
        ("relocate the access point", "The access point has moved to the north wall.", JANA),
        ("restore the course folder", "Yes! The course folder is back, all 312 files.", DANA),
        ("increase the storage quota", "Your storage quota now stands at 2 TB.", JANA),
        ("find out if the export supports CSV", "About CSV: yes, the export does support it.", JANA),
        ("call your auditor", "Spoke with your auditor at noon, she needs nothing else.", JANA),
        ("die Lizenz freischalten", "Die Lizenz ist seit heute Morgen freigeschaltet.", JANA),
        ("die Lampe reparieren", "Die Lampe brennt wieder, danke.", DANA),
        ("installer le nouveau serveur", "Le nouveau serveur est installé depuis ce matin.", JANA),
    ],
)
def test_a_plain_statement_of_done_keeps_a_promise(action: str, text: str, sender) -> None:
    assert status(mail(text, sender), promised(action)) == "kept"


@pytest.mark.parametrize(
    ("action", "text", "sender"),
    [
        ("reset the counter on press 2", "Press 3: counter reset at 14:10.", JANA),
        ("translate the user manual", "The quick start guide is translated, the user manual is next.", JANA),
        ("send the lease for Berlin", "The lease for Hamburg is attached.", JANA),
        ("send the data sheet in English", "Attached the data sheet, French version for now.", JANA),
        ("send the onboarding guide for admins", "Here is the onboarding guide for end users.", JANA),
        ("send the statistics for May", "Statistics for April attached.", JANA),
        ("send the signed minutes", "The minutes are attached, still unsigned I'm afraid.", JANA),
        ("update the website footer", "I told the agency to update the website footer.", JANA),
        (
            "submit the grant application",
            "The grant application just needs a signature before it goes in.",
            JANA,
        ),
        ("install the heat pump", "The heat pump has been delivered to your garage.", JANA),
        ("disconnect the old line", "The new line was connected at noon.", JANA),
        (
            "send the seating plan",
            "The florist has sent the table plan, the seating plan depends on it.",
            JANA,
        ),
        ("send the Berlin lease", 'You wrote "the Berlin lease has been sent" but I see nothing.', DANA),
        ("fix the checkout bug", "The checkout bug is back again.", DANA),
        ("ship the blade", "If the blade was shipped on Monday you'd have it by now.", JANA),
        ("fix the checkout bug", "Thanks, I'll check.", DANA),
    ],
)
def test_a_near_miss_leaves_a_promise_open(action: str, text: str, sender) -> None:
    assert status(mail(text, sender), promised(action)) == "open"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("send the tasting notes", "Pretty sure the tasting notes were sent from Bordeaux."),
        ("deliver the ovens", "The haulier says the ovens must have been dropped at your door."),
        ("fix the vision drift", "The vision drift looks a lot better since Tuesday's patch."),
        ("send the wiring diagram", "The wiring diagram ought to be in your inbox."),
        ("die Protokolle senden", "Die Protokolle müssten eigentlich bei Ihnen sein."),
        ("envoyer les plans", "Il me semble que les plans sont partis."),
    ],
)
def test_a_guess_is_no_proof(action: str, text: str) -> None:
    assert status(mail(text, JANA), promised(action)) == "unsure"


def test_fewer_than_promised_is_no_proof() -> None:
    chairs = promised("deliver 20 chairs")
    assert status(mail("Your driver left 14 chairs in our lobby.", DANA), chairs) == "unsure"
    files = [f"region_{n:02}.pdf" for n in range(1, 10)]
    reports = promised("send the 12 regional reports")
    assert status(mail("Here are the regional reports.", JANA, *files), reports) == "unsure"


def test_a_file_of_another_name_is_no_proof() -> None:
    boat = promised("send the warranty certificate for Morning Star")
    sent = mail("Warranty certificate attached.", JANA, "Warranty_MORNING_TIDE.pdf")
    assert status(sent, boat) == "unsure"


@pytest.mark.parametrize(
    ("action", "text", "sender"),
    [
        ("ship the salt mix", "The hall stays shut, so please don't ship the salt mix.", DANA),
        ("install the heat pump", "Please cancel the heat pump, we are selling the house.", DANA),
        ("drei Prozent Rabatt einpflegen", "Der Rabatt ist damit hinfällig.", DANA),
        ("organiser la formation", "La formation n'est donc plus nécessaire.", DANA),
        ("drop the indexation clause", "The indexation clause has to stay, I apologise.", JANA),
        ("give a five percent rebate", "I have to go back on the rebate, finance has blocked it.", JANA),
    ],
)
def test_a_promise_let_go_or_taken_back_is_withdrawn(action: str, text: str, sender) -> None:
    assert status(mail(text, sender), promised(action)) == "withdrawn"


def test_asking_for_another_hour_lets_nothing_go() -> None:
    desk = promised("deliver the reception desk")
    assert status(mail("Please don't deliver the reception desk before ten.", DANA), desk) == "open"


def _reply(earlier: Event, later: Event, *promises):
    found = settle(later, [], promises, SIDES, threads={p.id: "t1" for p in promises}, mail_before=earlier)
    return {s.promise_id: (s.status.value, s.new_due, s.quote) for s in found}


def _at(day: int) -> datetime:
    return datetime(2026, 11, day, 9, 0, tzinfo=UTC)


def test_done_answers_the_question_before_it() -> None:
    asked = mail("Is the crate list checked and on its way back?", DANA, id="q", at=_at(18))
    crates = promised("return the crate list")
    assert _reply(asked, mail("Done.", JANA), crates)["p1"][0] == "kept"
    assert _reply(asked, mail("Not yet, sorry.", JANA), crates) == {}


def test_both_sides_agree_on_another_day() -> None:
    visit = promised("visit the Leeds plant", quote="I'll be on site in Leeds on the 20th")
    asked = mail("Can we move your visit from 20 November to 27 November?", DANA, id="q", at=_at(18))
    agreed = _reply(asked, mail("Sure, the 27th works for me.", JANA), visit)
    assert agreed["p1"] == ("changed", date(2026, 11, 27), "Sure, the 27th works for me.")
    assert _reply(asked, mail("Let me check and get back to you.", JANA), visit) == {}
    assert _reply(asked, mail("Unfortunately I'm on leave that week.", JANA), visit) == {}


def test_the_side_that_is_visited_moves_its_own_meeting() -> None:
    joins = promised("join your planning call")
    moved = outcome(mail("Our planning call now takes place on 26 November.", DANA), joins)
    assert moved and moved.status is PromiseStatus.changed and moved.new_due == date(2026, 11, 26)


def test_the_calendar_calls_a_promised_meeting_off_or_moves_it() -> None:
    visit = promised("visit the campus")
    meeting = {"kind": EventKind.meeting}
    off = mail("Cancelled: Campus visit, 20 November 2026", JANA, flags=("cancelled",), **meeting)
    assert status(off, visit) == "withdrawn"
    other = mail("Cancelled: Budget round, 20 November 2026", JANA, flags=("cancelled",), **meeting)
    assert status(other, visit) == "open"
    moved = "Updated invitation: Campus visit\nWhen: 27 November 2026 (was: 20 November 2026)"
    found = outcome(mail(moved, JANA, **meeting), visit)
    assert found and found.new_due == date(2026, 11, 27)


def test_something_else_in_its_stead_replaces_a_promise() -> None:
    workshop = promised("run the dashboard workshop")
    text = "Instead of the workshop we'll give you a recorded webinar."
    start = text.index("we'll")
    webinar = promised("give a recorded webinar", id="p2", event_id="e1", quote=text[start:-1], due=None)
    webinar = webinar.model_copy(update={"start": start, "end": len(text) - 1})
    found = outcome(mail(text, JANA), workshop, new=(webinar,))
    assert found and found.status is PromiseStatus.changed and found.superseded_by == "p2"


def test_sent_it_names_neither_of_two_promises() -> None:
    keys, export = promised("send the API keys"), promised("send the route export", id="p2")
    found = settle(
        mail("It's on its way to you now.", JANA), [], [keys, export], SIDES, threads={"p1": "t1", "p2": "t1"}
    )
    assert [s.status.value for s in found] == ["unsure", "unsure"]


def test_a_quoted_line_that_nobody_marked_is_not_said() -> None:
    text = "> The revised quote is attached.\n\nOn it, give me a day."
    assert status(mail(text, JANA), promised("send the revised quote")) == "open"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(min_size=1, max_size=60))
def test_whatever_is_written_settling_never_fails(text: str, action: str) -> None:
    earlier = mail(text or "?", DANA, id="q", at=_at(18))
    settle(mail(text, JANA), [], [promised(action)], SIDES, threads={"p1": "t1"}, mail_before=earlier)
