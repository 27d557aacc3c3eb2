"""The four regions of the world, each with its delegate (délégué régional international)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from egide.groups.enums import WorldRegion
from egide.members.rules.countries import current_countries

# Codes of ISO 3166. Israel, Turkey and the Caucasus follow the society's custom, not geography.
_EUROPE = (
    "AD AL AT AX BA BE BG BY CH CY CZ DE DK EE ES FI FO GB GG GI "
    "GR HR HU IE IM IS IT JE LI LT LU LV MC MD "
    "ME MK MT NL NO PL PT RO RS RU SE SI SJ SK SM UA VA XK AM AZ GE TR"
)
_AMERICAS = (
    "AG AI AR AW BB BL BM BO BQ BR BS BZ CA CL CO CR CU CW DM DO "
    "EC FK GD GF GL GP GT GY HN HT JM KN KY LC "
    "MF MQ MS MX NI PA PE PM PR PY SR SV SX TC TT US UY VC VE VG VI"
)
_ASIA_PACIFIC = (
    "AF AS AU BD BN BT CC CK CN CX FJ FM GU HK HM ID IN IO JP KG "
    "KH KI KP KR KZ LA LK MH MM MN MO MP MV MY "
    "NC NF NP NR NU NZ PF PG PH PK PN PW SB SG TH TJ TK TL TM TO TV TW UM UZ VN VU WF WS"
)
_AFRICA_MIDDLE_EAST = (
    "AE AO BF BH BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA "
    "GH GM GN GQ GW IL IQ IR JO KE KM KW LB LR "
    "LS LY MA MG ML MR MU MW MZ NA NE NG OM PS QA RE RW SA SC SD "
    "SH SL SN SO SS ST SY SZ TD TG TN TZ UG YE "
    "YT ZA ZM ZW"
)
# French postcodes begin with a department: nothing is 00, and 99 stands for abroad.
_FIRST_FRENCH, _LAST_FRENCH = "01000", "98999"
_REGIONS = {
    country: region
    for region, countries in (
        (WorldRegion.EUROPE, _EUROPE),
        (WorldRegion.AMERICAS, _AMERICAS),
        (WorldRegion.ASIA_PACIFIC, _ASIA_PACIFIC),
        (WorldRegion.AFRICA_MIDDLE_EAST, _AFRICA_MIDDLE_EAST),
    )
    for country in countries.split()
}


def region_of(country: str) -> WorldRegion | None:
    """Return the region whose delegate answers for a country; ``None`` for metropolitan France.

    A member in a country without group is attached to that delegate.
    """
    return _REGIONS.get(country)


def obstacles_to_area(country: str, postcode_from: str, postcode_to: str) -> list[str]:
    """What forbids an area rule, in words: no such country, no such postcode, upside down."""
    if country not in current_countries():
        return [_("Ce pays n’existe pas : il s’écrit en deux lettres, comme FR.")]
    if bool(postcode_from) != bool(postcode_to) or postcode_to < postcode_from:
        return [_("Une plage de codes postaux va du plus petit au plus grand.")]
    ends = [postcode for postcode in (postcode_from, postcode_to) if postcode]
    if country == "FR" and not all(map(_is_french, ends)):
        return [_("Un code postal français a cinq chiffres, de 01000 à 98999.")]
    return []


def _is_french(postcode: str) -> bool:
    in_digits = postcode.isascii() and postcode.isdigit() and len(postcode) == len(_FIRST_FRENCH)
    return in_digits and _FIRST_FRENCH <= postcode <= _LAST_FRENCH
