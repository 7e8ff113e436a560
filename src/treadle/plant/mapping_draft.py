"""The mapping of a file that nothing knows: drafted from its headings, edited by a person, kept for the next one."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.preview import draft_mapping, preview
from treadle.plant.serving import ServedBrand
from treadle.plant.uploads import upload_of
from treadle.terms.tables import TABLES

#: Where a brand keeps its own mappings, as the command line takes them.
MAPPINGS = "mappings"
#: Letters of a mapping: far more than any layout has columns. Not tuned: bounds what is kept.
MOST_LETTERS = 100_000
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def drafted(brand: ServedBrand, upload_id: str, *, table: str = "") -> str:
    """The draft of a mapping of a file that was sent, for its likeliest table or for one that is named.

    Raises `NotFoundError` where the file is gone, `InputError` where it holds no rows.
    """
    path = upload_of(brand, upload_id)
    with tempfile.TemporaryDirectory() as place:
        out = Path(place) / "mapping.toml"
        draft_mapping(path, out, table=table if table in TABLES else None)
        return out.read_text(encoding="utf-8")


def kept_mappings(brand: ServedBrand) -> tuple[str, ...]:
    """Names of the mappings that a brand keeps."""
    return tuple(sorted(one.stem for one in (brand.folder / MAPPINGS).glob("*.toml")))


def mapping_of(brand: ServedBrand, name: str) -> Path:
    """Where a kept mapping lies. Raises `NotFoundError`."""
    if name not in kept_mappings(brand):
        raise NotFoundError(f"There is no mapping {name}.")
    return brand.folder / MAPPINGS / f"{name}.toml"


def keep_mapping(brand: ServedBrand, upload_id: str, *, name: str, text: str) -> Path:
    """Keep a mapping by a name, where it reads the file that was sent; one of the same name is replaced.

    Raises `NotFoundError` where the file is gone, and `InputError` with everything that is wrong with the mapping.
    """
    path = upload_of(brand, upload_id)
    if not _NAME.fullmatch(name):
        remedy = "Say small letters, digits, - and _, for instance shop-orders"
        raise InputError.single("name", f"'{name[:30]}' cannot be a mapping's name", remedy)
    if len(text) > MOST_LETTERS:
        raise InputError.single("mapping", "it is too long", f"Write up to {MOST_LETTERS:,} letters")
    home = brand.folder / MAPPINGS
    home.mkdir(exist_ok=True)
    fresh = home / f".{name}.toml.new"
    try:
        fresh.write_text(text.replace("\r\n", "\n"), encoding="utf-8")
        tried = fresh.rename(home / f".{name}.tried.toml")
        preview(brand.folder, [path], mapping=tried)
        return tried.rename(home / f"{name}.toml")
    finally:
        for left in (fresh, home / f".{name}.tried.toml"):
            left.unlink(missing_ok=True)
