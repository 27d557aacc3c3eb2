"""Files in the shapes that Galette, Paheko and CiviCRM write, as their sources document them."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest

from egide.imports.tests.files import enter
from egide.members.models import ContactPoint, Person, Position, PostalAddress

pytestmark = [pytest.mark.django_db, pytest.mark.proves("IMP-2")]


def table(rows: list[dict[str, str]], *, separator: str, quote: int = csv.QUOTE_MINIMAL) -> bytes:
    """Return rows as a program writes them: headers first, every column each time."""
    target = io.StringIO(newline="")
    writer = csv.DictWriter(target, list(rows[0]), delimiter=separator, quoting=quote)
    writer.writeheader()
    writer.writerows(rows)
    return target.getvalue().encode()


GALETTE = {
    "id_adh": "12", "id_statut": "4", "nom_adh": "TORELISSE", "prenom_adh": "Camille",
    "societe_adh": "", "pseudo_adh": "zig", "titre_adh": "Mme", "ddn_adh": "1964-02-29",
    "sexe_adh": "0", "adresse_adh": "3 rue des Lilas\nBâtiment B", "cp_adh": "33000",
    "ville_adh": "Bordeaux", "pays_adh": "France", "tel_adh": "0556000001",
    "gsm_adh": "06 39 98 00 01", "email_adh": "camille@example.org", "info_adh": "",
    "info_public_adh": "", "prof_adh": "Ingénieure", "pref_lang": "fr_FR", "login_adh": "camille",
    "mdp_adh": "$2y$10$abcdefgh", "date_crea_adh": "2001-09-01", "activite_adh": "1",
    "bool_admin_adh": "", "bool_exempt_adh": "", "bool_display_info": "1", "date_echeance": "",
    "lieu_naissance": "Pau", "gpgid": "", "fingerprint": "", "parent_id": "", "num_adh": "",
}  # fmt: skip
PAHEKO = {
    "Numéro de membre": "812", "Nom & prénom": "TORELISSE Camille",
    "Adresse E-Mail": "camille@example.org", "Adresse postale": "3 rue des Lilas",
    "Code postal": "01000", "Ville": "Bourg-en-Bresse", "Pays": "FR",
    "Numéro de téléphone": "0639980001", "Inscription à la lettre d'information": "Oui",
    "Date d'inscription": "01/09/2001",
}  # fmt: skip
CIVICRM = {
    "Contact ID": "203", "Contact Type": "Individual", "Contact Subtype": "",
    "Sort Name": "Torelisse, Camille", "Display Name": "Mrs. Camille Torelisse",
    "Nickname": "", "Legal Name": "", "First Name": "Camille", "Middle Name": "",
    "Last Name": "Torelisse", "Job Title": "Engineer", "Gender": "Female",
    "Birth Date": "1964-02-29", "Deceased": "", "Deceased Date": "",
    "Current Employer": "Zébulon industries", "Street Address": "3 Lilac Street",
    "Supplemental Address 1": "Flat 2", "City": "Montréal", "Postal Code Suffix": "",
    "Postal Code": "H2X 1Y4", "State": "Quebec", "Country": "Canada",
    "Phone": "514-555-0199", "Phone Type": "Phone", "Email": "camille@example.org",
}  # fmt: skip


def test_a_file_of_galette_enters_without_a_choice():
    batch = enter(table([GALETTE], separator=";", quote=csv.QUOTE_ALL))

    assert batch.source == "galette"
    [person] = Person.objects.all()
    assert (person.full_name, person.born_on, person.sex) == (
        "Camille Torelisse",
        date(1964, 2, 29),
        "F",
    )
    assert [m.status for m in person.memberships.all()] == ["CURRENT"]
    assert person.memberships.get().starts_on == date(2001, 9, 1)
    assert contacts() == {"camille@example.org", "+33556000001", "+33639980001"}
    assert PostalAddress.objects.get().lines == "3 rue des Lilas Bâtiment B"
    assert not any("$2y$" in str(row) for row in Person.objects.values_list())


def test_a_file_of_paheko_enters_with_its_one_cell_for_a_name():
    batch = enter(table([PAHEKO], separator=";"))

    assert batch.source == "paheko"
    [person] = Person.objects.all()
    assert (person.society_no, person.first_names, person.usage_name) == (
        812,
        "Camille",
        "Torelisse",
    )
    assert PostalAddress.objects.get().postcode == "01000"
    assert contacts() == {"camille@example.org", "+33639980001"}


def test_a_file_of_civicrm_enters_with_its_words_of_english():
    batch = enter(table([CIVICRM], separator=","))

    assert batch.source == "civicrm"
    [person] = Person.objects.all()
    assert (person.full_name, person.sex) == ("Camille Torelisse", "F")
    assert PostalAddress.objects.get().country == "CA"
    assert Position.objects.get().company == "Zébulon industries"
    assert contacts() == {"camille@example.org", "+15145550199"}


def contacts() -> set[str]:
    return set(ContactPoint.objects.values_list("value", flat=True))
