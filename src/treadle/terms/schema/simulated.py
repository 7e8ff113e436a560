"""Tables that `treadle simulate` writes: what decisions, speed and signals are worth over paired seasons."""

from __future__ import annotations

from treadle.terms.schema.column import OutTable, out

_ARM = out("arm", "text", "arm", "Who decided.")
_FACTORY = out("factory", "text", "factory", "Least order and lead time, such as 100/7.")
_LOW = out("low", "amount", "low", "Low end of its 95 % interval.")
_HIGH = out("high", "amount", "high", "High end of its 95 % interval.")
_DIFFERENCE = out("profit_difference", "amount", "difference in profit", "Mean over paired seasons.")
_SHARES = (
    out("share_of_hindsight", "share", "share of hindsight", "Profit as a share of what hindsight earns."),
    out("share_low", "share", "share, low", "Low end of its 95 % interval."),
    out("share_high", "share", "share, high", "High end of its 95 % interval."),
)
_STAGE = out("stage", "text", "stage", "The stage of a decision.")

SIMULATED_TABLES: tuple[OutTable, ...] = (
    OutTable(
        name="simulated_arms",
        doc="`arms.csv`: every figure of every arm, over seasons.",
        columns=(
            _ARM,
            out("figure", "text", "figure", "What is told, such as profit or lost_units."),
            out("mean", "figure", "mean", "Its mean over seasons."),
            out("low", "figure", "low", "Low end of its 95 % interval."),
            out("high", "figure", "high", "High end of its 95 % interval."),
            out("seasons", "count", "seasons", "Seasons that were lived."),
        ),
    ),
    OutTable(
        name="simulated_constants",
        doc="`constants.csv`: the constant rules that were tried at each factory.",
        columns=(
            _FACTORY,
            out("rule", "text", "rule", "The constant rule."),
            out("profit", "amount", "profit", "Its mean profit of a season."),
            out("is_best", "flag", "best", "Whether it is the best of its factory, chosen after the fact."),
        ),
    ),
    OutTable(
        name="simulated_differences",
        doc="`differences.csv`: what one way of deciding earns more than another.",
        columns=(out("what", "text", "what", "What is compared."), _DIFFERENCE, _LOW, _HIGH),
    ),
    OutTable(
        name="simulated_cash",
        doc="`cash.csv`: what quick response frees of the money that goods bind.",
        columns=(
            out("what", "text", "what", "What is compared."),
            out("cash_days", "mean_days", "cash days", "Days from paying for goods to being paid, on average."),
            out("cash_days_before", "mean_days", "cash days of the other", "The same of the other."),
            out("days_freed", "mean_days", "days freed", "How many days fewer."),
            out("days_low", "mean_days", "days freed, low", "Low end of its 95 % interval."),
            out("days_high", "mean_days", "days freed, high", "High end of its 95 % interval."),
            out("money_freed", "amount", "money freed", "How much less is laid out at a time, at most."),
            out("money_low", "amount", "money freed, low", "Low end of its 95 % interval."),
            out("money_high", "amount", "money freed, high", "High end of its 95 % interval."),
        ),
    ),
    OutTable(
        name="simulated_signals",
        doc="`signals.csv`: what traffic and searches are worth, by how much they tell.",
        columns=(
            out("signal_strength", "text", "strength of signals", "How much they tell; 0: nothing."),
            _DIFFERENCE, _LOW, _HIGH,
        ),
    ),
    OutTable(
        name="simulated_regret",
        doc="`regret.csv`: what each arm falls short of hindsight and of the best constant rule.",
        columns=(
            _ARM,
            out("regret", "amount", "short of hindsight", "How much less it earns than hindsight."),
            _LOW, _HIGH, *_SHARES,
            out("best_constant", "text", "best constant rule", "The constant rule that earned most, after the fact."),
            out("regret_to_constant", "amount", "short of that rule", "How much less it earns than that rule."),
            out("constant_low", "amount", "short of it, low", "Low end of its 95 % interval."),
            out("constant_high", "amount", "short of it, high", "High end of its 95 % interval."),
        ),
    ),
    OutTable(
        name="simulated_stages",
        doc="`stages.csv`: how long treadle's decisions took.",
        columns=(_ARM, _STAGE, out("seconds", "seconds", "seconds", "Seconds of a season, on average.")),
    ),
    OutTable(
        name="simulated_curves",
        doc="`curves.csv` of `treadle simulate --curves`: profit over least orders and lead times.",
        columns=(
            out("curve", "text", "curve", "minimum (least orders at 7 days) or lead (lead times at 100 pieces)."),
            out("value", "count", "value", "The least order in pieces, or the lead time in days."),
            out("policy", "text", "policy", "plain or treadle."),
            out("seasons", "count", "seasons", "Seasons that were lived."),
            *_SHARES,
            out("profit", "amount", "profit", "Mean profit of a season."),
            out("profit_low", "amount", "low", "Low end of its 95 % interval."),
            out("profit_high", "amount", "high", "High end of its 95 % interval."),
        ),
    ),
    OutTable(
        name="simulated_rules",
        doc="`rules.csv` of `treadle simulate rules`: what constant rules earn at each factory.",
        columns=(
            _FACTORY,
            out("cover_weeks", "weeks", "weeks of cover", "Weeks that the rule buys for."),
            out("seasons", "count", "seasons", "Seasons that were lived."),
            *_SHARES,
            out("profit", "amount", "profit", "Mean profit of a season."),
            out("profit_low", "amount", "low", "Low end of its 95 % interval."),
            out("profit_high", "amount", "high", "High end of its 95 % interval."),
        ),
    ),
    OutTable(
        name="simulated_speed",
        doc="`speed.csv` of `treadle simulate --speed`: how long one decision takes, by range and stage.",
        columns=(
            out("range", "text", "range", "The range that was planned."), _STAGE,
            out("seconds_per_decision", "seconds", "seconds a decision", "Mean seconds of one decision."),
        ),
    ),
)  # fmt: skip
