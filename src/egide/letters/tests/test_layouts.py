"""Layouts: what may stand in one, what no layout can take away, and one put in use by version."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from hypothesis import given, settings
from hypothesis import strategies as st

from egide.kernel.access import Actor, Grant
from egide.kernel.errors import NotAllowed
from egide.kernel.models import Letter, LetterKind
from egide.letters import services
from egide.letters.models import Layout, LayoutVersion, Mailing
from egide.letters.permissions import LAY_OUT_LETTERS, WRITE_LETTERS
from egide.letters.queries.layouts import image_sites
from egide.letters.rules.grammar import CHILDREN, DEFAULTS, PROPERTIES, obstacles_to_layout
from egide.letters.rules.layout import HOUSE, compiled, fill_html
from egide.letters.tests.conftest import NOW, SITE, begin, deliver, draft, writer
from egide.members.models import Person

LEAVE = "https://egide.example/x"
FIELDS = {
    "prenom": "Alix",
    "nom": "Un",
    "promotion": "Bo 198",
    "societe": "La société",
    "because": "parce que",
    "leave_url": LEAVE,
    "leave_words": "Ne plus recevoir",
}
# What a value of each sort looks like when somebody wants the foot to be unseen.
WORST = ("#f6f3ec", "0", "1px", "0px", "999px", "none", "center", "white", "bold", "Wingdings")
PLAIN = "<mjml><mj-body width='640px'><mj-section><mj-column><mj-text>{{ texte }}</mj-text>" + (
    "</mj-column></mj-section></mj-body></mjml>"
)


def drawer(person: Person) -> Actor:
    """Return somebody who lays letters out."""
    grant = Grant(permission=LAY_OUT_LETTERS, scope_ids=None, reason="essai")
    return Actor(name=f"person:{person.pk}", person_id=person.pk, grants=(grant,))


def inside(said: str) -> str:
    """Return the house's layout with something more before the words of the letter."""
    return HOUSE.replace("<mj-text>{{ texte }}", f"{said}<mj-text>{{{{ texte }}}}")


def foot(source: str) -> str:
    """Return the last section of a letter that is laid out so, its style sheets too."""
    html = fill_html(compiled("Mot.", subject="Objet", language="fr", source=source), FIELDS)
    sheets = re.sub(r"\.mj-column-per-100|\.moz-text-html", "", "".join(_sheets(html)))
    return sheets + html[html.rindex("max-width:640px") :]


def _sheets(html: str) -> list[str]:
    return re.findall(r"<style[^>]*>.*?</style>", html, re.DOTALL)


def by_default(element: str, name: str, value: str) -> str:
    """Return a layout that gives this value to all the elements of a sort."""
    said = f'<mj-head><mj-attributes><{element} {name}="{value}" /></mj-attributes></mj-head>'
    return PLAIN.replace("<mj-body", f"{said}<mj-body")


@pytest.mark.proves("MSG-1")
def test_no_layout_changes_the_foot():
    told = foot(PLAIN)

    kept = {
        (element, name, value): foot(by_default(element, name, value)) == told
        for element, known in DEFAULTS.items()
        for name, look in known.items()
        for value in WORST
        if look.fullmatch(value)
    }

    assert LEAVE in told
    assert len(kept) > 100
    assert [case for case, same in kept.items() if not same] == []
    assert not any(obstacles_to_layout(by_default(*case), "") for case in kept)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("<script>x</script>", "<script> n’a pas sa place"),
        ("<mj-raw><script>x</script></mj-raw>", "<mj-raw> n’a pas sa place"),
        ("<mj-include path='/etc/passwd' />", "<mj-include> n’a pas sa place"),
        ("<mj-table><tr><td>1</td></tr></mj-table>", "<mj-table> n’a pas sa place"),
        ("<mj-text><img src='https://e.example/a.png' /></mj-text>", "<img> n’a pas sa place"),
        ("<mj-text><a onclick='x'>a</a></mj-text>", "« onclick » de <a> n’est pas permise"),
        ("<mj-text><a href='javascript:x'>a</a></mj-text>", "ne convient pas"),
        ("<mj-text><a href='data:text/html,x'>a</a></mj-text>", "ne convient pas"),
        ("<mj-text color='red;background:url(//e)'>a</mj-text>", "ne convient pas"),
        ("<mj-text css-class='x'>a</mj-text>", "« css-class » de <mj-text>"),
        ("<mj-text><p style='x'>a</p></mj-text>", "« style » de <p>"),
        ("<mj-image src='https://e.example/a.png' alt='x' />", "cette image vient d’ailleurs"),
        ("<mj-image alt='x' />", "une image a une adresse"),
        ("<mj-text>{{ because }}</mj-text>", "Seuls ces champs"),
        ("<mj-text>{% if 1 %}a{% endif %}</mj-text>", "Seuls ces champs"),
        ("<mj-text>{<!-- a -->{ because }}</mj-text>", "Seuls ces champs"),
        ("<mj-text>{{ pre<b />nom }}</mj-text>", "accolade"),
        ("<mj-text>{# a #}</mj-text>", "dièse"),
        ("<mj-text>{{ texte }}</mj-text>", "une place et une seule"),
        ("des mots", "hors d’un <mj-text>"),
        ("<?php x ?>", "n’a pas de sens"),
        ("<mj-text>a & b</mj-text>", "un « & » seul"),
        ("<mj-text>&nbsp;</mj-text>", "est inconnu"),
        ("<mj-text>a", "n’est pas fermée"),
        ("<mj-text align='left' align='left'>a</mj-text>", "deux fois"),
        ("<mj-text>" + "<b>" * 30 + "</b>" * 30 + "</mj-text>", "les unes dans les autres"),
    ],
)
def test_what_runs_hides_or_tells_is_refused_with_its_line(said, words):
    obstacles = obstacles_to_layout(inside(said), "")

    assert obstacles
    assert any(words in one.replace("\xa0", " ") for one in obstacles), obstacles


@pytest.mark.parametrize(
    "source",
    [
        *("", "x", "<mjml>", "<html></html>", "<mjml></mjml>", "<mjml><mj-head /></mjml>"),
        HOUSE.replace("{{ texte }}", ""),
        HOUSE.replace("<mjml>", "<mjml><mj-head />"),
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + HOUSE,
        '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]>' + HOUSE,
        HOUSE + " " * 20_000 + "x",
    ],
)
def test_what_is_no_layout_is_refused(source):
    assert obstacles_to_layout(source, "")


def test_a_declared_image_is_shown_and_another_address_is_not_one():
    address = "https://images.example/logo.png"
    source = inside(f'<mj-image src="{address}" alt="Notre signe" />')

    assert obstacles_to_layout(source, f"\n{address}\n") == []
    assert address in compiled("Mot.", subject="Objet", language="fr", source=source)
    assert obstacles_to_layout(source, f"{address}\njavascript:x")


def test_a_browser_loads_the_declared_images_and_nothing_else():
    address = "https://images.example:8443/a/logo.png?x=1"
    source = inside(f'<mj-image src="{address}" alt="Notre signe" />')
    html = compiled(
        '<img src="https://evil.example/a.png">', subject="x", language="fr", source=source
    )

    assert image_sites(html) == ["https://images.example:8443"]
    assert image_sites(compiled("Mot.", subject="x", language="fr")) == []


def _elements(name: str) -> st.SearchStrategy[str]:
    """Return sources of an element: a known one, with some of what it may hold and some not."""
    inner = CHILDREN.get(name, ())
    words = st.sampled_from(["", "mot", "{{ prenom }}", "&lt;script&gt;", "{{", "é &amp;"])
    child = st.sampled_from([*inner, "mj-raw"]).flatmap(_elements) if inner else st.just("")
    values = ["10px", "red", "#fff", "https://a.example/b", "center", "url(x)"]
    attributes = st.dictionaries(
        st.sampled_from([*PROPERTIES[name], "style"]) if name in PROPERTIES else st.just("style"),
        st.sampled_from(values),
        max_size=2,
    )

    def written(parts: tuple) -> str:
        held, before, inside = parts
        given = "".join(f' {key}="{value}"' for key, value in held.items())
        return f"<{name}{given}>{before}{''.join(inside)}</{name}>"

    return st.tuples(attributes, words, st.lists(child, max_size=2)).map(written)


@settings(max_examples=60, deadline=None)
@given(_elements("mj-column"))
def test_what_is_let_through_compiles_and_holds_nothing_that_runs(column):
    source = PLAIN.replace("</mj-section>", f"{column}</mj-section>")
    if obstacles_to_layout(source, "https://a.example/b"):
        return

    html = fill_html(compiled("Mot.", subject="Objet", language="fr", source=source), FIELDS)

    assert "<script" not in html
    assert "@import" not in html
    assert "Mot." in html
    assert html.count(LEAVE) == 1


@pytest.mark.django_db
def test_a_layout_is_used_by_version(society):
    by, drawing = writer(society.author), drawer(society.author)
    layout = services.make_layout(
        name="Automne", source=inside("<mj-text>PREMIÈRE</mj-text>"), images="", at=NOW, by=drawing
    )
    first = layout.versions.get()
    services.publish_version(version=first, at=NOW, by=drawing)
    early = begin(worn(draft(by, "Club Lyon"), layout, by), by)
    second = services.write_version(
        layout=layout, source=inside("<mj-text>SECONDE</mj-text>"), images="", at=NOW, by=drawing
    )
    before = begin(worn(draft(by, "Club Lyon"), layout, by), by)
    services.publish_version(version=second, at=NOW + timedelta(hours=1), by=drawing)
    after = begin(worn(draft(by, "Club Lyon"), layout, by), by)
    services.publish_version(version=first, at=NOW + timedelta(hours=2), by=drawing)
    back = begin(worn(draft(by, "Club Lyon"), layout, by), by)

    early.refresh_from_db()
    marks = ["SECONDE" in one.html["fr"] for one in (early, before, after, back)]
    assert marks == [False, False, True, False]
    assert "PREMIÈRE" in back.html["fr"]


def worn(mailing: Mailing, layout: Layout, by: Actor) -> Mailing:
    """Let a draft wear a layout."""
    words = {
        name: getattr(mailing, name)
        for name in ("subject", "body", "subject_en", "body_en", "sender_name")
    }
    return services.amend_mailing(
        mailing=mailing,
        kind=LetterKind.NEWS,
        words=words,
        answers=False,
        layout=layout,
        by=by,
    )


@pytest.mark.django_db
def test_a_layout_that_a_draft_wants_is_not_withdrawn(society):
    by, drawing = writer(society.author), drawer(society.author)
    layout = services.make_layout(name="Automne", source=HOUSE, images="", at=NOW, by=drawing)
    services.publish_version(version=layout.versions.get(), at=NOW, by=drawing)
    mailing = worn(draft(by, "Club Lyon"), layout, by)

    with pytest.raises(services.LayoutRefused, match="1 brouillon s’en sert"):
        services.withdraw_layout(layout=layout, by=drawing)
    begin(mailing, by)
    services.withdraw_layout(layout=layout, by=drawing)

    assert not LayoutVersion.objects.in_use().exists()
    with pytest.raises(services.LayoutRefused, match="Aucune version"):
        services.withdraw_layout(layout=layout, by=drawing)


@pytest.mark.django_db
def test_only_who_lays_letters_out_does(society):
    drawing, other = drawer(society.author), writer(society.author)
    layout = services.make_layout(name="Automne", source=HOUSE, images="", at=NOW, by=drawing)
    version = layout.versions.get()

    with pytest.raises(NotAllowed):
        services.make_layout(name="Hiver", source=HOUSE, images="", at=NOW, by=other)
    with pytest.raises(NotAllowed):
        services.write_version(layout=layout, source=PLAIN, images="", at=NOW, by=other)
    with pytest.raises(NotAllowed):
        services.publish_version(version=version, at=NOW, by=other)
    with pytest.raises(NotAllowed):
        services.withdraw_layout(layout=layout, by=other)
    with pytest.raises(NotAllowed):
        services.try_version(version=version, site=SITE, by=other)


@pytest.mark.django_db
def test_from_the_first_line_to_a_letter_to_oneself_by_the_pages(society, sign_in):
    mine = sign_in(society.author, LAY_OUT_LETTERS)
    broken = inside("<script>x</script>")

    empty = mine.get("/lettres/mises-en-page/").content.decode()
    refused = mine.post("/lettres/mises-en-page/nouvelle/", {"name": "Été", "source": broken})
    mine.post("/lettres/mises-en-page/nouvelle/", {"name": "Été", "source": HOUSE})
    taken = mine.post("/lettres/mises-en-page/nouvelle/", {"name": "été", "source": HOUSE})
    version = LayoutVersion.objects.get()
    page = mine.get(f"/lettres/mises-en-page/versions/{version.pk}/")
    shown = mine.get(f"/lettres/mises-en-page/versions/{version.pk}/apercu/")
    night = mine.get(f"/lettres/mises-en-page/versions/{version.pk}/apercu/?nuit=oui")
    mine.post(f"/lettres/mises-en-page/versions/{version.pk}/essai/")
    deliver()
    mine.post(f"/lettres/mises-en-page/versions/{version.pk}/publier/")
    listed = mine.get(f"/lettres/mises-en-page/{version.layout_id}/").content.decode()
    same = mine.post(f"/lettres/mises-en-page/{version.layout_id}/changer/", {"source": HOUSE})

    assert "La mise en page de la maison" in empty
    assert refused.status_code == taken.status_code == same.status_code == 422
    assert "Ligne" in refused.content.decode()
    assert "&lt;script&gt;x" in refused.content.decode()
    assert "porte déjà ce nom" in taken.content.decode()
    assert "Rien n’a changé" in same.content.decode()
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert "sandbox" in shown["Content-Security-Policy"]
    assert "img-src" not in shown["Content-Security-Policy"]
    assert "Alix" in shown.content.decode()
    assert "invert(1)" in night.content.decode()
    assert "invert(1)" not in shown.content.decode()
    assert [letter.subject for letter in mail.outbox] == ["[Essai] Été"]
    assert mail.outbox[0].to == ["alix@example.org"]
    assert Letter.objects.get().kind == LetterKind.SERVICE
    assert "en service" in listed


@pytest.mark.django_db
def test_an_author_chooses_among_those_in_use(society, sign_in):
    drawing = drawer(society.author)
    for name in ("Automne", "Hiver"):
        services.make_layout(name=name, source=HOUSE, images="", at=NOW, by=drawing)
    used = LayoutVersion.objects.get(layout__name="Automne")
    services.publish_version(version=used, at=NOW, by=drawing)

    page = sign_in(society.author, WRITE_LETTERS).get("/lettres/nouvelle/").content.decode()

    assert "Automne" in page
    assert "Hiver" not in page


@pytest.mark.django_db
def test_a_letter_wears_only_what_is_in_use(society):
    by, drawing = writer(society.author), drawer(society.author)
    layout = services.make_layout(name="Automne", source=HOUSE, images="", at=NOW, by=drawing)
    mailing = draft(by, "Club Lyon")

    with pytest.raises(services.MailingRefused, match="plus proposée"):
        worn(mailing, layout, by)

    services.publish_version(version=layout.versions.get(), at=NOW, by=drawing)
    assert worn(mailing, layout, by).layout == layout
