"""A small line to work by hand: four operations, three people, every number told."""

from __future__ import annotations

from treadle.terms.sewing import Bulletin, Operation, Operator, SewingLine


def operation(name: str, minutes: float, *before: str, skill: str = "LOCK") -> Operation:
    """An operation whose machine is its skill."""
    return Operation(
        operation_id=name, name=f"sew {name}", machine=skill, smv_minutes=minutes, skill=skill, predecessors=before
    )


def bulletin(*operations: Operation) -> Bulletin:
    """A bulletin of these operations; by default a collar that meets a body."""
    told = operations or (
        operation("collar", 2.0),
        operation("body", 1.0, skill="OVER"),
        operation("join", 1.0, "collar", "body"),
        operation("hem", 2.0, "join", skill="OVER"),
    )
    return Bulletin(bulletin_id="B", operations=told)


def line(*efficiency: dict[str, float], machines: dict[str, int] | None = None) -> SewingLine:
    """A line of people P1, P2, … with these efficiencies; by default three who can do everything at 100 %."""
    told = efficiency or ({"LOCK": 1.0, "OVER": 1.0},) * 3
    people = tuple(Operator(operator_id=f"P{at}", efficiency=own) for at, own in enumerate(told, start=1))
    return SewingLine(line_id="L", operators=people, machines=machines or {})
