"""The demo brand's range: two dozen styles in sixty options and six sizes, with their drops and prices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

#: The demo's first day of sales (a Monday), its length and how far the hidden truth goes on after it.
FIRST_DAY = date(2025, 11, 17)
HISTORY_DAYS = 40 * 7
TRUTH_DAYS = 26 * 7
AS_OF = FIRST_DAY + timedelta(days=HISTORY_DAYS)

SIZES = ("XS", "S", "M", "L", "XL", "XXL")
SIZE_SCALE_ID = "letters"

#: Launch day of each drop; 'core' was there long before the history begins.
DROPS: Mapping[str, date] = {
    "core": date(2024, 9, 2),
    "february": date(2026, 2, 2),
    "april": date(2026, 4, 6),
    "june": date(2026, 6, 1),
    "august": date(2026, 8, 3),
    "september": date(2026, 9, 14),
    "october": date(2026, 10, 5),
}
#: Last day on sale of each drop; None where it stays in the range.
LAST_DAYS: Mapping[str, date | None] = {
    "core": None,
    "february": date(2026, 12, 31),
    "april": date(2026, 9, 27),
    "june": date(2026, 10, 25),
    "august": date(2027, 2, 28),
    "september": date(2027, 2, 28),
    "october": date(2027, 2, 28),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStyle:
    """A style of the demo. `pull` is how sought it is beside its category's usual; `fabric_id` its cloth.

    What is bought in has neither pattern nor bulletin nor cloth."""

    style_id: str
    name: str
    category: str
    neckline: str
    fabric: str
    fit: str
    pattern: str
    drop: str
    price_cents: int
    colours: tuple[str, ...]
    pull: float
    pattern_id: str
    bulletin_id: str
    fabric_id: str


def _style(code: str, name: str, look: str, drop: str, price: float, colours: str, pull: float) -> DemoStyle:
    """A style from its short description; `look` is 'neckline / fabric / fit / print'."""
    neckline, fabric, fit, pattern = (part.strip() for part in look.split("/"))
    category, pattern_id, bulletin_id = _KINDS[code[:3]]
    is_bought_in = code in BOUGHT_IN
    return DemoStyle(
        style_id=code,
        name=name,
        category=category,
        neckline=neckline,
        fabric=fabric,
        fit=fit,
        pattern=pattern,
        drop=drop,
        price_cents=round(price * 100),
        colours=tuple(colours.split()),
        pull=pull,
        pattern_id="" if is_bought_in else pattern_id,
        bulletin_id="" if is_bought_in else bulletin_id,
        fabric_id="" if is_bought_in else _CLOTH[fabric],
    )


#: Styles that no factory of the brand's own makes: they are knitted to shape.
BOUGHT_IN = ("TEE08", "DRE05")
_KINDS: Mapping[str, tuple[str, str, str]] = {
    "TEE": ("t-shirts", "P-TEE", "B-TEE"),
    "SHI": ("shirts", "P-SHIRT", "B-SHIRT"),
    "TRO": ("trousers", "P-TROUSER", "B-TROUSER"),
    "DRE": ("dresses", "P-DRESS", "B-DRESS"),
}
_CLOTH: Mapping[str, str] = {
    "cotton jersey": "F-JERSEY",
    "heavy cotton": "F-JERSEY",
    "linen blend": "F-LINEN",
    "rib knit": "F-RIB",
    "oxford cotton": "F-POPLIN",
    "linen": "F-LINEN",
    "viscose": "F-VISCOSE",
    "flannel": "F-FLANNEL",
    "poplin": "F-POPLIN",
    "corduroy": "F-TWILL",
    "cotton twill": "F-TWILL",
    "wool blend": "F-FLANNEL",
    "denim": "F-TWILL",
    "satin": "F-VISCOSE",
}

STYLES: tuple[DemoStyle, ...] = (
    _style("TEE01", "Everyday crew tee", "crew/cotton jersey/regular/plain", "core", 24.9, "white black navy", 1.6),
    _style("TEE02", "Boxy heavyweight tee", "crew/heavy cotton/boxy/plain", "february", 34.9, "ecru black sage", 1.3),
    _style("TEE03", "V-neck tee", "v-neck/cotton jersey/slim/plain", "core", 24.9, "white navy", 0.8),
    _style("TEE04", "Breton tee", "boat/cotton jersey/regular/stripe", "april", 29.9, "navy red", 1.0),
    _style("TEE05", "Linen-blend tee", "crew/linen blend/relaxed/plain", "june", 34.9, "sand sky", 1.1),
    _style("TEE06", "Poster tee", "crew/cotton jersey/relaxed/print", "april", 32.9, "black ecru", 0.9),
    _style("TEE07", "Long-sleeve rib tee", "crew/rib knit/slim/plain", "august", 32.9, "black ecru rust", 1.1),
    _style("TEE08", "Mock-neck tee", "mock/rib knit/slim/plain", "september", 34.9, "black chocolate", 1.0),
    _style("SHI01", "Oxford shirt", "collar/oxford cotton/regular/plain", "core", 54.9, "white sky", 1.2),
    _style("SHI02", "Linen shirt", "collar/linen/relaxed/plain", "april", 59.9, "white sand sage", 1.3),
    _style("SHI03", "Camp-collar shirt", "camp collar/viscose/boxy/print", "april", 49.9, "coral navy", 0.8),
    _style("SHI04", "Flannel shirt", "collar/flannel/regular/check", "august", 54.9, "rust forest", 0.9),
    _style("SHI05", "Oversized poplin shirt", "collar/poplin/oversized/plain", "february", 54.9, "white sky pink", 1.1),
    _style("SHI06", "Corduroy overshirt", "collar/corduroy/boxy/plain", "october", 69.9, "chocolate", 1.0),
    _style("TRO01", "Slim chino", "waistband/cotton twill/slim/plain", "core", 59.9, "navy stone black", 0.9),
    _style("TRO02", "Wide-leg trouser", "waistband/viscose/wide/plain", "core", 64.9, "black sand chocolate", 1.2),
    _style("TRO03", "Linen trouser", "waistband/linen/relaxed/plain", "april", 64.9, "white sand", 1.0),
    _style("TRO04", "Pleated trouser", "waistband/wool blend/tapered/plain", "february", 74.9, "grey navy", 0.8),
    _style("TRO05", "Drawstring trouser", "waistband/linen blend/relaxed/plain", "june", 49.9, "black sage", 0.9),
    _style("TRO06", "Barrel-leg trouser", "waistband/denim/wide/plain", "september", 69.9, "black ecru", 1.1),
    _style("DRE01", "Wrap dress", "v-neck/viscose/regular/print", "april", 69.9, "navy coral", 1.1),
    _style("DRE02", "Shirt dress", "collar/poplin/relaxed/plain", "core", 74.9, "white sky", 0.8),
    _style("DRE03", "Linen midi dress", "square/linen/relaxed/plain", "april", 79.9, "sand sage black", 1.4),
    _style("DRE04", "Slip dress", "v-neck/satin/slim/plain", "june", 69.9, "black rust", 1.0),
    _style("DRE05", "Rib knit dress", "crew/rib knit/slim/plain", "august", 69.9, "black chocolate", 1.0),
    _style("DRE06", "Pleated midi dress", "crew/viscose/regular/plain", "october", 84.9, "forest navy coral", 1.1),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoOption:
    """An option of the demo; days are counted from FIRST_DAY and may be negative or after the history."""

    option_id: str
    style: DemoStyle
    colour: str
    launch: int
    last: int


def options() -> tuple[DemoOption, ...]:
    """The sixty options in the order of their styles; colours of a style launch together."""
    made = []
    for style in STYLES:
        last_day = LAST_DAYS[style.drop]
        for colour in style.colours:
            made.append(
                DemoOption(
                    option_id=f"{style.style_id}-{colour}",
                    style=style,
                    colour=colour,
                    launch=(DROPS[style.drop] - FIRST_DAY).days,
                    last=HISTORY_DAYS + TRUTH_DAYS - 1 if last_day is None else (last_day - FIRST_DAY).days,
                )
            )
    return tuple(made)


def day_of(number: int) -> date:
    """The calendar day of a day counted from FIRST_DAY."""
    return FIRST_DAY + timedelta(days=number)
