"""Drawings are valid, say what they show, and are the same on paper."""

import io
import re
from xml.etree import ElementTree

import fontpkg
import pikepdf
import pytest
import typst

from egide.design import charts
from egide.design.charts.canvas import ticks
from egide.design.typography import number

SVG = "{http://www.w3.org/2000/svg}"


def parse(drawing):
    """Return the drawing of wide screens and of paper."""
    return ElementTree.fromstring(f"<both>{drawing}</both>")[0]  # noqa: S314 we drew it


def write(value):
    return number(value, "fr")


def bars(**more):
    return charts.bars(
        ["2019", "2020"],
        [charts.Series("Recettes & dons", [10, 12.5]), charts.Series("Résultat", [-4, None])],
        **{"title": "Le <budget>", "description": "Dit « tout ».", "write": write} | more,
    )


FONTS = typst.Fonts(
    font_paths=[str(fontpkg.path("Source Sans 3").parent)], include_system_fonts=False
)
WORDS = {"title": "T", "description": "D", "write": write}
PLACES = (
    charts.Place(2.35, 48.86, 9200, "Paris"),
    charts.Place(-0.58, 44.84, 0, "Bordeaux"),
    charts.Place(5, 43, 9, "Sud"),
)
TILES = (charts.Tile(0, 0, "IDF", "Île-de-France", 12), charts.Tile(1, 1, "COR", "Corse", None))
GAP = charts.Series("x", [1, None, 3])
KINDS = (("Cotisations", 12), ("Placements", -3))
DRAWINGS = {
    "bars": lambda palette: bars(palette=palette),
    "stacked": lambda palette: bars(palette=palette, stacked=True),
    "lines": lambda palette: charts.lines(["a", "b", "c"], [GAP], **WORDS, palette=palette),
    "ranking": lambda palette: charts.ranking(KINDS, **WORDS, palette=palette),
    "dots": lambda palette: charts.dot_map(PLACES, **WORDS, palette=palette),
    "tiles": lambda palette: charts.tile_map(TILES, **WORDS, palette=palette),
}


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_says_in_words_what_it_shows(kind):
    root = parse(DRAWINGS[kind](charts.SCREEN))

    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text in root.get("aria-label")
    assert root.find(f"{SVG}desc").text in root.get("aria-label")


@pytest.mark.parametrize("kind", DRAWINGS)
def test_on_paper_a_drawing_needs_nothing_from_the_page(kind):
    drawing = DRAWINGS[kind](charts.PRINT)

    assert re.findall(r"var\(|inherit|style=|class=", drawing) == []
    assert "font-family=\"'Source Sans 3', sans-serif\"" in drawing


@pytest.mark.parametrize("kind", DRAWINGS)
def test_a_drawing_goes_into_an_accessible_document_with_its_own_font(kind):
    source = (
        b'#set document(title: "T")\n#image(bytes(sys.inputs.drawing), format: "svg", alt: "D")'
    )

    document = typst.compile(
        source,
        font_paths=FONTS,
        sys_inputs={"drawing": str(DRAWINGS[kind](charts.PRINT))},
        pdf_standards=["a-3a", "ua-1"],
    )

    with pikepdf.open(io.BytesIO(document)) as opened:
        names = {str(thing.get("/BaseFont", "")) for thing in opened.objects if is_font(thing)}
    assert {name for name in names if "SourceSans3" not in name} == set()
    assert names


def is_font(thing):
    return isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"


@pytest.mark.parametrize("kind", DRAWINGS)
def test_page_and_paper_show_the_same_shapes(kind):
    screen, paper = (parse(DRAWINGS[kind](p)) for p in (charts.SCREEN, charts.PRINT))
    for phone in screen.findall(f"{SVG}g[@class='chart-narrow']"):
        screen.remove(phone)

    assert shapes(screen) == shapes(paper)


def shapes(drawing):
    """Return what is drawn, without the groups that a style sheet knows."""
    return [(e.tag, e.text, e.get("x"), e.get("d")) for e in drawing.iter() if e.tag != f"{SVG}g"]


@pytest.mark.parametrize("kind", DRAWINGS)
def test_letters_are_tall_enough_on_a_phone(kind):
    drawing = ElementTree.fromstring(f"<both>{DRAWINGS[kind](charts.SCREEN)}</both>")[-1]  # noqa: S314 we drew it
    for wide in drawing.findall(f"{SVG}g[@class='chart-wide']"):
        drawing.remove(wide)
    words = list(drawing.iter(f"{SVG}text"))

    scale = 328 / float(drawing.get("viewBox").split()[2])  # the width left by 360 pixels
    assert words
    assert all(float(word.get("font-size")) * scale >= 12 for word in words)


def test_long_names_and_legends_stay_whole_and_inside_on_a_phone():
    long = "Groupes professionnels et amicales"
    ranked = charts.ranking([(long, 12), ("Dons", 3)], **WORDS)
    told = charts.bars(
        ["2020"], [charts.Series(long, [1]), charts.Series(f"{long} bis", [2])], **WORDS
    )

    assert ranked.count(f">{long}<") == 2
    phone = ElementTree.fromstring(f"<both>{told}</both>")[1]  # noqa: S314 we drew it
    assert [word.get("x") for word in phone.iter(f"{SVG}text") if long in word.text] == ["17", "17"]


def rectangles(drawing, colour):
    return [
        e for e in parse(drawing).iter(f"{SVG}rect") if e.get("fill") == colour and not e.get("rx")
    ]


def test_bars_are_as_high_as_their_numbers():
    first, second = rectangles(bars(), charts.SCREEN.of(0))

    assert float(second.get("height")) / float(first.get("height")) == pytest.approx(
        1.25, abs=0.001
    )


def test_a_loss_hangs_below_zero_and_a_missing_year_draws_nothing():
    (gain, _), (loss,) = (
        rectangles(bars(), charts.SCREEN.of(0)),
        rectangles(bars(), charts.SCREEN.of(1)),
    )

    assert float(loss.get("y")) == pytest.approx(
        float(gain.get("y")) + float(gain.get("height")), abs=0.02
    )


def test_a_dot_has_its_area_in_proportion():
    drawing = charts.dot_map(
        [charts.Place(0, 45, 400, "grand"), charts.Place(5, 47, 100, "petit")],
        title="T",
        description="",
        write=write,
    )
    radii = [float(e.get("r")) for e in parse(drawing).iter(f"{SVG}circle")]

    assert radii[0] / radii[1] == pytest.approx(2)


def test_the_north_is_up_and_the_east_is_right():
    drawing = charts.dot_map(
        [charts.Place(3, 50, 2, "Lille"), charts.Place(7, 43, 1, "Nice")],
        title="T",
        description="",
        write=write,
    )
    lille, nice = parse(drawing).iter(f"{SVG}circle")

    assert float(lille.get("cy")) < float(nice.get("cy"))
    assert float(lille.get("cx")) < float(nice.get("cx"))


def test_france_lies_whole_under_its_places_and_the_world_under_those_of_others():
    lille, nice, lyon = (
        charts.Place(3.06, 50.6, 2, "Lille"),
        charts.Place(7.2, 43.75, 1, "Nice"),
        charts.Place(4.85, 45.75, 1, "Lyon"),
    )
    montreal, ghent = charts.Place(-73.6, 45.5, 1, "Montréal"), charts.Place(3.7, 51.05, 1, "Gand")

    def lands(*places):
        drawing = charts.dot_map(places, title="T", description="", write=write)
        return len(list(parse(drawing).iter(f"{SVG}polygon")))

    assert lands(lille, nice, lyon) == lands(lyon) == 2  # the mainland and Corsica
    assert lands(lille, montreal) > 2
    assert lands(ghent) >= 1


@pytest.mark.parametrize(
    "drawing",
    [
        lambda: charts.bars([], [], title="T", description="", write=write),
        lambda: charts.bars(
            ["2020"], [charts.Series("x", [0])], title="T", description="", write=write
        ),
        lambda: charts.lines([], [], title="T", description="", write=write),
        lambda: charts.ranking([], title="T", description="", write=write),
        lambda: charts.dot_map([], title="T", description="", write=write),
        lambda: charts.dot_map(
            [charts.Place(0, 0, 0, "x")], title="T", description="", write=write
        ),
        lambda: charts.tile_map([], title="T", description="", write=write),
    ],
)
def test_nothing_to_draw_is_still_a_drawing(drawing):
    root = parse(drawing())

    assert root.tag.endswith("svg")
    assert next(found.text for found in root.iter() if found.tag.endswith("title")) == "T"


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        (0, 10, [0, 2.5, 5, 7.5, 10]),
        (-4, 12.5, [-5, 0, 5, 10, 15]),
        (0, 34_225, [0, 10_000, 20_000, 30_000, 40_000]),
    ],
)
def test_the_scale_counts_in_round_numbers(low, high, marks):
    assert ticks(low, high) == marks
