"""Questions as people type them, in three languages, read into fields; the company is invented."""

from datetime import UTC, datetime

import pytest

from records.correspondents import Correspondent
from records.models import Account, Person, PromiseStatus
from retrieval.account_names import AccountNames
from retrieval.question import understand
from retrieval.question_fields import Kind, Question
from retrieval.question_names import PeopleNames

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
BEN, NORA, MARK = "ben@us.example", "nora@us.example", "mark@us.example"
PEOPLE = [
    Person(email=BEN, role="rep", name="Ben Archer", tz="Europe/London"),
    Person(email=NORA, role="rep", name="Nora Lindt"),
    Person(email=MARK, role="rep", name="Mark Olsen"),
]
ACCOUNTS = AccountNames(
    [
        Account(id="mer", name="Meridian Freight Ltd", domains=("meridian.example",)),
        Account(id="kes", name="Kestrel Bikes GmbH", domains=("kestrel.example",)),
        Account(id="lum", name="Lumen & Co"),
        Account(id="nor", name="North Star Dairy", aliases=("NSD",)),
        Account(id="orc", name="Orchard Labs Inc"),
        Account(id="har", name="Harbour Foods Ltd"),
        Account(id="hap", name="Harbour Power Plc"),
    ]
)
NAMES = PeopleNames(
    PEOPLE,
    [
        Correspondent("sofia.marino@meridian.example", "Sofia Marino", frozenset({"mer"})),
        Correspondent("j.falk@kestrel.example", "Jürgen Falk", frozenset({"kes"})),
        Correspondent("priya@orchard.example", "Priya Shah", frozenset({"orc"})),
        Correspondent("will@lumen.example", "Will Turner", frozenset({"lum"})),
        Correspondent("chloe.petit@northstar.example", "Chloé Petit", frozenset({"nor"})),
        Correspondent("status@cloud.example", "Cloud Status", frozenset()),
    ],
)
WRITTEN = frozenset(
    ["invoice", "pricing", "contract", "report", "sensor", "training", "discount", "warranty"]
)


def read(text: str, previous: Question | None = None) -> Question:
    return understand(
        text, NOW, ACCOUNTS, PEOPLE, BEN, previous, names=NAMES, occurs=lambda word: word in WRITTEN
    )


def told(asked: Question) -> str:
    """The fields of a question in one line, those that say nothing left out."""
    parts = [",".join(asked.account_ids)]
    parts.append({"ours": "ours", "theirs": "theirs"}.get(str(asked.direction or ""), ""))
    parts.append("by " + ",".join(e.split("@")[0] for e in asked.owner_emails) if asked.owner_emails else "")
    parts.append("to " + ",".join(e.split("@")[0] for e in asked.taker_emails) if asked.taker_emails else "")
    parts.append("/".join(asked.statuses or ()))
    for name in ("said", "due", "happened"):
        days = getattr(asked, name)
        parts.append(f"{name} {days.first}..{days.last}" if days else "")
    parts.append("about " + " ".join(asked.topic) if asked.topic else "")
    return "; ".join(part for part in parts if part)


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("what did we promise meridian", "mer; ours"),
        ("list all open commitments to north star dairy", "nor; ours; open/broken"),
        ("which promises to NSD are overdue", "nor; ours; broken"),
        ("open stuff for kestrel pls", "kes; ours; open/broken"),
        ("whats late from meridian", "mer; theirs; broken"),
        ("whats late for meridian", "mer; ours; broken"),
        ("what has kestrel been promised that we havent done", "kes; ours; open/broken"),
        ("what hasn't meridian delivered yet", "mer; theirs; open/broken"),
        ("what did kestrel get from us in october", "kes; ours; said 2026-10-01..2026-10-31"),
        ("what are we still waiting on from meridian", "mer; theirs; open/broken"),
        ("has kestrel broken any promises", "kes; theirs; broken"),
        ("are they late with anything", "theirs; broken"),
        ("kept promises lumen 2026", "lum; ours; kept; happened 2026-01-01..2026-12-31"),
        ("what did we promise kestrel this spring", "kes; ours; said 2026-03-01..2026-05-31"),
        ("which promises were moved in october", "changed; happened 2026-10-01..2026-10-31"),
        ("which of my promises were moved", "ours; by ben; changed"),
        ("did kestrel postpone anything", "kes; theirs; changed"),
        ("what have we withdrawn since september", "ours; withdrawn; happened 2026-09-01..None"),
        ("which deadlines slipped last month", "broken; due 2026-10-01..2026-10-31"),
        ("what's due tomorrow", "due 2026-11-26..2026-11-26"),
        ("what's due by year end", "due None..2026-12-31"),
        ("anything due for meridian by friday", "mer; ours; due None..2026-11-27"),
        ("what have we promised since monday", "ours; said 2026-11-23..None"),
        ("what did we promise between 1 and 15 october", "ours; said 2026-10-01..2026-10-15"),
        ("promises to meridian and kestrel that are late", "mer,kes; ours; broken"),
        ("what do we owe harbour", "hap,har; ours; open/broken"),
        ("when does kestrel.example get the contract", "kes; ours; about contract"),
    ],
)
def test_english_lists(text: str, fields: str) -> None:
    assert told(read(text)) == fields


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("anything I owe Sofia?", "ours; by ben; to sofia.marino; open/broken"),
        ("what did sofia promise us on the pricing call", "theirs; by sofia.marino"),
        ("what does priya owe me", "theirs; by priya; open/broken"),
        ("what's jürgen waiting for", "ours; to j.falk; open/broken"),
        ("what do i owe juergen", "ours; by ben; to j.falk; open/broken"),
        ("what did will promise on the renewal call", "theirs; by will"),
        ("what did mark tell sofia we'd do", "ours; by mark; to sofia.marino"),
        ("which of nora's promises to kestrel are late", "kes; ours; by nora; broken"),
        ("what did nora have to do for lumen", "lum; ours; by nora"),
        ("did sofia get the report", "ours; to sofia.marino; about report"),
        ("did sofia send us the signed contract", "theirs; by sofia.marino; about signed contract"),
        ("what did sophia promise us", "theirs; by sofia.marino"),
        ("what did we promise sofia.marino@meridian.example", "ours; to sofia.marino"),
        ("action items for mark", "ours; by mark"),
    ],
)
def test_people_are_neither_accounts_nor_topics(text: str, fields: str) -> None:
    asked = read(text)
    assert told(asked) == fields and asked.unknown_account is None


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("was haben wir Meridian versprochen?", "mer; ours"),
        ("was schulden wir kestrel noch", "kes; ours; open/broken"),
        ("was schuldet uns kestrel", "kes; theirs; open/broken"),
        ("welche Zusagen an Kestrel sind noch offen?", "kes; ours; open/broken"),
        ("welche Zusagen an Meridian sind überfällig", "mer; ours; broken"),
        ("wann bekommt Frau Marino das Angebot", "ours; to sofia.marino; about angebot"),
        ("hat Kestrel uns eine Rückmeldung versprochen?", "kes; theirs; about rückmeldung"),
        ("haben wir lumen einen rabatt zugesagt?", "lum; ours; about rabatt"),
        ("was muss ich diese woche noch erledigen", "ours; by ben; open/broken; due 2026-11-23..2026-11-29"),
        ("wer hat die schulung für orchard zugesagt", "orc; ours; about schulung"),
        ("was bekommen wir noch von kestrel", "kes; theirs; open/broken"),
        ("was hat nora kestrel versprochen", "kes; ours; by nora"),
        ("qu'avons-nous promis à meridian ?", "mer; ours"),
        ("que nous doit kestrel ?", "kes; theirs; open/broken"),
        ("quelles promesses à orchard sont encore ouvertes", "orc; ours; open/broken"),
        ("qu'est-ce qui est en retard pour kestrel", "kes; ours; broken"),
        ("quand est-ce que chloé reçoit le devis", "ours; to chloe.petit; about devis"),
        ("avons-nous promis une remise à lumen ?", "lum; ours; about remise"),
        ("où en est la formation pour north star", "nor; ours; about formation"),
        ("qu'est-ce que j'ai promis en octobre", "ours; by ben; said 2026-10-01..2026-10-31"),
    ],
)
def test_german_and_french(text: str, fields: str) -> None:
    assert told(read(text)) == fields


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("insurance cert for kestrel, when?", ("insurance", "cert")),
        ("pen test summary for sofia - did we deliver?", ("pen", "test")),
        ("when will row C at kestrel get the sensors", ("row", "c", "sensors")),
        ("KESTREL scanner screens: kept or not?", ("scanner", "screens")),
        ("what's the status of the statement of work for lumen", ("statement of work",)),
        ("did we promise meridian a call", ("call",)),
        ("what did we promise meridian on the call", ()),
        ("bracket for kestrel, whats the date now", ("bracket",)),
        ("what did sofia say about pricing", ("pricing",)),
        ("overdu promises lumen", ()),
    ],
)
def test_topics_are_what_is_left(text: str, topic: tuple[str, ...]) -> None:
    assert read(text).topic == topic


def test_a_call_is_an_event_and_no_topic() -> None:
    scene = read("what did sofia promise on last week's pricing call").scene
    assert scene is not None and scene.words == ("pricing",)
    assert read("what did nora agree in the meeting with priya").with_emails == ("priya@orchard.example",)


@pytest.mark.parametrize(
    "text",
    ["what did sofia say about pricing", "why does lumen want cheaper labels", "what does orchard want"],
)
def test_what_somebody_said_is_looked_up_in_mail(text: str) -> None:
    assert read(text).kind is Kind.passages


@pytest.mark.parametrize(
    "text", ["hello", "thanks!", "danke dir!", "hi there how are you", "ok cool", "😀😀", "", "merci"]
)
def test_small_talk_asks_nothing(text: str) -> None:
    assert not read(text).asks_something


@pytest.mark.parametrize(
    ("text", "account", "name"),
    [
        ("what did we promise globocorp", "globocorp", None),
        ("the discount for zanzibarco?", "zanzibarco", None),
        ("what did dave promise", None, "dave"),
    ],
)
def test_names_nobody_bears_are_said_to_be_unknown(text: str, account: str | None, name: str | None) -> None:
    asked = read(text)
    assert (asked.unknown_account, asked.owner_name) == (account, name)


def test_a_word_that_stands_in_the_mail_is_no_typo_of_an_account() -> None:
    assert read("what did we promise about merdian").account_ids == ("mer",)
    assert read("the training for everyone").account_ids == ()


def test_hidden_characters_and_foreign_letters_do_not_hide_a_name() -> None:
    assert read("what did we promise Mer\u200bidian").account_ids == ("mer",)
    assert read("Wһаt dіd wе рrоmіѕе Mеrіdіаn").account_ids == ("mer",)
    assert read("what did we promise \uff2d\uff25\uff32\uff29\uff24\uff29\uff21\uff2e").account_ids == (
        "mer",
    )


FIRST = "what did we promise kestrel"


@pytest.mark.parametrize(
    ("thread", "fields"),
    [
        ((FIRST, "and meridian?"), "mer; ours"),
        ((FIRST, "and in october"), "kes; ours; said 2026-10-01..2026-10-31"),
        ((FIRST, "which of those are late?"), "kes; ours; broken"),
        ((FIRST, "how many of those are late?"), "kes; ours; broken"),
        ((FIRST, "and what do they owe us"), "kes; theirs; open/broken"),
        ((FIRST, "what about nora"), "kes; ours; by nora"),
        (("what did paolo promise", "and sofia?"), "theirs; by sofia.marino"),
        (("what do we owe sofia", "and what does she owe us?"), "theirs; by sofia.marino; open/broken"),
        (("what did sofia promise", "and priya?"), "theirs; by priya"),
        (("did we promise kestrel a sensor", "who said that?"), "kes; ours; about sensor"),
        (("did we promise kestrel a sensor", "and SCIM?"), "kes; ours; about scim"),
        (("did we promise kestrel a sensor", "by when"), "kes; ours; about sensor"),
        (("what's overdue for lumen", "and from them?"), "lum; theirs; broken"),
        (("what do i owe this week", "and next week?"), "ours; by ben; open/broken; due 2026-11-30..2026-12-06"),
        (("promises to kestrel in september", "and in october?"), "kes; ours; said 2026-10-01..2026-10-31"),
        (("gibt es etwas überfälliges für lumen", "und für orchard?"), "orc; ours; broken"),
        (("promesses tenues en septembre", "et pour orchard ?"), "orc; kept; happened 2026-09-01..2026-09-30"),
        ((FIRST, "what do i owe meridian"), "mer; ours; by ben; open/broken"),
        (("harbour foods: late promises from us", "and Harbour Power?"), "hap; ours; broken"),
    ],
)  # fmt: skip
def test_a_thread_keeps_its_subject(thread: tuple[str, ...], fields: str) -> None:
    asked: Question | None = None
    for text in thread:
        asked = read(text, asked)
    assert asked is not None and told(asked) == fields


def test_a_bulk_sender_is_nobody() -> None:
    assert read("meridian contract status").people == ()


def test_the_newest_or_the_next_one_only() -> None:
    assert read("last promise to kestrel").pick == "newest"
    assert read("what's the next thing due for meridian").pick == "next"


GLUED = AccountNames(
    [
        Account(id="bra", name="Brackwaterdairy", domains=("brackwaterdairy.example",)),
        Account(id="con", name="Contractors", domains=("contractors.example",)),
    ]
)


def _of_glued(text: str, previous: Question | None = None) -> Question:
    written = {"brackwater", "contract", "dairy"}
    return understand(
        text, NOW, GLUED, PEOPLE, BEN, previous, names=NAMES, occurs=lambda word: word in written
    )


@pytest.mark.parametrize(
    "text",
    [
        "what did we promise Brackwater?",
        "did we ever promise brackwater a discount",
        "status brackwater",
        "is brackwater's invoice late",
        "what's open with Brackwater Dairy",
        "what did we promise brackwatter dairy",
        "und brackwater?",
    ],
)
def test_a_company_known_by_its_domain_is_called_by_its_first_part(text: str) -> None:
    assert _of_glued(text).account_ids == ("bra",)


@pytest.mark.parametrize("text", ["did we promise the contract", "when is the contract due", "our contract?"])
def test_a_thing_with_its_article_is_no_company(text: str) -> None:
    assert _of_glued(text).account_ids == ()


def test_after_a_customer_nobody_knows_the_next_question_begins_anew() -> None:
    unknown = read("what did we promise Siemens")
    assert unknown.unknown_account == "Siemens"
    assert read("what's late", unknown).unknown_account is None


def test_summarise_a_customer_does_not_keep_the_month_before() -> None:
    before = read("what did we promise in october")
    assert before.said is not None
    asked = read("summarise Kestrel", before)
    assert (asked.account_ids, asked.said) == (("kes",), None)


def test_the_article_of_a_thing_does_not_point_back() -> None:
    before = read("was haben wir Kestrel versprochen")
    asked = read("wann kommt das ersatzteil", before)
    assert (asked.account_ids, asked.topic) == (("kes",), ("ersatzteil",))
    assert read("wann kommt das", before).topic == ()


def test_what_somebody_said_without_a_subject_is_what_they_promised() -> None:
    asked = read("what did Sofia say")
    assert asked.kind is Kind.promises
    assert asked.owner_emails == ("sofia.marino@meridian.example",)


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("hab ich sofia was versprochen", "ours"),
        ("was hat sofia mir zugesagt", "theirs"),
        ("wer hat kestrel den preis zugesagt", "ours"),
        ("wer hat uns den preis zugesagt", "theirs"),
        ("was fehlt kestrel noch von uns", "ours"),
        ("was fehlt von kestrel", "theirs"),
        ("wann liefert kestrel", "theirs"),
        ("kestrel attend quoi de nous", "ours"),
        ("on attend quoi de kestrel", "theirs"),
        ("what do we need from kestrel", "theirs"),
        ("anything kestrel needs from us", "ours"),
        ("what's on kestrel's side", "theirs"),
        ("who do I need to chase", "theirs"),
        ("what's outstanding with kestrel", ""),
        ("late stuff kestrel", ""),
        ("anything open both ways with kestrel", ""),
    ],
)
def test_whose_promises_in_odd_wordings(text: str, side: str) -> None:
    assert str(read(text).direction or "") == side


@pytest.mark.parametrize(
    "text", ["kestrel?", "what's up with kestrel", "give me the lowdown on kestrel", "was läuft bei kestrel"]
)
def test_a_bare_name_asks_for_what_is_still_to_come(text: str) -> None:
    asked = read(text)
    assert asked.overview and asked.direction is None and PromiseStatus.open in (asked.statuses or ())


@pytest.mark.parametrize(
    "text", ["why is lumen unhappy", "are we in trouble with lumen", "what's lumen's problem"]
)
def test_how_a_customer_feels(text: str) -> None:
    asked = read(text)
    assert asked.kind is Kind.moods and asked.moods and asked.topic == ()
