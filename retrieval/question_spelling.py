"""The words of a question as their writer meant them: abbreviations written out, typos mended."""

import re
from collections.abc import Callable

from retrieval.question_short_times import in_full

_SHORT_TEXT = """
wk week, wks weeks, nxt next, lst last, tmrw tomorrow, tmr tomorrow, tmrrw tomorrow, tomoz tomorrow, 2moro tomorrow, 2day today, 2nite tonight, yest yesterday, ystrday yesterday,
yr year, yrs years, mth month, mths months, mnth month, mnths months, qtr quarter, hv have, hav have, abt about, bout about, b4 before, thru through, bc because, cuz because, coz because,
u you, ur your, r are, opne open, oepn open, whatdo what do, whatdid what did, till until, til until, wat what, wht what, wats what's, wots what's, wot what, wheres where's, cust customer, custs customers, mtg meeting, mtgs meetings, msg message, msgs messages,
appt appointment, deliv delivery, dlvry delivery, qty quantity, gonna going, wanna want, gotta have,
mgmt management, mgr manager,
w/ with, w/o without, wo without, asap soon, smth something, sth something, smthg something, sb somebody, sbdy somebody, ppl people, plz please, pls please,
whos who's, whats what's, hows how's, whens when's, dont don't, didnt didn't, doesnt doesn't, havent haven't, hasnt hasn't, isnt isn't, arent aren't, wasnt wasn't, wont won't, cant can't,
weve we've, theyve they've, youve you've, theyre they're, theyll they'll, itll it'll, thats that's, theres there's
"""
_SHORT = dict(pair.split(None, 1) for pair in _SHORT_TEXT.replace("\n", " ").split(", "))
_SHORT = {short.strip(): long.strip() for short, long in _SHORT.items()}
"""What is typed in a hurry -> what it stands for."""
_KEPT_WHEN_KNOWN = frozenset(["r", "u", "wo", "sb", "abt", "qty", "msg", "hav", "mth", "ppl", "deliv"])
"""Those that may be a name or a word of its own: left alone where the asker may read them."""
_TRADE_TEXT = """
db database, dbs databases, cfg configuration, pwd password, pwds passwords, qtn quotation, inv invoice, invs invoices, pmt payment, pymt payment, pymts payments, agrmt agreement,
tmpl template, trng training, svc service, hw hardware, sw software, addtl additional, govt government, dwg drawing, dwgs drawings, refs references, ref reference, dept department,
env environment, reqs requirements, req requirement, vid video, vids videos, acct account, addr address, stmt statement, rpt report, shipt shipment, ctr contract, amt amount
"""
_TRADE = dict(pair.split() for pair in _TRADE_TEXT.replace("\n", " ").strip().split(", "))
"""What firms write short: in full only where nobody writes it so in what the asker may read."""
_SPELLED_TEXT = """
promise promised promises overdue commitment commitments committed deadline deadlines outstanding pending withdrawn
postponed delivered customer customers promis promet promets versprochen zugesagt überfällig verschoben promesse promesses
"""
_SPELLED = tuple(_SPELLED_TEXT.split())


_GREETING = re.compile(
    r"^\W*(?:(?:hi|hello|hey|hallo|moin|servus|bonjour|salut|good (?:morning|afternoon|evening)|guten (?:morgen|tag)|dear)"
    r"(?: (?:there|all|team|everyone|folks|bot|promissory|zusammen))?(?:[,!.:;-]+\s*|\s+(?=can|could|would|what|did|do|who|when|please|kannst|könntest|was|wann|wer|haben|peux|pourr)))+",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"(?<=[\w?!.,)])[\s,.!;-]*(?:many )?(?<!\w)(?:thanks|thank you|thx|ty|cheers|danke|merci)(?: (?:dir|ihnen|schön|sehr|a lot|so much|a million|in advance|im voraus|d'avance|beaucoup|very much|mate|again))*\W*$",
    re.IGNORECASE,
)


def spelled(text: str, occurs: Callable[[str], bool] | None) -> str:
    """The words a question is made of, rid of a typo, unless the word is one in what the asker may read."""
    bare = _THANKS.sub("", _GREETING.sub("", text)).strip()
    text = _written_out(bare if len(bare.split()) > 1 else text, occurs)
    text = in_full(_with_hyphen(text, occurs))
    from rapidfuzz.distance import OSA

    def right(match: "re.Match[str]") -> str:
        word = match.group()
        if word in _SPELLED or not word.islower():
            return word
        near = [w for w in _SPELLED if w[0] == word[0] and OSA.distance(w, word, score_cutoff=1) <= 1]
        return near[0] if near and not (occurs is not None and occurs(word)) else word

    return re.sub(r"[^\W\d_]{6,}", right, text)


def _with_hyphen(text: str, occurs: Callable[[str], bool] | None) -> str:
    """ "w9" as the mail has it, "w-9", where only that stands in what the asker may read."""
    if occurs is None:
        return text

    def joined(match: "re.Match[str]") -> str:
        word, apart = match.group(), f"{match[1]}-{match[2]}"
        return apart if not occurs(word) and occurs(apart) else word

    return _CODE.sub(joined, text)


_CODE = re.compile(r"(?<![\w.@/-])([A-Za-z]{1,4})(\d{1,5})(?![\w@/-])")


def _written_out(text: str, occurs: Callable[[str], bool] | None) -> str:
    def long(match: "re.Match[str]") -> str:
        word = match.group()
        if word in _TRADE and occurs is not None and not occurs(word):
            return _TRADE[word]
        if word not in _SHORT or (word in _KEPT_WHEN_KNOWN and occurs is not None and occurs(word)):
            return word
        return _SHORT[word]

    return re.sub(r"(?<![\w.@/-])[a-z0-9]{1,8}(?:/o?)?(?![\w@/'’-]|\.\w)", long, text)
