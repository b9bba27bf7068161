"""The words that questions about promises are made of, in English, German and French."""

# ruff: noqa: E501 (a pattern is easier to read on one line)

import re
from collections.abc import Iterator

from retrieval.question_topic import QUESTION_WORDS, THIN

ACCOUNT, CONTACT, COLLEAGUE, TIME = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a question's skeleton for an account, somebody outside, somebody of ours, a stretch of time."""
THEM = f"[{ACCOUNT}{CONTACT}]"


def words_of(*patterns: str) -> "re.Pattern[str]":
    """Any one of these patterns as whole words."""
    return re.compile(r"(?<!\w)(?:" + "|".join(patterns) + r")(?!\w)")


_NOT = r"(?:n['’]?t|not)"
_DONE = r"(?:done|delivered|sent|kept|finished|provided|shipped|given|fixed|answered|fulfilled|honou?red|completed|met|closed)"
OVERDUE = words_of(
    rf"should (?:we|i|they|he|she|{THEM}|{COLLEAGUE})\s+(?:already |by now )?have(?! to)", r"did (?:we|i|they|he|she) (?:miss|forget)", r"bl[eo]w(?:n|ing)?", r"gerissen", rf"(?:{_NOT}|never|nothing|nichts?) [^?]{{0,50}}(?:on time|in time|pünktlich|rechtzeitig)",
    r"overdue", r"(?<!how )late(?! (?:delivery|fees?|payments?|charges?|penalt\w+|deliveries|shift|night|stage))", r"past due", r"broken?", r"break(?:ing)?", r"breach\w*", r"missed", r"slipped", r"slipping",
    r"behind (?:on|with|schedule)", r"in arrears", r"forgot(?:ten)?", r"forget (?:any|some)thing", r"failed to", r"should have (?:already )?(?:been )?\w+", r"failing",
    rf"did ?{_NOT} (?:we |i |they )?(?:keep|honou?r|meet|fulfil)", rf"{_NOT} kept", r"unkept", r"let (?:down|slip)", r"(?:has|have|had) lapsed", r"lapsed", r"expired",
    r"past (?:its|their|the|his|her|our|your) (?:due )?(?:dates?|deadlines?)", r"behind(?=\W*$)", r"(?:drop|dropp(?:ed|ing)) (?:\w+ )?(?:balls?|clangers?)", r"miss(?:ed|ing)? (?:any|some)thing", r"(?:fall|fell|fallen|slip|slipped|slipping) through (?:the )?(?:\w+ )?cracks?", r"let (?:\w+ )?(?:slide|slip|drop)", r"in default", r"(?:chas|nudg)(?:e|es|ed|ing)", r"hound(?:ing)?",
    r"(?:(?:im|in) )?(?:verzug|rückstand)", r"hinterher", r"vergessen", r"versäumniss?e?", r"nicht pünktlich", r"verschwitzt", r"säumig\w*", r"oublié\w*", r"à la traîne", r"relancer",
    r"überfällig\w*", r"verspätet\w*", r"gebrochen\w*", r"im verzug", r"in verzug", r"zu spät", r"versäumt\w*", r"verpasst\w*", r"nicht (?:ein)?gehalten\w*", r"verfehlt\w*",
    r"en retard", r"(?:non|pas) (?:encore )?(?:tenue?s?|respectée?s?)", r"dépassée?s?", r"rompue?s?", r"échue?s?", r"manquée?s?",
)  # fmt: skip
OPEN = words_of(
    r"open(?!ed|ing| (?:source|api|the|up|an?)\b)", r"outstanding", r"pending", r"unfulfilled", r"unfinished", r"undelivered", r"remaining", r"still (?:owe[ds]?|due|open|ha(?:ve|s) to|need(?:s)? to|to do|to come|missing|outstanding|waiting|expecting|expects?|left|unresolved|promised)",
    r"(?:without|except|excluding|but not|minus|not|ohne|außer|sauf) (?:the |those |die |les )?(?:kept|done|finished|closed|completed|delivered|fulfilled|erledigt\w*|gehalten\w*|tenue?s?)(?: ones)?(?=\W*$)",
    r"(?:what(?:['’]s| is| are)?|anything|something|nothing|much|more) (?:still |there )?left(?= (?:open|over|for|to|with|from)|\W*$)", rf"do(?:es)? (?:{THEM}|they|he|she)\s+(?:still )?expect", r"was (?:bleibt|fehlt)", r"(?:kommt|kommen|fehlt|fehlen|bekommen wir|kriegen wir) noch", r"(?:we|i) (?:still )?expecting", r"holding (?:us |things |it |me |everything )?up", r"left (?:to do|open)", r"to-?do(?:s)?", rf"(?:on|in|with) (?:my|our|their|his|her|the|(?:{THEM}|{COLLEAGUE})['’]?s?) (?:plate|side|end|court|hands)", r"owe", r"owes", r"owed", r"owing", r"waiting (?:for|on)", r"wait(?:s)? (?:for|on)", r"hanging", r"unresolved", r"unsettled",
    rf"ha(?:ve|s) ?{_NOT} (?:we |i |they |he |she |{THEM} |{COLLEAGUE} |yet |been )*{_DONE}", rf"ha(?:ve|s) ?{_NOT} (?:we |i |they |yet |been )*{_DONE}", rf"not (?:yet )?(?:been )?{_DONE}(?: yet)?", r"to be (?:done|delivered|sent)", r"(?:we|i) (?:still )?need(?! to)[^?]{0,30}? (?:from|of|by)", rf"(?:did|do|does|have|has) (?:we|i|they|he|she|{THEM}|{COLLEAGUE}) (?:still )?not (?:yet )?\w+", r"missing", r"noch nicht \w+", r"fehlt", r"fehlen", r"n['’](?:a|ont|avons)(?:[ -]\w+)? pas(?: encore)?",
    r"offen\w*", r"erwarten wir", r"wir erwarten", r"noch (?:et)?was(?!\w)", r"on attend", r"nous attendons", r"manque(?:nt)?", r"encore (?:dû|due?s?|à)", r"noch (?:zu tun|\w+ )?(?:schuldig|offen\w*|aus|liefern|erledigen|tun|machen|schicken)", r"zu tun", r"ausstehend\w*", r"steht (?:\w+ ){0,3}(?:noch )?aus", r"stehen (?:\w+ ){0,3}(?:noch )?aus", r"schuld(?:e|en|est|et|et ihr)", r"schuldig", r"wartet", r"warten", r"unerledigt\w*", r"aussteht",
    r"ouverte?s?", r"en cours", r"en attente", r"en suspens", r"doit-on", r"devons[- ]nous", r"nous devons", r"dois-je", r"je dois", r"doivent-ils", r"doit", r"doivent", r"attend", r"attendent", r"reste(?:nt)?", r"à faire", r"pas encore",
)  # fmt: skip
NOT_LATE = words_of(
    r"(?:not|n['’]t|nicht|pas) (?:yet |noch |already |schon |encore )?(?:late|overdue|past due|due yet|überfällig|en retard)(?: yet)?", r"still (?:on time|in time)", r"on (?:track|schedule)", r"noch nicht (?:überfällig|fällig)", r"im (?:plan|zeitplan)",
)  # fmt: skip
"""What is open and may still be kept in time."""
_SLIPPED = r"dates? (?:(?:that|which|have|has|had) )*slipp?(?:ed|ing)"
_MOVES = r"(?:changed|moved|postponed|rescheduled|delayed|deferred|shifted|pushed(?: back| out)?|put off|pushed|bumped|re-?dated|extended|prolonged)"
CHANGED = words_of(
    _SLIPPED, r"slipped dates?", r"slipp?(?:ed|ing|s)? to", r"(?:new|other|another|different) dates?(?= (?:for|from|by|to|with)|\W*$)",
    rf"^\W*(?:all |everything |stuff |things )?{_MOVES} (?:for|with|at|to|by|from)", r"^\W*(?:alles )?(?:verschoben|verlegt|vertagt)", r"^\W*(?:reportée?s?|décalée?s?|repoussée?s?) (?:pour|chez|par|à)",
    rf"(?:promises?|deadlines?|dates?|commitments?|deliver(?:y|ies)|things?|due dates?) (?:(?:that|which|we|i|they|have|has|had|got|were|was|been|are|{COLLEAGUE}|{THEM}) ){{0,5}}{_MOVES}",
    rf"(?:which|what|any|anything|something|everything|all|whose|how many|list|show)[^?]{{0,60}}?(?<!\w){_MOVES}",
    r"changes? (?:of|to|in) (?:the |any )?(?:\w+ )?(?:dates?|deadlines?|promises|commitments)", r"date changes?", rf"{_MOVES} (?:promises|deadlines?|dates?|commitments?)", r"new (?:dates|deadlines)", rf"(?:we|i|they|{COLLEAGUE}|{THEM}) (?:have |has |had )?(?:moved?|postponed?|rescheduled?|defer(?:red)?|put off|push(?:ed)? back|delay(?:ed)?)",
    r"(?:welche|was|alle)[^?]{0,60}?(?<!\w)(?:verschoben\w*|verlegt\w*|verzögert\w*|geändert\w*|vertagt\w*)", r"verschobene\w*", r"(?:promesses?|engagements?|dates?|qu\w*)[^?]{0,60}?(?<!\w)(?:reportée?s?|décalée?s?|repoussée?s?|déplacée?s?|modifiée?s?)",
)  # fmt: skip
WITHDRAWN = words_of(
    r"go(?:ne|ing|es)? back on", r"back(?:ed|ing)? out(?: of)?", r"f[ae]ll(?:s|en)? through(?! the)", r"off the table", r"call(?:ed)? off", r"pull(?:ed)? (?:out of|the plug)", rf"(?:did|do|have|has) (?:we|i|they|he|she|{THEM}|{COLLEAGUE})\s+(?:ever |already )?(?:cancel(?:l?ed)?|scrap(?:ped)?|abandon(?:ed)?)",
    r"withdrawn", r"withdrew", r"withdraw", r"retract\w*", r"revoked", r"rescinded", r"taken back", r"took back", r"take back", r"backed out(?: of)?", r"went back on", r"gone back on", r"reneged(?: on)?",
    r"(?:cancel(?:l)?ed|dropped|abandoned|scrapped) (?:promises|commitments)", r"(?:promises|commitments) (?:\w+ |\W){0,3}(?:cancel(?:l)?ed|called off|dropped|abandoned|scrapped)", r"(?:which|what) [^?]{0,30}(?:cancel(?:l)?ed|called off|abandoned|scrapped)",
    r"zurückgezogen\w*", r"zurückgenommen\w*", r"widerrufen\w*", r"storniert\w*", r"retirée?s?", r"annulée?s?", r"abandonnée?s?", r"rétractée?s?",
)  # fmt: skip
_ALREADY = r"(?:already|schon|bereits|déjà)"
KEPT = words_of(
    rf"^\W*(?:what(?:['’]s| is| was| has been)? |{_ALREADY} |all |everything )?(?:done|finished|completed|delivered|kept|erledigt|geliefert) (?:for|to|with|at|für|bei|an|pour|chez)", rf"{_ALREADY} (?:done|deliver\w*|sent|send|finish\w*|kept|erledigt|geliefert|geschickt|fait|livré)",
    r"kept", r"(?:did|do|have|has) (?:we|i|they) (?:actually |really |ever )?keep", r"keep (?:our|my|their) promises?", r"fulfil(?:l)?ed", r"honou?red", r"delivered on", r"made good on", r"(?:promises|commitments) (?:\w+ ){0,3}(?:met|completed|done|delivered)", r"(?:completed|delivered|closed|settled|finished) (?:promises|commitments)",
    r"(?:which|what)[^?]{0,40}(?:have|has|did) (?:we|i|they) (?:\w+ )?(?:done|completed|delivered|finished)",
    r"gehalten\w*", r"eingehalten\w*", r"erfüllt\w*", r"erledigte?\w*", r"tenue?s?", r"respectée?s?", r"honorée?s?",
)  # fmt: skip
DUE = words_of(
    r"due", r"owe", r"owes", r"owed", r"deadlines?", r"falling due", r"overdue", r"on my plate",
    r"(?:have|has|need|needs|got) to (?:do|deliver|send|finish|get)", r"supposed to", r"expected",
    rf"will (?:we|i|they|{THEM}|{COLLEAGUE})\s*(?:deliver|send|ship|provide|get|finish|have)", r"am i (?:to|due)", r"waiting (?:for|on)", r"to-?dos?", r"coming up", r"upcoming",
    r"(?:anything|something|what['’]?s|things?|stuff) (?:\w+ ){0,2}(?:for|on) (?:mon|tues|wednes|thurs|fri|satur|sun)day",
    r"(?:should|must) (?:i|we)", r"fällig\w*", r"überfällig\w*", r"frist(?:en)?", r"schuld(?:e|en|est|et)", r"muss ich", r"müssen wir", r"steht (?:\w+ )*an", r"stehen (?:\w+ )*an", r"ansteh\w+",
    r"liefern", r"échéances?", r"à rendre", r"dois-je", r"je dois", r"devons[- ]nous", r"doit", r"doivent", r"when (?:will|do|does|is|are)",
)  # fmt: skip
DATED = words_of(
    r"due", r"deadlines?", r"overdue", r"coming up", r"upcoming", r"fällig\w*", r"überfällig\w*", r"frist(?:en)?", r"anstehend\w*", r"échéances?", r"dates?",
)  # fmt: skip
"""Speaks of days by which things are due."""
PROMISE_WORD = words_of(
    r"promis\w*", r"commit(?:s|ted|ment|ments|ting)?", r"owe", r"owes", r"owed", r"owing", r"due", r"overdue", r"deadlines?", r"pledge\w*", r"agreed?(?: to| on| with)?", r"(?:said|say|told \S+|tell \S+) (?:that )?(?:we|they|i|he|she|it)(?:'d|'ll| would| will)", r"responsible for", r"in charge of", r"on the hook", r"guarantee\w*", r"assure\w*",
    r"undert(?:ake|ook|aken)", r"on my plate", r"supposed to", r"(?:have|has|need|needs|got) to", r"to-?dos?", r"action items?", r"(?:gave|give|given|break|broke|broken|keep|kept) (?:\w+ )?(?:your |our |my |their |his |her )?word", r"vow(?:ed)?", r"swore", r"sw(?:ear|orn)",
    r"versp(?:roch\w*|rech\w*|rich\w*)", r"zu?sagt\w*", r"zugesagt\w*", r"zusagen?", r"zusicher\w*", r"zugesichert\w*", r"schuld(?:e|en|est|et|ig)", r"(?:über)?fällig\w*", r"versprechen", r"muss(?:t)?", r"müssen", r"soll(?:en|te|ten)?", r"fristen?",
    r"promesses?", r"promett\w*", r"promets?", r"engage\w*", r"engagée?s?", r"do(?:it|is|ivent)(?:-\w+)?", r"devons(?:[- ]nous)?", r"devait", r"s'est engagée?", r"échéances?", r"en retard",
)  # fmt: skip
DOING = r"(?:deliver(?:ed|s|ing)?|sen[dt](?:ing|s)?|ship(?:ped|s)?|provid(?:ed?|es|ing)|offer(?:ed)?|g(?:i|a)ve(?:n|s)?|get back|got back|follow(?:ed)? up|shar(?:ed?|ing)|pa(?:y|id)|return(?:ed)?|sign(?:ed)?|fix(?:ed)?|answer(?:ed)?|call(?:ed)? back|finish(?:ed)?|done|complete(?:d)?|book(?:ed)?|arrange(?:d)?|schedule(?:d)?|refund(?:ed)?|credit(?:ed)?|waive(?:d)?|include(?:d)?|throw(?:n)? in|get|gets|got|receive(?:d|s)?|expect(?:s|ed|ing)?)"
ABOUT_PROMISES = words_of(
    PROMISE_WORD.pattern.removeprefix(r"(?<!\w)(?:").removesuffix(r")(?!\w)"),
    rf"(?:will|when|did|do|does|have|has|are|is|was|were|should|must|{THEM}|{COLLEAGUE}|we|i|they) (?:[\w{ACCOUNT}-{TIME}]+ |\s){{0,5}}?{DOING}",
    r"(?:offer|offered|tell|told) (?:we|they|i) (?:would|will|'d|'ll)", r"status (?:of|on)", r"when (?:will|does|do|is|are|can)", r"what happened (?:to|with)", r"what became of", r"where are we (?:with|on)", r"kept or", r"by when", r"until when", r"how's the", r"any (?:news|update) on", r"due date", r"whats? (?:the )?(?:new |current )?date",
    r"wann", r"bis wann", r"bekommt", r"bekommen", r"kriegt", r"erhält", r"erhalten", r"liefer\w*", r"geliefert", r"geschickt", r"was ist mit", r"wie steht es (?:um|mit)", r"was wurde aus", r"angeboten",
    r"quand", r"reçoi\w*", r"recevoir", r"où en (?:est|sont|sommes)(?:-\w+)?", r"livr\w*", r"envoy\w*", r"qu'est devenue?",
    r"waiting (?:for|on)",
)  # fmt: skip
SAYS_PROMISE = words_of(
    r"(?:said|say|told \S+|tell \S+) (?:that )?(?:we|they|i|he|she|it) ?(?:'d|'ll|would|will)",
    r"promis\w*", r"commit(?:s|ted|ment|ments)?", r"owe[sd]?", r"(?:over)?due", r"deadlines?", r"pledge\w*", r"agreed? to",
    r"guarantee\w*", r"offer(?:ed)?", r"versp(?:roch|rech|rich)\w*", r"zugesagt\w*", r"zusagen?", r"zugesichert\w*", r"schuld\w*", r"(?:über)?fällig\w*", r"promesses?", r"engagée?s?",
)  # fmt: skip
ASKS_TALK = words_of(
    r"sa(?:y|id|ys|ying)", r"wr(?:ite|ote|itten|ites)", r"mention\w*", r"complain\w*", r"ask(?:ed|s|ing)?(?! me)", r"think(?:s)?", r"thought", r"fe(?:el|els|lt)", r"opinion", r"discuss\w*", r"talk\w*", r"explain\w*", r"report(?:ed|s)",
    r"object(?:ed|ion|ions)?", r"worr(?:y|ies|ied)", r"concern(?:s|ed)?", r"tell", r"told", r"tells", r"want(?:s|ed)?", r"like[sd]?", r"problems?", r"issues?", r"why", r"where", r"how (?!many|long|much|late)", r"reason",
    r"gesagt", r"sagt(?:e|en)?", r"geschrieben", r"schreibt", r"erwähnt\w*", r"meint(?:e|en)?", r"gemeint", r"beschwert\w*", r"gefragt", r"warum", r"wieso", r"problem\w*",
    r"dit", r"écrit", r"mentionnée?", r"demandée?", r"plaint(?:e)?", r"pense(?:nt)?", r"pourquoi", r"problèmes?",
)  # fmt: skip
"""Asks what somebody said rather than what was promised."""
WHEN = words_of(
    r"when(?!ever)", r"by when", r"until when", r"what (?:date|day|time)", r"whats? (?:the )?(?:\w+ )?(?:date|day|deadline|due date)", r"what's (?:the )?(?:\w+ )?(?:date|day|deadline|due date)", r"how (?:soon|long)", r"deadline for", r"wann", r"bis wann", r"welche[srn]? (?:tag|datum|frist)", r"quand", r"quelle date", r"date limite",
)  # fmt: skip
WHO = re.compile(
    r"^\W*(?:(?:so|and|ok|und|et)\W+)*(?:who|whose|wer|wem|wessen|qui)(?!\w)|(?<!\w)(?:by whom|von wem|par qui|wer)(?!\w)"
)
BECAME = words_of(
    r"where(?:['’]s| is| are) (?:the|our|my|their|his|her|that|those|these) (?:[\w-]+ ?){1,3}(?=\W*$)", r"wo (?:ist|sind|bleibt|bleiben) (?:der|die|das|unsere?|meine?) (?:[\w-]+ ?){1,3}(?=\W*$)", r"kept or (?:not|broken)", r"what (?:has |have )?happened (?:to|with)", r"what became of", r"status", r"where (?:are we|do we stand|is that|are things) (?:with|on)", r"how(?:'s| is| are) (?:the|our|my|that)", r"any (?:news|updates?|progress)(?: on)?", r"in the end", r"ever",
    r"was ist mit", r"wie steht(?:s)?", r"was wurde aus", r"was ist aus", r"was passiert(?:e)? mit", r"stand (?:bei|von|der)", r"où en (?:est|sont|sommes)(?:-\w+)?", r"qu'est(?:-ce qu[ei])? (?:est )?deven\w+", r"qu'en est-il",
)  # fmt: skip
"""Asks what became of a thing: its status is the answer, not a filter."""
EXISTS = words_of(
    r"any(?:thing|one|body)?",
    r"something",
    r"some",
    r"there",
    r"etwas",
    r"irgend\w*",
    r"es",
    r"quelque chose",
    r"y a-t-il",
    r"il y a",
    r"nothing",
)
_GERMAN_WHAT = r"(?!was (?:haben|hat|habe|ist|sind|schuld\w*|muss|müssen|wurde|wurden|steht|soll\w*|bekomm\w*|\ue000|\ue001|\ue002))"
ASKS_WHETHER = re.compile(
    rf"^\W*{_GERMAN_WHAT}(?:[{ACCOUNT}{CONTACT}{COLLEAGUE}]\W+)?"
    r"(?:(?:so|and|hey|hi|ok|please|can you tell me|do you know|tell me|remind me|check|quick question|quick one)\W+)*(?:if |whether |ob )?"
    r"(?:did|has|have|had|was|were|is|are|do|does|will|haben|hat|habe|wurden?|ist|sind|schulden|schuldet|avons|a-t-on|ont|est-ce|a-t-\w+|devons|doit-on)(?:n['’]?t)?(?!\w)"
)
SETTLED = re.compile(
    rf"^\W*{_GERMAN_WHAT}(?:[{ACCOUNT}{CONTACT}{COLLEAGUE}]\W+)?"
    r"(?:(?:so|and|hey|ok)\W+)*(?:has|have|had|was|were|did|is|are|wurde|wurden|ist|sind|haben|hat)(?:n['’]?t)?(?!\w)[^?]*?(?<!\w)"
    r"(?:been (?:sent|delivered|done|shipped|provided|shared|signed|fixed|finished|completed|given|paid|scheduled|booked|kept)"
    rf"|(?:we|i|they|{THEM}|{COLLEAGUE}|\s)\s*(?:already |yet |ever |actually )?(?:sent|send|deliver|delivered|shipped|ship|provided|provide|finish\w*|done|keep|kept|get back|get|got|receive|received|sign|signed|pay|paid|return|returned)"
    r"|(?:sent|delivered|done|shipped|finished|kept|late|overdue|due|moved|postponed|cancelled|withdrawn) (?:yet|already)?|yet|geschickt|geliefert|gesendet|erledigt|envoyée?s?|livrée?s?)(?!\w)"
    r"|(?:did|have) (?:we|they|i) (?:deliver|keep it|do it|send it|sent it|done it)\W*$"
)
MINE = words_of(
    r"(?:do|did|have|must|should|will|am) i(?! (?:need|have) to know| know| see| find| tell| ask)", r"i (?:still |ever |also |already )?(?:owe[ds]?|promised|promise|said|committed|agreed|told|offered|gave|sent|broke|kept|missed|moved|forgot|have to (?:do|deliver|send|finish|get)|need to (?:do|deliver|send|finish|get))", r"i(?:['’]?ve| have) (?:\w+ )?(?:promised|committed|agreed|offered|sent|moved|postponed|kept|broken|missed)",
    r"my (?:\w+ )?(?:\w+ )?(?:promises?|commitments?|deadlines?|to-?dos?|plate|word)", r"my (?:open|overdue|late|week|day|list)", r"due from me", r"(?:from|by|of) me", r"mine", r"on me",
    r"(?:habe?|muss|soll|schulde|bin) ich", r"ich (?:noch )?(?:\w+ ){0,4}(?:versprochen|zugesagt|schulde|muss|schuldig|habe)", r"mein\w* (?:\w+ )?(?:zusagen?|versprechen|aufgaben|fristen)", r"von mir", r"bei mir",
    r"ai-je", r"dois-je", r"je dois", r"mes (?:\w+ )?(?:promesses|engagements|échéances|délais|tâches)", r"j['’]ai", r"de moi", r"de ma part",
)  # fmt: skip
FOLLOW_UP = re.compile(
    r"^\W*(?:and|what about|how about|same (?:for|with|question)|also|or|but|only|just|then|ok and|now|which (?:is|are|was|were|ones?)|und|was ist mit|wie sieht es mit|oder|et|ainsi que|pareil pour|qu'en est-il de|ou)(?!\w)"
    r"|^\W*(?:for|to|with|from|last|this|next|since|in|by|für|von|bei|pour|chez|de)(?!\w)[^?]{0,40}\??\s*$"
)
POINTS_BACK = words_of(
    r"that (?:promised|said|due|agreed|moved|sent|kept|made|delivered|withdrawn|offered|settled)(?!\w)", r"(?<!did )(?<!was )that(?! (?:we|i|they|is|are|was|were|have|has|had|will|would|may|might)(?!\w))", r"those", r"these(?= (?:are|were|is|have|late|due|ones|two|three)|\W*$)", r"of them", r"which ones?", r"(?:they|he|she|ihr|ils|elles?)(?!\w)", r"(?<!wer )(?<!hat )er(?= |\W*$)", r"the (?:first|second|last|other|late|open|overdue|kept) ones?", r"it", r"the same", r"else", r"them",
    r"davon", r"das", r"dies", r"welche davon", r"sie(?= (?:schon|noch|fällig|überfällig))", r"es", r"denen", r"ça", r"cela", r"ceux-ci", r"celles?-(?:ci|là)", r"parmi (?:eux|elles)", r"lesquel(?:le)?s", r"en retard parmi", r"le",
)  # fmt: skip
NEWEST = words_of(
    r"(?:last|latest|newest|most recent|letzte\w*|jüngste\w*|neueste\w*|neuste\w*) (?:thing |\w+ )?(?:promis\w*|commitment|zusage|versprechen|offer)",
    rf"(?:last|latest|newest|most recent) (?:(?:thing|one|item|time|word)s? )?(?:that )?(?:we|i|they|he|she|{THEM}|{COLLEAGUE})\s+(?:have |has |had |ever )*(?:promis\w*|committed|agreed|offered|owed?)",
    rf"(?:das )?letzte,? (?:was|das) (?:wir|ich|sie|er|{THEM}|{COLLEAGUE})", r"dernière (?:chose|fois) qu(?:['’]|e(?!\w))",
    r"(?:promis\w*|committed|offered) (?:most recently|last(?! \w))", r"(?:did|have) \w+ last (?:promise|commit|offer)", r"dernière promesse", r"zuletzt (?:versprochen|zugesagt)", r"most recently",
)  # fmt: skip
NEXT = words_of(
    r"(?:first|soonest|earliest|nearest|closest) (?:due|deadlines?|thing(?: due)?|dates?|ones?|frist|échéance)(?! (?:in|of|from)(?!\w))", r"(?:do|deliver|send|finish) (?:\w+ )?next(?! (?:mon|tues|wednes|thurs|fri|satur|sun|week|month|quarter|year|\d))", r"next (?:steps?|actions?|moves?|milestones?|up|promise|commitment|deadline|thing|delivery|due|one)", r"due (?:next|first)(?! \w)", r"what's next", r"nächste (?:zusage|frist|lieferung)", r"prochaine (?:échéance|promesse|livraison)", r"als nächstes",
)  # fmt: skip
UNSURE = words_of(
    r"(?:unsure|uncertain|unclear|doubtful|unsichere?\w*|ungewisse?\w*|incertaines?)(?= (?:promis|commit|zusag|versprech|engag)| ?$)",
    r"(?:promises|commitments|promesses|zusagen) (?:\w+ ){0,3}(?:unsure|uncertain|unclear|doubtful|unsicher|incertaines)",
    r"(?:not|n['’]t|un) ?(?:sure|certain|know|clear)(?: (?:if|whether|that))? (?:(?:we|i|they|he|she|it|has|have|was|were|been|actually|really) )+\w+",
    r"(?:perhaps|maybe|possibly|probably) (?:done|kept|sent|delivered|late)",
    r"(?:need|needs|have|has) (?:to be )?(?:confirm\w*|check\w*)(?: (?:if|whether))",
)
COUNTS = words_of(
    r"how many", r"how much(?: of)?(?= (?:do|did|have) )", r"number of", r"count", r"wie ?viele?", r"combien"
)
_NOT_NAMES_TEXT = """
i we they he she it what which who when where why how did do does have has had is are was were will can
could should would the a an any and or for to with from monday tuesday wednesday thursday friday saturday
sunday january february march april may june july august september october november december today
tomorrow yesterday q1 q2 q3 q4 christmas easter thanksgiving ok please hi hello hey show list tell give
everything anything something anyone everyone someone us them me my our their this that these those last
next new ceo cto cfo sso saml scim nda sow msa dpa sla rfp poc api gdpr soc iso crm erp eod eow free english
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
        if slot_of_all and slot_of_all["name"] not in _NOT_NAMES | QUESTION_WORDS | THIN:
            yield slot_of_all["name"], slot_of_all.start("name"), slot_of_all.end("name")


_ASIDE = r"(?:(?:still|ever|also|already|yet|just|actually|really|have|has|noch|denn) ){0,2}"
_LOW_SLOTS = (
    re.compile(
        r"(?<!\w)(?:promised?|owed?|owes|told|offered|for|to|with|from|at|by|für|bei|von|an|mit|chez|à|pour)\s+(?:the\s+)?(?P<name>[^\W\d_][\w&.'’-]{2,})"
    ),
    re.compile(
        rf"(?<!\w)(?:did|does|do|has|have|will|hat|is|are)\s+(?P<name>[^\W\d_][\w&.'’-]{{2,}})\s+{_ASIDE}(?=promis|owe|commit|agree|offer|send|sent|deliver|pay|paid|uns|mir|get|receiv|wait|versproch|zugesagt|geschickt|geliefert|bezahlt)"
    ),
    re.compile(
        r"^\W*(?:(?:and|what about|how about|und|et|open|late|overdue|kept|all|promises)\s+)*(?P<name>[^\W\d_][\w&.'’-]{2,})"
    ),
    re.compile(r"(?<![\w'’])(?P<name>[^\W\d_][\w&.-]{2,})['’]s(?=\s+\w)"),
    re.compile(r"(?P<name>[^\W\d_][\w&.'’-]{2,})\W*$"),
)
GIVER_SLOT = re.compile(
    rf"(?<!\w)(?:did|does|do|has|have|will|hat|was|is)\s+(?P<name>[^\W\d_][\w.'’-]+(?: [A-Z][\w'’-]+)?)\s+{_ASIDE}(?:promis|owe|commit|agree|offer|(?:\w+ )?versproch|zugesagt|(?:\w+ ){{1,4}}versproch)",
    re.IGNORECASE,
)


def names_in_slots(text: str) -> Iterator[tuple[str, int, int]]:
    """Words, however written, that stand where a name could."""
    seen = set()
    for slot in _LOW_SLOTS:
        for match in slot.finditer(text):
            name = re.sub(r"['’]s$", "", match["name"]).rstrip(".'’-")
            if match.start("name") not in seen and name.lower() not in _NOT_NAMES | QUESTION_WORDS | THIN:
                seen.add(match.start("name"))
                yield name, match.start("name"), match.start("name") + len(name)
