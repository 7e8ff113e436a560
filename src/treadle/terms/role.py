"""Who may do what: the one table that code, documents and tests share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Every role, with a sentence that says who it is for.
ROLES: Mapping[str, str] = {
    "owner": "Runs the brand: everything, and the only one who lets people in.",
    "planner": "Imports, plans, edits, releases, books what comes.",
    "buyer": "Decides what is bought: edits and approves.",
    "factory planner": "Looks after the making: orders, stages, what-ifs.",
    "supervisor": "Runs lines: books what comes, reports stages.",
    "station": "A tablet at a station: reports stages and scans.",
    "partner factory": "Somebody else's factory: sees and reports its own orders alone.",
    "read-only": "Looks, and changes nothing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Something that one may do: its sentence, and the roles that may. `is_own_only` names roles that may do it with
    what belongs to their factory alone."""

    sentence: str
    roles: frozenset[str]
    is_own_only: frozenset[str] = frozenset()


def _act(sentence: str, roles: str, own: str = "") -> Act:
    """An act from roles in one text, separated by commas."""
    named = {one.strip() for one in f"{roles},{own}".split(",") if one.strip()}
    alone = {one.strip() for one in own.split(",") if one.strip()}
    assert named <= set(ROLES), named - set(ROLES)
    return Act(sentence=sentence, roles=frozenset(named), is_own_only=frozenset(alone))


_READERS = "owner, planner, buyer, factory planner, supervisor, read-only"

#: Every act by its name. A key's scopes are such names.
ACTS: Mapping[str, Act] = {
    "be": _act("Ask who one is, log out, change one's own password.", ", ".join(ROLES)),
    "read": _act("Look at plans, buys, tables, jobs and reasons.", _READERS),
    "read orders": _act("Look at orders and what came of them.", f"{_READERS}, station", "partner factory"),
    "import": _act("Bring rows in, edit rows, take an import back.", "owner, planner"),
    "plan": _act("Have a plan, a forecast or a simulation made; cancel and repeat jobs.", "owner, planner"),
    "ask": _act("Ask what if, for a rush order, a marker or an export.", "owner, planner, buyer, factory planner"),
    "edit buy": _act("Change units of a proposed line, reject it, add a note.", "owner, planner, buyer"),
    "approve": _act("Approve a plan as it is edited, or take the approval back.", "owner, buyer"),
    "release": _act("Release an approved plan: orders are placed.", "owner, planner"),
    "amend": _act("Change, cancel or close an order.", "owner, planner, factory planner"),
    "receive": _act("Book what came of an order.", "owner, planner, factory planner, supervisor"),
    "report": _act(
        "Report a stage of an order finished.", "owner, planner, factory planner, supervisor, station",
        "partner factory",
    ),
    "stations": _act("Let tablets in at stations, and end them.", "owner, factory planner, supervisor"),
    "collect": _act("Send what customers did (a shop's write key).", "owner, planner"),
    "sell ahead": _act("Open campaigns, change them, call them off.", "owner, planner, buyer"),
    "take campaign orders": _act("Reserve for buyers of a campaign, let them leave (a shop's key).", "owner, planner"),
    "see money": _act(
        "Look at terms, statements and what is owed.", "owner, planner, buyer, read-only", "partner factory"
    ),
    "see the account": _act("Look at the brand's cash ahead.", "owner, planner, buyer, read-only"),
    "move goods": _act("Let goods leave for shops and stores, book what came or was refused.", "owner, planner"),
    "settle": _act("Agree on terms, draw statements up, book what was paid.", "owner, planner"),
    "source": _act("Ask factories: quotes, samples, approvals, orders offered.", "owner, planner, buyer"),
    "schedule": _act("Say what is done by itself at which hour.", "owner, planner"),
    "see entries": _act("Read every entry of the ledger, and have the books balanced.", "owner, planner, read-only"),
    "people": _act("Let users in, change and end them; make and end keys.", "owner"),
    "back up": _act("Take a backup of everything.", "owner"),
}  # fmt: skip


def may(role: str, act: str, scopes: tuple[str, ...] = ()) -> bool:
    """Whether a role may do an act; of a key with scopes, only where the act is one of them ('be' always)."""
    return role in ACTS[act].roles and (not scopes or act in scopes or act == "be")


def is_own_only(role: str, act: str) -> bool:
    """Whether a role may do an act with what belongs to its factory alone."""
    return role in ACTS[act].is_own_only
