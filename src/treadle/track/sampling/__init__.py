"""Acceptance sampling by attributes after ISO 2859-1: tables, plans, curves, switching."""
