"""New phone numbers and titles of contacts we already know, as they say them or sign with them."""

# ruff: noqa: E501  (patterns and word lists are easier to compare on one line)

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from records.models import ChangeDraft, Contact, Participant, Span
from retrieval.draft_scene import DraftScene
from retrieval.draft_text import one_line, shortened
from retrieval.sentences import plain

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

_PHONE_SAID = re.compile(
    r"\b(?:(?:new|my|our|his|her|direct|mobile|cell|neue|meine|mon|nouveau)(?: \w+){0,3} (?:number|phone|mobile|cell|line|extension|nummer|durchwahl|handy\w*|numéro)|"
    r"(?:number|mobile|phone|line|handynummer|telefonnummer) (?:has changed|is now|changed|lautet)|reach me (?:now )?(?:on|at|under)|call me (?:now )?(?:on|at|under)|erreichen sie mich|changed my number)\b"
)
_PHONE_NOT = re.compile(
    r"\b(?:fax|old number|alte nummer|order number|hotline|support line|until|dial-?in|conference|meeting id|passcode|their|competitor|wrong number|not)\b|\?\s*$"
)
_FAX = re.compile(r"\b(?:fax|telefax|f)\s*[:.]", re.IGNORECASE)
_BEST_LABEL = re.compile(
    r"\b(?:direct|mobile|mobil|cell|m|durchwahl|handy|direkt)\s*[:.]?\s*$", re.IGNORECASE
)
_REGIONS = {
    "de": "DE", "at": "AT", "ch": "CH", "uk": "GB", "fr": "FR", "es": "ES", "it": "IT", "nl": "NL", "be": "BE",
    "se": "SE", "no": "NO", "dk": "DK", "fi": "FI", "pl": "PL", "ie": "IE", "pt": "PT", "us": "US", "ca": "CA",
    "au": "AU", "nz": "NZ", "in": "IN", "jp": "JP", "br": "BR", "mx": "MX", "cz": "CZ",
}  # fmt: skip
MAX_SIGNATURE = 2000


def phone_changes(scene: DraftScene) -> list[ChangeDraft]:
    """A new number said by a contact, else one in their changed signature; E.164."""
    said: dict[str, ChangeDraft] = {}
    for sentence, who in scene.customer_sentences():
        low = plain(scene.event.text[sentence.start : sentence.end])
        if not _PHONE_SAID.search(low) or _PHONE_NOT.search(low):
            continue
        contact = _meant(scene, low, who)
        if contact is None or not contact.crm_id or contact.id in said:
            continue
        numbers = list(_numbers(scene.event.text, sentence.start, sentence.end, contact))
        fresh = [number for number, _ in numbers if number != _canonical(contact.phone, contact)]
        if len(numbers) == 2 and len(fresh) == 1:
            numbers = [n for n in numbers if n[0] == fresh[0]]
        if len(numbers) != 1 or not fresh:
            continue
        said[contact.id] = _draft(
            scene,
            contact,
            "phone",
            numbers[0][0],
            (sentence.start, sentence.end),
            0.9,
            "the contact gives a new number",
        )
    signed = _phone_in_signature(scene)
    if signed is not None and signed.entity_id not in {d.entity_id for d in said.values()}:
        return [*said.values(), signed]
    return list(said.values())


def _phone_in_signature(scene: DraftScene) -> ChangeDraft | None:
    sender = scene.event.sender
    contact = scene.contact_of(sender) if sender and not scene.sides.is_ours(sender) else None
    if contact is None or not contact.crm_id:
        return None
    current = _canonical(contact.phone, contact)
    found: list[tuple[str, Span, bool]] = []
    for start, end in _signature_lines(scene):
        line = scene.event.text[start:end]
        if _FAX.search(line) and not re.search(r"\b(?:tel|phone|mob|direct|m:|t:)", line, re.IGNORECASE):
            continue
        for number, at in _numbers(scene.event.text, start, end, contact):
            before = scene.event.text[start:at]
            if _FAX.search(before[-12:]):
                continue
            found.append((number, (start, end), bool(_BEST_LABEL.search(before))))
    numbers = {number for number, _, _ in found}
    if not numbers or current in numbers:
        return None
    best = [f for f in found if f[2]] or found
    if len({number for number, _, _ in best}) != 1:
        return None
    number, span, _ = best[0]
    why = "the signature shows another number" if current else "the signature shows a number the CRM lacks"
    return _draft(scene, contact, "phone", number, span, 0.7 if current else 0.6, why)


def _signature_lines(scene: DraftScene) -> Iterator[Span]:
    for start, end in scene.event.signature:
        at = start
        for line in scene.event.text[start : min(end, start + MAX_SIGNATURE)].splitlines(keepends=True):
            body = line.strip()
            if body:
                begin = at + line.index(body)
                yield begin, begin + len(body)
            at += len(line)


def _region(contact: Contact) -> str | None:
    ending = contact.email.rpartition(".")[2].lower()
    return _REGIONS.get(ending)


def _numbers(text: str, start: int, end: int, contact: Contact) -> Iterator[tuple[str, int]]:
    """Valid numbers in `text[start:end]` as E.164, each with where it begins."""
    import phonenumbers

    region = _region(contact)
    current = _parsed(contact.phone, region)
    if region is None and current is not None:
        region = phonenumbers.region_code_for_number(current)
    for match in phonenumbers.PhoneNumberMatcher(text[start:end], region, phonenumbers.Leniency.VALID):
        yield (
            phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164),
            start + match.start,
        )


def _canonical(phone: str | None, contact: Contact) -> str | None:
    import phonenumbers

    number = _parsed(phone, _region(contact))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if number else None


def _parsed(phone: str | None, region: str | None) -> PhoneNumber | None:
    import phonenumbers

    if not phone:
        return None
    try:
        return phonenumbers.parse(phone, region)
    except phonenumbers.NumberParseException:
        return None


_OTHER_PERSON = re.compile(
    r"\b(?:his|her|their|(?P<name>[a-zà-ÿ]{3,})'s) (?:new |direct |mobile )*(?:number|phone|mobile|line|cell)\b"
)


def _meant(scene: DraftScene, low: str, who: Participant) -> Contact | None:
    """Whose number or title a sentence gives: the speaker's, or that of one contact it names."""
    named = _OTHER_PERSON.search(low)
    if not named:
        return scene.contact_of(who)
    wanted = named.group("name")
    if not wanted:
        return None
    found = [c for c in scene.contacts if (c.name or "").casefold().split()[:1] == [wanted]]
    return found[0] if len(found) == 1 else None


_TITLE_WORD = (
    r"(?:head|director|manager|vp|svp|evp|vice president|president|chief|officer|c[etfiops]o|ciso|lead|leader|engineer|architect|partner|principal|buyer|"
    r"controller|analyst|consultant|specialist|coordinator|administrator|product owner|founder|secretary|assistant|supervisor|executive|leiter|leiterin|geschäftsführer|geschäftsführerin|einkäufer|einkäuferin|prokurist|responsable|directeur|directrice)"
)
_TITLE_SAID = re.compile(
    r"(?:\bi(?:'m| am) now(?: the| our| a| an)?|\bi(?:'ve| have) (?:just |recently )?(?:become|been (?:promoted|appointed|named)(?: to| as)?)(?: the| a| an)?|\bi was (?:promoted|appointed|named)(?: to| as)?(?: the| a| an)?|"
    r"\bmy new (?:title|role|position) is(?: now)?(?: the)?|\bmy (?:title|role|position) (?:is now|changed to|has changed to)(?: the)?|\bin my new role as(?: the)?|\bich bin (?:jetzt|nun|ab sofort)(?: die| der)?|\bje suis (?:maintenant|désormais)(?: le| la)?) (?:new |neue[r]? )?(?P<title>[^.,;:!?()\n]{2,70})",
    re.IGNORECASE,
)
_TITLE_END = re.compile(
    r"\s+(?:and|so|but|since|at|from|as of|starting|effective|which|who|reporting|here|with|und|seit|bei|ab|depuis|chez|taking|instead|until|responsible|on (?:the|this|your)|in charge)\b.*$",
    re.IGNORECASE,
)
_IS_TITLE = re.compile(rf"\b{_TITLE_WORD}\b", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"[@\d]|https?:|www\.|\b(?:gmbh|inc|ltd|llc|ag|street|str|road|phone|tel|fax|mobile)\b", re.IGNORECASE
)


def title_changes(scene: DraftScene) -> list[ChangeDraft]:
    """A new title that a contact says they have, else the one in their changed signature."""
    for sentence, who in scene.customer_sentences():
        text = scene.event.text[sentence.start : sentence.end]
        if text.rstrip().endswith("?"):
            continue
        found = _TITLE_SAID.search(text.replace("\u2019", "'"))
        contact = scene.contact_of(who)
        if not found or contact is None or not contact.crm_id:
            continue
        title = _tidy(_TITLE_END.sub("", found.group("title")))
        if title and _differs(title, contact.title):
            return [
                _draft(
                    scene,
                    contact,
                    "title",
                    title,
                    (sentence.start, sentence.end),
                    0.9,
                    "the contact says their new title",
                )
            ]
    signed = _title_in_signature(scene)
    return [signed] if signed else []


def _title_in_signature(scene: DraftScene) -> ChangeDraft | None:
    """Only where the CRM holds a title and the signature plainly shows another one."""
    sender = scene.event.sender
    contact = scene.contact_of(sender) if sender and not scene.sides.is_ours(sender) else None
    if contact is None or not contact.crm_id or not contact.title:
        return None
    titles: list[tuple[str, Span]] = []
    for start, end in _signature_lines(scene):
        line = scene.event.text[start:end]
        name = (contact.name or "").strip()
        if name and line.lower().startswith(name.lower()):
            line = line[len(name) :]
        line = line.split("|")[0] if "|" in line and line.split("|")[0].strip() else line.strip("| ")
        title = _tidy(line.split(",")[0] if not _IS_TITLE.search(line.split(",")[-1]) else line.strip(", -"))
        if title and len(title.split()) <= 7:
            titles.append((title, (start, end)))
    if len(titles) != 1 or not _differs(titles[0][0], contact.title):
        return None
    return _draft(scene, contact, "title", *titles[0], 0.65, "the signature shows another title")


def _tidy(title: str) -> str:
    """A title fit for the field, or "" where the words are none."""
    shown = one_line(title).strip(" -–,|")
    if not shown or len(shown) > 60 or not _IS_TITLE.search(shown) or _NO_TITLE.search(shown):
        return ""
    return shortened(shown, 60)


def _differs(title: str, current: str | None) -> bool:
    def letters(text: str) -> str:
        return re.sub(r"[\W_]+", "", text).casefold()

    return letters(title) != letters(current or "")


def _draft(
    scene: DraftScene, contact: Contact, field: str, new: str, span: Span, confidence: float, why: str
) -> ChangeDraft:
    return ChangeDraft(
        entity="contact",
        entity_id=contact.crm_id or "",
        field=field,
        new=new,
        evidence=(scene.evidence(*span),),
        confidence=confidence,
        why=why,
        account_id=scene.account.id,
        owner=scene.our_person(),
    )
