"""Settle: what was accepted and sold to what is owed, paid and left in cash.

Reading path: `batches` (entries → what is owed to whom) → `statements` (drawn up, matched) → `fold` (what the ledger
keeps) → `early` (paid sooner where both gain) → `cash_curve`.
"""
