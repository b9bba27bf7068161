"""The words that questions about promises are made of, in English, German and French."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re
from collections.abc import Iterator


def _words(*patterns: str) -> "re.Pattern[str]":
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


OVERDUE = _words(
    r"overdue", r"late(?! (?:delivery|fees?|payments?|charges?|penalt\w+|deliveries))", r"past due", r"broken?", r"missed", r"slipped", r"behind (?:on|with|schedule)",
    r"haven't (?:we |i )?(?:kept|done|delivered|sent)", r"did(?:n't| not) keep", r"not kept", r"unkept",
    r"überfällig\w*", r"verspätet\w*", r"gebrochen\w*", r"im verzug", r"en retard",
)  # fmt: skip
OPEN = _words(
    r"open", r"outstanding", r"pending", r"unfulfilled", r"still (?:owe|owed|due|open|have to|need to|to do|missing)",
    r"left to do", r"to-?do(?:s)?", r"on my plate", r"(?:do|does) \w* ?(?:still )?owe", r"owe", r"owes", r"owed",
    r"offen\w*", r"noch zu tun", r"ausstehend\w*", r"schuld(?:e|en|est|et)", r"(?:noch )?schuldig",
    r"ouverte?s?", r"en cours", r"en attente", r"doit-on|devons[- ]nous|dois-je|je dois|doivent-ils",
)  # fmt: skip
CHANGED = _words(
    r"(?:promises|deadlines?|dates?|commitments) (?:have |has |had )?(?:been )?(?:changed|moved|postponed|pushed|rescheduled)",
    r"(?:which|what) (?:\w+ )?(?:was|were|got|has been|have been) (?:changed|moved|postponed|pushed back|rescheduled)",
    r"(?:changed|moved|postponed|rescheduled) promises", r"verschoben\w*", r"reportée?s?",
)  # fmt: skip
WITHDRAWN = _words(
    r"withdrawn",
    r"withdrew",
    r"withdraw",
    r"cancelled promises",
    r"taken back",
    r"took back",
    r"zurückgezogen\w*",
    r"retirée?s?",
)
KEPT = _words(
    r"(?:which|what) (?:\w+ ){0,3}(?:did|have|has) (?:we|i|they|\s)*(?:kept|keep|fulfil\w*|delivered on)",
    r"kept promises", r"promises (?:\w+ )?(?:we|i|they)? ?(?:have )?(?:kept|fulfilled)", r"fulfilled",
    r"(?:were|was|been) kept", r"gehalten\w*", r"eingehalten\w*", r"erfüllt\w*", r"tenues?",
)  # fmt: skip
DUE = _words(
    r"due", r"owe", r"owes", r"owed", r"deadlines?", r"falling due", r"overdue", r"on my plate",
    r"(?:have|has|need|needs|got) to (?:do|deliver|send|finish|get)", r"supposed to", r"expected",
    r"will (?:we|i|they|\s+)\s*(?:deliver|send|ship|provide|get|finish|have)", r"am i (?:to|due)",
    r"(?:should|must) (?:i|we)", r"fällig\w*", r"überfällig\w*", r"frist(?:en)?", r"schuld(?:e|en|est|et)",
    r"liefern", r"échéances?", r"dois-je", r"je dois", r"devons[- ]nous", r"when (?:will|do|does|is|are)",
)  # fmt: skip
ABOUT_PROMISES = _words(
    r"promis\w*", r"commit(?:s|ted|ment|ments|ting)?", r"owe", r"owes", r"owed", r"due", r"overdue", r"deadlines?",
    r"pledge\w*", r"agree(?:d)? to", r"guarantee\w*", r"assure\w*", r"undert(?:ake|ook|aken)", r"on my plate",
    r"supposed to", r"(?:have|has|need|needs|got) to (?:do|deliver|send|finish|get)", r"to-?dos?", r"action items?",
    r"(?:will|when|did|do|have|has|are|is|was|were|should|must) (?:\w+ |\s){0,5}?(?:deliver(?:ed)?|send|sent|ship(?:ped)?|provided?|offer(?:ed)?|get back|follow(?:ed)? up|delivering|sending)",
    r"(?:offer|offered|tell|told) \s+ (?:we|they|i) (?:would|will|'d|'ll)", r"(?:what|which) (?:did|have|has) (?:we|i|they|\s)* offer(?:ed)?",
    r"versp(?:roch\w*|rech\w*|rich\w*)", r"zugesagt\w*", r"zusagen?", r"schuld(?:e|en|est|et|ig)", r"fällig\w*", r"überfällig\w*",
    r"promesses?", r"promises?", r"status of", r"when (?:will|does|do|is|are|can)", r"engage\w*", r"doit-on|devons[- ]nous|dois-je|je dois|doivent-ils", r"en retard",
)  # fmt: skip
_GERMAN_WHAT = r"(?!was (?:haben|hat|habe|ist|sind|schuld\w*|muss|müssen|wurde|steht|soll\w*))"
SAYS_PROMISE = _words(
    r"promis\w*", r"commit(?:s|ted|ment|ments)?", r"owe[sd]?", r"(?:over)?due", r"deadlines?", r"pledge\w*", r"agreed? to",
    r"guarantee\w*", r"versp(?:roch|rech|rich)\w*", r"zugesagt\w*", r"zusagen?", r"schuld\w*", r"(?:über)?fällig\w*", r"promesses?",
)  # fmt: skip
ASKS_WHETHER = re.compile(
    rf"^\W*{_GERMAN_WHAT}"
    r"(?:(?:so|and|hey|hi|ok|please|can you tell me|do you know|tell me|remind me)\W+)*(?:if |whether )?"
    r"(?:did|has|have|had|was|were|is|are|do|does|will|haben|hat|habe|wurde|ist|sind|avons|a-t-on|ont|est-ce)(?!\w)"
    r"(?! (?:there )?(?:any|anything|overdue|due|open|something))"
)
SETTLED = re.compile(
    rf"^\W*{_GERMAN_WHAT}"
    r"(?:(?:so|and|hey|ok)\W+)*(?:has|have|had|was|were|did|is|are|wurde|wurden|ist|sind|haben|hat)(?!\w)[^?]*?(?<!\w)"
    r"(?:been (?:sent|delivered|done|shipped|provided|shared|signed|fixed|finished|completed|given|paid|scheduled|booked|kept)"
    r"|(?:we|i|they|\s)\s*(?:already |yet |ever |actually )?(?:sent|send|deliver|delivered|shipped|ship|provided|finish\w*|done|keep|kept|get back)"
    r"|(?:sent|delivered|done|shipped|finished) (?:yet|already)|yet|geschickt|geliefert|gesendet|erledigt)(?!\w)"
)
MINE = _words(
    r"(?:do|did|have|must|should|will|am|can|must|may) i", r"i (?:still )?(?:owe|promised|promise|have|said|committed|agreed|need)",
    r"my (?:\w+ )?(?:promises?|commitments?|deadlines?|to-?dos?|list|plate|day|week)", r"due from me", r"mine",
    r"(?:habe|muss|soll|schulde) ich", r"ich (?:noch )?(?:versprochen|zugesagt|schulde|muss|schuldig)", r"mein\w* (?:\w+ )?zusagen?",
    r"ai-je", r"dois-je", r"je dois", r"mes promesses", r"j'ai promis",
)  # fmt: skip
OURS = _words(
    r"(?:did|do|have|had|must|should|will|are|were|can) we", r"we (?:still |ever |also )?(?:owe|promised|promise|have|had|said|committed|agreed|offered|told)",
    r"our (?:\w+ )?(?:promises?|commitments?|deadlines?|offers?)", r"from us", r"by us",
    r"(?:haben|müssen|schulden|sollen) wir", r"wir (?:noch )?(?:versprochen|zugesagt|schulden|schuldig)", r"unser\w* (?:\w+ )?(?:zusagen|versprechen)",
    r"avons[- ]nous", r"nous avons", r"on a promis", r"a-t-on promis", r"devons[- ]nous", r"nos promesses",
)  # fmt: skip
FROM_THEM = _words(
    r"(?:did|do|have|has|had|will|does) (?:they|he|she|the customer|the client|customers|clients)", r"they (?:still |ever )?(?:owe|promised|promise|said|committed|agreed)",
    r"their (?:\w+ )?(?:promises?|commitments?)", r"(?:promised?|promises|owes?|owed|committed|send|sent|offered|give|gave|told|deliver\w*) (?:to )?(?:us|me)",
    r"(?:hat|haben) (?:sie|er|man|der kunde) (?:uns|mir)", r"schuld(?:et|en) (?:uns|mir)", r"\s+ uns (?:versprochen|zugesagt)", r"uns (?:versprochen|zugesagt)",
    r"(?:ont-ils|ils ont|nous (?:a|ont|doit|doivent)|nous a-t-\w+|nous doi\w+)",
)  # fmt: skip
TO_THEM = _words(r"(?:promised|owed|promises|commitments) to", r"been promised")
TO_ME = _words(r"(?:promised?|owes?|owed) me", r"mir (?:versprochen|zugesagt)", r"(?:schuldet|schulden) mir")
FOLLOW_UP = re.compile(
    r"^\W*(?:and|what about|how about|same (?:for|with)|also|or|but|only|just|und|was ist mit|wie sieht es mit|et|ainsi que|pareil pour)(?!\w)"
    r"|^\W*(?:for|to|with|last|this|next|since|in|für|pour)(?!\w)[^?]{0,40}\??\s*$"
)
_NO_TOPIC_TEXT = """
right now promise promises promised promising commit commits committed commitment commitments owe owes owed due
overdue deadline deadlines late broken broke missed open outstanding pending kept keep keeping fulfilled
fulfil delivered deliver delivering delivery-date send sent sending sends ship shipped provide provided
share shared give given done finish finished complete completed agree agreed offer offered offering
guarantee guaranteed assure assured list show summarize summary everything all every currently current
today's supposed expected still so far status customer customers client clients account accounts company
team colleagues people somebody someone anybody deal please again exactly actually really recently lately
latest newest week weeks month months day days time times date dates changed moved postponed withdrawn
withdrew cancelled taken took back slipped anything need needs want been being get gets got getting go
going make made making hear heard told tells telling say says saying other others each one ones since
until plate items item action todo todos to-do to-dos follow followed up mail mails email emails meeting
meetings call calls exact quote-me remind reminder reminders number many them they're we've i've we'll
i'll they'll haven't didn't hasn't don't doesn't isn't aren't what's who's when's what're where's that's
it's there's can't won't wasn't weren't versprochen versprechen verspricht zugesagt zusage zusagen
schulden schulde schuldet schuldig fällig überfällig offen offene offenen gehalten eingehalten alles allem
gibt geben gegeben geschickt schicken geliefert erledigt kunde kunden frist fristen liste verschoben
zurückgezogen denn eigentlich jemals je bisher promis promesse promesses devons doit dois doivent retard
ouvertes avons-nous ont-ils dois-je nous tout toutes qu'avons-nous qu'est-ce quelles quels quel quelle
a-t-on on fait jamais
"""
NO_TOPIC = frozenset(_NO_TOPIC_TEXT.split())
_NOT_NAMES_TEXT = """
i we they he she it what which who when where why how did do does have has had is are was were will can
could should would the a an any and or for to with from monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december today
tomorrow yesterday q1 q2 q3 q4 christmas easter thanksgiving ok please hi hello hey show list tell give
everything anything something anyone everyone someone us them me my our their this that these those last
next new ceo cto cfo sso saml scim nda sow msa dpa sla rfp poc api gdpr soc iso crm erp eod eow english
german french slack teams salesforce wer wann haben hat wir ihr bis montag dienstag mittwoch donnerstag
freitag januar februar märz mai juni juli oktober dezember que qui quand
"""
_NOT_NAMES = frozenset(_NOT_NAMES_TEXT.split())
_NAME = r"(?P<name>[A-Z][\w&'’.-]*(?:[ -](?:&|and|of|de|[A-Z][\w&'’.-]*)(?=[ -][A-Z]|\W|$))*)"
_GIVEN = r"(?:[Pp]romis(?:e|es|ed|ing)|[Oo]wed?|[Oo]wes|[Tt]old|[Tt]ell|[Oo]ffer(?:ed)?|[Ss]en[dt]|[Gg]ive|[Gg]ave|[Ss]how|[Cc]ommit(?:ted)? to)"
_AFTER_RECIPIENT = (
    r"(?=\s*(?:$|[?.!,;:])|\s+(?:a|an|the|any|some|our|that|to|in|on|about|by|for|regarding|last|this|next|since|during|"
    r"before|after|until|yet|so|ever|again|today|yesterday|tomorrow|as|at|and|free|[A-Z]{2,}|\d)(?!\w))"
)
_SLOTS = (
    re.compile(rf"(?<!\w){_GIVEN}\s+(?:to\s+)?{_NAME}{_AFTER_RECIPIENT}"),
    re.compile(rf"(?<!\w)(?:for|to|with|from|at|für|pour|chez|bei|von|an|à)\s+{_NAME}{_AFTER_RECIPIENT}"),
    re.compile(rf"(?<!\w)(?:[Dd]id|[Hh]as|[Hh]ave|[Dd]oes|[Hh]at|[Ww]ill)\s+{_NAME}\s+(?:promis|owe|commit|agree|offer|say|said|send|deliver|uns\b|us\b)"),
    re.compile(rf"(?<!\w)[Hh]aben\s+wir\s+(?:an\s+|der\s+)?{_NAME}(?=\s)"),
    re.compile(rf"(?<!\w)(?:promis|promettre|doit|devons)\s+à\s+{_NAME}"),
    re.compile(r"(?<!\w)(?P<name>[\w-]+(?:\.[\w-]+)*\.(?:com|de|io|net|org|eu|co|fr|ch|at|ai|dev|example))(?!\w)"),
)  # fmt: skip
_LOWER_SLOT = re.compile(
    r"^\W*what (?:did|have|do) (?:we|i) (?:ever )?(?:promised?|owe) (?:to )?(?P<name>[a-z][\w&.-]{2,})\s*(?:\?|$|(?=\s+(?:in|last|this|next|since|about|on)\b))"
)


def unknown_names(text: str, *, listing: bool) -> Iterator[tuple[str, int, int]]:
    """Names that stand where a customer's name would, with their place; the text's known names are blank.

    A capital alone makes no customer: "did we promise Kubernetes support" names a thing.
    """
    for slot in _SLOTS:
        for match in slot.finditer(text):
            name = re.sub(r"['’]s$", "", match["name"]).rstrip(".'’-")
            shouted = name.isupper() and len(name) <= 5 and slot is not _SLOTS[-1]
            if name and name.lower() not in _NOT_NAMES and not shouted:
                yield name, match.start("name"), match.start("name") + len(name)
    if listing and text == text.lower():
        slot_of_all = _LOWER_SLOT.match(text)
        if slot_of_all and slot_of_all["name"] not in _NOT_NAMES | NO_TOPIC:
            yield slot_of_all["name"], slot_of_all.start("name"), slot_of_all.end("name")
