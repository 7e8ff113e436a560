"""What the signals amount to, by period: the table `sense` makes and `anticipate` reads."""

from __future__ import annotations

import pyarrow as pa

from treadle.terms.schema import OUTPUTS

#: One row per SKU, shop and week from its launch (or first signal) to the last whole week. `shop` is '' where
#: the brand has no shops. `demand_units` is what would have sold with a full shelf: sold, plus what an empty shelf
#: turned away, less what came over from a neighbour's empty shelf: `came_over_units`. So demand + came over >= sold.
#: `demand_low`/`demand_high` hold it with 80 %. `in_stock_share` is the part of the week's live days on which it
#: could be bought and was watched. Traffic here is only what named the SKU itself.
HISTORY = OUTPUTS["history"].arrow

#: Where options sold lately: ordered units by option, shop and channel; '' where an order names none.
OUTLETS = pa.schema(
    [
        pa.field("option_id", pa.string(), nullable=False),
        pa.field("shop", pa.string(), nullable=False),
        pa.field("channel", pa.string(), nullable=False),
        pa.field("units", pa.float64(), nullable=False),
    ]
)

#: All traffic by option and week, whether it named the option or a SKU of it, also before its launch. Weeks
#: without any have no row.
TRAFFIC = OUTPUTS["traffic"].arrow

#: One row per option and week: the SKUs' rows added up (prices and in-stock shares weighted by the size curve),
#: plus the traffic that named only the option.
OPTION_HISTORY = OUTPUTS["option_history"].arrow

#: Interest in search terms outside the brand, from 0 to 100 in each region, by term and whole week.
OUTSIDE_INTEREST = OUTPUTS["outside_interest"].arrow

#: What is really up: listed in one of the last lists up to `week_start`, and keeping up. kind is 'option', 'attribute',
#: 'search' or 'searched attribute'. Acts per week before it was first listed and now; `rise` is the rate against what
#: its share before would have given, `chance` how likely that is where nothing rises; `since_week` began the run of
#: lists that hold it. `demand_rise` is the same of demand; where demand was listed as up as well, `sales_since_week`
#: says since when and `ahead_days` how many days later than the looks.
RISING = OUTPUTS["rising"].arrow

#: The record of past rising lists by kind: how many held anything, how often demand was listed as up, in how many of
#: those looks were listed by then (or earlier), and the median of the days between. `false_alarm_share` is how often a
#: list may hold anything where nothing rises.
RISING_RECORD = OUTPUTS["rising_record"].arrow

#: What people look for in vain. `why` is 'not in range' (no option has all that is asked for; `missing` is what none
#: has), 'hard to find' (options have it, yet searches lead to none far more often than others) or 'not understood'.
UNMET_SEARCHES = OUTPUTS["unmet_searches"].arrow

#: What an act is worth in units of demand, by category and kind of act: `units_each` are the units that follow one
#: more act where nothing else is known, with 80 % bounds; `units_beside` what is left of that once the other kinds are
#: known; `lead_days` how many days after the act the units come, on average; `traced_orders` orders that are known to
#: follow such an act of their own customer.
INTENT = OUTPUTS["intent"].arrow
