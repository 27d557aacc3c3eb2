"""The lines of OWASP ASVS 5.0 (``docs/asvs.toml``), and whether what shows them exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CHAPTERS = {
    "V1": "Encoding and sanitization",
    "V2": "Validation and business logic",
    "V3": "Web frontend security",
    "V4": "API and web service",
    "V5": "File handling",
    "V6": "Authentication",
    "V7": "Session management",
    "V8": "Authorization",
    "V9": "Self-contained tokens",
    "V10": "OAuth and OIDC",
    "V11": "Cryptography",
    "V12": "Secure communication",
    "V13": "Configuration",
    "V14": "Data protection",
    "V15": "Secure coding and architecture",
    "V16": "Security logging and error handling",
    "V17": "WebRTC",
}
STATUSES = ("test", "setting", "document", "not_applicable", "open")
# Fewer words than these say neither what is missing nor why a line does not apply.
LEAST_WORDS = 2
TEST_FILE = re.compile(r"(?:src/egide/\w+/)?tests/(?:\w+/)*test_\w+\.py")
HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class Line:
    """One line of the list: what it asks, in words of ours, and what shows it."""

    id: str
    chapter: str
    level: int
    asks: str
    status: str
    proof: tuple[str, ...]
    note: str


def lines(root: Path) -> list[Line]:
    """Return the lines of the list, as they are written."""
    written = tomllib.loads((root / "docs" / "asvs.toml").read_text(encoding="utf-8"))
    return [
        Line(identifier, chapter, **{**said, "proof": tuple(said["proof"])})
        for chapter, found in written.items()
        for identifier, said in found.items()
    ]


def problems(root: Path) -> list[str]:
    """Return what is false in the list: a proof that is not there, a line that says nothing."""
    return [f"{line.id}: {problem}" for line in lines(root) for problem in _problems_of(line, root)]


def _problems_of(line: Line, root: Path) -> Iterator[str]:
    if not re.fullmatch(rf"{line.chapter[1:]}\.\d+\.\d+", line.id) or line.chapter not in CHAPTERS:
        yield f"is no line of {line.chapter}"
    if not line.asks:
        yield "does not say what it asks"
    if line.status not in STATUSES:
        yield f"has a status of its own, {line.status!r}"
    elif line.status in {"not_applicable", "open"}:
        if line.proof:
            yield f"is {line.status} and names a proof"
        if len(line.note.split()) < LEAST_WORDS:
            yield f"is {line.status} and does not say why"
    elif not line.proof:
        yield f"is shown by a {line.status} that is not named"
    else:
        exists = {"test": _is_test, "setting": _is_setting, "document": _is_heading}[line.status]
        for proof in line.proof:
            if not exists(proof, root):
                yield f"there is no {line.status} {proof}"


def _is_test(proof: str, root: Path) -> bool:
    """Tell whether a test function stands there: ``path::name`` or ``path::Class::name``."""
    place, *names = proof.split("::")
    if not TEST_FILE.fullmatch(place) or not (root / place).is_file() or not names:
        return False
    found: ast.AST | None = ast.parse((root / place).read_text(encoding="utf-8"))
    for name in names:
        found = next(
            (
                child
                for child in ast.iter_child_nodes(found or ast.Module([], []))
                if isinstance(child, (ast.ClassDef, ast.FunctionDef)) and child.name == name
            ),
            None,
        )
    return isinstance(found, ast.FunctionDef) and found.name.startswith("test_")


def _is_setting(proof: str, root: Path) -> bool:
    """Tell whether it is a setting, a rule of the linter that is on, or words of a file."""
    kind, _space, name = proof.partition(" ")
    if kind == "setting":
        return name in _settings(root)
    if kind == "ruff":
        linter = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["ruff"]["lint"]
        on, off = tuple(linter["select"]), tuple(linter["ignore"])
        return bool(re.fullmatch(r"[A-Z]+\d+", name)) and name.startswith(on) > name.startswith(off)
    place, _sign, words = proof.partition("#")
    return bool(words) and (root / place).is_file() and words in (root / place).read_text()


def _settings(root: Path) -> set[str]:
    tree = ast.parse((root / "src" / "egide" / "config" / "settings.py").read_text())
    return {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_heading(proof: str, root: Path) -> bool:
    place, _sign, heading = proof.partition("#")
    page = root / place
    return page.suffix == ".md" and page.is_file() and heading in HEADING.findall(page.read_text())
