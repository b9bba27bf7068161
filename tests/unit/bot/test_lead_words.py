"""Short replies below a quiet account are read as people mean them; what can't be done there is not guessed at."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.workflows.lead_words import LeadSaid, understand_lead, without_names
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


# Whoever reads too much into a few words proposes what nobody meant

NOT_LET_GO = [
    "nothing is lost",
    "far from lost",
    "hardly lost",
    "they seemed lost",
    "I doubt it is dead",
    "otherwise it's lost",
    "I refuse to let it go",
    "no reason to let it go",
    "no point in giving up",
    "no chance we let it go",
    "they want to give up",
    "they are about to go with a competitor",
    "they threatened to cancel the contract",
    "no chance to reach her",
    "no need to worry",
    "no budget problem at all",
    "not worth worrying",
    "they are not interested in the small plan, only the big one",
    "no longer interested in the trial but in the full thing",
    "it's not that they are not interested",
    "let me know",
    "let them go first",
    "drop them a line",
    "drop her a mail",
    "close it with a discount",
    "Dana was let go",
    "they let Dana go",
    "they let go of their CFO",
    "they gave up waiting for us",
    "nothing to do today",
    "never mind the delay",
    "forget it, I'll call her",
    "alles andere als verloren",
    "nichts verloren",
    "das ist nicht egal",
    "kein Interesse zu warten",
    "nicht interessiert an Basic, aber an Pro",
    "den Deal schließen wir bald",
    "rien n'est perdu",
    "pas intéressés par le petit, mais par le grand",
    "arrête de les ignorer",
    "ne les laisse surtout pas tomber",
]


@pytest.mark.parametrize("words", NOT_LET_GO)
def test_what_is_doubted_feared_wished_or_denied_without_a_not_is_not_let_go(words: str) -> None:
    assert kind(words) in ("other", "later", "in_touch")


@pytest.mark.parametrize(
    "words",
    [
        "nobody called",
        "no one is in touch with them",
        "none of us has spoken to her",
        "I wish I had called",
        "I'd have called",
        "called the wrong number",
        "they called it off",
        "as if they had replied",
        "yeah right, done",
        "niemand hat angerufen",
        "hätte ich nur angerufen",
        "erledigt sich von selbst",
        "personne ne l'a appelée",
        "aucun n'a répondu",
        "j'aurais appelé",
    ],
)
def test_contact_that_did_not_happen_is_no_contact(words: str) -> None:
    assert kind(words) in ("other", "later")


@pytest.mark.parametrize(
    "words",
    [
        "the mail got lost",
        "my phone was dead",
        "the link is dead",
        "lost an hour on this",
        "my invitation was rejected",
        "we won an award",
        "they renewed interest",
        "they closed at noon",
        "Geduld verloren",
        "ich habe die Nummer verloren",
        "die Mail wurde abgelehnt",
        "on a perdu du temps",
        "j'ai perdu son numéro",
    ],
)
def test_what_else_may_be_lost_dead_or_refused_ends_no_deal(words: str) -> None:
    assert kind(words) in ("other", "later")


@pytest.mark.parametrize(
    "words",
    [
        "lost. just kidding",
        "lost - not really",
        "done. no, wait",
        "dead. no",
        "we thought it was lost. It isn't.",
        "we closed it, they came back",
        "ha ha, lost",
        "verloren, doch nicht",
        "perdu, je plaisante",
    ],
)
def test_what_is_taken_back_or_mocked_in_the_same_breath_does_nothing(words: str) -> None:
    assert kind(words) == "other"


@pytest.mark.parametrize(
    "words",
    [
        "not mine yet",
        "somebody else answered",
        "nicht meine Schuld",
        "nicht mein Ernst",
        "reassign it to me",
        "assign to me",
        "Tom is on vacation",
        "I thought it was Tom's",
    ],
)
def test_not_everything_that_is_not_mine_is_an_account_of_somebody_else(words: str) -> None:
    assert kind(words) in ("other", "later")


@pytest.mark.parametrize(
    "words",
    [
        "I want to let it go",
        "I'd rather drop it",
        "we'll let it go",
        "let it go for now",
        "let go of it",
        "she isn't interested any more",
        "they are not interested in our offer",
        "not worth it",
        "no interest at all",
        "they have no budget for it",
        "kein Interesse mehr",
        "sie haben kein Interesse an uns",
        "nichts zu tun",
    ],
)
def test_whoever_means_it_is_still_understood(words: str) -> None:
    assert kind(words) == "let_go"


@pytest.mark.parametrize(
    "words",
    [
        "has anybody called",
        "did anyone speak to her",
        "anybody called them",
        "ist das erledigt",
        "hast du angerufen",
        "as-tu appelé",
    ],
)
def test_a_question_needs_no_question_mark(words: str) -> None:
    assert read(words) is None


@pytest.mark.parametrize(
    "words",
    [
        "someone else called them already",
        "Tom has called them",
        "called, they are still interested",
        "spoke to her, she is back at work",
    ],
)
def test_contact_is_contact_whoever_had_it_and_whatever_came_of_it(words: str) -> None:
    assert kind(words) == "in_touch"


@pytest.mark.parametrize(
    ("account", "words", "meant"),
    [
        ("Perdue Farms", "called Perdue yesterday", "in_touch"),
        ("Perdue Farms", "Perdue has replied", "in_touch"),
        ("Perdue Farms", "show perdue farms", "show"),
        ("Closed Loop GmbH", "spoke to Closed Loop on Monday", "in_touch"),
        ("Closed Loop GmbH", "let Closed Loop go", "let_go"),
        ("Done Deal Ltd", "haven't called Done Deal", "other"),
        ("Lost Boys", "lost, close it", "let_go"),
        ("Lost Boys", "Lost. Close it.", "let_go"),
        ("monday.com", "talked to monday.com", "in_touch"),
        ("Tom Tailor", "Tom Tailor has replied", "in_touch"),
        ("Tom Tailor", "that's Tom's", "not_mine"),
        ("We Are Social", "We are in touch", "in_touch"),
        ("", "done", "in_touch"),
        (" ".join(["Never"] * 500), "never mind", "let_go"),
    ],
)
def test_what_an_account_is_called_says_nothing_about_it(account: str, words: str, meant: str) -> None:
    assert kind(without_names(words, [account], COMPANY)) == meant


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80), st.lists(st.text(max_size=30), max_size=3))
def test_no_name_breaks_it(words: str, accounts: list[str]) -> None:
    without_names(f"{words} {' '.join(accounts)}", accounts, COMPANY)
