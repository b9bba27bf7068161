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
    r"|(?:is|are|was|were|has|have|had|did|do|does) (?:any|some|no)(?: ?one|body|thing)"
    r"|any(?: ?one|body) \w+|(?:ist|war|wurde) (?:das|es|sie|er|jemand)|(?:hat|hatte) (?:das|er|jemand|schon)"
    r"|hast du|habt ihr|as-tu|avez-vous|a-t-(?:il|elle|on)|(?:est-ce que )?quelqu'un"
    r"|suche?|liste|finde|nenn|cherche|trouve|résume|donne)\b"
)
"""What is asked of the ledger without a question mark."""
DOES_SOMETHING = r"(?:'s)? (?:has|have|had|is|are|was|were|says?|said|did|does|wants?|hat|haben|ist|sind|will|a|ont|est|sont)\b"
"""Follows who does it."""
_THING = "(?:it|this|that|them|her|him|(?:the |this )?(?:account|deal|lead|opportunity|opp|silence|customer|client))"
_END = r"(?=\W*$)"
_OF_US = (
    "(?:it|this|that|us|our \\w+|the (?:offer|product|deal|renewal|project|contract)|buying|talking|anything)"
)
_STILL_SO = (
    f"(?: (?:for|in) {_OF_US}| (?:any ?more|at all|left|there|here|now|whatsoever|unfortunately|sadly|from them"
    f"|from their (?:side|end)|on their (?:side|end)|of (?:winning|it|that))| with (?:them|her|him))*{_END}"
)
NO_MORE = any_of(
    "no longer (?:an? )?(?:customer|client|lead|prospect|deal|relevant|needed|open|active|interested(?! in the))",
    r"(?:not|isn't|aren't|wasn't) (?:really |even |actually )?(?:an? |any )?(?:more )?"
    r"(?:customer|client|lead(?! to)|prospect|fit(?! for (?!us|them))|needed|relevant"
    rf"|interested(?! in (?!{_OF_US}))|worth (?:it|the|any|our|my|pursuing|chasing|following))",
    "(?:not|isn't|aren't|wasn't) interested(?! in)",
    f"no (?:more |further )?(?:interest|budget|need|deal|chance|opportunity|reason|point){_STILL_SO}",
    f"never ?mind{_END}", "no (?:further |more )?action",
    "no (?:more )?(?:reminders?|nagging)",
    r"(?:stop|quit|no need to|don't|do not) (?:(?:remind|nag|ping|ask|tell|bring|bother|mention)\w*)"
    r"(?! (?:\w+ )?(?:today|tomorrow|now|before|until|this week))",
    rf"kein\w* (?:interesse|bedarf|budget|kunde|kundin|lead|chance)"
    rf"(?: (?:mehr|gezeigt|da|daran|leider|von uns|an (?:uns|unser\w*(?: \w+)?)))*{_END}",
    "(?:nicht|nichts) mehr (?:interessiert|relevant|aktuell|kunde|kundin|nötig|zu tun|offen|erinnern|melden|"
    "anrufen|verfolgen)",
    "kunde ist weg", "hör (?:bitte )?(?:auf|damit auf)", "nicht (?:interessiert(?! an (?!uns|unser))|relevant)",
    "(?<!nicht )(?<!nie )egal(?! (?:wie|wann|was|ob|wer|wo|wohin))",
    "(?:n'est |sont )?plus (?:notre |nos )?(?:clients?|clientes?|intéressée?s?|d'actualité|pertinente?s?)",
    "pas (?:intéressée?s?(?! par (?:le|la|les|l'))|pertinente?s?|la peine|de budget|d'intérêt)", "plus rien à faire",
    f"arrête(?:z|r)?(?: de (?:me|nous) (?:le |la |les |en )?\\w+)?{_END}",
    "ne (?:me|nous) (?:le |la |les |en )?(?:rappelle|reparle)s?[- ]?(?:plus|pas)",
)  # fmt: skip
"""Says itself that there is no more of it, so a "not" in it denies nothing."""
NOTHING = any_of("nothing (?:(?:more |else )?to do|open|left)", "nichts zu tun", "rien à faire")
NOBODY = any_of(
    "nothing", "nobody", "no[- ]one", "none", "nowhere", "hardly", "barely", "scarcely", "far from", "anything but",
    r"refus\w+(?= to\b)", "instead of", "rather than", "nichts", r"niemand\w*", "kaum", "alles andere als", "statt", r"arrête(?:z|r)? d\w*",
    "rien", "personne", r"aucune?s?", "guère", r"loin d\w*", "au lieu",
)  # fmt: skip
"""Denies as well, with no "not" in it."""
UNSURE = any_of(
    r"wish\w*", r"\w+'d", "had (?:i|we|they|he|she)", "as (?:if|though)", r"seem\w*", "looked", "looks", "thought", r"fear\w*",
    r"believed", r"doubt\w*", r"rumou?rs?", "allegedly", "supposedly", "otherwise", "or else", "else (?:it|they|we|i)",
    r"threat\w*", "thinking", r"consider\w*", "about to", r"want\w*", r"risk\w*", "afraid", "worried", "tempted", "pretend",
    "almost", "nearly", "soon", "not that", "tried to", "trying to", "meant to", r"hätte\w*", r"würde\w*", r"wäre\w*",
    r"dachte\w*", "schien", "scheint", r"wirkt\w*", "angeblich", "sonst", "ansonsten", r"droh\w*", "fast", "beinahe", "bald",
    r"woll\w*", r"will", r"versuch\w*", r"aur(?:ais|ait|ions|iez|aient)", r"(?:croya|pensa)\w+", r"sembl\w+", "failli", "sinon",
    r"menac\w+", "presque", "bientôt", r"veu\w+", "voulons", "essayé",
)  # fmt: skip
"""What is thought, feared, wished or about to be, and so is not said to be."""
OUR_WISH = re.compile(
    r"^(?:(?:then|so|ok|okay|yes) )?(?:i|we)(?:'d (?:like to|rather)| would (?:like to|rather)|'ll| will| want to) "
    r"(?=(?:just )?(?:let|drop|forget|ignore|skip|dismiss|archive)\b)"
)
"""Whoever says that they want it says it."""
NOT_OURS = any_of(
    "(?:they|she|he|who|company|customer|client) (?:\\w+ )?let", "(?:was|were|been|got|being) let go",
)  # fmt: skip
"""Who is let go by others has lost a job."""
RETRACTED = any_of(
    r"^(?:no|nope|not|nein|non|nee|doch nicht|not (?:really|at all|quite|yet|true)|no way|pas (?:vraiment|encore|du tout))"
    r"(?=\W*$)",
    r"^(?:it|they|she|he|that|we|i) (?:isn't|aren't|wasn't|haven't|hasn't|didn't|is not|are not|did not)(?=\W*$)",
    "scratch that", "(?:just )?(?:kidding|joking)", "false alarm", "scherz", "spaß", "fehlalarm", "je plaisante", "fausse alerte",
)  # fmt: skip
"""Takes back what was said before it."""
CAME_BACK = any_of(
    "(?:came|come|coming|are|is|were|was|won (?:it|them)) back", "came (?:a)?round",
    "still (?:talking|interested|open|alive|with us|a customer|a client|in (?:touch|play|talks))", "alive",
    "wieder (?:da|zurück|dabei|interessiert)", "doch noch (?:interessiert|da|dabei|offen)", r"revenue?s?",
    r"toujours (?:là|intéressée?s?|clients?)",
)  # fmt: skip
"""What ended before this has not."""
MOCKED = any_of(
    "yeah right",
    "as if",
    "(?:ha ?){2,}",
    "lol",
    "ja klar",
    "von wegen",
    "na klar",
    "mais bien sûr",
    "c'est ça",
)
"""Says the contrary of what stands beside it."""
AWAY = any_of(
    "on (?:\\w+ )?(?:vacation|holidays?|leave|trip)", "on a (?:\\w+ )?trip", "out of (?:the )?office", "sick", "ill", "im urlaub", "krank",
    "unterwegs", "en (?:vacances|congé)", "malade",
)  # fmt: skip
UNTIL = any_of("until", "till", "bis", "jusqu'\\w+")
NOT_WON = any_of(
    "(?:they|she|he) (?:have |has )?said no",
    "(?:didn't|did not|haven't|have not) (?:win|won|got|get) (?:it|that|the \\w+)",
    r"(?:auftrag|deal|zuschlag)\b.*\bnicht (?:bekommen|gewonnen|erhalten)", "pas (?:eu|gagné|obtenu|remporté)(?! de)",
)  # fmt: skip
BY_THEN = any_of(
    "until", "till", "before", "right now", "at the moment", "just now", "currently", "yet", "so far", "for now",
    "this (?:week|month|quarter|year)",
    "bis", "vor", "im moment", "momentan", "derzeit", "gerade", "noch", "jusqu'\\w+", "avant", "pour l'instant",
    "en ce moment",
)  # fmt: skip
"""What is so only for a while."""
_MINE = "(?:customers?|clients?|leads?|opportunity|opp|deals?|accounts?|job|task|thing|one|responsibility|business|turf)"
_MEINS = "(?:kunde\\w*|kundin|lead|deal|account|fall|konto|geschäft|auftrag|aufgabe|baustelle|job|thema|projekt|ding|bier)"
NOT_MINE = any_of(
    r"reassign\w*(?! (?:(?:it|this|them) )?to me)", "assign (?:(?:it|this|them) )?to(?! me)",
    "(?:don't|do not|no longer) own",
    "wrong (?:owner|person)", "not mine(?! alone)", "isn't mine", f"not me{_END}",
    f"(?:not|isn't|no longer|never was) my {_MINE}",
    "(?:somebody|someone) else's", f"^(?:it's |that's |it is |that is |this is )?(?:for )?(?:somebody|someone) else{_END}",
    "(?:somebody|someone) else (?:owns|has|handles|is (?:on|doing|handling|responsible)|takes)",
    "(?:belongs|is up|goes) to (?:somebody|someone) else",
    "nicht meins", rf"nicht mein\w* {_MEINS}", "falsche person", "(?:gehört |ist |für )jemand(?:em)? anders",
    f"^jemand anders{_END}", "nicht (?:für mich|zuständig)", "gehört (?:mir nicht|nicht mir)",
    "(?:pas|plus) mon (?:client|compte|affaire)", r"pas (?:le |la )?mien\w*", f"pas (?:moi|à moi){_END}",
)  # fmt: skip
_DEAL = (
    "(?:deals?|accounts?|customers?|clients?|opportunit\\w+|opp|renewal|contract|business|bid|tender|lead|order|pitch|sale"
    "|auftrag\\w*|kunde\\w*|kundin|vertrag\\w*|projekt\\w*|konto|affaire|client\\w*|contrat|marché|dossier)"
)
ABOUT_A_DEAL = any_of(_DEAL)
OTHER_THING = any_of(
    r"(?:e-?)?mails?", "messages?", "numbers?", "phones?", "links?", "invit\\w+", "tickets?", "files?", "letters?", "parcels?",
    "packages?", "notes?", "threads?", "batter\\w+", "(?:credit )?cards?", "awards?", "passports?", "discounts?", "meetings?",
    "servers?", "lines?", "(?<!this )(?<!next )time", "(?:an|whole|half an) hour", "(?:a|whole) (?:day|week)", "patience", "trust", "words", "translation", "spam", "voice",
    r"nummern?", "zeit", "geduld", "faden", "überblick", "rabatt\\w*", r"einladung\w*", "termin\\w*", "handy", "preis",
    "numéros?", "temps", "patience", "téléphone", "remise", "rendez-vous", "fil",
)  # fmt: skip
"""What may be lost, dead or refused and ends no deal."""
ENDED = any_of(
    r"(?<!got )(?<!get )lost(?! (?:me|us|touch|track|contact|sight|count|her|his|their|my|our|the (?:number|contact|address|thread|mail)))",
    "dead(?! ?lines?| ?weeks?| ?tired| ?serious| ?sure)", "churned",
    "(?:cancel+ed|terminated|ended) (?:the|their|our) "
    "(?:contract|subscription|deal|renewal)(?! (?:talks?|calls?|meetings?|reviews?|negotiations?))",
    "(?:went|gone|going|signed) with (?:a|an|another|somebody|someone|the) (?:\\w+ )?"
    "(?:competitor|competition|vendor|supplier|provider|else)",
    "(?:chose|picked|took|bought) (?:a competitor|another|somebody else|someone else|something else)",
    "out of business",
    "bankrupt", "insolvent", "(?:deal|account|opportunity|opp|lead|renewal|it|this|that)"
    "(?:'s|'ve| is| was| are| were| have| has)?(?: already)? "
    "closed(?! (?:early|late|for|at|on|until|down|again|its|their|the|to))", "closed (?:it|the (?:deal|account|opportunity|lead))",
    "^closed(?: (?:it|lost|won|out|already))*$", "closed[ -](?:lost|won)", "disqualified", "written off",
    "wrote (?:it|them) off", "gave up(?! waiting)", "given up(?! waiting)", "declined(?! the (?:call|meeting|invit\\w+))",
    "turned (?:us|it) down", "rejected",
    "(?:we|they|deal|renewal|it)(?:'ve| have| has| is| was|'s)? (?:won|renewed)(?! (?:their )?interest)", "closed won",
    "verloren(?! gegangen)", "gewonnen", "verlängert", "gekündigt", "insolvent", "pleite", "abgelehnt", "gestorben",
    "tot(?! müde)", "aufgegeben",
    "(?:deal|auftrag|angebot|konto|geschäft) (?:ist |wurde )?geschlossen", "zur konkurrenz",
    "perdue?s?(?! de vue)", r"gagnée?s?", r"renouvelée?s?", r"refusée?s?", "morte?s?", "(?<=affaire )close", "clos",
    "clôturée?s?", "résiliée?s?", "abandonnée?s?",
    "partie?s? (?:chez|à la concurrence)", "faillite",
)  # fmt: skip
_NOW = r"(?=\W*$| ?[(\[]| (?:now|then|please|pls|already|finally|for (?:good|now)|this time|quietly)\b)"
DROP = any_of(
    rf"let (?:{_THING}|(?!me\b|us\b|you\b)[\w&.]+(?: [\w&.]+)?) (?:go|be|rest){_NOW}", rf"let go(?: of {_THING})?{_NOW}",
    rf"(?:close|kill|drop|forget|ignore|skip|dismiss|archive|remove|delete|mute|disregard|discard) {_THING}"
    "(?! (?:an?|some|with|in|into|off|at|from)\\b)",
    "(?:forget|drop) about (?:it|this|them|that)",
    "^(?:just |please |pls )?(?:close|drop|ignore|skip|dismiss|archive|remove|stop|mute|forget)$",
    f"take {_THING} off", f"give {_THING} up", "give up", f"write {_THING} off", "irrelevant(?! (?:question|detail|whether|who|what|how))", "obsolete",
    "duplicate", "unsubscribe", "killed(?! it)",
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
    "called(?! (?:the|a) wrong| off)", "rang", "phoned", "spoken?(?! for)", "talked", "chatted", "met(?! (?:the|their|our|its) )",
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
NO_TOUCH = any_of(
    "call(?:ed|ing) (?:\\w+ ){1,4}off", "called (?:the|a) wrong", "erledigt sich", r"wrong (?:number|person|address)",
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
ANOTHER = re.compile(
    r"\b(?i:let) (?P<let>[\w&.]+(?: [\w&.]+)?) (?i:go|be|rest)\b"
    r"|\b(?i:lost|drop|close|forget|ignore|skip|dismiss|archive|perdu|verloren) (?P<lost>[A-Z][\w&.]+)"
    r"|(?:^|[.!?\n]\s*)(?P<told>[A-Z][\w&.]+)(?: [A-Z][\w&.]+)*"
    r"(?::|(?:'s| is| was| has| ist| est)?(?: (?:already|now|schon|leider|déjà))?"
    r" (?:lost|dead|closed|won|churned|renewed|went with|bankrupt|insolvent|verloren|tot|pleite|perdue?|morte?)\b)"
)
"""Where the name of what is let go or has ended stands."""
NO_NAME = frozenset({
    "it", "its", "this", "that", "them", "they", "she", "he", "we", "him", "her", "you", "deal", "deals",
    "account", "accounts", "customer", "customers", "client", "clients", "lead", "opportunity", "renewal",
    "contract", "silence", "interest", "update", "status", "fyi", "note", "info", "news", "result", "sorry",
    "today", "yesterday", "again", "already", "unfortunately", "sadly", "leider", "monday", "tuesday",
    "wednesday", "thursday", "friday", "saturday", "sunday", "auftrag", "kunde", "kundin", "vertrag", "projekt",
    "project", "konto", "geschäft", "affaire", "contrat", "marché", "dossier", "all", "everything",
})  # fmt: skip
"""Words that stand there and name no account."""
