"""The 28 countries where members live, and the 66 zones that have a group."""

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
