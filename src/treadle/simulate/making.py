"""The painted factory as a brand would know it: its hours, people and usual times, in the nouns of a plan.

Nothing here is known better than a factory tells it: absence at its mean, no late fabric, nobody slow at a new style.
What then really happens is `floor`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from treadle.simulate.floor import IDLE_LEAD_DAYS, IDLE_SHARE, LENGTH_TABLE_M, MOST_PLIES, FactoryKind, FloorSettings
from treadle.simulate.range import MADE_OF
from treadle.terms.calendar import Shift, ShiftCalendar
from treadle.terms.cutting import CuttingTable, Fabric, Pattern, Piece
from treadle.terms.place import Factory
from treadle.terms.sewing import Bulletin, Operation, Operator, SewingLine

#: A working day of the painted factory, every day of the week: minutes from midnight.
SHIFT = (480, 960)
SKILL = "lockstitch"
#: Width of the one cloth, and of a garment's middle size in it, in mm; a size more is so much longer.
CLOTH_MM, GARMENT_MM, SIZE_STEP_MM = 1500, 1500, 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Making:
    """What a plan of the painted brand knows of making: one factory, one cloth, one pattern and one bulletin."""

    factory: Factory
    fabric: Fabric
    pattern: Pattern
    bulletin: Bulletin


def making_of(kind: FactoryKind, floor: FloorSettings, sizes: tuple[str, ...]) -> Making:
    """The factory with as many people as its minutes need, on one line that makes each garment through.

    Between two orders it stands for the minutes of a change, shared by its people. What of the lead time is neither
    queue nor sewing is finishing and transport.
    """
    shifts = tuple(Shift(weekday=day, start_minute=SHIFT[0], end_minute=SHIFT[1]) for day in range(7))
    people = max(round(floor.week_minutes * (1 - floor.absent_share) / (7 * (SHIFT[1] - SHIFT[0]))), 1)
    line = SewingLine(
        line_id="line", operators=tuple(Operator(operator_id=f"p{at}", efficiency={SKILL: 1.0}) for at in range(people))
    )
    change = round(floor.change_minutes / people)
    after = kind.lead_days - int(IDLE_SHARE * min(kind.lead_days, IDLE_LEAD_DAYS))
    factory = Factory(
        factory_id="factory", name=kind.name, calendar=ShiftCalendar(shifts=shifts),
        cutting_tables=(CuttingTable(table_id="table", spread_m_per_minute=200.0, cut_m_per_minute=200.0,
                                     setup_minutes=1.0),),
        sewing_lines=(line,), minute_cost_cents=0.0, transport_days=after, changeover_minutes=change,
        thread_change_minutes=change,
    )  # fmt: skip
    middle = len(sizes) // 2
    pieces = tuple(
        Piece(piece_id="garment", size=size, outline=_box(GARMENT_MM + SIZE_STEP_MM * (at - middle)))
        for at, size in enumerate(sizes)
    )
    sewn = Operation(operation_id="sew", name="sew", machine="LS", smv_minutes=floor.smv_minutes, skill=SKILL)
    return Making(
        factory=factory,
        fabric=Fabric(fabric_id=MADE_OF[1], width_mm=CLOTH_MM, price_per_m_cents=0, max_plies=MOST_PLIES),
        pattern=Pattern(pattern_id=MADE_OF[0], pieces=pieces),
        bulletin=Bulletin(bulletin_id=MADE_OF[2], operations=(sewn,)),
    )  # fmt: skip


def _box(length_mm: float) -> tuple[tuple[float, float], ...]:
    """A garment as one piece across the cloth: as long a marker as its garments are together."""
    width = CLOTH_MM - 10.0
    long = length_mm * LENGTH_TABLE_M[-1] / LENGTH_TABLE_M[0]
    return ((0.0, 0.0), (long, 0.0), (long, width), (0.0, width))
