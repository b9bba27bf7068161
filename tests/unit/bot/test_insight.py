"""What a rep sees of an account at a glance: on request, and once when they open the room of a deal."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.replies.forms import DISMISS_INSIGHT
from bot.replies.shapes import Button, Buttons, Quotes, Reply
from records.models import Account, Contact, EventKind, Participant, PromiseStatus, Turn
from tests.builders import DANA, HENRIK, MARA, TOM
from tests.unit.bot.two_reps import (
    DANA_AT_ACME,
    PUBLIC,
    STEFAN_AT_GLOBEX,
    TwoReps,
    as_participant,
    shown,
)


@pytest.fixture
def reps(tmp_path: Path) -> Iterator[TwoReps]:
    made = TwoReps(tmp_path / "home")
    yield made
    made.db.close()


def quotes(reply: Reply | None) -> list[str]:
    assert reply is not None
    return [q.text for b in reply.blocks if isinstance(b, Quotes) for q in b.items]


def buttons(reply: Reply) -> list[Button]:
    return [i for b in reply.blocks if isinstance(b, Buttons) for i in b.items if isinstance(i, Button)]


def said(reply: Reply, title: str) -> str:
    """The runs of the block that begins with a title."""
    for block in reply.blocks:
        runs = getattr(block, "runs", ())
        if runs and runs[0].text.startswith(title):
            return "".join(r.text for r in runs)
    raise AssertionError(f"no {title} in {reply}")


def test_the_card_tells_the_last_talk_the_mood_the_promises_and_the_next_step(reps: TwoReps) -> None:
    reps.writes(
        MARA, "Hi Dana,\n\nI'll send you the revised quote by Tuesday.\n\nBest,\nMara", hours=90, thread="t1"
    )
    reps.hears(
        MARA,
        "Hi Mara,\n\nthanks! We'll return the signed order form by Friday next week. This is the third outage in a "
        "month and it is unacceptable.\n\nDana",
        hours=20,
        thread="t1",
        subject="Re: Your quote",
    )
    card = reps.insights.card("Acme", MARA.email)
    assert card.private and card.text.startswith("Acme Corp Ltd: we owe 1 thing, 1 late")
    assert "I'll send you the revised quote by Tuesday." in quotes(card)
    assert any("third outage" in q for q in quotes(card))
    assert said(card, "Mood: ") == "Mood: upset"
    assert said(card, "We owe them") == "We owe them (1)" and said(card, "They owe us") == "They owe us (1)"
    assert "wait for night shift decision (Acme night shift)" in said(card, "Next step in the CRM")
    assert "Dana Whitfield, Thu 19 Nov 2026" in shown(card)
    assert buttons(card) == [Button(DISMISS_INSIGHT, "acc_acme", "Don't show this again")]


def test_the_last_conversation_is_two_lines_of_both_sides_without_greetings(reps: TwoReps) -> None:
    reps.writes(
        MARA, "Hi Dana,\n\nthe old talk about the printers is closed.\n\nMara", hours=400, thread="old"
    )
    reps.hears(
        MARA,
        "Hi Mara,\n\nhope you are well. Our budget was cut to 40,000 euros.\n\nBest regards,\nDana",
        thread="t",
    )
    reps.writes(
        MARA,
        "Hi Dana,\n\nthanks for telling me. The basic plan would cost 38,000 euros.\n\nMara\n\n"
        "On Thu, 19 Nov 2026 at 10:00, Dana Whitfield wrote:\n> Our budget was cut to 40,000 euros.\n",
        hours=3,
        thread="t",
    )
    card = reps.insights.card("acme", MARA.email)
    assert quotes(card)[:2] == [
        "Our budget was cut to 40,000 euros.",
        "The basic plan would cost 38,000 euros.",
    ]


def test_messages_of_one_room_are_one_conversation_although_each_is_its_own_thread(reps: TwoReps) -> None:
    for hours, who, text in (
        (5, DANA_AT_ACME, "the import fails with error 502"),
        (4, as_participant(MARA), "a fix will be live at 3 pm"),
    ):
        to = [as_participant(MARA), DANA_AT_ACME]
        chat = reps.message(text, who, to, hours=hours, kind=EventKind.chat, source="slack", subject="#acme")
        reps.logged(MARA, chat.model_copy(update={"thread": f"slack:{hours}"}), "slack")
    card = reps.insights.card("Acme", MARA.email)
    assert quotes(card)[:2] == ["the import fails with error 502", "a fix will be live at 3 pm"]


def test_late_promises_come_first_and_five_are_enough(reps: TwoReps) -> None:
    for n in range(7):
        reps.writes(
            MARA, f"Hi Dana,\n\nI'll send you report number {n} by {20 + n} November 2026.\n\nMara", hours=50
        )
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the late contract by Wednesday.\n\nMara", hours=100)
    card = reps.insights.card("Acme", MARA.email)
    owed = [b for b in card.blocks if isinstance(b, Quotes)][1].items
    assert len(owed) == 5 and "late contract" in owed[0].text
    assert "⏰" in owed[0].lead[0].text and "2 days late" in owed[0].lead[1].text
    assert "⏰" not in owed[1].lead[0].text and "number 0" in owed[1].text
    assert "And 3 more: ask me “what do we owe Acme Corp Ltd?”" in shown(card)


def test_what_is_kept_or_dismissed_is_not_open(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n\nMara")
    (made,) = reps.reading.promises(MARA.email)
    reps.promises.click(made.id, PromiseStatus.kept, MARA.email, "said it is done")
    assert said(reps.insights.card("Acme", MARA.email), "We owe them") == "We owe them: nothing that is open."


def test_a_threat_is_a_mood_and_no_promise(reps: TwoReps) -> None:
    reps.hears(
        MARA,
        "Mara,\n\nIf this isn't fixed by Friday we will move to Stockwell One. We'll send you the signed order form "
        "on Monday.\n\nDana",
    )
    assert len(reps.reading.promises(MARA.email)) == 2, "else this tests nothing"
    card = reps.insights.card("Acme", MARA.email)
    assert said(card, "Mood: ") == "Mood: talks of leaving" and "they owe us 1 thing" in card.text
    assert said(card, "They owe us") == "They owe us (1)"
    assert any("order form" in q for q in quotes(card))


def test_what_we_promise_an_angry_customer_is_still_owed(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nthis is unacceptable and we will fix the outage by Monday.\n\nMara")
    assert said(reps.insights.card("Acme", MARA.email), "We owe them") == "We owe them (1)"


def test_who_owes_is_named_as_the_crm_or_their_mail_names_them(reps: TwoReps) -> None:
    kim = Participant(email="kim@acme.example")
    lee = Participant(email="lee@acme.example", name="Lee Brandt")
    contact = Contact(id="c1", account_id="acc_acme", email="Kim@acme.example", name="Kim Osei")
    reps.accounts.import_snapshot([], [contact], [])
    reps.hears(MARA, "Hi Mara,\n\nyou'll have the signed order form by Monday.\n\nKim", kim)
    reps.hears(MARA, "Hi Mara,\n\nI'll send you the floor plan by Tuesday.\n\nLee", lee)
    card = reps.insights.card("Acme", MARA.email)
    owed = [b for b in card.blocks if isinstance(b, Quotes)][-1].items
    assert [q.lead[1].text.rpartition(" · ")[2] for q in owed] == ["Kim Osei", "Lee Brandt"]
    assert owed[1].lead[0].text == "send the floor plan" and "due Tue 24 Nov 2026" in owed[1].lead[1].text
    assert "Kim Osei, Thu 19 Nov 2026" in owed[0].source[1].text and "@" not in owed[0].source[1].text


def test_no_mood_is_guessed(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nthe meeting room on the second floor has a projector.\n\nDana")
    card = reps.insights.card("Acme", MARA.email)
    assert said(card, "Mood: ").startswith(
        "Mood: no mood shown. Nobody of Acme Corp Ltd said in the last 30 days"
    )


def test_what_was_said_two_months_ago_is_no_mood_of_today(reps: TwoReps) -> None:
    reps.hears(MARA, "Mara,\n\nthis is unacceptable, we are very disappointed.\n\nDana", hours=24 * 60)
    assert "no mood shown" in said(reps.insights.card("Acme", MARA.email), "Mood: ")


def test_who_says_since_that_it_works_again_is_not_upset(reps: TwoReps) -> None:
    reps.hears(MARA, "Mara,\n\nthis is the third outage, it is unacceptable.\n\nDana", hours=30, thread="t")
    assert said(reps.insights.card("Acme", MARA.email), "Mood: ") == "Mood: upset"
    reps.hears(MARA, "Hi Mara,\n\neverything works again, thanks.\n\nDana", hours=5, thread="t")
    assert "no mood shown" in said(reps.insights.card("Acme", MARA.email), "Mood: ")


def test_a_threat_to_leave_comes_before_a_complaint(reps: TwoReps) -> None:
    reps.hears(MARA, "Mara,\n\nthis is unacceptable, we are very disappointed.\n\nDana", hours=3)
    reps.hears(
        MARA,
        "Mara,\n\nif this is not fixed we will cancel our contract and move to a competitor.\n\nDana",
        hours=30,
    )
    card = reps.insights.card("Acme", MARA.email)
    assert said(card, "Mood: ").startswith("Mood: talks of leaving, upset")


def test_our_own_regret_in_a_call_is_not_their_mood(reps: TwoReps) -> None:
    text = "I am so frustrated, this is unacceptable and embarrassing.\nThe projector is on the second floor."
    call = reps.message(
        text, Participant(email="", name=None), [], hours=5, kind=EventKind.transcript, subject="Acme call"
    )
    cut = text.index("\n") + 1
    turns = (
        Turn(start=0, end=cut, speaker=as_participant(MARA)),
        Turn(start=cut, end=len(text), speaker=DANA_AT_ACME),
    )
    reps.logged(MARA, call.model_copy(update={"turns": turns, "sender": None, "to": (DANA_AT_ACME,)}))
    assert "no mood shown" in said(reps.insights.card("Acme", MARA.email), "Mood: ")


def test_without_a_crm_the_next_step_is_what_they_said(reps: TwoReps) -> None:
    reps.crm(next_step=None)
    reps.hears(MARA, "Hi Mara,\n\nlet's schedule a follow-up call for next Tuesday.\n\nDana")
    card = reps.insights.card("Acme", MARA.email)
    assert said(card, "Next step") == "Next step, as they put it"
    assert quotes(card)[-1] == "let's schedule a follow-up call for next Tuesday."


def test_a_source_without_a_link_of_its_own_gets_ours(reps: TwoReps) -> None:
    mail = reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    object.__setattr__(reps.insights, "link", lambda event_id: f"{PUBLIC}/source/{event_id}")
    assert f"{PUBLIC}/source/{mail.id}" in shown(reps.insights.card("Acme", MARA.email))


@pytest.mark.parametrize("about", ["acc_acme", "Acme", "acme.example", "ACME CORP", "#acme-renewal", DANA])
def test_an_account_is_found_by_its_id_or_any_name(reps: TwoReps, about: str) -> None:
    assert reps.insights.card(about, MARA.email).text.startswith("Acme Corp Ltd: ")


def test_what_names_no_account_or_two_gets_a_plain_sentence(reps: TwoReps) -> None:
    assert reps.insights.card("Initech", MARA.email).notice == "I know no account called “Initech”."
    near = reps.insights.card("Globexx Partners", MARA.email)
    assert near.notice == "I know no account called “Globexx Partners”. Do you mean Globex?"
    twins = [Account(id=f"acc_{n}", name=f"Delta {n}", crm="x", crm_id=n) for n in ("Airlines", "Faucets")]
    reps.accounts.import_snapshot(twins, [], [])
    both = reps.insights.card("Delta", MARA.email).notice
    assert both == "“Delta” could be Delta Airlines or Delta Faucets: which one do you mean?"
    assert reps.insights.card("   ", MARA.email).notice is not None


def test_a_stranger_learns_nothing(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    card = reps.insights.card("Acme", "guest@elsewhere.example")
    assert "Acme" not in shown(card) and card.notice is not None
    assert reps.insights.opened("#acme", "guest@elsewhere.example") is None


def test_an_account_that_only_a_colleague_has_mail_of_is_not_named(reps: TwoReps) -> None:
    reps.hears(
        TOM, "Hi Tom,\n\nwe sign on Monday.\n\nKim", Participant(email="kim@hushco.example", name="Kim")
    )
    assert reps.insights.card("Hushco", TOM.email).text.startswith("Hushco: ")
    assert reps.insights.card("Hushco", MARA.email).notice == "I know no account called “Hushco”."
    assert reps.insights.opened("#hushco-deal", MARA.email) is None


# When somebody opens the room of a deal


def test_the_room_of_a_deal_shows_the_card_once_and_again_the_next_day(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    card = reps.insights.opened("#acme-renewal", MARA.email)
    assert card is not None and card.text.startswith("Acme Corp Ltd: ")
    assert reps.insights.opened("deal-acme-2026", MARA.email) is None
    reps.clock.advance(timedelta(hours=19))
    assert reps.insights.opened("#acme-renewal", MARA.email) is None
    reps.clock.advance(timedelta(hours=2))
    assert reps.insights.opened("#acme-renewal", MARA.email) is not None


def test_asking_for_it_does_not_count_as_shown(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    for _ in range(3):
        assert quotes(reps.insights.card("Acme", MARA.email))
    assert reps.insights.opened("#acme-renewal", MARA.email) is not None


def test_what_was_dismissed_never_comes_back_unasked_for_that_person(reps: TwoReps) -> None:
    both = reps.message(
        "Hi,\n\nour budget was cut to 40,000 euros.\n\nDana", DANA_AT_ACME, [as_participant(MARA)]
    )
    reps.logged(MARA, both)
    reps.logged(TOM, both)
    reply = reps.insights.dismiss("acc_acme", MARA.email)
    assert reply.text.startswith("I won't show you Acme Corp Ltd unasked any more.")
    reps.insights.dismiss("acc_acme", MARA.email)
    reps.clock.advance(timedelta(days=400))
    assert reps.insights.opened("#acme-renewal", MARA.email) is None
    asked = reps.insights.card("Acme", MARA.email)
    assert quotes(asked) and not buttons(asked)
    assert reps.insights.opened("#acme-renewal", TOM.email) is not None
    assert reps.audited() == [(MARA.email, "insight_dismissed", "acc_acme")]


@pytest.mark.parametrize(
    "room", ["#general", "random", "#sales-team", "", "🎉", "#acme-and-globex", "#initech", "#" * 90]
)
def test_a_room_of_no_account_or_of_two_shows_nothing(reps: TwoReps, room: str) -> None:
    reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    reps.hears(MARA, "Hi Mara,\n\nwe sign on Monday.\n\nStefan", STEFAN_AT_GLOBEX)
    assert reps.insights.opened(room, MARA.email) is None


def test_a_room_whose_account_the_person_has_nothing_of_shows_nothing(reps: TwoReps) -> None:
    reps.hears(TOM, "Hi Tom,\n\nour budget was cut to 40,000 euros.\n\nDana")
    assert reps.insights.opened("#acme-renewal", MARA.email) is None
    assert reps.insights.opened("#acme-renewal", HENRIK.email) is None
    assert reps.insights.opened("#acme-renewal", TOM.email) is not None


def test_of_eight_who_open_it_at_once_one_is_shown_the_card(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nour budget was cut to 40,000 euros.\n\nDana")
    barrier, found = threading.Barrier(8), []

    def opens() -> None:
        barrier.wait()
        found.append(reps.insights.opened("#acme-renewal", MARA.email))

    threads = [threading.Thread(target=opens) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and sum(card is not None for card in found) == 1


# Who sees what


def test_neither_rep_sees_a_word_of_the_others_private_mail_with_the_same_customer(reps: TwoReps) -> None:
    canaries = {MARA.email: "HERON", TOM.email: "OSPREY"}
    for who in (MARA, TOM):
        bird = canaries[who.email]
        customer = Participant(email=f"{bird.lower()}@acme.example", name=f"{bird} Whitfield")
        for hours, kind in ((4, EventKind.mail), (3, EventKind.chat)):
            for n, text in enumerate(
                (
                    f"{who.name}, this is unacceptable, {bird} is down again and we are very disappointed.",
                    f"If {bird} is not fixed we will cancel our contract and move to a competitor.",
                    f"Let's schedule a follow-up call about {bird} for next Tuesday.",
                    f"We'll send you the {bird} order form by Friday.",
                )
            ):
                to = [as_participant(who)]
                m = reps.message(
                    text, customer, to, hours=hours, kind=kind, subject=f"{bird} {n}", thread=f"{bird}{n}"
                )
                reps.logged(who, m)
        reps.writes(
            who,
            f"Hi,\n\nI'll send you the {bird} contract by Wednesday.\n\n{bird}",
            customer,
            subject=bird,
            hours=60,
        )
    reps.crm(next_step=None)
    for who, other in ((MARA, TOM), (TOM, MARA)):
        card = reps.insights.card("Acme", who.email)
        opened = reps.insights.opened("#acme-renewal", who.email)
        assert canaries[who.email] in shown(card) and canaries[who.email] in shown(opened)
        assert canaries[other.email].lower() not in (shown(card) + shown(opened)).lower()
    nothing = reps.insights.card("Acme", HENRIK.email)
    assert not any(bird in shown(nothing) for bird in canaries.values())
    assert "nothing that was said with Acme Corp Ltd is open to you yet" in shown(nothing)


def test_what_is_no_longer_shared_is_gone_at_the_next_look(reps: TwoReps) -> None:
    mail = reps.hears(TOM, "Hi Tom,\n\nour budget was cut to 40,000 euros.\n\nDana")
    reps.people.remove(TOM.email)
    assert "40,000" not in shown(reps.insights.card("Acme", TOM.email))
    reps.people.add(TOM.email, TOM.role)
    assert "40,000" in shown(reps.insights.card("Acme", TOM.email))
    assert mail.id
