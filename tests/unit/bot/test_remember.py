"""What was promised in a message that somebody points at, and a promise that a colleague wants remembered."""

import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.replies.forms import DONE, REMEMBER
from bot.replies.shapes import Button, Buttons, Form, Quotes, Reply
from records.models import Direction, Event, EventKind, Precision, Promise, PromiseStatus
from tests.builders import DANA, HENRIK, MARA, TOM
from tests.unit.bot.two_reps import DANA_AT_ACME, PUBLIC, TwoReps, as_participant, shown

ROOM = "#acme-renewal"
PLACE = "C0ACME"


@pytest.fixture
def reps(tmp_path: Path) -> Iterator[TwoReps]:
    made = TwoReps(tmp_path / "home")
    yield made
    made.db.close()


def form(reps: TwoReps, message: Event, actor: str = MARA.email, place: str = PLACE) -> Form:
    asked = reps.remember.form(message, place, actor)
    assert isinstance(asked, Form), asked
    return asked


def filled(asked: Form, **changes: str) -> dict[str, str]:
    return {i.name: i.initial for i in asked.inputs} | changes


def promises(reps: TwoReps, reader: str = MARA.email) -> list[Promise]:
    return reps.reading.promises(reader)


def has_buttons(reply: Reply) -> bool:
    return any(
        isinstance(i, Button) and i.action == DONE
        for b in reply.blocks
        if isinstance(b, Buttons)
        for i in b.items
    )


# What was promised here


def test_asking_tells_what_is_promised_in_the_message_and_stores_nothing(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "I'll send Acme the revised quote by Tuesday.")
    reply = reps.remember.promised_here(said, [], MARA.email)
    assert reply.private and "I'll send Acme the revised quote by Tuesday." in shown(reply)
    assert "due Tue 24 Nov 2026" in shown(reply) and "Mara Lindqvist owes Acme Corp Ltd" in shown(reply)
    assert not has_buttons(reply) and "asking stored nothing" in shown(reply)
    assert promises(reps) == [] and reps.log.count() == 0 and reps.audited() == []


def test_asking_makes_up_no_account(reps: TwoReps) -> None:
    said = reps.message("I'll send you the terms by Friday.", as_participant(MARA), [], kind=EventKind.chat)
    stranger = said.model_copy(
        update={"to": (DANA_AT_ACME.model_copy(update={"email": "kim@newco.example"}),)}
    )
    before = reps.accounts.all()
    assert "the terms" in shown(reps.remember.promised_here(stranger, [], MARA.email))
    assert reps.accounts.all() == before


def test_the_thread_is_read_in_the_order_in_which_it_was_said(reps: TwoReps) -> None:
    first = reps.said_in(ROOM, "We'll ship the scanners on Monday.", who=TOM)
    second = reps.said_in(ROOM, "I will send the invoice by Wednesday.").model_copy(
        update={"at": first.at + timedelta(minutes=5)}
    )
    text = shown(reps.remember.promised_here(second, [second, first], MARA.email))
    assert text.index("ship the scanners on Monday") < text.index("send the invoice by Wednesday")
    assert text.count("send the invoice by Wednesday") == shown(
        reps.remember.promised_here(second, [first], MARA.email)
    ).count("send the invoice by Wednesday")


def test_without_a_promise_it_says_so_plainly(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "Dana loved the demo of the dashboard.")
    assert reps.remember.promised_here(said, [], MARA.email).text == "I read no promise in this message."
    both = reps.remember.promised_here(said, [reps.said_in(ROOM, "so did the others")], MARA.email)
    assert both.text == "I read no promise in this message and its thread."


@pytest.mark.parametrize("text", ["", "🎉🎉", "x" * 60_000, "\u202e\u200b", "??? !!!"])
def test_odd_messages_hold_no_promise(reps: TwoReps, text: str) -> None:
    assert reps.remember.promised_here(reps.said_in(ROOM, text), [], MARA.email).text.startswith(
        "I read no promise"
    )


def test_of_a_logged_message_the_ledger_tells_what_became_of_it(reps: TwoReps) -> None:
    mail = reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Tuesday.\n\nMara")
    reply = reps.remember.promised_here(mail, [], MARA.email)
    assert has_buttons(reply) and "asking stored nothing" not in shown(reply)
    reps.promises.click(promises(reps)[0].id, PromiseStatus.kept, MARA.email, "said it is done")
    kept = reps.remember.promised_here(mail, [], MARA.email)
    assert " · kept" in shown(kept) and not has_buttons(kept)


def test_only_what_is_kept_has_a_place_of_ours_to_lead_to(reps: TwoReps) -> None:
    object.__setattr__(reps.remember, "link", lambda event_id: f"{PUBLIC}/source/{event_id}")
    mail = reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Tuesday.\n\nMara")
    here = reps.said_in(ROOM, "I'll send Acme the price list by Tuesday.")
    assert f"{PUBLIC}/source/{mail.id}" in shown(reps.remember.promised_here(mail, [], MARA.email))
    assert f"{PUBLIC}/source/" not in shown(reps.remember.promised_here(here, [], MARA.email))
    place = "https://northbeam.slack.example/archives/C0ACME/p1"
    linked = here.model_copy(update={"link": place})
    assert place in shown(reps.remember.promised_here(linked, [], MARA.email))


def test_a_customer_who_promises_is_called_by_name(reps: TwoReps) -> None:
    said = reps.message("You'll have the signed order form on Monday.", DANA_AT_ACME, [as_participant(MARA)])
    assert "Dana Whitfield (Acme Corp Ltd) owes us" in shown(
        reps.remember.promised_here(said, [], MARA.email)
    )


def test_a_stranger_is_told_nothing_and_can_keep_nothing(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "I'll send Acme the revised quote by Tuesday.")
    for reply in (
        reps.remember.promised_here(said, [], "guest@elsewhere.example"),
        reps.remember.form(said, PLACE, "guest@elsewhere.example"),
        reps.remember.save("held_x", {}, "guest@elsewhere.example"),
    ):
        assert isinstance(reply, Reply) and reply.notice and "quote" not in shown(reply)


# The form


def test_the_form_is_filled_in_as_far_as_it_is_known(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "Good call today! I'll send Acme the revised quote by Tuesday. Anything else?")
    asked = form(reps, said)
    assert (asked.action, len(asked.title) <= 24) == (REMEMBER, True) and asked.value.startswith("held_")
    assert filled(asked) == {
        "words": "I'll send Acme the revised quote by Tuesday.",
        "owes": "us",
        "person": MARA.email,
        "account": "Acme Corp Ltd",
        "due": "2026-11-24",
    }


def test_what_a_customer_says_is_owed_by_them(reps: TwoReps) -> None:
    said = reps.message("You'll have the signed order form on Monday.", DANA_AT_ACME, [as_participant(MARA)])
    asked = filled(form(reps, said))
    assert (asked["owes"], asked["account"], asked["person"]) == ("them", "Acme Corp Ltd", MARA.email)


def test_a_message_without_a_readable_promise_offers_its_own_words(reps: TwoReps) -> None:
    said = reps.said_in("#random", "Dana loved the dashboard. Nothing else to tell.")
    asked = filled(form(reps, said))
    assert asked["words"] == "Dana loved the dashboard. Nothing else to tell."
    assert asked["due"] == "" and asked["account"] == ""


def test_whoever_said_it_owes_it_if_it_is_a_colleague(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "I'll send Acme the revised quote by Tuesday.", who=TOM)
    assert filled(form(reps, said))["person"] == TOM.email


@pytest.mark.parametrize("text", ["", "   \n ", "\ud83d broken"])
def test_a_message_without_words_can_not_be_remembered(reps: TwoReps, text: str) -> None:
    reply = reps.remember.form(reps.said_in(ROOM, "x").model_copy(update={"text": text}), PLACE, MARA.email)
    assert (
        isinstance(reply, Reply)
        and reply.notice == "There are no words in that message that I could remember."
    )


# Keeping it


def test_a_remembered_promise_stands_in_the_ledger_in_its_exact_words(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "Dana, consider the second scanner yours. I'll bring it on the 3rd.")
    asked = form(reps, said)
    reply = reps.remember.save(
        asked.value, filled(asked, words="consider the second scanner yours", due="2026-12-03"), MARA.email
    )
    (kept,) = [p for p in promises(reps) if p.extractor.startswith("person:")]
    assert kept.quote == "consider the second scanner yours" == said.text[kept.start : kept.end]
    assert (kept.owner, kept.direction, kept.due) == (MARA.email, Direction.ours, date(2026, 12, 3))
    assert (kept.account_id, kept.extractor) == ("acc_acme", f"person:{MARA.email}")
    assert kept.precision is Precision.day and kept.status is PromiseStatus.open
    assert reply.private and has_buttons(reply) and reply.text.startswith("Remembered: ")
    assert reps.audited() == [(MARA.email, "remembered", kept.id)]
    assert "acc_acme" in reps.log.work("settle") and said.id in reps.log.work("propose")


def test_the_date_that_was_said_is_kept_as_it_was_said(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "We will deliver the licences by end of Q1."))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    (kept,) = promises(reps)
    assert (kept.due_as_said, kept.precision, kept.due) == (
        "by end of Q1",
        Precision.quarter,
        date(2027, 3, 31),
    )


def test_what_the_extractor_reads_in_the_same_words_does_not_stand_there_twice(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "I'll send Acme the revised quote by Tuesday. We will also call you on Monday.")
    asked = form(reps, said)
    reps.remember.save(asked.value, filled(asked, words=said.text.partition(". ")[0] + "."), MARA.email)
    found = sorted(promises(reps), key=lambda p: p.start)
    assert [p.extractor.startswith("person:") for p in found] == [True, False]
    assert "call you on Monday" in found[1].quote


def test_blanks_lines_and_quotation_marks_may_differ(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "We’ll  send\nthe “final” deck\u00a0to Dana\u200b on Monday.")
    asked = form(reps, said)
    reps.remember.save(asked.value, filled(asked, words='we\'ll send the "final" deck to Dana'), MARA.email)
    (kept,) = promises(reps)
    assert kept.quote == "We’ll  send\nthe “final” deck\u00a0to Dana"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"words": "I'll send two quotes"}, "Those words are not in the message"),
        ({"words": "the quo"}, "Those words are not in the message"),
        ({"words": ""}, "Those words are not in the message"),
        ({"words": "… ?"}, "Those words are not in the message"),
        ({"due": "next week"}, "That is no day"),
        ({"due": "0001-01-01"}, "That is no day"),
        ({"account": "Initech"}, "I know no single customer called “Initech”"),
        ({"person": "nobody@elsewhere.example"}, "nobody@elsewhere.example is not known here"),
    ],
)
def test_what_can_not_be_stored_is_said_and_can_be_tried_again(
    reps: TwoReps, changes: dict[str, str], sentence: str
) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."))
    reply = reps.remember.save(asked.value, filled(asked, **changes), MARA.email)
    assert reply.notice is not None and reply.notice.startswith(sentence)
    assert promises(reps) == [] and reps.log.count() == 0 and reps.audited() == []
    assert reps.remember.save(asked.value, filled(asked), MARA.email).notice is None
    assert len(promises(reps)) == 1


def test_quoted_words_are_nobodys_promise(reps: TwoReps) -> None:
    text = "see below\nWe'll cancel on Friday."
    said = reps.said_in(ROOM, text, quoted=((10, len(text)),))
    asked = form(reps, said)
    reply = reps.remember.save(asked.value, filled(asked, words="We'll cancel on Friday."), MARA.email)
    assert reply.notice == "Those words are quoted there: open the message that says them first."


def test_the_same_form_sent_twice_is_one_promise(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    again = reps.remember.save(
        asked.value, filled(asked, due="2027-01-04", words="the quote by Tuesday"), MARA.email
    )
    assert again.text.startswith("That is in the ledger already: ") and len(promises(reps)) == 1
    assert [action for _, action, _ in reps.audited()] == ["remembered"]
    with reps.db.read() as connection:
        kinds = connection.exec_driver_sql("SELECT kind, actor, extractor FROM feedback").all()
    assert [tuple(row) for row in kinds] == [("remembered", MARA.email, None)]


def test_eight_clicks_at_once_are_one_promise(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."))
    barrier, replies = threading.Barrier(8), []
    assert reps.remember and reps.audit and reps.digest

    def sends() -> None:
        barrier.wait()
        replies.append(reps.remember.save(asked.value, filled(asked), MARA.email))

    threads = [threading.Thread(target=sends) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(promises(reps)) == 1 and reps.log.count() == 1
    told = [reply.text.partition(":")[0] for reply in replies]
    assert sorted(told) == ["Remembered", *["That is in the ledger already"] * 7]


def test_only_who_opened_the_form_can_send_it_and_only_for_a_day(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."))
    forgotten = "I don't have that message any more: choose “Remember this as a promise” on it again."
    assert reps.remember.save(asked.value, filled(asked), TOM.email).notice == forgotten
    assert reps.remember.save("held_made_up", filled(asked), MARA.email).notice == forgotten
    reps.clock.advance(timedelta(hours=25))
    assert reps.remember.save(asked.value, filled(asked), MARA.email).notice == forgotten
    assert promises(reps) == [] and promises(reps, TOM.email) == []


def test_two_colleagues_who_remember_the_same_words_get_one_promise(reps: TwoReps) -> None:
    reps.conversations.begin("slack", PLACE)
    reps.conversations.set_readers(reps.conversations.mailbox_of("slack", PLACE), [MARA.email, TOM.email])
    said = reps.said_in(ROOM, "I'll send Acme the quote by Tuesday.")
    first, second = form(reps, said), form(reps, said, TOM.email)
    reps.remember.save(first.value, filled(first), MARA.email)
    reply = reps.remember.save(second.value, filled(second, due="2026-12-24"), TOM.email)
    assert reply.text.startswith("That is in the ledger already: ")
    assert [p.due for p in promises(reps, TOM.email)] == [date(2026, 11, 24)]


def test_what_the_ledger_read_already_is_shown_instead_of_doubled(reps: TwoReps) -> None:
    mail = reps.writes(MARA, "Hi Dana,\n\nI'll send you the revised quote by Tuesday.\n\nMara")
    before = promises(reps)
    asked = form(reps, mail)
    assert asked.note.startswith("In the ledger already: send the revised quote by Tuesday. ")
    reply = reps.remember.save(
        asked.value, filled(asked, words="I'll send you the revised quote by Tuesday", account=""), MARA.email
    )
    assert reply.text.startswith("That is in the ledger already: ") and promises(reps) == before


def test_a_second_promise_of_the_same_message_can_be_remembered_too(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "Consider the scanner yours. The cake is our secret.")
    for words in ("Consider the scanner yours", "The cake is our secret"):
        asked = form(reps, said)
        reps.remember.save(asked.value, filled(asked, words=words), MARA.email)
    assert {p.quote for p in promises(reps)} >= {"Consider the scanner yours", "The cake is our secret"}
    assert reps.log.count() == 1


def test_what_was_dismissed_can_be_remembered_after_all(reps: TwoReps) -> None:
    asked = form(reps, said := reps.said_in(ROOM, "Consider the scanner yours."))
    words = {"words": "Consider the scanner yours"}
    reps.remember.save(asked.value, filled(asked, **words), MARA.email)
    (made,) = promises(reps)
    reps.promises.click(made.id, PromiseStatus.dismissed, MARA.email, "no promise", "not_a_promise")
    again = form(reps, said)
    reply = reps.remember.save(again.value, filled(again, **words), MARA.email)
    assert reply.text.startswith("Remembered: ") and [p.status for p in promises(reps)] == [
        PromiseStatus.open
    ]


# Who may read it


def test_out_of_a_room_where_we_listen_its_members_read_it(reps: TwoReps) -> None:
    reps.conversations.begin("slack", PLACE)
    reps.conversations.set_readers(reps.conversations.mailbox_of("slack", PLACE), [MARA.email, HENRIK.email])
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    assert len(promises(reps, HENRIK.email)) == 1 and promises(reps, TOM.email) == []


@pytest.mark.parametrize("listening", [False, True])
def test_otherwise_only_who_remembered_it_reads_it(reps: TwoReps, listening: bool) -> None:
    if listening:  # but nobody has seen that Mara is a member
        reps.conversations.begin("slack", PLACE)
        reps.conversations.set_readers(reps.conversations.mailbox_of("slack", PLACE), [HENRIK.email])
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the HERON quote by Tuesday."))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    assert len(promises(reps)) == 1
    for other in (TOM, HENRIK):
        assert promises(reps, other.email) == []
        assert "HERON" not in shown(reps.insights.card("Acme", other.email))


def test_the_colleague_who_owes_it_reads_what_was_said(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "Tom will send Acme the quote by Tuesday."))
    reps.remember.save(asked.value, filled(asked, owes="us", person=TOM.email), MARA.email)
    (owed,) = promises(reps, TOM.email)
    assert owed.owner == TOM.email and promises(reps, HENRIK.email) == []


def test_the_ledger_is_not_opened_by_pointing_at_a_message(reps: TwoReps) -> None:
    """Tom shows a message that Mara's private ledger knows more of than its words say."""
    said = reps.said_in(ROOM, "I'll send Acme the quote by Tuesday.")
    asked = form(reps, said)
    reps.remember.save(asked.value, filled(asked, due="2026-12-24", person=HENRIK.email), MARA.email)
    reply = reps.remember.promised_here(said, [], TOM.email)
    assert "Tue 24 Nov 2026" in shown(reply) and "24 Dec" not in shown(reply) and "Henrik" not in shown(reply)
    assert not has_buttons(reply)


def test_neither_reps_private_promises_show_in_the_others_answers(reps: TwoReps) -> None:
    mails = {
        who.email: reps.writes(
            who, f"Hi Dana,\n\nI'll send you the {bird} quote by Tuesday.\n\n{bird}", subject=bird
        )
        for who, bird in ((MARA, "HERON"), (TOM, "OSPREY"))
    }
    here = reps.said_in(ROOM, "We will call Acme on Monday.")
    for who, bird in ((MARA, "OSPREY"), (TOM, "HERON")):
        asked = form(reps, here, who.email)
        assert asked.note.startswith("The words stay")
        saved = reps.remember.save(asked.value, filled(asked), who.email)
        told = reps.remember.promised_here(here, [mails[who.email]], who.email)
        assert bird not in shown(told) + shown(asked) + shown(saved)


# What happens to it afterwards


def told(reps: TwoReps) -> Promise:
    said = reps.said_in(ROOM, "Dana, consider the second scanner yours. I'll bring it on the 3rd.")
    asked = form(reps, said)
    reps.remember.save(
        asked.value,
        filled(asked, words="consider the second scanner yours. I'll bring it on the 3rd", due="2026-12-03"),
        MARA.email,
    )
    (kept,) = promises(reps)
    return kept


def test_reading_the_message_again_leaves_it_as_it_was_told(reps: TwoReps) -> None:
    kept = told(reps)
    event = reps.log.get([kept.event_id])[kept.event_id]
    for _ in range(2):
        reps.digest.again(event, reps.digest.sides())
        assert promises(reps) == [kept]


def test_another_extractor_leaves_it_too(reps: TwoReps) -> None:
    kept = told(reps)
    for version in ("v2", "v3"):
        assert [e.id for e in reps.log.unprocessed(version)] == [kept.event_id]
        reps.log.replace_findings(kept.event_id, version, (), (), ())
        assert promises(reps) == [kept]


def test_what_a_newer_extractor_reads_beside_it_is_added(reps: TwoReps) -> None:
    kept = told(reps)
    event = reps.log.get([kept.event_id])[kept.event_id]
    inside = kept.model_copy(
        update={
            "id": "pr_inside",
            "start": kept.start + 9,
            "quote": event.text[kept.start + 9 : kept.end],
            "extractor": "v2",
        }
    )
    beside = kept.model_copy(
        update={"id": "pr_beside", "start": 0, "end": 5, "quote": event.text[0:5], "extractor": "v2"}
    )
    reps.log.replace_findings(kept.event_id, "v2", [inside, beside], (), ())
    assert {p.id for p in promises(reps)} == {kept.id, "pr_beside"}
    reps.log.replace_findings(kept.event_id, "v3", (), (), ())
    assert promises(reps) == [kept]


def test_settling_the_account_again_and_again_keeps_it(reps: TwoReps) -> None:
    kept = told(reps)
    for _ in range(3):
        reps.settle.account("acc_acme")
    assert promises(reps) == [kept]


def test_a_later_message_settles_it_like_any_other(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the revised quote by Tuesday.", thread="t"))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    reps.clock.advance(timedelta(days=3))
    done = reps.message(
        "Hi Dana,\n\nas promised, the revised quote is attached.\n\nMara",
        as_participant(MARA),
        [DANA_AT_ACME],
        hours=-48,
        thread="t",
    )
    reps.logged(MARA, done)
    for _ in range(2):
        reps.settle.account("acc_acme")
        assert [p.status for p in promises(reps)] == [PromiseStatus.kept]


def test_a_click_on_it_counts_for_no_version_of_ours(reps: TwoReps) -> None:
    kept = told(reps)
    reps.promises.click(kept.id, PromiseStatus.dismissed, MARA.email, "no promise", "not_a_promise")
    with reps.db.read() as connection:
        rows = connection.exec_driver_sql("SELECT kind, judged, extractor FROM feedback ORDER BY id").all()
    assert [tuple(r) for r in rows] == [("remembered", "{}", None), ("not_a_promise", "{}", None)]


def test_a_long_address_fits_its_column(reps: TwoReps) -> None:
    long = f"{'m' * 60}@northbeam.example"
    reps.people.add(long)
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the quote by Tuesday."), long)
    reps.remember.save(asked.value, filled(asked, person=long), long)
    (kept,) = promises(reps, long)
    assert kept.extractor.startswith("person:") and len(kept.extractor) <= 64


def test_the_message_is_forgotten_as_soon_as_it_is_remembered(reps: TwoReps) -> None:
    asked = form(reps, reps.said_in(ROOM, "I'll send Acme the HERON quote by Tuesday."))
    reps.remember.save(asked.value, filled(asked), MARA.email)
    with reps.db.read() as connection:
        assert "HERON" not in str(connection.exec_driver_sql("SELECT * FROM held_message").all())


def test_quotes_of_the_card_are_words_of_the_message(reps: TwoReps) -> None:
    said = reps.said_in(ROOM, "I'll send Acme the quote by Tuesday.")
    reply = reps.remember.promised_here(said, [], MARA.email)
    for block in reply.blocks:
        if isinstance(block, Quotes):
            assert all(q.text in said.text for q in block.items)
    assert DANA not in said.text
