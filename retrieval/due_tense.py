"""Whether the words around a date tell of what was or promise what will be."""

from __future__ import annotations

from retrieval.due_reader import Reader

STOPS = frozenset(
    {",", ";", ".", "!", "?", ":", "—", "–", "(", ")", "\n", "but", "so", "then", "aber", "mais"}
)
_FUTURE = frozenset(
    {
        "will", "ll", "shall", "going", "gonna", "can", "could", "should", "would", "aim", "plan", "planning",
        "let", "letting", "promise", "commit", "want", "need", "hope", "hoping", "expect", "happy", "target",
        "targeting", "wird", "werde", "werden", "schicke", "sende", "liefere", "liefern", "kann", "können",
        "enverrai", "envoie", "ferai", "aurez", "vais", "sera", "seront", "allons", "enverrons", "expecting",
        "sending", "delivering", "shipping", "scheduled", "planned", "slated", "booked", "targeted", "due",
        "intend", "intends", "aiming", "dropping", "coming", "returning", "must", "send", "deliver", "ship",
        "share", "confirm", "get", "give", "provide", "follow", "call", "have", "be", "make", "do", "expected",
        "livrons", "livrerons", "aurons", "serons", "bekommen", "erhalten", "schicken", "senden", "melde",
    }
)  # fmt: skip
_MODALS = frozenset(
    {"will", "ll", "shall", "going", "gonna", "can", "could", "should", "would", "must", "wird", "werde", "werden",
     "wirst", "werdet", "let", "to"}
)  # fmt: skip
_WILL = frozenset({"will", "ll", "shall", "must", "gonna"})
_PLEDGES = frozenset(
    {"committed", "agreed", "promised", "scheduled", "planned", "arranged", "undertaken", "undertook", "pledged",
     "guaranteed", "booked", "offered", "decided"}
)  # fmt: skip
_PAST = frozenset(
    {
        "sent", "met", "spoke", "told", "said", "gave", "got", "made", "had", "was", "were", "did", "went", "came",
        "left", "bought", "sold", "wrote", "heard", "saw", "thought", "brought", "took", "began", "been", "talked",
        "asked", "mentioned", "discussed", "emailed", "called", "requested", "shared", "delivered", "shipped",
        "signed", "received", "agreed", "raised", "flagged", "confirmed", "promised", "happened", "started",
        "launched", "submitted", "posted", "reviewed", "noted", "visited", "missed", "paid", "ordered", "won",
        "lost", "beat", "ran", "held", "kept", "found", "felt", "knew", "drove", "fell", "rose", "broke", "chose",
        "stood", "caught", "taught", "flew", "grew", "drew", "threw", "wore", "forgot", "became", "spent", "built", "rebuilt", "burnt", "spoken", "having", "chased", "ate", "drank", "slept", "sat", "swam", "sang", "woke", "rode", "shook", "lent", "meant",
        "dealt", "fought", "sought", "blew", "froze", "stole", "tore",
    }
)  # fmt: skip
_PAST_ABROAD = frozenset(
    {
        "sprachen", "sagte", "schickte", "hatten", "hatte", "war", "waren", "gesprochen", "besprochen", "gesagt",
        "geschickt", "wurde", "wurden", "kam", "kamen", "ging", "gab", "parlé", "dit", "envoyé", "convenu",
        "était", "étaient", "avait", "avaient", "avions", "lief", "liefen", "fand", "fanden", "stand", "blieb",
        "hielt", "nahm", "sah", "schrieb", "sprach", "rief", "brachte", "dauerte", "begann", "endete", "erhielt",
        "bekam", "startete", "gestern", "vorgestern", "hier",
    }
)  # fmt: skip
SAID_FOR_LATER = frozenset(
    {"promised", "agreed", "confirmed", "said", "told", "asked", "requested", "wanted"}
)
BE = frozenset({"be", "is", "are", "get", "gets", "being", "it", "them", "that", "this", "everything", "all"})
_HAD = frozenset(
    {"was", "were", "been", "has", "have", "had", "ve", "i", "we", "you", "he", "she", "they", "who"}
)
_OBJECTS = frozenset(
    {"the", "our", "your", "it", "them", "on", "a", "an", "his", "her", "their", "us", "you", "no"}
)
_SUBJECTS = frozenset({"i", "we", "you", "he", "she", "they", "it", "who", "which"})
_OBJECT_VERBS = frozenset({"have", "get", "be", "being", "having", "getting", "has", "is", "are"})
_NO_PAST_ED = frozenset(
    {"need", "indeed", "speed", "feed", "proceed", "exceed", "embed", "united", "red", "bed"}
)
_MOVED_ON = frozenset(
    {"arrivé", "parti", "venu", "passé", "revenu", "resté", "tombé", "allé", "né", "devenu"}
)
_PLANNED = frozenset(
    {
        "geplant",
        "vorgesehen",
        "angesetzt",
        "terminiert",
        "gebucht",
        "reserviert",
        "bestellt",
        "bereit",
        "bereits",
        "geben",
        "gegen",
    }
)
_HAVE = frozenset({"habe", "haben", "hat", "habt", "hast", "ist", "sind", "bin"})
_AVOIR = frozenset({"ai", "as", "a", "avons", "avez", "ont"})


def looks_ahead(r: Reader, k: int) -> bool:
    """Whether the word at `k` is the verb of a promise and not a noun ("our call") or of the past."""
    if r.low(k) not in _FUTURE:
        return (
            r.language == "fr"
            and len(r.low(k)) > 5
            and r.low(k).endswith(("erons", "erez", "eront", "erai", "era"))
        )
    if r.low(k) == "have" and is_past(r, k + 1) and r.low(k - 1) not in _MODALS:
        return False
    previous = r.low(k - 1)
    if r.low(k - 2) in {"did", "didn"} or r.low(k - 3) == "didn":
        return False
    if previous == "to" and r.low(k) not in {"be", "have"}:
        # "were going to send": what stands before decides.
        return False
    if previous in {"the", "our", "your", "my", "a", "this", "that", "last", "per", "thanks"}:
        return False
    return not (r.low(k) in {"going", "planning", "hoping", "supposed"} and previous in {"was", "were"})


def is_past(r: Reader, k: int) -> bool:
    """Whether the word at `k` is a verb of the past and not a participle of what will be."""
    low = r.low(k)
    if low in _AVOIR and (len(low) > 1 or r.language == "fr" or r.low(k + 1) == "été"):
        return _participle_behind(r, k)
    if low in {"est", "sont", "sommes", "suis"} and r.low(k + 1).rstrip("es") in _MOVED_ON:
        return True
    if low in _PAST_ABROAD:
        return low not in {"war", "stand", "hier"} or r.language == ("fr" if low == "hier" else "de")
    if (
        r.language in {"de", "fr"}
        or low == "won"
        and r.low(k + 1) == "'"
        or r.glued(k)
        and r.low(k - 1) == "-"
    ):
        # "was" and "ran" are no verbs in German; "won't" is no victory; "the as-built" is a thing.
        return False
    if low in {"got", "had"} and r.low(k - 1) in {"ve", "have", "'"}:
        return False
    if low == "having" and r.low(k - 1) in {"m", "am", "re", "are", "s", "is", "be"}:
        return False
    regular = len(low) > 4 and low.endswith("ed") and low not in _NO_PAST_ED
    if low not in _PAST and not regular:
        return False
    previous = r.low(k - 1)
    if previous in {"not", "already", "just", "also", "then"}:
        previous = r.low(k - 2)
    if (
        previous in BE
        and r.low(k - 2) not in {"has", "have", "had"}
        and previous not in {"it", "that", "this"}
    ):
        return False
    if previous in {"to", "the", "a", "an", "your", "our", "any", "be"} | _WILL:
        return False
    if (previous not in _SUBJECTS or previous == "it") and _to_be_done(r, k):
        return False
    if low in {"left", "made", "called", "shared", "signed", "revised", "updated", "had", "got"}:
        behind = _OBJECTS if low not in {"revised", "updated"} else frozenset()
        return previous in _HAD or r.low(k + 1) in behind
    if regular and low not in _PAST:
        after = r.low(k + 1)
        return previous in _HAD or after in {
            "it",
            "them",
            "you",
            "us",
            "the",
            "on",
            "at",
            "this",
            "your",
            "our",
        }
    return True


def pledges(r: Reader, k: int, start: int) -> bool:
    """Whether the verb of the past at `k` takes on what is still to come: "has committed to a fix on Thursday"."""
    if r.low(k) not in _PLEDGES:
        return False
    if r.low(k - 1) in {"has", "have", "ve", "s", "already", "just", "now"}:
        # The perfect bears no day of the past: the day is that of what was agreed.
        return r.low(k + 1) in {"to", "a", "an", "that", "on", "it", "this", "for", "the", "your", "our"}
    return any(
        r.low(m) == "to" and r.low(m + 1) not in _OBJECTS and r.low(m + 1) not in {"this", "that"}
        for m in range(k + 1, min(k + 4, start))
    )


def wills(r: Reader, begin: int) -> bool:
    """Whether "will" or its like stands before `begin` in the sentence: "we have it in the mornings" does not say so."""
    for k in range(begin - 1, max(begin - 25, -1), -1):
        if r.low(k) in {".", "!", "?", ";"}:
            return False
        if r.low(k) in _WILL | {
            "going",
            "let",
            "werde",
            "werden",
            "wird",
            "wirst",
            "werdet",
            "can",
            "could",
            "should",
            "would",
        }:
            return True
    return r.language == "fr" and any(looks_ahead(r, k) for k in range(max(0, begin - 12), begin))


def willed(r: Reader, k: int) -> bool:
    """Whether a verb of what will be governs the participle at `k`: "will answer all questions received by"."""
    for m in range(k - 1, max(k - 20, -1), -1):
        low = r.low(m)
        if low in STOPS or low in {
            "that",
            "which",
            "who",
            "because",
            "since",
            "after",
            "and",
            "when",
            "once",
            "if",
        }:
            return False
        if low in _WILL:
            return True
    return False


def _to_be_done(r: Reader, k: int) -> bool:
    """ "we'll have it typed up and sent": a participle under a verb of what will be."""
    for m in range(k - 1, max(k - 20, -1), -1):
        low = r.low(m)
        if low in STOPS or low in {"who", "which", "whose", "because"} and low != ",":
            return False
        if (
            low in _SUBJECTS
            and low != "it"
            and r.low(m - 1) not in _OBJECT_VERBS
            and r.low(m + 1) != "'"
            and r.low(m + 1) not in _MODALS
        ):
            return False
        if low in _OBJECT_VERBS and r.low(m - 1) in _MODALS:
            return True
        if low in {"getting", "having"} and r.low(m - 1) in {"m", "am", "re", "are", "s", "is"}:
            return True
    return False


def _participle_behind(r: Reader, k: int) -> bool:
    """French: "avons expédié", "avez bien reçu"."""
    words = [r.low(m) for m in range(k + 1, k + 4)]
    return any(
        len(w) > 2 and w.endswith(("é", "és", "ée", "ées", "u", "us", "ue", "it", "is", "ait")) for w in words
    )


def told_around(r: Reader, begin: int, end: int) -> bool:
    """Whether the clause on either side tells of the past: "On Monday we talked", "haben am 3. geliefert"."""
    if (
        r.low(end) in {"war", "waren", "was", "were", "went"}
        or r.low(end) in {"a", "ont"}
        and is_past(r, end)
    ):
        return True
    k = end + 1 if r.low(end) == "," else end
    words = [r.low(m) for m in range(k, k + 6)]
    if any(word in _MODALS - {"to", "let"} for word in words):
        return False
    if r.lows(end, 1) == ("und",) and is_past(r, end + 3):
        return True
    if r.low(k) in _SUBJECTS and any(is_past(r, m) for m in range(k + 1, k + 4)):
        return True
    if r.low(begin - 1) in STOPS | {""} and _past_of_opened_clause(r, end):
        return True
    return _german_past(r, begin, end)


def _past_of_opened_clause(r: Reader, end: int) -> bool:
    """The first verb behind a date that opens its clause: "Im Mai war", "On Monday our crew fixed the"."""
    if r.language == "de" and _preterite(r.low(end)):
        return True
    for m in range(end, end + 8):
        low = r.low(m)
        if low in STOPS or low in _MODALS - {"to", "let"} or low == "":
            return False
        if low in _PAST | _PAST_ABROAD and is_past(r, m):
            return True
        plain = (
            len(low) > 4 and low.endswith("ed") and low not in _NO_PAST_ED and r.language not in {"de", "fr"}
        )
        if (
            plain
            and r.low(m - 1) not in _NOT_VERBS
            and r.low(m + 1) in _OBJECTS | {"in", "at", "to", "for", "with", "off"}
        ):
            return True
    return False


_NOT_VERBS = frozenset(
    {"the", "a", "an", "our", "your", "my", "their", "this", "that", "be", "get", "is", "are", "to"}
)
_NO_PRETERITE = frozenset(
    {"möchte", "möchten", "könnte", "könnten", "sollte", "sollten", "dürfte", "dürften", "müsste", "müssten",
     "leiste", "leisten", "bitte", "bitten", "arbeite", "arbeiten", "warte", "warten", "biete", "bieten", "starte",
     "starten", "teste", "testen", "schalte", "schalten", "erhalte", "erhalten", "rechte", "rechten", "leite", "leiten",
     "halte", "halten", "erwarte", "erwarten", "bereite", "bereiten", "verarbeiten", "heute", "richte", "richten"}
)  # fmt: skip


def _preterite(word: str) -> bool:
    """German: "spielte", "wechselten" right behind the date."""
    return len(word) > 5 and word.endswith(("te", "ten")) and word not in _NO_PRETERITE


def _german_past(r: Reader, begin: int, end: int) -> bool:
    """ "Wir haben die Ware am 12. August geliefert": auxiliary before, participle behind."""
    if r.language != "de":
        return False
    if r.low(end) in _HAVE:
        left = range(end, end + 1)
    else:
        left = range(begin - 1, max(begin - 12, -1), -1)
    for m in left:
        if r.low(m) in STOPS or r.low(m) in _MODALS:
            return False
        if r.low(m) in _HAVE:
            break
    else:
        return False
    for m in range(end, end + 14):
        low = r.low(m)
        if low in STOPS and low not in {"(", ")"}:
            return False
        if low.endswith("iert") and len(low) > 6:
            return low not in _PLANNED
        if (
            len(low) > 4
            and low.endswith(("t", "en"))
            and low.startswith(("ge", "be", "ver", "er", "ent", "ab", "an"))
        ):
            if "ge" in low or low.startswith(("be", "ver", "er", "ent")):
                return low not in _PLANNED
    return False


def has_future(r: Reader, begin: int) -> bool:
    """Whether a verb of what will be stands in the clause before `begin`."""
    for k in range(begin - 1, max(begin - 25, -1), -1):
        if r.low(k) in {".", "!", "?", ";"}:
            return False
        if (
            looks_ahead(r, k)
            or r.low(k).endswith("ing")
            and r.low(k - 1) in {"m", "re", "am", "are", "is", "s"}
        ):
            return True
    return False
