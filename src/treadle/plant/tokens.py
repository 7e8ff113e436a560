"""Secrets that are shown once: made here, kept as digests, compared in constant time."""

from __future__ import annotations

import functools
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from treadle.errors import InputError, MissingExtraError, Problem

if TYPE_CHECKING:
    from argon2 import PasswordHasher

#: Shortest and longest password (NIST SP 800-63B: length counts, not kinds of characters).
PASSWORD_LENGTHS = (12, 128)
#: A secret that was changed is good beside the new one for so long, unless said otherwise, and so long at most: a day
#: to change whoever holds it, a month at the utmost. Neither was tuned.
KEEP_BEFORE, MOST_KEPT = timedelta(hours=24), timedelta(days=30)
_WRITTEN = str.maketrans("@$013457!", "asoieastl"[:9])
_COMMON = re.compile(
    "pas+word|passwort|letmein|welcome|admin(?:istrator)?|iloveyou|monkey|dragon|sunshine|princess|football|baseball|"
    "superman|batman|trustno|master|shadow|michael|jennifer|qwert(?:y|z)?(?:uiop)?|asdf(?:ghjkl?)?|(?:z|y)xcvbnm?|qazwsx|"
    "wsxedc|abc(?:def(?:ghi)?)?|login|secret|changeme|default|guest|test|treadle|summer|winter|spring|autumn"
)
_TOKEN = re.compile(r"(join|key|session)\.([a-z0-9-]{1,200})\.([0-9a-f]{32})\.([A-Za-z0-9_-]{43})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What a caller shows: its kind ('join', 'key', 'session'), the brand, the id of the noun, and the secret."""

    kind: str
    brand_id: str
    noun_id: str
    secret: str

    def __str__(self) -> str:
        """As it is shown and sent."""
        return f"{self.kind}.{self.brand_id}.{self.noun_id}.{self.secret}"

    @property
    def digest(self) -> str:
        """What is kept of it: 256 random bits need no slow hash."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The name under which its digest is kept."""
        return f"{self.kind} {self.noun_id}"

    @property
    def csrf(self) -> str:
        """What a page must send along with each write of its session: nobody can tell it without the secret."""
        return hmac.new(self.secret.encode(), b"csrf", hashlib.sha256).hexdigest()

    def fits(self, digest: str | None) -> bool:
        """Whether a digest that was kept is this token's."""
        return digest is not None and hmac.compare_digest(self.digest, digest)


def new_token(kind: str, brand_id: str, noun_id: str) -> Token:
    """A token of 256 random bits."""
    return Token(kind=kind, brand_id=brand_id, noun_id=noun_id, secret=secrets.token_urlsafe(32))


def new_id() -> str:
    """An id that nobody can guess."""
    return secrets.token_hex(16)


def check_keep(keep: timedelta) -> None:
    """Raise `InputError` for a time that no secret is kept for beside the one that follows it."""
    if not timedelta(0) <= keep <= MOST_KEPT:
        hours = keep.total_seconds() / 3600
        raise InputError.single("hours", f"a secret is not kept for {hours:g} hours", "Say 0 to 720")


def read_token(text: str) -> Token | None:
    """A token as it was sent; None for anything else."""
    found = _TOKEN.fullmatch(text)
    return None if found is None else Token(kind=found[1], brand_id=found[2], noun_id=found[3], secret=found[4])


def password_problems(password: str, name: str) -> list[Problem]:
    """Why a password is not taken."""
    least, most = PASSWORD_LENGTHS
    found = []
    if not least <= len(password) <= most:
        found.append(("it has the wrong length", f"Take {least} to {most} characters"))
    if len(set(password)) < 5:
        found.append(("it repeats few characters", "Take a sentence, or let a password manager make one"))
    if _is_common(password):
        found.append(("it is one that many people take", "Take a sentence, or let a password manager make one"))
    if name and name.casefold() in password.casefold():
        found.append(("it holds the name", "Take one that does not"))
    return [Problem(file="password", what=what, remedy=remedy) for what, remedy in found]


def _is_common(password: str) -> bool:
    """Whether a password is made of what lists of stolen ones hold most often: common words and rows of a keyboard, one
    after the other, however written, and digits. A list of millions would have to be asked over a network."""
    plain = password.lower()
    read = plain.translate(_WRITTEN)  # letter for letter, so that places are the same
    spans = [one.span() for one in _COMMON.finditer(read)]
    left = [
        one
        for at, one in enumerate(plain)
        if (one.isalpha() or not one.isascii()) and not any(a <= at < b for a, b in spans)
    ]
    return len(left) < 4


def hash_password(password: str, name: str) -> str:
    """The digest of a password (argon2id). Raises `InputError` with everything that is wrong with it."""
    problems = password_problems(password, name)
    if problems:
        raise InputError(problems)
    return _hasher().hash(password)


def hash_pin(pin: str) -> str:
    """The digest of a PIN that was drawn here (argon2id): few digits, so whoever takes it limits the tries."""
    return _hasher().hash(pin)


def password_fits(password: str, digest: str | None) -> bool:
    """Whether a password is the one of a digest; takes as long where there is no digest."""
    from argon2.exceptions import InvalidHashError, VerificationError

    hasher = _hasher()
    try:
        hasher.verify(digest or _nobody(), password[: PASSWORD_LENGTHS[1] + 1])
    except (VerificationError, InvalidHashError):
        return False
    return digest is not None


@functools.cache
def _hasher() -> PasswordHasher:
    try:
        from argon2 import PasswordHasher
    except ModuleNotFoundError:
        raise MissingExtraError("Logging in", "serve") from None
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's least for argon2id


@functools.cache
def _nobody() -> str:
    return _hasher().hash(secrets.token_urlsafe(32))
