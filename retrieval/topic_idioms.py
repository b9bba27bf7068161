"""Ways to say that one does something, brought to one plain form before a promise's topic is read."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re

LEAD = re.compile(
    r"^\W*(?:(?:i|we|you)(?:'ll| will| shall| am going to|'m going to|'re going to)\s+)?(?:(?:be able to|try to|make sure(?: that)?"
    r"(?: (?:you|we|i))?|also|then|to)\s+)*"
)
IDIOMS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), swap)
    for pattern, swap in (
        (
            r"^.+? and (?:then )?(?:(?:get|come) back (?:to (?:you|us|me|them)\b|with\b)|let (?:you|us) know\b|give you (?=.*\byes or no\b)).*$",
            "answer ",
        ),
        (r"^give you (?:a |an |our )?(?:\w+ )?(?:yes or no|answer|decision)\b", "answer "),
        (
            r"^(?:(?:you|we|sie) )?(?:hear|hören) (?:sie )?(?:back )?(?=.*\b(?:from|von) (?:us|me|uns|mir)\b).*$",
            "answer ",
        ),
        (
            r"^(?:(?:wir|ich) )?(?:geben?|gibt) (?:wir |ich )?(?:ihnen|euch|dir)\b(?=.*\bbescheid\b).*$",
            "answer ",
        ),
        (r"^(?:(?:wir|ich) )?melden? (?:mich|uns)\b", "answer "),
        (r"^(?:run|take|bring) (?:it|this|that) (?:past|by|to)\b", "ask "),
        (
            r"^[^\W\d_]+ (?:it|them|that|this|those)\b.*? and (?:then )?(?:send|share|forward|e?mail|pass|give|get|bring|upload|deliver|hand)\b.*$",
            "send it ",
        ),
        (
            r"^[^\W\d_]+ (?:you )?(?P<np>(?!and\b)[^,]+?)(?: together| up)? and (?:then )?(?:send|share|forward|e?mail|pass|give|get|bring|upload|deliver|hand) (?:you )?(?:it|them|that|this|those|one)\b.*$",
            r"send \g<np> ",
        ),
        (r"^you (?:receive|get)\b", "send "),
        (r"^(?:get|come) back to (?:you|us|me|them)\b(?: (?:with|on|about|regarding))?", "answer "),
        (r"^let (?:you|us|me|them) (?:know|have)\b(?: (?:about|on))?", "answer "),
        (r"^keep (?:you|us) (?:posted|updated|informed)\b(?: (?:about|on))?", "answer "),
        (r"^follow up(?: with (?:you|us))?\b(?: (?:with|on|about))?", "answer "),
        (r"^(?:look into|go through|look at|look over|go over)\b", "review "),
        (r"^(?:take care of|deal with|sort out)\b", "fix "),
        (r"^(?:put|pull) together\b", "prepare "),
        (r"^(?:set|settin?g) up\b", "setup "),
        (r"^(?:sign off on|sign off)\b", "approve "),
        (r"^(?:roll out|go live with)\b", "deploy "),
        (r"^(?:throw in)\b", "include "),
        (
            r"^(?:have|get) (?P<np>.+?) (?P<pp>signed|reviewed|fixed|approved|enabled|ready|done)\b",
            r"\g<pp> \g<np> ",
        ),
        (r"^(?:get|bring|have) (?:you|us|them)\b", "send "),
        (r"^have (?=(?:the|our|your|a|an|it|my)\b)", "send "),
    )
)
