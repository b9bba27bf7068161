"""A clause that might promise something, with what its pattern saw in it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Candidate:
    """`text[start:end]` of an event might promise something.

    `kind` names the pattern, `subject` who would owe it (`self`, `you`, `name`, `third`, `thing`,
    `none`), `named` the name as written; `lead` is the clause before the pattern, `verb` the
    first verb after it, `rest` what follows; all in `plain` form. `raw` is the clause as written,
    `opener` what separates it from the clause before, `hint` a pattern that matched only in part, and
    `previous` the end of the sentence before.
    """

    start: int
    end: int
    kind: str
    subject: str
    verb: str
    lead: str
    rest: str
    clause: str
    sentence: str
    before: str
    after: str
    named: str = ""
    affiliation: str = ""
    listed: bool = False
    heading: str = ""
    action_start: int = 0
    main_start: int = 0
    text_is_lower: bool = False
    sentence_start: int = 0
    sentence_end: int = 0
    raw: str = ""
    opener: str = ""
    hint: str = ""
    previous: str = ""
