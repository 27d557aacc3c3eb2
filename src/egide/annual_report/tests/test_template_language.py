"""The language of the report's text: what is read, and what is refused in words."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from egide.annual_report.rules.linter import lint
from egide.annual_report.rules.parser import TextNotUnderstood, parse
from egide.annual_report.rules.rendering import render
from egide.annual_report.rules.syntax import (
    BulletList,
    Chart,
    Claim,
    FigureText,
    Heading,
    KeyFigures,
    Paragraph,
    Quote,
    Table,
    Text,
    references,
)
from egide.annual_report.rules.wording import Wording
from egide.annual_report.tests.factories import UNITS, known, sentence


def refusal_of(text):
    with pytest.raises(TextNotUnderstood) as refusal:
        parse(text, "fr")
    return str(refusal.value)


def test_every_kind_of_block_is_read():
    document = parse(
        "@title Rapport {edition}\n"
        "# Titre {#top}\n"
        "\n"
        "Une phrase\nsur deux lignes.\n"
        "\n"
        "- un\n- autre\n"
        "\n"
        "> Parole\n"
        "\n"
        "::: key_figures\n- {dues.payers} cotisants\n:::\n"
        '::: table "Légende"\n| | {edition} |\n| Payeurs | {dues.payers | exact} |\n:::\n'
        '::: chart columns "Dessin"\nyears -1..0\nwording euros\n- dues.dues "Cotisations"\n:::\n',
        "fr",
    )

    assert [type(block) for block in document.blocks] == [
        Heading,
        Paragraph,
        BulletList,
        Quote,
        KeyFigures,
        Table,
        Chart,
    ]
    assert document.blocks[0].anchor == "top"
    assert document.blocks[1].children == (Text("Une phrase\nsur deux lignes.", 41),)
    assert document.blocks[6].offsets == (-1, 0)
    assert {(found.key, found.offset) for found in references(document)} == {
        ("dues.payers", 0),
        ("dues.dues", -1),
        ("dues.dues", 0),
    }


def test_a_figure_carries_its_year_and_its_wordings():
    figure = (
        parse('{dues.payers@-1 | more_than 1000 | noun "membre" "membres"}', "fr")
        .blocks[0]
        .children[0]
    )

    assert isinstance(figure, FigureText)
    assert (figure.expression.key, figure.expression.offset) == ("dues.payers", -1)
    assert figure.wordings == (
        Wording("more_than", ("1000",)),
        Wording("noun", ("membre", "membres")),
    )


def test_a_claim_holds_words_and_figures():
    claim = (
        parse("{claim growing(dues.payers)}ils sont {dues.payers}{end}", "fr").blocks[0].children[0]
    )

    assert isinstance(claim, Claim)
    assert claim.predicate.name == "growing"
    assert isinstance(claim.children[1], FigureText)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Bien.\n\nDe {dues.payers", "Ligne 3, colonne 4 : l’accolade n’est pas fermée."),
        ("De dues.payers}", "Ligne 1, colonne 15 : une accolade se ferme sans s’être ouverte."),
        ("{}", "Ligne 1, colonne 2 : les accolades sont vides."),
        ("{12}", "Ligne 1, colonne 2 : un nombre ne se tape pas ; reliez un chiffre."),
        (
            "{payers}",
            "Ligne 1, colonne 2 : « payers » n’est pas la clé d’un chiffre :"
            " une clé s’écrit « module.nom ».",
        ),
        (
            "{dues.payers exact}",
            "Ligne 1, colonne 14 : il faut une barre « | » avant la formulation ici.",
        ),
        ("{dues.payers | €}", "Ligne 1, colonne 16 : « € » n’a pas de sens entre accolades."),
        (
            "{dues.payers | exact | words}",
            "Ligne 1, colonne 2 : « exact » et « words » disent le même chiffre ; gardez-en une.",
        ),
        (
            "{growth(dues.payers)}",
            "Ligne 1, colonne 2 : « growth » attend de 2 à 2 chiffres et en reçoit 1.",
        ),
        (
            "{growth(dues.payers, dues.dues}",
            "Ligne 1, colonne 31 : il manque une parenthèse « ) ».",
        ),
        (
            "{claim growing(dues.payers)}oui",
            "Ligne 1, colonne 1 : « {end} » manque pour fermer ce qui s’ouvre ici.",
        ),
        ("oui{end}", "Ligne 1, colonne 4 : « {end} » ferme une affirmation qui n’est pas ouverte."),
        ("**fort", "Ligne 1, colonne 1 : « ** » manque pour fermer ce qui s’ouvre ici."),
        ("{date 2021-02-29}", "Ligne 1, colonne 7 : le 2021-02-29 n’existe pas au calendrier."),
        ("{year 165}", "Ligne 1, colonne 7 : « 165 » n’est pas une année du calendrier."),
        (
            "{year 2059}{year 3000}",
            "Ligne 1, colonne 18 : « 3000 » n’est pas une année du calendrier.",
        ),
        ("{law 1901}", "Ligne 1, colonne 6 : le nom d’une loi s’écrit entre guillemets droits."),
        (
            "::: table\n| a |\n| b |\n",
            "Ligne 1, colonne 1 : l’encadré n’est pas fermé par « ::: ».",
        ),
        ("::: poem\n:::", "Ligne 1, colonne 1 : l’encadré « poem » n’existe pas."),
        (
            "::: table\n| a | b |\n| c |\n:::",
            "Ligne 3, colonne 1 : cette ligne a 1 cases et l’en-tête 2.",
        ),
        ("####### Trop", "Ligne 1, colonne 1 : un titre s’écrit « # Titre », « ## » ou « ### »."),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(text, sentence):
    assert refusal_of(text) == sentence


def test_an_unknown_comparison_lists_the_known_ones():
    assert "choisissez parmi : greater, smaller" in refusal_of("{claim bigger(dues.payers)}x{end}")


@pytest.mark.proves("R-REP-3")
def test_an_author_types_plain_spaces_and_a_printer_sets_them():
    assert sentence("« Qui ? » dit-il : l'heure !") == (
        "«\u00a0Qui\u202f?\u00a0» dit-il\u00a0: l’heure\u202f!"
    )
    assert sentence("Ils sont {dues.payers} : bien !", {("dues.payers", 2020): 3}) == (
        "Ils sont 3\u00a0: bien\u202f!"
    )
    assert sentence("It's late: go!", language="en") == "It’s late: go!"


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused_in_words(text):
    with suppress(TextNotUnderstood):
        render(
            parse.__wrapped__(text, "fr"), known({}), year=2020, tolerance=Decimal(0), small_cell=5
        )


@pytest.mark.proves("R-REP-1", "AC-REP-5")
def test_a_typed_number_is_refused_and_asks_for_a_figure():
    findings = lint(parse("Bilan :\n\nNous avons tenu 165 réunions.", "fr"), UNITS)

    assert [str(finding) for finding in findings] == [
        "Ligne 3, colonne 17 : « 165 » est un nombre tapé ; reliez un chiffre"
        " (ou marquez une date, une année, une loi, une partie)."
    ]


@pytest.mark.proves("R-REP-1", "AC-REP-5")
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "En 2020, rien."),
        ("fr", "Il y a deux coachs."),
        ("fr", "# Mille baptisés"),
        ("fr", "- **165** réunions"),
        ("fr", "> Nous sommes 34 000"),
        ("fr", '::: table "Les 4 ans"\n| a |\n| b |\n:::'),
        ("fr", '::: chart bars "T"\n- dues.dues "En 2020"\n:::'),
        ("en", "There are two coaches."),
        ("fr", "{claim growing(dues.payers)}plus de 16 000{end}"),
    ],
)
def test_a_number_is_found_wherever_it_hides(language, text):
    assert any("nombre tapé" in finding.problem for finding in lint(parse(text, language), UNITS))


@pytest.mark.proves("R-REP-1")
def test_dates_years_laws_and_parts_are_marked_and_accepted():
    text = (
        'La {law "loi du 1er juillet 1901"}, {year 1846}, {date 2018-11-17},'
        " {month 2020-07}, partie {section 2.1}, {edition@-1}."
    )

    assert lint(parse(text, "fr"), UNITS) == []
    assert sentence(text) == (
        "La loi du 1er juillet 1901, 1846, 17\u00a0novembre 2018, juillet 2020, partie 2.1, 2019."
    )


def test_a_figure_that_does_not_exist_is_named_with_its_neighbour():
    findings = lint(parse("{dues.payer} et {nothing.like_it}", "fr"), UNITS)

    assert [finding.problem for finding in findings] == [
        "le chiffre « dues.payer » n’existe pas ou n’existe plus ;"
        " le plus proche est « dues.payers »",
        "le chiffre « nothing.like_it » n’existe pas ou n’existe plus",
    ]


def test_a_wording_that_does_not_suit_its_figure_is_found_before_publishing():
    findings = lint(parse("{dues.payers | euros}", "fr"), UNITS)

    assert [finding.problem for finding in findings] == ["Seule une somme d’argent se dit en euros"]


def test_a_title_that_skips_a_level_is_found():
    findings = lint(parse("# Haut\n\n### Bas", "fr"), UNITS)

    assert [str(finding) for finding in findings] == [
        "Ligne 3, colonne 1 : un titre de rang 3 ne suit pas un titre de rang 1."
    ]
