"""Reads action items: "Bob (Acme) to send the plan", "Jana: book the room", "rework the model (Anna)"."""

import re

from retrieval.candidate import Candidate
from retrieval.promise_names import NAME, NOT_A_NAME
from retrieval.promise_words import GIVE
from retrieval.sentences import Sentence

_ACTION_ITEM = re.compile(
    rf"^(?:[\s*_>-]*)(?:(?i:(?:action(?: items?| points?)?|ai|ap|todo|to-do|next steps?|follow[- ]up|task|"
    rf"owner|aufgabe|action [àa] faire)\s*\d*\s*[:.\u2013-]\s*)|\[(?= )\]\s*)?"
    rf"[*_@\[]*(?P<name>{NAME}|We|we|I|Us|us|All)[*_\]]*(?:\s*(?:&|and|\+|/|und|"
    rf"et)\s*(?P<second>{NAME}))?\s*(?:[(\[](?P<side>[^)\]\n]{{1,40}})[)\]])?"
    rf"[*_]*\s*(?P<link>:|\bto\b|\u2013|\u2014|-|->|=>|\u2192)[*_]*\s*(?:to )?(?:will "
    rf")?(?P<verb>[a-zA-Z\u00c0-\u017f'-]+)"
)
_ITEM_OWNER_LAST = re.compile(
    rf"^(?P<what>[A-Za-z][^\n()]{{5,160}}?)\s*(?:[-\u2013\u2014(\[]|owner:|@)\s*(?:owner:?\s*|"
    rf"@)?(?P<name>{NAME})(?:\s*[(,/]\s*(?P<side>[^)\n]{{1,30}})\)?)?\s*[)\]]?(?P<tail>[,;:\s\u2013-]*(?:by|"
    rf"due|until|bis|before)?[^\n]{{0,30}})$"
)
_HEADINGS = re.compile(
    r"action|to-?do|next step|follow-?up|tasks?|agreed|owner|aufgaben|n[aä]chste schritte|actions|prochaines"
)


def action_item(raw: str, low: str, sentence: Sentence) -> Candidate | None:
    under_heading = bool(_HEADINGS.search(sentence.heading))
    match = _ACTION_ITEM.match(raw)
    if match and not raw.rstrip().endswith("?"):
        name = match["name"]
        first = name.split()[0].lower()
        labelled = match.start("name") > 2 and raw[: match.start("name")].strip(" *_@[]->\t") != ""
        verb = match["verb"].lower()
        is_to = match["link"] == "to"
        sure = labelled or under_heading or match["side"] is not None or (sentence.listed and is_to)
        if first not in NOT_A_NAME and (verb in GIVE or (is_to and sure)) and (is_to or sure):
            self_named = first in ("we", "i", "us", "all")
            at = match.start("verb")
            return Candidate(
                start=sentence.start + match.start("name"),
                end=sentence.end,
                kind="item",
                subject="self" if self_named else "name",
                verb=verb,
                lead="",
                rest=low[match.end("verb") :].strip(),
                clause=low[match.start("name") :],
                sentence=low,
                before="",
                after="",
                named="" if self_named else name,
                affiliation=match["side"] or "",
                listed=sentence.listed or sure,
                heading=sentence.heading,
                action_start=sentence.start + at,
                sentence_start=sentence.start,
                sentence_end=sentence.end,
            )
    if sentence.listed:
        return _owner_last(raw, low, sentence, under_heading)
    return None


_OUR_LIST = re.compile(r"\b(?:our|we|us|i|my|wir|unsere?|nous|from our side|on our (?:side|end))\b")
_THEIR_LIST = re.compile(r"\b(?:your|yours|you|their)\b")


def _owner_last(raw: str, low: str, sentence: Sentence, under_heading: bool) -> Candidate | None:
    """ "Rework the model (Anna, by Wed)", or a bare "rework the model" in a list of what we shall do."""
    first = re.match(r"[a-z-]+", low)
    verb = first.group() if first else ""
    if verb not in GIVE or raw.rstrip().endswith("?"):
        return None
    match = _ITEM_OWNER_LAST.match(raw)
    named = match["name"] if match and match["name"].split()[0].lower() not in NOT_A_NAME else ""
    if match is not None and not named:
        match = None
    if not under_heading and not (match and "(" in raw[match.start("name") - 2 : match.start("name")]):
        return None
    ours = bool(_OUR_LIST.search(sentence.heading)) and not _THEIR_LIST.search(sentence.heading)
    if match is None and not ours:
        return None
    return Candidate(
        start=sentence.start,
        end=sentence.end,
        kind="item",
        subject="name" if named else "self",
        verb=verb,
        lead="",
        rest=low[len(verb) :].strip(),
        clause=low,
        sentence=low,
        before="",
        after="",
        named=named,
        affiliation=(match["side"] or "") if match else "",
        listed=True,
        heading=sentence.heading,
        action_start=sentence.start,
        sentence_start=sentence.start,
        sentence_end=sentence.end,
    )
