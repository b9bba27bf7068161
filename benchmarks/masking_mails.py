"""Our companies' training mails as texts for masking: whoever writes or receives is known by name, so they label themselves."""

import re
from collections.abc import Iterable, Sequence

from benchmarks.masking_data import Text
from benchmarks.promise_data import Case
from benchmarks.promise_texts import texts as labelled
from records.models import Participant
from retrieval.masking_features import known_names

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SMALL = frozenset(["de", "da", "di", "van", "von", "der", "den", "la", "le", "el", "al", "du", "dos", "del"])


def mails(split: str = "train") -> list[Text]:
    """Names of participants are people; other words that may be names are left open (`neutral`)."""
    by_company: dict[str, list[Case]] = {}
    for case in labelled(split):
        by_company.setdefault(case.company, []).append(case)
    return [
        _labelled(case, names) for cases in by_company.values() for names in [_names(cases)] for case in cases
    ]


def _names(cases: Iterable[Case]) -> list[tuple[str, ...]]:
    people: set[str] = set()
    for case in cases:
        event = case.event
        known: list[Participant] = [
            *event.to,
            *event.cc,
            *(turn.speaker for turn in event.turns if turn.speaker),
        ]
        known += [event.sender] if event.sender else []
        people.update(person.name for person in known if person.name)
    found: set[tuple[str, ...]] = set()
    for name in people:
        words = tuple(word.lower() for word in _WORD.findall(name))
        # A mailbox such as "Billing" or "Acme Support" is nobody.
        if len(words) < 2 or any("w" in known_names().get(word, "") for word in (words[0],)):
            continue
        found |= {words, words[:1], words[-1:]}
        for n in range(1, len(words) - 1):
            if words[n] in _SMALL:
                found.add(words[n:])
                break
    return sorted(found, key=len, reverse=True)


def _labelled(case: Case, names: Sequence[tuple[str, ...]]) -> Text:
    text = case.event.text
    said = [(m.group().lower(), m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]
    spoken = not any(c.isupper() for c in text[:200])
    spans, open_, at = [], [], 0
    while at < len(said):
        for name in names:
            size = len(name)
            here = said[at : at + size]
            if tuple(word for word, *_ in here) != name or "\n" in text[here[0][1] : here[-1][2]]:
                continue
            start, end = here[0][1], here[-1][2]
            if not here[-1][3][0].isupper() and not spoken:
                break
            if spoken and "w" in known_names().get(here[0][0], ""):
                open_.append((start, end))
            else:
                spans.append((start, end, "PERSON"))
            at += size - 1
            break
        else:
            _, start, end, written = said[at]
            listed = set(known_names().get(written.lower(), ""))
            if (written[0].isupper() or spoken) and listed & {"g", "f"} and not listed & {"w", "p"}:
                open_.append((start, end))
        at += 1
    return Text(text, tuple(spans), tuple(open_), f"company {case.company}")
