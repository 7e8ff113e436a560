"""Tables of a page as rows: each has links to itself as CSV and as a workbook, which hold what the page shows.

A page is drawn once; its tables are found in the text, so that none can lack its links. A cell is its text, or what
stands in its field; what explains a number (in the muted ink) is a column of its own beside it.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

from markupsafe import Markup

from treadle.terms.formulas import guarded

#: The field of an address that asks for a table of its page: 2.csv is the second one.
ASKED = "table_as"
#: The mark of a table that its page gives out by itself: with every row, and numbers as they are held.
OWN_FILES = "data-whole"
ENDINGS = {"csv": "CSV", "xlsx": "Excel"}
_ASKED = re.compile(r"(\d{1,3})\.(csv|xlsx)")
_TABLE = re.compile(r"<table\b([^>]*)>.*?</table>", re.S)
_UNSAID = ("button", "svg", "meter", "script", "datalist", "progress")
_VOID = ("input", "br", "img", "hr", "meta", "link")
_NUMBER = re.compile(r"[+−×-]?\d[\d,]*(\.\d+)?%?")

Cell = str | int | float


@dataclass(slots=True)
class _Cell:
    """A cell being read: what it says, what is said beside it, and whether it is a number."""

    is_number: bool
    said: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


def with_links(text: str, path: str, query: list[tuple[str, str]], told: dict[str, str]) -> str:
    """A page whose tables have their links; `told` is what each ending's link is called for a reader who hears it."""
    kept = [(name, value) for name, value in query if name != ASKED]
    number = 0

    def linked(found: re.Match[str]) -> str:
        nonlocal number
        if "aria-hidden" in found[1]:
            return found[0]
        number += 1
        if OWN_FILES in found[1]:
            return found[0]
        links = Markup(" ").join(
            Markup('<a href="{}?{}" download aria-label="{} ({})">{}</a>').format(
                path, urlencode([*kept, (ASKED, f"{number}.{ending}")]), told[ending], number, name
            )
            for ending, name in ENDINGS.items()
        )
        return f'{found[0]}<p class="table-as">{links}</p>'

    return _TABLE.sub(linked, text)


def asked_table(asked: str) -> tuple[int, str] | None:
    """Which table is asked for, and as what; None where nothing is."""
    found = _ASKED.fullmatch(asked)
    return None if found is None else (int(found[1]), found[2])


def table_of(text: str, number: int) -> list[list[Cell]]:
    """The rows of a page's table, its heading first; none where the page has no such table."""
    tables = [one for one in _TABLE.finditer(text) if "aria-hidden" not in one[1]]
    if not 0 < number <= len(tables):
        return []
    reader = _Reader()
    reader.feed(tables[number - 1][0])
    return _widened(reader.rows)


def as_csv(rows: list[list[Cell]]) -> bytes:
    """Rows as CSV in UTF-8 with the mark that spreadsheets look for."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerows([guarded(str(cell)) for cell in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


class _Reader(HTMLParser):
    """Reads a table's cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[_Cell]] = []
        self._open: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        look = ""
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th") and self.rows:
            self.rows[-1].append(_Cell(is_number="n" in told.get("class", "").split()))
        elif tag == "input" and told.get("type") not in ("hidden", "submit", "checkbox", "radio"):
            self._say(told.get("value", ""))
        elif tag in _UNSAID or (tag == "option" and "selected" not in told):
            look = "unsaid"
        elif "muted" in told.get("class", "").split():
            look = "beside"
        if tag not in _VOID:
            self._open.append((tag, look))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self._say(data)

    def _say(self, text: str) -> None:
        looks = {look for _, look in self._open}
        if self.rows and self.rows[-1] and "unsaid" not in looks:
            cell = self.rows[-1][-1]
            (cell.beside if "beside" in looks and cell.is_number else cell.said).append(text)


def _widened(rows: list[list[_Cell]]) -> list[list[Cell]]:
    width = max((len(row) for row in rows), default=0)
    explained = [any(len(row) > at and row[at].beside for row in rows) for at in range(width)]
    found: list[list[Cell]] = []
    for place, row in enumerate(rows):
        cells: list[Cell] = []
        for at in range(width):
            cell = row[at] if at < len(row) else _Cell(is_number=False)
            said = _text(cell.said)
            cells.append(_number(said) if cell.is_number and place else said)
            if explained[at]:
                cells.append(_text(cell.beside) if place else f"{said} …")
        found.append(cells)
    return found


def _text(parts: list[str]) -> str:
    return " ".join(" ".join(parts).split())


def _number(said: str) -> Cell:
    """A number as it is counted; '' where nobody knows it, the text where it is none."""
    if said in ("–", "·"):
        return ""
    if not _NUMBER.fullmatch(said):
        return said
    plain = said.replace("−", "-").replace(",", "").lstrip("+×")
    if plain.endswith("%"):
        return round(float(plain[:-1]) / 100, 4)
    return float(plain) if "." in plain else int(plain)
