"""The pages of ``docs/printed``: the registry and the specification's coverage, as Markdown."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.urls import get_resolver
from django.utils.translation import override

from egide.kernel import asvs, registry
from egide.kernel.registry import PersonalData, Words
from egide.kernel.routes import routes


def pages(root: Path) -> dict[str, str]:
    """Return each page of ``docs/printed`` by its file name."""
    return {
        "asvs.md": asvs_lines(root),
        "coverage.md": coverage(root),
        "figures.md": figures(),
        "rights.md": rights(),
        "pages.md": site_pages(),
        "personal-data.md": personal_data(),
        "parameters.md": parameters(),
        "jobs.md": jobs(),
        "commands.md": commands(),
    }


def table(
    title: str, introduction: str, headers: Iterable[str], rows: Iterable[Iterable[object]]
) -> str:
    """Return one page with one table; a bar inside a cell is escaped."""
    return f"# {title}\n\n{introduction}\n\n{grid(headers, rows)}"


def grid(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return one table."""
    names = list(headers)
    lines = [f"| {' | '.join(names)} |", f"|{' --- |' * len(names)}"]
    for row in rows:
        cells = (str(cell).replace("|", "\\|").replace("\n", " ") for cell in row)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def figures() -> str:
    """Return the dictionary of figures."""
    rows = (
        (
            f"`{figure.key}`",
            figure.label,
            figure.definition,
            figure.unit,
            figure.owner,
            f"`{figure.permission}`",
        )
        for figure in sorted(registry.figures().values(), key=lambda figure: figure.key)
    )
    return table(
        "Dictionary of figures",
        "Every number of the report, from the registry.",
        ("key", "label", "definition", "unit", "owner", "right to open the rows"),
        rows,
    )


def rights() -> str:
    """Return the rights that a mandate can carry."""
    rows = (
        (
            f"`{right.code}`",
            right.label,
            right.confidentiality.value,
            "the whole society" if right.whole else "the whole society or a scope",
        )
        for right in sorted(registry.permissions().values(), key=lambda right: right.code)
    )
    return table("Rights", "What a mandate can carry.", ("code", "label", "class", "held on"), rows)


def site_pages() -> str:
    """Return every route of the site with the right that opens it."""
    rows = sorted(
        (f"`/{route.path}`", f"`{route.name}`", f"`{route.right or '—'}`")
        for route in routes(get_resolver())
    )
    return table(
        "Pages",
        "Every address of the site and the right that opens it.",
        ("address", "name", "right"),
        rows,
    )


def in_both(words: Words) -> str:
    """Return what people read in French, then in English."""
    said = []
    for language in ("fr", "en"):
        with override(language):
            said.append(str(words))
    return " / ".join(dict.fromkeys(said))


def personal_data() -> str:
    """Return the map of personal data (registre des traitements)."""
    rows = []
    for entry in sorted(registry.personal_data(), key=lambda entry: entry.model._meta.label):
        label = entry.model._meta.label
        if isinstance(entry, PersonalData):
            columns = ", ".join(entry.personal) + (
                f"; SECRET: {', '.join(entry.secret)}" if entry.secret else ""
            )
            words = (entry.purpose, entry.legal_basis, entry.retention)
            rows.append((label, *(in_both(word) for word in words), columns))
        else:
            rows.append((label, "—", "—", "—", f"none: {in_both(entry.reason)}"))
    return table(
        "Map of personal data",
        "Every table of the site; a table or a column that says nothing does not start.",
        ("table", "purpose", "legal basis", "kept", "personal columns"),
        rows,
    )


def parameters() -> str:
    """Return the dated parameters with their defaults and sources."""
    rows = (
        (
            f"`{parameter.code}`",
            parameter.label,
            parameter.default,
            parameter.unit,
            parameter.source,
        )
        for parameter in sorted(
            registry.parameters().values(), key=lambda parameter: parameter.code
        )
    )
    return table(
        "Parameters",
        "Values set by law or by a vote.",
        ("code", "label", "default", "unit", "source"),
        rows,
    )


def jobs() -> str:
    """Return the timetable."""
    rows = (
        (
            f"`{job.name}`",
            job.label,
            f"`{job.schedule}`" if job.schedule else "on demand",
            f"{job.time_limit} s",
        )
        for job in sorted(registry.jobs().values(), key=lambda job: job.name)
    )
    return table(
        "Timetable", "What the clock runs.", ("job", "what it does", "when", "time limit"), rows
    )


def commands() -> str:
    """Return the commands that modules bring."""
    rows = (
        (f"`egide {c.name}`", c.help)
        for c in sorted(registry.commands().values(), key=lambda c: c.name)
    )
    return table(
        "Commands",
        "What modules bring to the command line; `./egide --help` lists all.",
        ("command", "help"),
        rows,
    )


def proofs(root: Path) -> dict[str, list[str]]:
    """Return, for each id of the specification, the tests that a ``proves`` marker ties to it."""
    found: dict[str, list[str]] = {}
    files = {*root.glob("src/egide/**/tests/**/test_*.py"), *root.glob("tests/**/test_*.py")}
    for file in sorted(files):
        place = str(file.relative_to(root))
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for name, marker in _markers(tree, place):
            for identifier in _ids(marker):
                found.setdefault(identifier, []).append(name)
    return found


def _markers(node: ast.AST, name: str) -> Iterator[tuple[str, ast.AST]]:
    """Yield what is marked, a file, a class or a test, each with the expression that marks it."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Assign) and ast.unparse(child.targets[0]) == "pytestmark":
            yield name, child.value
        if isinstance(child, (ast.ClassDef, ast.FunctionDef)):
            inner = f"{name}::{child.name}"
            yield from ((inner, decorator) for decorator in child.decorator_list)
            if isinstance(child, ast.ClassDef):
                yield from _markers(child, inner)


def _ids(marker: ast.AST) -> Iterator[str]:
    for node in ast.walk(marker):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.proves":
            yield from (str(ast.literal_eval(argument)) for argument in node.args)


def coverage(root: Path) -> str:
    """Return every id of the specification that concerns what exists, with its tests."""
    specification = tomllib.loads((root / "docs" / "specification.toml").read_text())
    proved = proofs(root)
    rows = []
    count = 0
    for system, ids in specification.items():
        for identifier, sentence in ids.items():
            tests = proved.pop(identifier, [])
            count += bool(tests)
            shown = "<br>".join(f"`{test}`" for test in sorted(set(tests))) or "**not proven**"
            rows.append((identifier, system, sentence, shown))
    rows += [
        (identifier, "—", "not in docs/specification.toml", "<br>".join(tests))
        for identifier, tests in sorted(proved.items())
    ]
    return table(
        "Coverage of the specification",
        f"{count} of {len(rows)} ids have a test that names them.",
        ("id", "system", "what it asks", "proven by"),
        rows,
    )


def asvs_lines(root: Path) -> str:
    """Return the lines of OWASP ASVS, counted by chapter and status, then one by one."""
    found = asvs.lines(root)
    counts = Counter((line.chapter, line.status) for line in found)
    totals = Counter(line.status for line in found)
    levels = Counter(line.level for line in found)
    rows = [
        (chapter, name, *(counts[chapter, status] or "" for status in asvs.STATUSES))
        for chapter, name in asvs.CHAPTERS.items()
    ]
    statuses = [status.replace("_", " ") for status in asvs.STATUSES]
    page = table(
        "OWASP ASVS 5.0",
        f"{len(found)} lines of docs/asvs.toml: {levels[1]} of level 1, {levels[2]} of level 2, all"
        f" there are, and {levels[3]} chosen of level 3. {totals['test']} are shown by tests;"
        f" {totals['open']} are open, and say what is missing.",
        ("chapter", "about", *statuses),
        [*rows, ("all", "", *(totals[status] for status in asvs.STATUSES))],
    )
    for chapter, name in asvs.CHAPTERS.items():
        told = (
            (
                line.id,
                line.level,
                line.asks,
                f"**{line.status}**" if line.status == "open" else line.status.replace("_", " "),
                "<br>".join(filter(None, (*(f"`{proof}`" for proof in line.proof), line.note))),
            )
            for line in found
            if line.chapter == chapter
        )
        headers = ("id", "level", "what it asks", "status", "shown by, or why not")
        page += f"\n## {chapter} {name}\n\n{grid(headers, told)}"
    return page
