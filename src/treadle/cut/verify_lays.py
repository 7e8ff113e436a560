"""The independent check of a cut plan: every rule and sum recomputed from the order, nothing shared with the search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from treadle.cut.verify_marker import verify_marker
from treadle.terms.cutting import CutOrder, CutPlan, Fabric, Marker
from treadle.terms.policy import CutPolicy
from treadle.terms.quantity import Violation

#: Metres, and cents, within which a plan's sums must agree with ours (its figures are rounded).
#: Not tuned: rounding of floats.
EXACT_M, EXACT_CENTS = 1e-3, 1.0


def verify_lays(
    order: CutOrder,
    fabric: Fabric,
    costs: CutPolicy,
    plan: CutPlan,
    table_length_mm: int,
    markers: Mapping[str, Marker] | None = None,
    checked: Collection[str] = (),
) -> tuple[Violation, ...]:
    """All broken rules of a cut plan, empty when it may be cut.

    Demand (every unit wanted is cut, spares within the limit, nothing that nobody ordered), lays (whole plies from
    `min_plies` to the fabric's most, garments up to the marker's most, length within fabric limit and table), markers
    (one ratio and one length to a name; with `markers` by id, the drawing holds that ratio, is no longer than said and
    passes its own check, unless it is one of `checked`, which did so before), and the plan's figures: units, metres,
    cents. A plan called infeasible must have no lays.
    """
    found = [*plan.check()]
    if plan.status == "infeasible":
        if plan.lays or plan.cut_units:
            found.append(Violation(rule="what is infeasible is not cut", where=plan.cut_order_id, found="it has lays"))
        return tuple(found)
    found += _units(order, costs, plan)
    found += _lays(order, fabric, costs, plan, table_length_mm)
    found += _markers(plan, markers, fabric.layers, checked) + _spreads(fabric, costs, plan, table_length_mm)
    found += _figures(order, fabric, costs, plan)
    return tuple(found)


def _units(order: CutOrder, costs: CutPolicy, plan: CutPlan) -> list[Violation]:
    cut: Counter[tuple[str, str]] = Counter()
    for lay in plan.lays:
        for option_id, plies in lay.plies.items():
            for size, garments in lay.ratio.items():
                cut[option_id, size] += plies * garments
    found = []
    for key in sorted(order.demand.keys() | cut.keys()):
        wanted, where = order.demand.get(key, 0), f"{plan.cut_order_id}: {key[0]} {key[1]}"
        most = wanted + max(int(wanted * costs.max_over_share + 1e-9), costs.least_over_units) if wanted else 0
        told = f"{cut[key]} cut of {wanted}"
        if cut[key] < wanted:
            found.append(Violation(rule="every unit wanted is cut", where=where, found=told))
        elif cut[key] > most:
            found.append(Violation(rule="spare units keep their limit", where=where, found=f"{told}, at most {most}"))
    return found


def _lays(order: CutOrder, fabric: Fabric, costs: CutPolicy, plan: CutPlan, table_length_mm: int) -> list[Violation]:
    longest = min(fabric.max_lay_length_mm, table_length_mm)
    found = []
    if len({lay.lay_id for lay in plan.lays}) < len(plan.lays):
        found.append(Violation(rule="each lay has its own id", where=plan.cut_order_id, found="one is used twice"))
    for lay in plan.lays:
        plies, garments = sum(lay.plies.values()), sum(lay.ratio.values())
        strange = sorted((set(lay.ratio) - set(order.sizes)) | (set(lay.plies) - set(order.option_ids)))
        least = min([*lay.ratio.values(), *lay.plies.values()], default=0)
        rules = [
            ("a lay holds what was ordered", not strange, ", ".join(strange)),
            ("garments and plies are not negative", least >= 0, str(least)),
            ("a lay has enough plies", plies >= max(1, costs.min_plies), f"{plies} plies, least {costs.min_plies}"),
            (
                "a lay has not too many plies",
                plies * fabric.layers <= fabric.max_plies,
                f"{plies * fabric.layers} layers, most {fabric.max_plies}",
            ),
            ("a marker holds a garment", garments >= 1, "it is empty"),
            (
                "a marker has not too many garments",
                garments <= costs.max_garments_per_marker,
                f"{garments} garments, most {costs.max_garments_per_marker}",
            ),
            ("a lay fits the table and the cloth", lay.length_mm <= longest, f"{lay.length_mm} mm, most {longest}"),
            ("a lay has a length", lay.length_mm > 0, f"{lay.length_mm} mm"),
        ]
        found += [Violation(rule=rule, where=lay.lay_id, found=told) for rule, holds, told in rules if not holds]
    return found


def _spreads(fabric: Fabric, costs: CutPolicy, plan: CutPlan, table_length_mm: int) -> list[Violation]:
    """Lays spread end to end fit the table, and are not more than may be."""
    groups: dict[str, list[int]] = {}
    for lay in plan.lays:
        if lay.spread_id:
            groups.setdefault(lay.spread_id, []).append(lay.length_mm + fabric.end_loss_mm)
    found = []
    for name, lengths in sorted(groups.items()):
        if sum(lengths) > table_length_mm or len(lengths) > costs.lays_per_spread:
            told = f"{len(lengths)} lays, {sum(lengths)} mm of {table_length_mm}"
            found.append(Violation(rule="a spread fits the table", where=name, found=told))
    return found


def _markers(
    plan: CutPlan, markers: Mapping[str, Marker] | None, layers: int, checked: Collection[str]
) -> list[Violation]:  # fmt: skip
    said: dict[str, tuple[tuple[tuple[str, int], ...], int]] = {}
    found = []
    for lay in plan.lays:
        ratio = tuple(sorted((size, count) for size, count in lay.ratio.items() if count))
        if said.setdefault(lay.marker_id, (ratio, lay.length_mm)) != (ratio, lay.length_mm):
            rule = "a marker has one ratio and one length"
            found.append(Violation(rule=rule, where=lay.lay_id, found=lay.marker_id))
    for name, (ratio, length_mm) in said.items() if markers is not None else ():
        marker = markers.get(name) if markers is not None else None
        if marker is None:
            found.append(Violation(rule="every marker is drawn", where=name, found="there is no drawing"))
            continue
        found += [] if name in checked else verify_marker(marker)
        found += _drawing(name, dict(ratio), length_mm, marker, layers)
    return found


def _drawing(name: str, ratio: dict[str, int], length_mm: int, marker: Marker, layers: int) -> list[Violation]:
    """A marker holds the garments it is said to hold: every piece of a size in a multiple of its garments, cut from so
    many layers (of two an odd piece is cut once more than it is needed)."""
    found = []
    sizes = {piece.size for piece in marker.request.pieces if piece.copies}
    if sizes != set(ratio):
        told = f"drawn {', '.join(sorted(sizes))}, said {', '.join(sorted(ratio))}"
        found.append(Violation(rule="a drawing has the sizes of its ratio", where=name, found=told))
    held: Counter[tuple[str, str, bool]] = Counter()
    for piece in marker.request.pieces:
        held[piece.piece_id, piece.size, piece.is_mirrored] += piece.copies * layers
    for (piece_id, size, _), copies in sorted(held.items()):
        garments = max(ratio.get(size, 1), 1)
        if all((copies - spare) % garments for spare in range(layers)):
            told = f"{copies} of {piece_id} for {garments} garments"
            found.append(Violation(rule="a drawing holds whole garments", where=f"{name}: {size}", found=told))
    if marker.length_mm > length_mm + 1.0:
        told = f"{marker.length_mm:.1f} mm drawn, {length_mm} mm said"
        found.append(Violation(rule="a lay is as long as its marker", where=name, found=told))
    return found


def _figures(order: CutOrder, fabric: Fabric, costs: CutPolicy, plan: CutPlan) -> list[Violation]:
    fabric_m = sum(sum(lay.plies.values()) * (lay.length_mm + fabric.end_loss_mm) for lay in plan.lays) / 1000.0
    cut_m = sum(lay.length_mm for lay in plan.lays) / 1000.0
    cents = (
        fabric_m * (fabric.price_per_m_cents + costs.spread_cents_per_m)
        + cut_m * costs.cut_cents_per_m
        + len({lay.spread_id or lay.lay_id for lay in plan.lays}) * costs.lay_setup_cents
        + len({lay.marker_id for lay in plan.lays}) * costs.marker_cents
    )
    found = []
    if abs(fabric_m - plan.fabric_m) > EXACT_M:
        told = f"{plan.fabric_m:.3f} m said, {fabric_m:.3f} m found"
        found.append(Violation(rule="metres are plies by length and end loss", where=plan.cut_order_id, found=told))
    if abs(cents - plan.cost_cents) > EXACT_CENTS:
        told = f"{plan.cost_cents} cents said, {cents:.1f} found"
        found.append(Violation(rule="cost is the sum of its parts", where=plan.cut_order_id, found=told))
    if not plan.gap_share >= 0.0:
        found.append(Violation(rule="a gap is not negative", where=plan.cut_order_id, found=str(plan.gap_share)))
    return found
