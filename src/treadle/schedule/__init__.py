"""Schedule: work orders over cutting tables and sewing lines on shift calendars, rush orders, and promises.

Reading path: `jobs` (orders to a shop) → `dispatch` and `improve` (the search) → `plan` (the schedule) → `causes`
(why) → `checks` (every rule again, from scratch) → `promise` (and `learning`, from promises
that were kept or not), `rush`, `repair`.
"""
