"""What approval cards say: what would change and why, who may decide, and what became of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.replies.cards import (
    approval_card,
    asleep_card,
    not_written,
    pause_sources,
    paused_card,
    proposal_card,
    proposal_key,
    proposal_state,
)
from bot.replies.forms import (
    APPROVE,
    ASKS_FIRST,
    CARD_SNOOZE_DAY,
    CARD_SNOOZE_PICK,
    CARD_SNOOZE_WEEK,
    EDIT,
    REJECT,
    RELEASE,
    SHOW_CARD,
)
from bot.replies.shapes import Block, Button, Buttons, Context, Heading, Menu, Paragraph, Quotes, Reply
from bot.workflows.conversation import press
from policies.approvals import what_is_shown
from records.models import Citation, Person, ProposalStatus, Role, Verdict
from tests.doubles.conversation import StoryConversation
from tests.pictures import samples
from tests.pictures.samples import MIRA, NAMES, NOW, TOM

ANA = Person(email="ana@lumenworks.example", role=Role.manager, name="Ana Lima")
BO = Person(email="bo@lumenworks.example", role=Role.admin, name="Bo Diaz")
CY = Person(email="cy@lumenworks.example", role=Role.manager)
ALLOWED = Verdict.allow("auto_allowed", "The colleague's own click is enough for the phone.")


def small_print(reply: Reply) -> str:
    return "\n".join(b.text for b in reply.blocks if isinstance(b, Context))


def buttons(reply: Reply) -> list[Button]:
    rows = [b for b in reply.blocks if isinstance(b, Buttons)]
    return [o for row in rows for i in row.items for o in (i.options if isinstance(i, Menu) else (i,))]


def quotes(reply: Reply) -> list[str]:
    return [q.text for b in reply.blocks if isinstance(b, Quotes) for q in b.items]


@pytest.mark.parametrize(
    ("deciders", "says"),
    [
        (None, "A manager or an admin can approve it"),
        ([TOM], "Tom Reyes can approve it (manager)"),
        ([TOM, ANA], "Tom Reyes or Ana Lima can approve it (managers)"),
        ([TOM, ANA, BO], "Tom Reyes, Ana Lima or Bo Diaz can approve it"),
        ([CY], "cy@lumenworks.example can approve it (manager)"),
        ([TOM, ANA, BO, CY], "A manager or an admin can approve it"),
        ([], "A manager or an admin other than Mira Okafor can approve it; there is none yet"),
    ],
)
def test_a_card_names_who_may_decide_where_they_are_few(deciders: list[Person] | None, says: str) -> None:
    shown = small_print(approval_card(samples.proposal(), names=NAMES, deciders=deciders))
    assert shown.endswith(f" · {says}")


def test_who_needs_nobody_else_is_named_too() -> None:
    own = samples.proposal().model_copy(update={"verdict": ALLOWED})
    shown = small_print(approval_card(own, names=NAMES, deciders=[TOM]))
    assert "Mira Okafor or Tom Reyes can approve it" in shown
    assert "Policy lets it pass: The colleague's own click is enough" in shown


def test_a_card_says_what_policy_said_and_why() -> None:
    shown = small_print(approval_card(samples.proposal(), names=NAMES))
    assert "Policy asks for approval: every change of a deal is seen by a second person" in shown
    released = samples.paused().model_copy(
        update={"status": ProposalStatus.pending, "released_by": TOM.email}
    )
    assert "Released by Tom Reyes although Globex has an angry" in small_print(
        approval_card(released, names=NAMES)
    )


def test_a_paused_card_shows_what_the_pause_rests_on_with_its_source() -> None:
    angry = samples.paused_citations()[1].model_copy(update={"quote": "Third outage this month."})
    without_words = samples.paused_citations()[0]
    reply = paused_card(samples.paused(), names=NAMES, deciders=[TOM], rests_on=[angry, without_words])
    (grounds, _) = [b for b in reply.blocks if isinstance(b, Quotes)]
    assert [q.text for q in grounds.items] == ["Third outage this month."]
    (source, _) = grounds.items[0].source
    assert source.link == angry.link
    assert "Only Tom Reyes can release it (manager), but not Mira Okafor, whose change it is" in small_print(
        reply
    )


def test_a_pause_that_nobody_else_can_lift_says_so() -> None:
    shown = small_print(paused_card(samples.paused(), names=NAMES, deciders=[]))
    assert shown.endswith(
        "Only a manager or an admin other than Mira Okafor can release it; there is none yet"
    )


def test_the_grounds_of_a_pause_can_be_looked_up() -> None:
    verdict = Verdict.pause(
        "angry_support", "…", ("angry_support:ev_1", "overdue_promises:ab12", "crm_at_risk:flag", "old")
    )
    assert pause_sources(verdict) == ["ev_1", "ab12", "flag"]


def test_waiting_cards_can_be_put_off_and_paused_ones_only_released() -> None:
    later = [CARD_SNOOZE_DAY, CARD_SNOOZE_WEEK, CARD_SNOOZE_PICK]
    assert [b.action for b in buttons(approval_card(samples.proposal()))] == [APPROVE, EDIT, REJECT, *later]
    assert [b.action for b in buttons(paused_card(samples.paused()))] == [RELEASE, REJECT, *later]
    assert CARD_SNOOZE_PICK in ASKS_FIRST


def test_a_card_that_was_put_off_says_until_when_and_can_be_had_back() -> None:
    reply = asleep_card(samples.proposal(), date(2026, 11, 24))
    assert reply.text == "💤 Snoozed until Tue 24 Nov 2026: next step for Acme"
    assert reply.card is None and reply.state is None, "the other copies stay as they are"
    assert [(b.action, b.value) for b in buttons(reply)] == [(SHOW_CARD, "cp-7f3a")]


def test_approving_says_which_change_one_looked_at() -> None:
    (approve,) = [b for b in buttons(approval_card(samples.proposal())) if b.action == APPROVE]
    assert approve.value == f"cp-7f3a@{what_is_shown(samples.proposal())}"
    assert proposal_key(approve.value) == proposal_key("cp-7f3a") == "proposal:cp-7f3a"
    here = StoryConversation()
    press(here, approve.action, approve.value, actor=TOM.email)
    assert here.decided == [("cp-7f3a", "approve", TOM.email, None)]


CHANGES = [
    {"status": ProposalStatus.approved},
    {"old": "Typed by hand"},
    {"old": None},
    {"new": "Another step"},
    {"why": "Because"},
    {"evidence": ()},
    {"account": "Acme Corp Ltd"},
    {"verdict": Verdict.needs_approval("field_next_step", "another reason")},
    {"decided_by": TOM.email},
    {"decided_at": NOW},
    {"decision_reason": "no"},
    {"released_by": TOM.email},
    {"failure": "refused"},
    {"expires_at": NOW + timedelta(days=8)},
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_state_of_a_card_changes_with_whatever_it_shows(change: dict[str, object]) -> None:
    before = samples.proposal()
    assert proposal_state(before.model_copy(update=change)) != proposal_state(before)
    assert proposal_state(before) == proposal_state(samples.proposal())


@pytest.mark.parametrize("status", list(ProposalStatus))
def test_every_card_carries_its_key_and_state(status: ProposalStatus) -> None:
    p = samples.proposal(status=status)
    reply = proposal_card(p, names=NAMES, deciders=[TOM], citations=samples.citations())
    assert (reply.card, reply.state) == ("proposal:cp-7f3a", proposal_state(p))
    assert proposal_state(p).startswith(f"{status.value}:")
    assert (buttons(reply) == []) is (status not in (ProposalStatus.pending, ProposalStatus.paused))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": ProposalStatus.applied}, None),
        ({"status": ProposalStatus.rejected}, None),
        ({"old": "Call Ian"}, "the CRM now holds Call Ian there, so look at the change again"),
        ({"old": None}, "the CRM now holds nothing there"),
        ({"status": ProposalStatus.paused}, "Not written: every change of a deal"),
        (
            {"status": ProposalStatus.failed, "failure": "The CRM can't take this"},
            "Not written: The CRM can't",
        ),
        ({"status": ProposalStatus.approved}, "written as soon as it does"),
    ],
)
def test_who_approved_hears_why_nothing_was_written(change: dict[str, object], says: str | None) -> None:
    said = not_written(samples.proposal().model_copy(update=change))
    assert said == says if says is None else says in str(said)


def test_a_drifted_value_stands_on_the_fresh_card() -> None:
    drifted = samples.proposal().model_copy(update={"old": "Call Ian"})
    assert "Call Ian → Send the revised quote" in approval_card(drifted).text


WILD = st.text(max_size=400) | st.sampled_from(
    ["<!channel>", "<@U1>", "*b*", "\u202egnp", "a\nb", "x" * 5000]
)


@given(WILD, WILD, WILD, WILD, st.sampled_from(list(ProposalStatus)))
def test_whatever_a_mail_says_a_card_is_drawn_and_stays_on_its_lines(
    new: str, why: str, quote: str, name: str, status: ProposalStatus
) -> None:
    wild = samples.proposal(status=status).model_copy(
        update={"new": new, "old": why, "why": why, "account": name, "decision_reason": quote, "failure": new}
    )
    wild = wild.model_copy(update={"verdict": Verdict.pause("rule", quote)})
    source = Citation(
        n=1,
        event_id="ev-quote",
        source="mail",
        external_id="",
        subject=why,
        at=datetime(2026, 1, 1, tzinfo=UTC),
        quote=quote,
    )
    tom = TOM.model_copy(update={"name": name})
    reply = proposal_card(
        wild, citations=[source], names={MIRA.email: name}, deciders=[tom], rests_on=[source]
    )
    assert reply.state == proposal_state(wild)
    for words in (reply.text, *(w for b in reply.blocks for w in _lines(b))):
        assert "\n" not in words and "\u202e" not in words and len(words) < 1500


def _lines(block: Block) -> list[str]:
    if isinstance(block, Heading | Context):
        return [block.text]
    return [r.text for r in block.runs if r.bold] if isinstance(block, Paragraph) else []


def test_a_pause_does_not_say_twice_what_stands_below_it_though_its_marks_differ() -> None:
    reason = 'Globex is at risk: 1 angry thread: “told "it is fixed" twice”; 1 is overdue: “by lunch”.'
    paused = samples.paused()
    paused = paused.model_copy(update={"verdict": paused.verdict.model_copy(update={"reason": reason})})
    ground = samples.citations()[0].model_copy(update={"quote": "told “it is fixed” twice."})
    said = "".join(
        run.text
        for block in paused_card(paused, rests_on=[ground]).blocks
        if isinstance(block, Paragraph)
        for run in block.runs
    )
    assert "1 angry thread; 1 is overdue: “by lunch”." in said and "fixed" not in said
