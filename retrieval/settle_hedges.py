"""Words by which a speaker does not vouch for what is said: guesses, hearsay, stopgaps, things still missing."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from functools import lru_cache

from retrieval.phrases import any_of

GUESS = any_of(
    r"""
    i (?:think|believe|guess|suppose|assume|presume|gather|reckon|imagine|suspect|trust|expect|fancy)
    we (?:think|believe|guess|suppose|assume|presume|gather|reckon|suspect|understand)
    (?:i'm|i am|we're|we are) (?:pretty|fairly|quite|almost|nearly|reasonably|relatively|\d+ ?% ?|ninety per ?cent )(?:sure|certain|confident)
    (?:pretty|fairly|reasonably|almost|nearly|relatively) (?:sure|certain|confident)
    not (?:\d+ ?% ?|a hundred per ?cent |quite |entirely |completely |totally |absolutely |really )?(?:sure|certain|positive)
    (?:probably|presumably|apparently|supposedly|allegedly|reportedly|possibly|perhaps|maybe|conceivably|ostensibly|in all likelihood|most likely|very likely|i dare say)
    as far as (?:i|we) (?:know|can (?:tell|see)|understand|recall|remember|am aware|are aware|'m aware)
    so far as (?:i|we) (?:know|can tell)
    (?:afaik|afaict|iirc|iiuc)
    to (?:the best of )?(?:my|our) (?:knowledge|understanding|recollection)
    (?:my|our) understanding is
    i understand (?:that |it |the |she |he |they )
    (?:according to|by all accounts|by rights|on the face of it|last i heard|if memory serves|if all went (?:well|to plan)|with any luck|all being well|as i (?:recall|understand|remember)|as we understand)
    (?:i'd|i would|we'd) be (?:surprised|astonished|amazed)
    (?:was|were|is|are) (?:supposed|meant|said|reported|believed|thought|rumoured|understood|assumed|reckoned) to (?:have|be)
    (?:can't|cannot|couldn't) imagine (?:it|they|that)
    (?:under the impression|no reason to (?:doubt|think)|good reason to believe|have a feeling|one would think|i dare say|touch wood|fingers crossed)
    hopefully (?:\S+ ){0,6}?(?:now|by now|already|has|have|is|are|did|went|arrived|reached|made it)
    from what (?:i|we)(?:'ve| have)? (?:hear|heard|gather|gathered|understand|see|saw|can tell|was told|were told)
    (?:i|we) (?:hear|heard|was told|were told|am told|are told|'m told|'ve been told|have been told|overheard)
    (?:word|rumou?r|hearsay|the grapevine|the story) (?:has it|is|says?)
    (?:a little bird|rumou?r|scuttlebutt|the grapevine)
    (?:should|ought to|must|may|might|could) (?:now |already |by now |surely |really )?(?:have |'ve )(?:\w+ly |already |long )?(?:been |gone|reached|arrived|left|landed|come|got|gotten|received|turned|shown|dropped|made|hit|cleared|sent|done|had|\w{3,}ed)
    (?:should|ought to|must|shall) (?:already |now |by now |all )?be (?:with|at|in|on|there|here|running|back|up|available|installed|active|complete|finished|done|fixed|ok|okay|fine|sorted|live|visible|working|gone|good|through|resolved|finished)\b(?! (?:by|on|before|next|tomorrow|within|in (?:a|two|three|the next|\d)|from))
    could have sworn
    should (?:now |all |already |hopefully |again )*(?:work|run|load|open|show|behave|print|sync|appear)\b(?! (?:by|on|from))
    i hope(?= ?(?:\.|\?|,|$))
    i hope (?:it|they|you|that|the \w+) (?:has|have|is|are|got|arrived|reached|received|made)
    (?:may|might|could|should) (?:well )?(?:already|now|by now) be
    (?:seems?|appears?|looks?) (?:\w+ ){0,2}(?:stable|better|calm|quiet|gone|solved|healthy|normal|correct|right|working|back|up|okay|clean|complete|sorted)
    (?:seems?|seemed|appears?|appeared) (?:to|that|like|as if|as though|fixed|done|resolved|fine|ok|okay|sorted|settled|complete)
    it (?:would )?(?:seems?|appears?)
    (?:looks?|sounds?|feels?) (?:like|as if|as though|to have|to be)
    (?:looks?|seems?|appears?|is|are|has been|have been|was) (?:a (?:lot|bit|good deal) |much |far |considerably |somewhat |noticeably )?(?:better|healthier|calmer|quieter)
    (?:looks?|sounds?) (?:fixed|done|resolved|sorted|good|fine|ok|okay|promising|stable|normal|clean) (?:to me|to us|from here|from our (?:side|end)|in our|on our|in the logs|so far)
    i take it
    if i(?:'m| am)? (?:not mistaken|read|remember|recall|understood|understand|heard|got|have it)
    unless i(?:'m| am) (?:mistaken|wrong|much mistaken)
    correct me if
    don't quote me
    i'd (?:say|have to check|need to check|want to double)
    (?:i|we) (?:can't|cannot|couldn't|could not|can not) (?:say for (?:sure|certain)|confirm|be sure|swear|vouch|see it in my|find (?:the|a|any) (?:proof|record|confirmation|receipt|tracking)|tell (?:whether|if))
    (?:haven't|have not|hasn't|has not|didn't|not|nobody has|no one has) (?:yet )?(?:verified|double-checked|checked|seen (?:it|any|a|the)|had (?:a )?confirmation|got (?:it |anything )?(?:in writing|on paper)|confirmed|tested)
    nothing (?:on paper|in writing|official)
    (?:more or less|kind of|sort of|in principle|in theory|theoretically|on paper)
    (?:want(?:s|ed)? to|let me|i'll|i will|i need to|i must|must|will) (?:double-?check|make sure|verify)
    (?:müsste|müssten|dürfte|dürften|sollte|sollten) (?:\S+ ){0,8}?(?:sein|angekommen|da sein|raus sein|liegen|haben|erledigt)\b
    (?:müsste|müssten|dürfte|dürften)
    soweit (?:ich|wir|mir|uns)
    (?:meines|unseres) wissens
    (?:angeblich|vermutlich|wahrscheinlich|anscheinend|offenbar|scheinbar|vielleicht|möglicherweise|eventuell|wohl (?:schon|inzwischen|bereits))
    (?:ich|wir) (?:glaube|glauben|denke|denken|meine|meinen|vermute|vermuten|nehme an|nehmen an|gehe davon aus|gehen davon aus)
    (?:glaube|denke|vermute|meine|schätze|hoffe) ich
    scheint (?:\S+ ){0,4}zu\b
    wenn ich (?:mich )?(?:nicht irre|recht|richtig)
    (?:habe|hab) (?:ich )?gehört
    il me semble
    (?:il|elle|cela|ça) semble
    je (?:crois|pense|suppose|présume)
    (?:nous )?(?:pensons|croyons|supposons)
    sauf erreur
    à (?:ma|notre) connaissance
    (?:apparemment|probablement|normalement|sans doute|vraisemblablement|peut-être|paraît-il|semble-t-il|a priori|en principe)
    (?:a|ont|avez) dû
    (?:devrait|devraient|devriez) (?:être|avoir|déjà)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""Guesses and hearsay."""

NOT_MINE = re.compile(
    r"\b(?:mine|ours|the one (?:we|i) (?:need|wanted|asked for)|meine?[rs]?|unsere[rs]?|le mien|la mienne|le nôtre)\b[^.]{0,20}?(?:n't|\bnot|\bno|\bstill|\bnicht|\bpas)\b"
)
"""What others have works, one's own does not."""

HEARSAY = re.compile(
    r"\b(?:(?:he|she|they|somebody|someone|the (?:\w+ ){1,2}|my (?:\w+ ){1,2}|our (?:\w+ ){1,2}|[a-z]+ (?:from|in|at|of) [a-z]+ )\s?(?:says?|said|tells? (?:me|us)|told (?:me|us)|mentions?|mentioned|assures? (?:me|us)|assured (?:me|us)|claims?|claimed|reckons?|reckoned|swears?|swore|texted|insists?|insisted|thinks?|thought|believes?|believed|indicated|hinted|implied|suggests?|suggested))\b"
)
"""Somebody else is said to have said it."""

TRUSTED = any_of(
    r"""
    i (?:think|believe|guess) (?:you'll|you will|we (?:can|should)|it's (?:great|perfect|fine|good|time)|this is|that's (?:great|all|it))
    (?:don't|doesn't|didn't|do not|does not) (?:seem|appear|look) (?:to|like|as)
    (?:perhaps|maybe|possibly) (?:you|we|i) (?:can|could|should|might)
    (?:thanks|thank you)\b.{0,40}
    """,
    before=r"(?<!\w)(?:",
    after=r")",
)

STOPGAP = any_of(
    r"""
    for (?:now|the moment|the time being|starters|reference|comparison|orientation|information only)
    in the (?:meantime|interim)
    as (?:a|an) (?:stop-?gap|interim|placeholder|teaser|preview|example|first step|starting point|taster|temporary|workaround|foretaste)
    (?:interim|provisional|preliminary|temporary|placeholder|work-in-progress|wip|dummy|example|specimen) (?:\w+ )?
    (?:stop-?gap|workaround)
    (?:vorerst|vorab|fürs erste|einstweilen|vorläufig|zwischenzeitlich|zur orientierung|als beispiel)
    (?:pour l'instant|pour le moment|en attendant|à titre d'exemple|provisoire(?:ment)?)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""Something else comes until the promised thing does."""

MISSING = any_of(
    r"""
    the (?:other(?! (?:thing|day|side|matter|point))|others|rest(?! (?:is|are|looks?) (?:all |very |perfectly )?(?:fine|good|ok|okay|great|clear|perfect|correct|right|alright))|remaining|remainder|second|third|last|missing|final)(?: \w+){0,3}? (?:is|are|was|were|will|'ll|has|have|had|follows?|comes?|come|needs?|still|to follow)
    (?:the )?(?:rest(?! (?:is|are|looks?) (?:all |very |perfectly )?(?:fine|good|ok|okay|great|clear|perfect|correct|right|alright))|remainder|others?|second half|other half|remaining \w+|missing \w+) (?:is|are|will|to|follows?|tomorrow|next|by|on|later|once|when|still)
    (?:more|rest|remainder|others|balance) to (?:follow|come)
    (?:so far|to date) only
    only (?:the )?(?:first|one|two|three|half|part|some)
    (?:still|yet) (?:missing|outstanding|to come|to be|pending|owe)
    (?:all|everything) (?:but|except|apart from|bar)
    (?:except|apart from|minus|bar|with the exception of|other than) (?:for )?(?:the|one|two|a|section|page|chapter|annex)
    but (?:not|without) (?:the|yet|for)
    (?:halfway|half way|partway|part way|part of the way|\d+ ?% (?:done|complete|there|of))
    (?:der|die|das) (?:rest|andere|zweite|restlichen?|übrigen?)(?: \w+){0,3}? (?:folgt|folgen|kommt|kommen|ist noch|sind noch|fehlt|fehlen)
    (?:es )?fehl(?:t|en) (?:nur )?noch
    (?:le|la|les) (?:reste|autres?|second|deuxième|suite)(?: \w+){0,3}? (?:suit|suivra|suivront|arrive|viendra|sera|seront|est encore|reste)
    il (?:manque|reste)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""A part is yet to come."""

STUCK = any_of(
    r"""
    in (?:my|our|the|his|her|their) (?:outbox|drafts?|draft folder|print queue|out-?tray|pipeline|works|making)
    on (?:my|our|his|her|their|the \w+'s) (?:desk|list|to-?do|plate|radar)
    (?:sitting|stuck|waiting|lying|parked|held up|queued|lined up)
    (?:is|are|'s|'re) (?:now |still |currently )?with (?:our|my|the|their|his|her) (?:\w+ ){0,3}?(?:team|people|desk|department|translators?|lawyers?|legal|finance|printers?|courier|forwarder|accounts|accountants?|procurement|board|boss|manager|director|engineers?|designers?|studio|lab)
    (?:asked|told|instructed|requested|reminded|begged|urged|chased|nudged|pinged|briefed|tasked|wanted|expects?|got|invited) (?:\S+ ){1,5}?to
    (?:asked|pressed|chased|applied|waiting|queued) for
    (?:have|has) asked
    (?:typed|written|prepared|drafted|packed|wrapped|loaded|addressed|printed|ready) (?:up )?(?:and|but|to)
    (?:awaiting|awaits|pending|subject to|depends on|hinges on)
    (?:half|almost|nearly|mostly|largely|practically|virtually|all but|just about|close to) (?:\w+ )?(?:done|finished|ready|complete|completed|there|sorted|fixed|written|through|empty|signed|paid)
    (?:underway|under way|in progress|in review|on track|in hand with|work(?:ing)? on|in the works|in arbeit|unterwegs zu|en cours)
    (?:liegt|liegen|ist|sind) (?:\S+ ){0,4}?(?:bei|zur) (?:meine|unsere|seine|ihre|freigabe|unterschrift|prüfung|der|dem)\w*
    (?:im zulauf|in bearbeitung|in prüfung|in der prüfung|bestellt|beauftragt|en cours|commandés? chez|sur le bureau)
    (?:ordered|planned|scheduled|earmarked|pencilled in|penciled in|budgeted|requested|commissioned|discussed|proposed|drafted|designed|started|begun|kicked off|opened a ticket|escalated|raised|logged|assigned)
    """,
    before=r"(?<!\w)(?:",
    after=r")(?!\w)",
)
"""It has been begun, ordered, asked for, or lies somewhere on its way."""


_FOLLOWS = re.compile(
    r"(?<=\w)[,;] (?:and |so |then )?(?:they|you|he|she|everyone|everybody) (?:all |each |both )?(?:should|ought to|must|may|might)\b.*"
)
"""What ought to follow from something stated before it: "both are set up, they should have had a mail"."""


@lru_cache(maxsize=4096)
def guessed(said: str) -> bool:
    """Whether the speaker of a sentence in `plain` form only guesses or passes on hearsay."""
    return bool(GUESS.search(TRUSTED.sub(" ", _FOLLOWS.sub(" ", said))))


_QUOTED = re.compile(r'"[^"]{12,}?"')


@lru_cache(maxsize=4096)
def without_quotes(said: str) -> str:
    """The sentence with longer words of others left blank, character for character."""
    return _QUOTED.sub(lambda m: " " * len(m.group()) if m.group().count(" ") >= 2 else m.group(), said)
