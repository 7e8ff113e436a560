"""The error tree.

TreadleError                     anything a user can act on; shown without a traceback
├── InputError                   a file, table or folder is wrong; carries *all* problems
│   └── SettingsError            treadle.toml is wrong
├── NotFoundError                a folder, plan, table or line that was named does not exist
├── ReleaseError                 an edited plan breaks a rule; carries all violations
├── ConflictError                somebody else changed it meanwhile; says who and what
├── LedgerError                  the ledger cannot be read or written
├── AccessError                  a server lets whoever asks not do this
├── ServerError                  no server answers, or one that is none of treadle's
├── MissingExtraError            an optional part is not installed; names the exact command
└── Stopped                      whoever asked for the work had no more time for it
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with an input, said so that its author can mend it.

    `row` is the line number as an editor shows it (the header is row 1); None where no row is meant.
    `stops_plan` is False where the row can be set aside and the plan goes on without it.
    """

    file: str
    what: str
    remedy: str
    row: int | None = None
    column: str | None = None
    stops_plan: bool = True

    def __str__(self) -> str:
        """One line: file, row, column, what is wrong, what to do."""
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column is not None:
            place += f", column {self.column}"
        return f"{place}: {self.what}. {self.remedy}"


class TreadleError(Exception):
    """Anything a user can act on. `exit_code` is what the command line returns."""

    exit_code = 1


class InputError(TreadleError):
    """A file, table or folder is wrong. Carries all problems, not the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def single(cls, file: str, what: str, remedy: str, row: int | None = None, column: str | None = None) -> InputError:
        """An error with just one problem."""
        return cls([Problem(file=file, what=what, remedy=remedy, row=row, column=column)])


class SettingsError(InputError):
    """treadle.toml is wrong: unknown keys or values out of range."""


class NotFoundError(TreadleError):
    """A folder, plan, table or line that was named does not exist."""


class ReleaseError(TreadleError):
    """An edited plan breaks a rule and was not released. Carries all violations."""

    def __init__(self, violations: Iterable[str]) -> None:
        self.violations = tuple(violations)
        super().__init__("\n".join(self.violations))


class ConflictError(TreadleError):
    """Somebody else changed the ledger since it was read; the text says who, when and what."""


class LedgerError(TreadleError):
    """The ledger cannot be read or written: locked for too long, the disk full, no database."""


class AccessError(TreadleError):
    """A server does not know the key that is shown, or its role may not do this."""


class ServerError(TreadleError):
    """No server answers at an address, or it answers what cannot be understood."""


class MissingExtraError(TreadleError):
    """An optional part is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(f"{what} needs an optional part: pip install 'treadle[{extra}]'")


class Stopped(TreadleError):
    """Work was ended from above before it was done; nothing half-written is left behind."""

    exit_code = 130

    def __init__(self, name: str, done: int, total: int) -> None:
        super().__init__(f"Stopped at {name}, {done} of {total}. No half-written file was left behind.")
