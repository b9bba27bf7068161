"""Answers with their citations, and plain sentences."""

import re
import unicodedata

from bot.replies.shapes import Block, Context, Divider, Paragraph, Quote, Quotes, Reply, Run
from bot.replies.source_links import SourceLink
from bot.replies.words import clean, clip, day, moment, one_line
from records.models import Answer, Citation

LONGEST_QUESTION = 2000

_GUESSED = re.compile(r"\(I took the name to mean .*\)$")
_MARK = re.compile(r"\[\d+\]")
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


def answer_reply(
    answer: Answer, *, shared: bool = False, answer_id: str | None = None, link: SourceLink | None = None
) -> Reply:
    """The answer, then every quote it stands on with its source, then what was searched.

    `shared` is one that others read as well: what the asker alone searched is not told then. `answer_id` is
    unique to it, for a click that says whether it helped. `link` is for sources without a link of their own.
    """
    blocks: list[Block] = [Paragraph((Run(clean(answer.answer).strip()),))]
    if answer.citations:
        blocks.append(Divider())
        blocks.append(Quotes(tuple(_cited(c, link) for c in answer.citations)))
    if shared:
        blocks.append(Context(_shared(answer)))
    elif not answer.refused:  # a refusal says itself what was searched
        blocks.append(Context(_searched(answer)))
    return Reply(text=one_line(answer.answer, 300), blocks=tuple(blocks), answer=answer_id)


def rests_on_citations(answer: Answer) -> bool:
    """Whether every line cites what it says. One that does not may count what only the asker may read ("... and
    3 more", "2 are overdue from before"), so such an answer is for the asker alone."""
    lines = [line for line in answer.answer.splitlines()[1:] if line.strip() and not _GUESSED.match(line)]
    return not answer.refused and bool(answer.citations) and all(_MARK.search(line) for line in lines)


def _cited(citation: Citation, link: SourceLink | None) -> Quote:
    """The words and where they stand; what they mean is said in the answer above."""
    lead = (Run(f"[{citation.n}] ", bold=True), *source_runs(citation, link))
    return Quote(text=clip(" ".join(citation.quote.split()), 600), lead=lead)


def source_runs(citation: Citation, link: SourceLink | None = None) -> tuple[Run, ...]:
    """Subject, sender and day; the subject is linked to the source's own place where a browser can open that
    (a file's mail has only a `mid:` address), else to ours."""
    own = citation.link if (citation.link or "").startswith(("https://", "http://")) else None
    subject = one_line(citation.subject, 90) or "(no subject)"
    sender = f"{one_line(citation.sender, 60)}, " if citation.sender else ""
    return (
        Run(subject, link=own or (link(citation.event_id) if link else None)),
        Run(f"  ·  {sender}{day(citation.at)}{_place(citation.source)}"),
    )


def _place(source: str) -> str:
    """Where it lies, if that says anything: a file that somebody read in has no better name."""
    return "" if source == "files" else f"  ·  {source}"


def _shared(answer: Answer) -> str:
    said = "Everybody here may read these sources."
    return f"{said} · Worded by {one_line(answer.model, 60)}" if answer.model else said


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
