"""The words that mark signatures, notices and footers, in the languages people write us in."""

from retrieval.phrases import any_of

CLOSING = any_of(
    r"""
    (?:(?:with )?(?:best|kind|kindest|warm|warmest|many|good|my best) )?(?:regards|wishes)|best
    all (?:the|my) best|warmly|cheers
    (?:many |best |with )?thanks(?: (?:again|a lot|so much|very much|in advance|and (?:best |
    + kind )?regards))?
    thank you(?: (?:again|very much|so much|in advance|and (?:best |kind )?regards))?|thx|ty|sincerely
    sincerely yours|yours(?: (?:truly|sincerely|faithfully))?|respectfully(?: yours)?|cordially
    take care|talk soon|br|rgds|kr|b\.?r\.?
    mit (?:freundlichen|besten|herzlichen|vielen) gr(?:ü|ue)(?:ß|ss)en(?: (?:aus|nach) [a-zäöüß]{2,30})?
    (?:freundliche|viele|beste|liebe|herzliche|schöne|sonnige) gr(?:ü|ue)(?:ß|ss)e(?: (?:aus|
    + nach) [a-zäöüß]{2,30})?
    (?:lieben |schönen |vielen )?gru(?:ß|ss)|gr(?:ü|ue)(?:ß|ss)e|mfg|vg|lg
    (?:vielen |besten |herzlichen )?dank(?: im voraus)?|danke(?: dir| ihnen)?|(?:bien )?cordialement
    bien (?:à|a) (?:vous|toi)|(?:meilleures |sincères )?salutations
    (?:un grand )?merci(?: beaucoup| d'avance)?|amicalement|à bientôt|bonne journée
    (?:un )?saludos?(?: cordial(?:es)?)?|atentamente|(?:muchas )?gracias|un abrazo
    (?:cordiali |distinti )?saluti|grazie(?: mille)?|(?:met )?vriendelijke groet(?:en)?
    (?:met )?hartelijke groet(?:en)?|groet(?:en|jes)?|mvg|bedankt|dank u|atenciosamente|obrigad[oa]
    abraços|(?:melhores )?cumprimentos|(?:med )?(?:vänliga?|bästa) hälsning(?:ar)?
    (?:med )?(?:vennlig|venlig|bedste|beste|mange) hilsen(?:er)?|mvh|hälsningar|hilsen|z poważaniem|pozdrawiam
    s pozdravem|ystävällisin terveisin|terveisin|a presto|un caro saluto|с уважением|saygılarımla|üdvözlettel
    """,
    after=r"\s{0,3}[,.!;:…–—-]{0,3}(?P<name>\s{1,3}[^\d@:;!?]{2,40})?$",
)
"""Words that close a mail, alone on a line or with the sender's name."""

SENT_FROM = any_of(
    r"""
    sent (?:from|via|using|with) (?:my |a |the )?[\w .,'’+&()/:?=-]{2,80}
    (?:von meinem|von unterwegs|gesendet (?:von|mit|über|aus)(?: meinem| der)?|
    + diese nachricht wurde von meinem) [\w .'’+&()-]{2,60}
    envoyé (?:de|depuis|à partir de) (?:mon )?[\w .'’-]{2,60}
    enviado (?:desde|do|de|a partir de) (?:mi |meu )?[\w .'’-]{2,60}
    inviato da(?:l mio)? [\w .'’-]{2,60}
    (?:verzonden|verstuurd) (?:vanaf|met|via) (?:mijn )?[\w .'’-]{2,60}
    skickat från (?:min )?[\w .'’-]{2,60}|sendt fra (?:min )?[\w .'’-]{2,60}
    wysłane z (?:mojego )?[\w .'’-]{2,60}|отправлено с [\w .'’-]{2,60}
    get outlook for (?:ios|android)\b.{0,80}|holen sie sich outlook.{0,60}
    please excuse (?:any |my )?(?:typos|brevity|spelling)[^.]{0,60}\.?
    yahoo mail: search, organi[sz]e.{0,40}
    """,
    after=r"$",
)
""" "Sent from my phone" in its many forms."""

DEVICE = any_of(
    r"""
    iphone|ipad|android|samsung|galaxy|blackberry|mobile|handy|phone|outlook|gmail|yahoo|mail|windows
    huawei|pixel|smartphone|tablet|nokia|sony|htc|lg\b|sparrow|spark|superhuman|app|proton|telefon
    unterwegs|hubspot|front
    """,
)
"""What such a line names, so that "Sent from our office on Monday" stays said."""

LEGAL = any_of(
    r"""
    confidentiality (?:notice|statement)|legal (?:notice|disclaimer)\b|\bdisclaimer:
    (?:this|the) (?:e-?mail|message|communication|transmission|
    + information)[^.]{0,140}(?:confidential|privileged|intended (?:only|solely|exclusively)|
    + legally protected)
    contents of this (?:e-?mail|message)[^.]{0,80}confidential
    (?:if you )?(?:are|you are|were) not the (?:intended|named) (?:recipient|addressee)
    received this (?:e-?mail|message|communication|transmission)[^.]{0,20} in error
    consider the environment before printing
    originated (?:from )?outside (?:of )?(?:the|your|our) (?:organi[sz]ation|company)
    you don'?t often get e-?mail from|(?:checked|scanned) (?:by|for) [^.]{0,40}virus|virus-free\.
    diese (?:e-?mail|nachricht|mitteilung)[^.]{0,140}(?:vertraulich|ausschließlich für)
    nicht der (?:richtige|beabsichtigte|vorgesehene) (?:adressat|empfänger)
    (?:irrtümlich|versehentlich|fälschlicherweise) erhalten
    vertrauliche (?:und/oder|und|oder|informationen)|denken sie an die umwelt
    ce (?:message|courriel)[^.]{0,140}(?:confidentiel|destiné exclusivement|à l'attention exclusive)
    est(?:e|a) (?:mensaje|correo|comunicación)[^.]{0,140}(?:confidencial|exclusivamente)
    questo messaggio[^.]{0,140}(?:confidenzial|riservat)
    dit (?:bericht|e-mailbericht)[^.]{0,120}vertrouwelijk
    """,
)
"""Sentences that only a legal notice has."""

LEGAL_MORE = any_of(
    r"""
    unauthori[sz]ed|dissemination|liabilit|recipient|viruses|delete (?:it|this)|notify the sender
    registered (?:in|office)|company (?:no|number)|geschäftsführ|amtsgericht|handelsregister|\bhrb\b
    ust-?id|vorstand|aufsichtsrat|sitz der gesellschaft|unbefugt|vernichten sie
    informieren sie (?:bitte )?(?:sofort )?den absender|destinataire|détruire|destinatario|siège social
    capital de
    """,
)
"""What follows in further paragraphs of a legal notice."""

FOOTER = any_of(
    r"""
    manage (?:your )?(?:e-?mail )?(?:preferences|subscription)|update your preferences
    you(?: are|'re|’re)? (?:receiv(?:ing|ed)|getting|subscribed) (?:this|these|to this) (?:e-?mail|
    + message|newsletter|because)
    you received this (?:e-?mail|message|because)|to stop receiving
    view (?:this e-?mail )?(?:in|with) (?:your |a )?(?:web )?browser|newsletter abbestellen
    vom newsletter abmelden
    """,
)
"""Footers of newsletters and mailing lists."""

FOOTER_WORD = any_of(
    r"""
    \bunsubscribe\b(?! me\b| us\b)|\bopt[- ]out\b|\babbestellen\b|\babmelden\b|d[ée]sabonner
    d[ée]sinscrire|darse de baja|cancelar (?:la )?suscripci[óo]n|annulla(?:re)? (?:l')?iscrizione
    uitschrijven
    """,
)
"""Words that make a footer only together with a link or in a very short line."""

FOOTER_PROOF = any_of(
    r"""
    https?:|www\.|\bclick\b|\bhere\b|\blink\b|klick|\bhier\b|\bici\b|aqu[íi]|\bqui\b|\breply\b|mailing
    list\b|\|
    """,
)

CONTACT = any_of(
    r"""
    \b(?:tel|telefon|phone|mobile|mobil|cell|fax|direct|office|m|t|p|f|e|w|o|d|c)\s{0,2}[.:|
    + ]{1,2}\s{0,3}[+(\d\w]
    \+\d[\d ()./-]{6,}|\(?\d{2,5}\)?[ ./-]\d{2,4}[ ./-]\d{2,6}|https?://|www\.|\S@\S{1,80}\.\w|linkedin
    twitter|^\W{0,3}[|•·]
    """,
)
"""Phones, links and addresses."""

TITLE = any_of(
    r"""
    manager|director|head of|chief|ceo|cto|cfo|coo|cio|vp|vice president|president|engineer|consultant
    account executive|sales|marketing|founder|partner|assistant|officer|lead|leiter(?:in)?
    geschäftsführer(?:in)?|vertrieb|einkauf|directeur|responsable|gerente|director[a]?|procurement
    operations|purchasing|support|team|gmbh|inc\.?|ltd\.?|llc|ag|s\.?a\.?|corp\.?|co\.
    """,
    before=r"\b",
    after=r"\b",
)
"""Job titles and company forms."""

PERSONAL = any_of(
    r"""
    \b(?:i(?= )|i'll|i'm|i'd|i've|we|we'll|we're|we've|we'd|you|you'll|your|let's|let me|please|ich|wir|
    + sie|du|ihnen|bitte|je|j'|nous|vous|yo|nosotros|usted)\b
    ’(?:ll|m|d|ve|re)\b
    """,
)
"""Somebody speaking to somebody."""

TIME = any_of(
    r"""
    monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|tonight
    next (?:week|month|quarter)|by (?:the )?end|eod|eow|montag|dienstag|mittwoch|donnerstag|freitag
    morgen|heute|nächste|lundi|mardi|mercredi|jeudi|vendredi|demain|will|werden|attached|anbei
    """,
    before=r"\b",
    after=r"\b",
)
"""Words of a short line that tells something all the same: "SOW coming Tuesday"."""

JOIN = any_of(
    r"""
    microsoft teams(?: meeting| need help)|teams-besprechung|réunion microsoft teams
    join (?:on your computer|the meeting|with google meet|zoom meeting|microsoft teams|by phone|
    + by video|from the meeting link|webex)
    jetzt an der besprechung teilnehmen|an zoom-meeting teilnehmen|click here to join
    hier klicken, um an|meeting id\s?:|meeting-id\s?:|besprechungs-id\s?:|passcode\s?:|kenncode\s?:
    one tap mobile|dial by your location|dial-?in by phone|find (?:a|your) local number|find local
    phone conference id|video (?:conference|conferencing) (?:device|id)|alternate vtc|meeting options
    besprechungsoptionen|learn more about meet
    https?://(?:[\w-]{1,60}\.)?(?:zoom\.us|teams\.microsoft\.com|teams\.live\.com|meet\.google\.com|
    + webex\.com|tel\.meet|aka\.ms/jointeams)
    reset (?:dial-in )?pin|for organi[sz]ers|tenant key|join by (?:sip|h\.?323|skype)
    is inviting you to a scheduled|download teams|join on the web|please do not edit this section
    -::~:~::~|meeting number|access code
    """,
)
"""Dial-in blocks of Teams, Zoom, Meet and Webex."""
