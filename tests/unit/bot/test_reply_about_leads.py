"""A reply below a quiet account proposes what the card's own buttons can do, or says what they are."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.replies.forms import ACTIONS
from bot.replies.leads import QuietLead
from bot.replies.shapes import Button, Buttons, Reply
from bot.slack.render import pages
from bot.workflows.conversation import press
from bot.workflows.reply_about_leads import reply_about_leads
from bot.workflows.reply_to import ReplyTo
from tests.builders import ACME, DANA, MARA, TOM
from tests.unit.bot.house import House
from tests.unit.bot.reminded import Postbox, actions_of, buttons_of, reminding, words_of
from tests.unit.bot.test_forgotten_leads import silent

NOW = datetime(2026, 12, 3, 9, tzinfo=UTC)


class Quiet:
    """Below Mara's card of Acme, with which nobody spoke for ten business days."""

    def __init__(self, house: House) -> None:
        self.house, self.remind, box = house, reminding(house), Postbox()
        silent(house)
        self.remind.tick(box)
        ((self.id, _, _),) = box.taken
        (self.account,) = [a.id for a in house.app.accounts.all() if a.crm_id == ACME]

    def says(self, words: str, who: str = MARA.email) -> Reply | None:
        before = self.remind.states([self.id])
        reply = ReplyTo(self.remind.told).read(f"reminder:{self.id}", words, who)
        assert self.remind.states([self.id]) == before, "a reply only ever proposes"
        return reply


@pytest.fixture
def quiet(house: House) -> Quiet:
    return Quiet(house)


@pytest.mark.parametrize(
    ("words", "question"),
    [
        ("called her yesterday", "You were in touch with Acme Corp Ltd where I can't see it"),
        ("done", "You were in touch with Acme Corp Ltd"),
        ("lost, close it", "Nothing changes in the CRM by that"),
        ("let it go", "Shall I not bring Acme Corp Ltd up again"),
        ("not mine", "I can't hand Acme Corp Ltd over."),
        ("that's Tom's", "I can't hand Acme Corp Ltd over to Tom Adeyemi."),
        ("gestern mit ihr telefoniert", "You were in touch with Acme Corp Ltd"),
        ("affaire perdue", "Nothing changes in the CRM by that"),
    ],
)
def test_what_letting_go_can_answer_is_proposed(quiet: Quiet, words: str, question: str) -> None:
    reply = quiet.says(words)
    assert question in words_of(reply)
    assert buttons_of(reply) == {"forget_lead": quiet.account, "leave_it": quiet.account}
    assert set(actions_of(reply)) <= ACTIONS


def test_a_look_is_proposed_with_the_cards_own_button(quiet: Quiet) -> None:
    assert buttons_of(quiet.says("show me")) == {"insight": quiet.account, "leave_it": quiet.account}


@pytest.mark.parametrize(
    "words", ["next week", "remind me on Friday", "nächste Woche", "la semaine prochaine"]
)
def test_a_day_can_not_be_kept_and_that_is_said_with_what_can_be_done(quiet: Quiet, words: str) -> None:
    reply = quiet.says(words)
    assert "I keep no day for a quiet account" in words_of(reply) and actions_of(reply) == []
    assert "have a look at Acme Corp Ltd or let it go" in words_of(reply)


@pytest.mark.parametrize("words", ["thanks", "she never answered", "hm, strange", "ich weiß nicht"])
def test_what_says_nothing_to_be_done_hears_what_can_be(quiet: Quiet, words: str) -> None:
    reply = quiet.says(words)
    assert "With the buttons above you can" in words_of(reply) and actions_of(reply) == []


@pytest.mark.parametrize("words", ["what is open with them?", "when did we last speak", "👍", ""])
def test_questions_stay_questions(quiet: Quiet, words: str) -> None:
    assert quiet.says(words) is None


@pytest.mark.parametrize("who", [TOM.email, DANA, "stranger@else.example", ""])
def test_a_card_of_somebody_else_answers_nobody(quiet: Quiet, who: str) -> None:
    assert quiet.says("let it go", who) is None


def test_the_proposed_button_lets_it_go_and_then_nothing_is_left(quiet: Quiet, house: House) -> None:
    proposed = buttons_of(quiet.says("called her yesterday"))
    talk = house.app.talk("slack")
    assert press(talk, "leave_it", proposed["leave_it"], actor=MARA.email).text == "Left as it was."
    assert house.actions(quiet.account) == []
    assert quiet.remind.let_go(proposed["forget_lead"], MARA.email).notice is None
    assert house.actions(quiet.account) == ["lead_let_go"]
    again = quiet.says("lost, close it")
    assert words_of(again) == "Nothing is left to do here. Acme Corp Ltd: you let it go."
    assert "nothing left to do" in words_of(quiet.says("next week"))


def test_who_was_in_touch_again_meanwhile_is_told(quiet: Quiet, house: House) -> None:
    house.clock.advance(timedelta(hours=1))
    house.dana_writes("Any news?", name="news", subject="News", at=house.clock.now())
    assert "in touch again, Thu 3 Dec 2026" in words_of(quiet.says("called her yesterday"))


class Morning:
    """A digest with a promise to Initech and quiet Acme."""

    def __init__(self, house: House) -> None:
        silent(house)
        iris = "Iris <iris@initech.example>"
        house.dana_writes("Thanks.", name="other", sender=iris, subject="Other")
        day_before = house.clock.now() - timedelta(days=1)
        house.mara_writes(
            "I'll send you the plan by Friday 4 December.",
            to=iris,
            name="plan",
            at=day_before,
            subject="Plan",
        )
        self.remind, box = reminding(house), Postbox()
        self.remind.tick(box)
        ((self.id, _, _),) = box.taken

    def says(self, words: str) -> Reply | None:
        return ReplyTo(self.remind.told).read(f"reminder:{self.id}", words, MARA.email)


def test_in_a_digest_the_words_choose_between_promises_and_accounts(house: House) -> None:
    morning = Morning(house)
    assert "promise_done" in buttons_of(morning.says("done")), "of itself a reply is about what was promised"
    assert "promise_done" in buttons_of(morning.says("the plan is sent"))
    assert "forget_lead" in buttons_of(morning.says("called Acme yesterday"))
    assert "forget_lead" in buttons_of(morning.says("Acme: lost, close it"))
    assert "forget_lead" in buttons_of(morning.says("let it go")), "nobody lets a promise go"
    assert morning.says("thanks") is None


@pytest.mark.parametrize(
    "words",
    [
        "don't let it go",
        "not lost yet",
        "I'll call her next week",
        "didn't call",
        "nobody called her",
        "lost? no",
        "done. no, wait",
        "we thought it was lost. It isn't.",
        "no reason to let Acme go",
        "nichts verloren",
        "rien n'est perdu",
    ],
)
def test_nothing_is_offered_to_be_let_go_where_that_was_not_said(quiet: Quiet, words: str) -> None:
    reply = quiet.says(words)
    assert reply is None or actions_of(reply) == []


def lead_called(account: str, name: str = "a1") -> QuietLead:
    return QuietLead(name, account, date(2026, 11, 19), 10)


@pytest.mark.parametrize(
    ("account", "words", "question"),
    [
        ("Perdue Farms", "called Perdue yesterday", "You were in touch with Perdue Farms"),
        ("Closed Loop GmbH", "show Closed Loop", "how it stands with Closed Loop GmbH"),
        ("Lost Boys", "lost, close it", "Nothing changes in the CRM by that"),
    ],
)
def test_what_an_account_is_called_is_not_read_as_news_of_it(account: str, words: str, question: str) -> None:
    reply = reply_about_leads("reminder:1", words, NOW, [lead_called(account)], [])
    assert reply is not None and question in reply.text


HOSTILE = (
    "<!channel> *Acme* <https://evil.example|click>\n\u202egro.live [x](https://evil.example)" + "A" * 300
)


@pytest.mark.parametrize("words", ["done", "lost", "not mine", "show me", "next week", "hm"])
@pytest.mark.parametrize("many", [False, True])
def test_a_hostile_name_stays_one_plain_line(words: str, many: bool) -> None:
    leads = [lead_called(HOSTILE), lead_called(HOSTILE, "a2")][: 1 + many]
    reply = reply_about_leads("reminder:1", words, NOW, leads, [])
    assert reply is not None
    (page,) = pages(reply)
    assert "<" not in page.text and "\u202e" not in json.dumps(page.blocks, ensure_ascii=False)
    assert "mrkdwn" not in json.dumps(page.blocks) and len(page.text) < 600 and "\n" not in page.text
    shown = [e for block in page.blocks if block["type"] == "actions" for e in block["elements"]]
    assert all(set(e["text"]) == {"type", "text", "emoji"} for e in shown)


def test_many_quiet_accounts_are_offered_each_once_and_not_more_than_fit() -> None:
    leads = [lead_called(f"Customer {n}", f"a{n}") for n in range(40)]
    reply = reply_about_leads("reminder:1", "let them go", NOW, leads, [])
    assert reply is not None
    rows = [block.items for block in reply.blocks if isinstance(block, Buttons)]
    offered = [b.value for row in rows for b in row if isinstance(b, Button)]
    assert offered == [f"a{n}" for n in range(10)] + ["a0"]


OF_ANOTHER = [
    "Initech: lost, close it",
    "Initech is lost",
    "we lost Initech",
    "let Initech go",
    "let initech go",
]


@pytest.mark.parametrize("words", OF_ANOTHER)
def test_what_is_said_of_another_account_lets_none_of_these_go(house: House, words: str) -> None:
    assert Morning(house).says(words) is None


@pytest.mark.parametrize("words", [*OF_ANOTHER, "Initech went with a competitor", "Initech ist verloren"])
def test_what_is_said_of_another_account_below_the_card_of_one_hears_what_can_be_done(
    quiet: Quiet, words: str
) -> None:
    assert actions_of(quiet.says(words)) == []


@pytest.mark.parametrize(
    "words",
    [
        "we lost Acme",
        "Acme is lost",
        "Acme Corp: lost",
        "let acme go",
        "LOST IT",
        "Lost. Close it.",
        "Deal: lost",
        "Dana said no interest",
        "Dana has no budget",
        "Tom lost it",
        "Kunde ist verloren",
        "Auftrag verloren",
    ],
)
def test_what_is_said_of_this_account_is_still_understood(quiet: Quiet, words: str) -> None:
    assert "forget_lead" in buttons_of(quiet.says(words))
