"""The design in a real browser: readable by all, on a phone, by keyboard."""

import pytest

from tests.harness.browser import follow

WIDTHS = (360, 390, 1440)
PAGES = (("/presentation/", 200), ("/nulle-part/", 404))


@pytest.mark.parametrize(("path", "status"), PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_pass_the_audit_in_both_dresses(page, live_site, audit, path, status, scheme):
    page.emulate_media(color_scheme=scheme)

    assert page.goto(live_site.at(path)).status == status

    audit(page)


@pytest.mark.parametrize(("path", "status"), PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_is_wider_than_the_screen(page, live_site, path, status, width):
    page.set_viewport_size({"width": width, "height": 800})

    assert page.goto(live_site.at(path)).status == status

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_fonts_of_the_house_are_served(page, live_site):
    page.goto(live_site.at("/presentation/"))

    assert page.evaluate(
        "document.fonts.ready.then(() => document.fonts.check('16px \"Source Serif 4\"'))"
    )
    assert (
        page.evaluate("[...document.fonts].filter((font) => font.status === 'error').length") == 0
    )


def test_the_first_tab_leads_to_the_content(page, live_site):
    page.goto(live_site.at("/presentation/"))

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_function("document.activeElement.id === 'contenu'")


def test_a_list_is_walked_by_keyboard(page, live_site):
    page.goto(live_site.at("/presentation/"))
    focused = "document.activeElement.textContent"

    page.keyboard.press("j")
    first = page.evaluate(focused)
    page.keyboard.press("j")
    second = page.evaluate(focused)
    page.keyboard.press("k")
    back = page.evaluate(focused)
    page.keyboard.press("Enter")

    assert (first, second, back) == ("Paris", "Lyon", "Paris")
    page.wait_for_url("**/presentation/#Paris")
    with page.expect_navigation(url="**/presentation/?page=2"):
        page.keyboard.press("n")


def test_letters_typed_in_a_field_stay_letters(page, live_site):
    page.goto(live_site.at("/presentation/"))

    page.keyboard.press("/")
    page.keyboard.type("jk/")

    assert page.evaluate("document.activeElement.value") == "jk/"


def test_a_filter_leaves_a_short_address(page, live_site):
    page.goto(live_site.at("/presentation/"))

    follow(page, page.get_by_label("Plus de mille", exact=True).first, by="check")

    assert page.url.endswith("/presentation/?grand=1")
    assert page.locator("[data-keys] tbody tr").count() == 5


def test_night_is_chosen_at_once_and_stays(page, live_site):
    page.goto(live_site.at("/presentation/"))
    page.get_by_role("button", name="Affichage et langue").click()

    with page.expect_response("**/presentation/theme/"):
        page.get_by_role("button", name="Nuit").click()

    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_what_cannot_be_undone_asks_first(page, live_site):
    page.goto(live_site.at("/presentation/"))
    page.evaluate(
        "const form = document.createElement('form');"
        "const button = document.querySelector('[data-confirm]');"
        "form.action = '/presentation/'; button.replaceWith(form); form.append(button)"
    )

    page.get_by_role("button", name="Clore le mandat").click()

    page.locator("#confirm").wait_for(state="visible")
    page.get_by_role("button", name="Revenir").last.click()
    page.locator("#confirm").wait_for(state="hidden")
    assert page.url.endswith("/presentation/")
    page.get_by_role("button", name="Clore le mandat").click()
    follow(page, "#confirm [data-confirm-yes]")


def test_what_was_typed_comes_back_after_an_interruption(page, live_site):
    page.goto(live_site.at("/presentation/"))
    page.locator("#a_person").fill("Inès Delaunay")
    page.locator("#a_filled_by_1").check()

    page.goto(live_site.at("/nulle-part/"))
    page.goto(live_site.at("/presentation/"))

    assert page.locator("#a_person").input_value() == "Inès Delaunay"
    assert page.locator("#a_filled_by_1").is_checked()


def test_without_a_script_the_choices_still_work(browser, live_site):
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    page = context.new_page()

    page.goto(live_site.at("/presentation/"))
    page.get_by_role("button", name="Affichage et langue").click()
    follow(page, page.get_by_role("button", name="English"))

    assert page.locator("html").get_attribute("lang") == "en"
    context.close()
