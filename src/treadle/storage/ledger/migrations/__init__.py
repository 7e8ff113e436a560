"""Steps from each edition of the ledger's tables to the next, run by Alembic; only ever added to."""
