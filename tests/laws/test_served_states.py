"""People, keys, drafts, jobs and webhooks of a served brand against a model of plain dictionaries, whatever is done.

Every rule does one thing by a use case, and the same to the model; after each, who shows what token is whom the model
says, and every state is the model's. TREADLE_STEPS=300 TREADLE_EXAMPLES=100 is worth an evening.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant import people, webhooks
from treadle.plant.jobs import ask_again, jobs_of
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import Token
from treadle.storage.ledger.jobs import BACK_OFF, LEASE, Jobs
from treadle.storage.ledger.protocol import Seen
from treadle.terms.draft import ApprovalEnded, Approved, Draft, LineEdited
from treadle.terms.entry import Body, Entry
from treadle.terms.job import JobEnded
from treadle.terms.people import User

STEPS, EXAMPLES = int(os.environ.get("TREADLE_STEPS", "40")), int(os.environ.get("TREADLE_EXAMPLES", "3"))
BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOWS = ("renew", "done", "failed", "again", "back")
ROLES = ("owner", "planner", "buyer", "read-only")
#: Time passes with whatever is done.
PASSING = (1, 20, 3, 1800, 7)
WHICH = st.integers(0, 10**6)


class Served(RuleBasedStateMachine):
    """The brand, and `users`, `sessions`, `keys`, `hooks`, `jobs`, `plans` as they should be."""

    @initialize()
    def begin(self) -> None:
        self.patch = pytest.MonkeyPatch()
        self.folder = Path(tempfile.mkdtemp())
        (self.folder / "treadle.toml").write_text('[brand]\ntime_zone = "UTC"\n', encoding="utf-8")
        self.brand = ServedBrand(brand_id="brand", folder=self.folder)
        self.now, self.turn = BEGAN, 0
        self.patch.setattr(people, "now", lambda: self.now)
        self.users: dict[str, dict[str, Any]] = {}
        self.sessions: dict[str, tuple[Token, str, datetime, bool]] = {}
        self.keys: dict[str, dict[str, Any]] = {}
        self.hooks: dict[str, tuple[str, int]] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.claims: list[tuple[str, str]] = []
        self.plans: dict[str, dict[str, Any]] = {}
        self.come("owner")

    def teardown(self) -> None:
        self.everything_folds_to_the_same_again()
        self.what_is_not_there_is_not_there()
        self.patch.undo()
        shutil.rmtree(self.folder, ignore_errors=True)

    def name(self, what: str) -> str:
        self.turn += 1
        self.now += timedelta(seconds=PASSING[self.turn % len(PASSING)])
        return f"{what}{self.turn}"

    def table(self) -> Jobs:
        jobs = jobs_of(self.brand)
        return replace(jobs, ledger=replace(jobs.ledger, clock=lambda: self.now))

    def pick(self, held: Mapping[str, Any], which: int) -> str:
        return list(held)[which % len(held)]

    # People

    @rule(role=st.sampled_from(ROLES))
    def come(self, role: str) -> None:
        user_id = self.name("u")
        people.add_user(self.brand, user_id, name=user_id, role=role, author="x")
        self.users[user_id] = {"role": role, "is_active": True}

    @rule(which=WHICH)
    def log_in(self, which: int) -> None:
        user_id = self.pick(self.users, which)
        token = people.begin_session(self.brand, people.user_of(self.brand, user_id).state)
        self.sessions[token.noun_id] = (token, user_id, self.now + people.SESSION, False)

    @precondition(lambda self: self.sessions)
    @rule(which=WHICH)
    def log_out(self, which: int) -> None:
        token, user_id, until, _ = self.sessions[self.pick(self.sessions, which)]
        caller = people.caller_of(self.brand, token)
        if caller is not None:
            people.log_out(caller)
            self.sessions[token.noun_id] = (token, user_id, until, True)

    @rule(which=WHICH, role=st.sampled_from(ROLES), is_active=st.booleans(), is_stale=st.booleans())
    def change(self, which: int, role: str, is_active: bool, is_stale: bool) -> None:
        user_id, key = self.pick(self.users, which), self.name("c")
        held = people.user_of(self.brand, user_id)
        owners = {one for one, told in self.users.items() if told["role"] == "owner" and told["is_active"]}
        stays = (role == "owner" and is_active) or bool(owners - {user_id}) or self.users[user_id]["role"] != "owner"
        told = {"role": role, "is_active": is_active, "author": "x", "key": key}
        if not stays:
            with pytest.raises(InputError, match="nobody would be left"):
                people.change_user(self.brand, user_id, **told)
        elif is_stale:
            with pytest.raises(ConflictError):
                people.change_user(self.brand, user_id, **told, version=held.version - 1)
        else:
            people.change_user(self.brand, user_id, **told, version=held.version)
            self.users[user_id] = {"role": role, "is_active": is_active}
            for name, (token, owner, until, _) in list(self.sessions.items()):
                if owner == user_id and not is_active:
                    self.sessions[name] = (token, owner, until, True)

    # Keys

    @rule(role=st.sampled_from(ROLES), hours=st.none() | st.integers(1, 2))
    def make_key(self, role: str, hours: int | None) -> None:
        until = None if hours is None else self.now + timedelta(hours=hours)
        token = people.make_key(self.brand, name=self.name("k"), role=role, until=until, author="x")
        self.keys[token.noun_id] = {"token": token, "role": role, "until": until, "is_ended": False}

    @precondition(lambda self: self.keys)
    @rule(which=WHICH)
    def end_key(self, which: int) -> None:
        key_id = self.pick(self.keys, which)
        people.end_key(self.brand, key_id, reason="lost", author="x")
        self.keys[key_id]["is_ended"] = True

    @precondition(lambda self: self.keys)
    @rule(which=WHICH, hours=st.integers(0, 2))
    def renew_key(self, which: int, hours: int) -> None:
        key_id = self.pick(self.keys, which)
        before = self.keys[key_id]
        if not self.is_good(before):
            with pytest.raises(InputError, match="good no longer"):
                people.renew_key(self.brand, key_id, author="x")
            return
        token = people.renew_key(self.brand, key_id, keep=timedelta(hours=hours), author="x")
        self.keys[token.noun_id] = {**before, "token": token}
        end = self.now + timedelta(hours=hours)
        before["until"] = end if before["until"] is None else min(end, before["until"])

    def is_good(self, key: Mapping[str, Any]) -> bool:
        return not key["is_ended"] and (key["until"] is None or key["until"] > self.now)

    # A plan on its way to release

    @rule(which=st.integers(0, 2), line=st.sampled_from("ab"), units=st.integers(0, 9), is_undone=st.booleans())
    def edit(self, which: int, line: str, units: int, is_undone: bool) -> None:
        plan = self.plans.setdefault(f"p{which}", {"edits": {}, "is_approved": False})
        self.tell("edit", f"p{which}", LineEdited(line_id=line, planned_units=5, units=units, is_undone=is_undone))
        if is_undone:
            plan["edits"].pop(line, None)
        else:
            plan["edits"][line] = units
        plan["is_approved"] = False

    @rule(which=st.integers(0, 2), is_given=st.booleans())
    def approve(self, which: int, is_given: bool) -> None:
        plan = self.plans.setdefault(f"p{which}", {"edits": {}, "is_approved": False})
        self.tell(
            "approval" if is_given else "approval ended", f"p{which}", Approved() if is_given else ApprovalEnded()
        )
        plan["is_approved"] = is_given

    def tell(self, kind: str, subject: str, body: Body) -> None:
        ledger = people._ledger(self.brand)
        held = ledger.state(Draft, subject)
        version = 0 if held is None else held.version
        entry = Entry(kind=kind, subject=subject, happened_at=self.now, known_at=self.now, author="x", body=body,
                      key=self.name("e"))  # fmt: skip
        if held is not None:
            with pytest.raises(ConflictError):
                ledger.add([entry], seen=[Seen(kind=Draft, state_id=subject, version=version - 1)])
        assert ledger.add([entry], seen=[Seen(kind=Draft, state_id=subject, version=version)] if held else []).is_new
        assert not ledger.add([entry]).is_new  # the same again changes nothing

    # Work

    @rule(attempts=st.integers(1, 3), how=st.sampled_from(("wait", *HOWS)))
    def ask(self, attempts: int, how: str) -> None:
        key = self.name("j")
        job = self.table().ask("export", {"table": key}, key=key, author="x", most_attempts=attempts)
        assert self.table().ask("export", {}, key=key, author="y").job_id == job.job_id
        self.asked(job.job_id, attempts)
        if how != "wait":
            self.claim()
        if how in HOWS and self.claims:
            self.tell_of_work(len(self.claims) - 1, how)

    def asked(self, job_id: str, attempts: int) -> None:
        self.jobs[job_id] = {"state": "waiting", "attempt": 0, "most": attempts, "from": self.now, "number": self.turn}

    @rule()
    def claim(self) -> None:
        for one in self.jobs.values():
            if one["state"] == "doing" and one["until"] < self.now and one["attempt"] >= one["most"]:
                one["state"] = "failed"
        due = [name for name, one in self.jobs.items() if (one["state"] == "waiting" and one["from"] <= self.now)
               or (one["state"] == "doing" and one["until"] < self.now)]  # fmt: skip
        found = self.table().claim("w", ["export"])
        if not due:
            assert found is None
            return
        wanted = min(due, key=lambda name: self.jobs[name]["number"])
        assert found is not None and found.job.job_id == wanted
        one = self.jobs[wanted]
        one |= {"state": "doing", "attempt": one["attempt"] + 1, "until": self.now + LEASE, "token": found.token}
        self.claims.append((wanted, found.token))

    @precondition(lambda self: self.claims)
    @rule(which=WHICH, how=st.sampled_from(HOWS))
    def tell_of_work(self, which: int, how: str) -> None:
        """By a claim that is held, or was lost long ago: then nothing changes."""
        job_id, token = self.claims[which % len(self.claims)]
        one, table = self.jobs[job_id], self.table()
        is_held = one["state"] == "doing" and one["token"] == token
        if how == "renew":
            assert (table.renew(token, share=0.5) is not None) == is_held
            one |= {"until": self.now + LEASE} if is_held else {}
        elif how in ("done", "failed"):
            assert table.end(token, JobEnded(state=how)) == is_held
            one |= {"state": how} if is_held else {}
        elif how == "again":
            assert table.try_again(token, "later") == is_held
            is_last = one["attempt"] >= one["most"]
            wait = BACK_OFF * 4 ** (one["attempt"] - 1)
            one |= (
                ({"state": "failed"} if is_last else {"state": "waiting", "from": self.now + wait}) if is_held else {}
            )
        else:
            assert table.give_back(token) == is_held
            one |= {"state": "waiting", "attempt": one["attempt"] - 1} if is_held else {}

    @precondition(lambda self: self.jobs)
    @rule(which=WHICH)
    def cancel(self, which: int) -> None:
        job_id = self.pick(self.jobs, which)
        self.table().cancel(job_id, author="x")
        if self.jobs[job_id]["state"] == "waiting":
            self.jobs[job_id]["state"] = "cancelled"

    @precondition(lambda self: self.jobs)
    @rule(which=WHICH)
    def repeat(self, which: int) -> None:
        job_id = self.pick(self.jobs, which)
        if self.jobs[job_id]["state"] not in ("failed", "cancelled"):
            with pytest.raises(ConflictError):
                ask_again(self.brand, job_id, author="x", key="k")
            return
        key = self.name("r")
        self.patch.setattr("treadle.plant.jobs.jobs_of", lambda _: self.table())
        job = ask_again(self.brand, job_id, author="x", key=key)
        self.asked(job.job_id, 3)

    # Addresses that are told

    @rule()
    def add_webhook(self) -> None:
        webhook_id, secret = webhooks.add_webhook(self.brand, url="https://erp.example/x", types=(), author="x")
        self.hooks[webhook_id] = (secret, 1)

    @precondition(lambda self: self.hooks)
    @rule(which=WHICH, is_end=st.booleans())
    def change_webhook(self, which: int, is_end: bool) -> None:
        webhook_id = self.pick(self.hooks, which)
        secret, count = self.hooks[webhook_id]
        if is_end:
            webhooks.end_webhook(self.brand, webhook_id, author="x")
            self.hooks[webhook_id] = (secret, 0)
        elif count:
            self.hooks[webhook_id] = (webhooks.renew_webhook(self.brand, webhook_id, author="x"), 2)
        else:
            with pytest.raises(InputError, match="told nothing"):
                webhooks.renew_webhook(self.brand, webhook_id, author="x")

    @rule(seconds=st.sampled_from((1, 20, 40, 7200, 90_000)))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    # What holds

    @invariant()
    def tokens_are_whose_the_model_says(self) -> None:
        for token, user_id, until, is_ended in self.sessions.values():
            user = self.users[user_id]
            caller = people.caller_of(self.brand, token)
            assert (caller is not None) == (not is_ended and until > self.now and user["is_active"])
            assert caller is None or (caller.caller_id, caller.role) == (user_id, user["role"])
        for key in self.keys.values():
            caller = people.caller_of(self.brand, key["token"])
            assert (caller is not None) == self.is_good(key)
            assert caller is None or caller.role == key["role"]

    @invariant()
    def states_are_the_models(self) -> None:
        ledger = people._ledger(self.brand)
        found = [one.state for one in ledger.states(User)]
        assert {one.user_id: {"role": one.role, "is_active": one.is_active} for one in found} == self.users
        drafts = {one.state_id: one.state for one in ledger.states(Draft)}
        assert {name: {"edits": {edit.line_id: edit.units for edit in one.edits}, "is_approved": bool(one.approved_by)}
                for name, one in drafts.items()} == self.plans  # fmt: skip
        jobs = {one.job_id: (one.state, one.attempt) for one in self.table().jobs()}
        assert jobs == {name: (one["state"], one["attempt"]) for name, one in self.jobs.items()}
        told = {one.webhook_id: one.is_active for one in webhooks.webhooks_of(self.brand)}
        assert told == {name: bool(count) for name, (_, count) in self.hooks.items()}
        for name, (secret, count) in self.hooks.items():
            signing = webhooks._signing(self.folder, name)
            assert len(signing) == count and (not count or signing[0] == secret)

    def everything_folds_to_the_same_again(self) -> None:
        ledger = people._ledger(self.brand)
        before = ledger.states(User), ledger.states(Draft)
        assert ledger.audit() == ()
        ledger.rebuild()
        assert (ledger.states(User), ledger.states(Draft)) == before

    def what_is_not_there_is_not_there(self) -> None:
        for ask in (people.user_of, lambda brand, name: people.end_key(brand, name, reason="", author="x")):
            with pytest.raises(NotFoundError):
                ask(self.brand, "nobody")


TestServed = Served.TestCase
TestServed.settings = settings(max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None)
