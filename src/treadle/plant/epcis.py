"""Is a document EPCIS 2.0, what of it is not, and what are the hashes of its events?"""

from __future__ import annotations

from pathlib import Path

from treadle.connectors.epcis.documents import check_document
from treadle.connectors.epcis.hashes import event_hashes
from treadle.errors import InputError, NotFoundError, Problem
from treadle.terms.epcis import EpcisCheck
from treadle.terms.json_form import parse_json

_REMEDY = "Write an EPCIS 2.0 document in JSON"


def check_epcis(path: Path) -> EpcisCheck:
    """Check a file against EPCIS 2.0 and CBV 2.0 (JSON or JSON-LD): documents, answers, single events, queries.

    Raises `NotFoundError`, and `InputError` for a file that is no JSON.
    """
    return check_document(parse_json(read_document(path), path.name, _REMEDY))


def hash_epcis(path: Path) -> tuple[str, ...]:
    """The hash of each event of a file, by CBV 2.0: `ni:///sha-256;…?ver=CBV2.0`.

    Raises as `check_epcis`, and `InputError` with everything for which the file is no valid EPCIS.
    """
    document = parse_json(read_document(path), path.name, _REMEDY)
    checked = check_document(document)
    if not checked.is_valid:
        raise InputError(
            Problem(file=path.name, column=one.place, what=one.what, remedy=one.remedy)
            for one in checked.findings
            if not one.is_warning
        )
    return () if checked.kind == "query" else event_hashes(document)


def read_document(path: Path) -> str:
    """The text of a file of events. Raises `NotFoundError`, and `InputError` for XML and what is no UTF-8."""
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError.single(path.name, f"it cannot be read as UTF-8 ({error})", _REMEDY) from None
    if text.lstrip().startswith("<"):
        what = "it is XML, and treadle reads EPCIS in JSON alone"
        raise InputError.single(path.name, what, "Ask for the document in JSON, which EPCIS has since 2.0")
    return text
