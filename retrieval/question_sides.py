"""Who promised whom, as a question puts it: whose promises, and what part a named person plays in them."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re
from enum import StrEnum

from records.models import Direction
from retrieval.question_words import ACCOUNT, COLLEAGUE, CONTACT, THEM

_X = f"[{ACCOUNT}{CONTACT}](?:['’]s?(?= )|s)?(?: (?:and|und|et|or|&) [{ACCOUNT}{CONTACT}])*"
_THEY = rf"(?:they|he|she|the (?:customers?|clients?|buyers?|prospects?|vendors?|other side)|customers|clients|der kunde|die kunden|le client|les clients|ils|elles?|{_X})"
_US = rf"(?:we|i|wir|ich|{COLLEAGUE}|our (?:team|side|people|company)|somebody here|anyone here|anybody here)"
_GIVES = (
    r"(?:promis(?:ed?|ing|es (?:us|me))|ow(?:e[sd]?|ing)|commit(?!ments?)\w*|agree[ds]?|offer(?:ed|s)?|sen[dt]s?|deliver\w*|g(?:i|a)ve(?:n|s)?|provid\w*|shar\w+|pa(?:y|ys|id)|return\w*|sign\w*|ship\w*|ma(?:k|d)e|guarantee\w*|pledge\w*|say|says|said|tell|tells|told|"
    r"undert\w+|have to|has to|had to|need(?:s|ed)? to|must|supposed to|do(?:ing|ne)?(?= for us)|get (?:back|us|me)|got back|come back|came back|wrote|break|broke|broken|keep|kept|miss|missed|forg\w+|move[ds]?|postpone[ds]?|withdr\w+|cancel\w*|confirm\w*|"
    r"versproch\w*|versprech\w*|versprich\w*|zugesagt|zugesichert|sag(?:t|en) zu|schuld\w*|geschickt|schick\w*|liefer\w*|geliefert|zahl\w*|bezahlt|muss|müssen|soll\w*|"
    r"promet\w*|doi(?:t|vent)|devai\w+|envoy\w*|livr\w*|engag\w*|fourni\w*)"
)
_TAKES = (
    r"(?:get(?!s? (?:back|us|me)\b)|gets|got(?!\W*$)(?! (?:back|open|left|to|outstanding|coming|due|on|late|overdue))|getting|receiv\w*|expect\w*|wait\w*|be(?:en|ing)? (?:promised|offered|told|owed|given|sent)|have from|still miss\w*|missing|"
    r"bekomm\w*|krieg\w*|erhält|erhalt\w*|wart\w*|reçoi\w*|recevoir|reçu|atten\w+|récupèr\w*)"
)
_AUX = r"(?:do|does|did|have|has|had|will|would|should|must|can|could|shall|may|am|are|is|was|were|'ve|'s|ll|hab|habe|haben|hat|hatte\w*|muss|müssen|soll\w*|wird|werden|ai|as|a|avons|ont|avez|est-ce que?|est-ce qu)"
_FILL = r"(?:(?:\w+ly|ever|still|also|already|yet|just|have|has|had|be|been|to|not|noch|schon|uns|mir|denn|eigentlich|nous|me|m|a|ont|avait|encore|going|is|are|was|were|supposed|need|needs|needed|must|will|would|should|do|did|'ve|'s|n't) +){0,4}"

_WE_TAKE = re.compile(
    rf"(?<!\w)(?:{_AUX} +(?:we|i|wir|ich)|(?:we|i|wir|ich)) +{_FILL}{_TAKES}|(?:were|was|are|am) (?:we|i) (?:ever )?(?:promised|owed|offered|told)|(?:have|has|had) (?:we|i) (?:ever )?been (?:promised|owed|offered|told)|(?:bekomme[nt]?|kriegen?|erhalten?) (?:wir|ich)|(?:worauf|auf was) wart\w+ (?:wir|ich)"
)
_WE_NEED = re.compile(
    rf"(?<!\w)(?:chas(?:e|es|ed|ing)|nudg(?:e|ed|ing)|hound(?:ing)?|nachhaken|nachfassen|anmahnen|mahnen|relancer)(?!\w)|"
    rf"(?<!\w)(?:fehlt|fehlen|brauchen|benötigen|erwarten|bekommen|kriegen)(?!\w)[^?]{{0,40}}?(?<!\w)(?:von|seitens) (?:der |dem |den )?(?:{THEM}|denen|ihnen|ihm|ihr|kunden)|(?<!\w)(?:steht|stehen|kommt|kommen|fehlt|liegt) (?:\w+ ){{0,3}}von (?:{THEM}|denen|ihnen|ihm|ihr|kunden)|"
    rf"(?<!\w)(?:attend\w*|manque\w*|besoin) (?:\w+ ){{0,3}}(?:de la part )?(?:de|du|d['’]) ?(?:{THEM}|leur part|eux|elle|lui|client)|"
    rf"(?<!\w)(?:we|i|wir|ich|nous|on) (?:\w+ )?(?:need|want|miss(?:ing)?|lack|chas(?:e|ing)|brauch\w*|besoin)(?!\w)[^?]{{0,40}}?(?<!\w)(?:from|of|by|von|de) (?:the )?(?:{THEM}|them|him|her)"
    rf"|(?<!\w)(?:{THEM}|they|he|she)(?:['’]s)? (?:\w+ )?(?:need|needs|ha(?:ve|s)|supposed|meant|due) to (?:\w+ ){{1,4}}(?:us|me)(?!\w)"
)
_WE_GIVE = re.compile(
    rf"(?<!\w)(?:{_AUX}[ -]+{_US}(?!\w)|(?:avons|devons|doit|dois|ai|a-t|as|allons)[- ](?:nous|on|je)|{_US} +{_FILL}{_GIVES}|(?:wir|ich) (?!\w* ?{_THEY} (?:hat|haben))|j['’]ai|nous avons|nous devons|qu['’]on|on (?:a|doit)|a-t-on)"
)
_WE_HAVE = re.compile(
    rf"(?<!\w)(?:(?:from|by|of) (?:us|me|our side|{COLLEAGUE})|due from {COLLEAGUE}|(?:our|my|{COLLEAGUE}['’]s?) (?:\w+ ){{0,2}}(?:promis\w*|commitments?|deadlines?|to-?dos?|offers?|word|plate|side)|(?:our|my) (?:open|late|overdue|pending|outstanding|missed) (?:stuff|things?|items?|ones|list)|mine|ours|"
    rf"(?:von|bei) (?:uns|mir|{COLLEAGUE})|(?:unser\w*|mein\w*) (?:\w+ )?(?:zusagen?|versprechen|fristen)|(?:de|par) (?:nous|moi|{COLLEAGUE})|(?:nos|mes) (?:\w+ )?(?:promesses|engagements))(?!\w)"
)
_THEY_GIVE = re.compile(
    rf"(?<!\w)(?:{_AUX} +(?:the |der |die |le |la )?{_THEY} +(?:(?!\b(?:we|i|wir|ich)\b)[^?,;]){{0,60}}?(?<!\w){_GIVES}(?!\w)|(?<!für )(?<!an )(?<!to )(?<!for )(?<!à )(?<!pour )(?<!with )(?<!mit )(?<!gegenüber ){_THEY}(?:['’](?:ve|d|ll))? +{_FILL}{_GIVES}(?!\w)|{_AUX} +{_THEY} +(?:still |ever |already |too )?(?:late|behind|overdue|slipping|on time|dragging)(?!\w)|"
    rf"(?:hat|haben|hatte\w*) +(?:uns|mir) +{_THEY}|(?:hat|haben) +{_THEY} +(?:uns|mir)|(?:nous|m['’]?|me) (?:a|ont|doit|doivent|a-t-\w+|doi\w+)|(?:ont|doivent)-ils|(?:a|doit)-t?-?(?:il|elle)|who (?:at|from) (?:the )?{THEM}|(?:wer|qui) (?:bei|von|chez) {THEM})"
)
_THEY_HAVE = re.compile(
    rf"(?<!\w)(?:(?:promis\w*|commitments?|due|late|overdue|outstanding|open|pending|broken|missed|missing|owed|stuff|things?|anything|something|nothing|what|everything|zusagen?|versprechen|überfällig\w*|offen\w*|promesses?|engagements?|retard|expect\w*|wait\w*|hear\w*|coming|receiv\w*) (?:(?:is|are|for|promised|due|late|open|left) )?(?:from|by|of|von|de|du|d['’]) ?(?:the )?(?:{THEM}|them|their side|customers|clients|der gegenseite)|"
    rf"(?:{THEM}['’]s?|{THEM}s|their|his|her|theirs|ihre?|leurs?) (?:(?:own|open|late|overdue|outstanding|broken|pending|kept|latest|next|last|current|unkept|missed|moved|offenen?|überfälligen?) )*(?:promis\w*|commitments?|zusagen?|versprechen|promesses?|engagements?|deadlines?|side)|theirs)(?!\w)"
)
_TO_US = re.compile(
    rf"(?<!\w)(?:(?:promis\w*|ow(?:e[sd]?|ing)|committed|sen[dt]|offered|g(?:i|a)ve|told|tell|deliver\w*|pa(?:y|id)|due|promises|commitments) (?:to )?(?:us|me)|to (?:us|me)|(?:schuld\w+|versproch\w+) (?:sie |er |\w+ )?(?:uns|mir)|(?:uns|mir) (?:\w+ ){{0,6}}(?:versproch\w+|zugesagt|schuld\w*)|"
    rf"(?:ow(?:e[sd]?)|promis\w+) (?:to )?{COLLEAGUE}(?= |\W*$))(?!\w)"
)
_THEY_TAKE = re.compile(
    rf"(?<!\w)(?:(?:{_AUX} +)?(?:the )?{_THEY}(?:['’]s)? +{_FILL}{_TAKES}|(?:bekommt|bekam|kriegt|erhält|erhielt|reçoit|recevra|get|gets) (?:der |die |das |den |le |la |les )?{THEM}|(?:was|were|been|is|are) {THEM} (?:been |ever )?(?:promised|offered|owed|told)|(?:been |were |was |being )(?:promised|offered|owed|told)|(?:promis\w*|ow(?:e[sd]?|ing)|promises|commitments?|said|offered|told|tell|given|sent|due|deadlines?|committed|zusagen?|versproch\w+|versprechen|promesses?|promis|engagements?|late|overdue|open|outstanding|pending) (?:to |for |an |für |à |pour )?(?:the )?(?:{THEM}|them)|"
    rf"(?:for|to|für|an|pour|à|nach) (?:the )?(?:{THEM}|them)|(?:owe|schulden?|schuldet|doit|devons) {THEM}|(?:{_AUX} )?{THEM} (?:\w+ )?(?:wait\w+|expect\w+))"
)
_TO_ME = re.compile(
    r"(?<!\w)(?:(?:promis\w*|ow(?:e[sd]?|ing)|due) (?:to )?me|mir (?:\w+ ){0,4}(?:versproch\w+|zugesagt|schuld\w*)|(?:schuld\w+) mir|me doi\w+|m['’]a promis)(?!\w)"
)


class Part(StrEnum):
    """What somebody named in a question has to do with the promises asked for."""

    giver = "giver"
    taker = "taker"
    attends = "attends"
    """Was at the call or meeting that is named."""
    either = "either"


_TURNED: tuple[tuple["re.Pattern[str]", Direction], ...] = (
    (
        re.compile(
            rf"^\W*(?:(?:and|und|et|but|aber|mais)\W+(?:(?:what|how) about )?|(?:what|how) about )(?:they|them|die|sie|ihr|er|ils|elles|eux|il|elle|{THEM})(?:\W+(?:us|to us|uns|nous|ils))?\W*$"
        ),
        Direction.theirs,
    ),
    (
        re.compile(
            rf"^\W*(?:(?:and|und|et|but|aber|mais)\W+(?:(?:what|how) about )?|(?:what|how) about )(?:we|us|wir|nous|on|I|me|ich|moi)(?:\W+(?:them|to them|him|her|ihnen|denen|ihm|leur|{THEM}))?\W*$"
        ),
        Direction.ours,
    ),
)
""""And they us?": the other way round than before."""


_DATIVE: tuple[tuple["re.Pattern[str]", Direction], ...] = (
    (
        re.compile(
            r"(?<!\w)(?:wer|welche[rs]?(?: \w+)?) (?:hat|haben|hatte\w*|schuldet|schulden|schickt|liefert) (?:uns|mir)(?!\w)|(?<!\w)(?:wurde|wurden|worden|ist|sind) (?:uns|mir) (?:\w+ ){0,4}(?:versprochen|zugesagt|zugesichert|angeboten)|(?<!\w)qui nous (?:a|doit|ont)(?!\w)"
        ),
        Direction.theirs,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:hat|haben) {THEM} (?:\w+ ){{0,6}}(?:ge|be|über|zurückge|unterge|ausge|einge|abge)\w*(?:zahlt|liefert|schickt|sendet|sandt|wiesen|meldet|antwortet|reicht|geben|macht)(?!\w)|(?<!\w)hat {THEM} (?:\w+ ){{0,6}}(?:unterschrieben|bestätigt)(?!\w)|(?<!\w)(?:liefert|schickt|sendet|zahlt|bezahlt|meldet|unterschreibt|bestätigt) {THEM}|(?<!\w)(?:ist|sind) {THEM} (?:\w+ ){{0,4}}(?:verzug|überfällig|spät|hinterher|säumig)|{THEM}(?:['’]s)? (?:\w+ly )?(?:sending|delivering|shipping|paying|returning|signing|providing)(?!\w)|in {THEM}['’]?s? court"
        ),
        Direction.theirs,
    ),
    (
        re.compile(rf"(?<!\w)qu['’]?\s?(?:a|ont|avait) (?:dit|promis|proposé) {THEM}"),
        Direction.theirs,
    ),
    (
        re.compile(rf"{THEM} gegenüber(?!\w)|(?<!\w)gegenüber (?:von |der |dem )?{THEM}"),
        Direction.ours,
    ),
    (
        re.compile(
            rf"(?<!\w)hat {THEM} (?:\w+ ){{0,6}}(?:bekommen|gekriegt|erhalten)(?!\w)|wart(?:et|en) {THEM}|(?<!\w)what(?:['’]s| is| are) {THEM} (?:still )?owed"
        ),
        Direction.ours,
    ),
    (
        re.compile(
            rf"(?<!\w)(?:wer|man) (?:(?:von uns|bei uns) )?(?:hat|haben|hatte\w*|schuldet) {THEM}|(?<!\w)(?:hat|haben|hatte\w*) (?:man|jemand|einer|irgendwer|keiner|niemand)(?: von uns| bei uns)? {THEM}|(?<!\w)(?:wurde|wurden|worden|ist|sind) {THEM} (?:\w+ ){{0,4}}(?:versprochen|zugesagt|zugesichert|angeboten)|(?<!\w)wart\w* (?:\w+ ){{0,3}}auf (?:uns|mich)(?!\w)|(?<!\w)von (?:uns|mir)(?!\w)|(?<!\w)qui (?:a|ont) promis à {THEM}"
        ),
        Direction.ours,
    ),
)
"""German and French say by its place or its case who gives: "wer hat Acme den Preis zugesagt"."""
_HOW_LATE = re.compile(
    r"(?<!\w)how (?:late|overdue|old|long overdue|far behind) (?:are|is) (?:they|it|those|these|that)(?!\w)"
)
"""They are the promises."""


_PROMISES_OF = re.compile(
    rf"(?<=which|.what|..any|..all|every|.open|.late|moved|..the|erdue) (?:the )?{THEM} (?=(?:promises?|commitments?|deadlines?|stuff|things?|items?|zusagen?|promesses?|engagements?)(?!\w))"
)
""" "Which Acme promises" says with whom, not whose they are."""
_NOT = re.compile(r"(?<=\w)n['’]t(?!\w)")
_WAITING_FOR = re.compile(
    rf"^(?!.*(?:{THEM}|they|he|she|who)['’]?s? (?:\w+ )?(?:waiting|wait)(?!\w)).*(?<!\w)(?:waiting|wait|warten|attend\w*) (?:on|for|auf)? ?(?:the |die |den |der )?(?:{THEM}|them|him|her)(?!\w)"
    rf"|(?<!\w){_AUX} +{_THEY} +(?:still |yet |already |not |ever )*(?:done|do|finish\w*|come through|came through|deliver\w*)(?: it| that| yet| so far| for us)*(?=\W*$|\W+{THEM})"
)
"""We wait for them, or they have not done what they should."""
_KEPT_LAST = re.compile(
    rf"^(?!.*(?<!\w)(?:{_AUX}|we|us|they|them|who|what|which)(?!\w)).*\w\W+{THEM} (?:kept|sent|delivered|done|signed|paid|finished|shipped|cancel(?:l)?ed|moved|postponed|withdrawn|broken|confirmed|returned|geschickt|gesendet|geliefert|verschoben|erledigt|envoyée?s?|livrée?s?)\W*$"
)


_LATE_WITH = re.compile(
    rf"(?<!\w)(?:customers?|clients?)['’]?s?['’]? (?:side|end)(?!\w)|(?<!\w)(?:customers|clients|accounts) (?:who|that|which) (?:is|are) (?:late|behind|overdue)|"
    rf"(?<!for )(?<!to )(?<!with )(?<!für )(?<!pour ){THEM}(?:['’]?s| is| are)? (?:\w+ly )?(?:late|behind|overdue|slow) (?:on|with)(?!\w)"
)


def _without_not(plain: str) -> str:
    """ "What haven't they sent" asks for the same side as "what have they sent"."""
    plain = re.sub(r"(?<!\w)won['’]t(?!\w)", "will", re.sub(r"(?<!\w)can['’]t(?!\w)", "can", plain))
    return _NOT.sub("", plain)


def turned_to(plain: str) -> Direction | None:
    """The side that a follow-up without a verb turns to."""
    plain = " ".join(plain.split())
    if not re.search(
        r"(?<!\w)(?:us|we|they|them|die|sie|ils|elles|eux|uns|wir|nous|ihnen|leur)(?!\w)", plain
    ):
        return None
    return next((side for pattern, side in _TURNED if pattern.search(plain)), None)


def direction_of(plain: str) -> tuple[Direction | None, bool]:
    """Whose promises a skeleton asks for, and whether it says so in so many words."""
    plain = _PROMISES_OF.sub(" ", _without_not(" ".join(plain.split())))
    if side := turned_to(plain):
        return side, True
    if _WAITING_FOR.search(plain) or _LATE_WITH.search(plain):
        return Direction.theirs, True
    if re.search(
        r"(?<!\w)(?:both|either) (?:ways?|sides?|directions?)(?!\w)|(?<!\w)(?:each other|one another|beide seiten|beiderseits|des deux côtés)(?!\w)",
        plain,
    ):
        return None, True
    if _WE_TAKE.search(plain) or _WE_NEED.search(plain):
        return Direction.theirs, True
    if re.search(rf"(?<!\w)(?:was|were|is|are|been) {THEM} (?:been |ever )?(?:promised|offered|owed)", plain):
        return Direction.ours, True
    for pattern, side in _DATIVE:
        if pattern.search(plain):
            return side, True
    if _HOW_LATE.search(plain):
        return None, False
    if _KEPT_LAST.search(plain):
        # "Questionnaire Initech kept?" may be theirs, or ours to them.
        return None, False
    they_give = _THEY_GIVE.search(plain)
    to_us = _TO_US.search(plain)
    they_take = re.search(rf"(?<!\w){_THEY}(?:['’]s)? +{_FILL}{_TAKES}", plain)
    we_give = _WE_GIVE.search(plain)
    if we_give and not (they_give and they_give.start() < we_give.start() and not they_take):
        return Direction.ours, True
    if they_give and not (they_take and they_take.start() <= they_give.start() + 12 and not to_us):
        return Direction.theirs, True
    if to_us and (re.search(r"(?<!\w)(?:promised|promises|owed|offered) to (?:us|me)(?!\w)", plain)):
        return Direction.theirs, True
    if to_us and not re.search(r"(?<!\w)(?:been|were|was) (?:promised|offered)", plain):
        return Direction.theirs, True
    if _WE_HAVE.search(plain):
        return Direction.ours, True
    if _THEY_HAVE.search(plain):
        return Direction.theirs, True
    if COLLEAGUE in plain:
        return Direction.ours, True
    if re.search(
        rf"(?<!\w)(?:was|were|got|has been|have been) (?:promised|agreed|offered|committed)(?! (?:to )?{THEM}|\w* (?:to|by) )",
        plain,
    ):
        return None, False
    if re.search(rf"(?<!\w)(?:from|von|by) {THEM}\W*$", plain) and not re.search(
        r"(?<!\w)(?:we|i|us|me|wir|ich|uns|mir|nous|je)(?!\w)", plain
    ):
        return Direction.theirs, False
    if _THEY_TAKE.search(plain):
        return Direction.ours, bool(re.search(r"promis|owe|commit|versproch|zusag|engag", plain))
    return None, False


def part_of(plain: str, at: int, direction: Direction | None) -> Part:
    """The part of the person who stands at `at` in a skeleton."""
    before, mark, after = plain[:at].rstrip(), plain[at], plain[at + 1 :]
    ours = mark == COLLEAGUE
    if re.search(
        r"(?<!\w)(?:call|meeting|demo|chat|conversation|talk|session|sync|catch-?up|visit|termin|gespräch|anruf|telefonat|besprechung|appel|réunion|échange|entretien|lunch|dinner|kick-?off|workshop|review|qbr|meetup|interview|sitzung|treffen|atelier|rendez-vous|visite)s? (?:we had )?(?:with|mit|avec)$",
        before,
    ):
        return Part.attends
    if re.search(r"(?<!\w)(?:from|by|von|de|par|d['’])$", before):
        return Part.giver
    if not ours and re.search(r"(?<!\w)(?:ich|wir|je|nous)$", before):
        return Part.taker
    if re.search(
        r"(?<!\w)(?:to|for|owe|owes|owed|promised?|promising|offered|offer|tell|told|give|gave|send|sent|show|für|an|schulde[nst]?|schuldet|pour|à|versprochen|call(?:ing|ed|s)?|ring(?:ing)?|phon(?:e|ing)|email(?:ing|ed)?|mail(?:ing|ed)?|visit(?:ing|ed)?|see(?:ing)?|contact(?:ing|ed)?|updat(?:e|ing|ed)|inform(?:ing|ed)?|help(?:ing|ed)?|answer(?:ing|ed)?|reply(?:ing)? to|get(?:ting)? back to|anrufen|ruft|appeler?)$",
        before,
    ):
        task = ours and direction is not Direction.theirs and re.search(r"(?<!\w)(?:for|für|pour)$", before)
        return Part.giver if task else Part.taker
    if (
        re.match(r"(?:['’]s)? +" + _FILL + _TAKES, after)
        or re.match(r"(?:['’]s)? +" + _FILL + r"(?:been )?(?:promised|owed|offered)(?: by|\W*$)", after)
        and re.search(r"(?:been|was|were|is|has)(?: been)?$|(?:was|is|has|been)", before + after[:20])
        and "been" in after[:30]
    ):
        return Part.taker
    if re.search(r"(?<!\w)(?:bekommt|bekam|kriegt|erhält|erhielt|reçoit|recevra|get|gets)$", before):
        return Part.taker
    if re.match(r"(?:['’]s?)? +" + _FILL + _GIVES, after) or re.match(r"['’]s? ", after):
        return Part.giver
    if ours:
        return Part.taker if direction is Direction.theirs else Part.giver
    if direction is Direction.theirs:
        return Part.giver
    if direction is Direction.ours:
        return Part.taker
    return Part.either


def speaks_to_asker(plain: str) -> bool:
    """Asks for what others owe the asker."""
    return bool(_TO_ME.search(" ".join(plain.split())))
