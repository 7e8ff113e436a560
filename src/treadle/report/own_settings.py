"""The settings of a plan that are not the defaults, as a person writes them in treadle.toml."""

from __future__ import annotations

from treadle.terms.codec import from_text
from treadle.terms.policy import Policy
from treadle.terms.policy.setting import sections_of, settings_of


def own_settings(policy: str) -> list[tuple[str, str]]:
    """Name (section.key) and value of each setting of a plan's policy, as the codec wrote it, that is not the default;
    amounts in currency units, words one after the other."""
    own, plain = from_text(Policy, policy, file="plan.json", remedy="Plan again"), Policy()
    found = []
    for section in sections_of(Policy):
        mine, default = getattr(own, section), getattr(plain, section)
        for one in settings_of(type(mine)):
            value = getattr(mine, one.field)
            if value != getattr(default, one.field):
                found.append((f"{section}.{one.key}", _shown(value, one.is_money)))
    return found


def _shown(value: object, is_money: bool) -> str:
    if isinstance(value, tuple):
        return " ".join(str(part) for part in value)
    return f"{value / 100:,.2f}" if is_money and isinstance(value, int | float) else str(value)
