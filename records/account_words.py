"""Word lists for company names: legal forms, abbreviations, departments, regions, free mail."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


LEGAL = _set(
    """
    inc incorporated corp corporation co company cos companies llc llp lllp lp pllc plc ltd limited
    unlimited gmbh mbh ag kg kgaa ohg gbr ek ug gesmbh aktiengesellschaft kommanditgesellschaft se sa
    sas sasu sarl eurl snc sca cie ltee sprl bvba srl spa sapa snc scarl sl slu sll sau bv nv cv vof ab
    asa as aps is ans oy oyj ab aktiebolag osakeyhtio hf ehf ou sia uab sro spol zrt nyrt kft doo dd ad
    eood ood sp zoo ooo oao zao pao ao jsc pjsc ojsc cjsc llp tov lda ltda eireli sab sapi pty pte
    proprietary pvt private sdn bhd tbk kk jsc psc wll fzco fzc fze fzllc dmcc na publ
    haftungsbeschrankt
    """
)
"""Single words, as folded; they count only after the name (or see `LEADING` and `ANYWHERE`)."""

LEGAL_PHRASES = (
    "gesellschaft mit beschrankter haftung",
    "spolka z ograniczona odpowiedzialnoscia",
    "spolka akcyjna",
    "sp z oo",
    "sp z o o",
    "s de rl de cv",
    "sa de cv",
    "sapi de cv",
    "de cv",
    "sp zoo",
    "spol s ro",
    "public limited company",
    "limited liability company",
    "limited liability partnership",
    "limited partnership",
    "societe anonyme",
    "sociedad anonima",
    "sociedade anonima",
    "societa per azioni",
    "kabushiki kaisha",
    "godo kaisha",
    "besloten vennootschap",
    "naamloze vennootschap",
    "national association",
    "ltd sti",
)
LEGAL_SHORT = {
    "limited": "ltd", "corporation": "corp", "incorporated": "inc", "company": "co", "private": "pvt",
    "proprietary": "pty", "aktiengesellschaft": "ag", "aktiebolag": "ab",
}  # fmt: skip
LEADING = _set("pt ooo oao zao pao ao oy ab tov kk")
"""Legal forms that some countries write before the name."""
ANYWHERE = _set(
    """
    inc incorporated corp corporation llc llp plc ltd limited gmbh pty pte pvt bv srl sarl sas spa kft
    """
)
"""Legal forms so clear that they may stand inside, as in "Acme Inc Procurement"."""
GLUED = (
    "株式会社", "有限会社", "合同会社", "(株)", "㈱",
    "股份有限公司", "有限责任公司", "有限公司",
    "주식회사", "(주)",
)  # fmt: skip
"""East Asian legal forms, written without a space before or after the name."""

STOP = _set(
    """
    the and of for at a an in und et y e de la le les du des del der die das do da dos van von i og och
    en
    """
)

ABBREVIATIONS = {
    "intl": "international", "int'l": "international", "internat": "international", "natl": "national",
    "tech": "technology", "techs": "technology", "mfg": "manufacturing", "mfr": "manufacturer",
    "mgmt": "management", "svc": "service", "svcs": "service", "srv": "service", "assoc": "associate",
    "assocs": "associate", "bros": "brother", "grp": "group", "hldg": "holding", "hldgs": "holding",
    "univ": "university", "sys": "system", "soln": "solution", "solns": "solution", "ind": "industry",
    "inds": "industry", "eng": "engineering", "engg": "engineering", "hosp": "hospital",
    "lab": "laboratory", "labs": "laboratory", "pharm": "pharmaceutical", "pharma": "pharmaceutical",
    "fin": "financial", "ins": "insurance", "amer": "american", "fed": "federal", "elec": "electric",
    "comm": "communication", "comms": "communication", "telecom": "telecommunication",
    "telecoms": "telecommunication", "dev": "development", "ctr": "center", "cntr": "center",
    "centre": "center", "dept": "department", "med": "medical", "bldg": "building", "ent": "enterprise",
    "ents": "enterprise", "prod": "product", "prods": "product", "dist": "distribution",
    "inst": "institute", "govt": "government", "mt": "mount", "ft": "fort", "st": "saint",
    "ste": "sainte", "transp": "transport", "trans": "transport", "equip": "equipment",
    "mach": "machine", "mktg": "marketing", "invs": "investment", "inv": "investment",
    "props": "property", "prop": "property", "res": "research", "sci": "science", "chem": "chemical",
    "harbour": "harbor", "colour": "color", "theatre": "theater", "organisation": "organization",
    "labour": "labor", "aluminium": "aluminum", "tyre": "tire", "tyres": "tire", "defence": "defense",
    "fibre": "fiber", "dr": "doctor", "gebr": "gebruder",
}  # fmt: skip
"""Short or British spelling -> the word it stands for; both sides are read through it."""

NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
    "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12", "1st": "first",
    "2nd": "second", "3rd": "third", "4th": "fourth", "5th": "fifth",
}  # fmt: skip
ROMAN = _set("i ii iii iv v vi vii viii ix x xi xii")

GROUP_WORDS = _set("group holding gruppe groupe konzern")
"""Say who owns the name, not what it does."""
NEUTRAL = _set(
    """
    international global worldwide enterprise industry solution service system technology consulting
    partner brand motor com online digital software communication net interactive network platform
    """
)
"""Often left out: "Brightwater" is "Brightwater Technologies", where the rest of the name is its own."""
LINES = _set(
    """
    bank banking insurance logistic logistics freight transport airline airlines air lines faucet dental
    food foods catering hotel hotels mining energy power oil gas steel metal paper water health medical
    pharmacy clinic hospital school university college media music design engineering construction
    building capital venture investment financial finance fund trust partner security legal law real
    estate property retail store stores market fashion imports exports trading import export farm marine
    shipping robotics electronics electric chemical chemicals plastics paint packaging print printing
    press radio television film game games sport sports travel tour tours department institute
    association society foundation council club church national federal general american united first
    second third new old north south east west northern southern eastern western central data cloud
    supply
    """
)
"""What companies do: too common to tell one from another on its own."""
DEPARTMENTS = _set(
    """
    procurement purchasing buying sales marketing finance accounting account accounts payable receivable
    ap ar hr human resource resources legal it support helpdesk billing invoicing operation operations
    ops team office department dept headquarter hq recruiting recruitment admin administration reception
    info customer success einkauf vertrieb buchhaltung
    """
)
REGIONS = _set(
    """
    uk usa us gb eu emea apac latam dach benelux nordic nordics europe asia africa america americas
    oceania germany deutschland france italy italia spain espana portugal netherlands nederland belgium
    belgique austria osterreich switzerland schweiz suisse poland polska czechia sweden sverige norway
    norge denmark danmark finland suomi ireland scotland england wales britain iberia canada mexico
    brazil brasil argentina chile colombia peru india china japan korea singapore malaysia indonesia
    vietnam thailand philippines australia zealand israel turkey egypt nigeria kenya greece hungary
    romania bulgaria croatia serbia ukraine luxembourg iceland pacific latin north south east west
    central
    """
)
"""Countries and parts of the world; directions count only beside one of them."""
DIRECTIONS = _set("north south east west central latin new")

FREE_MAIL = _set(
    """
    gmail.com googlemail.com outlook.com hotmail.com hotmail.co.uk hotmail.fr live.com msn.com yahoo.com
    yahoo.co.uk yahoo.fr yahoo.de yahoo.co.jp ymail.com rocketmail.com aol.com icloud.com me.com mac.com
    proton.me protonmail.com pm.me gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de
    mail.com mail.ru yandex.ru yandex.com bk.ru list.ru inbox.ru qq.com 163.com 126.com sina.com
    foxmail.com zoho.com fastmail.com fastmail.fm hey.com tutanota.com tuta.io tuta.com orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it tiscali.it alice.it comcast.net
    verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net btinternet.com sky.com
    virginmedia.com ntlworld.com bigpond.com optusnet.com.au rediffmail.com naver.com daum.net
    hanmail.net uol.com.br bol.com.br terra.com.br seznam.cz centrum.cz wp.pl o2.pl onet.pl interia.pl
    telenet.be skynet.be ziggo.nl kpnmail.nl bluewin.ch shaw.ca rogers.com sympatico.ca posteo.de
    mailbox.org duck.com hushmail.com gmail.de
    """
)
TENANT_HOSTS = _set(
    """
    onmicrosoft.com sharepoint.com myshopify.com atlassian.net zendesk.com slack.com hubspot.com
    salesforce.com force.com freshdesk.com okta.com workday.com myworkday.com service-now.com
    herokuapp.com github.io netlify.app vercel.app wordpress.com blogspot.com wixsite.com
    squarespace.com webflow.io intercom-mail.com
    """
)
"""Under these the label in front names the customer."""
SECOND_LEVEL = _set("co com org net gov edu ac or ne go gob gv ltd plc me nom ind")
"""`X.uk`-style registries: co.uk, com.au, or.at."""
ENDINGS = _set(
    """
    com org net edu gov mil int info biz name io ai co app dev tech cloud online store shop site xyz me
    tv cc ly gg example test invalid localhost local agency company group inc llc ltd gmbh global
    solutions systems services software digital media network consulting ventures capital finance energy
    health care bank law legal travel berlin london nyc paris wien hamburg eu uk us de fr it es pt nl be
    at ch li lu dk se no fi is ie pl cz sk hu ro bg gr hr si rs ba mk al ua by ru lt lv ee tr il sa ae
    qa kw eg ma za ng ke gh in pk bd lk cn hk tw jp kr sg my id th vn ph au nz ca mx br ar cl pe uy py
    bo ec ve cr pa gt do cu pr
    """
)
"""Last labels that make `word.ending` a domain rather than an abbreviation."""
DOMAIN_FRONT = ("get", "try", "use", "go", "join", "hey", "the", "my", "with", "team", "we")
DOMAIN_BACK = (
    "hq", "app", "inc", "corp", "corporation", "llc", "ltd", "limited", "gmbh", "group", "online",
    "usa", "uk", "us", "global", "intl", "international", "company", "co", "ag", "eu", "team",
    "web", "official", "mail",
)  # fmt: skip
