"""Patterns that speak of the future: who, by which words, in English, German and French."""

import re

Pattern = tuple[str, str, re.Pattern[str]]
"""Kind, subject, and what to look for in `sentences.plain` text."""

_ADVERB = (
    r"(?:also|then|just|definitely|certainly|gladly|personally|still|always|now|be sure to|make sure to|of "
    r"course|"
    r"probably|most likely|likely|hopefully|surely|absolutely|immediately|again|try and|go ahead and|"
    r"happily|at least|"
    r"both|each|even|only|simply|quickly|really|in turn|therefore|additionally|too|kindly|promptly|in any "
    r"case|"
    r"first|next|soon|shortly|uh|um|like|you know|actually|all|once more|separately|naturally|"
    r"(?:[\w'-]+ly))"
)
ADV = rf"(?:{_ADVERB},? )"
_SELF = r"(?:i|we|i and \w+|\w+ and i|both of us|me and \w+)"

ANNOUNCEMENT = re.compile(
    r"^(?!please|could|can|would|when|where|what|how|who|if|is|are|do|does|did|has|have|"
    r"was)(?:[\w'&/.#-]+,? ){0,9}?"
    r"(?:coming(?: your way| over| up)?|to follow|following|follows|on (?:its|their|the) way|en route|"
    r"going out|headed your way|heading your way|arriving|landing|out|over|with you|"
    r"to you|back to you|over to you|in your (?:\w+ )?(?:inbox|hands|mailbox|folder|dropbox|drive|portal|"
    r"account)|in \d+|in an? \w+|on \w+day|\w+day\b|ready|done|finished|delivered|sent|fixed|sorted|live|"
    r"by|due|tomorrow|today|tonight|to be \w+)\b"
)
PATTERNS: list[Pattern] = [
    (
        "wont",
        "self",
        re.compile(
            rf"\b{_SELF} (?:will|shall) {ADV}{{0,2}}(?:not|never|no longer)\b|\b(?:we're|we are|i'm|i am) "
            rf"not going to\b|\b(?:we're|we are|i'm|i am) not (?=\w+ing\b.{{2,80}}\b(?:until|till|unless|before)\b)|"
            rf"\b{_SELF} (?:won't|will not)\b"
        ),
    ),
    (
        "will",
        "self",
        re.compile(
            rf"\b(?P<who>{_SELF})(?: {_ADVERB}| both| all)?(?:'ll|,? (?:will|shall|wil))\b(?: (?:i|"
            rf"we)(?:'ll| will))*"
        ),
    ),
    (
        "will",
        "self",
        re.compile(
            r"\bill (?=(?:get|send|be|do|let|call|check|have|follow|make|give|forward|ask|try|share|bring|"
            r"take)\b)"
        ),
    ),
    (
        "will",
        "none",
        re.compile(
            r"^(?:and |but |so |then )?(?:will|'ll|shall) (?!you\b|it\b|the\b|he\b|she\b|we\b|i\b|they\b|"
            r"this\b|that\b|there\b|your\b|our\b|these\b|any)"
        ),
    ),
    (
        "going",
        "self",
        re.compile(
            rf"\b(?:i'm|i am|we're|we are|im)(?: {_ADVERB})?,? (?:going to|gonna|about to|set to|due to) |"
            rf"^(?:gonna|going to) (?=\w)"
        ),
    ),
    (
        "willing",
        "self",
        re.compile(
            r"\b(?:(?:i'm|i am|we're|we are|i'd be|we'd be|i would be|we would be|i'll be|we'll be|i will "
            r"be|we will be)(?: \w+){0,2} |^(?:more than |very |quite |only too )?)"
            r"(?:happy|glad|delighted|willing|pleased|prepared|ready|committed|determined) to "
        ),
    ),
    (
        "intend",
        "self",
        re.compile(
            rf"\b(?:i|we)(?: {_ADVERB})?(?:'d| would)? (?:plan|aim|intend|hope|expect|mean|try|want|like|"
            rf"foresee) to |(?:my|our) (?:intention|plan|aim|goal|undertaking)\b.{0, 40}? to (?=\w)|\b(?:i|"
            rf"we)(?:'d| would)? (?:aim|shoot|target|anticipate|expect) (?:for|being|having|a|the)\b|"
            r"\b(?:i'm|i am|we're|we are) (?:\w+ )?(?:planning|aiming|hoping|intending|looking|trying|"
            r"expecting|targeting|working|shooting) (?:to|on|for|towards) |"
            r"^(?:plan|aim|hope|expect|intend) to |^(?:planning|aiming|hoping|looking|trying|expecting|"
            r"targeting|shooting) (?:to|for|we|i|that) |\b(?:i|we) (?:hope|expect) (?=you|it|the|that|we|"
            r"i)|"
            r"\b(?:the|our|my) (?:plan|goal|aim|target|intention) is (?:to|that we|for)\b"
        ),
    ),
    (
        "vow",
        "self",
        re.compile(
            r"\b(?:i|we)(?: \w+)? (?:promise|guarantee|commit|undertake|pledge|agree|assure you|confirm|"
            r"vow)(?: you)?(?: (?:to|that|not to)\b| (?=i|we|you|it|the|a|no|delivery|your))|"
            r"\b(?:i|we) (?:hereby |can )?(?:promise|guarantee|commit)\b"
        ),
    ),
    (
        "you_get",
        "you",
        re.compile(
            r"\byou (?:won't|will not|will never) (?:be (?:charged|billed|invoiced|asked|left)|pay|see|"
            r"have to pay|need to pay|lose|find)\b|\byou(?:'ll| will| shall| are going to|'re going to)(?: "
            r"also| then| certainly| definitely| all| both| each| still| just| probably)? "
            r"(?:have|get|receive|hear|see|be|not|find|need|want|never|keep)\b|"
            r"\byou (?:have|get|receive) (?:it|this|that|them|the|our|my|a|an|your|all|everything|new)\b|"
            r"\byou (?:can|may|should) (?:\w+ )?(?:expect|count on|rely on|have|look out for|bank on|"
            r"receive|get|see|hear)\b|"
            r"^(?:please )?(?:expect|look out for|watch for|keep an eye out for|look for) |\byou(?:'re| "
            r"are) getting\b|\bit'?s? (?:is )?yours by\b"
        ),
    ),
    (
        "let_me",
        "self",
        re.compile(
            r"\b(?:let me|lemme|allow me to|let us|permit me to)(?: just| first| also| quickly| please| go|"
            r" go ahead and)* "
        ),
    ),
    (
        "phrase",
        "self",
        re.compile(
            r"\b(?:consider (?:it|that|this) (?:done|sorted|fixed|handled|yours|taken care of)|leave (?:it|"
            r"this|that|that one|the [\w '-]{2,40}?) (?:with|to) (?:me|us)\b|^count on |"
            r"count on (?:it|me|us|that)|on the hook for|have our commitment|(?:you have|you've got|you "
            r"got) my word|my word on it|(?:i'm|i am|we're|we are) (?:already |all )?on it|"
            r"my team is (?:already )?on it|rest assured|i(?:'ve| have)? got (?:it|this|that) covered|"
            r"i(?:'ve| have) got (?:you|this)|we've got you covered|"
            r"it's a promise|that's a promise|i give you my word|no problem,? will|"
            r"depend on it|bank on it|it'?s? (?:is )?as good as done|c'est promis|c'est not[eé]|je m'en "
            r"(?:occupe|charge)|"
            r"(?:that|it|this) (?:won't|will not|will never) happen again|nous nous en (?:occupons|"
            r"chargeons)|on s'en (?:occupe|charge)|vous pouvez compter|versprochen|k[uü]mmere mich|"
            r"k[uü]mmern uns|wird gemacht|wird erledigt|"
            r"darauf k[oö]nnen sie sich verlassen|wird sofort erledigt)\b|^(?:on it|will do|promise|"
            r"promised|will be done|shall do)\b(?=[ ,.!-]|$)|^(?:can do|you got it|i'll|i will)[.! ]*$"
        ),
    ),
    (
        "gratis",
        "none",
        re.compile(
            r"\b(?:free of charge|on the house|on us\b|at no (?:extra |additional |further )?(?:cost|"
            r"charge)|no charge for|without (?:extra |additional )?(?:charge|cost)|our treat|my treat|for "
            r"our account|(?:on|to) our (?:bill|account)\b|my shout|our shout|at (?:my|our) (?:own "
            r")?(?:expense|cost)\b|(?:our|my|a) (?:gift|present)\b|gift from|on me\b|for free|(?:is|are|"
            r"comes?) free(?= (?:for you|of)|[.!]?$)|^free [\w -]+ (?:for|with|on) (?:you|your)|without "
            r"(?:any |extra |additional )?(?:cost|charge)|(?:you |not |never )(?:pay|charged)\b|kostenlos|"
            r"kostenfrei|offert|sans frais)"
        ),
    ),
    (
        "hold",
        "none",
        re.compile(
            r"\bno (?:[\w'-]+ ){0,3}?(?:increases?|charges?|fees?|costs?|changes?|hikes?|rises?|"
            r"surcharges?|penalt(?:y|ies)|downtime|cuts?|interruptions?|lock-in|"
            r"adjustments?)\b.{0,40}?\b(?:before|until|till|this|for|in|through|during|prior|on|to)\b|"
            r"\b(?:price|prices|pricing|rate|rates|discount|offer|terms|fee|fees|conditions|slot|capacity|"
            r"allocation|team|deal)\b.{0,40}? (?:stays?|holds?|remains?|is|are|will be|being) (?:\w+ "
            r")?(?:fixed|frozen|locked|held|flat|in place|unchanged|stable|guaranteed|the same|reserved|"
            r"capped|safe|yours|blocked)\b|"
            r"\b(?:price|prices|pricing|rate|rates|discount|offer|terms|slot)\b.{0,25}? (?:stays?|stands?|"
            r"holds?|remains?) |\b(?:date|offer|price|deal|slot|order)\b.{0,30} stands\b|\b(?:i|we)(?:'ve| "
            r"have)(?: got)? .{2,40}?(?:scheduled|booked|lined up|reserved|set aside|blocked|pencilled in|"
            r"penciled in)\b|^no (?:[\w'-]+ ){1,6}?(?:before|until|till|through|this|(?:in|for) (?:the "
            r"(?:first|next|whole|entire)|january|february|march|april|may|june|july|august|september|"
            r"october|november|december|q\d|20\d\d|you\b)|from us|at renewal)\b|"
            r"\b(?:stays?|remains?) (?:at|as|in|the same|fixed|unchanged|yours|open|flat)\b|^(?:nobody|no "
            r"one|no-one) (?:else )?(?:gets|will|sees)\b|(?:is|are|stays?|it's|that's) yours\b|^yours "
            r"(?:until|till|through|for)|"
            r"\b(?:is|are) (?:now |hereby |automatically |also )?(?:extended|waived|included|covered|"
            r"reimbursed|refunded|credited|dropped)\b|\byou (?:keep|pay nothing|pay no)\b"
        ),
    ),
    (
        "third_will",
        "third",
        re.compile(
            r"(?:^|\b)(?P<who>(?:[\w'@&/.,-]+ ){0,9}?[\w@&/)-]+)(?:'s (?:coming|sending|bringing|flying|"
            r"calling|going)|'ll| will| shall| won't|'s going to| is going to| are going to| is gonna|'s "
            r"gonna)(?= )"
        ),
    ),
    (
        "can",
        "self",
        re.compile(
            rf"\b(?:i|we)(?: {_ADVERB})? (?:can|could|should|may|might|ought to|oughta|'d be able to|'m "
            rf"able to|'re able to| am able to| are able to)(?: be able to| have| get)?\b|^can (?=\w+ "
            rf"(?:it|them|the|you|your|a|an|this|that)\b)|^(?:should|can|could|prob(?:ably)?|might) "
            rf"(?:\w+ly )?(?:be able to |have |get |do |be (?=ready|done|there|able|with|back|finished))"
        ),
    ),
    (
        "present",
        "thing",
        re.compile(
            r"\b(?:my|our|one of our|one of my) (?:[\w-]+ ){1,3}?(?P<verb>stays?|remains?|sends?|calls?|"
            r"comes?|brings?|delivers?|picks?|collects?|joins?|takes?|starts?|goes|flies|drives?|visits?|"
            r"rings?|handles?|covers?)\b"
        ),
    ),
    (
        "can",
        "thing",
        re.compile(
            r"\b(?<!you )(?<!i )(?<!we )(?<!they )(?:should|could|would(?= be (?:with you|ready|there|done|"
            r"delivered|shipped)| arrive| ship| reach)|might|ought to|may) (?:\w+ly )?(?:be (?=ready|"
            r"available|done|there|with|in|out|back|live|fixed|complete|finished|confirmed|sent|delivered|"
            r"possible|up|able)|arrive|reach|land|ship|leave|come|go out|clear|follow)"
        ),
    ),
    (
        "doing",
        "self",
        re.compile(rf"\b(?:i'm|i am|we're|we are)(?: {_ADVERB})? (?P<verb>[a-z]+ing)\b"),
    ),
    ("doing", "none", re.compile(r"^(?:just |now |also |then |so )?(?P<verb>[a-z]+ing)\b")),
    (
        "present",
        "self",
        re.compile(r"\b(?:i|we)(?: also| then| just| gladly| now)? (?P<verb>[a-z]{2,})\b(?!')"),
    ),
    (
        "present",
        "thing",
        re.compile(
            r"\b(?P<verb>hits|drops|reaches|stays|remains|(?<!to )(?<!will )(?<!you )(?<!we )(?<!i "
            r")(?:follow|arrive|ship|come|land|leave|stay|remain|start|go) (?=.{0,40}(?:mon|tues|wednes|"
            r"thurs|fri|satur|sun)day|tomorrow|tonight|today|this (?:afternoon|evening|week)|next|on the|by |through )|is going|are going|"
            r"begins|ships|goes out|go out|goes live|go live|arrives|comes|lands|leaves|follows|starts|"
            r"gets|go|goes|is due|are due|is coming|are coming|is scheduled|are scheduled|"
            r"is set for|(?:is|'s) on its way|(?:is|'s) headed your way|(?:is|'s) coming your way|is on "
            r"its way|are on their way|is arriving|is shipping|are shipping|is going out|are going out|is "
            r"booked|are booked|is confirmed for|are confirmed for|"
            r"(?:is|are) (?:yours|with you|back|ready|to be \w+)|are being \w+|is being \w+)\b"
        ),
    ),
    (
        "would",
        "self",
        re.compile(r"\b(?:i|we)(?:'d| would) (?:also |then |gladly |certainly )?(?P<verb>[a-z]+)\b"),
    ),
    (
        "can",
        "self",
        re.compile(r"\b(?:i'm|i am|we're|we are)(?: \w+)? able to\b"),
    ),
    (
        "arranged",
        "self",
        re.compile(
            r"\b(?:i|we)(?:'ve| have)(?: \w+ly| just| now)? (?:asked|instructed|told|got|arranged for) "
            r"[\w' ]{2,40}? to (?P<verb>\w+)|"
            r"\b(?:i|we)(?:'ve| have)(?: \w+ly| just| now| already)* (?:agreed|decided|arranged|undertaken|"
            r"committed)(?: internally| already)? to (?P<verb2>\w+)|"
            r"\b(?:i|we)(?:'ve| have)(?: \w+ly| just| now| already)* (?P<verb3>scheduled|booked|put you|"
            r"pencilled|penciled|reserved|blocked|set aside|lined up|arranged)\b"
        ),
    ),
    ("nominal", "none", ANNOUNCEMENT),
]
NEEDED: dict[tuple[str, str], tuple[str, ...]] = {
    ("wont", "self"): ("not", "n't", "never", "no longer"),
    ("will", "self"): ("'ll", "wil", "shall", "ill "),
    ("going", "self"): ("going to", "gonna", "about to", "set to", "due to"),
    ("willing", "self"): (
        (
            "happy ",
            "glad ",
            "delighted ",
            "willing ",
            "pleased ",
            "prepared ",
            "ready ",
            "committed ",
            "determined ",
        )
    ),
    ("intend", "self"): (
        (
            "plan",
            "aim",
            "inten",
            "hop",
            "expect",
            "mean",
            "try",
            "want",
            "like",
            "foresee",
            "goal",
            "undertaking",
        )
        + ("shoot", "target", "anticipate", "looking", "working")
    ),
    ("vow", "self"): (
        "promise",
        "guarantee",
        "commit",
        "undertake",
        "pledge",
        "agree",
        "assure",
        "confirm",
        "vow",
    ),
    ("you_get", "you"): ("you", "expect", "look", "watch", "keep"),
    ("let_me", "self"): ("let ", "lemme ", "allow me", "permit me"),
    ("third_will", "third"): ("'s ", "'ll ", " will ", " shall ", " won't ", " going to ", " gonna "),
}
"""One of these parts stands in every clause that the pattern of a kind and subject matches: to look for them costs a
tenth of the pattern."""

_GERMAN_VERB = (
    r"schicke|schicken|sende|senden|[uü]bersende|liefere|liefern|melde|melden|rufe|rufen|gebe|geben|mache|"
    r"machen|pr[uü]fe|pr[uü]fen|kl[aä]re|kl[aä]ren|bringe|bringen|"
    r"stelle|stellen|werde|werden|bekomme|bekommen|erhalte|erhalten|k[uü]mmere|k[uü]mmern|leite|leiten|"
    r"erstelle|erstellen|bereite|bereiten|informiere|informieren|"
    r"lasse|lassen|reiche|reichen|komme|kommen|verspreche|versprechen|sage|best[aä]tige|best[aä]tigen|"
    r"[uü]bernehme|[uü]bernehmen|buche|buchen|halte|halten|sorge|sorgen|"
    r"schreibe|schreiben|mail[e]?n?|vereinbare|vereinbaren|passe|passen|[uü]berarbeite|[uü]berarbeiten|"
    r"verzichten|verzichte|gew[aä]hre|gew[aä]hren|installiere|installieren|"
    r"ziehe|ziehen|lege|legen|versuche|versuchen|hoffe|hoffen|garantiere|garantieren|nehme|nehmen|setze|"
    r"setzen|frage|fragen|spreche|starte|starten|verschicke|verschicken|versende|versenden"
)
_GERMAN_OTHER = (
    r"schau|schick|mach|meld|ruf|bring|frag|kl[aä]r|pr[uü]f|hol|geb|schaue|schauen|hole|holen|verrechnen|"
    r"erstatten|erstatte|tauschen|tausche|reparieren|bestellen|bestelle|montieren|fahren|fahre|besorgen|"
    r"besorge|k[oö]nnen|kann|tragen|trage|bieten|ersetzen|ersetze|reservieren|reserviere|berechnen|"
    r"berechne|verl[aä]ngern|senken|aktualisieren|beheben|behebe|l[oö]sen|l[oö]se|warten"
)
FOREIGN: list[Pattern] = [
    (
        "german",
        "self",
        re.compile(
            rf"\b(?:ich|wir) (?:(?:auch|dann|gerne|noch|das|es|ihnen|euch|dir) )*(?P<verb>{_GERMAN_VERB}|"
            rf"{_GERMAN_OTHER})\b|\b(?P<verb3>(?:k[oö]nnen|kann|werden|werde|(?!hab|h[aä]tt|w[aä]r|sind|"
            rf"d[uü]rf|m[uü]ss|woll|brauch|freu|bitt|dank|wiss|find|hatt|wurd|ben[oö]tig|fass|verweis|"
            rf"bezieh)[a-z\u00df-\u00ff]+(?:en|e))) (?:(?:das|es|ihnen|euch|dir|sie|dich|mich|uns) "
            rf")*(?:ich|wir)\b|\b(?P<verb2>{_GERMAN_VERB}) (?:(?:das|es|ihnen|euch|dir|sie|dich|mich|uns) "
            rf")*(?:ich|wir)\b"
        ),
    ),
    (
        "german",
        "you",
        re.compile(
            r"\b(?P<verb>bekommen|erhalten|haben|h[oö]ren|bekommt|kriegst|kriegen|bekommst|erh[aä]ltst|"
            r"hast) (?:sie|du|ihr)\b|\b(?:sie|du|ihr) (?P<verb2>bekommen|erhalten|h[oö]ren|bekommst|"
            r"bekommt|kriegst|haben|hast|habt)\b"
        ),
    ),
    (
        "german",
        "thing",
        re.compile(
            r"\b(?P<verb4>wird|werden) (?:sie|ihnen|dir|euch|dich) (?:[\w.-]+ ){0,8}?\w+en\b|"
            r"\b(?P<verb>wird|werden) (?:[\w.,-]+ ){1,10}?(?:ge\w+t|ge\w+en|\w+iert|ver\w+t|ver\w+en|"
            r"be\w+t|[uü]ber\w+|er\w+t|zu\w*ge\w+|aus\w*ge\w+)\b|\b(?P<verb2>kommt|folgt|geht|kommen|"
            r"folgen|gehen) (?:\w+ ){0,4}(?:morgen|heute|n[aä]chste|bis|am|ende|noch|montag|dienstag|"
            r"mittwoch|donnerstag|freitag)|\b(?P<verb3>bleibt|bleiben) .{0,40}(?:unver[aä]ndert|gleich|"
            r"stabil|fest|reserviert|bestehen)"
        ),
    ),
    (
        "french",
        "self",
        re.compile(
            r"\b(?:je|nous|on)(?: vous| te| le| la| les| lui| leur| l'| ne| m'en| nous| y)* "
            r"?(?P<verb>[a-zà-ÿ]+(?:rai|rons|ra)|envoie|envoyons|envoies|fais|faisons|transmets|"
            r"transmettons|reviens|revenons|rappelle|rappelons|livre|livrons|tiens|tenons|"
            r"prépare|préparons|vais|allons|va|confirme|confirmons|donne|donnons|passe|passons|adresse|"
            r"adressons|communique|communiquons|m'engage|engageons|garantis|garantissons|vérifie|vérifions|"
            r"essaie|essayons|espère|espérons|offrons|offre|prends|prenons|partage|partageons|devrait|"
            r"devrions|devrais|pourrons|promets|occupe|occupons|charge|chargeons)\b"
        ),
    ),
    ("french", "you", re.compile(r"\bvous (?:en |le |la |les |l')?(?P<verb>recevrez|aurez|l'aurez|serez)\b")),
    ("french", "thing", re.compile(r"\b(?P<verb>sera|seront|arrivera|arriveront|suivra|suivront)\b")),
]

CONDITION = re.compile(
    r"^(?:and |but |so |then |also )?(?:only )?(?:if|once|when|as soon as|assuming|provided|providing|"
    r"subject to|unless|after|until|as long as|soon as|should (?:you|the|legal|they|she|he|it|any|your|our|"
    r"there)|in case|"
    r"were (?:the|it|he|she|this|any|we|you)|in the event|absent|given that|[\w ]{2,20} permitting\b|with "
    r"an order|pending|depending|contingent|on condition|upon|the moment|sobald|wenn|falls|sofern|"
    r"vorausgesetzt|nachdem|si|d[eè]s que|lorsque|quand|une fois|sous r[eé]serve)\b"
)

HAPPENS = re.compile(
    r"^(?!i |we |you |he |she |they |it |if |when |once |as |this |that |there |please "
    r")(?:[\w'&/#.-]+ ){1,7}?"
    r"(?P<verb>[a-z]{3,}(?<!s|u|i)s|gets? \w+ed|goes|go|leave|ship|follow|land|start|come)(?= )(?!'s)"
)
"""Something does something: the last resort, where a day or the reader is named too."""
