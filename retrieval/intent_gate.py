"""Says in a few microseconds which labels a sentence could have at all, from how its words begin."""

import re

_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_MONEY_SIGN = re.compile(r"[$€£]|\d ?k\b")

_STEMS: dict[str, str] = {
    "churn_threat": "canc term quit exit disc withdraw! withdrawing! withhold! leav laps rene non- exte prol cont alte vend supp prov repl comp tend "
    "else swit migr movi last fina noti here jump plug lose losi lost want walk off- offb chur künd kuen weg! raus wech anbi letz konk "
    "rési resi chan dern autr nouv reno mett reco reth lawy lega stop end! endi give givi done! gone! enou stri cons "
    "some go! goin move pass busi shop dump ditc rip! thro kick coll coop co-o plat part drop pull out! get! gett rely way! "
    "vert umsch umse supp oppo atte boar bett clos give wind susp back jet! carr keep neit star begu nach mind laun that's! pref thin thing aske re-e call head seve foot coun fool why! sens paym brea cust",
    "frustration": "acce unac inac inak ridi outr appa disg sham farc fias insu drea atro abys path absu scan laug hope unbe into unpr usel "
    "emba disa nigh joke mess chao cata wast bad! poor terr awfu supp serv hotl help assi qual frus anno unha diss disp upse angr furi livi "
    "fumi irri infu exas dish fed! sick tire spee madd happ cont sati plea amus impr good okay! ok! enou had! 've! end! wit' limi nerv give givn "
    "pati poli trus conf fait let! lett beyo word beli expe dese trea seco thir four fift sixt tent 2nd! 3rd! 4th! 5th! nth! umpt hund "
    "stop coun how! ever firs nobo no! none no-o not! sing niem kein pers hear hear noth repl answ resp reac solu without! ghos igno ston fob! pass "
    "sent run- runa chas stil chan exci prom excu lot! told call been auto clos turn show find foun lose losi cost mone pay! payi paid char bill "
    "poss what real you' seri can! coul when mean why! whic anyb anyo some grea love bril wond fant perf nice wow! brav supe exce cong marv aw! awes "
    "lol! than just need yet! once agai outa down! brok bug! crash cras reic unzu unmö unmo frec unve verä vera entt wüte wuet saue frus unzu ärge aerg stin gedu verl geht sein toll vert pass "
    "drit vier fünf zwei scho imme kata nerv läch laec inad trèss déçu décu décu decu méco fâch fach j'en marr ras- ras! répo trois deux quat cinq touj enco hont "
    "comm n'im inco sema jour mois blun fail late dela froz dead gone asked said repo comp expl remi writ shut keep sinc told beca ticke keeps day! days week thre five many",
    "objection": "too! expe pric cost stee more high hard diff toug impo conv comf pers sold prio read valu bene roi! poin fly! conc rese doub misg obje worr "
    "fear prob issu main bigg stic hesi relu scep skep wary stru deal no-g show acce agre won' put! puts scar push must miss bede feel risk lock zu! beda vorb über uebe "
    "trop réss rése rese conf conva pas! like long slow comm without! suit wort work don' just prix",
    "competitor": "comp riva vend supp prov bidd offe quot bid! prop pitc chea bett fast belo unde stac wett konk mitb conc ange güns gues anot othe "
    "alte talk spea nego clai brie prom show gave give came comi uses use! usin tried run! runs swit move went saw! spok demo mate neig sist coll evalu eval what "
    "chez free less pays it's pass wech ahre has! aske pric",
    "budget": "budg mone fund affo cape opex free cash penn cent gran spen haus pot! left ",
    "next_step": "next näch naec proc sche set! book arra orga plan let' lets call meet demo sess work kick pilo poc! tria revi foll site visi appo trai "
    "move movi proce term fixo rend étap etap form shal lass hop! sync slot",
    "request": "plea pls! plz! kind bitt can! coul woul will would any! may! migh need want like appr requ let! send ring call könn koen würd wuer kann pouv pour merc veui priè prie schi rufe grat ask! love",
    "contact_change": "line numb phon mobi cell exte e-ma emai mail addr nam! name titl numm durc role reac cont ring use! writ head depu dire vp! vice chie "
    "cto! cio! cfo! ceo! coo! ciso mana lead prom appo beco succ left join move reti reti leav long take taki took over new! neu! neue nouv désr déso main leit respo resp "
    "resp supe now! ab! übe über ruhe role posi job! i'm! chan je! suis ich! bin! owner offi",
    "close_date": "sign clos fina wrap exec conc coun ink! awar orde po! purc go-a deci exch pape unte absc best ents plac issu",
    "amount": "eur! euro usd! doll gbp! poun chf! fran sek! nok! dkk!",
}
_CUT = 4


def _compiled() -> tuple[tuple[str, ...], dict[str, int], dict[str, int]]:
    labels = tuple(_STEMS)
    whole: dict[str, int] = {}
    begins: dict[str, int] = {}
    for bit, label in enumerate(labels):
        for stem in _STEMS[label].split():
            if stem.endswith("!"):
                whole[stem[:-1]] = whole.get(stem[:-1], 0) | 1 << bit
            elif len(stem) < _CUT:
                whole[stem] = whole.get(stem, 0) | 1 << bit
            else:
                cut = stem[:_CUT]
                begins[cut] = begins.get(cut, 0) | 1 << bit
    return labels, whole, begins


_LABELS, _WHOLE, _BEGINS = _compiled()
_AMOUNT = 1 << _LABELS.index("amount")


def possible(low: str) -> list[str]:
    """Labels whose cues could hit a sentence in `plain` form."""
    found = 0
    whole, begins = _WHOLE.get, _BEGINS.get
    for word in _WORD.findall(low):
        found |= begins(word[:_CUT], 0) | whole(word, 0)
    if not found & _AMOUNT and _MONEY_SIGN.search(low):
        found |= _AMOUNT
    return [label for bit, label in enumerate(_LABELS) if found >> bit & 1] if found else []
