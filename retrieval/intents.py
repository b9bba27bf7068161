"""Finds what a sentence does besides promising: objections, churn threats, changed numbers, dates, amounts."""

import re
from collections.abc import Iterator, Sequence

from records.models import Event, Intent, Span
from retrieval.sentences import Sentence, plain
from retrieval.sides import Sides, speaker_at

_MONEY = (
    r"(?:(?:eur|usd|gbp|chf|\$|€|£)\s?\d[\d.,' ]*\d?\s?(?:k\b|m\b|million)?|\d[\d.,']*\s?(?:k|million|"
    r"mio)?\s?(?:eur|euros?|usd|dollars?|gbp|pounds|chf|francs|€|\$|£)(?!\w))"
)

_RULES: list[tuple[str, float, re.Pattern[str]]] = [
    (
        "churn_threat",
        0.9,
        re.compile(
            r"\b(?:cancel(?:l?ing)?|terminat(?:e|ing)|not (?:be )?renew(?:ing)?|won't (?:be "
            r")?renew(?:ing)?|end(?:ing)? |exit(?:ing)?|pull(?:ing)? out of|get(?:ting)? out of|"
            r"walk(?:ing)? away from|stop(?:ping)?) "
            r"(?:our |the |this |your |my |with )?(?:entire |whole |annual |current )?(?:contract|"
            r"subscription|agreement|account|relationship|partnership|licen[cs]es?|service|renewal|"
            r"cooperation|business with you)\b"
        ),
    ),
    (
        "churn_threat",
        0.85,
        re.compile(
            r"\b(?:if|unless|otherwise|or else)\b.*\b(?:we|i)(?:'ll| will| would|'d|'re going to| are "
            r"going to| have to|'ll have to)"
            r" (?:\w+ )?(?:mov(?:e|ing)|switch(?:ing)?|migrat(?:e|ing)|start (?:evaluating|looking)|look) "
            r"(?:to|for|at|elsewhere|other|"
            r"around)\b|\b(?:we|i)(?:'ll| will|'re going to| are going to) (?:\w+ )?(?:move|switch|"
            r"migrate) to [\w.-]+(?: \w+)? "
            r"(?:if|unless|in|by|next|this|at)\b.*\b(?:if|unless|fixed|otherwise)\b|\bevaluating other "
            r"(?:tools|systems|solutions|products)\b"
        ),
    ),
    (
        "churn_threat",
        0.85,
        re.compile(
            r"\b(?:(?:we(?:'ll| will|'re going to| are going to| may have to| might have to| will have to|"
            r"'ll have to|'re| are)|i(?:'ll| will| have to|'ll have to)|forced to|ready to|prepared to|"
            r"decided to|considering|thinking (?:of|about)|"
            r"tempted to|seriously) (?:\w+ )?(?:mov(?:e|ing)|switch(?:ing)?|chang(?:e|ing)|leav(?:e|ing)|"
            r"go(?:ing)?) (?:over )?(?:to (?:another|a different|your competitor|someone|somebody|a "
            r"competitor|one of your|[\w.-]+ (?:if|unless|instead|next|at)|another)|(?:vendor|provider|"
            r"supplier)s?|elsewhere|away from you|you\b(?= (?:if|for|unless|altogether)|[.!]))|"
            r"tak(?:e|ing) (?:our|my) business elsewhere)"
        ),
    ),
    (
        "churn_threat",
        0.85,
        re.compile(
            r"\b(?:looking (?:at|into|for|around for)|evaluat(?:e|ing)|explor(?:e|ing)|consider(?:ing)?|"
            r"talking to|shopping around|reviewing|in talks with|investigating) (?:\w+ "
            r"){0,2}(?:alternatives?|other (?:vendors?|providers?|suppliers?|options (?:to|than))|"
            r"replacements?|your competitors?|different (?:vendor|provider|supplier)s?|competing (?:offers|"
            r"products))\b"
        ),
    ),
    (
        "churn_threat",
        0.85,
        re.compile(
            r"\b(?:we are done with|we're done with|last (?:chance|straw)|lose us as a|losing us as a|no "
            r"longer (?:want|wish) to (?:work|continue)|reconsider (?:our|the|this) (?:contract|"
            r"relationship|partnership|subscription|renewal)|notice of termination|"
            r"hereby (?:cancel|terminate)|(?:will|shall) not (?:extend|prolong|renew)|(?:wechseln|wechsel) "
            r"(?:wir )?(?:zu|den anbieter)|k[uü]ndig(?:en|ung)\b|r[eé]sili(?:er|ation)|changer de "
            r"(?:fournisseur|prestataire)|migrate away|rip (?:it|you|your \w+) out)\b"
        ),
    ),
    (
        "frustration",
        0.9,
        re.compile(
            r"\b(?:unacceptable|inacceptable|inakzeptabel|ridiculous|outrageous|fed up|sick of|sick and "
            r"tired|had enough|enough is enough|(?:very|extremely|deeply|really|so|increasingly|quite|"
            r"pretty|incredibly|beyond) (?:frustrat(?:ed|ing)|disappoint(?:ed|ing)|annoy(?:ed|ing)|unhappy|"
            r"dissatisfied|upset|angry)|"
            r"(?:i am|i'm|we are|we're|are getting|getting|is) (?:frustrated|disappointed|annoyed|unhappy|"
            r"furious|livid|angry|fuming|losing patience)|running out of patience|lost (?:all "
            r")?(?:patience|trust|confidence|faith)|(?:second|third|fourth|fifth|3rd|4th|5th|umpteenth|"
            r"nth) time (?:i|we|i'm|i am|we're|this (?:week|month|year)|that (?:i|we))|"
            r"how (?:many times|much longer|often do)|nobody (?:answers|responds|replies|calls back|seems "
            r"to care|bothers)|no ?one (?:answers|responds|has (?:called|replied|responded|bothered)|seems "
            r"to care)|what a (?:joke|mess|disaster)|a (?:complete |total |real |absolute )?(?:joke|"
            r"disaster|disgrace|nightmare|shambles|farce)\b|waste of (?:time|money)|"
            r"still (?:not fixed|broken|no (?:answer|reply|response|solution|fix|news)|waiting (?:for (?:a|"
            r"an|any|your) (?:answer|reply|response|fix|callback|solution)))|we deserve better|not what we "
            r"(?:pay|paid|signed up) for|let us down|appalling|pathetic|terrible (?:service|support|"
            r"experience)|"
            r"yet again|once again (?:the|your|we|no)|weeks? (?:of|with|without) (?:silence|no (?:reply|"
            r"answer|response))|es reicht|unzumutbar|sehr ver[aä]rgert|entt[aä]uscht|inadmissible|tr[eè]s "
            r"d[eé][cç]u)\b"
        ),
    ),
    (
        "competitor",
        0.8,
        re.compile(
            r"\b(?:competitors?|competing (?:offer|bid|quote|product)|(?:other|another|rival|different|"
            r"alternative) (?:vendor|supplier|provider|bidder|offer|quote|bid)s?|(?:offer|quote|bid|"
            r"proposal|pitch) from (?!you\b|us\b|your\b|our\b|me\b|the team)[\w-]+|"
            r"(?:also|currently|still) (?:talking|speaking) (?:to|with) (?!you|your|us|our|the|my|him|her|"
            r"them)\w+|compared? (?:you )?(?:to|with|against) (?:what )?(?:salesforce|hubspot|sap|oracle|"
            r"microsoft|zendesk|google)|cheaper than you(?:rs)?|undercut|wettbewerb(?:er)?|"
            r"konkurren[zt]\w*|mitbewerber|concurrents?)\b"
        ),
    ),
    (
        "budget",
        0.85,
        re.compile(
            r"\b(?:(?:no|limited|tight|small|remaining|annual|this year's|next year's|our|approved|the|my|"
            r"it|marketing|training|project|total|left in the|out of|within|over|under) budget(?:s)?|"
            r"budget(?:s)? (?:is|are|was|were|has|have|for|of|freeze|cut|cycle|round|approval|cap|got|left|"
            r"ends)|budgets?\.|budgeted|cost freeze|spending freeze|capex|opex|out of (?:money|funds)|"
            r"can't afford|cannot afford|"
            r"funding (?:is|was|has|for)|haushalt|kein budget|budgetiert|le budget)\b"
        ),
    ),
    (
        "objection",
        0.8,
        re.compile(
            r"\b(?:too (?:expensive|pricey|costly|high|complex|complicated|risky|long|slow|steep|rigid)|"
            r"(?:more|higher|bigger) than (?:we|i) (?:expected|budgeted|planned|wanted|can)|(?:hard|"
            r"difficult|tough) to (?:justify|sell internally|swallow)|not (?:convinced|sure (?:we|it's "
            r"worth|this is worth|about the price)|comfortable with|the right time|a priority|ready to)|"
            r"(?:have|has|had|got|some|serious|big|main|biggest|few) (?:concerns?|reservations?|doubts?)\b|"
            r"(?:my|our|the) (?:main |biggest |only |big |real )?(?:concern|worry|issue|problem|objection|"
            r"sticking point) (?:is|with|here|remains)|we(?:'re| are) (?:concerned|worried|hesitant|"
            r"reluctant)|i(?:'m| am) (?:concerned|worried|hesitant|reluctant|sceptical|skeptical)|don't "
            r"see (?:the value|why|how this|the (?:benefit|roi))|"
            r"deal ?breaker|won't fly|can't accept|cannot accept|can't agree to|cannot agree to|price is "
            r"(?:too|a bit|quite|way)|pushback|zu teuer|bedenken|trop cher|r[eé]serves|nicht [uü]berzeugt|"
            r"missing (?:a |the )?features?)\b"
        ),
    ),
    (
        "contact_change",
        0.9,
        re.compile(
            r"\b(?:(?:my|our|his|her) (?:new )?(?:direct |mobile |cell |office |desk |work )?(?:line|"
            r"number|phone|phone number|mobile|cell|extension|e-?mail|email address|address|nummer|"
            r"durchwahl) (?:is now|has changed|changed|is|will be|lautet|ist)(?: now)? ?:?\s*(?=[+(\d]|"
            r"[\w.+-]+@|[^.]{0,20}[+(]?\d{3}|to )|"
            r"(?:new|update(?:d)?) (?:direct |mobile |office )?(?:phone|number|mobile|line|e-?mail(?: "
            r"address)?|contact details|title|role)(?: is|:)|"
            r"(?:reach|call|contact|ring) me (?:now )?(?:on|at|under) (?:my new|[+(\d])|(?:i(?:'m| am)|"
            r"i've (?:become|been (?:promoted|appointed|named))|i was (?:promoted|appointed|named)|i have "
            r"(?:become|been (?:promoted|appointed|named))) (?:now |to |as |recently )*(?:the |our |a |an "
            r")?(?:new )?"
            r"(?:head|director|vp|vice president|chief|cto|cio|cfo|ceo|coo|manager|lead|senior|global|"
            r"regional|it|procurement|purchasing|team lead|leiter|leiterin|managing|svp|evp|principal|"
            r"partner)\b(?! (?:time|s?ick|tight|order|a hand))|"
            r"(?:has|have) (?:left|joined) (?:the company|us|our team|our company)|is no longer (?:with|at|"
            r"working)|(?:will be|is) (?:my|your|the|our) (?:new |main )?(?:successor|replacement|point of "
            r"contact|contact person|contact)\b|taking over from (?:me|him|her)|take(?:s)? over (?:my|his|"
            r"her) (?:role|accounts|responsibilities)|"
            r"(?:meine|neue) (?:telefon|handy|mobil|durchwahl)?nummer|ich bin (?:jetzt|nun|ab sofort) |mon "
            r"nouveau num[eé]ro|je suis (?:maintenant|d[eé]sormais) |moved to a new (?:role|position)|"
            r"changed (?:roles?|jobs?|positions?))"
        ),
    ),
    (
        "close_date",
        0.8,
        re.compile(
            r"\b(?:(?:we|i|us|let's|both|our (?:board|ceo|cfo|management|legal|lawyers|side|team)|(?:want|"
            r"like|need|plan|aim|hope|rather|able|"
            r"ready|going|happy|try|prefer) to)\b[^.;]{0,30}?\b(?:sign|close (?:the deal|this|it)|"
            r"finali[sz]e|conclude|execute|"
            r"place (?:the|an|our) order|issue (?:the|a) (?:po|purchase order)|decide|make (?:a|the|our) "
            r"decision|get (?:this|it|the deal|"
            r"everything) (?:signed|done|closed|over the line)|wrap (?:this|it) up|unterschreiben|"
            r"unterzeichnen|abschlie(?:ß|ss)en|signer)|"
            r"(?:signature|signing|closing|contract start|go-?ahead|purchase order|po|unterschrift|"
            r"vertragsabschluss)\b.{0,20}"
            r"(?:is |will be |has been |to )?(?:planned|expected|moved|pushed|postponed|scheduled|delayed|"
            r"out|issued|slip\w*|geplant)?)\b"
            r"[^.;]{0,45}?\b(?:by|before|on|until|in|at|no later than|around|bis|am|vor|ende|avant|d'ici|"
            r"le|next|this|end|mid|early|to|for)\b"
        ),
    ),
    (
        "amount",
        0.85,
        re.compile(
            rf"\b(?:let's (?:go|say|make it)|go with|going with|agree(?:d)? (?:on|to)|settle(?:d)? (?:on|"
            rf"for|at)|we(?:'ll| will) take|total(?: value| price| amount| sum| contract value)?(?: is| of|"
            rf" comes to| would be| now|:)|so that's|makes|comes to|amounts? to|come down to|deal (?:is|at|"
            rf"value)|order (?:is|for|of|value)|contract (?:value|is|worth|of)|price (?:is|of|at|would be)|"
            rf"new (?:total|amount|price)|approved|accept(?:ed)?|sign(?: off)? (?:for|at|on)|seats?,? so|"
            rf"licen[cs]es?,? so|einigen|insgesamt|gesamt\w*|au total|pour un (?:total|"
            rf"montant))\b.{{0,60}}?{_MONEY}|{_MONEY}.{{0,25}}\b(?:is (?:agreed|approved|fine|ok|the "
            rf"(?:final|agreed|new))|in total|all in|works for us|total|per year|a year|annually|p\.a\.|"
            rf"pro jahr|par an)"
        ),
    ),
    (
        "next_step",
        0.75,
        re.compile(
            r"\b(?:next steps?\b|let's (?:schedule|set up|book|arrange|meet|plan|do|have|get|reconvene|"
            r"sync|talk|find|kick|start|catch up|move|proceed|regroup)|(?:schedule|set up|book|arrange) "
            r"(?:a|the|another|our|some|an) (?:\w+ )?(?:call|meeting|demo|session|workshop|time|slot|"
            r"kick-?off|pilot|poc|trial|review|follow-?up)|"
            r"(?:kick-?off|pilot|poc|workshop|demo|follow-?up (?:call|meeting)|trial) (?:on|is (?:on|set|"
            r"scheduled)|next|this|will)|move (?:forward|ahead)|moving (?:forward|ahead)|proceed with|"
            r"n[aä]chste[rn]? schritte?|prochaines? [eé]tapes?|termin vereinbaren|go(?:ing)? ahead with "
            r"(?:the|a|this|our))"
        ),
    ),
    (
        "request",
        0.8,
        re.compile(
            r"(?:^|[,;.!:-] |\b(?:and|but|so|also|if so|hi \w+|hello \w+) )(?:please|pls|kindly|bitte|"
            r"merci de|veuillez)\b(?! (?:find|see (?:attached|below)|note|be (?:informed|assured|reminded)|"
            r"remember|be advised|accept|do not "
            r"hesitate|don't hesitate|feel free|excuse|forgive|disregard|ignore|unsubscribe))|"
            r"\b(?:can|could|would|will) you (?:please |also |kindly |maybe |perhaps |just |possibly "
            r")?(?:please )?(?!be\b|believe|imagine|say you)[a-z]+|\bwould you mind|\b(?:i|we)(?: would|"
            r"'d)? (?:need|like|want|ask|appreciate|require|love) (?:it if )?you (?:to|could|would)|"
            r"\b(?:i|we) (?:still |also |urgently )?need (?:the|a|an|your|some|this|that) .{0,60}(?:by|"
            r"before|from you|asap|until|today|tomorrow)|\blet (?:me|us) know\b|\b(?:k[oö]nnen|k[oö]nnten|"
            r"w[uü]rden) (?:sie|ihr)\b|\bkannst du|\b(?:pouvez|pourriez)-vous|\bplease send"
        ),
    ),
]
_NOT = {
    "competitor": re.compile(r"\bno competitors?\b|competitive"),
    "objection": re.compile(
        r"\b(?:no (?:concerns?|reservations?|objections?|doubts?)|not too|isn't too|resolved|any "
        r"(?:concerns?|questions))\b"
    ),
    "budget": re.compile(r"\bfits? (?:your|any|every) budget\b"),
    "frustration": re.compile(
        r"\b(?:not|never|n't) (?:\w+ )?(?:unacceptable|frustrated|disappointed|unhappy|annoyed|angry|sick|"
        r"fed)\b|\bdon't be disappointed|won't be disappointed|understand (?:your|the|that you) frustrat|"
        r"sorry (?:for|that|about|to hear)"
    ),
    "churn_threat": re.compile(
        r"\b(?:no (?:plans?|intention|reason|need)|not (?:looking|planning|going|considering|thinking)|"
        r"never|don't (?:want|plan|intend|worry)|happy to stay|cancel (?:the|our|this|my) (?:meeting|call)|"
        r"would hate|without (?:looking|considering))\b|\bcancell?ation policy"
    ),
    "contact_change": re.compile(
        r"\?$|\b(?:order|invoice|ticket|case|account|po|reference|tracking) (?:number|nummer)\b"
    ),
    "close_date": re.compile(
        r"\?$|\b(?:if (?:you|they|he|she) sign|signed copy|sign off|bank holiday|close to|close the "
        r"(?:ticket|case|loop|door)|sign ?(?:in|up)|ticket|close of)\b"
    ),
    "amount": re.compile(r"\?$|\b(?:if|invoice (?:no|number)|was|were|last year|would have)\b"),
    "next_step": re.compile(r"\bnext steps? guide\b"),
    "request": re.compile(
        r"\bunsubscribe\b|if you have any (?:further )?questions|should you have any questions|hesitate"
    ),
}
_CUSTOMER_ONLY = frozenset({"churn_threat", "frustration"})
_DATE = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|okt|dez|janv|f[eé]v|avr|juin|juil|d[eé]c)\w*|"
    r"\d{1,2}[./-]\d{1,2}|\d{4}-\d\d|\bq[1-4]\b|\b(?:next|this|end of|end of the|mid|coming) (?:week|month|"
    r"quarter|year)|(?:mon|tues|wednes|thurs|fri)day|"
    r"\b(?:christmas|new year|easter|summer|year-?end|month-?end|quarter-?end|tomorrow|today|eom|eoy|eow|"
    r"jahresende|monatsende|fin (?:de |du )?(?:mois|l'ann[eé]e))\b|\b\d{1,2}(?:st|nd|rd|th)\b"
)
_CHEAP = re.compile(
    r"cancel|terminat|renew|switch|mov|leav|alternativ|vendor|provider|supplier|competi|compar|straw|"
    r"chance|reconsider|done with|accept|frustrat|disappoint|annoy|unhappy|patience|trust|time|how |no "
    r"?(?:one|body)|joke|mess|disaster|waste|still|again|"
    r"budget|afford|freeze|fund|capex|opex|expensive|pric|concern|doubt|reserv|worr|convinc|comfortable|"
    r"justify|value|breaker|number|line|phone|mobile|e-?mail|reach|call|i'm|i am|left|joined|longer|"
    r"successor|contact|sign|clos|finali|order|decid|decision|purchas|"
    r"eur|usd|[$€£]|gbp|chf|next|let's|schedule|set up|book|arrange|demo|pilot|kick|please|pls|kindly|"
    r"bitte|merci|you|need|let (?:me|us)|k[uü]nd|r[eé]sil|wechs|teuer|bedenken|cher|ich|je |mon |signer|"
    r"unter|fed|sick|enough|wettbewerb|konkurr|concurr|haushalt|proceed|move|go"
)


def intents_in(
    event: Event, sides: Sides, sentences: Sequence[Sentence], promised: Sequence[Span] = ()
) -> Iterator[Intent]:
    """Intents of the given sentences, each label at most once per sentence, quoting the whole sentence."""
    for sentence in sentences:
        raw = event.text[sentence.start : sentence.end]
        low = plain(raw)
        if len(low) < 8 or not _CHEAP.search(low):
            continue
        labels = _labels(low)
        if not labels:
            continue
        speaker = speaker_at(event, sentence.start)
        ours = speaker is not None and sides.is_ours(speaker)
        for label, confidence in labels.items():
            if ours and label in _CUSTOMER_ONLY:
                continue
            yield Intent(
                label=label, quote=raw, start=sentence.start, end=sentence.end, confidence=confidence
            )


def _labels(low: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for label, confidence, pattern in _RULES:
        if label in found or not pattern.search(low):
            continue
        refuted = _NOT.get(label)
        if refuted and refuted.search(low):
            continue
        if label == "close_date" and not _DATE.search(low):
            continue
        found[label] = confidence
    return found
