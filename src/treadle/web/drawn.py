"""A page as text: templates with the words, numbers and look of its reader."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment
from markupsafe import Markup

from treadle.api.caller import CSRF_HEADER
from treadle.errors import NotFoundError
from treadle.look import sheet
from treadle.look.number_forms import Forms
from treadle.plant.people import Caller
from treadle.plant.serving import ServedBrand
from treadle.report.plain_book import plain_book
from treadle.terms.codec import json_text
from treadle.web.asking import CSRF_FIELD, KEY_FIELD, THEMES, is_part, language_of, theme_of
from treadle.web.meanings import with_meanings
from treadle.web.navigation import Place, places_of
from treadle.web.shown_tables import ASKED, ENDINGS, as_csv, asked_table, table_of, with_links
from treadle.web.static_files import address_of
from treadle.words import LANGUAGES, label

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEMPLATES = Path(__file__).resolve().parent / "templates"


def templates() -> Environment:
    """The templates of pages, beside those that everything drawn shares."""
    return sheet.templates(TEMPLATES)


def page(
    request: Request, template: str, *, at: str = "", status: int = 200, caller: Caller | None = None,
    of: ServedBrand | None = None, **facts: Any,
) -> Response:  # fmt: skip
    """Draw a page for whoever asks; its main part alone where htmx asks. `at` is its name in the navigation, `of` the
    brand of a page that is for everybody.

    Where the address asks for a table of the page, that is the answer.
    """
    found = caller if caller is not None else getattr(request.state, "caller", None)
    known = found if isinstance(found, Caller) and of is None else None
    text = templates().get_template(template).render(**_reader(request, known, at, of), **facts)
    asked = asked_table(request.query_params.get(ASKED, "")) if request.method == "GET" else None
    if asked is not None and known is not None:
        return _table(text, *asked, at or template.partition(".")[0])
    if known is not None:
        text = with_meanings(text, language_of(request, known.brand.settings.language))
        text = _with_links(request, text, at, language_of(request, known.brand.settings.language))
    return HTMLResponse(text, status_code=status, headers={"Vary": "HX-Request"})


def _table(text: str, number: int, ending: str, name: str) -> Response:
    """A table of a page as a file."""
    rows = table_of(text, number)
    if not rows:
        raise NotFoundError(f"The page has no table {number}.")
    kind = "text/csv; charset=utf-8" if ending == "csv" else XLSX
    headers = {"Content-Disposition": f'attachment; filename="{name}-{number}.{ending}"'}
    return Response(as_csv(rows) if ending == "csv" else plain_book(name, rows), media_type=kind, headers=headers)


def _with_links(request: Request, text: str, at: str, language: str) -> str:
    """A page with the links of its tables. What a form answered with has those of the page that it stands on; a part
    that is no page of its own has none."""
    place = urlsplit(str(request.url))
    if request.method != "GET":
        place = urlsplit(request.headers.get("hx-current-url", "") or request.headers.get("referer", ""))
        if not at or not place.path:
            return text
    told = {ending: label("screen.table_as", language, form=form) for ending, form in ENDINGS.items()}
    return with_links(text, place.path, parse_qsl(place.query), told)


def forms_of(request: Request, caller: Caller | None, of: ServedBrand | None = None) -> Forms:
    """The number forms of whoever asks; a buyer reads in the language of the browser."""
    brand = of if caller is None else caller.brand
    if brand is None:
        return Forms(language=language_of(request, ""))
    settings = brand.settings
    fallback = "" if caller is None else settings.language
    return Forms(language=language_of(request, fallback), currency=settings.currency, time_zone=settings.time_zone)


def _reader(request: Request, caller: Caller | None, at: str, of: ServedBrand | None) -> dict[str, Any]:
    """What every template knows: who reads it, in which words and forms, and where they may go."""
    forms = forms_of(request, caller, of)
    brand = of if caller is None else caller.brand
    csrf = caller.token.csrf if caller is not None and caller.token.kind == "session" else ""
    return sheet.reader(forms) | {
        "frame": "part.html" if is_part(request) else "frame.html", "forms": forms, "at": at,
        "languages": tuple(LANGUAGES),
        "theme": theme_of(request), "themes": THEMES, "caller": caller, "path": request.url.path,
        "brand_name": "treadle" if brand is None else brand.settings.name, "csrf": csrf,
        "csrf_headers": json_text({CSRF_HEADER: csrf}) if csrf else "",
        "hidden": partial(_hidden, csrf), "groups": () if caller is None else tuple(_grouped(places_of(caller))),
        "may": (lambda act: False) if caller is None else caller.may, "static": address_of,
    }  # fmt: skip


def _hidden(csrf: str) -> Markup:
    """The fields that every form that writes has: whose session it is, and what makes sending it twice harmless."""
    return Markup('<input type="hidden" name="{}" value="{}"><input type="hidden" name="{}" value="{}">').format(
        CSRF_FIELD, csrf, KEY_FIELD, uuid.uuid4().hex
    )


def _grouped(places: tuple[Place, ...]) -> Iterator[tuple[str, tuple[Place, ...]]]:
    for group, members in groupby(places, key=lambda one: one.group):
        yield group, tuple(members)
