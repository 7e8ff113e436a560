"""The words of the trade on a page: the glossary, as headings explain it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from treadle.plant.people import Caller
from treadle.web.asking import visiting
from treadle.web.drawn import page
from treadle.words.glossary import GLOSSARY

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("be"))]


@router.get("/glossary")
def glossary(request: Request, caller: Reader) -> Response:
    """Every word."""
    return page(request, "glossary.html", at="glossary", terms=GLOSSARY)
