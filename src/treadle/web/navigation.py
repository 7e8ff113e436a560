"""The pages by their names, in the order of a day; a new page is a row here and a router in `site.ROUTERS`."""

from __future__ import annotations

from dataclasses import dataclass

from treadle.plant.people import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of the navigation: its label is `screen.{name}`, looking at it is `act` of the table of roles."""

    name: str
    path: str
    act: str
    group: str


#: In the order in which they are shown. `group` is `screen.{group}`.
PLACES: tuple[Place, ...] = (
    Place(name="today", path="/today", act="read", group="decide"),
    Place(name="buy", path="/buy", act="read", group="decide"),
    Place(name="demand", path="/demand", act="read", group="decide"),
    Place(name="campaigns", path="/campaigns", act="read", group="decide"),
    Place(name="orders", path="/orders", act="read orders", group="decide"),
    Place(name="schedule", path="/schedule", act="read", group="make"),
    Place(name="cutting", path="/cutting", act="read", group="make"),
    Place(name="lines", path="/lines", act="read", group="make"),
    Place(name="floor", path="/floor", act="read", group="make"),
    Place(name="inspection", path="/inspection", act="read", group="make"),
    Place(name="tablet", path="/tablet/", act="report", group="make"),
    Place(name="factories", path="/factories", act="read", group="network"),
    Place(name="shops", path="/shops", act="read", group="network"),
    Place(name="money", path="/money", act="see money", group="network"),
    Place(name="value", path="/value", act="read", group="look"),
    Place(name="trace", path="/trace", act="read", group="look"),
    Place(name="data", path="/data", act="read", group="look"),
    Place(name="people", path="/people", act="people", group="look"),
    Place(name="books", path="/books", act="see entries", group="look"),
)


def places_of(caller: Caller) -> tuple[Place, ...]:
    """The pages that a caller may look at."""
    return tuple(one for one in PLACES if caller.may(one.act))


def home_of(caller: Caller) -> str:
    """Where a caller begins: the first page that is theirs, else who they are."""
    found = places_of(caller)
    return found[0].path if found else "/me"
