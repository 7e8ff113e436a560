"""docs/benchmarks.md from records.jsonl: the newest record of every task, and how it stands to its aim."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from benchmarks.pictures import picture

HERE = Path(__file__).resolve().parent
RUN = ("seed", "seconds", "machine", "commit", "when")
#: What every record tells about itself; the rest of a record without a side named treadle is what treadle did.
ABOUT = {*RUN, "aim", "command", "data", "day", "edition", "load_before", "met", "metric", "note"} | {
    "peers",
    "task",
    "value",
    "wall_seconds",
}
#: A list in a record is told up to so many entries, a mapping only if it has no more.
MOST_LISTED = 14
PAGE = HERE.parent / "docs" / "benchmarks.md"
PICTURES = HERE.parent / "docs" / "pictures" / "benchmarks"


def records() -> list[dict[str, Any]]:
    """All records, oldest first."""
    path = HERE / "records.jsonl"
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def page() -> str:
    """The page: a section per task."""
    lines = [
        "# Benchmarks",
        "",
        "Made by `./dev docs` from `benchmarks/records.jsonl`. `benchmarks/run.py TASK` runs a row with its peers in",
        "the same run on the same machine; a record is never overwritten. Misses stay as misses.",
        "",
    ]
    newest = {one["task"]: one for one in records()}
    if not newest:
        lines.append("No row has been recorded yet.")
    else:
        lines += ["| task | aim | outcome | recorded |", "|---|---|---|---|"]
        lines += [
            f"| [{task}](#{task}) | {one.get('aim') or 'none was set'} | {_outcome(one)} | {one.get('day', '')} |"
            for task, one in sorted(newest.items())
        ]
        lines.append("")
    for task, one in sorted(newest.items()):
        measured = f"Metric: {one.get('metric', '')}. {_verdict(one)}"
        lines += [f"## {task}", "", f"Data: {one.get('data', '')}.", "", measured]
        if picture(one) is not None:
            lines += ["", f"![{task}: treadle and its peers](pictures/benchmarks/{task}.svg)"]
        lines += ["", "| who | result |", "|---|---|", f"| treadle | {_told(_of_treadle(one))} |"]
        lines += [f"| {name} | {_told(value)} |" for name, value in one.get("peers", {}).items()]
        ran = ", ".join(f"{name} {one[name]}" for name in RUN if name in one)
        ran = f"`benchmarks/run.py {task} --seed {one.get('seed', 0)}` ({ran})."
        lines += ["", str(one.get("note", "")), "", ran, ""]
    return "\n".join(lines).rstrip() + "\n"


def edition(task: str) -> int:
    """The edition of a task as it is now: 1 unless `sets/editions.json` says another."""
    told: dict[str, int] = json.loads((HERE / "sets" / "editions.json").read_text(encoding="utf-8"))
    return told.get(task, 1)


def _of_treadle(one: dict[str, Any]) -> object:
    """What treadle did: the side of that name, or all that the record tells beside what it says about itself."""
    if "treadle" in one:
        return one["treadle"]
    return {name: value for name, value in one.items() if name not in ABOUT}


def _outcome(one: dict[str, Any]) -> str:
    """One word for a record: met, missed, told (no aim) or overtaken."""
    if one.get("edition", 1) != edition(one["task"]):
        return "overtaken"
    if one.get("aim") is None:
        return "told"
    return "met" if one.get("met") else "missed"


def _verdict(one: dict[str, Any]) -> str:
    """The aim and whether it was met; a row without an aim is only reported, one of an earlier edition says nothing."""
    was, now = one.get("edition", 1), edition(one["task"])
    if was != now:
        return (
            f"**Overtaken: not measured.** This record is of edition {was} of the task, which did not run the product "
            f"as a user gets it; edition {now} has no record yet."
        )
    if one.get("aim") is None:
        return "No aim was set."
    return f"Aim: {one['aim']}. " + ("**Met.**" if one.get("met") else "**Missed.**")


def _told(result: object) -> str:
    """A result as text; what has parts is told part by part."""
    if isinstance(result, dict):
        if len(result) > MOST_LISTED:
            return f"{len(result)} of them, in the record"
        parts = (f"{name} ({_told(value)})" if _has_parts(value) else f"{name} {_told(value)}"
                 for name, value in result.items())  # fmt: skip
        return ", ".join(parts)
    if isinstance(result, list):
        shown = ", ".join(f"({_told(one)})" if _has_parts(one) else _told(one) for one in result[:MOST_LISTED])
        return shown if len(result) <= MOST_LISTED else f"{shown} and {len(result) - MOST_LISTED} more"
    return f"{result:,.4g}" if isinstance(result, float) else str(result)


def _has_parts(value: object) -> bool:
    return isinstance(value, dict | list)


def draw() -> dict[str, str]:
    """The pictures of the newest records by task."""
    newest = {one["task"]: one for one in records()}
    drawn = {task: picture(one) for task, one in sorted(newest.items())}
    return {task: text for task, text in drawn.items() if text is not None}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for old in PICTURES.glob("*.svg"):
        old.unlink()
    for task, text in draw().items():
        (PICTURES / f"{task}.svg").write_text(text, encoding="utf-8")
