"""The four regions of the world, each with its delegate (délégué régional international)."""

from __future__ import annotations

from egide.groups.enums import WorldRegion

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
