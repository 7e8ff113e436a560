"""The sew room: operations to stations and people, and what a line can do.

Reading path: `balance` (the answer and its reason) → `crew` (stations, people, minutes) → `cuts` (a first plan) →
`improve` (counted search) → `check` (every rule again, from scratch).
"""
