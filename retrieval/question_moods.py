"""Questions about how a customer feels and what drives the deal: to the labels of what was said."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re

from retrieval.question_words import ACCOUNT, CONTACT, words_of

_UPSET = words_of(
    r"upset", r"angry", r"anger", r"annoy(?:ed|s|ing)", r"unhappy", r"(?:un)?happy", r"(?:dis)?satisf\w+", r"frustrat\w+", r"furious", r"mad(?= at|\W*$)", r"fed up", r"pissed(?: off)?", r"cross(?= with|\W*$)", r"disappointed", r"irritated", r"grumpy", r"sore",
    r"complain(?:ed|ing|s)?(?: about)?(?=\W*$)", r"complaints?", r"moan(?:ed|ing|s)?", r"mood", r"sentiment", r"temperature", r"vibes?", r"escalat(?:ed|ion|ions|ing)", r"pain ?points?", r"beef", r"grievances?", r"how (?:do|does|are|is) (?:they|he|she|\W+)feel\w*",
    rf"[{ACCOUNT}{CONTACT}](?:['’]s)? (?:main |biggest )?(?:problems?|issues?|concerns?|trouble)(?: with us| right now| now)?\W*$", rf"(?:problems?|issues?|trouble) (?:with|at|for|from|does|do) (?:they|[{ACCOUNT}{CONTACT}])(?: have)?(?: with us)?\W*$", r"(?:what['’]?s|what is) (?:wrong|bugging|bothering|eating)", r"bugging", r"bothering", r"(?:are|is) (?:we|things) (?:good|ok|okay|fine|cool) with",
    r"unzufrieden\w*", r"(?:un)?zufrieden", r"verärgert", r"sauer", r"wütend", r"stimmung", r"beschwer\w+", r"genervt", r"mécontent\w*", r"fâché\w*", r"contents?(?=\W*$)", r"satisfaits?", r"plaintes?", r"énervé\w*",
)  # fmt: skip
_LEAVING = words_of(
    r"leav(?:e|es|ing)(?= us|\W*$)", r"churn\w*", r"(?:walk|walking|walks|run|running) away", r"jump(?:ing)? ship", r"switch(?:ing)? (?:away|supplier|vendor|provider)s?", r"cancel(?:ling|ing|s)?(?= on us|\W*$| the contract| their)", r"terminat(?:e|ing|ion)", r"(?:will|might|could|do|are|going to|about to|gonna) (?:we )?los(?:e|ing)", r"los(?:e|ing)(?: them| him| her)?(?=\W*$| the (?:deal|account|customer))",
    r"at risk", r"risk(?:y|s)?", r"in (?:\w+ )?(?:trouble|danger|jeopardy)", r"in hot water", r"on thin ice", r"shaky", r"safe(?=\W*$)", r"threat(?:en\w*|s)?", r"going elsewhere", r"drop(?:ping)? us", r"quit(?:ting)?(?=\W*$)",
    r"kündig\w+", r"abspring\w+", r"abwander\w+", r"(?:zu )?verlieren", r"gefährdet", r"résili\w+", r"nous quitter", r"partir(?=\W*$)", r"à risque", r"en danger",
)  # fmt: skip
_RIVALS = words_of(
    r"competit(?:or|ors|ion|ive)", r"rivals?", r"alternatives?", r"who else (?:are|is|do|does)(?: they| he| she|\W+)*(?: \w+)?", r"up against", r"other (?:vendors?|suppliers?|providers?|options?|bidders?)", r"wettbewerb\w*", r"konkurrenz", r"konkurrent\w*", r"concurren(?:t|ts|ce)",
)  # fmt: skip
_OBJECTIONS = words_of(
    r"objections?", r"object(?:ed|s|ing)? to", r"concerns?(?: about us)?", r"worr(?:y|ied|ies|ying)(?: about)?", r"push(?:ed|ing)? ?back(?=\W*$| on us| from)", r"push-?back", r"hesita\w+", r"doubts?", r"blockers?", r"blocking", r"dealbreakers?", r"stopping (?:them|him|her|\W+)", r"holding (?:them|him|her|it|\W+) ?(?:back|up)",
    r"einw[aä]nde?", r"bedenken", r"vorbehalte", r"zögert?", r"réticen\w+", r"doutes?", r"hésit\w+", r"inquiet\w*",
)  # fmt: skip
_MONEY = words_of(r"budgets?", r"budgetiert", r"funding", r"money (?:problems?|left)")
_KINDS: tuple[tuple["re.Pattern[str]", tuple[str, ...]], ...] = (
    (_LEAVING, ("churn_threat", "frustration")),
    (_UPSET, ("frustration", "churn_threat")),
    (_RIVALS, ("competitor",)),
    (_OBJECTIONS, ("objection",)),
    (_MONEY, ("budget",)),
)
ILL_HUMOURED = frozenset(["churn_threat", "frustration"])


def moods_of(cues: str) -> tuple[str, ...]:
    """Labels of what was said that answer a lower-case skeleton; () where it asks for something else."""
    return tuple(
        dict.fromkeys(label for pattern, labels in _KINDS if pattern.search(cues) for label in labels)
    )


def without_moods(plain: str) -> str:
    """The text with the moods' words as blanks; names keep their place."""
    for pattern, _ in _KINDS:
        plain = pattern.sub(
            lambda m: "".join(c if c in f"{ACCOUNT}{CONTACT}" else " " for c in m.group()), plain
        )
    return plain
