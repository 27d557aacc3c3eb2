"""How names are compared: without case, accents, apostrophes or hyphens (R-X-11).

What is stored keeps the original; only the words made here are compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST_TOKEN = 60
# Letters that have no decomposition, and that a French keyboard lacks.
LETTERS = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ı": "i",
        "ə": "e",
        "ʔ": "",
    }
)
# Every mark that people type for an apostrophe; it joins: O’Brien is OBrien.
APOSTROPHES = re.compile(r"['’‘‛ʼʻʹ`´′＇ʿʾ]")
WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return the words of ``text`` in lower case without accents, one space between them.

    An apostrophe joins (d’Arc → darc), a hyphen and any other mark part (Jean-Luc → jean luc).
    """
    # Ornamental letters become plain ones before they can lose their capital.
    joined = APOSTROPHES.sub("", unicodedata.normalize("NFKD", text))
    letters = unicodedata.normalize("NFKD", joined.casefold()).translate(LETTERS)
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(WORD.findall(bare))


def sort_name(usage_name: str, first_names: str) -> str:
    """Return what orders people in a list: the usage name, then the first names, folded."""
    return f"{fold(usage_name)} {fold(first_names)}".strip()


def tokens(text: str) -> list[str]:
    """Return the folded words of ``text``, each once, in order."""
    return [word[:LONGEST_TOKEN] for word in dict.fromkeys(fold(text).split())]


def index_tokens(*names: str) -> list[str]:
    """Return the words under which somebody with these names is found.

    They are the words of each name, compound names whole as well (Jean-Luc is also jeanluc), and
    what follows an elided particle (d’Arc is also arc).
    """
    found: dict[str, None] = {}
    for name in names:
        found |= dict.fromkeys(_index_tokens(name))
    return list(found)


@lru_cache(maxsize=65_536)
def _index_tokens(name: str) -> tuple[str, ...]:
    found = dict.fromkeys(tokens(name))
    for part in name.split():
        whole = fold(part)
        if " " in whole:
            found[whole.replace(" ", "")[:LONGEST_TOKEN]] = None
        for piece in APOSTROPHES.split(part)[1:]:
            found |= dict.fromkeys(word for word in tokens(piece) if len(word) > 1)
    return tuple(found)


# Spellings of one sound, the longest first; X stands for the French "ch", E for a last "é".
SPELLINGS = (
    (r"^mac(?=[a-z]{3})", "mc"),
    (r"(?:eau|aul|au)(?:lt|ld|d|t|x|s)?$", "o"),
    (r"(?:oul|ou)(?:lt|ld|d|t|x|s)?$", "u"),
    (r"(?<=[a-z]{2})(?:et|ait|ais|ay|ey|ez|er)$", "E"),
    (r"off$|ow$|ew$", "ov"),
    (r"sky$|ski$|skii$|skiy$|skij$", "ski"),
    (r"tsch|tch|tj|cz", "X"),
    (r"sch|sh|ch", "X"),
    (r"dj|zh|gi(?=[aou])|ge(?=[aou])|gu(?=[eiy])|gh|j", "g"),
    (r"ph", "f"),
    (r"th|dh", "t"),
    (r"kh", "k"),
    (r"lh", "l"),
    (r"rh", "r"),
    (r"tz|ts", "s"),
    (r"gn", "n"),
    (r"bv", "v"),
    (r"sc(?=[eiy])|c(?=[eiy])", "s"),
    (r"ck|cq|qu|q|c", "k"),
    (r"x", "ks"),
    (r"z", "s"),
    (r"w", "v"),
    (r"(?:(?<=[a-z]{3})[stdx]|(?<=[a-z]{2})es?)$", ""),
    (r"h", ""),
)
SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in SPELLINGS)
VOWELS = re.compile(r"[aeiouy]+")
TWICE = re.compile(r"(.)\1+")
SHORT = 3


@lru_cache(maxsize=65_536)
def sound(token: str) -> str:
    """Return the key under which romanisations and usual misspellings of a word meet.

    Mohamed, Mohammed and Muhammad; Sergueï and Sergey; Renault and Reno; Lefebvre and Lefèvre.
    ``token`` is a folded word. Vowels count only in short words, where they are nearly all.
    """
    heard = token
    for pattern, written in SOUNDS:
        heard = pattern.sub(written, heard)
    heard = heard.lower() or token
    if len(token) > SHORT:
        heard = VOWELS.sub("a", heard)
    return TWICE.sub(r"\1", heard)[:LONGEST_TOKEN]


def _by_short_form(lines: str) -> dict[str, frozenset[str]]:
    found = {}
    for line in lines.strip().splitlines():
        short, names = line.split(":")
        found[short.strip()] = frozenset(names.split())
    return found


# Usual short forms of given names, and the names that they stand for; all folded.
SHORT_FORMS: dict[str, frozenset[str]] = _by_short_form(
    """
    alex: alexandre alexandra alexis
    alec: alexandre
    ali: alice aliette
    andy: andre andrea
    angie: angela angelique
    antho: anthony
    aure: aurelie aurelien
    aurel: aurelien aurelie
    bab: barbara
    baba: barbara baptiste
    bapt: baptiste
    bea: beatrice
    ben: benjamin benoit benedicte
    benj: benjamin
    bene: benedicte
    benji: benjamin
    bernie: bernard bernadette
    bert: albert robert hubert bertrand
    berti: bertrand
    brice: fabrice
    cam: camille
    caro: caroline carole
    cat: catherine
    cath: catherine
    cathy: catherine
    cecil: cecile
    cedi: cedric
    cha: charlotte charles
    charlie: charles charlotte
    chloe: clotilde
    chris: christophe christian christine christelle
    clem: clement clemence clementine
    clo: clotilde chloe
    coco: corinne constance colette
    constant: constantin
    dan: daniel daniele
    dany: daniel daniele
    dav: david
    dede: andre
    del: adele delphine
    denise: denis
    did: didier
    dom: dominique
    domi: dominique
    dodo: dominique dorothee
    doro: dorothee
    ed: edouard edmond
    eddy: edouard edmond
    edo: edouard
    elo: elodie eloise
    emma: emmanuelle
    estie: estelle
    etien: etienne
    fab: fabien fabrice fabienne
    fabi: fabien fabienne
    fanny: stephanie francoise
    fanfan: francois francoise
    flo: florence florian florent
    fran: francois francoise francis
    franck: francois
    fred: frederic frederique alfred
    fredo: frederic
    gab: gabriel gabrielle
    gaby: gabriel gabrielle
    geo: georges geoffroy
    gege: gerard
    ger: gerard
    gilou: gilles
    greg: gregory gregoire
    gus: gustave auguste augustin
    guigui: guillaume
    guillou: guillaume
    gwen: gwenaelle gwendoline gwenael
    hub: hubert
    isa: isabelle
    jacquot: jacques
    jackie: jacqueline jacques
    jacky: jacques jacqueline
    jb: jean baptiste
    jc: jean
    jef: jean francois
    jeff: jean francois jeoffrey
    jeannot: jean
    jer: jerome jeremy
    jerem: jeremy jeremie
    jess: jessica
    jo: joseph josephine joel joelle
    joce: jocelyne jocelyn
    jojo: joseph georges josephine
    jp: jean
    jul: julien julie jules
    juju: julien julie julia justine
    justin: justine
    kat: catherine
    kathy: catherine
    kiki: christophe christian
    lau: laurent laurence laure
    laulau: laurent laurence
    leo: leonard leopold leonie leon
    lili: elisabeth liliane
    lise: elisabeth
    lisa: elisabeth
    lolo: laurent laurence loic
    lou: louis louise
    loulou: louis louise
    luce: lucie lucienne
    lulu: lucien lucie ludovic
    ludo: ludovic
    mado: madeleine
    mag: magali margaux marguerite
    maggy: marguerite magali
    manon: marie
    manu: emmanuel emmanuelle manuel manuela
    marco: marc
    margot: marguerite margaux
    mat: mathieu matthieu mathilde matthias
    mathi: mathilde mathias
    matt: mathieu matthieu matthias
    max: maxime maximilien maxence
    maxou: maxime
    mehdi: mahdi
    mel: melanie melissa
    mich: michel michele
    mick: michael mickael
    mika: michael mickael
    mike: michael mickael michel
    mimi: michel michele mireille
    momo: mohamed maurice
    nadou: nadine
    nat: nathalie natacha nathan
    nath: nathalie nathan nathanael
    nico: nicolas nicole
    nini: virginie
    nono: arnaud bruno
    oli: olivier olivia
    oliv: olivier olivia
    paco: francois
    pat: patrick patrice patricia
    patou: patrick patricia
    paulo: paul
    phil: philippe philibert
    philou: philippe
    pierrot: pierre
    pol: paul
    quent: quentin
    raph: raphael raphaelle
    ray: raymond
    raf: raphael
    rafa: raphael
    regi: regis
    rem: remi remy
    ro: robert romain
    rob: robert
    roby: robert
    rom: romain romane
    romu: romuald
    sab: sabine sabrina
    sam: samuel samia
    sandra: alexandra
    sandrine: alexandrine
    sacha: alexandre
    seb: sebastien
    seba: sebastien
    serge: sergei
    simone: simon
    so: sophie solene
    soph: sophie
    stan: stanislas
    stef: stephane stephanie
    steph: stephane stephanie
    stephy: stephanie
    syl: sylvie sylvain sylviane
    sylve: sylvestre
    tat: tatiana
    tho: thomas
    theo: theodore theophile
    thib: thibault thibaut thibaud
    tibo: thibault thibaut thibaud
    tina: christine martine
    titi: thierry
    tom: thomas
    tommy: thomas
    tony: antoine anthony
    toinou: antoine
    val: valerie valentin valentine
    valou: valerie
    vero: veronique
    vic: victor victoria
    vince: vincent
    vivi: viviane sylvie
    vivie: viviane
    xav: xavier
    yo: yohan yoann johan
    yann: jean
    yves: yvon
    zabeth: elisabeth
    ziggy: sigismond
    """
)
