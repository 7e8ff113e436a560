"""Write the reference pages from the code: commands, settings, tables, public names."""

from __future__ import annotations

import ast
import importlib
import inspect
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typer

import treadle
from treadle.cli import build_app
from treadle.cli.at_server import build_server_app
from treadle.settings import settings_reference
from treadle.storage.reference import tables_reference
from treadle.terms.role import ACTS, ROLES
from treadle.terms.schema import OUTPUTS
from treadle.words.glossary import GLOSSARY

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src" / "treadle"
#: Packages of the library page: the use cases, the rooms, the day, public formats, pictures.
SHOWN = (
    "plant", "sense", "anticipate", "decide", "cut", "sew", "schedule", "replenish", "day", "problems", "report",
)  # fmt: skip


def commands_reference() -> str:
    """Every command with its arguments and options, in the order of a planner's day."""
    group: Any = typer.main.get_command(build_app())
    lines = ["# Commands", "", "Made from `treadle.cli`. Every command has `--help`; `treadle --debug COMMAND` shows"]
    lines += ["the traceback of an error of treadle's own.", ""]
    for name, command in group.commands.items():
        within = getattr(command, "commands", {"": command})
        for part, one in within.items():
            lines += _command(f"{name} {part}".strip(), one)
    lines += ["# Commands at a server", "", "`treadle --server URL --key KEY COMMAND`, or with `TREADLE_SERVER` and",
              "`TREADLE_KEY` set; the brand is that of the key.", ""]  # fmt: skip
    server: Any = typer.main.get_command(build_server_app())
    for name, command in sorted(server.commands.items()):
        lines += _command(f"--server URL {name}", command)
    return "\n".join(lines).rstrip() + "\n"


def _command(name: str, command: Any) -> list[str]:
    """The section of one command: what it does, an example, its parameters."""
    told = (command.help or "").strip()
    what, _, example = told.partition("\n\n")
    lines = [f"## treadle {name}", "", what.replace("\n", " "), ""]
    example = (example or command.epilog or "").strip()
    if example:
        shown = example.removeprefix("Example:").strip().splitlines()
        lines += ["```bash", *(one.strip() for one in shown), "```", ""]
    return [*lines, "| | what it is | default |", "|---|---|---|", *map(_parameter, command.params), ""]


def _parameter(one: Any) -> str:
    if one.param_type_name == "option":
        named = ", ".join(f"`{name}`" for name in one.opts)
    else:
        named = f"`{(one.metavar or one.name or '').strip('[]')}`"
    told = getattr(one, "help", None) or ""
    default = "" if one.default in (None, False, ()) or callable(one.default) else f"`{one.default}`"
    return f"| {named} | {told} | {'required' if one.required else default} |".replace("  |", " |")


def outputs_reference() -> str:
    """Every table that is given out, with its columns."""
    lines = [
        "# Tables that treadle writes",
        "",
        "Made from `treadle.terms.schema`. A plan's tables are in its folders `csv` and `parquet`; money there is in",
        "whole cents, and a reason is its code and facts in Parquet, a sentence in CSV. Workbook and page show money",
        "in currency.",
        "",
    ]
    for table in OUTPUTS.values():
        lines += [
            f"## {table.name}",
            "",
            table.doc,
            "",
            "| column | unit | heading | what it says |",
            "|---|---|---|---|",
        ]
        for one in table.columns:
            empty = " May be empty." if one.may_be_empty else ""
            lines.append(f"| {one.name} | {one.unit} | {one.heading} | {one.doc}{empty} |".replace("\n", " "))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def names_reference() -> str:
    """What `import treadle` offers with its signatures, then use cases, rooms and formats with a sentence each."""
    lines = [
        "# treadle as a library",
        "",
        "`import treadle` offers the names below and loads nothing before they are used. A frame may be pandas, polars",
        "or Arrow, a dict of columns, a list of rows, or the path of a file. Five examples from a newcomer's view are",
        "in [examples/library](../../examples/library/).",
        "",
        *_offered(),
        "## What is behind it",
        "",
        "Made from the docstrings, for those who build on parts. `treadle.plant` holds the use cases: arguments in,",
        "nouns out. A room's functions are pure: nouns of `treadle.terms` in, nouns out.",
        "",
    ]
    for room in SHOWN:
        found = [(path, names) for path in sorted((SOURCE / room).glob("*.py")) if (names := _public(path))]
        if not found:
            continue
        lines += [f"## treadle.{room}", "", "| name | what it does |", "|---|---|"]
        for path, names in found:
            module = f"treadle.{room}.{path.stem}" if path.stem != "__init__" else f"treadle.{room}"
            lines += [f"| `{module}.{name}` | {told} |" for name, told in names.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _offered() -> list[str]:
    """Signature and docstring of every public name, a class with its methods."""
    lines: list[str] = []
    for name in treadle.__all__:
        found = getattr(treadle, name)
        if not callable(found) or (inspect.isclass(found) and issubclass(found, Exception)):
            continue
        lines += [f"## treadle.{name}", "", *_said(name, found)]
        if inspect.isclass(found):
            lines += _methods(found)
    results = importlib.import_module("treadle.library.results")
    lines += ["## What comes back", "", "Each has `summary()`, `to_arrow()`, `to_pandas()`, `to_polars()`.", ""]
    for one in ("Forecast", "StockOrders", "DrawnMarker", "LayPlan", "BalancedLine", "FactoryPlan", "Promises"):
        lines += [f"### {one}", "", *_said("", getattr(results, one)), *_methods(getattr(results, one))]
    return lines


def _methods(kind: type) -> list[str]:
    lines = []
    for name, member in vars(kind).items():
        found = member.fget if isinstance(member, property) else member
        if not name.startswith("_") and inspect.isfunction(found):
            told = (inspect.getdoc(found) or "").split("\n\n")[0].replace("\n", " ")
            called = name if isinstance(member, property) else _signature(name, found)
            lines.append(f"- `{called}`: {told}")
    return [*lines, ""] if lines else []


def _said(name: str, found: Any) -> list[str]:
    told = inspect.getdoc(found) or ""
    return [told, ""] if inspect.isclass(found) else ["```python", _signature(name, found), "```", "", told, ""]


def _signature(name: str, found: Any) -> str:
    told = inspect.signature(found)
    return f"{name}{told.replace(parameters=[one for one in told.parameters.values() if one.name != 'self'])}".replace(
        "'", ""
    )


def _public(path: Path) -> dict[str, str]:
    found = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            told = (ast.get_docstring(node) or "").split("\n\n")[0].replace("\n", " ").replace("|", "\\|")
            found[node.name] = told
    return found


def index_reference(pages: Mapping[str, str]) -> str:
    """The list of reference pages."""
    lines = ["# Reference", "", "Made from the code by `./dev docs`; a test holds that they are current.", ""]
    lines += [f"- [{text.splitlines()[0].removeprefix('# ')}]({name})" for name, text in pages.items()]
    return "\n".join(lines) + "\n"


def how_to_index() -> str:
    """The list of how-to pages, by their titles."""
    lines = ["# How to", "", "One page per job.", ""]
    for path in sorted((HERE / "how-to").glob("*.md")):
        if path.stem != "README":
            lines.append(f"- [{path.read_text(encoding='utf-8').splitlines()[0].removeprefix('# ')}]({path.name})")
    return "\n".join(lines) + "\n"


def roles_reference() -> str:
    """Who may do what, as the code holds it."""
    lines = [
        "# Who may do what",
        "",
        "The one table that the service asks, from `treadle.terms.role`; a test walks every route for every role.",
        "'own' is: with what belongs to their factory alone. A key's scopes are such acts.",
        "",
        "| role | who it is for |",
        "|---|---|",
        *(f"| {name} | {told} |" for name, told in ROLES.items()),
        "",
        f"| act | {' | '.join(ROLES)} | what it is |",
        f"|---|{'---|' * len(ROLES)}---|",
    ]
    for name, act in ACTS.items():
        marks = ["own" if role in act.is_own_only else "yes" if role in act.roles else "" for role in ROLES]
        lines.append(f"| {name} | {' | '.join(marks)} | {act.sentence} |")
    return "\n".join(lines) + "\n"


def glossary() -> str:
    """The words of the trade, as pages explain them."""
    lines = ["# Glossary", "", "Made from `treadle.words.glossary`, by which the pages explain their headings.", "",
             "| word | what it means here | not to be mixed with | 中文 |", "|---|---|---|---|"]  # fmt: skip
    lines += [
        f"| {one.word} | {one.meaning} | {one.other} | {one.chinese} |".replace("|  |", "| |") for one in GLOSSARY
    ]
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    reference = {
        "commands.md": commands_reference(),
        "settings.md": settings_reference(),
        "tables.md": tables_reference(),
        "outputs.md": outputs_reference(),
        "library.md": names_reference(),
        "roles.md": roles_reference(),
    }
    found = {HERE / "reference" / name: text for name, text in reference.items()}
    found[HERE / "reference" / "README.md"] = index_reference(reference)
    found[HERE / "how-to" / "README.md"] = how_to_index()
    found[HERE / "glossary.md"] = glossary()
    return found


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
