"""Where the members of the reference society live: real places, invented inhabitants.

The module of groups makes one territorial group of each zone, and the members' addresses are
shared among the zones by largest remainder on ``weight``: so every member falls in exactly one.
A zone without postcodes is the whole of its country; where two fit, the narrower one holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cache

from egide.members.demo.shares import share

METROPOLITAN_MEMBERS = 30_100
OVERSEAS_MEMBERS = 325


class ZoneKind(Enum):
    """Which kind of territorial group stands there."""

    DEPARTMENT = "DEPARTMENT"
    CITY = "CITY"
    OVERSEAS = "OVERSEAS"
    ABROAD = "ABROAD"


@dataclass(frozen=True, kw_only=True)
class Town:
    """A town and one of its postcodes."""

    name: str
    postcode: str


@dataclass(frozen=True, kw_only=True)
class Zone:
    """The area of one territorial group of the reference society.

    ``code`` is a department's number, a country's code, or a country's code and a town; ``postcodes``
    are inclusive ranges; ``weight`` shares the members of metropolitan France, of the overseas
    territories or of one country; ``region`` is a part of the world, for groups abroad.
    """

    code: str
    name: str
    kind: ZoneKind
    country: str
    lon: float
    lat: float
    weight: int
    postcodes: tuple[tuple[str, str], ...] = ()
    towns: tuple[Town, ...] = ()
    region: str = ""


# number; name; longitude; latitude; thousand inhabitants; two towns outside the city groups
DEPARTMENTS = """
01;Ain;5.35;46.10;650;01000 Bourg-en-Bresse;01100 Oyonnax
02;Aisne;3.55;49.56;530;02000 Laon;02100 Saint-Quentin
03;Allier;3.19;46.39;335;03000 Moulins;03100 Montluçon
04;Alpes-de-Haute-Provence;6.24;44.11;165;04000 Digne-les-Bains;04100 Manosque
05;Hautes-Alpes;6.26;44.66;141;05000 Gap;05100 Briançon
06;Alpes-Maritimes;7.12;43.94;1094;06400 Cannes;06600 Antibes
07;Ardèche;4.42;44.75;328;07000 Privas;07100 Annonay
08;Ardennes;4.64;49.62;270;08000 Charleville-Mézières;08200 Sedan
09;Ariège;1.50;42.92;153;09000 Foix;09100 Pamiers
10;Aube;4.16;48.30;310;10000 Troyes;10100 Romilly-sur-Seine
11;Aude;2.41;43.10;375;11000 Carcassonne;11100 Narbonne
12;Aveyron;2.68;44.28;279;12000 Rodez;12100 Millau
13;Bouches-du-Rhône;5.09;43.54;2043;13100 Aix-en-Provence;13400 Aubagne
14;Calvados;-0.36;49.10;694;14000 Caen;14100 Lisieux
15;Cantal;2.67;45.05;144;15000 Aurillac;15100 Saint-Flour
16;Charente;0.20;45.72;352;16000 Angoulême;16100 Cognac
17;Charente-Maritime;-0.67;45.78;651;17000 La Rochelle;17100 Saintes
18;Cher;2.49;47.06;302;18000 Bourges;18100 Vierzon
19;Corrèze;1.88;45.36;240;19000 Tulle;19100 Brive-la-Gaillarde
2A;Corse-du-Sud;8.98;41.86;158;20000 Ajaccio;20137 Porto-Vecchio
2B;Haute-Corse;9.21;42.39;181;20200 Bastia;20250 Corte
21;Côte-d’Or;4.77;47.42;534;21000 Dijon;21200 Beaune
22;Côtes-d’Armor;-2.86;48.44;600;22000 Saint-Brieuc;22300 Lannion
23;Creuse;2.02;46.09;116;23000 Guéret;23200 Aubusson
24;Dordogne;0.74;45.10;413;24000 Périgueux;24100 Bergerac
25;Doubs;6.36;47.17;544;25000 Besançon;25200 Montbéliard
26;Drôme;5.17;44.69;517;26000 Valence;26200 Montélimar
27;Eure;0.99;49.11;600;27000 Évreux;27200 Vernon
28;Eure-et-Loir;1.37;48.39;431;28000 Chartres;28100 Dreux
29;Finistère;-4.06;48.26;915;29000 Quimper;29200 Brest
30;Gard;4.18;43.99;748;30000 Nîmes;30100 Alès
31;Haute-Garonne;1.17;43.36;1400;31770 Colomiers;31600 Muret
32;Gers;0.45;43.69;191;32000 Auch;32100 Condom
33;Gironde;-0.58;44.83;1623;33600 Pessac;33120 Arcachon
34;Hérault;3.37;43.58;1175;34500 Béziers;34200 Sète
35;Ille-et-Vilaine;-1.64;48.15;1079;35400 Saint-Malo;35300 Fougères
36;Indre;1.58;46.78;219;36000 Châteauroux;36100 Issoudun
37;Indre-et-Loire;0.69;47.26;610;37000 Tours;37500 Chinon
38;Isère;5.58;45.26;1271;38200 Vienne;38300 Bourgoin-Jallieu
39;Jura;5.70;46.73;259;39000 Lons-le-Saunier;39100 Dole
40;Landes;-0.78;43.97;413;40000 Mont-de-Marsan;40100 Dax
41;Loir-et-Cher;1.43;47.62;329;41000 Blois;41100 Vendôme
42;Loire;4.17;45.73;765;42000 Saint-Étienne;42300 Roanne
43;Haute-Loire;3.81;45.13;227;43000 Le Puy-en-Velay;43100 Brioude
44;Loire-Atlantique;-1.68;47.36;1429;44600 Saint-Nazaire;44110 Châteaubriant
45;Loiret;2.34;47.91;680;45000 Orléans;45200 Montargis
46;Lot;1.60;44.62;174;46000 Cahors;46100 Figeac
47;Lot-et-Garonne;0.46;44.37;331;47000 Agen;47200 Marmande
48;Lozère;3.50;44.52;76;48000 Mende;48100 Marvejols
49;Maine-et-Loire;-0.56;47.39;818;49000 Angers;49300 Cholet
50;Manche;-1.33;49.08;495;50000 Saint-Lô;50100 Cherbourg-en-Cotentin
51;Marne;4.24;48.95;566;51000 Châlons-en-Champagne;51100 Reims
52;Haute-Marne;5.23;48.11;172;52000 Chaumont;52100 Saint-Dizier
53;Mayenne;-0.66;48.15;307;53000 Laval;53100 Mayenne
54;Meurthe-et-Moselle;6.16;48.79;733;54000 Nancy;54300 Lunéville
55;Meuse;5.38;48.99;184;55000 Bar-le-Duc;55100 Verdun
56;Morbihan;-2.81;47.85;759;56000 Vannes;56100 Lorient
57;Moselle;6.66;49.04;1046;57000 Metz;57100 Thionville
58;Nièvre;3.50;47.12;204;58000 Nevers;58200 Cosne-Cours-sur-Loire
59;Nord;3.22;50.45;2608;59300 Valenciennes;59500 Douai
60;Oise;2.43;49.41;829;60000 Beauvais;60200 Compiègne
61;Orne;0.13;48.62;279;61000 Alençon;61200 Argentan
62;Pas-de-Calais;2.29;50.49;1465;62000 Arras;62200 Boulogne-sur-Mer
63;Puy-de-Dôme;3.14;45.73;662;63200 Riom;63500 Issoire
64;Pyrénées-Atlantiques;-0.76;43.26;682;64000 Pau;64100 Bayonne
65;Hautes-Pyrénées;0.16;43.05;229;65000 Tarbes;65100 Lourdes
66;Pyrénées-Orientales;2.52;42.60;479;66000 Perpignan;66400 Céret
67;Bas-Rhin;7.55;48.67;1140;67500 Haguenau;67600 Sélestat
68;Haut-Rhin;7.27;47.86;767;68000 Colmar;68100 Mulhouse
69;Rhône;4.64;45.87;1875;69100 Villeurbanne;69400 Villefranche-sur-Saône
70;Haute-Saône;6.09;47.64;235;70000 Vesoul;70200 Lure
71;Saône-et-Loire;4.54;46.64;551;71000 Mâcon;71250 Cluny
72;Sarthe;0.22;47.99;566;72000 Le Mans;72200 La Flèche
73;Savoie;6.44;45.48;436;73000 Chambéry;73200 Albertville
74;Haute-Savoie;6.43;46.03;826;74000 Annecy;74100 Annemasse
75;Paris;2.34;48.86;2165;75013 Paris;75015 Paris
76;Seine-Maritime;1.03;49.66;1255;76000 Rouen;76600 Le Havre
77;Seine-et-Marne;2.93;48.63;1421;77000 Melun;77100 Meaux
78;Yvelines;1.84;48.82;1448;78000 Versailles;78100 Saint-Germain-en-Laye
79;Deux-Sèvres;-0.32;46.56;374;79000 Niort;79300 Bressuire
80;Somme;2.28;49.96;570;80000 Amiens;80100 Abbeville
81;Tarn;2.17;43.79;389;81000 Albi;81100 Castres
82;Tarn-et-Garonne;1.28;44.09;260;82000 Montauban;82100 Castelsarrasin
83;Var;6.22;43.46;1076;83000 Toulon;83300 Draguignan
84;Vaucluse;5.18;43.99;561;84000 Avignon;84200 Carpentras
85;Vendée;-1.30;46.67;685;85000 La Roche-sur-Yon;85100 Les Sables-d’Olonne
86;Vienne;0.46;46.56;438;86000 Poitiers;86100 Châtellerault
87;Haute-Vienne;1.24;45.89;372;87000 Limoges;87300 Bellac
88;Vosges;6.38;48.20;364;88000 Épinal;88100 Saint-Dié-des-Vosges
89;Yonne;3.56;47.84;335;89000 Auxerre;89100 Sens
90;Territoire de Belfort;6.93;47.63;141;90000 Belfort;90100 Delle
91;Essonne;2.24;48.52;1301;91000 Évry-Courcouronnes;91400 Orsay
92;Hauts-de-Seine;2.25;48.85;1624;92000 Nanterre;92100 Boulogne-Billancourt
93;Seine-Saint-Denis;2.48;48.92;1644;93000 Bobigny;93200 Saint-Denis
94;Val-de-Marne;2.47;48.78;1407;94000 Créteil;94300 Vincennes
95;Val-d’Oise;2.13;49.08;1249;95000 Cergy;95100 Argenteuil
"""
CORSICA = {"2A": ("20000", "20199"), "2B": ("20200", "20999")}
# name; longitude; latitude; thousand inhabitants; first and last postcode; two addresses in it
CITIES = """
Lyon;4.84;45.76;520;69001;69009;69003;69006
Marseille;5.37;43.30;870;13001;13016;13006;13008
Toulouse;1.44;43.60;493;31000;31500;31000;31400
Nice;7.27;43.70;342;06000;06300;06000;06100
Nantes;-1.55;47.22;320;44000;44300;44000;44300
Strasbourg;7.75;48.58;287;67000;67200;67000;67100
Montpellier;3.88;43.61;295;34000;34090;34000;34070
Bordeaux;-0.57;44.84;259;33000;33100;33000;33100
Lille;3.06;50.63;234;59000;59000;59000;59000
Rennes;-1.68;48.11;220;35000;35000;35000;35000
Grenoble;5.72;45.19;158;38000;38100;38000;38100
Clermont-Ferrand;3.08;45.78;147;63000;63100;63000;63100
"""
# country; name; longitude; latitude; thousand inhabitants; first and last postcode; town
OVERSEAS = """
GP;Guadeloupe;-61.55;16.25;384;97100;97190;97110 Pointe-à-Pitre
MQ;Martinique;-61.02;14.64;361;97200;97290;97200 Fort-de-France
GF;Guyane;-53.13;3.93;282;97300;97390;97300 Cayenne
RE;La Réunion;55.53;-21.12;863;97400;97490;97400 Saint-Denis
YT;Mayotte;45.17;-12.83;279;97600;97690;97600 Mamoudzou
PM;Saint-Pierre-et-Miquelon;-56.33;46.88;60;97500;97500;97500 Saint-Pierre
NC;Nouvelle-Calédonie;165.62;-20.90;271;98800;98890;98800 Nouméa
PF;Polynésie française;-149.43;-17.65;281;98700;98790;98714 Papeete
"""
# region; country; members; then its zones: name; longitude; latitude; weight; town; postcodes
ABROAD = """
EUROPE;DE;520
  Stuttgart;9.18;48.78;26;70173 Stuttgart
  Munich;11.58;48.14;24;80331 Munich;80000-85999
  Berlin;13.40;52.52;14;10115 Berlin;10000-14999
  Francfort;8.68;50.11;14;60311 Francfort;60000-65999
  Hambourg;9.99;53.55;8;20095 Hambourg;20000-22999
  Düsseldorf et Cologne;6.78;51.23;14;40210 Düsseldorf;40000-51999
EUROPE;GB;420
  Londres;-0.13;51.51;70;SW1A 1AA Londres
  Manchester;-2.24;53.48;12;M1 1AE Manchester;M1-M99
  Édimbourg;-3.19;55.95;8;EH1 1YZ Édimbourg;EH1-EH99
  Bristol;-2.59;51.45;10;BS1 4DJ Bristol;BS1-BS99
EUROPE;CH;400
  Genève;6.14;46.20;45;1201 Genève
  Zurich;8.54;47.38;26;8001 Zurich;8000-8999
  Bâle;7.59;47.56;17;4001 Bâle;4000-4999
  Berne;7.45;46.95;12;3011 Berne;3000-3999
EUROPE;BE;230
  Bruxelles;4.35;50.85;70;1000 Bruxelles
  Liège;5.57;50.63;30;4000 Liège;4000-4999
EUROPE;ES;200
  Madrid;-3.70;40.42;50;28001 Madrid
  Barcelone;2.17;41.39;35;08001 Barcelone;08000-08999
  Valence;-0.38;39.47;15;46001 Valence;46000-46999
EUROPE;IT;110
  Rome;12.50;41.90;30;00184 Rome
  Milan et Turin;9.19;45.46;70;20121 Milan;10000-29999
EUROPE;NL;90
  Pays-Bas;4.90;52.37;1;1012 AB Amsterdam
EUROPE;PT;25
  Portugal;-9.14;38.72;1;1100-148 Lisbonne
EUROPE;LU;25
  Luxembourg;6.13;49.61;1;1118 Luxembourg
EUROPE;PL;25
  Pologne;21.01;52.23;1;00-001 Varsovie
EUROPE;SE;25
  Suède;18.07;59.33;1;111 20 Stockholm
AFRICA_MIDDLE_EAST;MA;180
  Casablanca;-7.59;33.57;48;20000 Casablanca
  Rabat;-6.84;34.02;22;10000 Rabat;10000-14999
  Tanger;-5.80;35.77;14;90000 Tanger;90000-93999
  Marrakech;-7.98;31.63;9;40000 Marrakech;40000-46999
  Fès et Meknès;-5.00;34.03;7;30000 Fès;30000-35999
AFRICA_MIDDLE_EAST;AE;90
  Émirats arabes unis;55.27;25.20;1;Dubaï
AFRICA_MIDDLE_EAST;TN;70
  Tunis;10.18;36.81;64;1000 Tunis
  Sousse;10.64;35.83;20;4000 Sousse;4000-4999
  Sfax;10.76;34.74;16;3000 Sfax;3000-3999
AFRICA_MIDDLE_EAST;SN;25
  Dakar;-17.45;14.69;80;12500 Dakar
  Saint-Louis du Sénégal;-16.50;16.02;20;32000 Saint-Louis;32000-32999
AFRICA_MIDDLE_EAST;CI;25
  Côte d’Ivoire;-4.03;5.35;1;Abidjan
AFRICA_MIDDLE_EAST;LB;25
  Liban;35.50;33.89;1;1107 2070 Beyrouth
AFRICA_MIDDLE_EAST;SA;25
  Riyad;46.68;24.71;50;11564 Riyad
  Djeddah;39.20;21.49;28;21577 Djeddah;21000-24999
  Dammam;50.10;26.43;22;32241 Dammam;31000-36999
AFRICA_MIDDLE_EAST;DZ;25
  Alger;3.06;36.75;70;16000 Alger
  Oran;-0.63;35.70;30;31000 Oran;31000-31999
ASIA_PACIFIC;CN;240
  Shanghai;121.47;31.23;46;200001 Shanghai
  Pékin;116.40;39.90;26;100010 Pékin;100000-102999
  Canton;113.26;23.13;10;510030 Canton;510000-511999
  Shenzhen;114.06;22.54;10;518000 Shenzhen;518000-518999
  Chengdu;104.07;30.57;8;610000 Chengdu;610000-611999
ASIA_PACIFIC;SG;90
  Singapour;103.82;1.35;1;018956 Singapour
ASIA_PACIFIC;JP;60
  Tokyo;139.69;35.69;70;100-0001 Tokyo
  Osaka et Kyoto;135.50;34.69;30;530-0001 Osaka;530-0000-629-9999
ASIA_PACIFIC;VN;25
  Hô-Chi-Minh-Ville;106.66;10.82;60;700000 Hô-Chi-Minh-Ville
  Hanoï;105.83;21.03;40;100000 Hanoï;100000-159999
ASIA_PACIFIC;AU;25
  Sydney;151.21;-33.87;60;2000 Sydney
  Melbourne;144.96;-37.81;40;3000 Melbourne;3000-3999
AMERICAS;US;480
  New York;-74.01;40.71;30;10001 New York
  Boston;-71.06;42.36;14;02108 Boston;01000-02999
  Chicago et Détroit;-87.63;41.88;18;60601 Chicago;48000-62999
  Texas;-95.37;29.76;16;77002 Houston;75000-79999
  Californie;-122.42;37.77;22;94103 San Francisco;90000-96199
AMERICAS;CA;230
  Montréal;-73.57;45.50;72;H2X 1Y4 Montréal
  Toronto;-79.38;43.65;28;M5H 2N2 Toronto;K0A-P9Z 9Z9
AMERICAS;BR;90
  São Paulo;-46.63;-23.55;65;01001-000 São Paulo
  Rio de Janeiro;-43.17;-22.91;35;20010-000 Rio de Janeiro;20000-000-28999-999
AMERICAS;MX;25
  Mexique;-99.13;19.43;1;06000 Mexico
"""


@cache
def metropolitan_zones() -> tuple[Zone, ...]:
    """Return the 96 departments and the 12 cities that have a group of their own."""
    departments = [_department(line) for line in DEPARTMENTS.strip().splitlines()]
    cities = [_city(line) for line in CITIES.strip().splitlines()]
    return tuple(departments + cities)


@cache
def overseas_zones() -> tuple[Zone, ...]:
    """Return the eight overseas territories with a group."""
    zones = []
    for line in OVERSEAS.strip().splitlines():
        country, name, lon, lat, weight, first, last, town = line.split(";")
        zones.append(
            Zone(
                code=country,
                name=name,
                kind=ZoneKind.OVERSEAS,
                country=country,
                lon=float(lon),
                lat=float(lat),
                weight=int(weight),
                postcodes=((first, last),),
                towns=(_town(town),),
            )
        )
    return tuple(zones)


@cache
def zones_abroad() -> tuple[Zone, ...]:
    """Return the 66 zones of 28 countries; the first zone of a country is the rest of it."""
    zones: list[Zone] = []
    region = country = ""
    for line in ABROAD.strip().splitlines():
        if not line.startswith(" "):
            region, country, _members = line.split(";")
            continue
        name, lon, lat, weight, town, *postcodes = line.strip().split(";")
        zones.append(
            Zone(
                code=f"{country} {name}",
                name=name,
                kind=ZoneKind.ABROAD,
                country=country,
                lon=float(lon),
                lat=float(lat),
                weight=int(weight),
                postcodes=tuple(_range(text) for text in postcodes),
                towns=(_town(town),),
                region=region,
            )
        )
    return tuple(zones)


@cache
def members_by_country_abroad() -> dict[str, int]:
    """Return how many members live in each country abroad, at full size (3 800 in all)."""
    heads = [line for line in ABROAD.strip().splitlines() if not line.startswith(" ")]
    return {country: int(members) for _region, country, members in (h.split(";") for h in heads)}


@cache
def members_by_zone(total: int) -> dict[str, int]:
    """Return how many of ``total`` members live in each zone, by its code.

    At full size: 30 100 in metropolitan France, 325 overseas, 3 800 abroad (4.4); a smaller
    society keeps the proportions.
    """
    abroad = members_by_country_abroad()
    parts = {"FR": METROPOLITAN_MEMBERS, "OVERSEAS": OVERSEAS_MEMBERS, **abroad}
    here = parts if total == sum(parts.values()) else share(total, parts)
    found = share(here["FR"], {zone.code: zone.weight for zone in metropolitan_zones()})
    found |= share(here["OVERSEAS"], {zone.code: zone.weight for zone in overseas_zones()})
    for country in abroad:
        weights = {z.code: z.weight for z in zones_abroad() if z.country == country}
        found |= share(here[country], weights)
    return found


def all_zones() -> tuple[Zone, ...]:
    """Return the 182 zones: France, overseas, abroad."""
    return metropolitan_zones() + overseas_zones() + zones_abroad()


def _department(line: str) -> Zone:
    number, name, lon, lat, weight, *towns = line.split(";")
    inside = sum(z.weight for z in map(_city, CITIES.strip().splitlines()) if z.code.startswith(number))
    return Zone(
        code=number,
        name=name,
        kind=ZoneKind.DEPARTMENT,
        country="FR",
        lon=float(lon),
        lat=float(lat),
        weight=int(weight) - inside,
        postcodes=(CORSICA.get(number, (f"{number}000", f"{number}999")),),
        towns=tuple(_town(town) for town in towns),
    )


def _city(line: str) -> Zone:
    name, lon, lat, weight, first, last, *inside = line.split(";")
    return Zone(
        code=f"{first[:2]} {name}",
        name=name,
        kind=ZoneKind.CITY,
        country="FR",
        lon=float(lon),
        lat=float(lat),
        weight=int(weight),
        postcodes=_city_ranges(name, first, last),
        towns=tuple(Town(name=name, postcode=postcode) for postcode in dict.fromkeys(inside)),
    )


def _city_ranges(name: str, first: str, last: str) -> tuple[tuple[str, str], ...]:
    """Toulouse and Nice have hundreds, between which lie other towns; elsewhere one range."""
    if int(last) - int(first) < 150 and name not in {"Strasbourg"}:
        return ((first, last),)
    return tuple((f"{n:05}", f"{n:05}") for n in range(int(first), int(last) + 1, 100))


def _town(text: str) -> Town:
    """Read "75013 Paris": what holds a digit is the postcode, the rest is the town."""
    words = text.split(" ")
    postcode = [word for word in words if any(letter.isdigit() for letter in word)]
    postcode += [word for word in words if word.isalpha() and word.isupper()]
    name = " ".join(word for word in words if word not in postcode)
    return Town(name=name, postcode=" ".join(postcode))


def _range(text: str) -> tuple[str, str]:
    """Read "40000-46999"; where postcodes hold a hyphen, the middle one parts the two."""
    parts = text.split("-")
    half = len(parts) // 2
    return "-".join(parts[:half]), "-".join(parts[half:])
