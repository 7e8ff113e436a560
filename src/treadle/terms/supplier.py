"""A factory and a style, as the brand's ledger knows them: what was quoted, how samples were found, who may make it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from treadle.terms.sourcing import Quote

#: What a sample can be; the last two are what the brand found.
SAMPLE_STATES = ("asked for", "sent", "approved", "refused")


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """What a piece costs from `from_units` on, and what is paid once an order; cents."""

    from_units: int
    piece_cents: int
    setup_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteGiven:
    """What a factory asked for a style on `given_on`, until `valid_until` (None: without an end); it takes the place of
    its earlier ones. `lead_days` is from order to goods at its gate, None: as its profile says."""

    steps: tuple[PriceStep, ...]
    given_on: date
    valid_until: date | None = None
    lead_days: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTold:
    """What became of a sample, one of `SAMPLE_STATES`."""

    state: str
    day: date
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairJudged:
    """Whether a factory may make a style."""

    is_approved: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A factory and a style: quotes and samples oldest first, and how the brand judged them (None: not yet)."""

    factory_id: str
    style_id: str
    quotes: tuple[QuoteGiven, ...] = ()
    samples: tuple[SampleTold, ...] = ()
    judged: PairJudged | None = None

    @property
    def pair_id(self) -> str:
        """Its id in the ledger."""
        return pair_id(self.factory_id, self.style_id)

    @property
    def is_refused(self) -> bool:
        """Whether the factory may not make the style: so judged, or its last sample was refused and nobody judged."""
        if self.judged is not None:
            return not self.judged.is_approved
        return bool(self.samples) and self.samples[-1].state == "refused"

    def asked(self, day: date) -> Iterator[Quote]:
        """The newest quote that holds on a day, step by step."""
        held = [one for one in self.quotes if one.valid_until is None or one.valid_until >= day]
        for step in held[-1].steps if held else ():
            yield Quote(factory_id=self.factory_id, style_id=self.style_id, from_units=step.from_units,
                        piece_cents=float(step.piece_cents), setup_cents=step.setup_cents,
                        valid_until=held[-1].valid_until, lead_days=held[-1].lead_days)  # fmt: skip


def pair_id(factory_id: str, style_id: str) -> str:
    """The id of a factory and a style in the ledger; ids hold no blank."""
    return f"{factory_id} {style_id}"


PairBody = QuoteGiven | SampleTold | PairJudged
