"""Long lists: the first rows of one, those that hold what somebody looks for, or all where that is asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Request

from treadle.web.shown_tables import ASKED

Row = TypeVar("Row")
#: So many rows a page shows before somebody asks for more: three screens and more of them, drawn in some 30 ms. Not
#: tuned.
MOST_ROWS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown(Generic[Row]):
    """The rows that are shown of `count` that fit what is looked for (`find`, '' for nothing). `whole` is the address
    that shows all of them, `is_long`: not all rows of the list are on the page, so the server looks for them."""

    rows: Sequence[Row]
    count: int
    find: str
    whole: str
    is_long: bool

    @property
    def is_cut(self) -> bool:
        """Whether there are more than are shown."""
        return len(self.rows) < self.count


def shown_rows(
    request: Request, rows: Sequence[Row], named: Callable[[Row], str] | None = None, *, most: int = MOST_ROWS
) -> Shown[Row]:
    """The first `most` of a list, of those whose name holds what the address says as `find`; all of them where it says
    `rows=all`, or asks for a table of the page as a file. What a form answered with is of the page it stands on."""
    place = urlsplit(str(request.url))
    if request.method != "GET":
        place = urlsplit(request.headers.get("hx-current-url", "") or request.headers.get("referer", ""))
    asked = {name: values[-1] for name, values in parse_qs(place.query).items()}
    find = asked.get("find", "").strip()[:100] if named is not None else ""
    found = rows if named is None or not find else [one for one in rows if find.casefold() in named(one).casefold()]
    is_whole = asked.get("rows") == "all" or ASKED in asked
    whole = f"{place.path}?{urlencode({**asked, 'rows': 'all'})}"
    return Shown(rows=found if is_whole else found[:most], count=len(found), find=find, whole=whole,
                 is_long=bool(find) or (not is_whole and len(rows) > most))  # fmt: skip
