"""Pieces by size as a person types them: "M=18,L=20"."""

from __future__ import annotations

from collections.abc import Sequence


def pieces_by_size(option: str, told: Sequence[str]) -> dict[str, int]:
    """Pieces by what they are called. Raises `InputError` with every part that cannot be read."""
    from treadle.errors import InputError, Problem

    found: dict[str, int] = {}
    problems = []
    for part in (one.strip() for text in told for one in text.split(",") if one.strip()):
        name, sign, count = (one.strip() for one in part.rpartition("="))
        if not sign or not name or not count.isdigit():
            remedy = 'Write size=pieces separated by commas, such as "M=18,L=20"'
            problems.append(Problem(file=option, what=f"'{part}' cannot be read", remedy=remedy))
        elif name in found:
            problems.append(Problem(file=option, what=f"{name} appears twice", remedy="Say it once"))
        else:
            found[name] = int(count)
    if problems:
        raise InputError(problems)
    return found
