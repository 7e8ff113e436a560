"""Which names an `@context` declares, so that a field of a maker's own can be told from a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

#: Prefixes that the context of EPCIS 2.0 declares itself.
BUILT_IN: Final = frozenset({"epcis", "cbv", "cbvmda", "gs1", "rdfs", "owl", "xsd", "dcterms"})
_STANDARD: Final = re.compile(r"epcis[^/]*context", re.IGNORECASE)
_FULL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?://|[^/\s])[^\s]*")


@dataclass(frozen=True, slots=True)
class Names:
    """What is declared at a place of a document.

    `has_standard`: GS1's context is named. `has_unread`: another context is named by its address, which is not
    fetched, so that names without a prefix cannot be judged.
    """

    prefixes: frozenset[str] = BUILT_IN
    terms: frozenset[str] = frozenset()
    has_standard: bool = False
    has_unread: bool = False

    def with_context(self, context: Any) -> Names:
        """These names and those of a further `@context`: an address, an object, or a list of them."""
        names = self
        for one in context if isinstance(context, list) else [context]:
            if isinstance(one, str):
                standard = bool(_STANDARD.search(one))
                names = replace(
                    names,
                    has_standard=names.has_standard or standard,
                    has_unread=names.has_unread or not standard,
                )
            elif isinstance(one, Mapping):
                declared = {key for key, value in one.items() if isinstance(value, str | Mapping)}
                names = replace(
                    names,
                    prefixes=names.prefixes | declared,
                    terms=names.terms | declared,
                    has_unread=names.has_unread or "@vocab" in one or "@import" in one,
                )
        return names

    def problem(self, name: str) -> str:
        """Why a field of a maker's own may not be called so; empty where it may."""
        if name.startswith("@") or name in self.terms:
            return ""
        prefix, colon, local = name.partition(":")
        if not colon:
            return "" if self.has_unread else "it is no field of the standard and has no namespace"
        if prefix in self.prefixes:
            return "" if local else "nothing stands behind its prefix"
        if local.startswith("//") or prefix == "urn":
            return "" if _FULL.fullmatch(name) else "it is no address"
        return "" if self.has_unread else f"its prefix {prefix!r} is not declared in @context"

    def declares(self, text: str) -> bool:
        """True for a compact name whose prefix is declared."""
        prefix, colon, local = text.partition(":")
        return bool(colon and local and not local.startswith("//") and prefix in self.prefixes)
