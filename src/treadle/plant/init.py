"""Make a brand's folder with a small example brand that plans at once."""

from __future__ import annotations

from pathlib import Path

from treadle.errors import SettingsError
from treadle.settings import parse_settings, settings_template
from treadle.storage.example_brand import example_tables, factory_tables
from treadle.storage.folder_writing import write_folder


def init_folder(
    folder: Path, *, name: str = "My brand", currency: str = "EUR", time_zone: str = "Europe/Berlin",
    language: str = "en", only_factory: bool = False,
) -> None:  # fmt: skip
    """Write treadle.toml, tables/*.csv, and brand.xlsx with the same rows.

    `only_factory`: no products or signals, only the example factory, patterns, bulletins and fabrics. Raises
    `SettingsError` for a currency, time zone or language that is none, `InputError` where a brand's folder is there.
    """
    own = {"brand.name": name, "brand.currency": currency, "brand.time_zone": time_zone, "brand.language": language}
    text = settings_template(own)
    problems = parse_settings(text.encode())[1]
    if problems:
        raise SettingsError(problems)
    write_folder(folder, text, factory_tables() if only_factory else example_tables())
