"""A number of a policy with its default, range, unit and sentence in one place: settings, checks and the reference
page are made from these."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, cast

from treadle.terms.fingerprint import WHERE_CHANGED

_SETTING = "setting"


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What treadle.toml may say of one field of a policy.

    `key` is its name there. A setting that `follows` another is None, and counts as that, where the file says nothing.
    An amount (`unit` 'money' or 'money per …') is written in the brand's currency and held in cents; `words` are a text
    whose words are separated by spaces and are held as a tuple. `is_rare` settings stand in the template with a #
    before them.
    """

    field: str
    key: str
    sentence: str
    unit: str
    least: float | None
    most: float | None
    one_of: tuple[str, ...]
    may_be_empty: bool
    follows: str
    is_rare: bool

    @property
    def is_money(self) -> bool:
        """True for an amount, which is held in cents."""
        return self.unit.startswith("money")


def setting(
    default: Any, sentence: str, *, unit: str = "", least: float | None = None, most: float | None = None,
    one_of: tuple[str, ...] = (), key: str = "", follows: str = "", may_be_empty: bool = False,
    is_rare: bool = False, is_late: bool = False,
) -> Any:  # fmt: skip
    """A field of a policy: its default and what treadle.toml may say of it. `key` where it is named otherwise there.

    `is_late`: it came when there were plans already, whose ids its default leaves as they are.
    """
    told = {
        "sentence": sentence, "unit": unit, "least": least, "most": most, "one_of": one_of, "key": key,
        "follows": follows, "may_be_empty": may_be_empty, "is_rare": is_rare,
    }  # fmt: skip
    return field(default=default, metadata={_SETTING: told, WHERE_CHANGED: is_late})


def section(sentence: str) -> Mapping[str, Any]:
    """What a field of the whole policy says of itself: a section of treadle.toml with its sentence."""
    return {_SETTING: sentence}


def settings_of(policy: type) -> Iterator[Setting]:
    """The settings of a room's policy in the order of its fields."""
    for one in fields(policy):
        if _SETTING in one.metadata:
            told = cast(dict[str, Any], one.metadata[_SETTING])
            yield Setting(field=one.name, **(told | {"key": told["key"] or one.name}))


def out_of_range(policy: Any) -> Iterator[tuple[str, object]]:
    """The fields of a room's policy that are out of their range, with their values."""
    for one in settings_of(type(policy)):
        value = getattr(policy, one.field)
        scale = 100 if one.is_money else 1
        too_low = one.least is not None and value < scale * one.least
        if too_low or (one.most is not None and value > scale * one.most):
            yield one.field, value


def sections_of(policy: type) -> dict[str, str]:
    """The sections of a whole policy with their sentences, in the order of its fields."""
    return {one.name: one.metadata[_SETTING] for one in fields(policy)}
