"""A mailbox is private; what its owner's rules share follows the mail, the rules, the teams and the CRM at once."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from records.errors import NotAllowed, NotFound, PromissoryError
from records.models import Contact, EventKind, Role
from records.share_rules import Exclusions
from tests.builders import NOW, digested, event, promise
from tests.unit.bot.office import DANA, HENRIK, LAWYER, MARA, PRIYA, STEFAN, STRANGER, TOM, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path / "home")
    yield made
    made.db.close()


# What is shared


def test_without_a_rule_a_mailbox_is_private(office: Office) -> None:
    said = office.arrives(DANA)
    assert office.reads(MARA, said)
    assert not any(office.reads(p, said) for p in (TOM, HENRIK, PRIYA))
    assert office.share.sharing.waiting() == []


def test_a_rule_shares_customer_mail_with_the_accounts_team_and_nobody_else(office: Office) -> None:
    said = office.arrives(DANA)
    office.rule(MARA)
    assert office.reads(TOM, said)
    assert not office.reads(HENRIK, said) and not office.reads(PRIYA, said)


def test_new_mail_is_shared_as_it_comes(office: Office) -> None:
    office.rule(MARA)
    assert office.reads(TOM, office.arrives(DANA))
    assert office.reads(TOM, office.arrives(sender=DANA))


@pytest.mark.parametrize(
    "to", [(TOM.email,), (STRANGER,), ("jo@gmail.com",), (TOM.email, "team@support.northbeam.example")]
)
def test_what_is_among_colleagues_or_with_strangers_stays_private(
    office: Office, to: tuple[str, ...]
) -> None:
    office.rule(MARA)
    office.people.add("lena@northbeam.example", Role.rep, team="Sales")
    said = office.arrives(*to)
    lena = office.people.get("lena@northbeam.example")
    assert not office.reads(lena, said)


def test_a_message_among_colleagues_in_a_customers_conversation_stays_private(office: Office) -> None:
    office.rule(MARA)
    asked = office.arrives(sender=DANA, thread="t1")
    aside = office.arrives(HENRIK.email, thread="t1")
    answered = office.arrives(DANA, thread="t1")
    assert office.reads(TOM, asked) and office.reads(TOM, answered)
    assert not office.reads(TOM, aside)


def test_a_meeting_about_a_customer_without_the_customer_is_internal(office: Office) -> None:
    office.rule(MARA)
    said = office.written(HENRIK.email, kind=EventKind.meeting, subject="Acme pricing")
    office.log.append(office.box(), [digested(said, accounts=["acc_acme"])], version="test")
    office.share.marked()
    assert not office.reads(TOM, said)


def test_a_customers_private_address_counts_where_the_crm_lists_it(office: Office) -> None:
    office.accounts.import_snapshot(
        [], [Contact(id="c1", account_id="acc_acme", email="dana.home@gmail.com")], []
    )
    office.rule(MARA)
    assert office.reads(TOM, office.arrives("dana.home@gmail.com"))
    assert not office.reads(TOM, office.arrives("somebody.else@gmail.com"))


def test_a_provisional_account_is_no_known_customer_until_the_crm_knows_it(office: Office) -> None:
    said = office.written(STRANGER)
    office.accounts.resolve(said, [p for p in said.participants if p.email == MARA.email])
    office.log.append(office.box(), [digested(said)], version="test")
    office.rule(MARA)
    assert not office.reads(TOM, said)


def test_a_marked_mail_keeps_its_whole_conversation_private_whenever_it_comes(office: Office) -> None:
    office.rule(MARA)
    first = office.arrives(DANA, thread="t1")
    assert office.reads(TOM, first)
    marked = office.arrives(sender=DANA, thread="t1", flags=("personal",))
    last = office.arrives(DANA, thread="t1")
    assert not any(office.reads(TOM, e) for e in (first, marked, last))
    assert office.reads(MARA, first)


def test_a_lawyer_in_a_conversation_keeps_all_of_it_private_where_lawyers_are_excluded(
    office: Office,
) -> None:
    office.rule(MARA, people=("lawyers.example",))
    first = office.arrives(DANA, thread="t1")
    office.arrives(DANA, LAWYER, thread="t1")
    elsewhere = office.arrives(DANA, thread="t2")
    assert not office.reads(TOM, first)
    assert office.reads(TOM, elsewhere)


def test_of_two_customers_in_one_mail_both_teams_read(office: Office) -> None:
    office.people.add(TOM.email, team="North")
    office.people.add(HENRIK.email, team="north")
    office.rule(MARA)
    said = office.arrives(DANA, STEFAN)
    assert office.reads(TOM, said) and office.reads(HENRIK, said)
    assert not office.reads(HENRIK, office.arrives(DANA))


# What follows


def test_a_removed_rule_takes_everything_back_at_the_next_question(office: Office) -> None:
    said = office.arrives(DANA)
    rule = office.rule(MARA)
    office.share.remove(MARA, rule.id)
    assert not office.reads(TOM, said)
    assert office.shares() == [] and office.share.sharing.rules() == []
    assert not office.reads(TOM, office.arrives(DANA))


def test_it_is_taken_back_in_the_change_itself_not_by_a_later_look(office: Office) -> None:
    said = office.arrives(DANA)
    rule = office.rule(MARA)
    with office.db.write() as tx:
        assert office.share.sharing.removing(rule.id)(tx)
    assert not office.reads(TOM, said)


def test_a_narrowed_rule_takes_back_what_it_leaves_out_and_keeps_the_rest(office: Office) -> None:
    kept, dropped = office.arrives(DANA), office.arrives(DANA, LAWYER)
    rule = office.rule(MARA)
    assert office.reads(TOM, dropped)
    narrowed = office.share.narrow(MARA, rule.id, Exclusions(people=("lawyers.example",)))
    assert narrowed.exclude.people == ("lawyers.example",)
    assert office.reads(TOM, kept) and not office.reads(TOM, dropped)


def test_what_two_rules_share_stays_shared_when_one_goes(office: Office) -> None:
    said = office.arrives(DANA)
    first, second = office.rule(MARA), office.rule(MARA, labels=("Invoices",))
    office.share.remove(MARA, first.id)
    assert office.reads(TOM, said)
    assert {by for _, _, by in office.shares()} == {f"rule:{second.id}"}


def test_what_a_person_shared_by_hand_outlasts_every_rule(office: Office) -> None:
    said = event("I'll send the quote.", at=NOW - timedelta(days=2))
    made = promise(said)
    office.log.append(office.box(), [digested(said, made)], version="test")
    rule = office.rule(MARA)
    office.promises.hand_over(made.id, TOM.email, MARA.email)
    assert office.shares() == [(said.id, TOM.email, MARA.email)]
    office.share.catch_up()
    office.share.remove(MARA, rule.id)
    assert office.reads(TOM, said)


def test_who_changes_teams_reads_the_old_teams_mail_no_more_and_the_new_teams_soon(office: Office) -> None:
    said = office.arrives(DANA)
    office.rule(MARA)
    office.people.add(TOM.email, team="Support")
    assert not office.reads(TOM, said)
    office.people.add(HENRIK.email, team="sales")
    office.share.catch_up()
    assert office.reads(HENRIK, said) and not office.reads(TOM, said)
    office.people.add(TOM.email, team="Sales")
    office.share.catch_up()
    assert office.reads(TOM, said)


def test_when_the_salesperson_changes_teams_the_account_goes_along(office: Office) -> None:
    said = office.arrives(STEFAN)
    office.people.add("lena@northbeam.example", Role.rep, team="Sales")
    lena = office.people.get("lena@northbeam.example")
    office.rule(MARA)
    assert office.reads(lena, said)
    office.people.add(TOM.email, team="East")
    office.share.catch_up()
    assert not office.reads(lena, said) and office.reads(TOM, said)


def test_who_leaves_reads_nothing_and_comes_back_to_nothing_old(office: Office) -> None:
    said = office.arrives(DANA)
    office.rule(MARA)
    office.people.remove(TOM.email)
    assert not office.reads(TOM, said)
    office.people.add(TOM.email)
    assert not office.reads(TOM, said)


def test_another_salesperson_in_the_crm_means_another_team(office: Office) -> None:
    said = office.arrives(DANA)
    office.rule(MARA)
    office.people.add(HENRIK.email, team="South")
    office.import_crm(acme_owner=HENRIK.email)
    office.share.catch_up()
    assert office.reads(HENRIK, said) and not office.reads(TOM, said)


def test_mail_read_before_the_crm_knew_the_customer_is_shared_once_it_does(office: Office) -> None:
    office.people.add_domain("northbeam.example")
    said = office.arrives("kim@initech.example")
    office.rule(MARA)
    assert not office.reads(TOM, said)
    from records.models import Account

    office.accounts.import_snapshot(
        [
            Account(
                id="acc_ini",
                name="Initech",
                crm="x",
                crm_id="9",
                domains=("initech.example",),
                owner=TOM.email,
            )
        ],
        [],
        [],
    )
    office.share.catch_up()
    assert office.reads(TOM, said)


def test_nothing_is_looked_at_twice_while_nothing_changes(office: Office) -> None:
    office.arrives(DANA)
    office.rule(MARA)
    before = office.shares()
    assert office.share.catch_up() == 0
    assert office.shares() == before


# Labels of live mailboxes


def test_a_label_that_the_rule_excludes_takes_the_share_away_when_it_is_added(office: Office) -> None:
    office.rule(MARA, labels=("Sensitive",))
    first, second = office.written(DANA, thread="t1"), office.written(DANA, thread="t1")
    office.syncs("1", [first], ["INBOX"])
    office.syncs("2", [second], ["Sent"])
    office.share.marked()
    assert office.reads(TOM, first) and office.reads(TOM, second)
    office.syncs("1", [first], ["INBOX", "Sensitive/2026"])
    assert not office.reads(TOM, first) and not office.reads(TOM, second), "before anybody looked anew"
    office.share.marked()
    assert not office.reads(TOM, first) and not office.reads(TOM, second)
    office.syncs("1", [first], ["INBOX"])
    office.share.marked()
    assert office.reads(TOM, first) and office.reads(TOM, second)


def test_mail_filed_as_private_needs_no_rule_to_stay_private(office: Office) -> None:
    office.rule(MARA)
    said = office.written(DANA)
    office.syncs("1", [said], ["INBOX.Privat.Umzug"])
    office.share.marked()
    assert not office.reads(TOM, said)


def test_what_makes_a_conversation_private_does_so_before_anybody_looks_at_it(office: Office) -> None:
    office.rule(MARA)
    first, other = office.written(DANA, thread="t1"), office.written(DANA, thread="t2")
    for ref, one in (("INBOX/1", first), ("INBOX/2", other)):
        office.syncs(ref, [one], ["INBOX"])
    office.share.after_reading()
    assert office.reads(TOM, first) and office.reads(TOM, other)
    # Copied to another folder, and answered by somebody who means it: here the process may end.
    office.syncs("Private/1", [first], ["Private"])
    office.syncs("INBOX/3", [office.written(sender=DANA, thread="t2", flags=("personal",))], ["INBOX"])
    assert not office.reads(TOM, first) and not office.reads(TOM, other)
    office.share.after_reading()
    assert not office.reads(TOM, first) and not office.reads(TOM, other)


def test_a_harmless_answer_is_found_with_the_rest_of_its_conversation(office: Office) -> None:
    office.rule(MARA)
    first = office.arrives(DANA, thread="t1")
    answer = office.written(sender=DANA, thread="t1")
    office.syncs("INBOX/2", [answer], ["INBOX"])
    office.share.after_reading()
    assert office.reads(TOM, first) and office.reads(TOM, answer)


def test_when_what_kept_a_conversation_private_is_deleted_the_rest_is_shared(office: Office) -> None:
    office.rule(MARA, people=("lawyers.example",))
    first, aside = office.written(DANA, thread="t1"), office.written(DANA, LAWYER, thread="t1")
    office.syncs("1", [first])
    office.syncs("2", [aside])
    office.share.marked()
    assert not office.reads(TOM, first)
    office.syncs("2")
    office.share.marked()
    assert office.reads(TOM, first)


def test_how_a_colleague_files_the_same_mail_does_not_matter(office: Office) -> None:
    office.rule(MARA)
    office.people.add("lena@northbeam.example", Role.rep, team="Sales")
    said = office.written(DANA)
    office.syncs("1", [said], ["INBOX"])
    office.syncs("7", [said], ["Private"], owner=HENRIK)
    office.share.marked()
    assert office.reads(TOM, said)


def test_mail_that_its_owner_deletes_is_shared_no_more_though_a_colleague_has_it_too(office: Office) -> None:
    office.rule(MARA)
    said = office.written(DANA)
    office.syncs("1", [said])
    office.syncs("9", [said], owner=HENRIK)
    office.share.marked()
    assert office.reads(TOM, said)
    office.syncs("1")
    assert not office.reads(TOM, said)
    office.share.marked()
    assert not office.reads(TOM, said) and office.reads(HENRIK, said)


def test_it_can_be_shared_in_the_transaction_that_stores_it(office: Office) -> None:
    office.rule(MARA)
    said = office.written(DANA)
    office.log.append(office.box(), [digested(said)], version="test")
    assert not office.reads(TOM, said)
    with office.db.write() as tx:
        office.share.within(tx, [said.id])
    assert office.reads(TOM, said)


# Whose rule


def test_only_an_admin_proposes_for_others(office: Office) -> None:
    for actor in (MARA, HENRIK):
        with pytest.raises(NotAllowed, match="Only an admin"):
            office.share.draft(actor, Exclusions(), everybody=True)
        with pytest.raises(NotAllowed, match="Only an admin"):
            office.share.draft(actor, Exclusions(), team="Sales")
    with pytest.raises(PromissoryError, match="not both"):
        office.share.draft(PRIYA, Exclusions(), team="Sales", everybody=True)
    with pytest.raises(PromissoryError, match="Nobody is in the team 'Slaes'"):
        office.share.draft(PRIYA, Exclusions(), team="Slaes")


def test_an_admins_rule_shares_nothing_until_the_owner_accepts(office: Office) -> None:
    said, of_tom = office.arrives(DANA), office.arrives(DANA, owner=TOM)
    rule = office.rule(PRIYA, everybody=True)
    assert not office.reads(TOM, said)
    office.share.answer(MARA, rule.id, True)
    assert office.reads(TOM, said)
    assert not office.reads(MARA, of_tom), "Tom has not answered"
    office.share.answer(MARA, rule.id, False)
    assert not office.reads(TOM, said)


def test_new_owners_are_asked_before_anything_of_theirs_is_shared(office: Office) -> None:
    rule = office.rule(PRIYA, everybody=True)
    assert office.share.notices() == []
    said = office.arrives(DANA, owner=TOM)
    assert not office.reads(MARA, said)
    (notice,) = office.share.notices()
    assert notice.person == TOM.email and rule.id in notice.text and PRIYA.email in notice.text
    assert "Nothing is shared until you accept" in notice.text
    office.share.told(notice)
    assert office.share.notices() == []
    assert not office.reads(MARA, said), "to be told is not to agree"


def test_a_team_rule_holds_while_its_owner_is_in_the_team(office: Office) -> None:
    said = office.arrives(DANA)
    rule = office.rule(PRIYA, team="sales")
    office.share.answer(MARA, rule.id, True)
    assert office.reads(TOM, said)
    office.people.add(MARA.email, team="Elsewhere")
    office.people.add(HENRIK.email, team="Elsewhere")
    assert not office.reads(TOM, said)
    office.share.catch_up()
    assert not office.reads(HENRIK, said), "Mara left the team that the rule is about"


def test_nobody_answers_for_somebody_else(office: Office) -> None:
    office.arrives(DANA)
    rule = office.rule(MARA)
    for actor in (MARA, TOM, PRIYA):
        with pytest.raises(NotAllowed, match="not about a mailbox of yours"):
            office.share.answer(actor, rule.id, True)


def test_who_may_change_and_remove_a_rule(office: Office) -> None:
    office.arrives(DANA)
    rule = office.rule(MARA)
    with pytest.raises(NotAllowed, match=MARA.email):
        office.share.narrow(PRIYA, rule.id, Exclusions(labels=("x",)))
    with pytest.raises(NotAllowed, match="or an admin"):
        office.share.remove(TOM, rule.id)
    office.share.remove(PRIYA, rule.id)
    with pytest.raises(NotFound, match="sharing list"):
        office.share.remove(MARA, rule.id)


def test_the_same_rule_twice_and_a_narrowing_that_changes_nothing_are_refused(office: Office) -> None:
    rule = office.rule(MARA, labels=("HR",))
    with pytest.raises(PromissoryError, match=f"already: {rule.id}"):
        office.rule(MARA, labels=("HR",))
    with pytest.raises(PromissoryError, match="already"):
        office.share.narrow(MARA, rule.id, Exclusions(labels=("HR",)))


def test_what_somebody_else_excludes_is_nobodys_business(office: Office) -> None:
    rule = office.rule(MARA, people=(LAWYER,))
    (seen,) = office.share.rules(PRIYA)
    assert seen.rule.id == rule.id and not seen.open
    assert office.share.rules(MARA)[0].open
    assert office.share.rules(TOM) == []
    with pytest.raises(NotFound):
        office.share.get(TOM, rule.id)


def test_every_step_is_in_the_audit_log_without_anybodys_words(office: Office) -> None:
    office.arrives(DANA)
    rule = office.rule(PRIYA, everybody=True, labels=("Geheimsache",), people=(LAWYER,))
    office.share.answer(MARA, rule.id, True)
    office.share.answer(MARA, rule.id, False)
    office.share.narrow(PRIYA, rule.id, Exclusions(labels=("Mehr",)))
    office.share.remove(PRIYA, rule.id)
    with office.db.read() as tx:
        rows = tx.exec_driver_sql("SELECT action, actor, detail FROM audit ORDER BY seq").all()
    assert [(r[0], r[1]) for r in rows] == [
        ("sharing_rule_added", PRIYA.email),
        ("sharing_rule_accepted", MARA.email),
        ("sharing_rule_declined", MARA.email),
        ("sharing_rule_narrowed", PRIYA.email),
        ("sharing_rule_removed", PRIYA.email),
    ]
    told = " ".join(str(r[2]) for r in rows)
    assert "Geheimsache" not in told and "lawyers" not in told and "Mehr" not in told


# Preview


def test_a_preview_counts_shows_the_newest_ten_and_says_what_stays_private(office: Office) -> None:
    shared = [office.arrives(DANA) for _ in range(12)]
    office.arrives(TOM.email)
    office.arrives(STRANGER)
    office.arrives(DANA, flags=("private",))
    rule = office.share.draft(MARA, Exclusions())
    told = office.share.preview(MARA, rule)
    assert told.shared == 12 and told.kinds == {EventKind.mail: 12}
    assert told.readers == {TOM.email}
    assert [s.event_id for s in told.sample] == [e.id for e in shared[:10]]
    assert told.sample[0].subject == shared[0].subject and told.sample[0].account == "Acme"
    assert {rule: n for (rule, _), n in told.kept.items()} == {
        "internal_only": 1,
        "unknown_customer": 1,
        "marked_private": 1,
    }
    assert office.shares() == [] and office.share.sharing.rules() == []


def test_what_a_preview_says_is_what_the_rule_then_shares(office: Office) -> None:
    for n in range(30):
        office.arrives(*((DANA,), (STEFAN, LAWYER), (TOM.email,), (STRANGER,))[n % 4], thread=f"t{n % 8}")
    told = office.share.preview(MARA, office.share.draft(MARA, Exclusions(people=("lawyers.example",))))
    office.rule(MARA, people=("lawyers.example",))
    assert told.shared == len({e for e, _, _ in office.shares()}) > 0


def test_an_admin_sees_numbers_of_others_mail_and_never_a_subject(office: Office) -> None:
    office.arrives(DANA, subject="Secret discount")
    office.arrives(TOM.email, subject="My divorce")
    own = office.arrives(DANA, owner=PRIYA, subject="Mine to see")
    told = office.share.preview(PRIYA, office.share.draft(PRIYA, Exclusions(), everybody=True))
    assert told.shared == 2
    assert [s.event_id for s in told.sample] == [own.id]
    assert [(m.owner, m.events, m.shared, dict(m.kept)) for m in told.mailboxes] == [
        (MARA.email, 2, 1, {"internal only": 1}),
        (PRIYA.email, 1, 1, {}),
    ]
    assert "Secret" not in repr(told) and "divorce" not in repr(told)


def test_an_owner_who_is_asked_previews_the_own_mailbox_only(office: Office) -> None:
    mine = office.arrives(DANA)
    office.arrives(DANA, owner=TOM, subject="Toms")
    rule = office.rule(PRIYA, everybody=True)
    told = office.share.preview(MARA, rule, own_only=True)
    assert told.shared == 1 and [s.event_id for s in told.sample] == [mine.id]
    assert [m.owner for m in told.mailboxes] == [MARA.email]


def test_a_mail_in_two_mailboxes_is_counted_once(office: Office) -> None:
    said = office.arrives(DANA)
    office.log.append(office.people.mailbox_of(MARA.email, "imap"), [digested(said)], version="test")
    told = office.share.preview(MARA, office.share.draft(MARA, Exclusions()))
    assert told.shared == 1 and len(told.sample) == 1
    assert [m.shared for m in told.mailboxes] == [1, 1]


def test_nobody_previews_a_colleagues_own_rule_or_counts_a_colleagues_mail(office: Office) -> None:
    office.arrives(DANA)
    office.arrives(DANA, LAWYER)
    office.arrives(DANA, owner=TOM)
    own = office.rule(MARA, people=("lawyers.example",))
    for viewer in (PRIYA, TOM):
        with pytest.raises(NotAllowed, match="alone can preview"):
            office.share.preview(viewer, own)
    proposed = office.rule(PRIYA, everybody=True)
    assert [m.owner for m in office.share.preview(MARA, proposed).mailboxes] == [MARA.email]
    assert len(office.share.preview(PRIYA, proposed).mailboxes) == 2


# Whatever happens, in any order


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_the_shares_are_those_that_a_fresh_look_finds(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    people = (MARA, TOM, HENRIK)
    addresses = (DANA, STEFAN, STRANGER, LAWYER, TOM.email, HENRIK.email)
    held: dict[str, tuple[str, list[object]]] = {}
    for step in range(60):
        deed = chance.randrange(10)
        rules = office.share.sharing.rules()
        if deed < 4 or not held:
            ref, owner = f"r{step}", chance.choice(people)
            said = office.written(
                *chance.sample(addresses, chance.randint(1, 2)),
                sender=chance.choice([owner.email, DANA]),
                thread=chance.choice(["t1", "t2", "t3", ""]),
                flags=("private",) * (chance.random() < 0.05),
            )
            office.syncs(ref, [said], chance.choice([[], ["INBOX"], ["HR"]]), owner)
            held[ref] = (owner.email, [said])
        elif deed == 4:
            ref = chance.choice(list(held))
            owner = next(p for p in people if p.email == held[ref][0])
            office.syncs(ref, held[ref][1], chance.choice([[], ["HR"], ["Private"]]), owner)  # type: ignore[arg-type]
        elif deed == 5:
            ref = chance.choice(list(held))
            owner = next(p for p in people if p.email == held[ref][0])
            office.syncs(ref, [], [], owner)
            del held[ref]
        elif deed == 6 and len(rules) < 4:
            maker = chance.choice([*people, PRIYA])
            labels = ("HR",) if chance.random() < 0.5 else ()
            office.rule(maker, everybody=maker is PRIYA, labels=labels, people=(f"x{step}.example",))
        elif deed == 7 and rules:
            rule = chance.choice(rules)
            maker = office.people.get(rule.made_by)
            if chance.random() < 0.5:
                office.share.remove(maker, rule.id)
            else:
                office.share.narrow(
                    maker, rule.id, Exclusions(people=(f"n{step}.example", "lawyers.example"))
                )
        elif deed == 8:
            office.people.add(chance.choice(people).email, team=chance.choice(["Sales", "Support"]))
        elif deed == 9:
            for rule in rules:
                for answer in office.share.sharing.answers(rule.id)[:1]:
                    office.share.answer(office.people.get(answer.person), rule.id, chance.random() < 0.7)
        if chance.random() < 0.3:
            office.share.marked()
        _never_shared(office)
    office.share.catch_up()
    followed = office.shares()
    with office.db.write() as tx:
        tx.exec_driver_sql("DELETE FROM event_share")
        tx.exec_driver_sql("INSERT INTO pending_work (kind, key) VALUES ('share', 'all')")
    office.share.marked()
    assert office.shares() == followed
    assert office.share.sharing.waiting() == []


def _never_shared(office: Office) -> None:
    """At every moment, also before anybody looked anew."""
    with office.db.read() as tx:
        wrong = tx.exec_driver_sql(
            """
            SELECT count(*) FROM event_share s JOIN event e ON e.id = s.event_id WHERE
              NOT EXISTS (SELECT 1 FROM share_rule r WHERE s.shared_by = 'rule:' || r.id)
              OR NOT EXISTS (SELECT 1 FROM event_seen n WHERE n.event_id = e.id)
              OR e.body LIKE '%"private"%'
              OR NOT EXISTS (SELECT 1 FROM event_person p WHERE p.event_id = e.id
                             AND (p.email LIKE '%@acme.example' OR p.email LIKE '%@globex.example'))
              OR EXISTS (SELECT 1 FROM source_event x JOIN source_item i
                           ON i.mailbox_id = x.mailbox_id AND i.ref = x.ref
                         JOIN event_seen n ON n.event_id = x.event_id AND n.mailbox_id = x.mailbox_id
                         WHERE x.event_id = e.id AND i.labels LIKE '%Private%'
                           AND (SELECT count(*) FROM event_seen m WHERE m.event_id = e.id) = 1)
            """
        ).scalar()
    assert wrong == 0
