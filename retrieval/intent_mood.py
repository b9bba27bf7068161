"""Cues for a customer who is about to leave, and for one who has had enough."""

# ruff: noqa: E501  (lists of alternatives are easier to compare on one line)

from retrieval.intent_cues import DAY, NUMBERED, cues

_BOND = r"(?:contracts?|agreements?|subscriptions?|accounts?|relationship|partnership|licen[cs]es?|(?<!customer )services?|co-?operation|collaboration|framework|platform|membership|engagement|renewal|(?:business|deal|working) with you|using you(?:r \w+)?)\b"
_SELLER = r"(?:vendors?|suppliers?|providers?|partners?|compan(?:y|ies)|systems?|tools?|solutions?|software|products?|platforms?|options|offers)\b"
_QUIT = (
    r"(?:cancel(?:l?ing|l?ed)?|terminat(?:e|ing|ed)|end(?:ing)?|exit(?:ing)?|quit(?:ting)?|drop(?:ping)?|discontinu(?:e|ing)|leav(?:e|ing)|"
    r"withdraw(?:ing)? from|pull(?:ing)? out of|opt(?:ing)? out of|g[eo]t(?:ting)? out of|get us out of|walk(?:ing)? away from|back(?:ing)? out of|"
    r"stop(?:ping)?|suspend(?:ing)?|close|clos(?:e|ing) down|give up|giving up|wind(?:ing)? down|dissolve|rescind|dump(?:ing)?|ditch(?:ing)?)"
)
_SEEK = (
    r"(?:look(?:ing|ed)? (?:\w+ )?(?:at|into|for|around for|out for)|evaluat(?:e|ing)|explor(?:e|ing)|consider(?:ing)?|assess(?:ing)?|search(?:ing)?(?: for)?|"
    r"seek(?:ing)?|talk(?:ing)? (?:to|with)|speak(?:ing)? (?:to|with)|in (?:talks|contact|touch) with|meet(?:ing)?(?: with)?|shop(?:ping)? for|sourc(?:e|ing)|find(?:ing)?|"
    r"compar(?:e|ing)|investigat(?:e|ing)|chang(?:e|ing)(?: to)?|switch(?:ing)?(?: over)? to|mov(?:e|ing)(?: over)? to|go(?:ing)?(?: over)? (?:to|with)|migrat(?:e|ing) to|tak(?:e|ing) (?:\w+ ){1,4}to)"
)

CHURN = cues(
    "churn_threat",
    strong=[
        [
            rf"{_QUIT} (?!the next|a )(?:(?:our|the|this|that|your|my|all|with|whole|entire|annual|current|of|\d+|existing|remaining|maintenance|support) ){{0,4}}{_BOND}",
            r"(?:contracts?|subscriptions?|agreements?|licen[cs]es?|accounts?) (?:\w+ ){0,2}(?:will be|is|are|to be|be) (?:cancel|terminat|discontinu)\w+",
            r"let (?:the|our|this) (?:contract|subscription|agreement|licen[cs]es?) (?:lapse|expire|run out)",
            r"stop (?:working|doing business|using|paying)",
            r"(?:contract|subscription|agreement|partnership|co-?operation) (?:is|will be) (?:history|over|finished|dead)",
        ],
        [
            r"(?:not|\w+n't|never|no longer|won't|neither|decided against) (?:(?:be|to|want|wish|going|plan|planning|intend|see|us|sure|if|we|will|prepared|willing|able|ready|how|why|should|a|reason|be able) ){0,5}(?:renew\w*|prolong\w*|(?:extend|extending)|stay(?:ing)? (?:with|on (?:with|your))|carry(?:ing)? on with|keep(?:ing)? (?:working|using|paying)|continu(?:e|ing)(?= with|\.|$| (?:the|our|this|to (?:work|use|pay))|!|,| beyond| after))",
            r"non-?renewal",
            r"no (?:further )?renewal",
        ],
        [
            rf"{_SEEK} (?:(?:at|for|a|an|some|the|two|three|a few|other|several|new|different|possible|cheaper|better|your|our|one of|of|up|any|\w+ing) ){{0,3}}(?:alternatives?\b(?! (?:routes?|dates?|days?|times?|slots?|spellings?))|(?:other|another|an other|different|alternative|competing|rival|new|second|the old|our old|the previous|our previous|our former) (?:\w+ )?{_SELLER}|replacements? for (?:you|your)|your competit\w+|the competition|(?:a|some) competitors?|some(?:one|body) (?:else|who|that)|elsewhere)",
            r"(?:replace|replacing|drop|dropping|ditch|dump|fire|firing|leave|leaving) you(?=[ .,!]|$)(?! (?:a|the|with a|some|in|to)\b)",
            r"(?:mov|switch|migrat|chang|transition|go)\w* (?:\w+ ){0,3}?(?:away from|off) (?:you|your|this)\b",
            r"(?:look|go|move|switch|shop|buy|business|try|turn)(?:ing)? (?:around )?elsewhere",
            r"shop(?:ping)? around",
            r"(?:rip|throw|kick)(?:ping|ing)? (?:it|you|your \w+) out(?! there)",
            r"(?:begun|started|starting|preparing|planning) (?:to (?:migrat\w+|move|leave)|migrating)(?: \w+){0,4} (?:away|to another|to a different|the platform|out|elsewhere)",
            r"go(?:ing)? back to (?:the|our) (?:old|previous|former) (?:provider|supplier|vendor|system|tool|one)",
        ],
        [
            r"(?:last|final|very last) (?:chance\b(?! to (?:see|visit|register|buy|book|get|join))|warning(?! light)|straw|opportunity (?:to (?:put|fix|make|get|sort|save|keep|prove|show))|attempt|deadline before)",
            r"notice of (?:termination|cancell?ation|non-?renewal)",
            r"(?:our|my|this is|as|the) (?:formal )?(?:termination|cancell?ation) (?:notice|letter)",
            r"giv(?:e|ing) (?:you )?(?:our |formal |written )?notice (?:for|on|of|to)\b",
            r"hereby (?:cancel|terminate|give notice|withdraw)",
            r"(?:we're|we are) (?:done|finished|through) with (?:you|your)\b|(?:then|like this|otherwise|,) (?:we're|we are) (?:done|gone|out|off)\b|we(?:'re| are) (?:out|gone)[.!]*$",
            r"part(?:ing)? (?:ways|company)",
            r"(?:reconsider|rethink|re-?evaluat)\w* (?:(?:our|the|this|your) (?:\w+ )?(?:contract|relationship|partnership|subscription|renewal|co-?operation|collaboration|agreement|choice of)|whether (?:to|we|you))",
            r"(?:no|little|any) (?:reason|point|sense) (?:to|in) (?:stay|continu|renew|extend|keep)\w*|(?:why|fools to|whether to|if we) (?:should we |should |want to |we should )?(?:stay|renew|continue with|keep (?:paying|using|working))",
            r"cut(?:ting)? (?:our losses|ties|the cord)|call(?:ing)? it (?:a day|quits)|end of the (?:road|line)|say(?:ing)? goodbye to|sever\w* (?:ties|the|our)|count us out|vote with our feet|one foot out|on our way out|head(?:ing)? for the (?:exit|door)|let(?:ting)? you go(?! to\b)|put (?:the contract|this|it) out to tender|early termination|break clause|(?:do|doing) the same (?:if|soon|next|at the end)|someone else who",
            r"(?:stop|withhold|suspend|freeze)\w* (?:all |any |our |the |further )*payments?|you can (?:have|collect|pick up|keep) your\b|(?:will|shall|won't|'ll) (?:not )?be (?:with you|a customer|your customer|your client)\b",
            r"jump(?:ing)? ship",
            r"pull(?:ing)? the plug",
            r"tak(?:e|ing) (?:our|my) (?:\w+ ){0,2}(?:business|custom|money) (?:elsewhere|to|away)",
            r"(?:lose|losing|lost) (?:us|me) (?:as|for good)",
            r"(?:lose|losing|lost) (?:us|a customer|this account|our business)[.! ]*$",
            r"(?:want|need|like|trying) (?:to (?:get|be) )?out(?: of (?:this|the|our) (?:contract|agreement|deal|subscription))?[.! ]*$",
            r"(?:that's|that is|this is) it for us",
            r"off-?boarding",
            r"exit (?:plan|strategy|clause)|better off without you|(?:right to terminate|terminate for cause)|way out of (?:this|the|our) (?:contract|agreement)",
            r"(?:started|launched|opened|opening|launching|starting|running|issued|preparing) (?:a |the |our )?(?:\w+ )?(?:tender|rfp|request for proposals?|ausschreibung|appel d'offres) (?:for|to replace)",
            r"we(?:'re| are|'ll be|'d be)? (?:gonna |going to )?(?:churn|walk|leave|quit|be gone|bail)(?:[.!, ]*$| (?:if|unless|you|when|once|at the end))",
            r"(?<!before )(?<!when )(?<!until )we (?:will|shall|would|might|may|must|should|'ll|'d|have to|need to)? ?(?:just |have to |simply |probably |seriously )*(?:leave|walk|quit)(?: you)?(?: if| when| unless| at the end|[.!]|,? and|$)",
        ],
        [
            r"k[uü]ndig(?:en|ung|te|t|e) (?:wir|ich|den|unseren|unser|das|die|unseres|des|zum|sie|ihnen|hiermit|fristlos|fristgerecht|müssen)\b(?! (?:schon mal )?an\b)",
            r"(?:wir|ich|zu|vertrag|abo|fristlos|fristgerecht|hiermit) k[uü]ndig(?:en|e)\b(?!.*\ban[., ])",
            r"vertrag (?:\w+ ){0,4}(?:k[uü]ndigen|beenden|auflösen|nicht (?:mehr )?verl[aä]nger\w+)",
            r"nicht (?:mehr )?verl[aä]nger",
            r"(?:anderen?|neuen?) (?:anbieter|dienstleister|lieferanten|partner)",
            r"anbieter(?: zu)? wechsel\w*|anbieterwechsel",
            r"letzte (?:chance|warnung|mahnung)",
            r"nach (?:einer |anderen )?alternativen? (?:um(?:sehen|schauen)?|suchen)",
            r"alternativen? (?:um|an)(?:zu)?(?:sehen|schauen)",
            r"sind wir (?:weg|raus)",
            r"(?:zur|wechseln zur) konkurrenz",
        ],
        [
            r"r[eé]sili(?:er|ons|erons|ation|e)\b",
            r"changer de (?:fournisseur|prestataire|logiciel|partenaire|solution)",
            r"(?:autre|nouveau) (?:fournisseur|prestataire|partenaire)",
            r"derni[eè]re chance|dernier avertissement",
            r"(?:ne|pas) (?:\w+ ){0,4}renouvel",
            r"mettre fin (?:au|à|a)",
        ],
    ],
    weak=[
        [
            r"(?:if|unless|one more|two more|next time|otherwise|or else)\b.*\b(?:we|i)(?:'ll| will| shall| are| have to|'re| walk| leave| stop| must| can| would|'d) ",
            r"(?:wenn|falls|sonst|ansonsten)\b.*\bwir\b",
            r"(?:si|sinon)\b.*\bnous\b",
            r"(?:if|unless)\b.*\b(?:you can|then)\b",
        ],
        [
            r"(?:if|unless|wenn|si) .*(?:fix\w*|resolv\w*|solv\w*|sort\w*|work\w*|running|hear|happen\w*|again|repeat|improv\w*|change\w*|answer|plan|läuft|gelöst|behoben|change)\b",
            rf"by {DAY}",
        ],
        [
            r"tender|rfp|reconsider\w*|rethink\w*|review(?:ing)? (?:our|the) (?:contract|relationship|options|partnership)|re-?evaluat\w+",
            r"(?:whether|if) (?:to|we should|we want to|we can) (?:keep|stay|continue|renew|carry on)",
            r"consider(?:ing)? to (?:close|stop|end|leave)",
        ],
        [
            r"(?:other|another|different|old|new) (?:vendor|supplier|provider)s?",
            r"competitors?|alternatives?|replacement|tender|rfp|contract|agreement|renewal|migrat\w+|licen[cs]es?|subscription|vertrag\w*|contrat|abonnement|platform",
        ],
        [
            r"(?:break|termination|exit) clause|terminat\w+|cancell?ation|notice|lapse|lawyers?|legal (?:team|department)|k[uü]ndig\w*|r[eé]sili\w*|withdraw|exit",
        ],
        [
            r"(?:lost|losing|no) (?:all |any )?(?:confidence|trust|faith)",
            r"better off without",
            r"not (?:prepared|willing) to",
            r"can't (?:go on|rely)|cannot (?:go on|rely)",
            r"no (?:reason|point)",
            r"enough",
            r"strike three|last thing (?:i|we)(?:'ll| will| can)? (?:agree|accept)",
        ],
        [
            r"(?:we|i)(?:'ll| will| shall| are|'re|'m| am| may| might| have| must|'d| would|'ve)? (?:\w+ ){0,3}(?:leav|switch|mov|migrat|go(?:ing)? to|wechsel)\w*",
            r"(?:wechseln|passons chez|passer chez)",
        ],
    ],
    against=[
        r"no (?:plans?|intention|wish|need|desire) (?:to|of)",
        r"(?:not|\w+n't|never) (?:\w+ ){0,2}(?:cancel|terminat|leav|switch|quit|exit|looking|evaluat|explor|planning|thinking|going (?:anywhere|elsewhere))",
        r"happy to (?:stay|renew)",
        r"either party",
        r"if you (?:want|wish|would like|choose|decide) to",
        r"you agree to|terms of (?:use|service)|trial membership",
        r"alternatives? for the",
        r"(?:may|can|might|could|wants? to|want|threatened to|has|have|had) (?:now )?(?:cancel|terminat)\w* (?:their|his|her|within|an? )",
        r"(?:cancel|terminat)\w* (?:the|our|my|this|that|an?|your) (?:meeting|call|appointment|order|trip|process|flight|session|visit|demo|lease|standing order|booking|training|lunch|dinner|event|webinar|room)",
        r"(?:former|previous|last|old) (?:supplier|provider|vendor) (?:was|never|had|did)",
        r"unser (?:alter|früherer) anbieter",
        r"(?:wohnung|mieter|termin|zeitung|fachzeitschrift)\b",
        r"before you came",
        r"cancell?ation (?:policy|fee)",
        r"standard terms",
        r"guests?|tenants?|policyholders?|pupils|patients?|players|members can",
        r"(?:switched|moved|came) to (?:us|you|your) ",
        r"(?:data|everything|users|team) (?:in)?to your (?:system|platform|tool|app)",
        r"(?:move|moving|moved) to (?:the|our|a) (?:new|next|other) (?:office|building|step|version|phase|house|site|location|flat|screen)",
    ],
    cased=[
        r"\b(?i:it's|it is)(?: either)? you or [A-Z]\w+",
        r"\b(?i:if|unless|wenn|si|otherwise|sinon|sonst)\b.*\b(?:we|We|I|i|wir|nous)(?:'ll|’ll| will| shall| have to| must| would|'d|’d| are|'re|’re| may| might)?(?: \w+){0,2} (?:mov(?:e|ing)|switch(?:ing)?|go(?:ing)?|chang(?:e|ing)|migrat(?:e|ing)|wechseln|passons|passerons|passer)(?i: over| back)? (?:to|with|zu|chez|à) (?!Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|January|February|March|April|May|June|July|August|Sept|Octo|Novem|Decem|I\b)[A-ZÉÀ][\w&.-]+",
        r"\b(?:we|We|i|I)(?:'ll|’ll| will|'re| are| have|'ve|’re)?(?: all| now| also| already| just| probably| going to| decided to| have to)* (?:mov(?:e|ing)|switch(?:ing|ed)?|chang(?:e|ing)|migrat(?:e|ing))(?: \w+){0,2}?(?: over| back)? (?:to|from you to) [A-Z][\w&.-]+[^?]*\b(?:instead|fixed|if|unless|year|contract|renewal|quoted|offer\w*|cheaper|better)\b",
        r"\b(?i:wir) wechseln (?:\S+ ){0,3}zu [A-Z][a-z]\w+(?! wechseln)",
    ],
)

_FAILS = r"(?:outages?|downtime|down|offline|broken|breaks?|crash\w*|fail\w*|bugs?|error\w*|not work\w*|doesn't work|frozen|froze|dead|mess|delay\w*|late|wrong|lost|gone|ausfall|ausgefallen|kaputt|panne|erreurs?)\b"
_NOBODY = r"(?:nobody|no ?one|no-one|not a single person|niemand|keiner|personne)"

FRUSTRATION = cues(
    "frustration",
    strong=[
        [
            r"(?:not|un|in)[ -]?acceptable|inakzeptabel|ridiculous(?! amount| speed)|outrageous|appalling\w*|disgrace\w*|shameful|shame on you|shambles|farce\b|fiasco|an insult|dreadful(?! weather)|atrocious|abysmal|pathetic|scandal\w*|laughable|unbearable|intolerable|unprofessional|(?:absolutely|completely|totally|utterly|is|are) useless|embarrassing (?:for you|that)|embarrassment",
            r"(?:complete|total|utter|absolute|real|pure|bloody) (?:disaster|nightmare|joke|mess|chaos|catastrophe|waste)",
            r"(?:this is a|is a|what a|such a|a bad|a bloody) joke\b",
            r"waste of (?:time|money)",
            r"(?:very|really|so|just|extremely|incredibly|awfully|terribly|that) (?:bad|poor|terrible|awful|weak) (?:service|support|experience|quality|communication)",
            r"(?:support|service|hotline|helpdesk|assistance|communication|quality) (?:is|was|has been|are) (?:\w+ )?(?:bad|terrible|awful|poor|horrible|miserable|a mess|non-?existent|slow as)",
            r"(?:terrible|horrible|lousy|miserable|awful|rotten) (?:service|support|experience|quality)",
            r"embarrassing",
        ],
        [
            r"(?:i am|i'm|we are|we're|am|are|is|getting|was|were|were all|feel|feeling|becoming|remain|leaves me|left me|makes me|i find it|it's|it is|this is|that is|quite|very|really|deeply|extremely|so|super|pretty|more than|beyond|incredibly|increasingly) (?:\w+ ){0,2}?(?:frustrat(?:ed|ing)|disappoint(?:ed|ing)|annoy(?:ed|ing)|unhappy|dissatisfied|displeased|upset|angry|furious|livid|fuming|irritated|infuriat\w+|exasperat\w+|disheartening|fed up|sick of|tired of|speechless|disgusted|maddening|appalled)\b",
            r"(?:not|\w+n't|far from|anything but) (?:\w+ ){0,2}(?:happy|content|satisfied|pleased|amused|impressed|okay(?=[.!]|$)|ok(?=[.!]|$)|funny|what we (?:pay|paid|ordered|signed)|how (?:it|this|you|one|a partner))",
            r"fed up|sick of|sick and tired|had enough|have had it|had it[.! ]*$|'ve had it|enough is enough|end of my (?:tether|rope)|wit'?s end|at my limit|last nerve|tired of (?:chasing|waiting|asking|explaining|writing|calling|your|this|these|hearing)|give(?:n)? up (?:hop|ask|wait|call)\w+",
            r"(?:run|running|ran) out of (?:patience|polite|excuses|words)|(?:los(?:e|ing)|lost) (?:\w+ )?(?:patience|trust|confidence|faith)\b|more than patient|(?:my|our) patience (?:is|has|wears|runs|ran)|patience (?:is )?(?:over|gone|wearing|exhausted)",
            r"(?:let|letting) us down|beyond me|i have no words|lost for words|i can't believe (?:this|that you|it's|we|you|how bad|how (?:long|slow))|(?:expected|deserve|used to) (?:far |much |so much )?(?:better|more) (?:from|of|than this)|we deserve better|treated like",
            r"(?:not|im) ?possible to work (?:like|in|with) this|(?:can't|cannot) (?:work|go on|continue|carry on) like this|(?:simply|just|frankly|plainly|really) (?:not|isn't) (?:good|ok|right|fair)|(?:is not|isn't) good enough[.!]*$",
        ],
        [
            rf"(?:the |my |our |now |already |for )*{NUMBERED} (?:time|mail|e-?mail|message|ticket|call|reminder|request|attempt)(?: now| already)? (?:i|we|i'm|i am|i've|we've|we're|in a|about|that (?:i|we|you|this)|this (?:week|month)|you|for the same|on this)\b(?! were| was)",
            rf"(?:writ|call|ask|tell|report|complain|explain|remind)\w* (?:\w+ ){{0,4}}(?:for the |the |now |again )?{NUMBERED} time",
            rf"(?:same|this) (?:\w+ ){{0,3}}for the {NUMBERED} time",
            rf"{NUMBERED} (?:no-?show|outage|failure|crash|breakdown|incident|delay|mistake)",
            r"(?:my|our|this is (?:my|the)) (?:second|third|fourth|fifth|sixth|seventh|\d\w\w) (?:mail|e-?mail|message|ticket|reminder|call|letter|attempt)",
            r"(?:asked|told|written|called|reported|complained|explained|requested|begged|said)(?: \w+){0,6} (?:three|four|five|six|seven|ten|many|several|countless|\d+|a dozen) times",
            r"(?:three|four|five|six|many|several|countless|a dozen) times(?: now| already| and)",
            r"stopped counting|lost count|told .{0,40}\btimes\b|(?:sorry|promised|announced|told) (?:us |me |this )?since \w+",
            r"how (?:many times (?:do|must|have|did|should|will|are) (?:i|we|you)|much longer|many more (?:times|weeks|days)|often (?:do|must|should) (?:i|we)|long (?:do|must|should|are) (?:i|we)|on earth|dare)",
            r"every (?:single )?(?:time|day|week|morning) (?:i|we) (?:call|write|ask|have to|need to|try|log|get|must)\b.*\b(?:have|explain|again|beginning|someone|different|wait|same|no|nobody|nothing|error)",
            r"(?:not|\w+n't) (?:the )?first time",
        ],
        [
            rf"{_NOBODY} (?:\w+ ){{0,4}}?(?:answer\w*|respond\w*|repl\w+|called?(?: me| us)? back|calls|call(?:ed)? (?:back|me|us)|com(?:e|es|ing) back|came back|bothers?|bothered|cares?|seems to|can tell|could tell|feels? responsible|to feel|tells?|told|thought of|knows what|help\w*|gets? back|got back|reacts?|picks? up|shows? up|does anything|takes|took|antworte\w*|meldet|kümmert|r[eé]pond)",
            r"(?:hear|heard|get|got|receive|received)(?: back)? (?:absolutely )?(?:nothing|silence)(?: (?:at all|back|from you))|from you (?:i|we) (?:hear|get|heard|got) nothing",
            r"(?:days?|weeks?|months?) (?:of silence|(?:with(?:out| no)) (?:a |an |any |even )?(?:\w+ )?(?:repl\w+|answer|response|reaction|solution|word|update|fix|news|service|feedback|progress|help|call|the service|heating))",
            r"without (?:a|an|any) (?:answer|reply|response|reaction|solution|explanation)(?=[.!,;]| again| and|$| for)",
            r"ghost(?:ed|ing) (?:us|me)|ignor(?:ed|ing) (?:us|me|my|our)|stone-?wall\w*|fob(?:bed|bing)? (?:us|me) off|pass(?:ed|ing)? (?:\w+ )?(?:from (?:one|pillar)|around)|sent (?:me|us) (?:round )?in circles|given the run-?around|run-?around|put off again|(?:been|keep|kept|am|are) chasing you(?! down)",
            r"still (?:\w+ ){0,2}?(?:not? (?:fixed|fix|solved|resolved|working|answer\w*|repl\w+|response|solution|news|call|idea|been|ready|heard|right|update|correct|sync\w*)|broken|down\b|waiting (?:for (?:a|an|any|your|you|some(?:one|body))\b)|unresolved|unsolved|unanswered|the same (?:problem|error|bug|issue)|wrong\b|does(?:n't| not) work|without)",
            r"(?:then|still|and|again|since then|absolutely) nothing (?:ever )?happen(?:s|ed)|still nothing|nothing ever (?:changes|happens)|(?:you|they|your \w+|support|helpdesk) (?:just |always )?keeps? (?:telling|promising|saying|sending|closing|asking|changing|ignoring)|(?:i|we) (?:have to |must )?keep (?:asking|calling|writing|chasing|explaining|hearing)|(?:empty|broken) promises|excuses|you lot|don't (?:seem|even) (?:bothered|to care|care|bother|read|try|listen)|told (?:us )?(?:tuesday|monday|yesterday|next week|tomorrow).*(?:then|now)",
            r"been (?:on (?:the phone|hold)|waiting|chasing|trying to reach|asking) (?:\w+ ){0,3}(?:for|since)(?: \w+){0,2} (?:hours?|days?|weeks?|months?)\b",
            r"automatic reply\b(?!:)",
            r"closed (?:my|our|the) ticket without",
            r"(?:engineer|technician|nobody|no one|driver|consultant|trainer|colleague|guy|installer|team) (?:\w+ )?(?:didn't|did not|never|hasn't)(?: even)? (?:turn(?:ed)?|show(?:ed|n)?) up",
            r"(?:i|we) had to find out (?:my|our)sel\w+|did(?:n't| not) (?:even )?tell us|no(?:body| one) (?:told|tells|thought|informed)",
        ],
        [
            r"(?:losing|lose|lost|costs?|costing|cost) (?:us |me )?(?:\w+ )?(?:money|customers|orders|sales|revenue|business|a fortune|batches|thousands|guests|clients)\b(?=.*(?:because|outage|your|every (?:single )?(?:day|hour|minute)|this is|you lot|while|due to))",
            r"(?:this|it|that)(?:'s| is| has been) costing us\b",
            r"why (?:should (?:i|we)|(?:i|we) should) (?:even |still )?pay|(?:i am|i'm|we are|we're) paying for (?:a|something|this)\b.*\b(?:which|that|and|but)|because your (?:\w+ ){1,3}(?:can(?:not|'t)|does(?:n't| not)|keeps|is (?:down|broken|late|wrong|offline|slow|unreliable)|fail\w*|crash\w*|broke)|is not an answer|isn't an answer|want to know who .{0,30}responsible|(?:weeks|months|days) of this\b|not a ticket number|(?:will|won't|am|going) (?:not )?(?:have|accept|tolerate|put up with|stand for) (?:a second|another|this|any more)",
            r"we (?:are )?(?:losing|lose) money|pay for every hour",
            r"what (?:are|do|exactly are|exactly do) we (?:even |actually )?pay(?:ing)? (?:you )?for|what we(?:'re| are) paying (?:you )?for|pay (?:\w+ ){0,4}and (?:we )?(?:get|still|receive) (?:\w+ )?(?:nothing|no)",
            r"(?:charged|billed|invoiced) (?:us|me) twice[.!]|(?:charged|billed|invoiced) (?:us|me) (?:twice|wrong\w*) again",
        ],
        [
            r"how (?:is it|can it be|can that be) (?:even )?possible|how can it be that|how can (?:it|that|this|you|such|a) (?:\w+ ){0,3}(?:be|take|happen|not|fail|call|expect)|what on earth|what (?:the hell|is going on)|do you (?:have any idea (?:how|what) (?:it|this|that)|even (?:read|care|listen|test)|(?:really )?think (?:this|that|it) is (?:ok|okay|acceptable|funny|fair|normal)|realise what|realize what)|are you (?:serious|kidding)|you(?:'ve| have) got to be (?:kidding|joking)|is (?:anybody|anyone|somebody|someone) (?:there|even|listening)|seriously\?|(?:can|could|will) (?:some|any)(?:body|one) (?:please )?(?:finally|at last|for once)|when will (?:this|it|you) (?:finally|ever)|let me (?:get this straight: you|be (?:very )?(?:blunt|clear))|can't be serious|why (?:is it|does it|do i|must i|do we) (?:\w+ )?(?:always|again|still|have to)",
            rf"(?:great|lovely|brilliant|wonderful|fantastic|perfect|nice|wow|bravo|super|excellent|congratulations|marvellous|awesome|love that|thanks for nothing|lol)\b[\w ,.!:-]{{0,40}}\b(?:another (?:outage|crash|bug|error|failure|delay)|{_FAILS})",
            r"thanks for nothing|just what we needed|love that for us",
            r"(?:yet again|once again|once more) (?:the|your|our|a|no|i|we|my)\b.*(?:not|\w+n't|no\b|fail|broken|down|wrong|had to|late|missing|crash)",
            r"(?:down|broken|offline|wrong|crashed|failed|late|again)\b[^.?!]{0,12} again\s*[?!]",
            r"(?:seriously|really|honestly)\?\s*(?:down|again|broken)",
            r"another outage|yet another (?:outage|bug|delay|error|crash)|not again",
        ],
        [
            r"es reicht|reicht (?:es )?(?:mir|uns|jetzt)|unzumutbar|unm[oö]glich(?:er|es)? (?:service|zustand|verhalten)|frechheit|unversch[aä]mt\w*|(?:sehr|wirklich|ziemlich|extrem|tief|mehr als|äußerst|nur) (?:ver[aä]rgert|entt[aä]uscht|w[uü]tend|sauer|frustriert|unzufrieden|[aä]rgerlich)|(?:bin|sind) (?:\w+ )?(?:ver[aä]rgert|entt[aä]uscht|w[uü]tend|sauer|frustriert|unzufrieden|stinksauer)\b|geduld (?:ist )?(?:am ende|zu ende|verloren|verliere)|verlier\w* (?:\w+ )?(?:die |meine )?geduld|so geht (?:das|es) nicht|das kann (?:doch )?nicht (?:wahr|sein)|kann (?:es |das )?doch nicht (?:sein|wahr)|na toll|vertr[oö]st\w+|passiert (?:\w+ )?nichts|keine (?:antwort|reaktion|r[uü]ckmeldung|l[oö]sung) (?:bekommen|erhalten)|(?:dritte|vierte|f[uü]nfte|zweite)[nrs]? (?:mail|mal|e-?mail|anfrage|erinnerung|nachricht|ausfall)\b|schon wieder (?:ein|eine|ist|geht|nicht|kein)|immer noch (?:nicht|kein|defekt|kaputt)|katastroph\w+|(?:zum )?(?:kotzen|verzweifeln)|nervt|l[aä]cherlich",
            r"inadmissible|inacceptable|(?:tr[eè]s|vraiment|profond[eé]ment|extr[eê]mement) (?:d[eé][cç]ue?s?|m[eé]content\w*|f[aâ]ch[eé]\w*|frustr\w+)|j'en ai (?:assez|marre)|nous en avons (?:assez|marre)|ras[- ]le[- ]bol|personne ne (?:r[eé]pond|rappelle|nous)|la (?:deuxi[eè]me|troisi[eè]me|quatri[eè]me|cinqui[eè]me) fois|toujours (?:pas|aucun)|encore une (?:panne|erreur|fois (?:rien|pas|une))|honteux|scandaleux|comment est-ce possible|(?:semaines?|jours?|mois) (?:que j'attends|sans r[eé]ponse|que nous attendons)|c'est n'importe quoi|incomp[eé]tent\w*",
        ],
    ],
    weak=[
        [rf"\b{_FAILS}", r"problem|issue|ticket|bug|error|outage|stopped|blank"],
        [
            r"again\b|still\b|yet\b|every (?:time|day|monday|week)|always|wieder|encore|toujours|constantly|once more|forever"
        ],
        [
            r"nobody|no ?one|nothing|never|not once|silence|without|no (?:answer|reply|call|fix|solution|help)|niemand|nichts|personne|rien|you don't give",
        ],
        [
            r"(?:hours?|days?|weeks?|months?|tag\w*|wochen?|monate?n?|jours|semaines|mois)\b",
            r"since (?:monday|tuesday|wednesday|thursday|friday|last|\w+ (?:weeks|days))|seit",
        ],
        [
            r"(?:serious|honest|frank)ly|unbelievable|incredible|really\?|i mean|sorry (?:to say|but)|to be (?:blunt|frank|honest)|quite frankly|enough|wow|shame|lol|lovely|great,|brilliant|imagine what|you can imagine",
        ],
        [
            r"(?:your|you) (?!are welcome)(?:\w+ ){0,3}(?:knew|broke|closed|charged|promised|said|told|support|service|team|chatbot|engineer|update|app|software|system|outage|answer|side|server|licence|fix|keep)"
        ],
        [
            r"waiting|wait|angry|complain\w*|guests?|customers|clients|losing|lost|not possible|impossible|stand(?:ing|s)? still|costing|no words|you lot|paying|money|furious|passed"
        ],
        [r"[!?]{2,}", r"!", r"\?!"],
    ],
    against=[
        r"(?:frustrating|annoying|upsetting) for (?:him|her|them|you)\b|if you do\b|please be informed",
        r"no complaints?|not a complaint|isn't a complaint|nothing to complain",
        r"(?:not|never|\w+n't) (?:\w+ )?(?:unacceptable|frustrated|disappointed|unhappy|annoyed|angry|sick|fed|upset|furious)",
        r"(?:won't|don't|will not|not) be disappointed",
        r"(?:understand|sorry for|sorry about|apologi[sz]e for|imagine) (?:\w+ ){0,4}(?:frustrat|annoy|anger|ärger)",
        r"(?:voted|elected|won)\b",
        r"weather|traffic|snow|football|match\b",
        r"(?:our|my) (?:own )?(?:fault|mistake)|we broke it|that was (?:me|us|our)",
        r"(?:old|former|previous) (?:erp|supplier|provider|vendor|system)|before you came|unser alter anbieter|our (?:bank|internet provider|carrier|landlord)|tax office|the carrier",
        r"(?:tenants?|guests?|patients?|members?|residents?|client|clients|customers?) (?:is|are|was|were|wrote|has been|have been|said|always|sometimes) (?:\w+ ){0,2}(?:angry|unhappy|upset|disappointed|annoyed|that)",
        r"tired from|sick this week|(?:kid|daughter|son|child) is sick",
        r"(?:works?|working|runs?|läuft|fonctionne) (?:again|now|fine|wieder)|back to normal|works perfectly|no longer (?:a problem|an issue)|jetzt läuft",
    ],
)
