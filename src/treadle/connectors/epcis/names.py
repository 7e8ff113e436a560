"""How our own things are named in events of EPCIS, and read from such names again."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, unquote

#: The namespace of what GS1 has no key for: bundles, rolls, orders, stations, operations, steps.
OWN: Final = "urn:treadle:"
#: Where cartons are named, by GS1 Digital Link.
_SSCC: Final = "https://id.gs1.org/00/"


def name_of(kind: str, own_id: str) -> str:
    """The address of a thing: 'carton' by its SSCC, any other `urn:treadle:KIND:ID`."""
    return f"{_SSCC}{own_id}" if kind == "carton" else f"{OWN}{kind}:{quote(own_id, safe='-._~')}"


def own_id(name: str) -> tuple[str, str]:
    """Kind and id of an address of ours; ('', the address) for any other."""
    if name.startswith(_SSCC):
        return "carton", name.removeprefix(_SSCC)
    kind, colon, rest = name.removeprefix(OWN).partition(":")
    return (kind, unquote(rest)) if name.startswith(OWN) and colon else ("", name)
