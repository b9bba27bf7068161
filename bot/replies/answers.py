"""Answers with their citations, and plain sentences."""

import re
import unicodedata

from bot.replies.shapes import Block, Context, Divider, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.words import clean, clip, day, moment, one_line
from records.models import Answer, Citation

LONGEST_QUESTION = 2000

_SHORTCODE = re.compile(r":[a-z0-9_+'-]+:", re.IGNORECASE)


def unanswerable(question: str) -> Reply | None:
    """The one plain answer to a message that asks nothing, or too much."""
    words = _SHORTCODE.sub(" ", question)
    if not any(unicodedata.category(c)[0] in "LN" for c in words):
        return text_reply('Ask me what was promised, for example: "what did we promise Acme last November?"')
    if len(question) > LONGEST_QUESTION:
        return text_reply(f"That is too long for me: please ask in under {LONGEST_QUESTION:,} characters.")
    return None


def text_reply(sentence: str) -> Reply:
    return Reply(text=sentence, blocks=(Paragraph((Run(sentence),)),))


def error_reply(sentence: str, *, reference: str | None = None) -> Reply:
    """What went wrong in one plain sentence; the reference finds it in the logs."""
    said = clip(sentence, 500)
    blocks: tuple[Block, ...] = (Paragraph((Run(said),)),)
    if reference:
        blocks += (Context(f"Reference {reference}"),)
    return Reply(text=said, blocks=blocks, notice=said)


def answer_reply(answer: Answer) -> Reply:
    """The answer, then every quote it stands on with its source, then what was searched."""
    blocks: list[Block] = [Paragraph((Run(clean(answer.answer).strip()),))]
    if answer.citations:
        blocks.append(Divider())
        blocks.append(Quotes(tuple(_cited(c) for c in answer.citations)))
    if not answer.refused:  # a refusal says itself what was searched
        blocks.append(Context(_searched(answer)))
    return Reply(text=one_line(answer.answer, 300), blocks=tuple(blocks))


def _cited(citation: Citation) -> Quote:
    """The words and where they stand; what they mean is said in the answer above."""
    lead = (Run(f"[{citation.n}] ", bold=True), *source_runs(citation))
    return Quote(text=clip(" ".join(citation.quote.split()), 600), lead=lead)


def source_runs(citation: Citation) -> tuple[Run, ...]:
    subject = one_line(citation.subject, 90) or "(no subject)"
    sender = f"{one_line(citation.sender, 60)}, " if citation.sender else ""
    return (
        Run(subject, link=citation.link),
        Run(f"  ·  {sender}{day(citation.at)}{_place(citation.source)}"),
    )


def _place(source: str) -> str:
    """Where it lies, if that says anything: a file that somebody read in has no better name."""
    return "" if source == "files" else f"  ·  {source}"


def _searched(answer: Answer) -> str:
    coverage = answer.coverage
    where = (
        ", ".join(one_line(s, 60) for s in coverage.sources) or "nothing: there is nothing you may read yet"
    )
    parts = [f"Searched {where}"]
    if coverage.as_of:
        parts.append(f"newest from {moment(coverage.as_of)}")
    if coverage.note:
        parts.append(one_line(coverage.note, 200))
    if answer.model:
        parts.append(f"worded by {one_line(answer.model, 60)}")
    return " · ".join(parts)
