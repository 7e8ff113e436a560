"""What was made of a folder's tables, kept in memory until one of its files is touched.

    catalogue = rows.once(build_catalogue)      # build_catalogue(rows), or what it gave before

A service reads the same tables for every page. What is kept is of the stamp that the files had before they were read,
so whatever was touched meanwhile is read again the next time. Where something stops a plan nothing is kept, so that
its problems are told each time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from treadle.storage.touched_files import FilesStamp

#: Folders whose tables are kept. Not tuned: the brands of a service that are asked for most; bounds memory.
MOST_FOLDERS = 4
#: Of what depends on a day, so many days are kept: the plan's own, and the one that the folder has come to.
MOST_DAYS = 2

Build = Callable[..., Any]


@dataclass(slots=True)
class _Made:
    """What was made of a folder's tables by who made it and of which day."""

    stamp: FilesStamp
    made: dict[Build, OrderedDict[tuple[object, ...], Any]] = field(default_factory=dict)


@dataclass(slots=True)
class MadeBefore:
    """What was made by folder and time zone."""

    folders: OrderedDict[tuple[Path, str], _Made] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, place: tuple[Path, str], stamp: FilesStamp, build: Build, given: tuple[object, ...]) -> list[Any]:
        """What was made, alone in a list; an empty one where nothing is kept."""
        with self.lock:
            there = self.folders.get(place)
            if there is None or there.stamp != stamp or given not in there.made.get(build, ()):
                return []
            self.folders.move_to_end(place)
            there.made[build].move_to_end(given)
            return [there.made[build][given]]

    def keep(
        self, place: tuple[Path, str], stamp: FilesStamp, build: Build, given: tuple[object, ...], made: Any
    ) -> None:  # fmt: skip
        """Keep what was made, in place of all that was made of files as they were before."""
        with self.lock:
            there = self.folders.get(place)
            if there is None or there.stamp != stamp:
                there = self.folders[place] = _Made(stamp)
            self.folders.move_to_end(place)
            own = there.made.setdefault(build, OrderedDict())
            own[given] = made
            while len(own) > MOST_DAYS:
                own.popitem(last=False)
            while len(self.folders) > MOST_FOLDERS:
                self.folders.popitem(last=False)


MADE_BEFORE = MadeBefore()
