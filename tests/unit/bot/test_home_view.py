"""A person's own page, and the questions that are worth asking now."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.replies.forms import DONE, NOT_A_PROMISE, SETTINGS, SHOW_CARD, WRONG_OWNER
from bot.replies.shapes import Button, Buttons, Heading, Menu, Paragraph, Quotes, Reply
from records.models import Outcome, Participant, PromiseStatus, ProposalStatus, Verdict
from tests.builders import HENRIK, MARA, NOW, PRIYA, TOM, proposal
from tests.unit.bot.two_reps import STEFAN_AT_GLOBEX, TwoReps, shown

PAUSED = {"status": ProposalStatus.paused, "verdict": Verdict.pause("at_risk", "The account is at risk.")}


@pytest.fixture
def reps(tmp_path: Path) -> Iterator[TwoReps]:
    made = TwoReps(tmp_path / "home")
    yield made
    made.db.close()


def section(reply: Reply, title: str) -> str:
    """Everything below a heading up to the next one."""
    blocks = list(reply.blocks)
    start = next(n for n, b in enumerate(blocks) if isinstance(b, Heading) and b.text == title)
    rest = blocks[start + 1 :]
    end = next((n for n, b in enumerate(rest) if isinstance(b, Heading)), len(rest))
    return repr(rest[:end])


def buttons(reply: Reply, action: str) -> list[str]:
    items = [i for b in reply.blocks if isinstance(b, Buttons) for i in b.items]
    return [i.value for i in items if isinstance(i, Button) and i.action == action]


def test_my_open_promises_come_due_first_with_their_words_and_buttons(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the roadmap by 30 November 2026.\n\nMara", hours=20)
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n\nMara", hours=72)
    reps.writes(MARA, "Hi Dana,\n\nI'll send you two references.\n\nMara", hours=21)
    page = reps.home_view.of(MARA.email)
    assert page.private and page.text == "You owe 3 things, 1 late"
    mine = section(page, "What you promised")
    assert mine.index("revised quote") < mine.index("roadmap") < mine.index("two references")
    assert "2 days late" in mine and "Acme Corp Ltd: " in mine and "no date given" in mine
    assert (
        len(buttons(page, DONE)) == len(buttons(page, NOT_A_PROMISE)) == len(buttons(page, WRONG_OWNER)) == 3
    )
    menu = next(i for b in page.blocks if isinstance(b, Buttons) for i in b.items if isinstance(i, Menu))
    assert [o.label for o in menu.options] == ["Until tomorrow", "Until next week", "Pick a day…"]


def test_six_promises_are_shown_and_the_rest_is_one_line(reps: TwoReps) -> None:
    for n in range(12):
        reps.writes(MARA, f"Hi Dana,\n\nI'll send you report number {n} by {10 + n} December 2026.\n\nMara")
    page = reps.home_view.of(MARA.email)
    assert len(buttons(page, DONE)) == 6 and "And 6 more: ask me “what do I owe?”" in shown(page)
    assert page.text == "You owe 12 things" and len(page.blocks) <= 50
    rows = [b.row for b in page.blocks if isinstance(b, Buttons)]
    assert len(rows) == len(set(rows))


def test_what_is_done_dismissed_theirs_or_a_colleagues_is_not_mine(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n\nMara")
    reps.hears(MARA, "Hi Mara,\n\nyou'll have the signed order form on Monday.\n\nDana")
    both = reps.writes(TOM, "Hi Dana,\n\nI'll send you the roadmap by Monday.\n\nTom")
    reps.logged(MARA, both)
    (mine,) = reps.reading.promises(MARA.email, owner=MARA.email)
    reps.promises.click(mine.id, PromiseStatus.kept, MARA.email, "said it is done")
    page = reps.home_view.of(MARA.email)
    assert page.text == "You owe 0 things"
    assert "Nothing is due. Ask me “what did we promise Acme?”" in section(page, "What you promised")


def test_an_empty_page_says_in_plain_words_what_is_empty(reps: TwoReps) -> None:
    page = reps.home_view.of(MARA.email)
    assert "Nothing is due." in section(page, "What you promised")
    assert "No change waits for you." in section(page, "What waits for your approval")
    assert "No mailbox or calendar of yours is connected yet" in section(page, "What I read for you")
    assert "Quiet from 18:00 to 8:00." in section(page, "Your settings")
    assert buttons(page, SETTINGS) == ["mine"] and "“what is late?”" in shown(page)


def propose(reps: TwoReps, name: str, **changes: Any) -> None:
    reps.proposals.add(proposal(name, entity_id=name, account_id="acc_acme", **changes))


def test_a_manager_sees_what_waits_soonest_to_expire_first_and_what_is_paused(reps: TwoReps) -> None:
    propose(reps, "prop_later", expires_at=NOW + timedelta(days=5))
    propose(reps, "prop_paused", expires_at=NOW + timedelta(days=2), **PAUSED)
    propose(reps, "prop_own", proposer=HENRIK.email)
    propose(reps, "prop_expired", expires_at=NOW - timedelta(minutes=1))
    propose(reps, "prop_done", status=ProposalStatus.applied)
    page = reps.home_view.of(HENRIK.email)
    assert buttons(page, SHOW_CARD) == ["prop_paused", "prop_later"]
    waiting = section(page, "What waits for your approval")
    assert "Next step of Acme Corp Ltd: " in waiting and waiting.count("Paused") == 1
    assert "wait for night shift decision → Send the quote" in waiting
    assert "1 change of yours waits for a manager or an admin." in waiting
    assert buttons(reps.home_view.of(PRIYA.email), SHOW_CARD) == ["prop_paused", "prop_later", "prop_own"]


def test_a_rep_sees_only_how_many_changes_of_theirs_wait(reps: TwoReps) -> None:
    propose(reps, "prop_1", new="HERON")
    propose(reps, "prop_2", proposer=TOM.email, new="OSPREY")
    page = reps.home_view.of(MARA.email)
    assert buttons(page, SHOW_CARD) == [] and "HERON" not in shown(page) and "OSPREY" not in shown(page)
    assert "1 change of yours waits for a manager or an admin." in shown(page)


def test_who_may_click_alone_sees_the_own_change(reps: TwoReps) -> None:
    allowed = Verdict(outcome=Outcome.allow, rule="own_task", reason="A task of your own.")
    propose(reps, "prop_mine", verdict=allowed)
    assert buttons(reps.home_view.of(MARA.email), SHOW_CARD) == ["prop_mine"]


def test_what_a_person_snoozed_does_not_wait(reps: TwoReps) -> None:
    propose(reps, "prop_1")
    propose(reps, "prop_2")
    object.__setattr__(
        reps.home_view, "asleep", lambda person: {"prop_1"} if person == HENRIK.email else set()
    )
    assert buttons(reps.home_view.of(HENRIK.email), SHOW_CARD) == ["prop_2"]
    assert buttons(reps.home_view.of(PRIYA.email), SHOW_CARD) == ["prop_1", "prop_2"]


def test_of_many_cards_the_first_are_shown_and_the_rest_is_counted(reps: TwoReps) -> None:
    for n in range(20):
        propose(reps, f"prop_{n:02}")
    page = reps.home_view.of(HENRIK.email)
    assert len(buttons(page, SHOW_CARD)) == 8 and "And 12 more" in shown(page) and len(page.blocks) <= 50


def test_the_health_of_my_own_sources_is_told_with_what_to_do(reps: TwoReps) -> None:
    gmail = reps.connections.add("gmail", MARA.email, MARA.email)
    reps.connections.add("imap", TOM.email, TOM.email)
    fresh = section(reps.home_view.of(MARA.email), "What I read for you")
    assert f"Gmail of {MARA.email}" in fresh and "was not read yet" in fresh and TOM.email not in fresh
    reps.connections.note(gmail.id, read_at=NOW, backfilled=False, remaining=1200)
    assert "is still being read; about 1,200 to come." in shown(reps.home_view.of(MARA.email))
    reps.connections.note(gmail.id, backfilled=True, reconciled_at=NOW, missing=0, extra=0)
    assert "✅" in shown(reps.home_view.of(MARA.email)) and "nothing is missing" in shown(
        reps.home_view.of(MARA.email)
    )
    reps.connections.set_state(gmail.id, "reconnect", "The grant was revoked.")
    told = section(reps.home_view.of(MARA.email), "What I read for you")
    assert "⚠️" in told and "`promissory connect gmail`, or ask an admin" in told
    object.__setattr__(reps.home_view, "reconnect", lambda c: f"https://p.example/connect/{c.source}")
    told = section(reps.home_view.of(MARA.email), "What I read for you")
    assert "https://p.example/connect/gmail" in told and "promissory connect" not in told
    reps.connections.set_state(gmail.id, "failing", "internal error 0x17")
    assert "can't be read at the moment" in shown(reps.home_view.of(MARA.email))
    assert "0x17" not in shown(reps.home_view.of(MARA.email))


def test_a_stranger_has_no_page_and_no_questions(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n\nMara")
    page = reps.home_view.of("guest@elsewhere.example")
    assert page.notice is not None and "quote" not in shown(page)
    assert reps.home_view.suggestions("guest@elsewhere.example", "#acme") == []


def test_what_has_a_day_comes_before_what_has_none_and_says_that_day_once(reps: TwoReps) -> None:
    for n in range(7):
        reps.writes(MARA, f"Hi Dana,\n\nI'll send you reference number {n}.\n\nMara", hours=90)
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the\nroadmap by 30 November 2026.\n\nMara", hours=20)
    page = reps.home_view.of(MARA.email)
    first = next(b for b in page.blocks if isinstance(b, Quotes)).items[0]
    assert "".join(r.text for r in first.lead) == ("Acme Corp Ltd: send the roadmap · due Mon 30 Nov 2026")
    assert first.text == "I'll send you the roadmap by 30 November 2026."
    assert "Mara Lindqvist, Thu 19 Nov 2026" in first.source[1].text


def waiting(page: Reply) -> list[str]:
    """The lines above the buttons of changes that wait."""
    rows = [n for n, b in enumerate(page.blocks) if isinstance(b, Buttons) and b.row.startswith("waiting:")]
    above = [page.blocks[n - 1] for n in rows]
    return ["".join(r.text for r in b.runs) for b in above if isinstance(b, Paragraph)]


def test_both_numbers_of_a_phone_are_written_alike(reps: TwoReps) -> None:
    propose(reps, "prop_1", field="phone", old="+32 3 555 01 44", new="+3235550190")
    propose(reps, "prop_2", field="phone", old="0711 / 55 - ask Kim", new="+49 711 5550190")
    assert waiting(reps.home_view.of(HENRIK.email)) == [
        "Phone of Acme Corp Ltd: +32 3 555 01 44 → +32 3 555 01 90",
        "Phone of Acme Corp Ltd: 0711 / 55 - ask Kim → +49 711 5550190",
    ]


def test_a_task_is_new_so_it_replaces_nothing(reps: TwoReps) -> None:
    propose(reps, "prop_1", field="task", old=None, new="2026-11-24 Send the order form")
    assert waiting(reps.home_view.of(HENRIK.email)) == [
        "Task of Acme Corp Ltd: Send the order form, due Tue 24 Nov 2026"
    ]


def test_a_change_of_many_words_takes_one_line_above_its_button(reps: TwoReps) -> None:
    propose(reps, "prop_1", old="word " * 80, new="other " * 80, **PAUSED)
    (line,) = waiting(reps.home_view.of(HENRIK.email))
    assert line.startswith("⏸️ Paused · Next step of Acme Corp Ltd: word") and "… → other" in line
    assert len(line) <= 110 and "\n" not in line


# Questions


def test_the_account_of_the_room_comes_first(reps: TwoReps) -> None:
    reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Wednesday.\n\nMara", hours=80)
    reps.hears(
        MARA, "Hi Mara,\n\nyou'll have the pilot report on Monday.\n\nStefan", STEFAN_AT_GLOBEX, hours=2
    )
    titles = [title for title, _ in reps.home_view.suggestions(MARA.email, "#globex-pilot")]
    assert titles == [
        "What did we promise Globex?",
        "What does Globex owe us?",
        "What do I owe this week?",
        "What is late?",
    ]
    assert (
        reps.home_view.suggestions(MARA.email, "#acme-renewal")[0][0] == "What did we promise Acme Corp Ltd?"
    )


def test_without_a_room_it_is_the_account_at_risk(reps: TwoReps) -> None:
    reps.hears(MARA, "Hi Mara,\n\nlunch was lovely.\n\nStefan", STEFAN_AT_GLOBEX, hours=1)
    reps.hears(MARA, "Hi Mara,\n\nthe projector works.\n\nDana", hours=50)
    assert reps.home_view.suggestions(MARA.email)[0][0] == "What did we promise Globex?"
    reps.crm(at_risk=True)
    assert reps.home_view.suggestions(MARA.email)[0][0] == "What did we promise Acme Corp Ltd?"
    reps.crm(at_risk=False)
    reps.hears(MARA, "Mara,\n\nthis is unacceptable, we are very disappointed.\n\nDana", hours=49)
    assert reps.home_view.suggestions(MARA.email)[0][0] == "What did we promise Acme Corp Ltd?"


def test_there_are_never_more_than_four_and_never_none(reps: TwoReps) -> None:
    assert reps.home_view.suggestions(MARA.email) == [("What did we promise this month?",) * 2]
    for n in range(9):
        them = Participant(email=f"kim@firm{n}.example", name="Kim")
        reps.hears(MARA, f"Hi Mara,\n\nyou'll have contract {n} on Monday.\n\nKim", them)
    assert len(reps.home_view.suggestions(MARA.email)) == 4


def test_nobody_is_asked_about_an_account_that_only_a_colleague_knows(reps: TwoReps) -> None:
    secret = Participant(email="kim@heron.example", name="Kim")
    reps.hears(TOM, "Tom,\n\nthis is unacceptable, we will cancel our contract.\n\nKim", secret)
    reps.writes(TOM, "Hi Kim,\n\nI'll send you the OSPREY quote by Wednesday.\n\nTom", secret, hours=80)
    assert reps.home_view.suggestions(TOM.email, "#heron")[0][0] == "What did we promise Heron?"
    for other in (MARA, HENRIK, PRIYA):
        told = repr(reps.home_view.suggestions(other.email, "#heron")) + shown(reps.home_view.of(other.email))
        assert "heron" not in told.lower() and "OSPREY" not in told
        assert "late" not in repr(reps.home_view.suggestions(other.email))


def test_neither_rep_sees_the_others_words_on_their_page(reps: TwoReps) -> None:
    for who, bird in ((MARA, "HERON"), (TOM, "OSPREY")):
        to = Participant(email=f"{bird.lower()}@acme.example", name=bird)
        reps.writes(
            who, f"Hi,\n\nI'll send you the {bird} quote by Wednesday.\n\n{bird}", to, subject=bird, hours=80
        )
        reps.hears(who, f"Hi,\n\nyou'll have the {bird} order on Monday.\n\n{bird}", to, subject=bird)
        reps.connections.add("gmail", f"{bird.lower()}@northbeam.example", who.email)
    for who, own, other in ((MARA, "HERON", "OSPREY"), (TOM, "OSPREY", "HERON")):
        told = shown(reps.home_view.of(who.email)) + repr(reps.home_view.suggestions(who.email, "#acme"))
        assert own in told and other.lower() not in told.lower()
