"""What was said is told apart from quoted history, signatures and notices, and no reply is lost."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.models import Event, EventKind, Participant
from retrieval.cleaning import clean

AT = datetime(2026, 9, 15, 9, 0, tzinfo=UTC)


def cleaned(text: str, sender: str = "Maria Keller", kind: EventKind = EventKind.mail, quoted=()) -> Event:
    return clean(
        Event(
            id="ev_1",
            source="files",
            external_id="1",
            kind=kind,
            at=AT,
            sender=Participant(email="maria@northwind.example", name=sender),
            text=text,
            quoted=tuple(quoted),
        )
    )


def said(text: str, **more: object) -> str:
    return cleaned(text, **more).said_text  # type: ignore[arg-type]


OLD = "We need the old price list."

HISTORIES = {
    "gmail": f"On Mon, Sep 14, 2026 at 6:26 PM Tom Reed <tom@acme.example> wrote:\n\n> {OLD}\n> Tom",
    "gmail wrapped": f"On Mon, Sep 14, 2026 at 6:26 PM Tom Reed\n<tom@acme.example>\nwrote:\n\n> {OLD}",
    "apple": f"On 14 Sep 2026, at 18:26, Tom Reed <tom@acme.example> wrote:\n\n> {OLD}",
    "no chevrons": f"On Sep 14, 2026, at 6:26 PM, Tom Reed <tom@acme.example> wrote:\n\n{OLD}\n\nTom",
    "german": f"Am 14.09.2026 um 18:26 schrieb Tom Reed <tom@acme.example>:\n> {OLD}",
    "german wrapped": f"Am Montag, 14. September 2026 um 18:26 Uhr schrieb Tom Reed <\ntom@acme.example>:\n\n> {OLD}",
    "french": f"Le lun. 14 sept. 2026 à 18:26, Tom Reed <tom@acme.example> a écrit :\n\n> {OLD}",
    "spanish": f"El lun, 14 sept 2026 a las 18:26, Tom Reed (<tom@acme.example>) escribió:\n\n> {OLD}",
    "italian": f"Il giorno lun 14 set 2026 alle ore 18:26 Tom Reed <tom@acme.example> ha scritto:\n\n> {OLD}",
    "dutch": f"Op ma 14 sep. 2026 om 18:26 schreef Tom Reed <tom@acme.example>:\n\n> {OLD}",
    "swedish": f"Den mån 14 sep. 2026 kl 18:26 skrev Tom Reed <tom@acme.example>:\n\n> {OLD}",
    "portuguese": f"Em seg., 14 de set. de 2026 às 18:26, Tom Reed <tom@acme.example> escreveu:\n\n> {OLD}",
    "polish": f"W dniu 14.09.2026 o 18:26, Tom Reed pisze:\n> {OLD}",
    "russian": f"пн, 14 сент. 2026 г. в 18:26, Tom Reed <tom@acme.example>:\n\n> {OLD}",
    "japanese": f"2026年9月14日(月) 18:26 Tom Reed <tom@acme.example>:\n\n> {OLD}",
    "chinese": f"Tom Reed <tom@acme.example> 于2026年9月14日周一 18:26写道：\n\n> {OLD}",
    "outlook": f"From: Tom Reed <tom@acme.example>\nSent: Monday, September 14, 2026 6:26 PM\nTo: Maria Keller\nSubject: Prices\n\n{OLD}\n\nTom",
    "outlook ruled": f"________________________________\nFrom: Tom Reed <tom@acme.example>\nSent: Monday, September 14, 2026 6:26 PM\nTo: Maria Keller\nSubject: Prices\n\n{OLD}",
    "outlook german": f"Von: Tom Reed <tom@acme.example>\nGesendet: Montag, 14. September 2026 18:26\nAn: Maria Keller\nBetreff: Preise\n\n{OLD}",
    "outlook french": f"De : Tom Reed <tom@acme.example>\nEnvoyé : lundi 14 septembre 2026 18:26\nÀ : Maria Keller\nObjet : Prix\n\n{OLD}",
    "outlook spanish": f"De: Tom Reed <tom@acme.example>\nEnviado el: lunes, 14 de septiembre de 2026 18:26\nPara: Maria Keller\nAsunto: Precios\n\n{OLD}",
    "outlook bold": f"*From:* Tom Reed <tom@acme.example>\n*Sent:* Monday, September 14, 2026 6:26 PM\n*To:* Maria Keller\n*Subject:* Prices\n\n{OLD}",
    "original message": f"-----Original Message-----\nFrom: Tom Reed\nSent: Monday\nTo: Maria\nSubject: Prices\n\n{OLD}",
    "ursprüngliche nachricht": f"-----Ursprüngliche Nachricht-----\nVon: Tom Reed\nGesendet: Montag\nAn: Maria\nBetreff: Preise\n\n{OLD}",
    "forwarded by gmail": f"---------- Forwarded message ---------\nFrom: Tom Reed <tom@acme.example>\nDate: Mon, Sep 14, 2026\nSubject: Prices\nTo: Maria\n\n{OLD}",
    "forwarded by apple": f"Begin forwarded message:\n\nFrom: Tom Reed <tom@acme.example>\nSubject: Prices\nDate: 14 September 2026\n\n{OLD}",
    "forwarded by thunderbird": f"-------- Forwarded Message --------\nSubject: Prices\nDate: Mon, 14 Sep 2026\nFrom: Tom Reed <tom@acme.example>\nTo: Maria\n\n{OLD}",
}


@pytest.mark.parametrize("history", HISTORIES.values(), ids=HISTORIES)
def test_a_reply_on_top_is_said_and_the_history_below_it_is_quoted(history: str) -> None:
    event = cleaned("We'll send the new one by Friday.\n\n" + history)
    assert event.said_text == "We'll send the new one by Friday."
    start = event.text.index(OLD)
    assert any(i <= start and start + len(OLD) <= j for i, j in event.quoted)


def test_a_reply_below_the_quote_is_said() -> None:
    text = f"On Mon, Sep 14, 2026 at 6:26 PM Tom Reed <tom@acme.example> wrote:\n> {OLD}\n> Tom\n\nYou'll have it by Friday.\n\nMaria"
    assert said(text) == "You'll have it by Friday."


def test_answers_between_quoted_lines_are_said() -> None:
    text = (
        "Hi Tom, see below.\n\nOn 14/09/2026 18:26, Tom Reed wrote:\n> When does it ship?\n\nWe ship on Monday.\n\n"
        "> And the invoice?\nIt will follow on Tuesday.\n> Thanks\n> Tom\n"
    )
    event = cleaned(text)
    assert [event.text[i:j] for i, j in event.said] == [
        "Hi Tom, see below.",
        "We ship on Monday.",
        "It will follow on Tuesday.",
    ]


def test_a_long_quoted_line_that_a_mailer_broke_stays_quoted() -> None:
    text = "> we would really like to have the complete set of documents for the\nreview\n> before Friday.\n\nSure, we'll do that."
    assert said(text) == "Sure, we'll do that."


def test_a_colon_or_a_date_in_my_own_words_starts_no_quote() -> None:
    text = "On Monday we agreed on three things:\n1. We'll send the SOW by 3 May.\n2. You sign it.\n\nFrom: Berlin\nTo: Munich\nDate: 3 May\n\nI'll book that train."
    assert said(text) == text


def test_ranges_known_from_html_are_kept() -> None:
    text = "We'll deliver on Friday.\nThe old words."
    event = cleaned(text, quoted=[(25, len(text))])
    assert event.said_text == "We'll deliver on Friday."
    assert event.quoted == ((25, len(text)),)


SIGNATURES = {
    "standard": "-- \nMaria Keller\nHead of Sales, Northwind GmbH\n+49 89 1234567",
    "dashes": "--\nMaria Keller\nNorthwind GmbH",
    "best regards": "Best regards,\nMaria Keller\nHead of Sales\nNorthwind GmbH | +49 89 1234567 | www.northwind.example",
    "best": "Best,\nMaria",
    "cheers one line": "Cheers, Maria",
    "thanks": "Thanks!\n\nMaria",
    "german": "Mit freundlichen Grüßen\n\nMaria Keller\nLeiterin Vertrieb\n\nNorthwind GmbH\nHauptstraße 12\n80331 München\nTel.: +49 89 1234567",
    "viele grüße": "Viele Grüße aus München\nMaria",
    "french": "Cordialement,\n\nMaria Keller\nDirectrice commerciale\nTél. : 01 23 45 67 89",
    "spanish": "Un saludo,\nMaria",
    "dutch": "Met vriendelijke groet,\n\nMaria Keller",
    "name only": "Maria",
    "dash name": "- Maria",
    "block without closing": "Maria Keller\nHead of Sales | Northwind\nM: +49 170 1234567\nmaria@northwind.example",
    "iphone": "Sent from my iPhone",
    "outlook ios": "Get Outlook for iOS<https://aka.ms/o0ukef>",
    "von meinem iphone": "Von meinem iPhone gesendet",
    "envoyé": "Envoyé de mon iPhone",
    "disclaimer": (
        "This e-mail and any attachments are confidential and intended solely for the addressee.\n"
        "If you are not the intended recipient, please delete it."
    ),
    "wrapped disclaimer": (
        "CONFIDENTIALITY NOTICE: The contents of this email message and any\nattachments are intended solely for the "
        "addressee(s) and may contain\nconfidential information. We will prosecute misuse."
    ),
    "german disclaimer": "Diese E-Mail enthält vertrauliche Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender.",
    "all of it": "Best regards,\nMaria Keller\n\nNorthwind GmbH\nSitz der Gesellschaft: München, Amtsgericht München HRB 12345\n\nDiese Nachricht ist vertraulich. Wir werden Verstöße verfolgen.",
    "unsubscribe": "If you no longer wish to hear from us, unsubscribe here: https://x.example/u",
}


@pytest.mark.parametrize("signature", SIGNATURES.values(), ids=SIGNATURES)
def test_a_signature_is_not_said(signature: str) -> None:
    event = cleaned("Hi Tom,\n\nWe'll send the contract by Friday.\n\n" + signature)
    assert event.said_text == "Hi Tom,\n\nWe'll send the contract by Friday."
    assert event.signature


@pytest.mark.parametrize("history", [HISTORIES["gmail"], HISTORIES["outlook"], HISTORIES["german"]])
@pytest.mark.parametrize(
    "signature", [SIGNATURES["standard"], SIGNATURES["best regards"], SIGNATURES["iphone"]]
)
def test_a_signature_above_the_history_is_found_too(signature: str, history: str) -> None:
    assert said(f"We'll send it by Friday.\n\n{signature}\n\n{history}") == "We'll send it by Friday."


KEPT = {
    "postscript": (
        "We'll call you.\n\nBest,\nMaria\n\nP.S. I'll bring the contract on Monday.",
        "I'll bring the contract on Monday.",
    ),
    "postscript below dashes": (
        "Hello.\n\n-- \nMaria Keller\nNorthwind\n\nPS: We'll waive the setup fee.",
        "We'll waive the setup fee.",
    ),
    "words after thanks": ("Thanks!\n\nWe'll ship the units on Monday.", "We'll ship the units on Monday."),
    "thanks on top": ("Thanks,\nthe revised SOW is coming Tuesday.", "the revised SOW is coming Tuesday."),
    "sentence after the name": (
        "Ok.\n\nBest,\nMaria\n\nWe'll also bring the demo unit.",
        "We'll also bring the demo unit.",
    ),
    "a ruler in the middle": (
        "First topic.\n---\nWe'll send the figures tomorrow.",
        "We'll send the figures tomorrow.",
    ),
    "elliptical": ("Revised SOW coming Tuesday\n\nMaria", "Revised SOW coming Tuesday"),
    "phone in a sentence": (
        "I'll call you on +49 170 1234567 tomorrow.\n\nMaria",
        "I'll call you on +49 170 1234567 tomorrow.",
    ),
    "unsubscribe as a topic": (
        "We'll unsubscribe your team from the list by Friday.",
        "We'll unsubscribe your team from the list by Friday.",
    ),
    "a request to unsubscribe": (
        "Please unsubscribe me from your list.",
        "Please unsubscribe me from your list.",
    ),
    "confidential as a topic": (
        "We'll treat your roadmap as confidential and sign the NDA.",
        "We'll treat your roadmap as confidential",
    ),
    "opt out as a topic": (
        "You can opt out of clause 4; we'll send the change on Monday.",
        "we'll send the change on Monday",
    ),
    "sent from": (
        "Sent from our warehouse on Monday, it will reach you by Friday.",
        "it will reach you by Friday",
    ),
    "only a name and a promise": ("Maria here. We'll do it.", "We'll do it."),
    "short list": ("Deliverables:\n- Pricing sheet\n- Signed NDA\n- Demo on Friday", "- Demo on Friday"),
}


@pytest.mark.parametrize(("text", "kept"), KEPT.values(), ids=KEPT)
def test_no_sentence_of_a_reply_is_lost_to_a_signature_rule(text: str, kept: str) -> None:
    assert kept in said(text)


def test_a_transcript_is_said_in_full() -> None:
    text = "We'll send it on Friday.\n> Great, thanks.\n-- "
    assert said(text, kind=EventKind.transcript) == text.rstrip()


def test_a_meeting_keeps_its_agenda_and_drops_the_dial_in_block() -> None:
    text = (
        "Agenda: renewal.\nTom will bring the usage report.\n\n"
        "________________________________________________________________________________\n"
        "Microsoft Teams meeting\nJoin on your computer, mobile app or room device\nClick here to join the meeting\n"
        "Meeting ID: 123 456 789\nPasscode: abcDEF\nOr call in (audio only)\n+49 69 1234567,,123456# Germany, Frankfurt\n"
        "Phone Conference ID: 123 456#\nFind a local number | Reset PIN\n"
        "________________________________________________________________________________"
    )
    assert said(text, kind=EventKind.meeting) == "Agenda: renewal.\nTom will bring the usage report."


def test_an_empty_mail_says_nothing() -> None:
    event = cleaned("")
    assert (event.said, event.quoted, event.signature) == ((), (), ())


LINES = st.sampled_from(
    [
        "",
        " ",
        "> quoted",
        "We'll do it.",
        "-- ",
        "--",
        "Best,",
        "Maria",
        "On 1 May 2026 Tom <t@x.example> wrote:",
        "From: Tom <t@x.example>",
        "Sent: Monday",
        "Subject: x",
        "-----Original Message-----",
        "Sent from my iPhone",
        "Unsubscribe here",
        "________________",
        "+49 89 1234567",
        "This e-mail is confidential.",
        "PS: yes",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(LINES, st.text(max_size=20)), max_size=25), st.data())
def test_the_three_lists_are_sorted_disjoint_and_cover_every_visible_character(
    lines: list[str], data: st.DataObject
) -> None:
    text = "\n".join(lines)
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=4, unique=True)))
    quoted = [(i, j) for i, j in zip(edges[::2], edges[1::2], strict=False)]
    event = cleaned(text, quoted=quoted)
    spans = sorted([*event.said, *event.quoted, *event.signature])
    assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))
    assert all(0 <= i < j <= len(text) for i, j in spans)
    for part in (event.said, event.quoted, event.signature):
        assert list(part) == sorted(part)
    assert all(text[i:j] == text[i:j].strip() for i, j in event.said)
    covered = {k for i, j in spans for k in range(i, j)}
    assert all(k in covered or text[k].isspace() for k in range(len(text)))
    for i, j in quoted:
        assert not any(i < b and a < j and text[max(a, i) : min(b, j)].strip() for a, b in event.said)
