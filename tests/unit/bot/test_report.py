"""The weekly report tells how often we were right, quotes only what its reader may read, and claims no more."""

import builtins
import json
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.replies.reports import report_reply
from policies.week import Figure, Weekly
from records.errors import NotAllowed, PromissoryError
from records.models import DecisionKind, Person
from tests.builders import HENRIK, MARA, NOW, PRIYA, TOM
from tests.unit.bot.command import HENRIKS, MARAS, PRIYAS, Command
from tests.unit.bot.house import House


def weekly(house: House, who: Person = HENRIK, week: str | None = None) -> Weekly:
    return house.app.report.weekly(house.app.people.get(who.email), week)


def figure(report: Weekly, kind: str) -> Figure:
    return next(f for f in report.figures if f.kind == kind)


def test_every_kind_is_counted_with_what_people_said(house: House) -> None:
    made = house.promised()
    house.app.decide.decide(house.next_step().id, DecisionKind.approve, HENRIK.email)
    house.app.correct.correct(made.id, "wrong_owner", MARA.email, owner=TOM.email)
    told = weekly(house)
    assert (told.week, told.start.date(), told.end.date()) == (
        "2026-W47",
        date(2026, 11, 16),
        date(2026, 11, 23),
    )
    assert (figure(told, "promise").now.n, figure(told, "promise").now.right) == (1, 1)
    assert (figure(told, "owner").now.n, figure(told, "owner").now.right) == (1, 0)
    assert (figure(told, "due").now.n, figure(told, "due").now.right) == (1, 1)
    assert figure(told, "proposal deal.next_step").now.precision == 1.0
    assert figure(told, "settlement").now.precision is None
    assert {c.name: c.now for c in told.clicks} == {"approve": 1, "wrong_owner": 1}
    assert {c.name: c.now for c in told.counts} == {
        "messages and meetings read": 1,
        "promises found": 1,
        "changes proposed": 2,
    }
    assert any(v.startswith("rules-") for v in told.versions)
    assert any(v.startswith("draft-") for v in told.versions)


def test_who_may_not_read_the_mail_sees_that_something_was_wrong_but_not_the_words(house: House) -> None:
    made = house.promised()
    house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    (hidden,) = weekly(house).wrong
    assert (hidden.kind, hidden.subject_id, hidden.quote) == ("promise", made.id, None)
    house.app.people.add(MARA.email, role=PRIYA.role)
    (seen,) = weekly(house, MARA).wrong
    assert seen.quote == made.quote and seen.confidence == made.confidence
    assert made.quote not in repr(report_reply(weekly(house), HENRIK))
    assert made.quote in repr(report_reply(weekly(house, MARA), MARA))


def test_a_rep_is_told_who_sees_it(house: House) -> None:
    with pytest.raises(NotAllowed, match="manager or admin"):
        weekly(house, MARA)


def test_the_last_word_on_a_promise_and_the_first_on_a_card_count(house: House) -> None:
    made = house.promised()
    card = house.next_step()
    house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    house.app.correct.correct(made.id, "done", MARA.email)
    house.app.decide.decide(card.id, DecisionKind.edit, MARA.email, value="Call Dana first")
    house.approve(card)
    told = weekly(house)
    assert figure(told, "promise").now.right == 1
    assert figure(told, "proposal deal.next_step").now.right == 0


def test_the_week_before_is_held_against_it_and_few_clicks_say_nothing(house: House) -> None:
    house.clock.advance(-timedelta(days=7))
    made = house.promised(at=NOW - timedelta(days=8))
    house.app.correct.correct(made.id, "done", MARA.email)
    house.clock.advance(timedelta(days=7))
    house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    promise = figure(weekly(house), "promise")
    assert (promise.before.right, promise.before.n, promise.now.right, promise.now.n) == (1, 1, 0, 1)
    assert promise.drift == "too few to say"
    assert figure(weekly(house, week="2026-W46"), "promise").now.right == 1


def test_a_week_begins_at_midnight_where_the_reader_is(house: House) -> None:
    house.app.people.add(HENRIK.email, tz="Pacific/Auckland")
    house.clock.advance(datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("UTC")) - NOW)
    assert weekly(house).week == "2026-W48"
    assert weekly(house, PRIYA).week == "2026-W47"


@pytest.mark.parametrize("week", ["", "2026", "2026-W60", "W47", "last", "2025-W53", "0001-W01", "9999-W52"])
def test_what_is_no_week_is_said_so(house: House, week: str) -> None:
    with pytest.raises(PromissoryError, match="is not a week"):
        weekly(house, week=week or " ")


def test_what_was_ignored_and_what_was_broken_is_told(house: House) -> None:
    card = house.next_step()
    house.clock.advance(timedelta(days=8))
    house.app.proposals.expire(house.clock.now())
    told = weekly(house)
    assert sum(c.now for c in told.ignored) >= 1
    assert f"{card.entity}.{card.field}" in {c.name for c in told.ignored}
    assert {c.name: c.now for c in told.outcomes} == {"broken": 1}


def test_an_erased_promise_is_counted_and_no_longer_quoted(house: House) -> None:
    made = house.promised()
    house.app.people.add(MARA.email, role=PRIYA.role)
    house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    house.app.forget.erasure.erase([made.event_id], "dana.whitfield@acme.example")
    (wrong,) = weekly(house, MARA).wrong
    assert wrong.quote is None


def test_the_message_can_be_shown_in_slack_and_quotes_at_most_five(house: House) -> None:
    from bot.slack.render import card

    house.app.people.add(MARA.email, role=PRIYA.role)
    for n in range(8):
        house.mara_writes(f"I'll send you part {n} of the revised quote by Wednesday.", name=f"m{n}")
    for made in house.promises():
        house.app.correct.correct(made.id, "not_a_promise", MARA.email)
    reply = report_reply(weekly(house, MARA), MARA)
    shown = json.dumps(card(reply).blocks)
    assert "Week 2026-W47" in shown and "0 of 8 right" in shown
    assert shown.count("of the revised quote") == 5 and "3 more were wrong" in shown
    assert reply.card == f"report:2026-W47:{MARA.email}"


def sent(house: House) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []

    def deliver(person: Person, told: Weekly) -> bool:
        heard.append((person.email, told.week))
        return True

    house.app.send_reports.run(house.app.people.all(), deliver)
    return heard


def test_managers_hear_once_on_monday_morning_how_the_last_week_went(house: House) -> None:
    house.app.correct.correct(house.promised().id, "done", MARA.email)
    house.clock.advance(datetime(2026, 11, 23, 7, 59, tzinfo=ZoneInfo("UTC")) - NOW)
    assert sent(house) == []
    house.clock.advance(timedelta(minutes=1))
    assert sent(house) == [(PRIYA.email, "2026-W47"), (HENRIK.email, "2026-W47")]
    assert sent(house) == []


def test_of_a_week_in_which_nothing_happened_nobody_hears(house: House) -> None:
    house.clock.advance(timedelta(days=3))
    assert sent(house) == []


# The command


def test_the_command_prints_tables_and_one_document(promissory: Command) -> None:
    document = promissory("report", "weekly", *HENRIKS, "--json").json
    assert {f["kind"] for f in document["figures"]} >= {"promise", "owner", "due", "settlement", "intent"}
    assert document["counts"]["promises found"]["now"] > 0
    text = promissory("report", "weekly", *HENRIKS)
    assert text.code == 0 and f"Week {document['week']}" in text.out
    assert "manager or admin" in promissory.fails("report", "weekly", *MARAS)


def test_a_correction_by_command_is_counted(promissory: Command) -> None:
    first = promissory("promises", "--status", "open", *MARAS, "--json").json[0]
    assert promissory("correct", first["id"], "not-a-promise", *MARAS, "--json").json["status"] == "dismissed"
    document = promissory("report", "weekly", *PRIYAS, "--json").json
    (promise,) = [f for f in document["figures"] if f["kind"] == "promise"]
    assert (promise["now"]["n"] - promise["now"]["right"]) == 1
    assert first["id"] in {w["subject_id"] for w in document["wrong"]}
    assert "--owner" in promissory.fails("correct", first["id"], "wrong-owner", *MARAS)
    assert "--until" in promissory.fails("correct", first["id"], "snooze", *MARAS)


def test_a_manager_who_may_not_read_the_mail_corrects_without_seeing_its_words(promissory: Command) -> None:
    first = promissory("promises", "--status", "open", *MARAS, "--json").json[0]
    told = promissory("correct", first["id"], "still-open", *PRIYAS, "--json").json
    assert (told["id"], told["quote"], told["action"]) == (first["id"], None, None)
    assert first["action"] not in promissory("correct", first["id"], "still-open", *PRIYAS).out
    assert promissory("correct", first["id"], "still-open", *MARAS, "--json").json["quote"] == first["quote"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_at_the_end_of_time_is_refused_plainly(promissory: Command, day: str) -> None:
    first = promissory("promises", "--status", "open", *MARAS, "--json").json[0]
    assert day in promissory.fails("correct", first["id"], "snooze", "--until", day, *MARAS)


def test_the_picture_is_a_png_and_where_it_can_not_be_drawn_it_says_what_to_install(
    promissory: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "week.png"
    pytest.importorskip("matplotlib", reason="needs the extra `charts`")
    assert promissory("report", "weekly", *HENRIKS, "--picture", str(file)).code == 0
    assert file.read_bytes().startswith(b"\x89PNG")
    assert "can't be written" in promissory.fails(
        "report", "weekly", *HENRIKS, "--picture", str(tmp_path / "no" / "week.png")
    )
    real = builtins.__import__

    def without(name: str, *more: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return real(name, *more)

    monkeypatch.setattr(builtins, "__import__", without)
    assert "promissory[charts]" in promissory.fails("report", "weekly", *HENRIKS, "--picture", str(file))


def test_usage_shows_reps_their_own_and_managers_everybodys(promissory: Command) -> None:
    assert "No language model was called" in promissory("usage", *MARAS).out
    document = promissory("usage", *MARAS, "--json").json
    assert (document["whose"], document["rows"], document["today"]["limit"]) == (MARA.email, [], 50_000)
    assert promissory("usage", "--by", "team", *HENRIKS, "--json").json["whose"] == "everybody"
    assert "is not a day" in promissory.fails("usage", "--since", "soon", *MARAS)


def test_usage_adds_up_and_says_which_price_it_does_not_know(
    house: House, monkeypatch: Any, capsys: Any
) -> None:
    from tests.unit.records.test_usage import made as call

    house.app.usage.spend(call(1_000, model="openai:gpt"))
    house.app.usage.spend(call(500, person=TOM.email, model="somebody:else"))
    house.close()
    monkeypatch.setenv("PROMISSORY_MODEL_PRICES", "openai:gpt=0.40/1.60")
    command = Command(house.home, monkeypatch, capsys)
    mine = command("usage", *MARAS, "--json").json
    assert [(r["key"], r["input_tokens"], r["output_tokens"]) for r in mine["rows"]] == [
        (MARA.email, 750, 250)
    ]
    everybody = command("usage", "--by", "model", *HENRIKS)
    assert "No price is set for somebody:else" in everybody.out
    rows = {r["key"]: r for r in command("usage", "--by", "model", *HENRIKS, "--json").json["rows"]}
    assert rows["somebody:else"]["cost"] is None and rows["somebody:else"]["unpriced_tokens"] == 500
    assert json.dumps(rows).count("mara") == 0
    monkeypatch.setenv("PROMISSORY_MODEL_PRICES", "openai:gpt=cheap")
    assert "PROMISSORY_MODEL_PRICES can't be used" in command.fails("usage", *MARAS)
