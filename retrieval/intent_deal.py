"""Cues for what is said about buying: objections, rivals, budgets, signing days and sums."""

# ruff: noqa: E501  (lists of alternatives are easier to compare on one line)

from retrieval.intent_cues import cues

_RIVAL = r"(?:vendors?|suppliers?|providers?|bidders?|offers?|quotes?|bids?|proposals?|anbieter\w*|prestataires?|fournisseurs?)\b"
MONEY = (
    r"(?:(?:eur|usd|gbp|chf|sek|nok|dkk|\$|€|£)\s?\d[\d.,' ]*\d?\s?(?:k\b|m\b|mio\b|million)?|"
    r"\d[\d.,']*(?: \d{3})*\s?(?:k|million|mio)?\s?(?:eur|euros?|usd|us dollars|dollars?|gbp|pounds?|chf|francs?|sek|nok|dkk|€|\$|£)(?!\w)|"
    r"(?:for|at|on|to|of) \d{1,3}(?:k\b|[.,]\d{3}\b(?! (?:users|people|articles|items|cop))))"
)
DATED = (
    r"(?:\d{1,2}(?:st|nd|rd|th)\b|\d{1,2}\. ?(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|okt|nov|dez|\d)|\d{1,2}[./]\d{1,2}|\d{4}-\d\d|"
    r"(?:\d{1,2} )?(?:of )?(?:january|february|march|april|may|june|july|august|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b|mid-?\w+|"
    r"(?:mon|tues|wednes|thurs|fri)day|q[1-4]\b|week \d+|(?:next|this|the|end of|end of the|mid|coming|of the|new|financial) (?:week|month|quarter|year)|year-?end|month-?end|quarter-?end|"
    r"christmas|easter|tomorrow|today|jahresende|monatsende|ende (?:des|der)|fin (?:de |du )|(?:the|by the|on the|den) (?:\d{1,2}\b|first|second|third|fifth|tenth|fifteenth|twentieth|thirtieth|last)|freitag|montag|dienstag|mittwoch|donnerstag|lundi|mardi|mercredi|jeudi|vendredi|at \d{1,2} of|eom|eoy)"
)
_SIGN = (
    r"(?:(?:sign(?:ing|s|ature)?|(?:be|gets?|getting|got|have|has|want|wants|like|need|needs|it|this|everything)\b.{0,30}\bsigned|signed (?:po|agreement|contract|paperwork|order))\b(?! (?:up|off|page|on the (?:tablet|line)|for|copy|slips?|permission|got|form is))|close(?: (?:this|it|the deal))?(?= (?:by|before|in|no later))|closing (?:is|date|on|in|will|for)\b|deal closes|finali[sz]e\w*|wrap (?:this|it) up|execute[d]?|conclude[d]?|countersign\w* the (?:contract|agreement|order)|award(?:ed)? (?:the|this) contract|"
    r"(?:place|send|issue|make|raise|do) (?:you )?(?:the|our|an|a) (?:order|po|purchase order)|order (?:by|in|before|until)|(?:want|plan|like|going|need|'ll) to order|(?:order|purchase order|po) (?:we can make|goes out|comes?|will come|will be (?:placed|issued|out|with you)|is coming|by|kommt)|signed po\b|go-?ahead|(?:we(?:'ll| will)?|i(?:'ll| will)?|board|governors|trustees|owners?|committee|management|council|director\w*) (?:will |should |'d |would |can |have to |to |hope to |plan to |expect to )*(?:decides?\b|make (?:its|their|our|a|the) decision|take (?:the|a) decision)|(?:a |the |our |final )decision (?:will|is|should|from|by|falls|at)\b|get you a decision|contracts? (?:\w+ ){0,3}exchanged|paperwork signed|"
    r"unterschreib\w*|unterzeichn\w*|unterschrift|abschlie(?:ß|ss)\w*|bestell(?:en|ung)\b|entscheid\w*|sign(?:er|erons|ons|e)\b|signature)"
)
OBJECTION = cues(
    "objection",
    strong=[
        [
            r"(?:far |much |a (?:bit|little|tad) |just |way |still )*too (?:much |\w+ ly )?(?:expensive|pricey|costly|high|complex|complicated|risky|long|slow|steep|rigid|heavy|difficult|big|early|limited|inflexible|dear)\b(?=.*(?:for (?:us|me|a|our|what)|us\b|$|before|they tell|price|fee|cost|time))",
            r"(?:a bit|rather|pretty|quite|very|really|so|kind of|noticeably more|more|way more|that) (?:expensive|pricey|steep|costly)(?=.*(?:for|than|you|us|$))",
            r"(?:more|higher|bigger|steeper|longer) than (?:we|i)(?:'d| had| have)? (?:expected|budgeted|planned|wanted|can|thought|hoped)",
            r"(?:hard|difficult|tough|impossible) to (?:justify|sell|swallow|explain to)",
            r"(?:struggle|trouble) with (?:the|your)|(?:fee|price|cost|pricing|term|commission|lock-in) (?:\w+ ){0,3}(?:that )?(?:i|we) struggle with|is more than we can|higher than",
        ],
        [
            r"(?:not|\w+n't|far from) (?:\w+ )?(?:convinced|comfortable|persuaded|sold on|the right time|a priority|ready (?:for|to)|think (?:we're|we are|it's|it is|this is) (?:ready|worth|right|for us|fair)|see (?:the )?(?:value|benefit|roi|point|why|how (?:this|it|we))|work for (?:a|us|our)|fly\b|suit|worth)",
            r"(?:have|has|had|got|some|serious|big|main|biggest|few|of the \w+ have) (?:\w+ )?(?:concerns?|reservations?|doubts?|misgivings|objections?)\b",
            r"(?:my|our|the|their|biggest|main) (?:\w+(?:'s)? )?(?:main |biggest |only |big |real )*(?:concern|worry|fear|objection|sticking point|reservation|issue|problem) (?:is|with|here|remains|would be)",
            r"(?:main|biggest|only|big|real|remains our|our main) (?:concern|sticking point|worry|objection|obstacle|hurdle)",
            r"(?:we're|we are|i'm|i am|committee is|board is) (?:\w+ )?(?:concerned|worried (?:about|that)|hesitant|reluctant|sceptical|skeptical|wary)(?! about the weather)",
            r"for us the problem is",
        ],
        [
            r"deal ?-?breaker|no-?go\b|show-?stopper|won't fly|(?:can't|cannot) (?:accept|agree)|non-?starter|puts? (?:me|us) off|scares? (?:me|us)|pushback|a must for us|missing (?:a |the )?features?|feel it's (?:too )?risky|too risky|lock-?in (?:scares|worries)|we like (?:it|the \w+), (?:but|it's)|i like (?:it|the \w+), (?:but|it's)",
            r"(?:without|no) (?:\w+ ){0,5}(?:compliance|certification|support|sso|app|integration)\b.*(?:no-?go|not possible|can't|we won't|no chance)",
        ],
        [
            r"zu (?:teuer|aufwendig|aufwändig|komplex|kompliziert|riskant|hoch|lang)|bedenken\b(?! sie)|vorbehalte|nicht (?:überzeugt|sicher, ob)|skeptisch|trop (?:cher|ch[eè]re|long|compliqu[eé]\w*|complexe)|(?:des|avons des|quelques) (?:r[eé]serves|doutes)|pas (?:convaincu|s[uû]r)"
        ],
    ],
    weak=[
        [
            r"price|pricing|fee|cost\w*|contract|term|lock-?in|rollout|delivery|installation|privacy|data|security|cloud|training|setup|preis\w*|prix|dur[eé]e"
        ],
        [
            r"but\b|honestly|however|unfortunately|leider|just don't|problem|concern\w*|worry|risk\w*|doubts?|too\b|expensive|slow"
        ],
    ],
    against=[
        r"no (?:concerns?|reservations?|objections?|doubts?|problem)|not too|isn't too|resolved|any (?:concerns?|questions|doubts)|no longer (?:a )?concern",
        r"weather|forklift|taxi|ticket|outage|room|port fee",
        r"not a problem",
    ],
)
COMPETITOR = cues(
    "competitor",
    strong=[
        [
            r"(?:your|a|the|their|main|direct|cheaper|one of your|some) competit(?:ors?|ion)\b(?! on| was|'s logo)",
            rf"competing (?:offer|bid|quote|product)s?|(?:other|another|an other|rival|different|alternative|second|competing) (?:{_RIVAL}|company has)",
            r"(?:offers?|quotes?|bids?|proposals?|pitch) (?:from|of|by) (?!you\b|us\b|your\b|our\b|me\b|the (?:team|\d))\w+.{0,60}(?:lower|cheaper|too\b|also|percent|less|better|for (?:a|the same)|vor|$)",
            r"(?:cheaper|less expensive|better|faster) than you(?:rs)?\b|below you(?:rs|r price)?\b|undercut\w*|better price|pays? half|same (?:thing )?(?:for|without) |for (?:a third |way |much |half )less|for free btw",
            r"(?:do you compare|compares?|stack up|hold up|comparing|compared)(?: \w+){0,3} (?:to|with|against) (?!us\b|what|the original|last|before|you\b|i |we |our|this|that|expected)\w+",
            r"comparing you (?:with|to|against)",
            r"(?:also|currently|still|already) (?:talking|speaking|negotiating) (?:to|with) (?!you|your|us|our|the|my|him|her|them)\w+",
            r"asked (?!you|us|them|him|her|for|the|our|my|your)\w+(?: \w+)? for (?:a|an|their) (?:contract|offer|quote|proposal)",
            r"(?:came|coming|come) in\b.{0,40}(?:demo|pitch)|(?:demo|pitch(?:ed)?) (?:from|by|to us)",
            r"wettbewerb(?:er\w*|s)\b|konkurren[zt]\w*|mitbewerber\w*|concurrents?\b|angebot (?:von|der|des) (?!ihnen|euch)\w+ (?:liegt|ist|war)|günstiger an\b",
        ]
    ],
    weak=[
        [
            r"\w+ (?:offered|pitched|quoted|claims?|promised|showed|presented|bid|bids|gives|gave|proposed|evaluated)(?: to)? (?:us|me|they|also|for|\d+|we|at|a|something|the same|\w+ at the same)"
        ],
        [
            r"came in|coming in|demo|pitch\w*|quot\w+|offer\w*|bid\b|price|cheaper|less\b|\d+ (?:percent|%)|better"
        ],
        [
            r"(?:use|uses|using|used|runs?|is on|on|with|tried|saw what|seen|has built|swear by|went with|evaluated|going with)\b"
        ],
        [
            r"colleagues|sister|neighbou?r|mate at|next door|another (?:brewery|branch|site|school|company)|at the fair|my boss|before|by the way|btw|also|just so you know"
        ],
    ],
    against=[
        r"no competitors?|competitive|competition on|our competitors?|one of our competitors|our suppliers|ihr(?:em|en)? angebot",
        r"former|office plants",
    ],
    cased=[
        r"\b(?!(?:I|We|You|They|He|She|It|The|This|That|Your|Our|My|Their|His|Her|Finance|Marketing|Legal|Management|Somebody|Nobody|Who|Everybody|Mr|Mrs|Ms|Dr|Please|If|And|But|So)\b)[A-Z][a-z]+(?:[A-Z]\w+)?(?: [A-Z]\w+)? (?:has |have |also |just |already |now )*(?:offered|pitched|quoted|claims?|bids?|gives us|gave us|showed us|came in|charges|is (?:cheaper|faster)|has a)\b",
        r"(?:[Ww]hat (?:do you|can you|does it)|[Hh]ow do (?:you|your)|[Cc]ompar\w+ (?:you|it)?|[Ii]t's you or|[Bb]etter than|[Oo]ffer (?:from|of)|[Qq]uote from|[Aa]ngebot von|stack up|prices?) (?:\w+ ){0,6}?(?:than|with|to|or|from|of|against|von) (?!Mon|Tues|Wednes|Thurs|Fri)[A-Z]\w+",
    ],
    cased_weak=[
        r"\b(?:uses?|using|(?:is|are) on|runs|tried|went with|(?:moved?|moving|switch(?:ed)?|switching|go|goes) (?:over )?to|wechseln .{0,12}zu|chez|saw what) [A-ZÉ]\w+",
    ],
)
BUDGET = cues(
    "budget",
    strong=[
        [
            r"(?:no|limited|tight|small|remaining|annual|this year's|next year's|our|approved|the|my|it|marketing|training|project|total|left in the|out of|of the|within|over|under|that|more|opex|capex|maintenance|new|q[1-4]|what|a|any|in the) (?:\w+ )?budgets?\b(?! (?:airline|report|price))",
            r"budgets? (?:is|are|was|were|has|have|for|of|freeze|cut|cycle|round|approval|cap|got|left|ends|there)|budgets?[.,]|budgeted|(?:cost|spending|hiring|budget) (?:freeze|stop)|capex|opex|out of (?:money|funds)|can(?:'t|not) afford",
            r"(?:no|any|new|have) (?:more )?(?:money|funds|funding|spend)\b.*(?:year|before|until|for|since|march|this)|cash is tight|funds? (?:is|are|very) |funding (?:round|is|was|has|for)|money for this|(?:isn't|not|is not) a (?:penny|cent|dime)|in the pot|commit money|left (?:in the pot|for software)",
            r"haushalt (?:sind|ist|haben|20)|im haushalt|kein budget|budgetsperre|budgetiert|budget (?:gibt|mehr|frei|ist|est|cette|bloqu)|(?:le|plus de|de|notre) budget",
        ]
    ],
    weak=[[r"budget\w*|money|funds|funding|grant|cash|spend"]],
    against=[
        r"budget (?:airline|report|price)|fits? (?:your|any|every) budget|prize money|losing money|lose money"
    ],
)
CLOSE_DATE = cues(
    "close_date",
    strong=[
        [
            rf"{_SIGN}\b.{{0,60}}?(?:by|before|on|until|in|at|no later than|around|within|is|for|to|from|bis|am|zum|vor|den|ende|avant|d'ici|pour le|le|next|this|end|mid|early|du) ?.{{0,14}}{DATED}",
            rf"{_SIGN}\b.{{0,40}}{DATED}",
            rf"{DATED}\b.{{0,30}}{_SIGN}",
        ],
    ],
    weak=[
        [
            r"(?:we|i|partners|president|board|governors|trustees|owners?|md|director\w*|executive|cabinet|vorstand|wir|nous)\b",
            r"(?:contract|agreement|signature|signing|order|po|vertrag|deal)\b",
        ],
        [
            r"(?:will|'ll|plan|planned|want|expect|expected|should|like to|would|'d|can|moves?|due|to be|has to be|is|going to|looks like|prévue|within|penciled|pencilled)\b"
        ],
        [r"sign\w*|signature|unterschr\w*|unterz\w*|closing|decision|decide"],
    ],
    against=[
        r"[^.?!]*\?\s*$",
        r"even if|signed off the|for signature\.?$|order form|signature page|(?:won't|will not|can't) promise|when (?:he|she|they|you|i)\b|within (?:a day|\d+ hours)|(?:old|the) sign\b|handed over",
        r"(?:if|unless|once|wenn|falls|si|subject to|with an order) (?!is\b|so\b)\w+.*",
        r"(?:not|\w+n't|cannot|nicht|ne|pas)\b.*(?:sign|close|decid|order)|(?:sign|signature|signed|decide|decision)\w* (?:\w+ )?(?:not|\w+n't|cannot|can't)",
        r"(?:store|shop|road|ticket|gate|office|round|factory|window) (?:is |was |has |will )?clos\w*|closing time|close (?:to|the (?:ticket|case|loop|door|factory|office))|close of|sign ?-?up\b|sign ?-?in\b(?! (?:the|a|q\d|early|late|mid|week|due|one|two|jan|feb|march|april|may|june|july|aug|sept|oct|nov|dec))|signed (?:up|in|for the|\d+|nda)|signed nda|the (?:signed )?(?:nda|minutes)|order(?:ed)? (?:from|number|no|of the)|standing order|nurse|drivers?|customers place|spruce|american order|in order",
        r"in most cases|candidate|meter was|deploy|permission|bug|ticket|uat\b|pcs\b|back order|order (?:leaves|ships|arriv)|rest of the order|mention\w* that|they will decide|have to decide that|(?:countersigned|signed) (?:copy|slips)|(?:was|were|had|last) (?:\w+ )?(?:signed|closed|ordered|decided)|yesterday|last (?:may|week|month|year)",
    ],
)
AMOUNT = cues(
    "amount",
    strong=[
        [
            rf"(?:let's (?:go|say|make it)|go(?:ing)? (?:ahead )?with|agree[d]? (?:on|to|for|upon)|settle[d]? (?:on|for|at)|we(?:'ll| will)? take|we said|total\w*(?: value| price| amount| sum| contract value)?|so that's|makes|comes? to|amounts? to|come down to|deal|order (?:is|for|of|value)|contract (?:value|is|worth|of)|price (?:is|of|at|would be)|"
            rf"new (?:total|amount|price)|approved?d?|accept(?:ed)?|sign(?: off)? (?:for|at|on)|seats?,? so|licen[cs]es?,? so|ok(?:ay)?|yes|yep|fine|the agreed|agreed|confirm\w*|happy with|offer(?:ed)? (?:you|over|of|at)?|charge|einigen|einverstanden|genehmigt|insgesamt|gesamt\w*|au total|pour un|valid\w+|d'accord|montant)\b.{{0,70}}?{MONEY}",
            rf"{MONEY}.{{0,45}}\b(?:is (?:agreed|approved|fine|ok|the (?:final|agreed|new))|in total|altogether|all in|all included|flat|works for us|total|per year|a year|a month|for the (?:year|season|first year)|for (?:everything|twelve|all)|annually|p\.a\.|pro jahr|par an|deal|it is|agreed|go\b|ok\b|genehmigt|confirmed|we have a deal|package)",
            rf"{MONEY}.{{0,25}}\b(?:agreed|deal|confirmed)",
        ],
    ],
    weak=[
        [rf"{MONEY}"],
        [
            r"agree\w*|approv\w*|accept\w*|confirm\w*|ok\b|okay|fine|deal|yes|yep|go\b|happy|total|altogether|works|einverstanden|einigen|genehmigt|valid\w*"
        ],
        [
            r"seats?|licen[cs]es?|units?|trackers?|scanners?|clinics|users|contract|offer|price|a year|per year|invoice"
        ],
    ],
    against=[
        r"[^.?!]*\?\s*$",
        r"(?:cost us|paid|pays?|was|were|fine for|prize|turnover|damage|insur\w+|duty|port fee|earn|sales|claim|core charge|deposit|taxi|raised|spent|last year|in 20\d\d|donat\w+|salary|refund|your payment)\b",
        r"if (?!you|we)|invoice (?:no|number|\d)",
        r"(?:budget|left in|remaining|pot|funding|competitor\w*|offered us|propose la|concurrent|quoted \d|anything above|below)",
    ],
)
