"""How a brand wants to be planned: the settings that a day reads, frozen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The part of treadle.toml that changes decisions. Shares are 0 to 1, money in cents.

    horizon_weeks: weeks of sales a buy looks ahead.
    lead_days: days from the decision until made goods should be on the shelf; bought_in_lead_days the same for goods
        without a pattern.
    order_again_days: days until the next order can be placed, which then takes its lead time: a first order is smaller
        where another can follow. 0 plans as if there were none.
    salvage_share: what a left-over piece still brings, as a share of its price.
    holding_share_per_week: cost of keeping a piece for a week, as a share of its unit cost.
    price_elasticity: at a price lower by 1 % demand is higher by about so many %; used for markdowns.
    deepest_markdown_share: the largest share of the price that a markdown may take off.
    resale_share: share of returned pieces that can be sold again.
    late_share_per_day: cost of a day's lateness, as a share of the order's sales value.
    max_over_cut_share: spare units a lay may cut beyond the buy, as a share of the units wanted.
    lays_per_spread: lays that may be spread end to end on a table as steps, and set up once; 1: none.
    least_remnant_mm: a leftover of a roll of at least this length goes back on the shelf; what is shorter is lost.
    splice_cents, remnant_cents, roll_cents: work of joining two cloths within a ply, of labelling a remnant, and of
        fetching a roll.
    cloth_left_share: what cloth left on a roll that was bought for an order is still worth, as a share of its price.
    nester: 'own' (deterministic) or 'sparrow' (denser; stops on time, kept by content hash).
    nest_moves: counted work of our own nester per final marker.
    sparrow_seconds: seconds per marker where nester is 'sparrow'.
    schedule_work: deterministic seconds of the scheduling search.
    double_post_seconds, staff_words, test_words, test_price_share, robot_acts_per_hour, robot_acts_per_day, bulk_units,
        cancel_days: signals that no customer meant, as in `treadle.sense.clean`; 0 or no words switch a rule off, and
        words stand apart by spaces.
    false_alarm_share: how often a list of what is rising may hold anything where nothing rises.
    most_parts: parts into which an order may be split over sewing lines where that pays; 1: none.
    promise_probability: how sure a promise day must be.
    seed: seed of every random choice.
    """

    horizon_weeks: int = 10
    lead_days: int = 14
    bought_in_lead_days: int = 42
    order_again_days: int = 0
    salvage_share: float = 0.2
    holding_share_per_week: float = 0.005
    price_elasticity: float = 2.0
    deepest_markdown_share: float = 0.7
    resale_share: float = 0.8
    late_share_per_day: float = 0.01
    max_over_cut_share: float = 0.05
    max_garments_per_marker: int = 8
    marker_cost_cents: int = 500
    lay_setup_cents: int = 800
    spread_cents_per_m: float = 2.0
    cut_cents_per_m: float = 10.0
    lays_per_spread: int = 1
    least_remnant_mm: int = 1_500
    splice_cents: float = 20.0
    remnant_cents: float = 60.0
    roll_cents: float = 40.0
    cloth_left_share: float = 0.5
    nester: str = "own"
    nest_moves: int = 400
    sparrow_seconds: int = 10
    schedule_work: float = 2.0
    most_parts: int = 1
    promise_probability: float = 0.9
    double_post_seconds: float = 2.0
    staff_words: str = "staff internal 员工"
    test_words: str = "test 测试"
    test_price_share: float = 0.02
    robot_acts_per_hour: int = 150
    robot_acts_per_day: int = 400
    bulk_units: int = 10
    cancel_days: float = 14.0
    false_alarm_share: float = 0.05
    seed: int = 0
