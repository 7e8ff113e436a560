"""The books: every entry as it was added, and whether they balance."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import FileResponse
from pydantic import BaseModel
from starlette.background import BackgroundTask

from treadle.api.caller import allowed
from treadle.plant import audit as use
from treadle.plant.backup import back_up
from treadle.plant.orders import entries_of
from treadle.plant.people import Caller
from treadle.terms.answers import Audit, EntryTold
from treadle.terms.codec import to_values

router = APIRouter(tags=["books"])
Auditor = Annotated[Caller, Depends(allowed("see entries"))]

Keeper = Annotated[Caller, Depends(allowed("back up"))]


class EntryPage(BaseModel):
    """Entries, oldest first; `after` of the next page is `next_after`, None on the last."""

    entries: list[EntryTold]
    next_after: int | None


@router.get("/v1/entries", summary="Every change, by whom and when")
def entries(
    caller: Auditor, subject: str = "", kind: str = "", after: Annotated[int, Query(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EntryPage:  # fmt: skip
    """Of a subject (an order, a plan, a user …), of a kind."""
    found = entries_of(caller.brand, subject=subject, kind=kind, after=after, most=limit + 1)
    told = [
        EntryTold(number=one.number, kind=one.kind, subject=one.subject, happened_at=one.happened_at,
                  known_at=one.known_at, written_at=one.written_at, author=one.author, currency=one.currency,
                  body=to_values(one.body))
        for one in found[:limit]
    ]  # fmt: skip
    return EntryPage(entries=told, next_after=told[-1].number if len(found) > limit else None)


@router.get("/v1/audit", summary="Do the books balance?")
def audit(caller: Auditor) -> Audit:
    """Every state is folded again from its entries and compared, and the books are added up."""
    found = use.audit_brand(caller.brand.folder)
    return Audit(is_balanced=not found.violations, entries=found.entries, orders=found.orders,
                 fingerprint=found.fingerprint, violations=tuple(found.violations))  # fmt: skip


@router.get("/v1/backup", summary="Everything, as one file", response_class=FileResponse)
def backup(caller: Keeper, has_secrets: bool = False) -> FileResponse:
    """The brand's folder and its ledger, as `treadle restore` takes them; others work on meanwhile. With `has_secrets`
    also what signs its webhooks and proves it to other systems: keep such a file as you keep keys."""
    scratch = Path(tempfile.mkdtemp(prefix="treadle-backup-"))
    try:
        back_up(caller.brand.folder, scratch / "backup.tar.gz", has_secrets=has_secrets)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return FileResponse(
        scratch / "backup.tar.gz", media_type="application/gzip", filename=f"{caller.brand.brand_id}.tar.gz",
        background=BackgroundTask(shutil.rmtree, scratch, ignore_errors=True),
    )  # fmt: skip
