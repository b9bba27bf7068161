"""What a clause does with a promise, by its words: delivers, thanks for, delays, takes back, releases."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from collections.abc import Iterator
from functools import lru_cache

_I = re.IGNORECASE


class Cue:
    """A pattern that remembers the last texts: each clause of a mail is asked once for every open promise."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self._pattern = pattern
        self._found = lru_cache(maxsize=1024)(pattern.search)
        self._replaced = lru_cache(maxsize=1024)(pattern.sub)

    def search(self, text: str) -> re.Match[str] | None:
        return self._found(text)

    def sub(self, swap: str, text: str) -> str:
        return self._replaced(swap, text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self._pattern.finditer(text)


def _any(*patterns: str) -> Cue:
    return Cue(re.compile("|".join(f"(?:{p})" for p in patterns), _I))


REQUEST = _any(
    r"(?:^|[,;:-] ?|\band |\bbut )(?:so |then |also )?(?:please|pls|kindly)\b(?! (?:find|see|note|receive|be advised)\b|.{0,80}\b(?:attached|enclosed)\b)",
    r"\b(?:can|could|would|will|did|do|have|are) (?:you|u)\b(?!.{0,40}\b(?:decided|agreed)\b)",
    r"\bremind(?:er|ing)?\b", r"\bkeep (?:me|us) (?:posted|updated|informed)\b", r"\bany (?:news|update|word)\b", r"\blet (?:me|us) know\b", r"\bdon't (?:forget|let|miss|delay)\b",
    r"\bk[oö]nn(?:en|ten) sie\b", r"\bw[uü]rden sie\b", r"\bschicken sie\b", r"\bchas(?:e|ing)\b", r"\bwhere (?:is|are)\b",
    r"\bwhen (?:can|will|do|could)\b", r"\bpouvez-vous\b",
)  # fmt: skip
"""Asks for something: settles nothing."""

NEGATED = _any(
    r"\b(?:not|never|cannot|without|hardly|barely|neither|nor|nicht|kein\w*|nie|pas)\b", r"n't\b",
    r"\byet to\b", r"\bfail(?:ed|s)? to\b", r"\bunable\b", r"\bmissing\b", r"\bno (?:sign|trace|longer|news)\b", r"\btried to\b",
    r"\bforgot(?:ten)?\b", r"\bstill (?:has|have|needs?|had) to\b", r"\bwaiting\b", r"\brefused?\b", r"\bin place of\b",
)  # fmt: skip

UNFINISHED = _any(
    r"\b(?:will|shall|would|should|could|might|may|must|gonna|wird|werden|wollen|folgt|folgen)\b", r"'ll\b", r"'d\b",
    r"\b(?:going|about|plan(?:s|ning|ned)?|want|need|needs|have|has|had|hope|hoping|expect(?:ed)?|aim|try|trying|ready|able|remains?|wait(?:ing)?|due|scheduled|likely) to\b",
    r"\bto be \w+", r"\b(?:being|still|nearly|almost|soon|shortly|(?<!for )tomorrow|upcoming|in progress|on track|pending|underway|(?<!heute )(?<!gestern )(?<!guten )morgen|bald|demnächst)\b",
    r"\b(?:am|is|are|'m|'re|i'm|we're) (?:\w+ly )?(?:\w{3,}ing)\b(?<!missing)", r"\bworking on\b", r"\bcoming (?:in|on|up|next|soon)?\b",
    r"\b(?:follows?|goes|comes later|kommt)\b", r"\blet me\b", r"\bnext (?:week|month|quarter)\b", r"\bhope(?:fully)?\b",
)  # fmt: skip
"""Speaks of what is yet to be done."""

CONDITION = _any(
    r"\b(?:if|once|unless|as soon as|whenever|provided that|sobald|falls|wenn|until (?:we|i|you|they))\b",
    r"(?:^|, )when\b",
)

PRESENTED = _any(
    r"\b(?:attached|attaching|enclosed|enclosing|attachment|herewith|hereby)\b", r"\b(?:i|we) (?:attach|enclose)\b", r"\b(?:link|file|doc) (?:is )?(?:below|here)\b", r"\bhere(?:'s| is| are| comes| come| you go| it is| they are| you have)\b",
    r"\b(?:please|kindly|pls) (?:find|see|receive)\b", r"\b(?:anbei|im anhang|beigefügt|angehängt|anliegend|ci-joint|hier (?:ist|sind|kommt|kommen))\b",
    r"\byou(?:'ll| will)? find\b.{0,40}\b(?:below|attached|enclosed|here)\b",
    r"\b(?:can be found|see below|as follows)\b",
    r"\b(?:below|as follows)\s*(?:[:.]|$)", r"\bsee (?:the |this |my |our )?(?:link|attachment|attached|enclosed|file|pdf|below|sheet)\b",
    r"\b(?:liegt|liegen|hängt|hängen) (?:\S+ ){0,2}?(?:an|bei)\b(?! \w)", r"\bvoici\b", r"\b(?:pleased|happy|glad|delighted) to (?:attach|enclose|send|share|present)\b", r"\bin der anlage\b", r"\ben (?:pièce jointe|annexe)\b",
    r"^\W*(?:the |your |our )?(?:[\w-]+ ){1,3}as (?:discussed|requested|agreed|announced|promised)(?: ?:|\W*$)",
)  # fmt: skip
"""Hands something over with this very message."""

HANDED = _any(
    r"\b(?:sent|shared|forwarded|emailed|mailed|uploaded|posted|shipped|delivered|submitted|provided|supplied|handed|gave|given|lent|couriered|dispatched|circulated|returned|dropped off|transferred)\b",
    r"\b(?:went|gone|is|are|was|were) out\b",
    r"(?:\b(?:is|are)|'s|'re) (?:now |already |all |also )?(?:in (?:your|the) (?:\S+ ){0,3}(?:inbox|folder|portal|attachment|vault|drive|room|post|mail|dropbox|sharepoint|channel|workspace)|up\b|online|live|available|uploaded|below|on (?:the|your) (?:\S+ )?(?:portal|drive|sharepoint|server|desk))",
    r"\bput .{0,60}\b(?:in|on|into) (?:the|your) (?:\S+ )?(?:folder|portal|drive|room|s?ftp|server|share|cloud|dropbox|sharepoint|site|workspace)\b",
    r"\b(?:geschickt|gesendet|gesandt|verschickt|zugeschickt|übersandt|übermittelt|geliefert|hochgeladen|weitergeleitet|envoyée?s?)\b",
)  # fmt: skip
"""Says that something was handed over."""

AS_PROMISED = _any(
    r"\bas (?:i |we )?(?:promised|agreed|announced)\b",
    r"\bas (?:i|we) (?:said|told you|wrote)(?: (?:i|we)(?: would|'d))?(?: yesterday| last (?:week|time)| on \w+day)?\b",
    r"\bas promised\b",
    r"\bwie (?:versprochen|zugesagt|vereinbart)\b",
    r"\bcomme promis\b",
)

COMPLETE = _any(
    r"\b(?:done|complete|completed|finished|finalised|finalized|in place|sorted|all set|up and running|live|went live|(?:is|are) through|ready|erledigt|fertig|abgeschlossen)\b",
)
"""Says that something is done, without a verb of its own."""

HERE_YOU_GO = _any(
    r"\bhere (?:you go|it is|they are|you are)\b",
    r"\b(?:as promised|wie versprochen)\b",
    r"\b(?:see|in the) attach(?:ed|ment)\b",
    r"^\W*attached\W*$",
)

RECEIVED = _any(
    r"\b(?:received|got|gotten|acknowledge|receipt|arrived|landed|reached (?:me|us)|(?<!who )(?<!that )(?<!which )came (?:in|through)|come (?:in|through)|eingegangen|erhalten|bekommen|angekommen|eingetroffen|bien reçu)\b",
    r"(?<!\bwe )(?<!\bi )(?<!\bhave )\bdelivered\b(?! by us)",
    r"(?<!who )(?<!that )(?<!which )\bcame\b(?! (?:back|with|from|to|up|out|across|down|over|as|off|for)\b)",
    r"\b(?:we|i) (?:now |already )?have (?:your|the)\b", r"\b(?:in|to) hand\b.{0,12}thank", r"\bin (?:my|our) (?:inbox|mailbox|hands)\b",
)  # fmt: skip

THANKED = Cue(
    re.compile(
        r"\b(?:thanks|thank you|thx|many thanks|cheers|ta|danke|vielen dank|besten dank|merci)\b[^.!?]{0,30}?\b(?:for|für|pour)\b(?P<obj>.*)",
        _I,
    )
)
THANKED_EARLY = _any(
    r"\bin advance\b", r"\bim voraus\b", r"\boffer(?:ing)?(?: \w+)? to\b", r"\bfor (?:the |your |this |that )?(?:quick |prompt |kind |short |brief )?(?:update|offer(?:ing)? to|note|info|heads|reply|confirmation|message|promise|reminder|patience|help|e-?mail|mail)\b",
    r"\b(?:promising|agreeing|planning|looking into|confirming|letting)\b",
)  # fmt: skip
"""Thanks that come before the thing does, or for something said about it."""

WORKS = _any(
    r"\bworks?\b(?! on\b)",
    r"\bworking (?:now|fine|again|well)\b",
    r"\b(?:läuft|funktioniert|correctly now)\b",
)
REVIEWED = _any(
    r"\b(?:love|like) (?:the|your)\b(?! idea)",
    r"\b(?:looks?|reads?) (?:good|great|fine|well|solid)\b",
    r"\b(?:went|gone|been) through (?:the|your)\b",
    r"\breviewing it\b",
)

COMPLAINT = _any(
    r"\b(?:rejected|invalid|garbled|cut off|scratched|cracked|bounced|truncated|blurry|illegible|mislabelled|faulty|expired|wrong|incorrect|broken|empty|outdated|old version|corrupt(?:ed)?|incomplete|damaged|unreadable|falsch\w*|abgelaufen|leer)\b",
    r"\b(?:doesn't|don't|does not|do not|didn't|isn't|won't) (?:work|open|match|load|include|contain|complete)\b",
    r"\b(?:can't|cannot|could not|couldn't) (?:open|read|access|log|download)\b",
    r"\bbut (?:the|it|there|page|pages|one|some|two)\b",
    r"\bfor (?:another|a different|the wrong|somebody else|someone else)\b",
    r"\b(?:is|are|was|were) (?:not ours|not the (?:right|one)|meant for)\b",
)

BACK_AGAIN = _any(
    r"\b(?:it's|it is|they're|is|are) back\b(?! (?:to|in|on|up|at)\b)",
    r"\bback again\b",
    r"\b(?:came|come|started|happened|drifted|happening) (?:back |up )?again\b",
    r"\bstill (?:wrong|broken|failing|happens|happening|the same|not (?:right|fixed|working))\b",
    r"\bonly (?:helped|held|worked) (?:for|until)\b",
)
"""What was to be fixed shows again."""

GAVE_ANSWER = _any(
    r"\b(?:here it is|the answer (?:is|to)|good news|bad news|gute nachrichten?|schlechte nachricht)\b",
    r"\b(?:has|have|hat|haben|is|ist|we|wir)\b.{0,60}\b(?:approved|decided|rejected|declined|turned down|genehmigt|entschieden|abgelehnt|zugestimmt|freigegeben)\b",
)
"""An answer or a decision that was owed is given."""

RANG = re.compile(r"\b(?:rang|phoned|called)\b(?! (?:it|off|out|for|a|an|the|him|her|them)\b)", _I)

NOT_SO = _any(
    r"^\W*(?:had|hätten?) (?:i|we|ich|wir)\b",
    r"\b(?:would|could|should|might) have\b",
    r"\bhätten?\b",
    r"\b(?:thought|assumed|believed|hoped|wish(?:ed)?|pretended|could have sworn|under the impression) (?:that )?(?:i|we)(?:'d| had| have)?\b",
    r"\b(?:meant|supposed|intended|forgot) to\b",
)
"""Tells of what did not happen."""  # fmt: skip

PARTIAL = _any(
    r"\b(?:half|part of|parts of|partly|partially|some of|most of|one of|two of|the first (?:part|half|two|three|batch)|first (?:two|three|four|part|half|batch)|except|apart from|all but|excluding|in part|teilweise|part \d|one third|two thirds|the rest|batch|the ones(?! who\b)|only the)\b",
    r"\b\d+ (?:of|out of) (?:the )?\d+\b", r"\b\d{1,2} ?%",
)  # fmt: skip

_LATER = r"(?:by|before|until|till|today|tomorrow|this (?:week|month)|on time|in time|yet|for now|right now|at the moment|so soon|sooner|earlier|bis|vor|heute|monday|tuesday|wednesday|thursday|friday|noch)"
NOT_BEFORE = Cue(re.compile(r"\b(?:before|until|till|vor|earlier than|sooner than)\b", _I))
"""Turns a day by which it can't be done into the day on which it can."""

UNABLE = _any(
    r"\b(?:won't|will not|would not|wouldn't|cannot|can't|can not|could not|unable|aren't|isn't|not able|no longer able|not in a position|not (?:be )?possible|not going|not allowed|not permitted|never) ?(?:be |to )",
    r"\b(?:won't|will not|cannot|can't|can not|werden .{0,60}nicht|können .{0,80}nicht|kann .{0,80}nicht|nicht mehr)\b",
    r"\bunable to\b",
)  # fmt: skip
NOT_THIS_UNABLE = _any(
    r"\b(?:can't|cannot|could not|couldn't|unable to|can not) (?:wait|find|see|open|access|thank|log|download|read|locate|say|tell|remember|recall|reach|believe|imagine|complain|attend to|view)\b",
    r"\b(?:won't|will not) (?:forget|take long|disappoint|hurt|regret|be (?:long|late|a problem|an issue)|need)\b", r"\bwhy\b", r"\byou (?:won't|will not) (?:be (?:billed|charged|invoiced|bothered|asked|disturbed|affected)|have to|need|notice|lose)\b", r"\bnot be (?:a problem|an issue)\b",
)  # fmt: skip
TIMED = Cue(re.compile(rf"\b{_LATER}\b", _I))

TAKEN_BACK = _any(
    r"\bafter all\b", r"\b(?:take|taking|took) (?:\S+ ){0,6}?back\b", r"\b(?:withdraw|withdrawing|withdrawn|retract|retracting|rescind|zurückziehen|zurücknehmen)\b",
    r"\b(?:decided|chosen|chose|agreed internally) (?:not to|against)\b", r"\bnot going to happen\b", r"\boff the table\b", r"\bno longer (?:able|possible|in a position|going|offer|plan|planning|intend)\b",
    r"\bnot (?:allowed|permitted)\b", r"\bhave to (?:cancel|drop|abandon|scrap|decline|back out|pull out)\b", r"\b(?:had|have) to (?:back out|pull out)\b", r"\bdoch (?:nicht|kein\w*)\b", r"\bwe(?:'re| are) (?:dropping|cancelling|canceling|scrapping)\b",
    r"\boff the (?:roadmap|list|plan|agenda)\b", r"\b(?:is|are) not (?:coming|happening)\b(?! (?:until|before|till|on|by|today|tomorrow)\b)",
    r"\b(?:is|are|was|has been|have been) (?:cancelled|canceled|scrapped|dropped(?! (?:off|at|in|on|with|by|to|into|round|over))|called off|abgesagt|gestrichen)\b", r"\bcall(?:ing)? off\b", r"\b(?:is|are) off\b(?! (?:by|to)\b)",
)  # fmt: skip
"""The one who owes takes it back."""

RELEASED = _any(
    r"\bno longer (?:need|needed|necessary|required|want|relevant|interested)\b", r"\b(?:don't|do not|won't|will not|doesn't|does not) (?:need|require|want) .{0,80}\b(?:any ?more|any longer|after all|now)\b",
    r"\b(?:don't|do not) (?:need|require|want) (?:the|your|that|this|it|any)\b(?!.{0,60}\b(?:until|till|before|by|today|yet|right away|urgent)\b)",
    r"\b(?:don't|do not) (?:bother|worry about (?:sending|preparing|doing)|send)\b", r"(?<!n't )(?<!not )(?<!never )(?<!didn't )\bforget (?:about )?(?:the|your|that|it|about)\b", r"\bnever ?mind\b",
    r"\bno need (?:for|to (?:send|prepare|do|share|provide|schedule|call|book|follow|bother|get|come|visit|install|deliver|fix|repair|ring|print|order|look))\b", r"\b(?:skip|drop|cancel|scrap|shelve|bin|disregard|ignore|release|let go of)\b (?:the|that|this|your|our|my|about)\b",
    r"\bno .{2,60} (?:is |are )?needed (?:any ?more|any longer|after all)\b", r"\b(?:without|waived) (?:it|one)\b", r"\b(?:brauchen|benötigen) .{0,60}nicht mehr\b", r"\b(?:brauchen|benötigen) (?:wir )?kein\w* .{0,40}mehr\b", r"\bhat sich (?:damit )?erledigt\b", r"\bnicht (?:mehr )?(?:nötig|notwendig|erforderlich)\b",
    r"\bdecided (?:not to|against)\b", r"\b(?:is|are) obsolete\b", r"\bn'(?:en )?avons plus besoin\b", r"\bvergessen sie (?:das|den|die)\b",
)  # fmt: skip
"""The one who is owed lets the other off."""

NOT_RELEASED = _any(
    r"\b(?:rush|hurry|apologi[sz]e|worry about (?:the|it)|sooner|urgent|print|reply|respond|call back|thank)\b", r"\b(?:don't|do not|didn't|won't|not|never|didn't) forget\b", r"\b(?:previous|old|earlier|last|first|other|duplicate) (?:\w+ )?(?:e-?mail|mail|message|version|draft|invite)\b",
    r"\bdo you (?:still )?(?:need|want)\b", r"\bbefore\b",
)  # fmt: skip

PUSHED = _any(
    r"\b(?:slip|slips|slipped(?! \w+s\b)|slipping|delay|delays|delayed|postpone|postponed|postponing|rescheduled?|rescheduling|late|behind schedule|behind(?! (?:the|our|your|my|his|her|it|that|a|you|us)\b)|overdue|on hold)\b",
    r"\b(?:push|pushing|pushed|move|moves|moved|moving|shift|shifted|shifting|bump|bumped)\b(?: \S+){0,6}? (?:to|out|back|until|till)\b",
    r"\b(?:pushing|moving|shifting) (?:it|this|that)\b", r"\b(?:more time|need (?:until|till|another|a few more|one more|some more)|instead|rather than|later than|takes? longer|taking longer|takes? until|have to wait|has to wait|make that|let's (?:say|make it)|now planned|new date|not (?:be )?(?:ready|complete|finished|done|available))\b",
    r"\b(?:can't|cannot|unable|not able|won't|will not)\b.*\b(?:before|until|till)\b", r"\bno (?:\S+ ){1,5}(?:before|until|till)\b", r"\bonly (?:on|by|in|from)\b", r"\bwon't (?:make|hit|meet)\b",
    r"\b(?:verschieb\w*|verschoben|verzöger\w*|verspät\w*|statt (?:am|bis|wie)|dauert (?:noch|länger))\b", r"\berst (?:am|ab|im|in|nach|nächste\w*|zum)\b", r"\breport(?:é|er)\b", r"\bretard\b", r"\bnow (?:expected|due|scheduled|looking at|planned)\b",
)  # fmt: skip
"""Says that it will be another day."""

DOUBTFUL = _any(
    r"\b(?:not (?:at all |so |entirely )?(?:sure|certain|confident)|doubt|unlikely|can't promise|cannot promise|may not|might not|afraid we (?:may|might))\b.{0,30}\b(?:make|manage|hit|meet|keep|hold|get there|be (?:done|ready|finished)|finish|have|get)\b",
    r"\b(?:is|are|looks?|looking|getting|gets|it's|be) (?:very |rather |a bit |really |quite )?(?:tight|touch and go|wobbly|shaky|at risk|in danger)\b", r"\b(?:could|may|might) (?:well )?(?:slip|be late|take longer|not make it)\b", r"\bstruggl(?:e|es|ing) (?:to (?:make|hit|keep|meet|get)|with the date)\b",
    r"\b(?:wackelt|wird (?:sehr |recht )?(?:knapp|eng)|fraglich|ungewiss|nicht sicher,? ob)\b", r"\b(?:pas (?:sûre?s?|certaine?s?)|risque de (?:prendre|glisser|dépasser))\b",
)  # fmt: skip
"""Doubts that the day will be kept, without naming another."""

COMING = _any(
    r"\b(?:will|'ll|gonna|going to|shall|coming|comes?|kommt|folgt|follows?|expect|you get it|reach|arrive|bekommen|erhalten|schicke|sende|schaffe|be with you|go(?:es)? out|ships?|(?<!as )planned|aiming)\b", r"'ll\b", r"\b(?:i|we) can (?:give|send|deliver|provide|share|offer)\b",
)  # fmt: skip
PRONOUN = _any(
    r"\b(?:it|them|yours|ours|ones|that(?! (?:the|our|your|my|we|i|you|they|it|a|an)\b)|this|these|they|those|both|one|es|sie|ihn|diese[sn]?)\b",
    r"'ll be\b",
    r"\b(?:vous|te|leur|lui) (?:l['’](?=\w)|(?:le|la|les) (?=\w+(?:e|ons|ai|erai|erons)\b))",
)
ANYTHING_FUTURE_OF_MINE = _any(
    r"\b(?:i|we)(?:'ll| will| shall| am going to| are going to)\b",
    r"\byou(?:'ll| will) (?:have|get|receive)\b",
    r"\b(?:will|gonna) be\b",
    r"\bcom(?:es?|ing)\b",
)

YOUR_DOING = _any(
    r"\b(?:you|you've|your (?:team|colleague|side)) (?:have |had |already |just |kindly )*(?:sent|shared|provided|forwarded|gave|attached|delivered|uploaded|submitted|asked|requested|mentioned|returned|shipped|posted|mailed|emailed)\b"
)
YOURS = Cue(
    re.compile(
        r"\b(?:by|with|at) (?:our|my) (?:\w+ ){0,2}(?:team|engineers?|technicians?|colleagues?|support|board|director|director[s]?|ceo|cfo|cto|cio|counsel|management|legal|marketing|finance)\b",
        _I,
    )
)
"""Who did it, not where it went: "fixed by our team"."""

_WENT = r"\b(?:sent|shared|forwarded|handed|passed|gave|given|submitted|emailed|mailed|uploaded|returned|went|gone|put|is|are|was|were|been)\b.{0,90}?"
ELSEWHERE = _any(
    _WENT + r"\b(?:to|with|into|at|by) (?:our (?!shared|portal|drive|folder|data ?room|web|share|dropbox|google|ftp|customer)|my |his |her |their |legal\b|finance\b|hr\b|procurement\b|marketing\b|accounting\b|compliance\b)",
    _WENT + r"\b(?:to|with|at) the (?:\w+ )?(?:team|lab|board|lawyers?|printers?|department|run|studio|agency|manager|cfo|ceo|cto|translator|supplier|manufacturer|auditors?)\b",
)  # fmt: skip
"""Went to somebody else than the one who waits for it."""
NOT_QUITE = _any(
    r"\b(?:sent|sends|handed|gave|given|shipped|came|went) (?:\S+ ){0,6}?back\b", r"\bfor (?:a )?(?:last|final|internal|another) (?:check|look|review)\b",
    r"\b(?:preview|demo|uat|pre-?prod\w*) (?:site|page|environment|system|server|only)\b",
    r"\b(?:staging|test system|test environment|internally|in our lab|test (?:version|copy|run)|(?:beta|trial) version|(?:on|for) my own|locally)\b", r"\b(?:fully booked|booked (?:out|up|solid)|overbooked)\b",
)  # fmt: skip
"""Is on its way round inside, or done somewhere else only."""
CONTRASTED = _any(
    r"\b(?:yours|(?:new|other|second|real|right|correct|remaining|missing|current|next|last|first) (?:one|ones|lot|part|half)|the rest|the one we)\b.*\b(?:is|are|will|still|next|need|needs|follows?|needed)\b",
    r"\b(?:is|are) (?:still|next|not yet|in review|not the)\b", r"\b(?:we|i) (?:still )?need the\b",
    r"\b(?:i|we)(?:'ll| will) (?:re-?)?(?:send|share|forward|give|get|bring|upload|ship|mail)\b (?:you )?(?:it|them|the|that|one)\b",
)  # fmt: skip
"""Right after a delivery: says that the promised one itself is yet to come."""
OF_EARLIER = Cue(
    re.compile(
        r"\b(?:of|from|for|in|at) (?:the |our |your )?(?:last|previous|first(?! (?:week|day|month|year|few|half|of))|earlier|prior|letzten|vorigen) (?!night|minute|time)\w+",
        _I,
    )
)
OF_OTHERS = _any(
    r"\bfrom (?:another|a different|a competing|your competitor|the other|one of|an? (?:\w+ )?(?:supplier|vendor|competitor|bidder|provider))\b",
    r"\b(?:another|other|competing) (?:\w+ )?(?:quote|offer|proposal)s?\b",
    r"\bfrom (?:last year|20[012]\d)\b",
    r"\b(?:that's|that is|this is|it's|which is) (?:another|a different) (?:one|thing|matter|story)\b",
)
"""Came from somebody else, or long before."""
LONG_AGO = Cue(
    re.compile(
        r"\b(?:(?P<days>yesterday|gestern|last night)|(?P<week>last week|last time|the other day|letzte woche|letztes mal|la dernière fois)|(?P<month>last month|a month ago|letzten monat)|(?P<year>last (?:year|quarter)|back in (?=\d|the (?:spring|summer|autumn|winter|days?)\b|(?:january|february|march|april|may|june|july|august|september|october|november|december)\b)|originally|in the past|a while ago|months ago|years ago|weeks ago|in (?:the )?(?:spring|summer|autumn|winter)|im (?:frühjahr|sommer|herbst|winter)|previously|before this))\b",
        _I,
    )
)

NOT_NEGATED_AT_ALL = Cue(
    re.compile(
        r"\b(?:no (?:problem|worries)|not only|don't (?:hesitate|worry)|no crashes|without (?:issues|problems))\b",
        _I,
    )
)

FROM_OLD_DATE = Cue(
    re.compile(
        r"\b(?:instead of|rather than|not (?:by|on|before)?|won't (?:make|hit|meet|have (?:it|this) by)|can't make|statt(?: am| bis| wie)?(?: geplant)?|from) (?:the )?(?P<old>[\w.]+(?: \d{1,2}\.?(?:th|st|nd|rd)?)?(?: \w{3,9})?)(?=[\s,.;]|$)",
        _I,
    )
)
"""The day that no longer holds, which must not be read as the new one."""
