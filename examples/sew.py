"""Sew: the operations of a T-shirt on the people of a line, and what holds the line back."""

from __future__ import annotations

from treadle.sew.balance import balance_line
from treadle.sew.example_bulletins import example_bulletin
from treadle.terms.sewing import Operator, SewingLine
from treadle.words import say


def main() -> None:
    """Print the stations and the bottleneck."""
    bulletin = example_bulletin("tshirt")
    skills = sorted({operation.skill for operation in bulletin.operations})
    people = tuple(
        Operator(
            operator_id=f"P{at:02d}",
            efficiency={skill: 0.75 + 0.05 * ((at + place) % 7) for place, skill in enumerate(skills)},
        )
        for at in range(1, 13)
    )
    balance = balance_line(bulletin, SewingLine(line_id="L1", operators=people, machines={}))
    for station in balance.stations:
        who, what = ", ".join(station.operator_ids), ", ".join(station.operation_ids)
        print(f"{station.station_id}  {station.minutes_per_unit:.2f} min  {who}: {what}")
    print(f"{balance.units_per_day(480):.0f} garments a day, line efficiency {balance.line_efficiency:.0%}")
    print(say(balance.reason))


if __name__ == "__main__":
    main()
