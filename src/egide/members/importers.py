"""The files that the registry takes in: people, with their schooling, contacts and addresses."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from django.utils.translation import gettext_lazy as _

from egide.kernel.cells import SINCE, UNTIL
from egide.kernel.registry import ImportColumn, Importer, ImportSource
from egide.members.permissions import MANAGE_REGISTRY
from egide.members.queries.importing import (
    PERSON_COLUMN,
    PERSON_COLUMNS,
    PERSON_NEEDS,
    beside,
    position_reader,
    reader,
    schooling_reader,
)
from egide.members.queries.likenesses import alike
from egide.members.services.importing import (
    complete_person,
    enter_people,
    enter_positions,
    enter_schoolings,
    obstacles_to_importing,
    obstacles_to_positions,
    obstacles_to_schoolings,
    withdraw_people,
)
from egide.members.services.positions import withdraw_positions
from egide.members.services.schooling import withdraw_secondary_promotions

COLUMNS = (
    replace(
        PERSON_COLUMN["society_no"],
        aliases=(*PERSON_COLUMN["society_no"].aliases, "id"),
        hint=_("Donné par un ancien registre ; sans lui, le registre numérote."),
    ),
    PERSON_COLUMN["usage_name"],
    PERSON_COLUMN["first_names"],
    PERSON_COLUMN["full_name"],
    ImportColumn(
        key="birth_name",
        label=_("Nom de naissance"),
        aliases=("nom de jeune fille", "birth name", "maiden name", "nee"),
    ),
    ImportColumn(
        key="sex",
        label=_("Civilité ou sexe"),
        aliases=("civilite", "sexe", "genre", "titre", "gender", "sex", "title", "salutation"),
    ),
    ImportColumn(
        key="born_on",
        label=_("Date de naissance"),
        aliases=("naissance", "ne le", "nee le", "birth date", "birthdate", "date of birth", "dob"),
    ),
    ImportColumn(
        key="died_on",
        label=_("Date de décès"),
        aliases=("deces", "decede le", "deceased date", "date of death"),
    ),
    ImportColumn(key="nationality", label=_("Nationalité"), aliases=("nationality",)),
    PERSON_COLUMN["promotion"],
    ImportColumn(
        key="centre",
        label=_("Centre"),
        aliases=("campus", "centre d entree", "center"),
        hint=_("Avec l’année d’entrée, au lieu de la promotion."),
    ),
    ImportColumn(
        key="entry_year",
        label=_("Année d’entrée"),
        aliases=("annee d entree", "annee entree", "entry year", "annee promotion"),
    ),
    ImportColumn(
        key="second_promotion",
        label=_("Seconde promotion"),
        aliases=("promotion secondaire", "deuxieme promotion", "second promotion"),
    ),
    ImportColumn(key="cursus", label=_("Cursus"), aliases=("formation", "programme")),
    ImportColumn(
        key="left_on", label=_("Sortie de l’École"), aliases=("date de sortie", "left school on")
    ),
    ImportColumn(key="diploma_kind", label=_("Diplôme"), aliases=("diploma", "degree")),
    ImportColumn(
        key="diploma_on", label=_("Date du diplôme"), aliases=("diplome le", "graduation date")
    ),
    ImportColumn(
        key="standing",
        label=_("Qualité de sociétaire"),
        aliases=("qualite", "statut", "status", "adhesion", "membership status", "categorie"),
        hint=_(
            "À jour, en retard, élève, membre d’honneur, démissionnaire, radié. Une colonne"
            " absente vaut « à jour »."
        ),
    ),
    ImportColumn(
        key="member_since",
        label=_("Sociétaire depuis"),
        aliases=("date d adhesion", "date d inscription", "membre depuis", "member since",
                 "join date"),
    ),
    ImportColumn(
        key="email",
        label=_("Courriel"),
        aliases=("e mail", "email", "mail", "adresse e mail", "adresse mail",
                 "adresse electronique", "email address", "courrier electronique"),
    ),
    ImportColumn(
        key="email_2",
        label=_("Second courriel"),
        aliases=("courriel 2", "email 2", "autre courriel", "second email"),
    ),
    ImportColumn(
        key="phone",
        label=_("Téléphone"),
        aliases=("tel", "telephone fixe", "phone", "numero de telephone", "telephone 1"),
    ),
    ImportColumn(
        key="mobile",
        label=_("Téléphone mobile"),
        aliases=("mobile", "portable", "gsm", "telephone portable", "mobile phone", "telephone 2"),
    ),
    ImportColumn(
        key="web", label=_("Site ou page"), aliases=("site", "site web", "website", "url")
    ),
    ImportColumn(
        key="address",
        label=_("Adresse"),
        aliases=("adresse postale", "adresse 1", "rue", "street", "street address", "address"),
    ),
    ImportColumn(
        key="address_2",
        label=_("Complément d’adresse"),
        aliases=("adresse 2", "complement", "adresse suite", "supplemental address 1",
                 "address line 2"),
    ),
    ImportColumn(
        key="postcode",
        label=_("Code postal"),
        aliases=("cp", "postal code", "zip", "zip code", "postcode"),
    ),
    ImportColumn(key="city", label=_("Ville"), aliases=("commune", "localite", "city", "town")),
    ImportColumn(key="country", label=_("Pays"), aliases=("country",)),
    ImportColumn(
        key="address_since", label=_("À cette adresse depuis"), aliases=("address since",)
    ),
    ImportColumn(
        key="company",
        label=_("Entreprise"),
        aliases=("societe", "employeur", "company", "current employer", "organisation"),
    ),
    ImportColumn(
        key="title",
        label=_("Poste"),
        aliases=("profession", "metier", "job title", "fonction actuelle"),
    ),
    ImportColumn(key="sector", label=_("Secteur"), aliases=("sector", "industry")),
    ImportColumn(key="function", label=_("Fonction"), aliases=("function",)),
    ImportColumn(
        key="position_status",
        label=_("Situation professionnelle"),
        aliases=("situation", "employment status"),
    ),
    ImportColumn(
        key="position_since", label=_("En poste depuis"), aliases=("position since",)
    ),
    ImportColumn(
        key="nickname",
        label=_("Surnom de promotion"),
        aliases=("surnom", "bucque", "nickname", "pseudo"),
    ),
    ImportColumn(
        key="family_numbers", label=_("Numéros de famille"), aliases=("fams", "family numbers")
    ),
)  # fmt: skip

POSITION_COLUMNS = (
    *PERSON_COLUMNS,
    *(
        column
        for column in COLUMNS
        if column.key in {"company", "title", "sector", "function", "position_status"}
    ),
    ImportColumn(
        key="position_since",
        label=_("En poste depuis"),
        aliases=(*SINCE, "position since"),
    ),
    ImportColumn(
        key="position_until",
        label=_("En poste jusqu’au"),
        aliases=(*UNTIL, "position until"),
        hint=_("Rien, si la personne y est encore."),
    ),
)
SCHOOLING_COLUMNS = (
    *PERSON_COLUMNS,
    *(
        column
        for column in COLUMNS
        if column.key in {"second_promotion", "cursus", "left_on", "diploma_kind", "diploma_on"}
    ),
)
GALETTE = {
    "id_adh": "", "nom_adh": "usage_name", "prenom_adh": "first_names", "societe_adh": "company",
    "pseudo_adh": "", "titre_adh": "sex", "ddn_adh": "born_on", "sexe_adh": "",
    "adresse_adh": "address", "adresse2_adh": "address_2", "cp_adh": "postcode",
    "ville_adh": "city", "pays_adh": "country", "tel_adh": "phone", "gsm_adh": "mobile",
    "email_adh": "email", "url_adh": "web", "prof_adh": "title", "date_crea_adh": "member_since",
    "activite_adh": "standing", "id_statut": "", "login_adh": "", "mdp_adh": "",
    "date_modif_adh": "", "bool_admin_adh": "", "bool_exempt_adh": "", "bool_display_info": "",
    "date_echeance": "", "pref_lang": "", "lieu_naissance": "", "info_adh": "",
    "info_public_adh": "", "gpgid": "", "fingerprint": "", "parent_id": "", "num_adh": "",
    "region_adh": "", "icq_adh": "", "msn_adh": "", "jabber_adh": "",
}  # fmt: skip
PAHEKO = {
    "Numéro de membre": "society_no", "Pronom": "", "Nom & prénom": "full_name",
    "Adresse E-Mail": "email", "Mot de passe": "", "Pays": "country",
    "Adresse postale": "address", "Code postal": "postcode", "Ville": "city",
    "Numéro de téléphone": "phone", "Inscription à la lettre d'information": "",
    "Année de naissance": "", "Âge": "", "Date de naissance complète": "born_on",
    "Date d'inscription": "member_since", "Ancienneté": "", "Catégorie": "", "Photo": "",
}  # fmt: skip
CIVICRM = {
    "Contact ID": "", "Contact Type": "", "Contact Subtype": "", "Sort Name": "",
    "Display Name": "", "Nickname": "", "Legal Name": "", "First Name": "first_names",
    "Middle Name": "", "Last Name": "usage_name", "Individual Prefix": "",
    "Individual Suffix": "", "Formal Title": "", "Job Title": "title", "Gender": "sex",
    "Birth Date": "born_on", "Deceased": "", "Deceased Date": "died_on",
    "Organization Name": "", "Current Employer": "company", "Street Address": "address",
    "Supplemental Address 1": "address_2", "City": "city", "Postal Code": "postcode",
    "Postal Code Suffix": "", "State": "", "County": "", "Country": "country",
    "Phone": "phone", "Phone Type": "", "Phone Extension": "", "Email": "email", "On Hold": "",
    "Website": "web", "Location Type": "", "Household Name": "", "Created Date": "",
    "Modified Date": "", "World Region": "", "Contact Source": "",
}  # fmt: skip

IMPORTERS = (
    Importer(
        kind="members",
        label=_("Personnes"),
        permission=MANAGE_REGISTRY,
        columns=COLUMNS,
        needs=(("usage_name", "first_names"), ("full_name",)),
        sources=(
            ImportSource(name="galette", label="Galette", headers=GALETTE),
            ImportSource(name="paheko", label="Paheko", headers=PAHEKO),
            ImportSource(name="civicrm", label="CiviCRM", headers=CIVICRM),
        ),
        reader=reader,
        obstacles=obstacles_to_importing,
        enter=enter_people,
        withdraw=withdraw_people,
        alike=alike,
        beside=beside,
        complete=complete_person,
        order=10,
    ),
    Importer(
        kind="positions",
        label=_("Situations professionnelles"),
        permission=MANAGE_REGISTRY,
        columns=POSITION_COLUMNS,
        needs=tuple(
            (*who, what)
            for who, what in product(PERSON_NEEDS, ("company", "title", "position_status"))
        ),
        reader=position_reader,
        obstacles=obstacles_to_positions,
        enter=enter_positions,
        withdraw=withdraw_positions,
        order=15,
    ),
    Importer(
        kind="schooling",
        label=_("Secondes promotions"),
        permission=MANAGE_REGISTRY,
        columns=SCHOOLING_COLUMNS,
        needs=tuple((*who, "second_promotion") for who in PERSON_NEEDS),
        reader=schooling_reader,
        obstacles=obstacles_to_schoolings,
        enter=enter_schoolings,
        withdraw=withdraw_secondary_promotions,
        order=12,
    ),
)
