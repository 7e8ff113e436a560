"""The sew room: operations to stations and people, and what a line can do.

Reading path: `balance` (the answer and its reason) → `crew` (stations, people, minutes) → `cuts` and `own_times` (first
plans) → `improve` (counted search) → `check` (every rule again, from scratch). The bare problems are in `simple_line`:
`stations` solves those of equal workers, `staffing` those of workers who differ, from `beam`, `bounds` and
`solvers/cp_sat`. `flow` plays a balanced line bundle by bundle.
"""
