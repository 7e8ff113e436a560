"""What rooms and doors tell in English (errors, doubts, notes) in another language.

Such texts are made where something is found, in Python and in SQL, and some are kept in files; none knows the language of
the brand. Each is found again by its fixed words in a catalogue (`words.errors`), as gettext finds a sentence by its
English. What stands in its holes are names and numbers, or texts of the catalogue themselves. A text that is not in the
catalogue is told as it is: nothing is hidden, and a test holds that every text of an error is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from treadle.errors import InputError, Problem, ReleaseError, TreadleError
from treadle.words.errors import CHINESE_ERRORS

#: Texts within texts that are told: an error holds a remedy, which holds a range, which holds a unit.
_DEEPEST = 4
_HOLE = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")
_SPAN = re.compile(r"(above )?(-?[\d.,]+) to (-?[\d.,]+)((?: .*)?)", re.DOTALL)
_ENDINGS = re.compile(r"(?:\.\w+, )*\.\w+ or \.\w+")
_CELL = re.compile(r'"([^"]*)" (.+)', re.DOTALL)
_END = re.compile(r"(?<=[.;]) ")


def spoken(text: str, language: str = "en") -> str:
    """A text of the house in a language; as it is in English, and where the catalogue does not have it.

    >>> spoken("there is no folder plan", "zh")
    '没有文件夹 plan'
    """
    if language == "en" or not text:
        return text
    said = _chinese(text, 0)
    is_sentence = text.endswith(".") and said != text and not said.endswith(("。", "？"))
    return f"{said}。" if is_sentence else said


def told_problem(problem: Problem, language: str = "en") -> str:
    """A problem as one line: file, row, column, what is wrong, what to do."""
    if language == "en":
        return str(problem)
    place = _outer(problem.file)
    if problem.row is not None:
        place += f"，第 {problem.row} 行"
    if problem.column is not None:
        place += f"，列 {problem.column}"
    what, remedy = (_chinese(one, 0).rstrip("。.") for one in (problem.what, problem.remedy))
    return f"{place}：{what}。{remedy}{'' if remedy.endswith(('？', '！')) else '。'}"


def told_error(error: TreadleError, language: str = "en") -> str:
    """All that an error says, a line for each problem."""
    if language == "en":
        return str(error)
    if isinstance(error, InputError):
        return "\n".join(told_problem(one, language) for one in error.problems)
    lines = error.violations if isinstance(error, ReleaseError) else (str(error),)
    return "\n".join(spoken(one, language) for one in lines)


def _outer(place: str) -> str:
    """Where a problem lies: mostly a file or an option, which have no language."""
    return _chinese(place, _DEEPEST - 1)


@lru_cache(maxsize=4096)
def _chinese(text: str, depth: int) -> str:
    plain = text.strip()
    for english in (plain.removesuffix("."), plain):
        if english in _whole():
            return _whole()[english]
        for parts, pattern, chinese in _patterns():
            if all(part in english for part in parts):
                found = pattern.fullmatch(english)
                if found:
                    deeper = {name: _hole(value, depth) for name, value in found.groupdict().items()}
                    return chinese.format(**deeper)
    return _of_cell(plain, depth) or _by_sentence(plain, depth)


def _hole(value: str, depth: int) -> str:
    """What stands in a hole: a range of numbers, endings of files, or a text that may itself be in the catalogue."""
    span = _SPAN.fullmatch(value)
    if span:
        return f"{'大于 ' if span[1] else ''}{span[2]} 至 {span[3]}{span[4]}"
    if _ENDINGS.fullmatch(value):
        return value.replace(" or ", " 或 ")
    return _chinese(value, depth + 1) if depth < _DEEPEST else value


def _of_cell(text: str, depth: int) -> str:
    """What is wrong with a cell, which stands in quotes before it; empty where a text is no such."""
    found = _CELL.fullmatch(text)
    if found is None or depth >= _DEEPEST:
        return ""
    said = _chinese(found[2], depth + 1)
    return "" if said == found[2] else f"“{found[1]}”{said}"


def _by_sentence(text: str, depth: int) -> str:
    """A text of several sentences, each by itself; as it is where one of them is not known."""
    parts = _END.split(text)
    if len(parts) == 1 or depth >= _DEEPEST:
        return text
    said = [_chinese(part.rstrip(";"), depth + 1) for part in parts]
    if any(one == part.rstrip(";") for one, part in zip(said, parts, strict=True)):
        return text
    return "；".join(one.rstrip("。") for one in said)


@cache
def _whole() -> Mapping[str, str]:
    """Texts without holes."""
    return {
        _unmasked(english): _unmasked(chinese)
        for english, chinese in CHINESE_ERRORS.items()
        if not _HOLE.search(english)
    }


def _unmasked(text: str) -> str:
    """A text as it is told: braces that stand for themselves are written twice in the catalogue."""
    return text.replace("{{", "{").replace("}}", "}")


@cache
def _patterns() -> tuple[tuple[tuple[str, ...], re.Pattern[str], str], ...]:
    """Fixed parts, pattern and Chinese of every text with holes: those with most fixed words first."""
    found = []
    for english, chinese in CHINESE_ERRORS.items():
        if _HOLE.search(english):
            found.append((_fixed(english), _pattern(english), chinese))
    return tuple(sorted(found, key=lambda one: -sum(map(len, one[0]))))


def _fixed(english: str) -> tuple[str, ...]:
    return tuple(_unmasked(part) for part in _HOLE.split(english)[::2] if part)


def _pattern(english: str) -> re.Pattern[str]:
    """A pattern that finds the holes of a text by its fixed words."""
    parts = _HOLE.split(english)
    told = [re.escape(_unmasked(one)) if at % 2 == 0 else f"(?P<{one}>.*?)" for at, one in enumerate(parts)]
    return re.compile("".join(told), re.DOTALL)
