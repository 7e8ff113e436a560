"""Texts of errors are found again by their fixed words, and every error of the house has its Chinese."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from treadle.errors import InputError, Problem, ReleaseError
from treadle.words.errors import CHINESE_ERRORS
from treadle.words.spoken import spoken, told_error, told_problem

SOURCE = Path(__file__).resolve().parents[2] / "src" / "treadle"
HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
HAN = re.compile(r"[一-鿿]")
#: Calls whose arguments a person reads when something is wrong.
ERRORS = {
    "HTTPException",
    "Problem",
    "single",
    "InputError",
    "NotFoundError",
    "ReleaseError",
    "ConflictError",
    "LedgerError",
}
#: What is told to programs, not to the people of a brand: those speak English. The list may only shrink.
TO_PROGRAMS = ("connectors/epcis/", "library/", "words/")
#: Values that only our own code could get wrong: no user reads of them.
OF_OUR_OWN = (
    "engine/", "schedule/disjunctive", "settings", "simulate/", "storage/kept_markers", "storage/ledger/",
    "storage/pattern_rows", "storage/spool/", "terms/entry", "terms/fingerprint", "terms/codec", "track/orders",
)  # fmt: skip
#: Names of options and commands, which have no language.
NAMES = {"--by, --totals", "treadle receive", "treadle change", "Created at"}


def holes(text: str) -> list[str]:
    return HOLE.findall(text)


def texts(node: ast.AST) -> Iterator[str]:
    """Texts within an expression, with {} for what stands in a hole."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(one.value) if isinstance(one, ast.Constant) else "{}" for one in node.values)
    else:
        for child in ast.iter_child_nodes(node):
            yield from texts(child)


def raised() -> set[tuple[str, str]]:
    """Every text that an error is made with, and the file in which it is."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        name = path.relative_to(SOURCE).as_posix()
        if name.startswith(TO_PROGRAMS):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            by = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
            if isinstance(node, ast.Call) and (by in ERRORS or (by == "problem" and name.startswith("api/"))):
                told = [one.value for one in node.keywords if one.arg not in ("file", "column", "row", "stops_plan")]
                found |= {(name, text) for one in (*node.args, *told) for text in texts(one)}
            if isinstance(node, ast.FunctionDef):
                found |= {(name, text) for text in _by_name(node)}
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and not name.startswith(OF_OUR_OWN):
                is_value = getattr(node.exc.func, "id", "") == "ValueError"
                found |= {(name, text) for one in node.exc.args if is_value for text in texts(one)}
    return {(name, text) for name, text in found if _is_said(text)}


def _by_name(function: ast.FunctionDef) -> Iterator[str]:
    """Texts that get a name in a function before an error is made with it."""
    calls = [one for one in ast.walk(function) if isinstance(one, ast.Call)]
    errors = [one for one in calls if getattr(one.func, "id", getattr(one.func, "attr", "")) in ERRORS]
    given = [
        one
        for call in errors
        for one in (*call.args, *(word.value for word in call.keywords if word.arg not in ("file", "column", "row")))
    ]
    names = {node.id for one in given for node in ast.walk(one) if isinstance(node, ast.Name)}
    for node in ast.walk(function):
        is_named = isinstance(node, ast.Assign) and any(getattr(one, "id", "") in names for one in node.targets)
        if is_named and isinstance(node, ast.Assign):
            yield from (text for text in texts(node.value) if not text.startswith("SELECT"))


def _is_said(text: str) -> bool:
    return text not in NAMES and len(re.findall(r"[a-z]{2,}", text)) > 1 and " " in text.strip()


def plain(text: str) -> str:
    """A text without the names of its holes."""
    told = HOLE.sub("{}", text).replace("{{", "{").replace("}}", "}")
    return re.sub(r"(\{\})+", "{}", told).strip().removesuffix(".")


def test_every_text_of_an_error_has_its_chinese() -> None:
    known = {plain(one) for one in CHINESE_ERRORS}
    assert len(raised()) > 500
    assert sorted((name, text) for name, text in raised() if plain(text) not in known) == []


def test_a_text_is_found_again_with_what_stands_in_its_holes() -> None:
    for english, chinese in CHINESE_ERRORS.items():
        assert set(holes(chinese)) <= set(holes(english)), english
        assert HAN.search(chinese), english
        values = {name: f"N{at}" for at, name in enumerate(dict.fromkeys(holes(english)))}
        for ending in ("", "."):
            said = spoken(english.format(**values) + ending, "zh")
            assert said.rstrip("。") == chinese.format(**values), english


def test_a_problem_is_one_line_with_its_place() -> None:
    problem = Problem(
        file="tables/products.csv", row=7, column="price", what='"x" is not a number', remedy="Fill in: price"
    )
    assert told_problem(problem, "zh") == "tables/products.csv，第 7 行，列 price：“x”不是数。请填写此格。"
    assert told_problem(problem) == str(problem)
    assert told_error(InputError([problem, problem]), "zh").count("\n") == 1


def test_what_is_not_known_is_told_as_it_is() -> None:
    assert spoken("something quite new happened to TEE1", "zh") == "something quite new happened to TEE1"
    assert told_error(ReleaseError(["TEE1-M: breaks the rule that the budget is kept; found 7"]), "zh") == (
        "TEE1-M：违反规则“不超过预算”；实际为 7"
    )
