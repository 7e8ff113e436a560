"""The policy in a written plan: read again as it was, refused where an older edition wrote it."""

from __future__ import annotations

import pytest

from treadle.day.tables import read_policy
from treadle.errors import InputError
from treadle.terms.codec import to_text
from treadle.terms.policy import CleanPolicy, NestPolicy, Policy, PromisePolicy


def test_a_policy_survives_being_written() -> None:
    policy = Policy(
        clean=CleanPolicy(staff_words=("own", "@a.b")), nest=NestPolicy(nest_moves=3),
        promise=PromisePolicy(used_levels=((0.5, 0.6), (0.9, 0.95))),
    )  # fmt: skip
    assert read_policy(to_text(policy), "plan") == policy


def test_the_flat_settings_of_an_older_edition_are_refused_with_a_remedy() -> None:
    with pytest.raises(InputError, match="older edition of treadle, with other settings"):
        read_policy('{"seed": 0, "lead_days": 3}', "plan")
