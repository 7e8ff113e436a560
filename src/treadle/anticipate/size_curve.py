"""Size curves: the share of each size as a posterior that leans on its style and category where it knows little."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.terms.forecast import SIZE_CURVES
from treadle.terms.product import Catalogue

Floats = npt.NDArray[np.float64]

#: Least and most units that a family's curve counts for in the curve of a member. Judged on demo-truth.
LEAST_STRENGTH, MOST_STRENGTH = 8.0, 400.0


def size_curves(history: pa.Table, catalogue: Catalogue) -> pa.Table:
    """Expected share of each size of every option (SIZE_CURVES), from unconstrained demand.

    history needs `sku` and `demand_units`. A Dirichlet-multinomial back-off: category × size scale pools its styles, a
    style leans on its category, an option on its style; how much a family counts is estimated from how far its
    members' curves differ beyond chance (method of moments for the Dirichlet total count). `strength` is the total
    count of the option's posterior; `basis` names the level that holds most of it.
    """
    units: dict[str, float] = defaultdict(float)
    for sku, demand in zip(history["sku"].to_pylist(), history["demand_units"].to_pylist(), strict=True):
        units[sku] += demand
    family_options: dict[tuple[str, str], list[str]] = defaultdict(list)
    for option in catalogue.options:
        style = catalogue.style[option.style_id]
        family_options[style.category, style.size_scale_id].append(option.option_id)
    rows: dict[str, list[dict[str, object]]] = {}
    for (_, scale), option_ids in sorted(family_options.items()):
        rows |= _family(catalogue, catalogue.sizes[scale], option_ids, units)
    ordered = [row for option in catalogue.options for row in rows.get(option.option_id, [])]
    return pa.Table.from_pylist(ordered, schema=SIZE_CURVES)


def _family(
    catalogue: Catalogue, sizes: tuple[str, ...], option_ids: list[str], units: dict[str, float]
) -> dict[str, list[dict[str, object]]]:
    """Curves of all options of one category and size scale."""
    place = {size: at for at, size in enumerate(sizes)}
    counts = np.zeros((len(option_ids), len(sizes)))
    offered = np.zeros((len(option_ids), len(sizes)), dtype=bool)
    for at, option_id in enumerate(option_ids):
        for sku in catalogue.skus_of_option[option_id]:
            counts[at, place[sku.size]] += units.get(sku.sku, 0.0)
            offered[at, place[sku.size]] = True
    style_of = [catalogue.option[option_id].style_id for option_id in option_ids]
    styles = sorted(set(style_of))
    member = np.array([styles.index(style) for style in style_of])
    by_style = np.array([counts[member == at].sum(axis=0) for at in range(len(styles))])
    available = np.maximum(offered.sum(axis=0), 1e-9)
    whole = (counts.sum(axis=0) + 0.5) / available
    whole /= whole.sum()
    style_strength = concentration(by_style)
    option_strength = concentration(counts)
    found = {}
    for at, option_id in enumerate(option_ids):
        skus = catalogue.skus_of_option[option_id]
        here = np.array([place[sku.size] for sku in skus], dtype=np.int64)
        if len(here) == 0:
            continue
        rest = by_style[member[at]] - counts[at]
        prior = (style_strength * whole + rest) / (style_strength + rest.sum())
        lean = option_strength * prior[here] / max(prior[here].sum(), 1e-12)
        posterior = counts[at, here] + lean
        total = float(posterior.sum())
        basis = _basis(counts[at].sum(), rest.sum(), option_strength, style_strength, counts.sum())
        found[option_id] = [
            {
                "option_id": option_id,
                "sku": sku.sku,
                "size": sku.size,
                "share": float(share),
                "strength": total,
                "basis": basis,
            }
            for sku, share in zip(skus, posterior / total, strict=True)
        ]
    return found


def concentration(counts: Floats) -> float:
    """Dirichlet total count of members' shares about their common curve, by moments: (members, sizes) → one number.

    Pearson's statistic of the members against the pooled curve grows beyond its degrees of freedom as shares differ:
    with E[X²] ≈ (sizes − 1) Σ (n_i + A) / (1 + A) it gives A; no spread beyond chance gives `MOST_STRENGTH`.
    """
    big = counts[counts.sum(axis=1) >= 5]
    pooled = big.sum(axis=0)
    if len(big) < 2 or pooled.sum() <= 0:
        return 40.0
    share = (pooled + 0.5) / (pooled + 0.5).sum()
    total = big.sum(axis=1)
    statistic = float((((big - total[:, None] * share) ** 2) / (total[:, None] * share)).sum())
    freedom = max((len(share) - 1) * (len(big) - 1), 1)
    inflation = statistic / freedom
    mean_units = float(total.mean())
    if inflation <= 1.0 + 1e-9:
        return MOST_STRENGTH
    return float(np.clip((mean_units - inflation) / (inflation - 1.0), LEAST_STRENGTH, MOST_STRENGTH))


def _basis(own: float, rest: float, option_strength: float, style_strength: float, family: float) -> str:
    """The level that most of an option's curve comes from."""
    if own >= option_strength:
        return "option"
    if rest >= style_strength:
        return "style"
    return "category" if family > 0 else "uniform"
