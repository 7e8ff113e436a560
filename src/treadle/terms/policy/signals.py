"""How signals are read: what no customer meant, what an empty shelf hid, and what rises."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.terms.policy.setting import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanPolicy:
    """When a signal counts as no customer's own."""

    double_post_seconds: float = setting(
        2.0, "The same act by the same customer within so many seconds is a double post.", unit="seconds", least=0,
        most=3600,
    )  # fmt: skip
    staff_words: tuple[str, ...] = setting(
        ("staff", "internal", "员工"),
        "Words in a customer's or channel's name that mean own staff; one that begins with @ is the end of a name, "
        "such as @brand.com.",
        unit="words", may_be_empty=True,
    )  # fmt: skip
    test_words: tuple[str, ...] = setting(
        ("test", "测试"), "The same for orders placed to try the shop out.", unit="words", may_be_empty=True
    )
    test_price_share: float = setting(
        0.02, "An order at or below this share of the list price is a test or a gift.", unit="share", least=0, most=1
    )
    robot_acts_per_hour: int = setting(
        150, "Who looks at more than so much in an hour and orders nothing that day is a robot.", unit="acts", least=0
    )
    robot_acts_per_day: int = setting(400, "The same in a day.", unit="acts", least=0)
    bulk_units: int = setting(
        10, "So many units of one option by one customer in a day are a trader's.", unit="units", least=0
    )
    cancel_days: float = setting(
        14.0, "An order that its own customer cancels within so many days was none.", unit="days", least=0, most=365
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CensorPolicy:
    """How demand behind an empty shelf is estimated."""

    prior_size_share: float = setting(
        0.15, "Believed share of buyers who take the size next to theirs where theirs is sold out.", unit="share",
        least=0, most=0.9, is_rare=True,
    )  # fmt: skip
    prior_colour_share: float = setting(
        0.05, "Believed share of buyers who take another colour.", unit="share", least=0, most=0.9, is_rare=True
    )
    prior_units: float = setting(
        50.0, "These beliefs count as much as so many buyers seen.", unit="units", least=0.1, is_rare=True
    )
    nearby_weeks: float = setting(
        1.5, "How far an option's other weeks speak for a week in which it was sold out.", unit="weeks", least=0.1,
        most=52, is_rare=True,
    )  # fmt: skip
    is_substitution_on: bool = setting(
        True, "Whether buyers may take another size or colour at all.", key="buyers_take_another", is_rare=True
    )
    rounds: int = setting(
        40, "Rounds of the estimate: counted work.", unit="rounds", least=1, most=1000, is_rare=True,
        key="estimate_rounds",
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPolicy:
    """How a rise is told from chance: `recent_weeks` are compared with the `base_weeks` before them."""

    false_alarm_share: float = setting(
        0.1, "How often the rising list may hold anything where nothing rises.", unit="share", least=0.001, most=0.5
    )
    recent_weeks: int = setting(2, "Weeks that are compared.", unit="weeks", least=1, most=26, is_rare=True)
    shared_interest_days: int = setting(
        14, "Days that two windows of outside interest must share before the one is scaled by the other.", unit="days",
        least=1, most=365, is_rare=True,
    )  # fmt: skip
    base_weeks: int = setting(
        6, "Weeks before them, with which they are compared.", unit="weeks", least=1, most=52, is_rare=True
    )
    least_acts: float = setting(
        8.0, "A series with fewer acts in the recent weeks is never listed.", unit="acts", least=1, is_rare=True
    )
    least_rise: float = setting(
        1.25, "A series that rose by less than so many times is never listed.", unit="times", least=1, is_rare=True
    )
    keep_weeks: int = setting(
        4, "What rose stays on the list for so many weeks, as long as it keeps up.", unit="weeks", least=0, most=52,
        is_rare=True,
    )  # fmt: skip
    keeps_up_share: float = setting(
        0.75, "It keeps up while it holds this share of what it had when it was last listed.", unit="share", least=0,
        most=1, is_rare=True,
    )  # fmt: skip
    past_weeks: int = setting(
        26, "How far back the record of earlier lists goes.", unit="weeks", least=1, most=520, is_rare=True
    )
    tail_freedom: float = setting(
        10.0, "How wild weeks are allowed to be by chance: degrees of freedom of the t law, fewer are wilder.",
        least=2.1, is_rare=True,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetPolicy:
    """What counts as looked for in vain, and of how long ago orders say where an option sells."""

    window_weeks: int = setting(
        8, "Searches of so many weeks count as now, and of as many before as earlier.", unit="weeks", least=1, most=52,
        key="search_weeks", is_rare=True,
    )  # fmt: skip
    least_searches: float = setting(
        5.0, "Nothing is said of what was searched less often in these weeks.", unit="searches", least=1, is_rare=True
    )
    hard_chance: float = setting(
        0.001, "A search is called hard to find where chance would let it lead nowhere so often this rarely.",
        unit="share", least=1e-9, most=0.5, key="hard_to_find_chance", is_rare=True,
    )  # fmt: skip
    outlet_days: int = setting(
        91, "Days of orders that say in which shops and channels an option sells.", unit="days", least=7, most=730,
        is_rare=True,
    )  # fmt: skip
