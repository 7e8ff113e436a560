"""Tell others what happened: signed messages after the Standard Webhooks convention, sent again until they are taken.

What is told is an entry of the ledger, so that nothing that happened is forgotten and nothing is told that did not:
each address has a place up to which entries were asked to be sent; sending is a job. The convention:
https://www.standardwebhooks.com (headers webhook-id, webhook-timestamp, webhook-signature).
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from filelock import FileLock

from treadle.connectors.outbound import check_url, post
from treadle.errors import InputError, LedgerError, NotFoundError, Problem
from treadle.plant.books import database_of, ledger_of
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import KEEP_BEFORE, check_keep
from treadle.settings import webhook_networks
from treadle.storage.ledger.jobs import Jobs
from treadle.storage.ledger.protocol import Ledger
from treadle.storage.private_file import write_private
from treadle.terms.codec import from_text, json_text, to_text, to_values
from treadle.terms.entry import Entry
from treadle.terms.job import Job, JobEnded
from treadle.terms.webhook import TOLD, TYPES, Webhook, WebhookSet

KIND = "webhook"
FILE_NAME = "webhooks.json"
#: A message is tried so often: at once, then after 2, 8, 32, 128, 512, 2,048 and 8,192 seconds (three hours in all).
ATTEMPTS = 8
#: Entries that are asked to be sent in one look.
MOST_AT_ONCE = 200
GONE = 410
NO_SECRET = "Its secret is not here, as after a restore without secrets. Make another one, then send again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """A secret that was changed, good until a moment."""

    secret: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Secrets:
    """What signs for each address; `before` signs beside it until its end."""

    secrets: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[str, Before] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A message that an address never took: the job that tried last, what it is of, why, and when it was given up."""

    job_id: str
    type: str
    subject: str
    entry: int
    told: str
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Messages that were taken, those that are tried again later, and those given up."""

    taken: int
    waiting: int
    failed: int


def add_webhook(brand: ServedBrand, *, url: str, types: Sequence[str], author: str) -> tuple[str, str]:
    """Tell an address of messages of these types (none: all) from now on: its id, and the secret that signs, told only
    now. Raises `InputError` with everything that is wrong."""
    problems: list[Problem] = []
    try:
        check_url(url, webhook_networks())
    except InputError as error:
        problems += error.problems
    unknown = sorted(set(types) - set(TYPES))
    if unknown:
        remedy = f"Say some of: {', '.join(TYPES)}"
        problems += [Problem(file="types", what=f"there is no type {one}", remedy=remedy) for one in unknown]
    if problems:
        raise InputError(problems)
    webhook_id, secret = secrets.token_hex(8), _new_secret()
    with _alone(brand.folder):
        _write(brand.folder, webhook_id, secret)
    _set(brand, webhook_id, WebhookSet(url=url, types=tuple(dict.fromkeys(types)) or tuple(TYPES)), author)
    return webhook_id, secret


def renew_webhook(brand: ServedBrand, webhook_id: str, *, keep: timedelta = KEEP_BEFORE, author: str) -> str:
    """Another secret for an address, told only now. For so long messages are signed with both, so that a receiver may
    change when it likes. Raises `NotFoundError`, and `InputError` for an address that is told nothing any more or a
    time that is none."""
    one = _webhook(brand, webhook_id)
    check_keep(keep)
    if not one.is_active:
        raise InputError.single("webhook", "it is told nothing any more", "Add the address again")
    secret, until = _new_secret(), datetime.now(UTC) + keep
    with _alone(brand.folder):
        held = _secrets(brand.folder).secrets.get(webhook_id)
        _write(brand.folder, webhook_id, secret, None if held is None else Before(secret=held, until=until))
    reason = f"another secret; the one before signs until {until:%Y-%m-%d %H:%M} UTC"
    _set(brand, webhook_id, WebhookSet(url=one.url, types=one.types, reason=reason), author, secrets.token_hex(8))
    return secret


def webhooks_of(brand: ServedBrand) -> tuple[Webhook, ...]:
    """Every address that was ever to be told."""
    return tuple(held.state for held in _ledger(brand).states(Webhook))


def end_webhook(brand: ServedBrand, webhook_id: str, *, author: str, reason: str = "ended") -> None:
    """Tell an address nothing any more; done twice, once. Raises `NotFoundError`."""
    one = _webhook(brand, webhook_id)
    if one.is_active:
        _set(brand, webhook_id, WebhookSet(url=one.url, types=one.types, is_active=False, reason=reason), author)
    with _alone(brand.folder):
        _write(brand.folder, webhook_id, None)


def ask_webhooks(brand: ServedBrand) -> int:
    """Ask for every entry that somebody wants to hear of and that was not asked to be sent; how many there were.

    Killed in between, it is asked again, and the job is there.
    """
    ledger = _ledger(brand)
    asked = 0
    for one in webhooks_of(brand):
        if not one.is_active:
            continue
        mark = f"{KIND} {one.webhook_id}"
        place = int(ledger.kept(mark) or one.since)
        entries = ledger.entries(kinds=[TYPES[name] for name in one.types], after=place, most=MOST_AT_ONCE)
        for entry in entries:
            _ask(brand, one.webhook_id, entry, "")
            asked += 1
        if entries:
            ledger.keep(mark, str(entries[-1].number))
    return asked


def send_webhook(brand: ServedBrand, job: Job) -> JobEnded:
    """Do one job: post its message once. Raises OSError where it was not taken, so that it is tried again."""
    number = int(job.arguments["entry"])
    one = _webhook(brand, job.arguments["webhook_id"])
    signing = _signing(brand.folder, one.webhook_id)
    if not one.is_active:
        return JobEnded(state="cancelled", told="The address is told nothing any more.")
    if not signing:
        return JobEnded(state="failed", told=NO_SECRET)
    found = _ledger(brand).entries(after=number - 1, most=1)
    if not found or found[0].number != number:
        return JobEnded(state="failed", told=f"There is no entry {number}.")
    message_id, body = message_of(brand.brand_id, found[0])
    headers = signed_headers(signing, message_id, datetime.now(UTC), body)
    answer = post(one.url, body, headers, webhook_networks())
    if answer.status == GONE:
        end_webhook(brand, one.webhook_id, author="its own answer", reason="it answered that it is gone (410)")
        return JobEnded(state="failed", told="The address answered that it is gone; it is told nothing any more.")
    if not 200 <= answer.status < 300:
        raise ConnectionError(f"The address answered {answer.status}: {' '.join(answer.text.split())[:200]}")
    return JobEnded(state="done", told=f"Taken with {answer.status}.", result={"message_id": message_id})


def deliver(brand: ServedBrand, worker_id: str) -> Delivered:
    """Ask for what is to be told, and do every job of it that is due, as a worker does."""
    ask_webhooks(brand)
    jobs = _jobs(brand)
    taken = waiting = failed = 0
    while (claim := jobs.claim(worker_id, [KIND])) is not None:
        try:
            ended = send_webhook(brand, claim.job)
        except (OSError, LedgerError) as error:
            is_last = claim.job.attempt >= claim.job.most_attempts
            failed, waiting = failed + is_last, waiting + (not is_last)
            jobs.try_again(claim.token, str(error))
            continue
        jobs.end(claim.token, ended)
        taken += ended.state == "done"
        failed += ended.state == "failed"
    return Delivered(taken=taken, waiting=waiting, failed=failed)


def message_of(brand_id: str, entry: Entry) -> tuple[str, bytes]:
    """An entry as a message: its id, the same at every attempt, and its body."""
    message_id = f"msg_{sha256(f'{brand_id} {entry.number} {entry.key}'.encode()).hexdigest()[:32]}"
    told = {
        "type": TOLD[entry.kind][0],
        "timestamp": (entry.written_at or entry.known_at).astimezone(UTC).isoformat(),
        "data": {
            "brand_id": brand_id, "entry": entry.number, "subject": entry.subject, "author": entry.author,
            "happened_at": entry.happened_at.astimezone(UTC).isoformat(), "currency": entry.currency,
            "body": to_values(entry.body),
        },
    }  # fmt: skip
    return message_id, json_text(told).encode("utf-8")


def signed_headers(signing: Sequence[str], message_id: str, now: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message, signed with each secret (Standard Webhooks, v1: HMAC-SHA256 over id, moment, body)."""
    moment = str(int(now.timestamp()))
    signed = f"{message_id}.{moment}.".encode() + body
    keys = [b64decode(one.removeprefix("whsec_")) for one in signing]
    made = " ".join(f"v1,{b64encode(hmac.new(key, signed, sha256).digest()).decode()}" for key in keys)
    return {
        "content-type": "application/json", "user-agent": "treadle-webhooks", "webhook-id": message_id,
        "webhook-timestamp": moment, "webhook-signature": made,
    }  # fmt: skip


def failed_messages(brand: ServedBrand, webhook_id: str) -> list[Failed]:
    """What an address never took and was not sent again since, newest first. Raises `NotFoundError`."""
    _webhook(brand, webhook_id)
    ledger = _ledger(brand)
    newest: dict[int, Job] = {}
    for job in _jobs(brand).jobs(kind=KIND):
        if job.arguments["webhook_id"] == webhook_id:
            newest.setdefault(int(job.arguments["entry"]), job)
    found = []
    for number, job in newest.items():
        if job.state != "failed":
            continue
        (entry,) = ledger.entries(after=number - 1, most=1)
        found.append(
            Failed(job_id=job.job_id, type=TOLD[entry.kind][0], subject=entry.subject, entry=number, told=job.told,
                   ended_at=job.ended_at)
        )  # fmt: skip
    return found


def send_again(brand: ServedBrand, webhook_id: str) -> int:
    """Ask for everything that an address never took to be sent again; how much that is. Raises `NotFoundError`."""
    ledger = _ledger(brand)
    failed = failed_messages(brand, webhook_id)
    for one in failed:
        (entry,) = ledger.entries(after=one.entry - 1, most=1)
        _ask(brand, webhook_id, entry, f":after {one.job_id}")
    return len(failed)


def _ask(brand: ServedBrand, webhook_id: str, entry: Entry, again: str) -> None:
    _jobs(brand).ask(
        KIND, {"webhook_id": webhook_id, "entry": str(entry.number)}, author=entry.author, most_attempts=ATTEMPTS,
        key=f"{KIND}:{webhook_id}:{entry.number}{again}",
    )  # fmt: skip


def _set(brand: ServedBrand, webhook_id: str, body: WebhookSet, author: str, turn: str = "") -> None:
    now = datetime.now(UTC)
    key = f"{KIND}:{webhook_id}:{turn or ('set' if body.is_active else 'ended')}"
    _ledger(brand).add([
        Entry(kind=KIND, subject=webhook_id, happened_at=now, known_at=now, author=author, key=key, body=body)
    ])  # fmt: skip


def _webhook(brand: ServedBrand, webhook_id: str) -> Webhook:
    held = _ledger(brand).state(Webhook, webhook_id)
    if held is None:
        raise NotFoundError(f"There is no webhook {webhook_id}.")
    return held.state


def _ledger(brand: ServedBrand) -> Ledger:
    return ledger_of(brand.folder, brand.settings)


def _jobs(brand: ServedBrand) -> Jobs:
    return Jobs(ledger=database_of(brand.folder, brand.settings))


def _secrets(folder: Path) -> Secrets:
    path = folder / ".treadle" / FILE_NAME
    if not path.is_file():
        return Secrets()
    remedy = "Restore it, or end the webhooks and add them again"
    return from_text(Secrets, path.read_bytes(), file=FILE_NAME, remedy=remedy)


def _signing(folder: Path, webhook_id: str) -> list[str]:
    """What signs a message now: the secret, and the one before while it is good."""
    held = _secrets(folder)
    before = held.before.get(webhook_id)
    found = [held.secrets[webhook_id]] if webhook_id in held.secrets else []
    return [*found, before.secret] if before is not None and before.until > datetime.now(UTC) else found


def _new_secret() -> str:
    return f"whsec_{b64encode(secrets.token_bytes(32)).decode()}"


def _alone(folder: Path) -> FileLock:
    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    return FileLock(home / "webhooks.lock")


def _write(folder: Path, webhook_id: str, secret: str | None, before: Before | None = None) -> None:
    """Put the secret of an address in place of the one before (None: it has none any more)."""
    held = _secrets(folder)
    found = {name: one for name, one in held.secrets.items() if name != webhook_id}
    old = {name: one for name, one in held.before.items() if name != webhook_id and one.until > datetime.now(UTC)}
    found |= {} if secret is None else {webhook_id: secret}
    old |= {} if before is None else {webhook_id: before}
    write_private(folder / ".treadle" / FILE_NAME, to_text(Secrets(secrets=found, before=old)))
