"""Finished answers as the ledger gives them, for tests of what models make of them."""

from datetime import date
from typing import Any

from policies.model_use import Location, ModelFacts, ModelLimits
from records.models import Answer, Citation, Coverage, Direction, Person, Precision, Promise
from retrieval.llm.ports import AnswerCache, ChatModel
from retrieval.llm.router import Choice, Router
from retrieval.llm.wording import Asked
from retrieval.masking import Masker
from tests.builders import COMPANY, DANA, MARA, NOW, event, promise
from tests.doubles.llm import MemoryCache, MemoryMeter, Notes

ACME = ModelFacts(account_id="acc_1", account="Acme Corp Ltd", region="EU")
QUOTE = "I'll send you the revised order form by Friday 27 November."
NAMES = {p.email: p.name for p in COMPANY if p.name} | {DANA: "Dana Whitfield"}
GOOD = "Mara Lindqvist will send the revised order form to Acme by Friday 27 November."


def acme_promise(quote: str = QUOTE, **changes: Any) -> Promise:
    made = promise(
        event(quote),
        account_id="acc_1",
        action=changes.pop("action", "send the revised order form by Friday 27 November"),
        due=changes.pop("due", date(2026, 11, 27)),
        precision=Precision.day,
        **changes,
    )
    return made.model_copy(update={"account": "Acme Corp Ltd"})


def citation(n: int, p: Promise, sender: str = "Mara Lindqvist") -> Citation:
    return Citation(
        n=n,
        event_id=p.event_id,
        source="files",
        external_id=f"m{n}@x",
        subject="Your quote",
        at=p.at,
        quote=p.quote,
        sender=sender,
    )


def answer(*promises: Promise, lines: list[str] | None = None, sender: str = "Mara Lindqvist") -> Answer:
    """The ledger's own wording: a headline, a line for each promise with its mark."""
    given = promises or (acme_promise(),)
    told = lines or [
        f"{n}. {p.action[:1].upper()}{p.action[1:]} "
        + ("(Mara Lindqvist to Acme)" if p.direction is Direction.ours else "(Dana Whitfield, Acme, to us)")
        + f": due {p.due:%A} {p.due.day if p.due else ''} {p.due:%b} [{n}]"
        for n, p in enumerate(given, start=1)
    ]
    return Answer(
        answer="\n".join([f"We promised Acme {len(given)}:", *told]),
        promises=given,
        citations=tuple(citation(n, p, sender) for n, p in enumerate(given, start=1)),
        coverage=Coverage(sources=("files: 2 mails",), as_of=NOW, events=2),
        refused=False,
    )


def asked(given: Answer | None = None, *, reader: Person = MARA, **changes: Any) -> Asked:
    return Asked(
        **{
            "question": "What did we promise Acme?",
            "answer": given or answer(),
            "reader": reader,
            "today": NOW.date(),
            "accounts": (ACME,),
            "our_people": COMPANY,
            "names": NAMES,
            "companies": ("Acme Corp Ltd", "Acme"),
            "standing": f"may read: {reader.email}",
            **changes,
        }
    )


class Desk:
    """A router over doubles, with what they noted."""

    def __init__(
        self,
        large: ChatModel | None = None,
        small: ChatModel | None = None,
        *,
        where: Location = Location.local,
        small_where: Location | None = None,
        limit: int = 1_000_000,
        cache: AnswerCache | None = None,
        **more: Any,
    ) -> None:
        self.meter, self.notes = MemoryMeter(limit), Notes()
        self.cache = cache or MemoryCache()
        models: dict[Any, Choice] = {}
        if small is not None:
            models["small"] = Choice(small, small_where or where)
        if large is not None:
            models["large"] = Choice(large, where)
        self.now = 0.0
        self.router = Router(
            models,
            meter=self.meter,
            cache=self.cache,
            audit=self.notes,
            masker=more.pop("masker", lambda names: Masker(names.people, names.companies)),
            sleep=lambda seconds: None,
            limits=more.pop("limits", ModelLimits()),
            **more,
        )
