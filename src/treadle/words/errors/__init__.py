"""Texts of errors, doubts and notes with their Chinese, by where they are told; holes are names and numbers."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.words.errors.cells import CELLS
from treadle.words.errors.commands import COMMANDS
from treadle.words.errors.files import FILES
from treadle.words.errors.floor import FLOOR
from treadle.words.errors.folder import FOLDER
from treadle.words.errors.orders import ORDERS
from treadle.words.errors.pages import PAGES
from treadle.words.errors.patterns import PATTERNS
from treadle.words.errors.presell import PRESELL_ERRORS
from treadle.words.errors.requests import SERVICE
from treadle.words.errors.served import SERVED
from treadle.words.errors.settle import SETTLE_ERRORS
from treadle.words.errors.shops import SHOP_ERRORS
from treadle.words.errors.sourcing import SOURCING_ERRORS

CHINESE_ERRORS: Mapping[str, str] = {
    **COMMANDS, **ORDERS, **CELLS, **FOLDER, **FILES, **PATTERNS, **PRESELL_ERRORS, **SERVED, **SERVICE, **FLOOR,
    **SETTLE_ERRORS, **SHOP_ERRORS, **SOURCING_ERRORS, **PAGES,
}  # fmt: skip
