"""Finds people by the words that introduce them: "my name is", "Dear Ms.", "Best regards,"."""

import re
from collections.abc import Iterator

from records.account_words import DEPARTMENTS, GROUP_WORDS, LEGAL, LINES, NEUTRAL
from retrieval.masking_features import known_names
from retrieval.masking_firms import brands, firms, name_words, plain_words, word_list
from retrieval.masking_numbers import Found

COMPANY_WORDS = LEGAL | LINES | NEUTRAL | GROUP_WORDS
_CAP = r"[^\W\d_a-zß-öø-ÿ][\w'’-]*\.?"
_NAME = rf"{_CAP}(?:[ ](?:(?:de|da|do|dos|di|del|van|von|der|den|la|le|al|bin|zu)[ ]){{0,2}}{_CAP}){{0,3}}"
_ANY_CASE = r"[^\W\d_][\w'’-]+(?:[ ][^\W\d_][\w'’-]*\.?){0,2}"
_INTRODUCED = re.compile(
    r"\b(?i:my\s+(?:full\s+|last\s+|first\s+|maiden\s+)?name\s+is|(?:her|his|their)\s+(?:maiden\s+|last\s+|full\s+)?name\s+is"
    r"|people\s+call\s+me|i\s+am\s+called|ich\s+heiße|mein\s+name\s+ist|je\s+m['’]appelle|me\s+llamo|mi\s+chiamo"
    r"|(?:last|first|full|your)\s+name\?\s+|directed\s+by:|name\s+on\s+(?:the\s+)?(?:card|account)\s+is)"
    rf"\s+(?P<name>{_NAME})"
)
_INTRODUCED_SMALL = re.compile(
    r"\b(?:my\s+(?:full\s+|last\s+|first\s+|maiden\s+)?name\s+is|(?:her|his)\s+(?:maiden\s+|last\s+)?name\s+is|people\s+call\s+me)"
    rf"\s+(?P<name>{_ANY_CASE})(?=\s*(?:[.,!?;]|$))"
)
_PASSENGER = re.compile(
    r"(?<![\w/])(?P<name>[^\W\d_a-zß-öø-ÿ]{2,30}(?:[ '-][^\W\d_a-zß-öø-ÿ]{2,30})?/[^\W\d_a-zß-öø-ÿ]{2,30})(?=[ ](?:MR|MRS|MS|MISS|MSTR|DR|CHD|INF)\b)"
)
_TITLED = re.compile(
    r"(?<!/)\b(?<![^\W\d_a-zß-öø-ÿ]{2}[ ])(?i:Mr|Mrs|Ms|Mx|Miss|Dr|Prof|Professor|Herrn?|Frau|Mme|Mlle|Madame|Monsieur|Señora?|Sra?|Signora?|Sig|Dott|Dottor|Dottoressa|Avv"
    rf"|Mevrouw|Mevr|Meneer|Dhr|Pani|Nurse|Coach|Captain|Officer|Sergeant|Judge|Doña)\b\.?[ ]"
    rf"(?:(?:Dr|Prof)\.?[ ])?(?P<name>(?:(?:de|da|di|del|van|von|der|den|ter|zu)[ ]){{0,2}}{_NAME})"
)
_TITLED_BIG = re.compile(
    r"(?<![\w/&-])(?:MM?\.|M[aeî]+tre|[Dd]on|[Dd]oña|[Dd]ona|Egr\.|Mej\.|[Pp]an[aią]{0,2}|[Pp]anu|Rev\.|Reverend|Pastor|Père|Padre|Fr\.|Sister|Soeur|Sœur|Schwester|Rabbi|Imam|Lord|Lady"
    r"|Sheikh|Hadji|Capt\.|Sgt\.|Lt\.|Col\.|Gen\.|Hon\.|Sir|Ing\.|Arch\.|Geom\.|Rag\.|Lic\.|Mag\.|Dipl\.-Ing\.|inż\.|mgr|drs\.|ir\.|mr\.)[ ]"
    rf"(?P<name>(?:(?:de|da|di|del|van|von|der|den|ter|ten|zu|la|le|al)[ ]){{0,2}}(?=(?:[^\W\d_]{{1,2}}[ '’])?[^\W\d_]{{3}}){_CAP}(?:[ ]{_NAME})?)"
)
_TITLED_SMALL = re.compile(r"\b(?:mr|mrs|ms|dr)\.?[ ](?P<name>[a-zà-ÿ][\w'’-]+)(?![\w])")
_GREETED = re.compile(
    r"(?m)^[> \t]{0,12}(?:Hi|Hello|Hey|Dear|Hallo|Liebe[rs]?|Bonjour|Cher|Chère|Hola|Estimad[oa]|Ciao|Gentile|Olá|Hej|Moin|Servus)[ ]"
    rf"(?P<name>{_NAME})(?=\s*(?:[,!:–—-]|$))"
)
_ADDRESSED = re.compile(
    rf"(?m)^[> \t]{{0,12}}(?P<name>{_CAP}(?:[ ]{_CAP})?),[ ](?=(?:can|could|would|will|please|thanks|thank|did|do|are|have|I|we)\b)"
)
_HERE = re.compile(
    rf"\b(?i:this\s+is|it['’]?s|hier\s+(?:ist|spricht)|ici|soy)[ ](?P<name>{_CAP}(?:[ ]{_CAP})?|[a-z]{{3,12}})"
    r"(?=,|!|[ ](?:here|from|calling|speaking|again|at|with)\b|[ ](?:von|vom|aus|de|du)\b|\.?$|\.\s)"
)
_INITIALS = re.compile(
    r"(?:(?<=\n)|(?i:best|regards|cheers|thanks|greetings|gruß|grüße|lg|vg|mfg|bientôt|cordialement|saludo|saluti),?\s)[> \t]*"
    r"(?P<name>[^\W\d_a-z]\.(?:[ ]?[^\W\d_a-z]\.){0,2})(?=\s*$)"
)
_FIELD = re.compile(
    r"(?m)^[> \t]{0,12}(?i:(?:full\s+|contact\s+|customer\s+|client\s+)?name|contact|attn|attention|attendee|signed|sponsor|host|prepared\s+by"
    r"|recipient|beneficiary|ansprechpartner|geschäftsführer(?:in)?|from|to|cc|von|an|de|à)\s*:\s*"
    rf"(?P<name>{_CAP}[ ]{_NAME})(?=\s*(?:$|<|\(|,|;))"
)
_MENTIONED = re.compile(r"(?<![\w@/.+-])@(?P<name>[^\W\d_]{3,20})(?![\w@/-]|\.\w)")
_PEOPLE_DO = (
    r"(?:['’]s|is|was|isn['’]t|wasn['’]t)[ ](?:out|off|away|in|on|back|here|there|late|ill|sick|busy|free|keen|not|already|still|asking|going|coming|calling"
    r"|working|leaving|joining|waiting|travell?ing|taking|handling|covering|looking|our|your|their|my)"
    r"|will[ ](?:be|call|send|join|take|cover|have|do|go|come|write|check|sign|pick|bring|ask|quote|explain|let|know|not|also)"
    r"|says?|said|thinks|thought|asked|asks|wants|wanted|told|tells|called|calls|wrote|writes|sent|sends|agrees|agreed|disagrees|confirmed|confirms"
    r"|replied|mentioned|promised|promises|needs|knows|knew|likes|joins|joined|leaves|presents|owns|handles|keeps|won['’]t|doesn['’]t|didn['’]t|hasn['’]t"
    r"|may|might|must|should|has|had|and[ ]I|from[ ](?:finance|sales|support|billing|legal|procurement|accounts|accounting|engineering|marketing|facilities|product|design|ops|it|hr)"
    r"|sagt|sagte|meint|meinte|hat|kommt|schickt|ruft|möchte|will|kann|ist[ ](?:krank|weg|da|im|am|noch|wieder)|fragt"
    r"|dit|pense|veut|passe|passent|appelle|envoie|arrive|est[ ](?:absente?|là|en|partie?)|m['’]a|nous[ ]a"
    r"|dice|dijo|quiere|estuvo|está|llamó|llama|viene|manda|envía|piensa|cree|tiene|vuelve"
    r"|sarà|vuole|pensa|arriva|chiama|ha[ ](?:detto|chiesto|chiamato|mandato|firmato)|parla|porta"
    r"|zegt|zei|wil|belt|belde|komt|denkt|stuurt|vraagt|bestelt|is[ ](?:ziek|weg|vrij|er)"
    r"|mówi|mówił|powiedziała?|prosi|dzwonił|dzwoniła|chce|przyśle|wróci|pyta|ma[ ]urlop"
)
_DOES = re.compile(rf"(?<![\w'’-])(?P<name>[^\W\d_]{{3,14}})[ ](?:{_PEOPLE_DO})\b")
_TOLD = re.compile(
    r"\b(?:(?i:ask(?:ed)?|tell|told|spoke[ ](?:to|with)|speak[ ](?:to|with)|talk(?:ed)?[ ](?:to|with)|ping(?:ed)?|remind(?:ed)?|thank|met(?:[ ]with)?|cc|per|says|said|sagt|meint"
    r"|frag(?:t|e)?|dit|dice|zegt|mówi|chiedi[ ]a|pregunta[ ]a|demande[ ]à|vraag|zapytaj))[ ](?P<name>[^\W\d_]{3,14})"
    r"(?=[ ](?:to|about|if|whether|that|for|from|and|at|on|in|ob|dass|wegen|si|que|se|of|czy|if)\b|[.,;:!?)]|\s*$)"
)
_BYE = (
    r"(?i:(?:(?:with|many|kind|kindest|warm|warmest|best|all[ ]the|yours?)[ ]){0,3}(?:regards|wishes|best|thanks|thx|cheers|sincerely|faithfully|truly|greetings|love|ta)|thank[ ]you|many[ ]thanks|take[ ]care|talk[ ]soon"
    r"|(?:mit[ ])?(?:freundlichen?|besten?|viele[n]?|liebe[n]?|herzliche[n]?|schöne[n]?)[ ](?:grüße|grüßen|gruß|grüsse|grüssen)|gruß|grüße|mfg|lg|vg|bg|danke|besten[ ]dank|vielen[ ]dank|servus|bis[ ](?:dann|bald|morgen)"
    r"|(?:bien[ ])?cordialement|bien[ ]à[ ](?:vous|toi)|salutations|bonne[ ]journée|merci|bises|bisous|à[ ](?:bientôt|demain|plus)|amicalement|cdt|cldt"
    r"|(?:un[ ])?(?:cordial[ ])?(?:saludos?|abrazo)(?:[ ]cordial(?:es)?)?|gracias|atentamente|atte|besos|hasta[ ](?:luego|pronto)|cordiali[ ]saluti|distinti[ ]saluti|saluti|un[ ](?:saluto|abbraccio)|grazie|a[ ]presto|ciao"
    r"|(?:met[ ])?(?:vriendelijke|hartelijke)[ ]groet(?:en)?|groet(?:en|jes)?|mvg|bedankt|dank|tot[ ](?:ziens|morgen|dan)|pozdrawiam(?:[ ]serdecznie)?|z[ ]poważaniem|pozdrowienia|dziękuję|dzięki"
    r"|mvh|med[ ]vänliga[ ]hälsningar|hälsningar|hilsen|venlig[ ]hilsen|atenciosamente|abraços?|cumprimentos|obrigad[oa])"
)
_SIGNED = re.compile(
    rf"(?m)^[> \t]{{0,12}}[^\n]{{0,60}}?\b{_BYE}(?:[ ](?:from|aus|de|da|uit|z)[ ][^\n]{{1,40}})?[ \t]*[,.!;:)-]{{0,3}}[ \t]*\n(?:[> \t]*\n)?[> \t]{{0,12}}(?:[/~–—*-]{{1,2}}[ ]?)?(?P<name>{_NAME})(?=[ \t]*(?:$|[,|(–—-]))"
)
_LAST = re.compile(
    rf"(?<=[.!?)\]:])[ \t]*\n[ \t]*\n(?:[/~–—*-]{{1,2}}[ ]?)?(?P<name>{_CAP}(?:[ ]{_CAP})?)[ \t]*(?=\s*$(?![\s\S])|\n[ \t]*\n(?:On|Am|Le|El|Il|Op|W dniu|>|-----|From:|Von:|De :|Da:|Van:|Od:)[ \S])"
)
_CALLED = re.compile(
    r"\b(?i:thanks|thank[ ]you|thx|cheers|sorry|hi|hey|hello|morning|welcome|bye|congrats|congratulations|danke|merci|gracias|grazie|bedankt|dzięki)[ ,]{1,2}(?P<name>[^\W\d_]{3,14})(?=[ ]?[.,!?\n]|\s*$)"
)
_OWNS = re.compile(
    r"(?<!\bthe[ ])(?<!\bThe[ ])(?<![\w'’-])(?P<name>[^\W\d_a-zß-öø-ÿ][^\W\d_]{2,13})['’]s[ ](?!\b(?:ed|edge)\b)"
)
_NO_FIRM = (_GREETED, _FIELD, _ADDRESSED, _HERE, _DOES, _TOLD, _CALLED, _OWNS, _SIGNED, _LAST)
"""What firms are introduced by as well: "Contact: Baker McKenzie"."""
_NOT = frozenset(
    [
        "team",
        "all",
        "everyone",
        "both",
        "folks",
        "there",
        "again",
        "sir",
        "madam",
        "customer",
        "support",
        "sales",
        "colleague",
        "colleagues",
        "friend",
        "friends",
        "damen",
        "herren",
        "ladies",
        "gentlemen",
        "hiring",
        "manager",
        "partner",
        "partners",
        "customers",
        "zusammen",
        "world",
        "tous",
        "equipo",
        "herr",
        "frau",
        "mr",
        "ms",
        "mrs",
        "dr",
        "procurement",
        "legal",
        "finance",
        "accounting",
        "it",
        "hr",
        "operations",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "not",
        "on",
        "the",
        "no",
        "correct",
        "wrong",
        "misspelled",
        "spelled",
        "still",
        "different",
        "incorrect",
        "missing",
        "unknown",
    ]
)


def said_names(text: str) -> Iterator[Found]:
    """People whom the words in front call by name."""
    known = known_names()
    for shape, score in (
        (_INTRODUCED, 0.9),
        (_INTRODUCED_SMALL, 0.8),
        (_PASSENGER, 0.9),
        (_TITLED, 0.9),
        (_TITLED_BIG, 0.8),
        (_TITLED_SMALL, 0.8),
        (_GREETED, 0.85),
        (_FIELD, 0.8),
        (_ADDRESSED, 0.7),
        (_HERE, 0.7),
        (_INITIALS, 0.7),
        (_MENTIONED, 0.7),
        (_SIGNED, 0.85),
        (_LAST, 0.7),
        (_DOES, 0.7),
        (_TOLD, 0.7),
        (_CALLED, 0.7),
        (_OWNS, 0.7),
    ):
        for match in shape.finditer(text):
            start, end = match.span("name")
            words = [word.strip(".,'’").lower() for word in match.group("name").split()]
            if shape is _ADDRESSED and any(
                word in _NOT or (set("wp") & set(known.get(word, "")) and not _also_named(word))
                for word in words
            ):
                continue
            if shape is _HERE and not any("g" in known.get(word, "") for word in words):
                continue
            # "Contact: Baker McKenzie", "Dr. Martens"
            begin = start if shape in _NO_FIRM else match.start()
            if any(a <= begin and end <= b for a, b in firms(text)):
                continue
            if shape in (_GREETED, _ADDRESSED) and plain_words().issuperset(words):
                continue
            if shape in (_SIGNED, _LAST) and not _signs(words):
                continue
            if shape is _MENTIONED and not set("gf") & set(known.get(words[0], "")):
                continue
            if shape in (_DOES, _TOLD, _CALLED, _OWNS) and not _acts(text, match, shape is _DOES):
                continue
            if words and words[0] not in _NOT and not all(word in _NOT for word in words):
                whole_word = text[end - 1] == "." and len(words[-1]) > 1
                yield start, end - whole_word, "PERSON", score


def _signs(words: list[str]) -> bool:
    """Whether the words may be a signature: no department, no role, no brand."""
    known = known_names()
    every = plain_words() | brands() | COMPANY_WORDS | DEPARTMENTS
    return not any(
        word in _NOT or word in every or ("w" in known.get(word, "") and word not in name_words())
        for word in words
    )


def _also_named(word: str) -> bool:
    return word in name_words() and word not in word_list("season")


def _acts(text: str, match: re.Match[str], first: bool) -> bool:
    """Whether an everyday word is somebody here: "Hope is out", "ask rose to", but not "I hope is"."""
    word = match.group("name")
    if word.lower() not in name_words() or (
        word.lower() in word_list("season") and not _SPEAKS.search(match.group())
    ):
        return False
    if word[0].isupper():
        return True
    # In lower case only what nobody says of a thing: "ask rose to check", "will from finance".
    return not first or " from " in match.group()


_SPEAKS = re.compile(
    r"\b(?:may|might|must|says?|said|thinks|thought|asks?|asked|wants|wanted|told|tells?|wrote|writes|agree[sd]|disagrees|replied|mentioned|promise[sd]|presents|spoke|speak"
    r"|pinged?|sagte?|meinte?|dit|dijo|dice|estuvo|zegt|zei|mówi|knows|knew|joins|joined|disagree[sd])\b"
)
