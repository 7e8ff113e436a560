"""What rows are known by in the folders that are there stays what it is, however it is worked out."""

from __future__ import annotations

import hashlib

import duckdb

from treadle.storage.row_identity import lower_sql, upper_sql


def test_both_halves_of_a_digest_are_those_that_kept_rows_have() -> None:
    texts = ["", "a", "signals|s000001", "größe 38|红", *(f"row {at}" for at in range(200))]
    with duckdb.connect() as connection:
        told = connection.execute(
            f"SELECT {upper_sql('n')}, {lower_sql('n')}, md5_number_upper(text), md5_number_lower(text) "
            "FROM (SELECT text, md5_number(text) AS n FROM (SELECT unnest($1) AS text))",
            [texts],
        ).fetchall()
    by_hand = [hashlib.md5(text.encode()).digest() for text in texts]
    halves = [(int.from_bytes(one[:8], "little"), int.from_bytes(one[8:], "little")) for one in by_hand]
    assert [row[:2] for row in told] == [row[2:] for row in told] == halves
