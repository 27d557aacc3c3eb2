"""Departments, cities and overseas territories: names, centres, inhabitants, postcodes."""

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
