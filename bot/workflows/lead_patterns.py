"""The words, in English, German and French, by which a short reply below a quiet account is read."""

import re

from bot.workflows.reply_patterns import any_of

REQUEST = re.compile(
    r"(?i)(?:please |pls )?(?:can|could|would|will) you (?:please )?"
    r"(?=(?:let|drop|forget|close|ignore|skip|stop|show|remind|snooze|ask|ping|nudge)\b)"
    r"|(?:kannst|könntest) du (?:bitte )?(?=.*(?:lass|vergess|ignorier|schließ|zeig|erinner|aufhör))"
    r"|(?:peux|pourrais)-tu (?=.*(?:laisse|oubli|ignor|ferm|clôtur|montre|rappel))"
)
SEARCH = re.compile(
    r"(?i)(?:does|did (?!it\b|that\b|this\b|call|write|ring|speak|talk|meet|mail)) ?\w+\b"
    r"|(?:please |pls |bitte )?(?:find|search|list|summari[sz]e"
    r"|tell (?:me|us) (?:what|when|who|why|how|about|everything)"
    r"|(?:show|give|send) (?:me |us )?(?:all|every|each|the (?:mails?|promises|quotes?|deals?|last))"
    r"|suche?|liste|finde|nenn|cherche|trouve|résume|donne)\b"
)
"""What is asked of the ledger without a question mark."""
_THING = "(?:it|this|that|them|her|him|(?:the |this )?(?:account|deal|lead|opportunity|opp|silence|customer|client))"
NO_MORE = any_of(
    "no longer (?:an? )?(?:customer|client|lead|prospect|deal|interested|relevant|needed|open|active)",
    r"(?:not|isn't|aren't|wasn't) (?:really |even |actually )?(?:an? |any )?(?:more )?"
    r"(?:customer|client|lead|prospect|fit|interested|relevant|needed|worth)(?: any ?more)?",
    "no (?:interest|budget|need|deal|chance|opportunity|reason|point)(?! (?:yet|until|so far))",
    "nothing (?:to do|to say|open|left)", "never ?mind", "no (?:further |more )?action",
    "no (?:more )?(?:reminders?|nagging)",
    r"(?:stop|quit|no need to|don't|do not) (?:(?:remind|nag|ping|ask|tell|bring|bother|mention)\w*)"
    r"(?! (?:\w+ )?(?:today|tomorrow|now|before|until|this week))",
    r"kein\w* (?:interesse|bedarf|budget|kunde|kundin|lead|chance)(?! (?:vor|bis))",
    "(?:nicht|nichts) mehr (?:interessiert|relevant|aktuell|kunde|kundin|nötig|zu tun|offen|erinnern|melden|"
    "anrufen|verfolgen)",
    "kunde ist weg", "hör (?:bitte )?(?:auf|damit auf)", "nicht (?:interessiert|relevant)", "egal",
    "(?:n'est |sont )?plus (?:notre |nos )?(?:clients?|clientes?|intéressée?s?|d'actualité|pertinente?s?)",
    "pas (?:intéressée?s?|pertinente?s?|la peine|de budget|d'intérêt)", "plus rien à faire", "arrête",
    "ne (?:me|nous) (?:le |la |les |en )?(?:rappelle|reparle)s?[- ]?(?:plus|pas)",
)  # fmt: skip
"""Says itself that there is no more of it, so a "not" in it denies nothing."""
NOT_WON = any_of(
    "(?:they|she|he) (?:have |has )?said no",
    "(?:didn't|did not|haven't|have not) (?:win|won|got|get) (?:it|that|the \\w+)",
    r"(?:auftrag|deal|zuschlag)\b.*\bnicht (?:bekommen|gewonnen|erhalten)", "pas (?:eu|gagné|obtenu|remporté)(?! de)",
)  # fmt: skip
BY_THEN = any_of(
    "until", "till", "before", "right now", "at the moment", "just now", "currently", "yet", "so far",
    "this (?:week|month|quarter|year)",
    "bis", "vor", "im moment", "momentan", "derzeit", "gerade", "noch", "jusqu'\\w+", "avant", "pour l'instant",
    "en ce moment",
)  # fmt: skip
"""What is so only for a while."""
NOT_MINE = any_of(
    r"reassign\w*", "(?:re)?assign (?:(?:it|this|them) )?to", "(?:don't|do not|no longer) own",
    "(?:not|isn't|no longer) my (?:customer|client|lead|opportunity)", r"nicht mein\w* \w+",
    "nicht (?:für mich|zuständig)",
    "gehört (?:mir nicht|nicht mir)", "(?:pas|plus) mon (?:client|compte|affaire)", r"pas (?:le |la )?mien\w*",
)  # fmt: skip
ENDED = any_of(
    r"lost(?! (?:touch|track|contact|sight|count|her|his|their|my|our|the (?:number|contact|address|thread|mail)))",
    "dead(?! ?line)", "churned",
    "(?:cancel+ed|terminated|ended) (?:the|their|our) (?:contract|subscription|deal|renewal)",
    "(?:went|gone|going|signed) with (?:a|an|another|somebody|someone|the) (?:\\w+ )?"
    "(?:competitor|competition|vendor|supplier|provider|else)",
    "(?:chose|picked|took|bought) (?:a competitor|another|somebody else|someone else|something else)",
    "out of business",
    "bankrupt", "insolvent", "(?:deal|account|opportunity|opp|lead|renewal|it|this|that)"
    "(?:'s|'ve| is| was| are| were| have| has)?(?: already)? closed", "closed (?:it|the (?:deal|account|opportunity|lead))",
    "^closed(?: (?:it|lost|won|out|already))*$", "closed[ -](?:lost|won)", "disqualified", "written off",
    "wrote (?:it|them) off", "gave up", "given up", "declined(?! the (?:call|meeting|invit\\w+))",
    "turned (?:us|it) down", "rejected",
    "(?:we|they|deal|renewal|it)(?:'ve| have| has| is| was|'s)? (?:won|renewed)", "closed won",
    "verloren(?! gegangen)", "gewonnen", "verlängert", "gekündigt", "insolvent", "pleite", "abgelehnt", "gestorben",
    "tot", "aufgegeben",
    "(?:deal|auftrag|angebot|konto|geschäft) (?:ist |wurde )?geschlossen", "zur konkurrenz",
    "perdue?s?(?! de vue)", r"gagnée?s?", r"renouvelée?s?", r"refusée?s?", "morte?s?", "(?<=affaire )close", "clos",
    "clôturée?s?", "résiliée?s?", "abandonnée?s?",
    "partie?s? (?:chez|à la concurrence)", "faillite",
)  # fmt: skip
DROP = any_of(
    rf"(?:just |please |pls )?let (?:{_THING}|[\w&.]+(?: [\w&.]+)?) (?:go|be|rest)", "let go",
    rf"(?:close|kill|drop|forget|ignore|skip|dismiss|archive|remove|delete|mute|disregard|discard) {_THING}",
    "(?:forget|drop) about (?:it|this|them|that)",
    "^(?:just |please |pls )?(?:close|drop|ignore|skip|dismiss|archive|remove|stop|mute|forget)$",
    f"take {_THING} off", f"give {_THING} up", "give up", f"write {_THING} off", "irrelevant", "obsolete",
    "duplicate", "unsubscribe", "killed",
    "hat sich erledigt", "lass(?:en wir)?(?: (?:es|das|sie|ihn|den|die))?(?: (?:gut))?(?: (?:sein|los|gehen|fallen))?$",
    "(?:fallen|gut|los|bleiben) ?lassen", "vergiss(?: (?:es|das|sie|ihn))?", "vergessen wir(?: (?:es|das))?",
    r"ignorier\w*", "abhaken", "abgehakt", "streich(?:en?)?(?: (?:es|das|sie|ihn))?", "weg damit",
    "(?:schließ(?:e|en)?|mach) (?:es|das|den (?:deal|fall)|ihn|sie)(?: (?:zu|ab))?", "kann (?:weg|zu)",
    "(?:es|das|den \\w+) (?:bitte )?schlie(?:ß|ss)en", "^(?:bitte )?schlie(?:ß|ss)en$",
    r"laisse(?:z|r|ons)?[- ](?:le |la |les )?(?:tomber|courir|partir)",
    r"oublie(?:z|r|ons)?(?:[- ](?:le|la|les|ça))?",
    r"ignore(?:z|r|ons)(?:[- ](?:le|la|les|ça))?", r"ignore[- ](?:le|la|les|ça)",
    r"(?:ferme|clôture|classe|abandonne|archive)(?:z|r|ons)?(?:[- ](?:le|la|les|ça|(?:le |ce )?dossier))",
)  # fmt: skip
_MET = "(?:her|him|them|the (?:customer|client)|us|me|each other|there)"
IN_TOUCH = any_of(
    "called(?! (?:off|it off))", "rang", "phoned", "spoken?(?! for)", "talked", "chatted", "met(?! (?:the|their|our|its) )",
    "e-?mailed",
    "wrote(?! (?:it|them) off)",
    "written(?! off)", "texted", "messaged", "pinged", "nudged", "chased", "contacted",
    "reached(?! (?:the|their|our|its|an?)\\b)",
    "followed up",
    r"(?:got|been|am|are|is|were|was|stayed|\w+'(?:m|re|s|ve been)) in (?:touch|contact)",
    "in (?:touch|contact) (?:with|by|already|again)",
    "got hold of", "caught up", "left (?:her |him |them )?(?:a |an )?(?:voicemail|voice mail|message|note)",
    "had (?:a |an |our |the )?(?:quick |short |good |long )?(?:call|chat|meeting|lunch|coffee|talk|conversation|zoom)",
    f"(?:visited|saw|heard from) {_MET}",
    "(?:they|she|he|i|we)(?: have| has|'ve|'s)?(?: just)? (?:replied|answered|responded|visited)",
    "heard back", "replied", "angerufen", "telefoniert", "gesprochen", "geschrieben", "gemailt", "getroffen",
    "gemeldet", "kontaktiert",
    "(?:in|im) kontakt", "besucht", "nachgefasst", "nachgehakt", "geredet", "erreicht", "geantwortet",
    "angeschrieben",
    r"appelée?s?", "téléphoné", "parlé", "écrit", r"rencontrée?s?", r"contactée?s?", r"relancée?s?", "répondu",
    r"jointe?s?(?! (?:au|aux))", "rendu visite", "laissé un message",
    "(?:eu|passé) (?:au téléphone|un appel|une réunion|un échange)",
    "en contact", "échangé", r"(?:l'ai|les ai|l'avons|les avons|l'a|les a) vue?s?",
)  # fmt: skip
SHOW = any_of(
    "^(?:please |pls |just )?(?:show|open)\\b.*",
    "^(?:more )?details?(?: please)?$", "^more$", "more (?:info|information|details?|context|background)",
    "tell (?:me|us) more",
    "(?:have|take) a look", "look (?:at it|into it)", "^(?:bitte )?zeig(?:e|en)?\\b.*",
    "mehr (?:details|infos?|dazu)", "^(?:montre|affiche)\\b.*", "plus (?:de |d')(?:détails?|infos?|informations?)",
)  # fmt: skip
INTENDED = any_of(
    "(?:i|we)(?:'ll| will| shall|(?:'m|'re| am| are) going to| (?:plan|need|have|want) to| must)",
    "will (?:call|write|ring|do|look|check|chase|ping)",
    "(?:call|ring|write|mail|email|ping|chase|contact|meet)(?:ing)? (?:her|him|them|again|back)",
    "on it", "working on it", "calling", "writing", "bin dran", "mache? ich", "m'en occupe", "planned", "scheduled",
    "(?:ich|wir) (?:rufe?n?|schreibe?n?|melde?n?|treffe?n?|kümmere?n?|werden?|mache?n?|schaue?n?)",
    "(?:ruf|schreib)e? (?:sie|ihn|ihnen|ihr|ihm)", "geplant", "kommt noch",
    "(?:j'|je |on |nous )(?:l'|les |lui |leur )?(?:appelle|écris|contacte|relance|vais|va|allons|rappelle)",
    "prévue?s?", "bientôt", "soon", "demnächst",
)  # fmt: skip
