"""Everyday replies settle the only open promise of a thread, also where they name little; near misses don't."""

from datetime import UTC, datetime

import pytest

from records.models import Participant
from tests.unit.retrieval.test_settle import DANA, JANA, mail, outcome, promised, status


def asked_of(action: str, quote: str = ""):
    return promised(action, quote=quote or f"I'll {action}.")


@pytest.mark.parametrize(
    ("action", "text", "sender"),
    [
        ("create logins for the two trainees", "Both can log in, cheers.", DANA),
        ("give you access to the archive", "I'm in, thanks!", DANA),
        ("ask our plumber about the valve", "Our plumber says the valve is meant to drip a little.", JANA),
        ("confirm the date", "The 21st is confirmed.", JANA),
        ("train the warehouse team", "The training went really well, thanks.", DANA),
        ("fix the scanning problem", "Everyone can scan again, hooray.", DANA),
        ("read the manuscript", "I went through it on the train, lovely ending.", JANA),
        ("give you feedback on the poster", "My remarks on the poster are below.", JANA),
        ("send a technician", "Your technician was here this morning and found the loose wire.", DANA),
        ("reset the alarm code", "I've reset it, the new code goes by text message.", JANA),
        ("approve the layout", "The layout is fine, please print.", JANA),
        ("name a contact person", "Your contact is Ruth Ambler.", JANA),
        ("raise the credit limit to 7,500", "The credit limit is now 7,500.", JANA),
        ("find out what the frame costs", "The frame is 310 euros.", JANA),
        ("die Zugänge einrichten", "Ich komme jetzt rein, danke.", DANA),
    ],
)
def test_a_plain_reply_settles_the_only_open_promise(action: str, text: str, sender: Participant) -> None:
    assert status(mail(text, sender), asked_of(action)) == "kept"


@pytest.mark.parametrize(
    ("action", "text", "sender"),
    [
        ("create logins for the two trainees", "Both trainees can't log in yet.", DANA),
        ("ask our plumber about the valve", "Our plumber is away until Monday.", JANA),
        ("confirm the date", "Would the 21st suit you?", JANA),
        ("train the warehouse team", "The training is a good idea.", DANA),
        ("fix the scanning problem", "The scanning problem is back again.", DANA),
        ("send a technician", "The technician who came in May was very kind.", DANA),
        ("approve the layout", "The layout is with our designer.", JANA),
        ("raise the credit limit to 7,500", "The credit limit is now 4,000.", JANA),
        ("find out what the frame costs", "I asked our supplier what the frame costs.", JANA),
        ("repair the second lathe", "The other lathe runs again.", DANA),
        ("send the price list", "Got your message, thanks.", DANA),
        ("write to the landlord", "The landlord wrote to us as well.", DANA),
        ("reset the password", "My colleague's password works, mine doesn't.", DANA),
        ("return the signed lease", "We received the lease and will sign it.", JANA),
        ("das Angebot schicken", "Das Angebot liegt noch bei meinem Chef.", JANA),
        ("create a login for you", "I'm in Berlin this week, so no hurry.", DANA),
        ("train the night shift", "The day shift training went well.", DANA),
        ("send a technician", "Your driver was here with the parcels.", DANA),
        ("approve the layout", "The layout is good but the logo has to go.", JANA),
        ("install the camera", "The camera arrived, it's in the store room.", DANA),
        ("clean the filter", "The filter was cleaned in May, so it's due.", DANA),
        ("pay the bill", "The bill is attached again, with the order number.", DANA),
    ],
)
def test_what_only_sounds_like_it_settles_nothing(action: str, text: str, sender: Participant) -> None:
    assert status(mail(text, sender), asked_of(action)) == "open"


def test_two_open_promises_of_a_thread_are_not_told_apart_by_a_bare_reply() -> None:
    one = asked_of("give you access to the archive")
    other = asked_of("give you access to the ticket tool").model_copy(
        update={"id": "p2", "start": 60, "end": 90}
    )
    assert status(mail("I'm in, thanks!", DANA), one, other) == "open"


@pytest.mark.parametrize(
    ("action", "text"),
    [
        ("send the drawings", "The drawings came, but sheet 3 is missing."),
        ("send the drawings", "I can't open the drawings, the file seems broken."),
        ("deliver the tables", "Only 4 of the 9 tables arrived."),
        ("repair the shutter", "The shutter works but leaks at the bottom."),
    ],
)
def test_what_came_but_is_not_right_makes_it_unsure(action: str, text: str) -> None:
    assert status(mail(text, DANA), asked_of(action)) == "unsure"


def test_a_day_in_doubt_makes_it_unsure() -> None:
    assert (
        status(mail("I'm not sure we'll manage the drawings by then.", JANA), asked_of("send the drawings"))
        == "unsure"
    )


def test_what_should_follow_from_a_statement_takes_nothing_back() -> None:
    said = "Both accounts are set up, they should have had a mail."
    assert status(mail(said, JANA), asked_of("set up both accounts")) == "kept"


def test_cancelling_as_promised_takes_nothing_back() -> None:
    said = "The spare licence has been cancelled, you won't be billed for it any more."
    assert status(mail(said, JANA), asked_of("cancel the spare licence")) != "withdrawn"


def test_a_receipt_before_a_question_counts() -> None:
    said = "Report received, one question: is page 4 net or gross?"
    assert status(mail(said, DANA), asked_of("send the report")) == "kept"


def test_done_answers_what_was_asked_last() -> None:
    from retrieval.settle import settle
    from tests.unit.retrieval.test_settle import SIDES

    report = asked_of("send the report")
    asked = mail(
        "Could you take Godfrey off the list?", DANA, id="e0b", at=datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
    )
    said = mail("Done!", JANA)
    assert not settle(said, (), (report,), SIDES, threads={"p1": "t1"}, mail_before=asked)
    assert settle(said, (), (report,), SIDES, threads={"p1": "t1"})


def test_the_evidence_is_the_sentence_that_says_so() -> None:
    found = outcome(
        mail("Morning!\n\nI'm in, thanks. See you on the 3rd.", DANA),
        asked_of("give you access to the archive"),
    )
    assert found is not None
    assert found.quote == "I'm in, thanks."
