"""Whether a later message says that a complaint is over."""

import re

from records.models import Event
from retrieval.intent_features import is_strong
from retrieval.intent_gate import possible
from retrieval.sentences import plain, split

_WELL = re.compile(
    r"\b(?:works? (?:again|now|fine|perfectly|as it should|like a charm)|(?:is|are|'s|been) (?:now |all |finally |back |both )*working (?:again|now|fine|well|perfectly)|(?:up and )?running (?:again|smoothly|fine)|"
    r"(?:is|are|was|were|been|'s|all|now|everything|got it|everything's) (?:now |all |finally |been |completely |fully )*(?:fixed|resolved|solved|sorted(?: out)?|settled|back to normal|in order|good again|fine again|ok again|okay again)|"
    r"(?:you can|you may|please|feel free to|happy to|let's|we can) close (?:the|this|my|our|that|it|off)\b(?: (?:ticket|case|issue|complaint|incident))?|"
    r"(?:problem|issue|ticket|case|matter) (?:is |has been |was )?(?:solved|closed|fixed|resolved|gone|history|settled)|"
    r"(?:no longer (?:an? )?(?:issue|problem)|no (?:more|further) (?:problems|issues|errors|outages|complaints))|(?:problem|issue|error|bug)s? (?:is|are|has|have) (?:gone|disappeared|not come back|vanished)|"
    r"(?:happy|satisfied|content|pleased) (?:again|with (?:the|your|how) (?:\w+ )?(?:fix|solution|outcome|result|help|handling|you (?:handled|solved)))|that (?:fixed|solved|did) it|did the trick|"
    r"funktioniert (?:wieder|jetzt|nun|alles)|läuft (?:alles |es |nun |jetzt )*(?:wieder|jetzt|nun|rund|stabil)|(?:alles |nun |jetzt |ist |sind |hat sich |wurde )+(?:erledigt|gelöst|behoben|in ordnung|geklärt)|"
    r"(?:ça|tout|cela) (?:re)?(?:marche|fonctionne)(?: à nouveau| de nouveau| bien| maintenant)?|(?:est|sont|c'est) (?:bien |enfin |maintenant |tout )?(?:r[eé]solue?s?|r[eé]gl[eé]e?s?|r[eé]par[eé]e?s?))"
)
_BUT = re.compile(
    r"\b(?:not|isn't|aren't|wasn't|hasn't|don't|doesn't|didn't|won't|cannot|can't|still|until|till|if|unless|once|when|before|never|nothing|hardly|barely|after|should|hope|hopefully|"
    r"want|need|expect|waiting|promised|told|said|says|claim\w*|announced|supposed|assum\w+|thought|think|make sure|ensure|could|would|will be|to be|must be|can you|"
    r"nicht|noch|wenn|falls|bis|sobald|hoffe\w*|kein\w*|soll\w*|n'est pas|pas|si|quand|d[eè]s que|jusqu'[aà])\b[^.!?;\n]{0,50}$"
)
_THOUGH = re.compile(
    r"\b(?:but|except|apart from|however|only for|for (?:an hour|a day|ten minutes|half)|until (?:it|this|yesterday|\w+day)|then (?:it|the)|and now|yet|again down|down again|broken again|aber|allerdings|nur|mais|sauf)\b"
    r"(?! (?:thank|thanks|i (?:wanted|just)|all in all|no harm|let's|next time|danke|merci))|\?\s*$|^[^,]*\bquote"
)
_QUOTES = re.compile(r"\"[^\"]{0,80}$")
_ONE_THING = re.compile(
    r"\b(?:my own|my (?:side|laptop|car|phone|printer|browser)|the car|weather|heating at home)\b"
)


def calms_down(event: Event) -> bool:
    """Whether the sender says that all is well: as a fact, not as a wish, a doubt or somebody else's claim."""
    well = False
    for sentence in split(event.text, event.said):
        low = plain(event.text[sentence.start : sentence.end])
        if "frustration" in possible(low) and is_strong("frustration", low):
            # who is angry in the same breath is not calm
            return False
        well = well or _says_well(low)
    return well


def _says_well(low: str) -> bool:
    for match in _WELL.finditer(low):
        before, after = low[: match.start()], low[match.end() :]
        if _BUT.search(before[-70:]) or _THOUGH.search(after) or _ONE_THING.search(low):
            continue
        if _QUOTES.search(before) and before.count('"') % 2:
            continue
        return True
    return False
