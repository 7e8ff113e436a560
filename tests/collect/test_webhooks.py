"""Webhooks that go out: signed as the convention says, told until they are taken, and never to a neighbour."""

from __future__ import annotations

import ipaddress
import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from treadle.connectors import outbound
from treadle.connectors.outbound import check_url, may_reach, post, public_address
from treadle.errors import InputError, NotFoundError
from treadle.plant import webhooks as use
from treadle.plant.books import ledger_of
from treadle.plant.init import init_folder
from treadle.plant.serving import ServedBrand, open_brands
from treadle.storage.ledger import jobs
from treadle.storage.ledger.jobs import Jobs
from treadle.storage.ledger.rows import JOBS
from treadle.storage.ledger.sql_ledger import SqlLedger
from treadle.terms.entry import Entry, PlanMade

LOOPBACK = "127.0.0.0/8"
BEGAN = datetime(2026, 3, 2, tzinfo=UTC)


class Receiver:
    """A server of somebody else, which answers as it is told and keeps what came."""

    def __init__(self) -> None:
        self.answers: list[int] = []
        self.came: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                receiver.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
                status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?of=treadle"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()
    yield found
    found.server.shutdown()
    found.server.server_close()


@pytest.fixture
def brand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ServedBrand:
    monkeypatch.setenv("TREADLE_WEBHOOK_NETWORKS", LOOPBACK)
    init_folder(tmp_path / "brand")
    return next(iter(open_brands([tmp_path / "brand"]).values()))


def happen(brand: ServedBrand, name: str) -> None:
    """A plan was made."""
    body = PlanMade(plan_id=name, as_of=BEGAN.date())
    jobs_of(brand).ledger.add([
        Entry(kind="plan", subject=name, happened_at=BEGAN, known_at=BEGAN, author="Anna", key=name, body=body)
    ])  # fmt: skip


def jobs_of(brand: ServedBrand) -> Jobs:
    ledger = ledger_of(brand.folder, brand.settings)
    assert isinstance(ledger, SqlLedger)
    return Jobs(ledger=ledger)


def work(brand: ServedBrand) -> use.Delivered:
    """Do everything that is due."""
    return use.deliver(brand, "w")


def hurry(brand: ServedBrand) -> None:
    """Let what waits for its next attempt be due."""
    with jobs_of(brand).ledger.writing() as connection:
        connection.execute(JOBS.update().values(start_after=BEGAN))


def test_what_happens_is_told_once_signed_so_that_the_convention_s_own_library_takes_it(
    brand: ServedBrand, receiver: Receiver
) -> None:
    library = pytest.importorskip("standardwebhooks", reason="the convention's own library is not installed")
    happen(brand, "before")
    _, secret = use.add_webhook(brand, url=receiver.url, types=["plan.made"], author="Anna")
    happen(brand, "after")
    work(brand)
    work(brand)
    ((headers, body),) = receiver.came
    told = library.Webhook(secret).verify(body, headers)
    assert (told["type"], told["data"]["subject"], told["data"]["author"]) == ("plan.made", "after", "Anna")
    assert told["data"]["body"]["plan_id"] == "after"
    with pytest.raises(library.WebhookVerificationError):
        library.Webhook(secret).verify(body + b" ", headers)
    mode = (brand.folder / ".treadle" / use.FILE_NAME).stat().st_mode
    assert mode & 0o077 == 0
    assert secret not in (brand.folder / ".treadle" / "ledger.sqlite").read_bytes().decode("latin-1")


def test_our_signature_is_the_one_of_the_library(brand: ServedBrand) -> None:
    library = pytest.importorskip("standardwebhooks", reason="the convention's own library is not installed")
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    ours = use.signed_headers([secret], "msg_1", BEGAN, b'{"a":"\xc3\xa4"}')
    theirs = library.Webhook(secret).sign("msg_1", BEGAN, '{"a":"ä"}')
    assert ours["webhook-signature"] == theirs


def test_it_is_tried_again_with_the_same_id_later_each_time_to_an_end_and_sent_again_on_demand(
    brand: ServedBrand, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_id, _ = use.add_webhook(brand, url=receiver.url, types=[], author="Anna")
    happen(brand, "p1")
    receiver.answers = [500, 302] + [503] * (use.ATTEMPTS - 2)
    waits = []
    assert timedelta(hours=2) < jobs.BACK_OFF * 4 ** (use.ATTEMPTS - 2)
    monkeypatch.setattr(jobs, "BACK_OFF", timedelta(minutes=10))
    for _ in range(use.ATTEMPTS):
        work(brand)
        (job,) = jobs_of(brand).jobs(kind=use.KIND)
        waits.append(job.start_after - datetime.now(UTC))
        hurry(brand)
    assert job.state == "failed" and "503" in job.told
    assert all(later > sooner for sooner, later in pairwise(waits[:-1]))
    assert len(receiver.came) == use.ATTEMPTS
    assert len({headers["webhook-id"] for headers, _ in receiver.came}) == 1
    (failed,) = use.failed_messages(brand, webhook_id)
    assert (failed.type, failed.subject) == ("plan.made", "p1") and "503" in failed.told
    assert use.send_again(brand, webhook_id) == 1
    work(brand)
    assert use.failed_messages(brand, webhook_id) == [] and use.send_again(brand, webhook_id) == 0
    assert len(receiver.came) == use.ATTEMPTS + 1
    assert receiver.came[-1][0]["webhook-id"] == receiver.came[0][0]["webhook-id"]


def test_an_address_that_is_gone_is_told_nothing_more(brand: ServedBrand, receiver: Receiver) -> None:
    webhook_id, _ = use.add_webhook(brand, url=receiver.url, types=[], author="Anna")
    receiver.answers = [410]
    happen(brand, "p1")
    work(brand)
    happen(brand, "p2")
    work(brand)
    (one,) = use.webhooks_of(brand)
    assert not one.is_active and "410" in one.reason and len(receiver.came) == 1
    use.end_webhook(brand, webhook_id, author="Anna")
    assert json.loads((brand.folder / ".treadle" / use.FILE_NAME).read_text())["secrets"] == {}
    with pytest.raises(NotFoundError):
        use.end_webhook(brand, "none", author="Anna")


def test_killed_between_asking_and_marking_it_is_still_told_once(brand: ServedBrand, receiver: Receiver) -> None:
    webhook_id, _ = use.add_webhook(brand, url=receiver.url, types=[], author="Anna")
    happen(brand, "p1")
    use.ask_webhooks(brand)
    jobs_of(brand).ledger.keep(f"webhook {webhook_id}", "0")
    work(brand)
    assert len(receiver.came) == 1 and len(jobs_of(brand).jobs(kind=use.KIND)) == 1


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1",
        "2002:7f00:1::", "64:ff9b::7f00:1", "240.0.0.1",
    ],
)  # fmt: skip
def test_no_address_of_the_neighbourhood_is_reached(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not may_reach(ipaddress.ip_address(address))
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    answers = [(family, 1, 6, "", ("93.184.216.34", 443)), (family, 1, 6, "", (address, 443))]
    monkeypatch.setattr(outbound.socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(PermissionError, match="no public address"):
        public_address("shop.example", 443)


def test_public_addresses_and_allowed_networks_are_reached() -> None:
    assert may_reach(ipaddress.ip_address("93.184.216.34")) and may_reach(ipaddress.ip_address("2606:4700::1"))
    allowed = [ipaddress.ip_network("10.0.0.0/8")]
    assert may_reach(ipaddress.ip_address("10.1.2.3"), allowed, is_plain=True)
    assert not may_reach(ipaddress.ip_address("192.168.1.1"), allowed)
    assert not may_reach(ipaddress.ip_address("93.184.216.34"), allowed, is_plain=True)


@pytest.mark.parametrize(
    "url",
    ["", "ftp://host/x", "http://host/x", "https://", "https:///x", "https://user:secret@host/x", "https://host:0/x",
     "https://host:99999/x", "https://host/x\r\nX: y", "https://host/ä", "https://host/x#part", "//host/x"],
)  # fmt: skip
def test_what_is_no_address(url: str) -> None:
    with pytest.raises(InputError):
        check_url(url)


def test_who_may_not_be_asked_is_not_asked(brand: ServedBrand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TREADLE_WEBHOOK_NETWORKS")
    with pytest.raises(InputError):
        use.add_webhook(brand, url="http://127.0.0.1:1/", types=["nothing.known"], author="Anna")
    use.add_webhook(brand, url="https://127.0.0.1:1/", types=[], author="Anna")
    happen(brand, "p1")
    work(brand)
    (job,) = jobs_of(brand).jobs(kind=use.KIND)
    assert job.state == "waiting" and "no public address" in job.told


def test_who_does_not_end_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbound, "TOTAL_SECONDS", 0.5)
    allowed = [ipaddress.ip_network(LOOPBACK)]
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip() -> None:
            with listener.accept()[0] as one:
                one.sendall(b"HTTP/1.1 200 OK\r\n")
                try:
                    for _ in range(200):
                        one.sendall(b"X: y\r\n")
                        threading.Event().wait(0.05)
                except OSError:
                    pass

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        with pytest.raises(OSError):
            post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {}, allowed)
        thread.join(20)


def test_types_and_entries_that_are_no_message(brand: ServedBrand, receiver: Receiver) -> None:
    use.add_webhook(brand, url=receiver.url, types=["order.closed"], author="Anna")
    happen(brand, "p1")
    work(brand)
    assert receiver.came == [] and jobs_of(brand).jobs() == ()


def test_a_secret_that_is_changed_signs_beside_the_new_one_for_a_while(
    brand: ServedBrand, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    standardwebhooks = pytest.importorskip("standardwebhooks", reason="standardwebhooks is not installed")
    webhook_id, old = use.add_webhook(brand, url=receiver.url, types=["plan.made"], author="anna")
    new = use.renew_webhook(brand, webhook_id, keep=timedelta(hours=2), author="anna")
    happen(brand, "p-1")
    use.deliver(brand, "w")
    headers, body = receiver.came[-1]
    for secret in (old, new):
        assert standardwebhooks.Webhook(secret).verify(body, headers)["type"] == "plan.made"

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + timedelta(hours=3)

    monkeypatch.setattr(use, "datetime", Later)
    happen(brand, "p-2")
    use.deliver(brand, "w")
    headers, body = receiver.came[-1]
    assert headers["webhook-signature"].count("v1,") == 1
    at_once = use.renew_webhook(brand, webhook_id, keep=timedelta(0), author="anna")
    assert use._signing(brand.folder, webhook_id) == [at_once]
    (one,) = use.webhooks_of(brand)
    assert one.is_active and "another secret" in one.reason
    with pytest.raises(InputError, match="not kept for 1000 hours"):
        use.renew_webhook(brand, webhook_id, keep=timedelta(hours=1000), author="anna")
    assert ledger_of(brand.folder, brand.settings).audit() == ()


def test_an_address_without_its_secret_says_so_and_goes_on_with_another(brand: ServedBrand, receiver: Receiver) -> None:
    webhook_id, _ = use.add_webhook(brand, url=receiver.url, types=["plan.made"], author="anna")
    (brand.folder / ".treadle" / use.FILE_NAME).unlink()  # as after a restore without secrets
    happen(brand, "p-1")
    assert use.deliver(brand, "w").failed == 1 and not receiver.came
    (failed,) = use.failed_messages(brand, webhook_id)
    assert "Make another one" in failed.told
    use.renew_webhook(brand, webhook_id, author="anna")
    assert use.send_again(brand, webhook_id) == 1
    assert use.deliver(brand, "w").taken == 1 and len(receiver.came) == 1
