"""After an erasure no byte of what was said is left in the ledger's files; that there was an event remains."""

from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from records.erasure import Erasure
from records.models import Contact, Evidence, Intent, Participant, ProposalStatus, Settlement, Verdict
from records.models import PromiseStatus as Status
from tests.builders import MARA, NOW, TOM, digested, event, promise, proposal
from tests.unit.records.stores import Stores

WHO = "quillfeather@saltmarsh.example"
WORD = "xylophonic"
SAID = event(
    f"I'll bring the {WORD} samples on Friday.",
    sender=Participant(email=WHO, name="Quentin Quillfeather"),
    subject=f"The {WORD} samples",
    external_id=f"{WORD}@saltmarsh.example",
)
OTHER = event("We'll send the quote on Friday.", number=2)
TRACES = (WORD, "quillfeather", "saltmarsh")


@pytest.fixture
def erasure(ledger: Stores) -> Erasure:
    made = promise(SAID, account_id="acc", action=f"bring the {WORD} samples", owner=WHO)
    kept = promise(OTHER, account_id="acc")
    intent = Intent(label="next_step", quote=SAID.text, start=0, end=len(SAID.text), confidence=0.9)
    ledger.log.append(
        ledger.box(),
        [digested(SAID, made, accounts=["acc"], intents=[intent]), digested(OTHER, kept, accounts=["acc"])],
        version="v1",
    )
    ledger.log.append(ledger.box(TOM.email), [digested(SAID)], version="v1")
    ledger.promises.resettle(
        "acc",
        [
            (
                Settlement(
                    promise_id=kept.id,
                    status=Status.kept,
                    event_id=SAID.id,
                    start=0,
                    end=len(SAID.text),
                    quote=SAID.text,
                    confidence=0.9,
                    why="said so",
                ),
                NOW,
            )
        ],
        [],
    )
    ledger.accounts.import_snapshot([], [Contact(id="c1", account_id="acc", email=WHO, name="Quentin")], [])
    ledger.proposals.add(
        proposal(
            evidence=(Evidence(event_id=SAID.id, quote=SAID.text),),
            new=f"Take the {WORD} samples",
            why=f"“{SAID.text}”",
            verdict=Verdict.pause("angry_support", f"At risk: “{SAID.text}”"),
        )
    )
    ledger.proposals.add(proposal("prop_2", field="amount", new="5"))
    return Erasure(ledger.db, ledger.clock)


def erase(erasure: Erasure) -> list[str]:
    found = erasure.events_of(WHO)
    erasure.erase(found, WHO)
    return found


def test_every_event_the_person_was_part_of_is_found(erasure: Erasure, ledger: Stores) -> None:
    assert erasure.events_of(WHO) == [SAID.id]
    assert erasure.by_mailbox([SAID.id]) == {
        ledger.people.mailbox_of(MARA.email, "files"): [SAID.id],
        ledger.people.mailbox_of(TOM.email, "files"): [SAID.id],
    }


def test_no_byte_of_it_is_left_in_any_file(erasure: Erasure, ledger: Stores) -> None:
    def traces() -> list[tuple[str, str]]:
        return [
            (file.name, trace)
            for file in sorted(Path(ledger.home).iterdir())
            for trace in TRACES
            if trace.encode() in file.read_bytes().lower()
        ]

    assert traces()
    erase(erasure)
    ledger.db.close()
    assert traces() == []


def test_nothing_of_it_is_found_or_read_any_more(erasure: Erasure, ledger: Stores) -> None:
    erase(erasure)
    assert ledger.reading.search_words(MARA.email, WORD, 5) == []
    assert ledger.promises.of_event(SAID.id) == []
    assert ledger.log.intents_of(SAID.id) == []
    assert ledger.log.of_account("acc") == [OTHER]
    assert ledger.accounts.contacts("acc") == []
    after = ledger.log.get([SAID.id])[SAID.id]
    assert (after.text, after.subject, after.participants, after.flags) == ("", "", (), ("erased",))


def test_a_proposal_that_rested_on_it_is_gone_and_the_others_stay(erasure: Erasure, ledger: Stores) -> None:
    erase(erasure)
    assert {p.id: p.status for p in ledger.proposals.all()} == {
        "prop_1": ProposalStatus.superseded,
        "prop_2": ProposalStatus.pending,
    }


def test_a_customer_known_by_a_private_address_loses_the_account_of_that_name(ledger: Stores) -> None:
    private = event("Please call me.", sender=Participant(email="quillfeather@gmail.com", name="Quentin"))
    found = ledger.accounts.resolve(private, [])["quillfeather@gmail.com"]
    ledger.log.append(ledger.box(), [digested(private, accounts=[found])], version="v1")
    erasure = Erasure(ledger.db, ledger.clock)
    erasure.erase(erasure.events_of("quillfeather@gmail.com"), "quillfeather@gmail.com")
    assert ledger.accounts.get(found).name == "(erased)"
    assert ledger.accounts.get(found).aliases == ()


def test_what_others_wrote_stays(erasure: Erasure, ledger: Stores) -> None:
    erase(erasure)
    assert ledger.log.get([OTHER.id]) == {OTHER.id: OTHER}
    assert [p.quote for p in ledger.promises.of_event(OTHER.id)] == [OTHER.text]
    assert ledger.log.count() == 2


def test_erasing_twice_is_harmless(erasure: Erasure, ledger: Stores) -> None:
    assert erase(erasure) == [SAID.id]
    assert erase(erasure) == []


def test_the_same_mail_read_again_does_not_come_back(erasure: Erasure, ledger: Stores) -> None:
    erase(erasure)
    done = ledger.log.append(ledger.box(), [digested(SAID, promise(SAID))], version="v1")
    assert (done.new, done.duplicate) == (0, 1)
    assert ledger.log.get([SAID.id])[SAID.id].text == ""


def test_an_erased_event_can_not_be_filled_with_other_words(erasure: Erasure, ledger: Stores) -> None:
    erase(erasure)
    with pytest.raises(DBAPIError, match="never edited"), ledger.db.write() as connection:
        connection.exec_driver_sql(f"UPDATE event SET text = 'We promise the moon.' WHERE id = '{SAID.id}'")
