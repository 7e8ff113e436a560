"""How the floor is followed: bundles, inspection, cartons, energy. Nothing of it changes what a plan decides."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting

FLOOR_SENTENCE = "The floor: bundles, inspection, cartons. No plan is decided by it."


@dataclass(frozen=True, slots=True, kw_only=True)
class FloorPolicy:
    """Settings of the floor."""

    bundle_units: int = setting(20, "Garments in a bundle, at most.", unit="units", least=1, most=500)
