"""Short replies below a quiet account are read as people mean them; what can't be done there is not guessed at."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workflows.lead_words import LeadSaid, understand_lead
from tests.builders import COMPANY, TOM

THURSDAY = datetime(2026, 12, 3, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def read(words: str) -> LeadSaid | None:
    return understand_lead(words, THURSDAY, [c for c in COMPANY if c.name != "Mara Lindqvist"])


def kind(words: str) -> str | None:
    said = read(words)
    return said.kind.value if said else None


@pytest.mark.parametrize(
    "words",
    [
        "called her yesterday",
        "I called Dana this morning",
        "spoke to them on Monday",
        "we're in touch by phone",
        "done",
        "handled",
        "✅",
        "met them at the fair last week",
        "left her a voicemail, no answer yet",
        "They replied on WhatsApp",
        "wrote to her privately",
        "had a quick call with Dana, will send the quote next week",
        "already followed up",
        "reached out last Friday",
        "I'm in contact with them",
        "they've replied",
        "habe sie gestern angerufen",
        "schon telefoniert",
        "erledigt",
        "hab ihr letzte Woche geschrieben",
        "wir sind im Kontakt, habe gestern mit ihr gesprochen",
        "je l'ai appelée hier",
        "on s'est parlé lundi",
        "c'est fait",
        "je les ai relancés ce matin",
    ],
)
def test_contact_that_nobody_could_see_is_understood(words: str) -> None:
    assert kind(words) == "in_touch"


@pytest.mark.parametrize(
    "words",
    [
        "let it go",
        "let Acme go",
        "drop it",
        "ignore this",
        "close it please",
        "please close the deal",
        "never mind",
        "forget about it",
        "don't remind me of this again",
        "stop reminding me",
        "no need to bring it up",
        "not relevant any more",
        "not a lead",
        "they are no longer a customer",
        "can you let it go?",
        "called her, she is not interested",
        "lass es gut sein",
        "vergiss es",
        "kein Interesse",
        "nicht mehr relevant",
        "hat sich erledigt",
        "hör auf damit",
        "laisse tomber",
        "oublie",
        "pas intéressés",
        "plus d'actualité",
    ],
)
def test_what_needs_nothing_any_more_may_be_let_go(words: str) -> None:
    said = read(words)
    assert said is not None and (said.kind.value, said.has_ended) == ("let_go", False)


@pytest.mark.parametrize(
    "words",
    [
        "lost, close it",
        "we lost the deal",
        "lost to a competitor",
        "dead",
        "they went with another vendor",
        "closed lost",
        "the account is closed",
        "we gave up on them",
        "verloren",
        "der Kunde hat gekündigt",
        "leider pleite",
        "perdu",
        "affaire perdue",
        "ils ont résilié",
        "we won it",
        "they renewed last week",
        "they said no",
        "den Auftrag haben wir nicht bekommen",
    ],
)
def test_a_deal_that_ended_may_be_let_go_and_is_known_to_be_one(words: str) -> None:
    said = read(words)
    assert said is not None and (said.kind.value, said.has_ended) == ("let_go", True)


@pytest.mark.parametrize(
    "words",
    [
        "not mine",
        "that's Tom's",
        "wrong person",
        "nicht meins",
        "pas à moi",
        "ist nicht mein Kunde",
        "reassign it",
    ],
)
def test_what_is_somebody_elses_is_understood(words: str) -> None:
    assert kind(words) == "not_mine"


def test_whose_it_is_is_named() -> None:
    for words in ("Tom handles it", "reassign it to Tom", "that is Tom Adeyemi's"):
        said = read(words)
        assert said is not None and said.owner == TOM


@pytest.mark.parametrize(
    "words",
    [
        "next week",
        "tomorrow",
        "remind me on Friday",
        "not now",
        "I'll call her tomorrow",
        "will do",
        "need to call them back",
        "not interested until next year",
        "kein Budget bis März",
        "pas de budget avant janvier",
        "not lost yet, meeting on Tuesday",
        "we close the deal on Friday",
        "I should have called them, will do it Monday",
        "nächste Woche",
        "ruf sie morgen an",
        "erinnere mich am Montag",
        "keine Zeit",
        "la semaine prochaine",
        "je l'appelle demain",
        "rappelle-moi lundi",
    ],
)
def test_what_is_to_come_is_no_contact_and_nothing_to_let_go(words: str) -> None:
    assert kind(words) == "later"


@pytest.mark.parametrize(
    "words", ["show me", "show Acme", "more details", "tell me more", "zeig mal", "mehr Infos", "montre-moi"]
)
def test_a_look_at_the_account_is_asked_for(words: str) -> None:
    assert kind(words) == "show"


@pytest.mark.parametrize(
    "words",
    [
        "haven't called her",
        "she never answered",
        "they have not replied",
        "don't let it go",
        "we did not lose it, it is not lost",
        "lost her number",
        "lost touch with them",
        "their office is closed",
        "they closed for Christmas",
        "we won't get an answer",
        "if they had called",
        "thanks",
        "hmm",
        "ok",
        "noch nicht angerufen",
        "pas encore appelée",
        "merci",
    ],
)
def test_what_is_denied_or_says_nothing_does_nothing(words: str) -> None:
    assert kind(words) in ("other", "later")


@pytest.mark.parametrize(
    "words",
    [
        "what is open with them?",
        "when did we last speak",
        "did Tom call her",
        "list what we promised Acme",
        "show me all promises",
        "who owns this account",
        "wann haben wir gesprochen",
        "qui les connaît",
        "",
        "👍",
        "...",
        "> lost, close it",
        "called " * 60,
    ],
)
def test_questions_and_what_says_nothing_are_left_to_others(words: str) -> None:
    assert read(words) is None


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(
            st.sampled_from(
                ["not", "called", "lost", "let", "go", "Tom", "tomorrow", "?", ",", "close", "it"]
            ),
            max_size=12,
        ).map(" ".join),
    )
)
def test_no_text_breaks_it(words: str) -> None:
    assert read(words) is None or kind(words)
