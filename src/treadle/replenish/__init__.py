"""Replenish: stock and demand paths to orders and shipments.

Reading path: `replenish` (one decision) → `order` (the shelf simulated, the order chosen); `refill` and `transfer`.
"""
