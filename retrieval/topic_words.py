"""Words reduced to what they mean for comparing things promised: stems, synonyms, kinds of words."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

import re
from functools import lru_cache

TOKEN = re.compile(r"[^\W_]+(?:[&'][^\W_]+)*|[,;:.!?()]")

PHRASES: tuple[tuple[str, str], ...] = (
    (r"statements? of work", "sow"),
    (r"scope of work", "sow"),
    (r"purchase orders?", "po"),
    (r"non-? ?disclosure(?: agreement)?", "nda"),
    (r"data processing (?:agreement|addendum)", "dpa"),
    (r"auftragsverarbeitungsvertrag", "dpa"),
    (r"master services? agreement", "msa"),
    (r"case stud(?:y|ies)", "casestudy"),
    (r"white ?papers?", "whitepaper"),
    (r"single sign-?on", "sso"),
    (r"log-?ins?\b", "login"),
    (r"check-?list", "checklist"),
    (r"kick-?off", "kickoff"),
    (r"price ?lists?", "preisliste"),
    (r"pen(?:etration)? ?tests?", "pentest"),
    (r"lieferadresse", "delivery address"),
    (r"rechnungsadresse", "billing address"),
    (r"zeitplans?", "timeline"),
)
_PHRASES = [(re.compile(rf"\b{pattern}"), word) for pattern, word in PHRASES]
_ANY_PHRASE = re.compile("|".join(rf"\b(?:{pattern})" for pattern, _ in PHRASES))

SYNONYMS: dict[str, tuple[str, ...]] = {
    "quote": ("quote", "quotes", "quotation", "offer", "offers", "proposal", "proposals", "angebot", "angebots",
              "angebote", "offerte", "kostenvoranschlag", "devis", "estimate", "estimates"),
    "contract": ("contract", "contracts", "agreement", "agreements", "vertrag", "vertrags", "vertrages", "contrat"),
    "draft": ("draft", "drafts", "entwurf"),
    "vertragsentwurf": ("vertragsentwurf", "vertragsentwurfs"),
    "nda": ("nda", "ndas", "geheimhaltungsvereinbarung", "vertraulichkeitsvereinbarung"),
    "po": ("po", "pos", "bestellung", "bestellungen", "auftrag"),
    "invoice": ("invoice", "invoices", "bill", "rechnung", "rechnungen", "facture"),
    "deck": ("deck", "decks", "slide", "slides", "presentation", "presentations", "präsentation", "folien", "pptx"),
    "list": ("list", "lists", "liste", "listen"),
    "preisliste": ("preisliste", "preislisten", "ratecard"),
    "price": ("price", "prices", "pricing", "preis", "preise", "rates"),
    "meeting": ("meeting", "meetings", "call", "calls", "appointment", "termin", "termins", "besprechung", "demo",
                "session", "invite", "invitation", "einladung"),
    "minutes": ("minutes", "recap", "protokoll", "notes"),
    "number": ("numbers", "figures", "zahlen"),
    "login": ("login", "logins", "credentials", "zugangsdaten", "zugang"),
    "document": ("document", "documents", "doc", "docs", "unterlagen", "dokument", "dokumente", "paperwork"),
    "plan": ("plan", "plans", "plans", "pläne"),
    "timeline": ("timeline", "timelines", "schedule", "zeitplan"),
    "reference": ("reference", "references", "referenz", "referenzen"),
    "discount": ("discount", "discounts", "rabatt", "rabatts", "nachlass", "remise"),
    "answer": ("answer", "answers", "response", "responses", "replies", "antwort", "antworten", "decision", "entscheidung",
               "bescheid"),
    "key": ("key", "keys"),
    "feedback": ("feedback", "comments", "rückmeldung", "remarks"),
    "version": ("version", "versions"),
    "intro": ("intro", "introduction", "introductions"),
    "delivery": ("delivery", "lieferung", "shipment"),
    "maintenance": ("maintenance", "wartung"),
    "training": ("training", "trainings", "schulung"),
    "payment": ("payment", "payments", "zahlung"),
    "deposit": ("deposit", "anzahlung"),
    "report": ("report", "reports", "bericht", "berichte", "rapport"),
}  # fmt: skip
_SYNONYM = {form: name for name, forms in SYNONYMS.items() for form in forms}

GENERIC_HEADS = frozenset(
    {"list", "plan", "report", "document", "file", "info", "inform", "detail", "update", "version", "copy", "one",
     "stuf", "thing", "draft", "link", "data", "answer", "number", "summary", "template", "overview", "guide",
     "question", "result", "meeting", "date", "form", "term", "option", "sample", "key", "user", "acount",
     "featur", "modul", "function", "system", "page", "product", "servic", "tool", "feedback", "fix", "bug", "isue", "test", "visit", "record", "setup", "acces"}
)  # fmt: skip
"""Heads (as stems) that say little alone: another word of the promise has to be there as well."""

STATES: dict[str, str] = {
    **dict.fromkeys(("revised", "updated", "new", "latest", "amended", "überarbeitete", "überarbeiteten",
                     "überarbeitetes", "neue", "neuen", "neues", "aktualisierte", "aktualisierten", "adjusted"), "revised"),
    **dict.fromkeys(("corrected", "korrigierte", "korrigierten", "fixed"), "corrected"),
    **dict.fromkeys(("signed", "countersigned", "executed", "unterschriebene", "unterschriebenen",
                     "unterzeichnete", "unterzeichneten"), "signed"),
    **dict.fromkeys(("final", "finalised", "finalized", "finale", "finalen", "endgültige"), "final"),
    **dict.fromkeys(("draft", "preliminary", "rough", "vorläufige", "entwurf"), "draft"),
    **dict.fromkeys(("old", "previous", "earlier", "original", "initial", "alte", "alten", "outdated",
                     "last", "former", "vorherige"), "old"),
    **dict.fromkeys(("blank", "unsigned", "empty"), "unsigned"),
}  # fmt: skip
"""Adjectives that tell one version of a thing from another, by what they claim."""

VERB_GROUPS: dict[str, tuple[str, ...]] = {
    "give": ("send", "sends", "sent", "sending", "share", "shared", "shares", "sharing", "forward", "forwarded",
             "provide", "provided", "provides", "providing", "deliver", "delivered", "email", "emailed", "mail",
             "mailed", "ship", "shipped", "shipping", "post", "posted", "submit", "submitted", "return", "returned",
             "upload", "uploaded", "give", "gave", "given", "hand", "handed", "attach", "attached", "enclose",
             "enclosed", "drop", "dropped", "supply", "supplied", "pass", "passed", "circulate", "circulated",
             "present", "presented", "schicken", "schicke", "schickt", "geschickt", "senden", "sende", "sendet",
             "gesendet", "gesandt", "verschickt", "zugeschickt", "übersenden", "übermitteln", "übermittelt",
             "liefern", "geliefert", "hochgeladen", "weitergeleitet", "envoyer", "envoyé", "get", "got", "bring",
             "follow", "follows", "come", "comes", "coming", "kommt", "folgt", "bekommen", "erhalten", "receive",
             "lend", "lent", "loan", "loaned"),
    "enable": ("enable", "enabled", "enabling", "activate", "activated", "activating", "unlock", "unlocked",
               "freischalten", "freigeschaltet", "aktivieren", "aktiviert", "switch", "switched", "turn", "turned"),
    "fix": ("fix", "fixed", "fixing", "resolve", "resolved", "solve", "solved", "patch", "patched", "repair",
            "repaired", "beheben", "behoben", "repariert", "correct", "corrected"),
    "review": ("review", "reviewed", "reviewing", "check", "checked", "checking", "examine", "examined", "assess",
               "assessed", "prüfen", "prüfe", "geprüft", "read"),
    "sign": ("sign", "signed", "signing", "countersign", "countersigned", "unterschreiben", "unterschrieben",
             "unterzeichnen", "unterzeichnet", "execute", "executed"),
    "book": ("book", "booked", "booking", "schedule", "scheduled", "scheduling", "arrange", "arranged", "organise",
             "organised", "organize", "organized", "vereinbaren", "vereinbart", "buchen", "gebucht", "reserve",
             "reserved", "set"),
    "setup": ("setup", "create", "created", "creating", "configure", "configured", "install", "installed",
              "provision", "provisioned", "einrichten", "eingerichtet", "angelegt", "anlegen", "set"),
    "pay": ("credited", "cleared", "pay", "paid", "paying", "transfer", "transferred", "wire", "wired", "settle", "settled", "remit",
            "remitted", "bezahlen", "bezahlt", "überweisen", "überwiesen", "payment"),
    "talk": ("talk", "talked", "speak", "spoke", "spoken", "discuss", "discussed", "ask", "asked", "sprechen",
             "gesprochen", "meet", "met"),
    "call": ("call", "called", "ring", "rang", "phone", "phoned", "anrufen", "angerufen"),
    "introduce": ("introduce", "introduced", "introducing", "connect", "connected", "vorstellen", "vorgestellt"),
    "confirm": ("confirm", "confirmed", "confirms", "confirming", "bestätigen", "bestätigt", "bestätige", "verify",
                "verified"),
    "update": ("update", "updated", "change", "changed", "amend", "amended", "revise", "revised", "adjust",
               "adjusted", "anpassen", "angepasst", "aktualisieren", "aktualisiert", "upgrade", "upgraded"),
    "approve": ("approve", "approved", "approving", "genehmigen", "genehmigt", "freigegeben"),
    "deploy": ("deploy", "deployed", "release", "released", "publish", "published", "launch", "launched", "rollout",
               "veröffentlicht"),
    "replace": ("replace", "replaced", "exchange", "exchanged", "swap", "swapped", "ersetzt", "ausgetauscht"),
    "extend": ("extend", "extended", "prolong", "prolonged", "verlängern", "verlängert"),
    "grant": ("grant", "granted", "gewähren", "gewährt", "allow", "allowed"),
    "waive": ("waive", "waived", "refund", "refunded", "credit", "credited", "erlassen", "gutgeschrieben"),
    "make": ("prepare", "prepared", "preparing", "write", "wrote", "written", "draft", "drafted", "build", "built",
             "finish", "finished", "finalise", "finalised", "finalize", "finalized", "compile", "compiled",
             "complete", "completed", "collect", "collected", "erstellen", "erstellt", "calculate", "calculated"),
    "name": ("name", "named", "nominate", "nominated", "pick", "picked", "choose", "chose", "chosen", "select",
             "selected", "appoint", "appointed", "benennen", "benannt"),
    "test": ("test", "tested", "testing", "try", "tried", "testen", "getestet"),
    "migrate": ("migrate", "migrated", "migrating", "import", "imported", "move", "moved", "migriert"),
    "order": ("order", "ordered", "bestellen", "bestellt"),
    "include": ("include", "included", "including", "add", "added", "throw"),
    "hold": ("hold", "held", "keep", "kept"),
    "clarify": ("clarify", "clarified", "klären", "kläre", "klärt", "geklärt"),
    "join": ("join", "joined", "attend", "attended", "participate"),
}  # fmt: skip

MAKES = frozenset({"make", "update", "setup", "give", "name", "review", "order", "book"})
"""Kinds of doing whose result can be handed over: the thing itself is then the proof."""

_LEMMAS: dict[str, set[str]] = {}
for _group, _forms in VERB_GROUPS.items():
    for _form in _forms:
        _LEMMAS.setdefault(_form, set()).add(_group)


@lru_cache(maxsize=8192)
def verb_groups(word: str) -> frozenset[str]:
    """The kinds of doing a word may stand for; empty for a word that is no known verb form."""
    return frozenset(_LEMMAS.get(word, ()))


STOP = frozenset(
    {
        "a", "an", "the", "this", "that", "these", "those", "my", "our", "your", "their", "his", "her",
        "its", "i", "we", "you", "he", "she", "they", "it", "me", "us", "them", "him", "and", "or", "but",
        "so", "as", "at", "by", "in", "on", "to", "of", "for", "from", "with", "about", "into", "over",
        "up", "out", "off", "via", "per", "regarding", "re", "than", "then", "is", "are", "was", "were",
        "be", "been", "being", "am", "has", "have", "had", "do", "does", "did", "done", "will", "would",
        "shall", "should", "can", "could", "may", "might", "must", "not", "no", "n't", "never", "yet",
        "still", "also", "just", "already", "now", "here", "there", "very", "quite", "really", "please",
        "kindly", "hi", "hello", "dear", "thanks", "thank", "thx", "cheers", "ta", "if", "when", "once",
        "until", "till", "while", "because", "since", "before", "after", "all", "any", "some", "each",
        "every", "both", "same", "much", "many", "more", "most", "soon", "shortly", "today", "tomorrow",
        "yesterday", "morning", "afternoon", "evening", "night", "noon", "week", "weeks", "weekend",
        "month", "months", "year", "years", "day", "days", "time", "end", "start", "early", "late", "mid",
        "next", "last", "previous", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
        "sunday", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "january", "february", "march", "april",
        "june", "july", "august", "september", "october", "november", "december", "jan", "feb",
        "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "q1", "q2", "q3", "q4",
        "eod", "eow", "pm", "latest", "let", "let's", "get", "got", "make", "sure", "pls", "plz",
        "below", "above", "inside", "btw", "fyi", "asap", "promised", "agreed", "discussed", "requested",
        "wanted", "asked", "ask", "sorry", "apologies", "apology", "wait", "delay", "hear", "ahead", "well",
        "ok", "okay", "great", "good", "fine", "nice", "first", "thing", "things", "yours", "ours", "own",
        "along", "across", "through", "together", "back", "around", "going", "gonna", "able", "ready",
        "attached", "attachment", "enclosed", "find", "found", "see", "look", "know", "think", "i'm",
        "i'll", "i've", "we'll", "we've", "we're", "you'll", "you've", "you're", "it's", "it'll", "that's",
        "here's", "there's", "won't", "can't", "don't", "didn't", "isn't", "aren't", "wasn't", "haven't",
        "hasn't", "couldn't", "wouldn't", "cannot", "what", "which", "who", "where", "how", "why",
        "whether", "ich", "wir", "sie", "er", "es", "ihr", "du", "mir", "mich", "uns", "ihnen", "ihre",
        "ihren", "ihrem", "unser", "unsere", "unseren", "unserem", "mein", "meine", "meinen", "der", "die",
        "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "oder", "aber", "im", "auf", "zu", "zum", "zur", "für", "von", "vom", "mit", "bei", "bis", "nach",
        "ende", "anfang", "mitte", "ob", "diesem", "diesen", "dieser", "noch", "schon", "leider", "heute", "morgen", "gestern", "woche", "montag", "dienstag", "mittwoch",
        "donnerstag", "freitag", "samstag", "sonntag", "januar", "februar", "märz", "mai", "juni", "juli",
        "oktober", "dezember", "ist", "sind", "war", "waren", "wird", "werden", "wurde", "hat", "haben",
        "habe", "hatte", "nicht", "kein", "keine", "keinen", "anbei", "anhang", "wie", "versprochen",
        "besprochen", "gewünscht", "vielen", "dank", "danke", "besten", "bitte", "gerne", "guten", "tag",
        "herr", "frau", "sehr", "geehrte", "geehrter", "hier", "erst", "statt", "doch", "nun", "jetzt",
        "de", "la", "le", "les", "un", "une", "pour", "et", "à", "au", "aux", "nous", "vous",
        "je", "il", "elle", "ci", "joint", "merci", "bonjour",
    }
)  # fmt: skip
"""Words that name no thing; dates are among them, because a date never tells two things apart."""

LINKS = frozenset({"along", "across", "behind", "under", "near", "around", "inside", "outside", "beside", "onto", "against", "of", "for", "on", "about", "regarding", "to", "with", "from", "into", "between", "in", "at", "by",
                   "via", "für", "über", "zu", "zum", "zur", "von", "vom", "mit", "an", "im", "am", "bis", "pour",
                   "as", "before", "after", "until", "till", "once", "when", "if", "so", "because", "since",
                   "that", "which", "who"})  # fmt: skip
BREAKS = frozenset({"a", "an", "the", "my", "our", "your", "their", "this", "that", "these", "those", "his", "her",
                    "der", "die", "das", "den", "dem", "ein", "eine", "einen", "unser", "unsere", "unseren",
                    "ihre", "ihren", "you", "ihnen", "me", "us", "some", "any", "all"})  # fmt: skip


def expand(plain: str) -> str:
    """Multi-word names of one thing become one word."""
    if not _ANY_PHRASE.search(plain):
        return plain
    for pattern, word in _PHRASES:
        plain = pattern.sub(word, plain)
    return plain


def words(plain: str) -> list[str]:
    """Words and stops of a text in `plain` form, possessives cut."""
    return list(_words(plain))


_ELISION = re.compile(r"^(?:[ld]|qu)'(?=[aeiouhéèêàâîôûœ]\w{2,})")


@lru_cache(maxsize=4096)
def _words(plain: str) -> tuple[str, ...]:
    # Kept, because each clause of a mail is compared with every open promise.
    found = []
    for token in TOKEN.findall(expand(plain)):
        if token.endswith("'s") and token not in STOP:
            token = token[:-2]
        elif "'" in token:
            # "l'imprimante" and "votre imprimante" name one thing
            token = _ELISION.sub("", token)
        found.append(token)
    return tuple(found)


@lru_cache(maxsize=4096)
def stems_of(plain: str) -> frozenset[str]:
    """Common forms of all words of a text in `plain` form, those that name nothing too."""
    return frozenset(stem(w) for w in _words(plain) if is_word(w))


@lru_cache(maxsize=4096)
def naming_stems(plain: str) -> frozenset[str]:
    """Common forms of the words of a text in `plain` form that name something."""
    return frozenset(stem(w) for w in _words(plain) if is_word(w) and w not in STOP)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A rough common form: synonyms first, then endings of English and German nouns and verbs."""
    if word in _SYNONYM:
        return _SYNONYM[word]
    w = word
    if w.endswith("ies") and len(w) > 4:
        w = w[:-3] + "y"
    elif w.endswith("s") and not w.endswith(("ss", "us", "is")) and len(w) > 3:
        w = w[:-1]
    if w in _SYNONYM:
        return _SYNONYM[w]
    for ending, keep in (("ment", 3), ("ing", 3), ("ion", 4), ("al", 5), ("ed", 3), ("en", 4), ("e", 3)):
        if w.endswith(ending) and len(w) - len(ending) >= keep:
            w = w[: -len(ending)]
            break
    if w.endswith("at") and len(w) > 5:
        w = w[:-2]
    if len(w) > 2 and w[-1] == w[-2]:
        w = w[:-1]
    return w


def is_word(token: str) -> bool:
    return token[0].isalnum()


DOING_NOUNS = {
    stem(noun): group
    for noun, group in {
        "approval": "approve", "payment": "pay", "review": "review", "replacement": "replace", "migration": "migrate",
        "confirmation": "confirm", "extension": "extend", "activation": "enable",
    }.items()
}  # fmt: skip
"""Nouns that are a doing: "get approval" is kept by "they approved it"."""
