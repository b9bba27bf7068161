"""Cues for what happens next and for changed contacts: next steps, requests, new numbers and roles."""

# ruff: noqa: E501  (lists of alternatives are easier to compare on one line)

from retrieval.intent_cues import cues

_MEET = r"(?:call|meeting|demo|session|workshop|kick-?off|pilot|poc|trial|review|follow-?up|site visit|visit|appointment|training|audit room|slot)\b"
_ROLE = r"(?:head|deputy|director|vp|vice president|chief|c[tifeos]o|ciso|manager|lead|senior|global|regional|managing|svp|evp|principal|partner|responsible|superintendent|creative|operations|production|office|practice|procurement|purchasing|team lead|leiter\w*|\w*leitung|\w*leiter\w*|responsable|directeur|directrice|chef)"
_PHONE = r"(?:[+(]?\d(?:[ ()/.-]{0,2}\d){6,}|\d{3}-\d{4}|[\w.+-]+@[\w.-]+)"
NEXT_STEP = cues(
    "next_step",
    strong=[
        [
            r"(?:the |our |a |as a |my )?next steps?\b(?! (?:guide|in the|of the))|n[aä]chste[rn]? schritte?\b|prochaines? [eé]tapes?",
            rf"(?:schedule|set up|book|arrange|organi[sz]e|plan|fix|do|have|hop on|get on|make|suggest|propose|run) (?:you )?(?:a|the|another|our|some|an|that|this|us) (?:next |\w+ )?{_MEET}",
            r"let(?:'s| us) (?:schedule|set up|book|arrange|meet|plan|reconvene|sync|find a|kick|start|catch up|move forward|proceed|regroup|get (?:the|everyone|everybody|\w+) (?:\w+ )*on a|have a|do a|hop|sort out)",
            rf"(?<!executive )(?<!board ){_MEET} (?:on|is (?:on|set|scheduled)|next|for the (?:\w+ )?(?:team|clinic|branch|\d)|in the|this (?:week|month))",
            r"move (?:forward|ahead)|moving (?:forward|ahead)|proceed with|go(?:ing)? ahead with (?:the|a|this|our)|kick(?:ing)? off|termin (?:\w+ )?vereinbaren|fixons un rendez-vous|rendez-vous (?:la|le|pour)|formal clarification",
        ]
    ],
    weak=[[rf"{_MEET}"], [r"let's|next week|shall we|lassen sie uns|fixons|propose|suggest"]],
    against=[
        r"(?:was|were|had a|landed|after the) ",
        r"cancel|workflow|staircase|demo day|missed",
        r"talk about|every (?:monday|week)",
    ],
)
REQUEST = cues(
    "request",
    strong=[
        [
            r"(?:please|pls|plz|kindly)\b(?! (?:find|see (?:attached|below)|note|be advised|accept|do not hesitate|don't hesitate|feel free|excuse|forgive|disregard|ignore|unsubscribe|consider this))(?: to)?(?: \w+)",
            r"(?<!thank )(?:can|could|would|will) (?:you|u|someone|somebody|anyone)(?: from your side| guys)? (?:please |also |kindly |maybe |perhaps |just |possibly |quickly |finally )*(?!be\b|believe|imagine|say you)[a-z]+",
            r"would (?:you mind|it be possible)|any chance (?:you|of|to)|may i ask|might i ask|would you let|can we (?:get|have)\b|could we (?:get|have)\b|i ask you|i'd be grateful|could i (?:get|have)|can i (?:get|have)",
            r"(?:i|we)(?: would|'d)? (?:need|like|want|ask|appreciate|require|love) (?:it if )?you (?:to|could|would)|appreciate it if you",
            r"(?:i|we) (?:still |also |urgently )?(?:need|want|require) (?:the|a|an|your|some|this|that) (?!replacement for the broken).{0,60}(?:by\b|before|from you|asap|until|today|tomorrow|change that)",
            r"let (?:me|us) know\b|send (?:me|us) the|ring me back|call me back",
            r"(?:k[oö]nnen|k[oö]nnten|w[uü]rden) (?:sie|ihr)\b|kannst du|bitte\b(?! (?:beachten|entschuldigen|sehr))|pouvez|pourriez|merci de|veuillez|pri[eè]re de|schicken sie|rufen sie",
        ]
    ],
    weak=[[r"please|kindly|bitte|can you|could you|need"]],
    against=[
        r"unsubscribe\b|if you have any (?:further )?questions|should you have any questions|hesitate",
        r"if anything",
    ],
)
CONTACT_CHANGE = cues(
    "contact_change",
    strong=[
        [
            rf"(?:my|our|his|her|meine?|unsere|mon|the|office|reception's?|a|new|farm has a) (?:new |neue )?(?:direct |mobile |cell |office |desk |work |phone |private )?(?:line|number|phone|mobile|cell|extension|e-?mail|email|address|mail|name|job title|title|nummer|durchwahl|mailadresse)(?: address| number)? (?:here )?(?:(?:is now|has changed|is changed|have changed|changed|lautet)\b|(?:is|ist|will be|has been|here is|number is):? (?:disconnected|[^.]{{0,24}}{_PHONE}))",
            rf"(?:my|our) (?:\w+ )?(?:number|line|mobile|phone|e-?mail|mail)(?: address)? (?:here )?is:? {_PHONE}",
            r"(?:phone|number|line)(?: has|'s| is)? been (?:changed|disconnected)|(?:got|have|i've) (?:also )?(?:got )?a new (?:number|phone|e-?mail|mobile)",
            rf"(?:new|updated?|changed) (?:direct |mobile |office |phone |cell |private |e-?)?(?:phone|number|mobile|line|e-?mail|mail|email|address|contact details|title|role)(?: address| number)?\b.{{0,40}}{_PHONE}",
            r"(?:my|our|his|her|phone,|note the|is the|office) (?:\w+ )?new (?:phone )?number\b(?! of)|new number (?:here|is|:)|new phone, new number|new (?:direct|mobile|phone) (?:line|number)|new e-?mail(?: address)?\b(?! (?:template|campaign|design))|(?:neue|geänderte) (?:telefon|handy|mobil|durchwahl)?\w*(?:nummer|mailadresse)|nouveau num[eé]ro|nouvelle adresse|my address is now|extension has changed",
            rf"(?:reach|call|contact|ring|write to|use) (?:me|us|my)\b.{{0,30}}(?:new|instead|from now on|now|private|mobile).{{0,24}}{_PHONE}",
        ],
        [
            rf"(?:i(?:'m| am)|i've (?:become|been (?:promoted|appointed|named|made))|i was (?:promoted|appointed|named)|i have (?:become|been (?:promoted|appointed|named))|i will be|i'll be|bin ich|ich bin|je suis) (?:now |to |as |recently |actually |the |our |a |an |new |ab sofort |jetzt |nun |désormais |maintenant |zum |from now on )*{_ROLE}\b(?! (?:time|s?ick|tight|order|a hand|for (?:this|that)))",
            r"(?:has|have) (?:now |recently |just )?(?:(?:left|joined)(?: the company| us\b| our (?:team|company)|, | (?:as|on \d|last|in (?:january|february|march|april|may|june|july|august|september|october|november|december))|[.]|$)|moved on(?= ?[.,;]|$| to (?:a|another|new|other))|retired)|(?:is|am|'m) (?:leaving(?: (?:the company|us|[A-Z]?\w+)?(?:[.,]|$| (?:as of|at the end|after|in|on)\b))|retiring)(?! our)|no longer (?:with|at|working|works? for)|(?:is|ist) (?:im ruhestand|in rente)",
            r"(?:(?:my|his|her|our|the) (?:\w+ )?successor|successor is|replacement is|point of contact|contact person|new contact|your (?:new |main )?contact)\b(?= |[.,]|$)",
            r"(?:taking|takes?|take|took|taken|übernimmt) over (?:from (?:me|him|her)|(?:my|his|her) (?:role|job|accounts|responsibilities|position))|(?:my|a|his|her|changed) new (?:role|job title|title)|(?:in|into|start\w*|have|took|taken) (?:a|my) new (?:role|position|job)|changed (?:roles?|jobs?|positions?)|job title has changed|from now on i'm responsible|(?:lead|contact|owner) is now|(?:from (?:now|today|monday|the \d\w*|\d+ \w+)|since (?:monday|last|\d)|as of (?:now|today|this|\d|the)|ab (?:sofort|\d|heute)|with effect from) (?:\w+ ){0,5}?(?:superintendent|responsible|head of|director|leiter|manager|chief)",
            r"new (?:operations |office |general |it |procurement |account )?(?:manager|director|superintendent|head|lead|ceo|cto|cfo)\b(?=.*(?:is|i'm|i am|mail|joined|as))",
            r"joined us as|i'm the new|i am the new|is the new (?!button|feature|version)",
        ],
    ],
    weak=[[rf"{_PHONE}"], [r"number|phone|mobile|mail|new|now|from (?:now|today|monday)|as of|successor"]],
    against=[
        r"[^.?!]*\?\s*$",
        r"feel free|any questions|need (?:further )?assistance",
        r"(?:order|invoice|ticket|case|account|po|reference|tracking|part|serial|version|vat|room|bank|iban) (?:number|nummer|no)\b|number of|the number \d",
        r"field\b|form is|is optional|left column|left the (?:building|office|adapter)|phone battery",
        r"(?:order|shipment|parcel|factory|title is (?:scheduled|under))\b|i (?:heard|hear)|was promoted|(?:stay|remain) your|starts in|who ",
    ],
)
