"""The brands that a service serves, each by its id, and whether they can be served now."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from treadle.errors import InputError, NotFoundError, Problem, TreadleError
from treadle.plant.books import database_of, ledger_of
from treadle.settings import Settings, read_settings
from treadle.storage.known_scans import KnownScans
from treadle.storage.ledger.open import keep_in_database


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedBrand:
    """A brand's folder that is served, with the settings it has now; `scans` are those its ledger is known to hold,
    `held` keeps the ledger open between requests."""

    brand_id: str
    folder: Path
    scans: KnownScans = field(default_factory=KnownScans, compare=False, repr=False)
    held: object = field(default=None, compare=False, repr=False)

    @property
    def settings(self) -> Settings:
        """What its treadle.toml says now. Raises `SettingsError` with all problems."""
        return read_settings(self.folder)


def brand_id_of(folder: Path) -> str:
    """The id of a brand: its folder's name in small letters, digits and hyphens, never empty."""
    plain = unicodedata.normalize("NFKD", folder.resolve().name).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-") or "brand"


def open_brands(folders: Sequence[Path]) -> Mapping[str, ServedBrand]:
    """The brands of these folders by their ids; each has a ledger of this edition afterwards.

    Raises `InputError` with everything that stops one from being served: no brand's folder, two of one name, settings
    or a ledger that cannot be read.
    """
    found: dict[str, ServedBrand] = {}
    problems: list[Problem] = []
    for folder in folders:
        brand = ServedBrand(brand_id=brand_id_of(folder), folder=folder.resolve())
        twin = found.get(brand.brand_id)
        if twin is not None:
            remedy = "Rename one of the two folders, or name it once"
            problems.append(Problem(file=str(folder), what=f"it has the same name as {twin.folder}", remedy=remedy))
            continue
        own = brand_problems(brand)
        problems += own
        held = None if own else database_of(brand.folder, brand.settings).stay_open()
        found[brand.brand_id] = replace(brand, held=held)
    if not folders:
        problems.append(Problem(file="serve", what="no folder is named", remedy="Name at least one brand's folder"))
    if problems:
        raise InputError(problems)
    return found


def move_ledgers(folders: Sequence[Path], database: str) -> None:
    """Let the ledgers of brands that hold no entries yet be in a database from now on, each in a schema of its own.

    Raises `InputError` for an address that is none, for folders that are none, or ledgers that hold entries, and
    `LedgerError` where the database does not answer.
    """
    for folder in folders:
        read_settings(folder)
        keep_in_database(folder, database, brand_id_of(folder))


def brand_problems(brand: ServedBrand) -> list[Problem]:
    """Why a brand cannot be served now; nothing where its settings and its ledger can be read."""
    try:
        ledger_of(brand.folder, brand.settings).head()
    except InputError as error:
        return list(error.problems)
    except NotFoundError:
        remedy = f"Make it with treadle init {brand.folder}"
        return [Problem(file=str(brand.folder), what="it is not a brand's folder", remedy=remedy)]
    except TreadleError as error:
        return [Problem(file=str(brand.folder), what=str(error).rstrip("."), remedy="See the ledger's disk or server")]
    return []
