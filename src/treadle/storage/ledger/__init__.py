"""The ledger: promises as entries that are only added to, and the state folded from them.

    .treadle/ledger.sqlite     entries · orders (their state after the newest entry) · kept (copies, to be made again)

SQLite in the brand's folder, one writer at a time; `protocol` is all that the rest of treadle knows of it.
"""
