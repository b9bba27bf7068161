"""A mail as it really comes becomes one clean event, and the same mail is always the same event."""

import base64
import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from integrations.errors import Skip
from integrations.formats.mail import mail_to_event
from records.models import Participant
from tests.unit.integrations.mail_bytes import HEAD, NOW, event_of, html_mail, mail, multipart, part


def test_a_plain_mail_becomes_an_event() -> None:
    event = event_of(mail(b"Hello Tom,\r\n\r\nwe'll send it.  \r\n"))
    assert event.text == "Hello Tom,\n\nwe'll send it."
    assert event.sender == Participant(email="maria@northwind.example", name="Maria Keller")
    assert event.to == (Participant(email="tom@acme.example", name="Tom Reed"),)
    assert event.at.isoformat() == "2026-09-15T09:30:00+02:00"
    assert (event.external_id, event.subject, event.flags) == ("m1@northwind.example", "Prices", ())
    assert event.thread == "m1@northwind.example"
    assert event.link == "mid:m1@northwind.example"


@pytest.mark.parametrize(
    ("charset", "codec", "words"),
    [
        ("utf-8", "utf-8", "Grüße, 東京, 🙂"),
        ("iso-8859-1", "latin-1", "Grüße aus Köln"),
        ("windows-1252", "cp1252", "“quoted” – 5 €"),
        ("iso-2022-jp", "iso2022_jp", "見積書を送ります"),
        ("shift_jis", "cp932", "見積書を送ります"),
        ("ks_c_5601-1987", "cp949", "견적서를 보냅니다"),
        ("gb2312", "gb18030", "我们会发送报价"),
        ("koi8-r", "koi8-r", "Мы отправим"),
        ('"utf-8"', "utf-8", "Zoë"),
    ],
)
def test_every_charset_is_read(charset: str, codec: str, words: str) -> None:
    assert (
        event_of(mail(words.encode(codec), f"Content-Type: text/plain; charset={charset}".encode())).text
        == words
    )


@pytest.mark.parametrize(
    "declared",
    [b"", b"; charset=us-ascii", b"; charset=iso-8859-1", b"; charset=x-unknown", b"; charset=zlib"],
)
def test_utf8_is_recognised_whatever_the_mail_claims(declared: bytes) -> None:
    assert event_of(mail("Grüße".encode(), b"Content-Type: text/plain" + declared)).text == "Grüße"


def test_latin1_that_claims_to_be_utf8_is_read_and_flagged() -> None:
    event = event_of(mail("Grüße".encode("latin-1"), b"Content-Type: text/plain; charset=utf-8"))
    assert event.text == "Grüße"
    assert "charset_wrong" in event.flags


@pytest.mark.parametrize(
    "codec", ["punycode", "idna", "unicode_escape", "rot13", "base64", "undefined", "hex"]
)
def test_a_header_cannot_name_a_codec_that_is_no_charset(codec: str) -> None:
    assert (
        event_of(mail(b"a-b \\u0041", f"Content-Type: text/plain; charset={codec}".encode())).text
        == "a-b \\u0041"
    )


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8?B?R3LDvMOfZQ==?= from Maria", "Grüße from Maria"),
        (b"=?utf-8?b?R3LD?=\r\n =?utf-8?b?vMOfZQ==?=", "Grüße"),
        (b"=?iso-8859-1?Q?a?= =?utf-8?Q?b?= c", "ab c"),
        (b"=?utf-8?q?broken", "=?utf-8?q?broken"),
        (b"=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        (b"=?utf-8?q?How are you??=", "How are you?"),
        (b"=?nonsense?q?abc?=", "abc"),
        ("Grüße".encode(), "Grüße"),
        ("Grüße".encode("latin-1"), "Grüße"),
        (b"two\r\n lines", "two lines"),
    ],
)
def test_subjects_are_decoded(raw: bytes, subject: str) -> None:
    assert event_of(HEAD.replace(b"Subject: Prices", b"Subject: " + raw) + b"\r\nhi").subject == subject


@pytest.mark.parametrize(
    ("raw", "people"),
    [
        (b"a@x.example", [("a@x.example", None)]),
        (
            b'"Reed, Tom" <tom@x.example>, b@x.example',
            [("tom@x.example", "Reed, Tom"), ("b@x.example", None)],
        ),
        (b"=?utf-8?q?J=C3=BCrgen,_Dr=2E?= <j@x.example>", [("j@x.example", "Jürgen, Dr.")]),
        (b"tom@x.example (Tom Reed)", [("tom@x.example", "Tom Reed")]),
        (
            b"Sales: a@x.example, B <b@x.example>; c@x.example",
            [("a@x.example", None), ("b@x.example", "B"), ("c@x.example", None)],
        ),
        (b"undisclosed-recipients:;", []),
        (b"Tom Reed <>", [("", "Tom Reed")]),
        (b"Tom Reed", [("", "Tom Reed")]),
        (b"<Tom@X.Example>", [("tom@x.example", None)]),
        (b"tom @ x.example", [("tom@x.example", None)]),
        (b"a@x.example, A@x.example", [("a@x.example", None)]),
        ("Jörg <j@müller.example>".encode(), [("j@xn--mller-kva.example", "Jörg")]),
        (b"'tom@x.example' <tom@x.example>", [("tom@x.example", None)]),
    ],
)
def test_addresses_are_read(raw: bytes, people: list[tuple[str, str | None]]) -> None:
    event = event_of(HEAD.replace(b"To: Tom Reed <tom@acme.example>", b"To: " + raw) + b"\r\nhi")
    assert [(each.email, each.name) for each in event.to] == people


def test_of_several_senders_the_first_counts() -> None:
    event = event_of(HEAD.replace(b"From: ", b"From: a@x.example, ") + b"\r\nhi")
    assert event.sender is not None and event.sender.email == "a@x.example"
    assert "several_senders" in event.flags


@pytest.mark.parametrize(
    ("header", "at"),
    [
        (b"Tue, 15 Sep 2026 09:30:00 -0700", "2026-09-15T09:30:00-07:00"),
        (b"15 Sep 26 09:30 GMT", "2026-09-15T09:30:00+00:00"),
        (b"Tue, 15 Sep 2026 09:30:00 +0200 (CEST)", "2026-09-15T09:30:00+02:00"),
        (b"2026-09-15 09:30:00 +0530", "2026-09-15T09:30:00+05:30"),
        (b"Di, 15 Okt 2024 09:30:00 +0200", "2024-10-15T09:30:00+02:00"),
    ],
)
def test_dates_keep_the_senders_offset(header: bytes, at: str) -> None:
    raw = HEAD.replace(b"Tue, 15 Sep 2026 09:30:00 +0200", header) + b"\r\nhi"
    assert event_of(raw).at.isoformat() == at


@pytest.mark.parametrize(
    ("header", "flag"),
    [(b"", "date_missing"), (b"yesterday", "date_missing"), (b"Tue, 32 Foo 2026", "date_missing")]
    + [
        (b"Thu, 1 Jan 1970 00:00:00 +0000", "date_absurd"),
        (b"Thu, 1 Jan 2099 00:00:00 +0000", "date_absurd"),
    ],
)
def test_a_missing_or_absurd_date_falls_back_to_received_then_to_the_file(header: bytes, flag: str) -> None:
    head = HEAD.replace(b"Tue, 15 Sep 2026 09:30:00 +0200", header)
    aged = datetime(2026, 3, 1, tzinfo=UTC)
    event = mail_to_event(head + b"\r\nhi", now=NOW, fallback_at=aged)
    assert event.at == aged and flag in event.flags
    received = b"Received: from a by b; Wed, 16 Sep 2026 08:00:00 +0000\r\n"
    event = mail_to_event(received + head + b"\r\nhi", now=NOW, fallback_at=aged)
    assert event.at == datetime(2026, 9, 16, 8, tzinfo=UTC) and flag in event.flags


def test_the_same_mail_in_two_mailboxes_is_one_event() -> None:
    body = b"Hello\r\n"
    mine = event_of(
        b"Received: from a by b; Wed, 16 Sep 2026 08:00:00 +0000\r\nX-Gmail-Labels: Inbox\r\n" + mail(body)
    )
    theirs = event_of(b"Delivered-To: tom@acme.example\n" + mail(body).replace(b"\r\n", b"\n"))
    assert mine.id == theirs.id


def test_a_message_id_used_twice_with_other_content_gives_two_events() -> None:
    one, two = event_of(mail(b"Hello")), event_of(mail(b"Good bye"))
    assert one.external_id == two.external_id and one.id != two.id


def test_a_mail_without_message_id_is_known_by_its_content() -> None:
    head = HEAD.replace(b"Message-ID: <m1@northwind.example>\r\n", b"")
    event = event_of(head + b"\r\nhi")
    assert (
        event.external_id.startswith("sha256:") and "message_id_missing" in event.flags and event.link is None
    )
    assert event_of(b"X-Other: 1\r\n" + head + b"\r\nhi").external_id == event.external_id


def test_a_thread_is_named_by_its_root() -> None:
    assert event_of(mail(b"hi", b"References: <root@x> <mid@x>", b"In-Reply-To: <mid@x>")).thread == "root@x"
    assert event_of(mail(b"hi", b"In-Reply-To: <mid@x>")).thread == "mid@x"
    assert event_of(mail(b"hi", b"References: ")).thread == "m1@northwind.example"


def test_the_plain_form_of_a_mail_is_read_and_its_html_left() -> None:
    event = event_of(
        multipart(
            "alternative",
            part("text/plain", b"The plain words."),
            part("text/html", b"<p>The html words.</p>"),
        )
    )
    assert event.text == "The plain words." and event.attachments == ()


@pytest.mark.parametrize(
    "stub",
    [
        b"",
        b" \r\n",
        b"Please view this message in an HTML capable mail client.",
        b"Your email client does not support HTML.",
    ],
)
def test_a_plain_form_that_says_nothing_gives_way_to_html(stub: bytes) -> None:
    html = b"<p>" + b"We will send the contract on Friday. " * 5 + b"</p>"
    event = event_of(multipart("alternative", part("text/plain", stub), part("text/html", html)))
    assert event.text.startswith("We will send the contract")


def test_pictures_inside_and_files_beside_the_text_are_attachments() -> None:
    inner = multipart(
        "related",
        part("text/html", b"<p>See <img src=cid:1></p>"),
        part("image/png", b"PNG", 'Content-Disposition: inline; filename="logo.png"'),
        boundary="in",
    ).split(b"\r\n\r\n", 1)[1]
    raw = multipart(
        "mixed",
        b'Content-Type: multipart/related; boundary="in"\r\n\r\n' + inner,
        part(
            "application/pdf",
            base64.b64encode(b"%PDF"),
            "Content-Transfer-Encoding: base64",
            "Content-Disposition: attachment; filename*=utf-8''An%C3%A1lisis.pdf",
        ),
        part("text/plain", b"notes", 'Content-Disposition: attachment; filename="=?utf-8?q?n=C3=B6te?=.txt"'),
        boundary="out",
    )
    event = event_of(raw)
    assert event.text == "See"
    assert [(a.name, a.media_type, a.size, a.text) for a in event.attachments] == [
        ("logo.png", "image/png", 3, None),
        ("Análisis.pdf", "application/pdf", 4, None),
        ("nöte.txt", "text/plain", 5, "notes"),
    ]
    assert event.attachments[1].sha256 == hashlib.sha256(b"%PDF").hexdigest()


def test_a_forwarded_mail_is_an_attachment_and_not_my_words() -> None:
    inner = mail(b"We'll pay double.").replace(b"Subject: Prices", b"Subject: Old offer")
    event = event_of(multipart("mixed", part("text/plain", b"See attached."), part("message/rfc822", inner)))
    assert event.text == "See attached."
    assert [(a.name, a.media_type) for a in event.attachments] == [("Old offer.eml", "message/rfc822")]


def test_an_invitation_keeps_its_text() -> None:
    event = event_of(
        multipart(
            "alternative",
            part("text/plain", b"Join us."),
            part("text/calendar; method=REQUEST", b"BEGIN:VCALENDAR"),
        )
    )
    assert [(a.name, a.text) for a in event.attachments] == [("invite.ics", "BEGIN:VCALENDAR")]


def test_attached_text_is_capped() -> None:
    event = event_of(
        multipart("mixed", part("text/plain", b"Hi"), part("text/plain; name=log.txt", b"x" * 300_000))
    )
    assert event.attachments[0].size == 300_000 and len(event.attachments[0].text or "") == 100_000


def test_flowed_lines_are_joined_and_quotes_keep_their_depth() -> None:
    raw = mail(
        b"We will send \r\nit on Friday.\r\n> old words \r\n> go on\r\n-- \r\nMaria\r\n",
        b"Content-Type: text/plain; format=flowed",
    )
    assert event_of(raw).text == "We will send it on Friday.\n> old words go on\n-- \nMaria"
    raw = mail("日本 \r\n語".encode(), b"Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes")
    assert event_of(raw).text == "日本語"


@pytest.mark.parametrize(
    ("header", "flag"),
    [
        (b"Auto-Submitted: auto-replied", "auto_reply"),
        (b"X-Autoreply: yes", "auto_reply"),
        (b"Precedence: bulk", "bulk"),
        (b"List-Unsubscribe: <https://x.example>", "bulk"),
        (b"List-Id: <a.b>", "bulk"),
        (b"X-Gmail-Labels: Inbox,Spam", "label:Spam"),
        (b"X-Gmail-Labels: Papierkorb", "label:Trash"),
        (b"Auto-Submitted: auto-generated", "auto_generated"),
    ],
)
def test_machine_mail_and_labels_are_flagged(header: bytes, flag: str) -> None:
    assert flag in event_of(mail(b"hi", header)).flags


@pytest.mark.parametrize(
    "subject",
    [
        "Out of Office: Prices",
        "Automatic reply: Prices",
        "Abwesenheitsnotiz: Preise",
        "Automatische Antwort: Preise",
        "Réponse automatique : Prix",
    ],
)
def test_absence_notes_are_flagged_by_subject(subject: str) -> None:
    assert "auto_reply" in event_of(HEAD.replace(b"Prices", subject.encode()) + b"\r\nhi").flags


def test_letters_that_no_person_sees_are_dropped_from_plain_text_too() -> None:
    hidden = "We\u200bwill\u00ad \u202esend\u202c it\ufeff." + "".join(
        chr(0xE0000 + ord(c)) for c in "tomorrow"
    )
    assert (
        event_of(mail(hidden.encode(), b"Content-Type: text/plain; charset=utf-8")).text == "Wewill send it."
    )


def test_lone_surrogates_and_nul_never_reach_the_text() -> None:
    event = event_of(mail(b"a\0b +2D0-x", b"Content-Type: text/plain; charset=utf-7"))
    assert "\0" not in event.text
    event.text.encode("utf-8")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "empty"),
        (b"\0\0\0", "empty"),
        (b"just some words, no mail", "no mail"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, ".msg"),
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2000, "deep"),
        (
            HEAD
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i) for i in range(500)
            ),
            "deep",
        ),
        (multipart("mixed", *[b"\r\nx"] * 10_000), "1,000 parts"),
        (mail(b"x", b"X-Words: " + b" ".join([b"=?utf-8?q?x?="] * 2500)), "encoded words"),
        (mail(b"x", b"X-Words: " + b" ".join([b"=?utf-8?q?x?="] * 20_000)), "headers"),
        (mail(b"x", b"X-Bomb: " + b"x" * 1_000_000), "headers are larger"),
        (mail(b"---x\n" * 200_000, b'Content-Type: multipart/mixed; boundary="-"'), "boundaries"),
    ],
)
def test_a_hostile_or_broken_mail_is_refused_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Skip, match=reason):
        event_of(raw)


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<b>" * 300_000,
        b"<" * 500_000,
        b"<a '>" * 100_000,
        b'<p style="color:red;' * 50_000,
        b"<style>" + b"/*" * 90_000 + b"</style>x",
        b"<style>" + b".a{color:red}" * 10_000 + b"</style>" + b"<p class=a>x" * 20_000,
        b"<li><ul>" + b"<b>" * 30_000 + b"<li></li>" * 30_000,
        b"<table>" + b"<tbody>" * 30_000 + b"</tr>" * 30_000,
        b"&aaaaaaaaaaaaaaaaaaaaaaa" * 20_000,
    ],
    ids=range(10),
)
def test_html_bombs_are_read_to_the_end(body: bytes) -> None:
    assert event_of(mail(body, b"Content-Type: text/html")).external_id == "m1@northwind.example"


@pytest.mark.parametrize(
    ("header", "flag"),
    [
        (b"Sensitivity: Personal", "personal"),
        (b"Sensitivity: private", "private"),
        (b"SENSITIVITY: Company-Confidential", "confidential"),
    ],
)
def test_a_mail_that_its_sender_marked_private_says_so(header: bytes, flag: str) -> None:
    assert flag in event_of(mail(b"Hello", header)).flags
    marks = {"personal", "private", "confidential"}
    assert not marks & set(event_of(mail(b"Hello", b"Sensitivity: normal")).flags)


SEEDS = [
    mail(b"Hello\r\n\r\n> old\r\n-- \r\nMaria"),
    html_mail("<div style='display:none'>x</div><blockquote type=cite>old</blockquote><p>new &amp; true"),
    multipart("alternative", part("text/plain", b"a"), part("text/html; charset=latin-1", b"<b>a</b>")),
    multipart(
        "mixed",
        part("text/plain", b"YQ==", "Content-Transfer-Encoding: base64"),
        part("message/rfc822", mail(b"in")),
    ),
    mail(
        b"=41=\r\n=zz",
        b"Content-Transfer-Encoding: quoted-printable",
        b"References: <a@b> <c",
        b'To: =?utf-8?q?=C3?= <"a(b)@c',
    ),
]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 600), st.integers(0, 40), st.binary(max_size=12)), max_size=6),
)
def test_no_damage_to_a_mail_raises_anything_but_skip(
    seed: bytes, damage: list[tuple[int, int, bytes]]
) -> None:
    raw = seed
    for at, length, new in damage:
        raw = raw[:at] + new + raw[at + length :]
    _read_safely(raw)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_raise_anything_but_skip(body: bytes) -> None:
    _read_safely(body)
    _read_safely(b"From: " + body)
    _read_safely(b"Date: " + body + b"\nTo: " + body + b"\nContent-Type: text/plain; charset=" + body)


def _read_safely(raw: bytes) -> None:
    try:
        event = event_of(raw)
    except Skip as why:
        assert str(why)
        return
    event.text.encode("utf-8")
    assert "\0" not in event.text and "\r" not in event.text
    assert event.at.utcoffset() is not None and abs(event.at.utcoffset() or timedelta()) < timedelta(days=1)
    assert all(0 <= i < j <= len(event.text) for i, j in event.quoted)


@pytest.mark.parametrize("header", [b"X-Gmail-Labels: Draft,Private", b"X-Spam-Flag: YES"])
def test_whoever_writes_to_us_sets_none_of_our_labels(header: bytes) -> None:
    """An export has them in its headers; in a live mailbox the sender wrote those."""
    raw = mail(b"I'll send it.", header)
    assert not [f for f in mail_to_event(raw, now=NOW, source="gmail").flags if f.startswith("label:")]


def test_who_was_copied_blindly_stays_unknown() -> None:
    """Everybody who holds this mail reads one event, the people in Cc too."""
    event = event_of(mail(b"I'll send it.", b"Cc: ben@acme.example\r\nBcc: lawyer@firm.example"))
    assert "ben@acme.example" in {p.email for p in event.participants}
    assert "lawyer@firm.example" not in event.model_dump_json()
