"""Words a German or French promise in the infinitive, as people note what is to be done."""

import re

_GREETED = re.compile(
    r"^.*\b(?:wenn|sobald|falls|sofern|nachdem)\b[^,]*, (?:dann |so )?|^(?:und|aber|also|dann|danke|gerne|ja|klar)\b[,.!]? ",
    re.IGNORECASE,
)
_PRONOUN = r"(?:ihnen|euch|dir|das|es|sie|dich|mich|mir|uns|ihn|gerne?|auch|dann|noch|selbstverst\u00e4ndlich|nat\u00fcrlich)"
_VERB = r"(?P<verb>[a-z\u00e4\u00f6\u00fc\u00df]+(?:e|en|n))"
_SUBJECT_FIRST = re.compile(rf"^(?:ich|wir) {_VERB}\b(?P<rest>.*)$", re.IGNORECASE | re.DOTALL)
_VERB_FIRST = re.compile(
    rf"^(?P<front>(?:(?!\b(?:ich|wir)\b).)*?)\b{_VERB} (?P<between>(?:{_PRONOUN} )*)(?:ich|wir)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_YOU_FIRST = re.compile(
    r"^(?:sie|ihr|du) (?P<verb>bekommt|bekommen|bekommst|erhalten|erhaltet|erh\u00e4ltst|h\u00f6ren|h\u00f6rt|h\u00f6rst|haben|habt|"
    r"hast|kriegen|kriegst)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_YOU_LATER = re.compile(
    r"^(?P<front>.*?)\b(?P<verb>bekommt|bekommen|bekommst|erhalten|erhaltet|erh\u00e4ltst|h\u00f6ren|h\u00f6rt|h\u00f6rst|haben|habt|"
    r"hast|kriegen|kriegst) (?:sie|ihr|du)\b(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_MODALS = frozenset(
    {"werde", "werden", "kann", "können", "möchte", "möchten", "will", "wollen", "soll", "sollen"}
)
_FROM_US = re.compile(r" von (?:uns|mir)\b", re.IGNORECASE)
_SMALL = re.compile(
    r"^(?:Das|Die|Der|Den|Dem|Ein|Eine|Einen|Morgen|Heute|Bis|Am|Im|In|Zum|Zur|Unser\w*|Mein\w*|Ihre?n?|Alle\w*|Gleich|"
    r"N\u00e4chste\w*|Noch|\u00dcber|Voraussichtlich|Gerne?|Dann|Dazu|Daf\u00fcr|Auf|F\u00fcr|Bei|Mit|Ab|Sp\u00e4testens)\b"
)
_CLAUSE = re.compile(
    r", (?=(?:ob|dass|sobald|wenn|falls|damit|sofern|weil|da|wie|was|wann|wo|um|die|der|das|mein|unser|bitte)\b)"
)
_PREFIX = re.compile(
    r"(?:^| )(?P<prefix>an|zu|ab|auf|aus|ein|mit|nach|vor|zur\u00fcck|durch|um|weiter|bei|los|her|hin|fest|frei|bereit|fertig|"
    r"zusammen|wieder|vorbei|heraus|raus|rein)$"
)


def german_action(main: str, subject: str) -> str:
    """ "Das Angebot schicke ich Ihnen bis Freitag" -> "das Angebot bis Freitag schicken"; empty if it is built otherwise."""
    words = _GREETED.sub("", main).strip(" .!")
    if subject == "you":
        match = _YOU_FIRST.match(words) or _YOU_LATER.match(words)
        if not match:
            return ""
        heard = match["verb"].lower().startswith("h\u00f6r")
        front = _small(_last_part(match.groupdict().get("front") or ""))
        thing = _FROM_US.sub("", _joined(front, match["rest"]))
        return f"sich {thing} melden" if heard else thing
    match = _SUBJECT_FIRST.match(words) or _VERB_FIRST.match(words)
    if not match:
        return ""
    parts = match.groupdict()
    front = _small(_last_part(parts.get("front") or ""))
    rest = _joined(_told(parts.get("between") or ""), _told(match["rest"]))
    head, comma, tail = _split_off(rest)
    verb = match["verb"].lower()
    if re.search(r"\bbescheid\b", head, re.IGNORECASE) or (
        verb not in _MODALS and _SECOND_VERB.search(match["rest"])
    ):
        # an idiom whose words, taken apart, say nothing; or a second verb that would stay as it is
        return ""
    if verb in _MODALS:
        done = _joined(front, head)
    else:
        prefix = _PREFIX.search(head)
        if prefix:
            head = head[: prefix.start()]
        done = _joined(front, head, (prefix["prefix"] if prefix else "") + _infinitive(verb))
    return done if _ASIDE.match(tail) else f"{done}{comma}{tail}"


_ASIDE = re.compile(r"(?:mein|unser|bitte|weil|da|die|der|das)\b", re.IGNORECASE)


_SECOND_VERB = re.compile(
    r"\bund (?:dann |danach )?[a-z\u00e4\u00f6\u00fc\u00df]+en? (?:mich|uns|ihnen|dir|euch|sie|dich|es|das|die|den|der|ein\w*|unser\w*|mein\w*)\b",
    re.IGNORECASE,
)


def _last_part(front: str) -> str:
    return front.rpartition(", ")[2].strip()


def _small(words: str) -> str:
    match = _SMALL.match(words)
    return words[: match.end()].lower() + words[match.end() :] if match else words


_TO_YOU = re.compile(
    r"(?P<to>\b(?:bei|mit|von|zu|f\u00fcr|an|nach|auf|gegen\u00fcber) )?(?<![\w-])(?:ihnen|euch|dir) (?:gerne? )?",
    re.IGNORECASE,
)


def _told(words: str) -> str:
    """Without "Ihnen"; "mich" and "uns" become "sich" as the infinitive wants it."""
    words = _TO_YOU.sub(lambda m: m.group() if m["to"] else "", words.strip() + " ")
    return re.sub(r"(?:^|(?<= ))(?:mich|uns|mir)(?= )", "sich", words, count=1).strip()


def _joined(*parts: str) -> str:
    return re.sub(r"\s+,", ",", " ".join(" ".join(parts).split()))


def _split_off(rest: str) -> tuple[str, str, str]:
    match = _CLAUSE.search(rest)
    return (rest[: match.start()], ", ", rest[match.end() :]) if match else (rest, "", "")


def _infinitive(verb: str) -> str:
    if verb.endswith("n"):
        return verb
    if verb.endswith("ere") and not verb.endswith("iere"):
        return f"{verb[:-1]}n"
    return f"{verb}n"


_FRENCH = re.compile(
    r"\b(?:je|nous|on|j['\u2019])\s?(?:(?:vous|te|le|la|les|lui|leur|en|y) |[lt]['\u2019])*"
    r"(?P<verb>[a-z\u00e0-\u00ff]+)\b(?: vous| te)?(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_IRREGULAR = {
    "enverr": "envoyer",
    "renverr": "renvoyer",
    "fer": "faire",
    "ser": "être",
    "aur": "avoir",
    "ir": "aller",
    "viendr": "venir",
    "reviendr": "revenir",
    "tiendr": "tenir",
    "recevr": "recevoir",
    "pourr": "",
    "devr": "",
    "verr": "voir",
}
_PRESENT = {
    "envoie": "envoyer",
    "envoyons": "envoyer",
    "fais": "faire",
    "faisons": "faire",
    "transmets": "transmettre",
    "transmettons": "transmettre",
    "reviens": "revenir",
    "revenons": "revenir",
    "rappelle": "rappeler",
    "tiens": "tenir",
    "tenons": "tenir",
    "prends": "prendre",
    "prenons": "prendre",
    "offrons": "offrir",
    "offre": "offrir",
}


def french_action(main: str) -> str:
    """ "Je vous envoie le devis demain" -> "envoyer le devis demain"; empty if the verb is not known."""
    match = _FRENCH.search(main.strip(" .!"))
    if not match:
        return ""
    verb = match["verb"].lower()
    if verb in ("vais", "va", "allons"):
        return _joined(match["rest"])
    infinitive = _PRESENT.get(verb) or _of_future(verb)
    return _joined(infinitive, match["rest"]) if infinitive else ""


def _of_future(verb: str) -> str:
    ending = re.search(r"(?:ai|ons|a)$", verb)
    if not ending or not verb[: ending.start()].endswith("r"):
        return f"{verb}r" if verb.endswith("e") else f"{verb[:-3]}er" if verb.endswith("ons") else ""
    stem = verb[: ending.start()]
    if stem in _IRREGULAR:
        return _IRREGULAR[stem]
    if stem[-2:-1] not in "aei\u00e9":
        return f"{stem}e"
    return stem.replace("appell", "appel")
