"""How the brand's shops are filled."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting

SHOPS_SENTENCE = "Shops filled from the warehouse. Nothing of it changes a plan of what is made."


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopsSettings:
    """Settings of the filling of shops; shares are 0 to 1."""

    refill_days: int = setting(
        7, "Days between two refills of a shop.", unit="days", least=1, most=60, key="refill_every_days"
    )
    online_reserve_share: float = setting(
        0.0, "Share of the warehouse's stock of each SKU that never goes to shops.", unit="share", least=0, most=1
    )
    shop_least_gain: float = setting(
        0.03, "Sales that a piece must add at a shop to be sent.", unit="pieces", least=0, most=1, is_rare=True
    )
    shop_key_share: float = setting(
        0.15, "Sizes with this share of an option's demand are key sizes: without one the option leaves the display.",
        unit="share", least=0.01, most=1, is_rare=True,
    )  # fmt: skip
    move_gain: float = setting(
        0.35, "Sales that a piece must add to go from shop to shop.", unit="pieces", least=0, most=1, is_rare=True
    )
    parcel_gain: float = setting(
        2.0, "Sales that all pieces together must add that go from one shop to another.", unit="pieces", least=0,
        most=1000, is_rare=True,
    )  # fmt: skip
    pack_cents: int = setting(
        40, "Handling of a pack of several sizes.", unit="money", least=0, key="pack_handling", is_rare=True
    )
    piece_cents: int = setting(
        15, "Handling of a piece that is picked alone.", unit="money", least=0, key="piece_handling", is_rare=True
    )
    misfit_cents: int = setting(
        60, "What a piece costs that a pack brings to a shop where it is not wanted.", unit="money", least=0,
        key="misfit_cost", is_rare=True,
    )  # fmt: skip
