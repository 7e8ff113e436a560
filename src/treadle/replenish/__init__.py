"""Replenish: stock and forecasts to orders and shipments.

Reading path: `replenish` (one decision) → `foresee` and `features` (what demand is expected) → `rehearse` and `doubt`
(how sure) → `order` (the shelf simulated, the order chosen).
"""
