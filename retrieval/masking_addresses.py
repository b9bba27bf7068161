"""Finds postal addresses: street and number in the ways of several countries, post codes and the lines between."""

import re
from collections.abc import Iterator, Sequence

from retrieval import masking_premises
from retrieval.masking_numbers import Found

_CAP = r"(?:[^\W\d_a-zß-öø-ÿ][\w'’.-]*)"
_LINK = r"(?:(?:de|da|do|dos|das|di|del|dei|degli|della|delle|des|du|la|le|les|der|den|van|von|af|y|e|of|the|en|el|los|las|zum|zur|am|an)\s)"
_NUMBER = r"\d{1,6}(?:[ ]?[-/–][ ]?\d{1,5})?[a-zA-Z]?"
_TYPE = (
    r"(?:street|str|st|avenue|ave|av|road|rd|lane|ln|drive|dr|boulevard|blvd|court|ct|way|place|pl|square|squares|sq|terrace"
    r"|ter|parkway|pkwy|highway|hwy|close|crescent|cres|circle|cir|trail|trl|alley|row|mews|quay|grove|gardens|gdns|hill"
    r"|heights|plaza|pike|turnpike|loop|run|walk|wharf|green|park|parks|ridge|view|crossing|bypass|expressway|route|rte"
    r"|estate|streets|roads|union|unions|fort|forts|ports|islands?|junctions?|ville|mount|mall|orchard|causeway|broadway)"
)
_STREET_FIRST = re.compile(
    rf"(?<![\w.,$€£])(?:{_NUMBER}[ ,]{{1,2}})?{_NUMBER}[ ,]{{1,2}}(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.?[ ])?"
    rf"(?:{_LINK}?(?:{_CAP}|\d{{1,3}}(?:st|nd|rd|th))[ ]){{1,5}}(?i:{_TYPE})\b\.?"
    rf"(?:[ ](?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?",
)
_ENDING = (
    r"(?:stra(?:ß|ss)e|str\.|gasse|weg|platz|allee|(?<=[nsdglfzrhm-])ring|damm|ufer|gränd|gatan|gata|gade|vej|vejen|veien|vegen|vei|veg|väg|vägen"
    r"|gränden|stræde|straat|laan|plein|gracht|kade|dreef|katu|tie|kuja|polku|puistik|utca|götu|gerði|braut|stígur|holt|tún)"
)
_STREET_GLUED = re.compile(
    rf"(?<![\w.,])(?:{_NUMBER}[ ])?(?:{_CAP}[ ]){{0,3}}(?:[^\W\d_][\w'’-]{{1,30}}{_ENDING}|{_CAP}[ -](?:[Ss]tra(?:ß|ss)e|[Ss]tr\.|"
    rf"[Ww]eg|[Pp]latz|[Aa]llee|[Rr]ing|utca|út|u\.|tér|körút|mnt|maantee|pst|tee|katu|tie|kuja))[ ,]{{1,2}}{_NUMBER}(?![\w%])\.?"
)
_PREFIXED = re.compile(
    rf"(?<![\w.,])(?:{_NUMBER},?[ ])?(?:(?:C|c)/[ ]?|(?:Via|Viale|Piazza|Piazzale|Corso|Largo|Vicolo|Strada|Calea|Bulevardul|Rua|R\.|"
    rf"Avenida|Av\.|Avda\.?|Travessa|Praça|Alameda|Calle|Carrera|Paseo|Plaza|Camino|Ronda|Rue|Avenue|Boulevard|Bd\.?|Place|"
    rf"Chemin|Quai|Cours|Allée|Impasse|Route|Ulica|ulica|ul\.|Ul\.|al\.|os\.|Os\.|Aleja|pl\.|Plac|Str\.|nám\.|náměstí|ulitsa|ul|"
    rf"Jalan|Jl\.|Am|An der|Auf der|Im|Zum|Zur|Unter den)[ ])"
    rf"(?:{_LINK}{{0,3}}{_CAP}[ ,]{{1,2}}){{1,6}}(?:n[°.ºo]?[ ]?)?{_NUMBER}(?![\w%])"
)
_FRENCH = re.compile(
    rf"(?<![\w.,])\d{{1,4}}(?:[ ]?(?:bis|ter|quater|[A-D])\b)?,?[ ](?i:rue|avenue|av\.|boulevard|bd|place|chemin|allée|impasse|quai"
    rf"|cours|route|square|passage|faubourg)[ ](?:{_LINK}{{0,3}}(?:[dl]['’])?{_CAP}[ ]?){{1,5}}"
)
_PLOT = re.compile(
    rf"\b(?:Plot|Unit|Flat|Shop|Block|House|Gate|Door)[ ](?:No\.?[ ])?\d{{1,5}}[A-Za-z]?(?:,[ ](?:(?:{_CAP}|\d{{1,5}})[ ]?){{1,4}}){{1,5}}"
)
_PIN = re.compile(r"\b\d{3}[ ]?\d{3}\b")
_SMALL_STREET = re.compile(
    r"(?<![\w.,$€£-])\d{1,6}[ ](?:[nsew]\.?[ ])?(?:[a-z]+[ ]){1,3}(?:ave|avenue|rd|road|blvd|street|lane|ln|hwy)\b(?:[ ](?:apt|unit|suite|#)[ ]?\w{1,5}\b)?"
)
_HOUSE = re.compile(
    rf"\b(?i:{_TYPE}|cottage|house|farm|lodge|barn|hall|manor|rectory|mill|villa|tower|building|residency|estate|phase|sector|nagar"
    r"|cross|layout|colony|district|level|floor|industrial|park)\b\.?$|\d"
)
"""What makes a part of a line, between commas, a part of an address rather than a name."""
_PART = rf"(?:{_CAP}|\d[\w/-]{{0,8}})(?:[ ](?:{_CAP}|\d[\w/-]{{0,8}}|[a-z]{{1,3}}(?=[ ]))){{0,5}}"
_LEADING = re.compile(r".*\b(?:to|at|is|in|on|by|an|nach|per|via|are|was|for)[ ]+")
"""What only leads to an address: "Ship to 12 High Street"."""
_PARTS_BEFORE = re.compile(rf"(?:(?<=[\s(:])|^)(?:{_PART},[ \n]){{0,5}}(?:{_CAP}[ ,]{{1,2}}){{0,4}}$")
_ZIP = re.compile(
    r"\b(?:zip|post(?:al)?[ ]?code|plz|postleitzahl|cap|code[ ]postal)\b[^.\n]{0,20}$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_BOX = re.compile(
    r"\b(?:\d{1,5}[ ])?(?:P\.?[ ]?O\.?[ ]?(?:Box|B\.?)|G\.?P\.?O\.?[ ]Box|Post(?:al)?[ ]?box|Postbus|Postboks|Postlåda|Postilokero|Post[ ]?Office[ ]Box|Private[ ]Bag|Locked[ ]Bag|PMB"
    r"|Postfach|Casilla(?:[ ]postal)?|Casella[ ]Postale|Caixa[ ]Postal|Apartado(?:[ ]de[ ]Correos|[ ]postal)?|Apdo\.?(?:[ ]de[ ]Correos)?|Boîte[ ]Postale|Case[ ]postale|B\.?P\.?|TSA"
    r"|Skr(?:ytka|\.)[ ]poczt(?:owa|\.)|P\.[ ]?př\.|Pf\.)[ ]?(?:n[°º.]?[ ]?|No\.?[ ])?#?(?:\d{1,2}(?:[ ]\d{2}){1,2}\b|[A-Z]?\d{1,7})"
    r"|\b(?:PSC|Unit|CMR|USNS|USS|USNV|USCGC)[ ][\w-]{1,12}(?:[ ][\w-]{1,12})?,?[ ]?(?:Box[ ]\d{1,6})?[,\s]{1,3}(?:APO|FPO|DPO)[ ]A[AEP][ ]\d{5}(?:-\d{4})?",
    re.IGNORECASE,
)
_UNIT = re.compile(
    r"\b(?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|Room|Bldg|Building|Appartement|Etage|Wohnung|Top|Piso)\.?[ ]?#?\d{1,5}[A-Za-z]?\b"
    r"|\b\d{1,3}(?:st|nd|rd|th)[ ][Ff]loor\b",
    re.IGNORECASE,
)
_CORNER = re.compile(
    rf"\b(?i:the[ ])?(?i:corner[ ]of)[ ](?:(?!and\b)[\w'’./-]+[ ]){{1,7}}and[ ](?:{_NUMBER}[ ])?"
    rf"(?:{_CAP}(?:[ ]{_CAP}){{0,4}}(?:[ ]\d{{1,4}}\b)?\.?|[\w'’-]+(?:[ ][\w'’-]+)?)"
)
_TWO_STREETS = re.compile(
    rf"(?<![\w]){_CAP}[ ]and[ ](?=(?:{_CAP}[ ]|ul\.[ ]|[Cc]/[ ]?){{1,4}}\d{{1,4}}\b)(?:{_CAP}[ ]|ul\.[ ]|[Cc]/[ ]?){{1,4}}\d{{1,4}}\b"
)
_NUMBER_NAME_NUMBER = re.compile(
    rf"(?<![\w.,$€£-]){_NUMBER}[ ](?:{_LINK}?{_CAP}[ ]){{1,5}}\d{{1,5}}[a-zA-Z]?(?![\w%.,]\d|\w|%)"
)
_NUMBER_NAME = re.compile(rf"(?<![\w.,$€£-])\d{{1,6}}[ ](?:{_LINK}?{_CAP}[ ]?){{1,4}}")
_NAME_NUMBER = re.compile(rf"(?<![\w]){_CAP}(?:[ ]{_CAP}){{0,3}}[ ]\d{{1,4}}[a-zA-Z]?(?![\w%]|[.,:]\d)")
_POST_CODE = re.compile(
    r"\b(?:AL|AK|AZ|AR|CA|CO|CT|DE|DC|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA"
    r"|RI|SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|PR|MP|GU|AS|VI|APO|FPO|AE|AP|AA)[ ]{1,2}\d{5}(?:-\d{4})?(?!\w)"
    r"|\b(?:GIR[ ]?0AA|[A-PR-UWYZ][A-HK-Y]?\d[A-Z\d]?[ ]\d[ABD-HJLNP-UW-Z]{2})\b"
    r"|\b[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z][ ]\d[ABCEGHJ-NPRSTV-Z]\d\b"
    r"|\b(?:D|A|CH|F|NL|B|I|E|L|DK|S|N|PL|CZ|SK|H)-\d{4,5}[ ](?=[^\W\d_a-z])"
)
_PLACE_CODE = re.compile(
    r"(?<![\w.,#-])(?:\d{3}[ ]\d{2}|\d{4}[ ][A-Z]{2}|\d{2}-\d{3}|\d{4}-\d{3}|\d{4,6})(?=[ ]+[^\W\d_a-z]|\s|[.,]?\s*$|[.,]\s)"
)
_TOWN_CODE = re.compile(
    rf"\b(?:in|aus|nach|à|en|te|w|i)[ ](?P<town>(?:{_CAP}[ ]){{1,3}}(?!(?:19|20)\d\d\b)(?:\d{{4,5}}(?:-\d{{3,4}})?|\d{{3}}[ ]\d{{2}}|\d{{4}}[ ][A-Z]{{2}}))(?=[\s.,;!?)]|$)(?![ ](?:kg|km|m|g|t|l|cm|mm|kb|mb|gb|tb|w|kw|kwh|v|a|hz|rpm|x|pcs|ml)\b|[ ]?[%€$£])"
)
"""A town and its post code: "in Bjert 6091"."""
_SAID = re.compile(
    r"\b(?:address\w*|adress\w*|anschrift|adresse|dirección|indirizzo|live[sd]?|living|reside\w*|wohn\w*|located|office\s+is|headquarters"
    r"|deliver\w*|ship\w*|mail(?:ed)?\s+(?:it\s+)?to|send\s+(?:it|a\s+new\s+one|them|this)?\s?to|return\s+to|moved|based\s+at|sent\s+to"
    r"|drops?\s+you\s+off|corner|street|billing|home\s+is|house|visit\s+us|venue|pick(?:ed)?\s+up\s+at|where|office)\b[^.!?]{0,60}$",
    re.IGNORECASE,
)
_NO_STREET = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october"
    r"|november|december|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|q[1-4]|usd|eur|gbp"
    r"|(?<=\d[ ])[ap]m|(?<=\d)[ap]m|utc|cet|gmt|kg|gb|mb|tb|january|januar|februar|märz|mai|juni|juli|oktober|dezember|version|windows|office|version|seats"
    r"|licen[cs]es|users|units|pro|plan|phase|step|page|section|chapter|table|figure|item|line|order|invoice|po|ticket|case|room)\b",
    re.IGNORECASE,
)
_THINGS = re.compile(
    r"\b(?:build|error|batch|article|artikel|iso|din|en|model|modell|series|serie|code|nr|no|number|batch|charge|kw|halle|werk|row|excel|sql|python|java|release|ward|class|group|team|unit|block|id)\b",
    re.IGNORECASE,
)
_GAP = re.compile(rf"(?:[\s,;/–-]|{_CAP}|\d{{1,6}}(?:-\d{{1,4}})?|{_LINK}){{0,12}}")
_LINE_BELOW = re.compile(
    rf",?[ ]*\n[ \t>]*,?[ ]?(?:(?:{_CAP}[ ]?){{1,4}},?[ ]?(?:{_CAP}[ ])?(?:\d{{3,6}}(?:[- ]\d{{2,4}})?)?|nan|\d{{3,6}}(?:[- ]\d{{2,4}})?)"
    r"(?=[ ]*(?:\n|$|[?.,](?:\s|$)))"
)
_TOWN_AFTER = re.compile(
    rf",?[ ](?:(?!(?:I|We|You|He|She|It|They|Please|The|And|But|So|If|My|Our|Your|This|That)\b){_CAP}[ ]?){{1,3}}(?:\d{{3,6}})?"
    r"(?=[.,;!?)]|\s*$|\n|[ ](?:for|and|in|or|as|instead|is|was|before|by|to|on|at)\b)"
)
_NUMBER_BEFORE = re.compile(r"(?<![\w.,$€£-])(?:\d{1,6}[ ]){1,2}$")
_STREET_BEFORE = re.compile(
    r"(?<![\w.,$€£-])(?:\d{1,6}[ ]){1,2}(?:[^\W\d_][\w'’.-]*[ ]){1,4}?(?:\d{1,5}[, ]{1,2})?$"
)
_TOWN_BARE = re.compile(
    rf"[ ](?:(?!(?:I|We|You|He|She|It|They|Please|The|And|But|So|If|My|Our|Your|This|That)\b){_CAP}[ ]?){{1,3}}(?=[ ][a-z]|\b[ ]?[a-z]|\s*$)"
)
_STREET_LINE = re.compile(
    rf"(?<![\w.,$€£-])\d{{1,6}}[ ](?:{_LINK}?{_CAP}[ ]){{1,4}}\d{{1,5}}[a-z]?(?=,?[ ]*\n[ >]*,?[ ]*{_CAP})"
)
_GAP_MOST = 48
_NEAR = 40


def find(text: str) -> Iterator[Found]:
    """Addresses, the pieces of one address as one span."""
    pieces = sorted(set(_pieces(text)))
    if not pieces:
        return
    joined: list[list[int]] = []
    for start, end in pieces:
        if joined and start <= joined[-1][1]:
            joined[-1][1] = max(end, joined[-1][1])
        elif joined and _one_address(text, joined[-1][1], start):
            joined[-1][1] = end
        else:
            joined.append([start, end])
    for start, end in joined:
        yield *_whole(text, start, end), "ADDRESS", 0.8


def joined(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Pieces of addresses, sorted and without overlap, as whole ones; what only looks like a piece is left out."""
    whole: list[list[int]] = []
    for start, end in spans:
        if whole and (start <= whole[-1][1] or _one_address(text, whole[-1][1], start)):
            whole[-1][1] = max(end, whole[-1][1])
        else:
            whole.append([start, end])
    for start, end in whole:
        said = text[start:end]
        words = re.findall(r"[^\W\d_]+", said)
        if masking_premises.are_wares(text, end, said):
            continue
        numbers = re.findall(r"\d+", said)
        lonely = not words or (len(words) == 1 and len(numbers) == 1 and bool(_YEAR.fullmatch(numbers[0])))
        # A post code often stands alone below its street; any other number by itself is none.
        near = any(0 < start - other <= _NEAR or 0 < begin - end <= _NEAR for begin, other in whole)
        if not numbers:
            yield start, end
        elif not lonely or near or _ZIP.search(text, max(0, start - 40), start):
            yield _whole(text, start, end)


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    start = _with_line_above(text, start)
    line = max(0, start - 60)
    before = (_STREET_BEFORE if _UNIT.match(text, start) else _NUMBER_BEFORE).search(text, line, start)
    if before and not _NO_STREET.search(before.group()) and (text[start].isdigit() or text[start].isalpha()):
        start = before.start()
    start, end = masking_premises.widened(text, start, end)
    end = _with_lines_below(text, _with_post_code(text, end))
    return start, masking_premises.ended(text, end)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for shape in (_STREET_FIRST, _STREET_GLUED, _PREFIXED, _FRENCH, _PLOT, _SMALL_STREET):
        for match in shape.finditer(text):
            # "Plot 27, MIDC Phase II, ..., Mumbai 400093"
            pinned = shape is _PLOT and _PIN.search(match.group())
            if pinned or not _NO_STREET.search(match.group()):
                yield match.start(), match.start() + len(match.group().rstrip(" ,"))
    for match in _BOX.finditer(text):
        yield match.span()
    for match in _TOWN_CODE.finditer(text):
        if not _NO_STREET.search(match.group()) and not _THINGS.search(match.group("town")):
            yield match.span("town")
    for match in _CORNER.finditer(text):
        yield match.span()
    for match in _POST_CODE.finditer(text):
        yield _from_house(text, match.start()), match.end()
    for shape in (_NUMBER_NAME_NUMBER, _NUMBER_NAME, _NAME_NUMBER, _TWO_STREETS):
        for match in shape.finditer(text):
            if not _NO_STREET.search(match.group()) and _likely(text, match.start(), match.end()):
                yield match.start(), match.start() + len(match.group().rstrip())
    for match in _STREET_LINE.finditer(text):
        if not _NO_STREET.search(match.group()):
            yield match.span()
    for match in _UNIT.finditer(text):
        if _likely(text, match.start(), match.end()) or _street_before(text, match.start()):
            yield match.span()


def _from_house(text: str, start: int) -> int:
    """Where the address begins that ends in this post code: at the first part before it that is a house or street."""
    line = max(text.rfind("\n", 0, max(0, start - 1)) + 1, start - 120)
    before = _PARTS_BEFORE.search(text, line, start)
    if not before:
        return start
    at = before.start()
    for part in re.split(r"(?<=,)", before.group()):
        if _HOUSE.search(part.strip(" ,\n")):
            told = _LEADING.match(part)
            return at + (told.end() if told else len(part) - len(part.lstrip()))
        at += len(part)
    return start


def _likely(text: str, start: int, end: int) -> bool:
    """Whether the words before, or a line of its own above a place, say that this is an address."""
    return bool(_SAID.search(text, max(0, start - 90), start))


def _street_before(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start]
    return bool(re.search(rf"(?:\d|(?i:{_TYPE})\.?)[\s,]{{1,8}}$", before))


def _one_address(text: str, end: int, start: int) -> bool:
    gap = text[end:start]
    return start - end <= _GAP_MOST and "\n\n\n" not in gap and bool(_GAP.fullmatch(gap))


def _with_line_above(text: str, start: int) -> int:
    """A line with a number above "Suite 501" is the street."""
    line_start = text.rfind("\n", 0, start) + 1
    if line_start < 2 or text[line_start:start].strip(" >\t") or not _UNIT.match(text, start):
        return start
    above_start = text.rfind("\n", 0, line_start - 1) + 1
    above = text[above_start : line_start - 1]
    if (
        len(above) <= 60
        and len(above.split()) <= 7
        and re.search(r"\d", above)
        and not re.search(r"[:@]", above)
    ):
        return above_start + len(above) - len(above.lstrip(" >\t"))
    return start


def _with_lines_below(text: str, end: int) -> int:
    """Town, region, post code and country, each on a line of its own below the street."""
    for _ in range(5):
        match = _LINE_BELOW.match(text, end)
        if not match or _NO_STREET.search(match.group()):
            break
        end = match.end()
    for _ in range(3):
        match = _TOWN_AFTER.match(text, end)
        if not match and text[max(0, end - 1) : end].isdigit() and text[end - 5 : end].count(" "):
            match = _TOWN_BARE.match(text, end)
        if not match or _NO_STREET.search(match.group()):
            break
        end = match.end()
    return end


def _with_post_code(text: str, end: int) -> int:
    """Takes in a post code that follows the town: "..., 10115 Berlin", "Suite 501\\nRiisa\\nEstonia 62488"."""
    tail = text[end : end + 60]
    for match in _PLACE_CODE.finditer(tail):
        if _GAP.fullmatch(tail[: match.start()]):
            found = end + match.end()
            town = re.match(rf"[ ]{{1,2}}{_CAP}(?:[ -]{_CAP}){{0,2}}", text[found : found + 40])
            return found + town.end() if town else found
    return end
