"""Actions of a command that names them in its first word, and the names after it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def named(command: str, names: Sequence[str], place: int, what: str) -> str:
    """The name that an action needs, by its place after the action. Raises `InputError` where it is missing."""
    from treadle.errors import InputError

    if len(names) <= place:
        raise InputError.single(command, f"{what} is missing", "Name it after the action")
    return names[place]


def refuse_other(command: str, action: str, actions: Iterable[str]) -> None:
    """Raise `InputError` for an action that is none."""
    from treadle.errors import InputError

    if action not in (known := tuple(actions)):
        raise InputError.single(command, f"'{action}' is no action", f"Say one of: {', '.join(known)}")


def piece_cents(pieces: Iterable[str]) -> dict[str, int]:
    """Prices of a piece by style, as 'style=price'. Raises `InputError`."""
    from treadle.errors import InputError

    found = {}
    for one in pieces:
        style, _, price = one.partition("=")
        try:
            found[style] = round(float(price) * 100)
        except ValueError:
            raise InputError.single("--piece", f"'{one}' is no price", "Say style=price, such as TEE1=4.20") from None
    return found
