"""The books: every change by whom and when, whether they balance, and everything as one file."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse, Response

from treadle.api.books import backup as whole
from treadle.plant.audit import audit_brand
from treadle.plant.newest_entries import KINDS, newest_entries
from treadle.plant.people import Caller
from treadle.web.asking import visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Auditor = Annotated[Caller, Depends(visiting("see entries"))]
Keeper = Annotated[Caller, Depends(visiting("back up"))]
#: Entries on a page, the newest first.
SHOWN = 60


@router.get("/books")
def books(
    request: Request, caller: Auditor, kind: str = "", subject: str = "",
    before: Annotated[int, Query(ge=0, le=2**62)] = 0,
) -> Response:  # fmt: skip
    """Entries, the newest first."""
    shown, has_earlier = newest_entries(caller.brand, subject=subject.strip(), kind=kind, before=before, most=SHOWN)
    return page(
        request, "books.html", at="books", entries=shown, kinds=KINDS, kind=kind, subject=subject,
        earlier=shown[-1].number if has_earlier else None,
    )  # fmt: skip


@router.get("/books/audit")
def audit(request: Request, caller: Auditor) -> Response:
    """Fold every state again, and add the books up."""
    return page(request, "books_audit.html", at="books", audited=audit_brand(caller.brand.folder))


@router.get("/books/backup")
def backup(caller: Keeper) -> FileResponse:
    """Everything as one file, without what signs for the brand elsewhere."""
    return whole(caller)
