"""Entries of the ledger: what was promised, and what was said of it since; only ever added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from treadle.terms.board import BoardSet
from treadle.terms.campaign import (
    CampaignBody,
    CampaignCancelled,
    CampaignChanged,
    CampaignLooked,
    CampaignOpened,
    DelayAnswered,
    DelayTold,
    PaymentTaken,
    RefundGranted,
    RefundPaid,
    SeatLeft,
    SeatReserved,
    StageReached,
)
from treadle.terms.campaign_end import CampaignFailed, CampaignFilled
from treadle.terms.cash import CashCounted
from treadle.terms.correction import CartonOpened, ReceiptTakenBack, ShipmentTakenBack
from treadle.terms.cut_told import LaysReleased
from treadle.terms.draft import ActionAnswered, ApprovalEnded, Approved, LineEdited
from treadle.terms.expectation import PromiseMoved
from treadle.terms.first_piece import FirstPiece
from treadle.terms.floor import BundlesTied, ScansTaken
from treadle.terms.job import JobAsked, JobEnded, RoutineSet
from treadle.terms.kept_buy import BuyKept, BuyLetGo
from treadle.terms.offer import (
    CounterJudged,
    LinkEnded,
    OfferAnswered,
    OfferAskedAgain,
    OfferBody,
    OfferEnded,
    OfferProgress,
    OfferSaid,
    OrderOffered,
)
from treadle.terms.packing import Inspected, Lent, Packed, Shipped
from treadle.terms.people import (
    InvitationUsed,
    Invited,
    KeyEnded,
    KeyLimited,
    KeyMade,
    SessionBegan,
    SessionEnded,
    UserSet,
)
from treadle.terms.release import ReleasedOrder
from treadle.terms.roll_told import RollInspected, RollIssued, RollReceived, RollReturned
from treadle.terms.settlement import EarlyAgreed, SettlementBody, StatementMade, StatementPaid, TermsSet
from treadle.terms.shop import (
    GoodsMoved,
    MoveArrived,
    MoveTakenBack,
    ShopBody,
    StoreDelivered,
    StoreOrdered,
    StoreRefused,
)
from treadle.terms.shop_order import ShopOrderTold
from treadle.terms.sign_on import SignOnSet
from treadle.terms.supplier import PairBody, PairJudged, QuoteGiven, SampleTold
from treadle.terms.webhook import WebhookSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A plan was released. `plan_id` is the fingerprint of what the plan was made from, `facts` that of the facts
    alone; `notes` is what the planner said of single lines."""

    plan_id: str
    facts: str
    as_of: date
    order_ids: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order was placed by a release. `counts` are pieces of its SKUs counted when that day (`counted_day`) began."""

    release_id: str
    plan_id: str
    order: ReleasedOrder
    counts: Mapping[str, int] = field(default_factory=dict)
    counted_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A planner's own number for a line: `units` instead of `planned_units`, with a note.

    `demand_units` is the demand of the option that was expected then. It holds until `until`, or until the demand
    expected has moved by more than `moved_share` of what it was.
    """

    line_id: str
    sku: str
    option_id: str
    planned_units: int
    units: int
    decided_on: date
    due_day: date
    note: str = ""
    demand_units: float = 0.0
    until: date | None = None
    moved_share: float = 0.0
    need_units: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """Units of a SKU that came: those that can be sold, and those that were sent back. `mark` names the count of the
    stock in which they are not yet, '' where the count holds them."""

    sku: str
    units: int
    rejected_units: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """Goods of an order came on `day`; no lines: somebody looked, and nothing has come.

    `is_last`: nothing more will come. `counts` are pieces counted when it was booked, by SKU of the order.
    """

    day: date
    lines: tuple[ReceivedLine, ...] = ()
    is_last: bool = False
    note: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)
    counted_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """An order was changed, for a reason. `units` are those wanted of a SKU now; None: as it was.

    `terms` is the whole order as it stands afterwards; `price_cents` what the change costs beyond the order's cost.
    """

    reason: str
    terms: ReleasedOrder
    price_cents: int = 0
    is_cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """Nothing more will come of an order."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFinished:
    """A stage of an order (one of `REPORTED_STAGES`) was reported finished."""

    stage: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedOption:
    """What a plan said of an option, enough to say later what changed."""

    option_id: str
    units: int
    serve_mean_units: float
    on_hand_units: int
    on_order_units: int
    price_cents: int
    before_units: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """What a plan proposed to buy of a SKU."""

    line_id: str
    option_id: str
    sku: str
    units: int
    due_day: date
    cost_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedWeeks:
    """What a plan expected people to want of an option: `units` of each of its first weeks (the first begins on
    `week`), and of the first four together what is not reached with one chance in ten and passed with one in ten."""

    option_id: str
    week: date
    units: tuple[float, ...]
    low_units: float
    high_units: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanMade:
    """A plan was made. `plan_id` is the fingerprint of what it was made from; `lines` is what it proposed, empty in
    entries of editions that did not keep it."""

    plan_id: str
    as_of: date
    options: tuple[PlannedOption, ...] = ()
    lines: tuple[PlannedLine, ...] = ()
    expected: tuple[ExpectedWeeks, ...] = ()


Body = (
    Release | Ordered | Decided | Received | Amended | Closed | StageFinished | PlanMade
    | LineEdited | Approved | ApprovalEnded | ActionAnswered
    | UserSet | Invited | InvitationUsed | SessionBegan | SessionEnded | KeyMade | KeyEnded | KeyLimited
    | JobAsked | JobEnded | RoutineSet
    | ShopOrderTold | WebhookSet
    | PromiseMoved | Inspected | Packed | Lent | Shipped | LaysReleased | BundlesTied | ScansTaken
    | BoardSet | CampaignBody
    | FirstPiece | RollReceived | RollInspected | RollIssued | RollReturned
    | SignOnSet | SettlementBody | CashCounted
    | ShopBody
    | PairBody | OfferBody
    | BuyKept | BuyLetGo
    | ReceiptTakenBack | CartonOpened | ShipmentTakenBack
)  # fmt: skip

#: What the body of each kind of entry is. Kinds are told to people and kept for ever: never rename one.
BODIES: Mapping[str, type[Body]] = {
    "plan": PlanMade,
    "release": Release,
    "order": Ordered,
    "decision": Decided,
    "receipt": Received,
    "amendment": Amended,
    "closure": Closed,
    "stage finished": StageFinished,
    "edit": LineEdited,
    "approval": Approved,
    "approval ended": ApprovalEnded,
    "action answered": ActionAnswered,
    "user": UserSet,
    "invitation": Invited,
    "invitation used": InvitationUsed,
    "session": SessionBegan,
    "session ended": SessionEnded,
    "key": KeyMade,
    "key ended": KeyEnded,
    "key limited": KeyLimited,
    "job": JobAsked,
    "job ended": JobEnded,
    "routine": RoutineSet,
    "shop order": ShopOrderTold,
    "webhook": WebhookSet,
    "promise moved": PromiseMoved,
    "inspection": Inspected,
    "carton": Packed,
    "pieces lent": Lent,
    "shipment": Shipped,
    "lays": LaysReleased,
    "bundles": BundlesTied,
    "scans": ScansTaken,
    "board": BoardSet,
    "first piece": FirstPiece,
    "roll received": RollReceived,
    "roll inspected": RollInspected,
    "roll issued": RollIssued,
    "roll returned": RollReturned,
    "campaign": CampaignOpened,
    "campaign changed": CampaignChanged,
    "campaign cancelled": CampaignCancelled,
    "campaign looked": CampaignLooked,
    "campaign filled": CampaignFilled,
    "campaign failed": CampaignFailed,
    "campaign stage": StageReached,
    "seat": SeatReserved,
    "seat left": SeatLeft,
    "payment": PaymentTaken,
    "refund": RefundPaid,
    "refund granted": RefundGranted,
    "delay": DelayTold,
    "delay answer": DelayAnswered,
    "sign-on": SignOnSet,
    "payment terms": TermsSet,
    "partner statement": StatementMade,
    "early payment": EarlyAgreed,
    "partner payment": StatementPaid,
    "quote": QuoteGiven,
    "sample": SampleTold,
    "pair judged": PairJudged,
    "offer": OrderOffered,
    "offer answer": OfferAnswered,
    "offer judged": CounterJudged,
    "offer progress": OfferProgress,
    "offer said": OfferSaid,
    "offer asked again": OfferAskedAgain,
    "offer ended": OfferEnded,
    "offer link ended": LinkEnded,
    "cash counted": CashCounted,
    "goods moved": GoodsMoved,
    "move arrived": MoveArrived,
    "move taken back": MoveTakenBack,
    "store order": StoreOrdered,
    "store delivery": StoreDelivered,
    "store refusal": StoreRefused,
    "kept buy": BuyKept,
    "kept buy ended": BuyLetGo,
    "receipt taken back": ReceiptTakenBack,
    "carton opened": CartonOpened,
    "shipment taken back": ShipmentTakenBack,
}
#: Kinds that change what is on order: a plan made before one of them is of an older state.
ORDER_KINDS = (
    "release", "order", "receipt", "amendment", "closure", "stage finished", "promise moved", "pieces lent",
    "receipt taken back",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A row of the ledger.

    `subject` is the id of what it is about: an order, a release, a buy line, a plan. `happened_at` and `known_at` are
    moments in UTC of the brand's own calendar; `written_at` is the clock's, for whoever audits, and no plan reads it.
    `key` makes a repeat harmless: an entry whose key is there already is not added again. `number` counts from 1; 0
    is not added yet. Money of the body is in whole cents of `currency`.
    """

    kind: str
    subject: str
    happened_at: datetime
    known_at: datetime
    author: str
    key: str
    body: Body
    currency: str = ""
    number: int = 0
    written_at: datetime | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.body, BODIES[self.kind]):
            raise TypeError(f"the body of a {self.kind} is a {BODIES[self.kind].__name__}")
        for moment in (self.happened_at, self.known_at):
            if moment.tzinfo is None:
                raise ValueError("moments of the ledger say their time zone")
