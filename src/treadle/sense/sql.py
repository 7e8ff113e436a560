"""The queries of the room: plain ANSI SQL over table `acts`, run by whichever engine the day brings.

`acts` has one row per signal or part of a total: day (whole days since 1970-01-01), week (that of its week's
first day), sku, option_id, query, shop, kind, units, price_cents.
"""

from __future__ import annotations

#: Units and money by SKU, shop, week and kind, from the signals that name a SKU.
BY_SKU = """
SELECT sku, shop, week, kind,
       SUM(units) AS units,
       SUM(CASE WHEN price_cents IS NULL THEN 0.0 ELSE units END) AS priced_units,
       SUM(CASE WHEN price_cents IS NULL THEN 0.0 ELSE units * price_cents END) AS paid_cents,
       MIN(day) AS first_day
FROM acts
WHERE sku IS NOT NULL
GROUP BY sku, shop, week, kind
ORDER BY sku, shop, week, kind
"""

#: Units by option, week and kind, from the signals that name an option but no SKU.
BY_OPTION = """
SELECT option_id, week, kind, SUM(units) AS units, MIN(day) AS first_day
FROM acts
WHERE sku IS NULL AND option_id IS NOT NULL
GROUP BY option_id, week, kind
ORDER BY option_id, week, kind
"""

#: Searches by their words and week, with how many of them led to no option.
BY_QUERY = """
SELECT query, week,
       SUM(units) AS searches,
       SUM(CASE WHEN sku IS NULL AND option_id IS NULL THEN units ELSE 0.0 END) AS unled_searches
FROM acts
WHERE kind = 'search' AND query IS NOT NULL
GROUP BY query, week
ORDER BY query, week
"""

#: Searches of some signals and of others, in rows of `BY_QUERY`, together.
TOGETHER = """
SELECT query, week, SUM(searches) AS searches, SUM(unled_searches) AS unled_searches
FROM parts
GROUP BY query, week
ORDER BY query, week
"""
