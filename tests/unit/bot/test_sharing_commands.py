"""`promissory sharing`: nothing is shared before it was shown and confirmed, and nobody learns what isn't theirs."""

import pytest

from tests.builders import HENRIK, MARA, PRIYA, TOM
from tests.unit.bot.command import HENRIKS, MARAS, PRIYAS, Command

TOMS = ("--as", TOM.email)
QUESTION = "What did we promise Acme last November?"


def promised_to_tom(promissory: Command) -> list[str]:
    return [p["id"] for p in promissory("ask", QUESTION, *TOMS, "--json").json["promises"]]


def test_a_preview_says_how_much_with_whom_and_shows_ten(promissory: Command) -> None:
    done = promissory("sharing", "preview", *MARAS)
    words = " ".join(done.out.split())
    assert done.code == 0
    assert "This would share 57 mails, 9 meetings and 1 call with 3 people" in words
    assert TOM.email in words and "Here are 10, the newest first" in words
    assert "Not shared: 9 internal only; 4 not a known customer." in words
    assert promissory("sharing", "list", *MARAS, "--json").json == []


def test_the_same_as_json(promissory: Command) -> None:
    told = promissory("sharing", "preview", *MARAS, "--exclude-kind", "meeting", "--json").json
    assert told["covers"] == "own" and told["shares"] == 58
    assert told["kinds"] == {"mail": 57, "transcript": 1}
    assert len(told["sample"]) == 10 and MARA.email not in told["people"]
    assert set(told["sample"][0]) == {"event_id", "at", "subject", "account"}
    assert {n["rule"]: n["events"] for n in told["not_shared"]} == {
        "internal_only": 9,
        "excluded_kind": 9,
        "unknown_customer": 4,
    }
    (box,) = told["mailboxes"]
    assert (box["owner"], box["source"], box["events"], box["shares"]) == (MARA.email, "files", 80, 58)


def test_adding_shows_it_and_asks_and_a_no_shares_nothing(promissory: Command) -> None:
    before = promised_to_tom(promissory)
    for words in ("n\n", ""):
        done = promissory("sharing", "add", *MARAS, stdin=words)
        assert done.code == 1 and "This would share" in done.out
        assert "Nothing was changed" in done.err
    assert promissory("sharing", "list", *MARAS, "--json").json == []
    assert promised_to_tom(promissory) == before


def test_a_colleague_of_the_team_gets_answers_from_it_until_the_rule_goes(promissory: Command) -> None:
    before = promised_to_tom(promissory)
    assert promissory("sharing", "add", *MARAS, stdin="y\n").code == 0
    (rule,) = promissory("sharing", "list", *MARAS, "--json").json
    assert rule["shares"] == 67 and rule["covers"] == "own" and rule["answers"] == {}
    assert set(before) < set(promised_to_tom(promissory))
    gone = promissory("sharing", "remove", rule["id"], *MARAS)
    assert gone.code == 0 and "private again" in gone.out
    assert promised_to_tom(promissory) == before


def test_narrowing_takes_back_what_it_leaves_out(promissory: Command) -> None:
    made = promissory("sharing", "add", "--yes", *MARAS, "--json").json
    less = promissory(
        "sharing", "narrow", made["id"], "--exclude-person", "@ACME.example", *MARAS, "--json"
    ).json
    assert less["exclude"]["people"] == ["acme.example"]
    assert 0 < less["shares"] < made["shares"]
    preview = promissory("sharing", "preview", "--rule", made["id"], *MARAS, "--json").json
    assert preview["shares"] == less["shares"]


def test_an_admin_proposes_sees_numbers_only_and_the_owner_decides(promissory: Command) -> None:
    shown = promissory("sharing", "preview", "--team", "sales", *PRIYAS)
    assert "Subjects are shown of your own mailboxes only" in shown.out
    assert "order form" not in shown.out.lower() and f"{MARA.email} (files): 67 of 80" in shown.out
    made = promissory("sharing", "add", "--team", "Sales", "--yes", *PRIYAS, "--json").json
    assert made["shares"] == 0 and made["answers"][MARA.email] == "waiting"
    (asked,) = promissory("sharing", "list", *MARAS, "--json").json
    assert asked["your_answer"] == "waiting" and set(asked["answers"]) == {MARA.email}
    accepted = promissory("sharing", "accept", made["id"], *MARAS, stdin="y\n")
    assert accepted.code == 0 and "order form" in accepted.out.lower(), "the owner sees own subjects"
    (now,) = promissory("sharing", "list", *PRIYAS, "--json").json
    assert now["shares"] == 67 and now["answers"][MARA.email] == "accepted"
    declined = promissory("sharing", "decline", made["id"], *MARAS, "--json").json
    assert declined["shares"] == 0 and declined["your_answer"] == "declined"


def test_what_a_colleague_leaves_out_is_told_by_number(promissory: Command) -> None:
    promissory("sharing", "add", "--yes", "--exclude-person", "divorce.example", *MARAS)
    listed = promissory("sharing", "list", *PRIYAS)
    assert "1 exclusion" in listed.out and "divorce" not in listed.out
    (rule,) = promissory("sharing", "list", *PRIYAS, "--json").json
    assert rule["exclude"] == {"labels": 0, "people": 1, "flags": 0, "kinds": 0}
    assert "No rule" in promissory("sharing", "list", *TOMS).out
    assert "no sharing rule" in promissory.fails("sharing", "preview", "--rule", rule["id"], *TOMS)


@pytest.mark.parametrize("scope", [("--everybody",), ("--team", "Sales")])
@pytest.mark.parametrize("who", [MARAS, HENRIKS])
def test_only_an_admin_may_look_at_or_propose_for_others(
    promissory: Command, who: tuple[str, ...], scope: tuple[str, ...]
) -> None:
    for verb in ("preview", "add"):
        assert "Only an admin" in promissory.fails("sharing", verb, *scope, *who)


def test_wrong_words_are_plain_sentences(promissory: Command) -> None:
    fails = promissory.fails
    assert "nobody to exclude" in fails("sharing", "preview", "--exclude-person", "lawyers", *MARAS)
    assert "is not a label" in fails("sharing", "preview", "--exclude-label", " ", *MARAS)
    assert "no sharing rule" in fails("sharing", "remove", "sr_nothing", *MARAS)
    assert "--yes" in fails("sharing", "add", "--json", *MARAS)
    assert "Nobody is in the team" in fails("sharing", "preview", "--team", "Nowhere", *PRIYAS)
    assert "leave out the other options" in fails(
        "sharing", "preview", "--rule", "sr_1", "--exclude-label", "x", *MARAS
    )
    assert promissory("sharing", "preview", "--exclude-kind", "letter", *MARAS).code == 2


@pytest.mark.parametrize("verb", ["preview", "add", "list", "accept", "decline", "narrow", "remove"])
def test_a_stranger_learns_nothing_of_sharing(promissory: Command, verb: str) -> None:
    made = promissory("sharing", "add", "--yes", *MARAS, "--json").json
    words = [made["id"]] if verb in ("accept", "decline", "narrow", "remove") else []
    sentence = promissory.fails("sharing", verb, *words, "--as", "stranger@else.example")
    assert "is not known here" in sentence and "Acme" not in sentence


def test_somebody_without_mail_shares_nothing(promissory: Command) -> None:
    told = promissory("sharing", "preview", *PRIYAS, "--json").json
    assert told["shares"] == 0 and told["mailboxes"] == [] and told["not_shared"] == []
    assert "This would share nothing." in promissory("sharing", "preview", *PRIYAS).out


def test_the_team_is_who_the_preview_named(promissory: Command) -> None:
    told = promissory("sharing", "preview", *HENRIKS, "--json").json
    assert HENRIK.email not in told["people"] and PRIYA.email not in told["people"]
