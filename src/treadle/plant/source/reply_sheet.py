"""An order as a sheet that goes to a factory by mail and comes back: what it says, and what was filled in.

Cells are found by what stands before them, in any row and column, in any language that treadle speaks, whatever a
spreadsheet or a person made of the form; what the brand wrote is held beside the offer, and a reply that changed it is
refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from treadle.connectors.containers import kind_of
from treadle.connectors.sheets import read_cells, sheet_names
from treadle.errors import InputError, NotFoundError, Problem, TreadleError
from treadle.plant.source.desk import SourcingBooks
from treadle.plant.source.links import link_token, linked_offer
from treadle.plant.source.offers import OfferTold, answer_offer, check_answer, say, tell_progress
from treadle.reading.encodings import find_encoding
from treadle.reading.split_rows import commonest, split_rows
from treadle.terms.column_names import spaced
from treadle.terms.formulas import unguarded
from treadle.terms.offer import Offer, OfferAnswered

#: Cells that the brand writes, and those that the factory fills in, with the labels that stand before them.
TOLD: Mapping[str, str] = {
    "code": "reply.code",
    "order": "reply.order",
    "style": "reply.style",
    "pieces": "reply.pieces",
    "price": "reply.price",
    "setup": "reply.setup",
    "wanted": "reply.wanted",
    "answer_by": "reply.answer_by",
    "note": "reply.note",
}
ASKED: Mapping[str, str] = {
    "answer": "reply.answer",
    "day": "reply.day",
    "new_price": "reply.new_price",
    "new_pieces": "reply.new_pieces",
    "stage": "reply.stage",
    "stage_pieces": "reply.stage_pieces",
    "stage_day": "reply.stage_day",
    "question": "reply.question",
}
#: What may be written in a cell, told behind it.
HINTS: Mapping[str, str] = {"answer": "reply.answer_hint", "day": "reply.day_hint", "stage": "reply.stage_hint"}
_MONTHS = {name: number for number, names in enumerate(
    (("jan",), ("feb",), ("mar", "mär"), ("apr",), ("may", "mai"), ("jun",), ("jul",), ("aug",), ("sep",),
     ("oct", "okt"), ("nov",), ("dec", "dez")), start=1) for name in names}  # fmt: skip
_ANSWERS = {
    "accept": ("accept", "accepted", "yes", "ok", "okay", "agreed", "confirm", "confirmed", "接受", "同意", "确认"),
    "counter": ("counter", "counter offer", "countered", "change", "还价", "修改"),
    "decline": ("decline", "declined", "no", "refuse", "refused", "reject", "rejected", "拒绝", "不接"),
}
_STAGES = {
    "cloth in": ("cloth in", "fabric in", "面料到厂"), "cut": ("cut", "cutting", "裁剪", "已裁剪"),
    "sewn": ("sewn", "sewing", "sew", "缝制", "已缝制"), "packed": ("packed", "packing", "包装", "已包装"),
    "shipped": ("shipped", "shipping", "发运", "已发运"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetCell:
    """A cell of the form: its name, the label before it, what the brand wrote, and whether the factory fills it in."""

    name: str
    label: str
    value: str
    is_asked: bool


def reply_cells(books: SourcingBooks, offer: Offer) -> tuple[SheetCell, ...]:
    """The cells of an offer's sheet, from top to bottom."""
    terms = offer.terms
    values = {
        "code": link_token(books, offer), "order": terms.order_id, "style": terms.style_id,
        "pieces": str(sum(terms.units.values())), "price": _money(terms.piece_cents),
        "setup": _money(terms.setup_cents), "wanted": terms.due_day.isoformat(),
        "answer_by": (offer.answer_by or terms.answer_by).isoformat(),
        "note": terms.note,
    }  # fmt: skip
    return (
        *(SheetCell(name=name, label=key, value=values[name], is_asked=False) for name, key in TOLD.items()),
        *(SheetCell(name=name, label=key, value="", is_asked=True) for name, key in ASKED.items()),
    )


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def take_reply(books: SourcingBooks, path: Path, labels: Callable[[str], Sequence[str]]) -> OfferTold:
    """Read a sheet that came back and book what it says; the same sheet twice is nothing new.

    `labels` gives the texts of a label in every language. Raises `NotFoundError`; `InputError` with every cell
    that cannot be read or was changed and may not be; `ConflictError` where the offer holds no more.
    """
    if not path.is_file():
        raise NotFoundError(f"There is no file {path}.")
    found = _cells(path, labels)
    if not found.get("code"):
        raise InputError.single(path.name, "it has no code of an order", "Fill in the sheet that was sent, and send it")
    try:
        offer = linked_offer(books, found["code"])
    except NotFoundError:
        what = "its code is of no order, or was taken back"
        raise InputError.single(path.name, what, "Ask for a new sheet") from None
    reply = _Reply(path.name, found, books.settings.currency)
    reply.seal(reply_cells(books, offer))
    answer, stage, units, day, question = reply.answer(), reply.stage(), reply.whole("stage_pieces"), reply.day(
        "stage_day"), found.get("question", "")  # fmt: skip
    if stage and units is None:
        reply.say("stage_pieces", "it does not say of how many pieces", "Say how many pieces are so far")
    if answer is None and not stage and not question:
        reply.say("answer", "nothing was filled in", "Say accept, counter or decline")
    if answer is not None and not reply.problems:
        try:
            check_answer(books, answer)
        except InputError as error:
            reply.problems += [Problem(file=path.name, column=one.column, what=one.what, remedy=one.remedy)
                               for one in error.problems]  # fmt: skip
    if reply.problems:
        raise InputError(reply.problems)
    told = OfferTold(offer=offer, is_new=False)
    order_id, factory_id = offer.terms.order_id, offer.terms.factory_id
    steps: list[Callable[[], OfferTold]] = []
    if answer is not None:
        steps.append(lambda: answer_offer(books, order_id, factory_id, answer))
    if stage and units is not None:
        steps.append(lambda: tell_progress(books, order_id, factory_id, stage, units, day=day))
    if question:
        steps.append(lambda: say(books, order_id, factory_id, question))
    for step in steps:
        done = step()
        told = OfferTold(offer=done.offer, is_new=told.is_new or done.is_new)
    return told


def _cells(path: Path, labels: Callable[[str], Sequence[str]]) -> dict[str, str]:
    """What stands behind each label of the form, wherever that is."""
    known = {spaced(text): name for name, key in {**TOLD, **ASKED}.items() for text in labels(key)}
    hints = {text for key in HINTS.values() for text in labels(key)}
    found: dict[str, str] = {}
    for row in _rows(path):
        texts = [unguarded(" ".join(cell.split())) for cell in row]
        for at, text in enumerate(texts):
            name = known.get(spaced(text)) if text else None
            if name is None or found.get(name):
                continue
            after = [one for one in texts[at + 1 :] if one and one != text and one not in hints]
            found[name] = after[0] if after and spaced(after[0]) not in known else ""
    return found


def _rows(path: Path) -> list[list[str]]:
    """All cells of all sheets, or of a table of text."""
    try:
        if kind_of(path) == "sheets":
            return [row for sheet in sheet_names(path) for row in read_cells(path, sheet)]
        text = path.read_bytes().decode(find_encoding(path), errors="replace").lstrip("\ufeff")
        return [row for _, row in split_rows(text, commonest(text)) if isinstance(row, list)]
    except TreadleError as error:
        if isinstance(error, InputError):
            raise
        raise InputError.single(path.name, f"it cannot be read ({error})", "Send the sheet as .xlsx") from None


class _Reply:
    """A reply as it is read; problems are gathered."""

    def __init__(self, file: str, found: dict[str, str], currency: str) -> None:
        self.file, self.found, self.currency = file, found, currency
        self.problems: list[Problem] = []

    def say(self, name: str, what: str, remedy: str) -> None:
        """Something wrong with a cell."""
        self.problems.append(Problem(file=self.file, column=name, what=what, remedy=remedy))

    def seal(self, cells: Sequence[SheetCell]) -> None:
        """Say every cell of the brand's that was changed; one that is gone says nothing."""
        for cell in cells:
            now = self.found.get(cell.name, "")
            if cell.is_asked or not now or cell.name in ("code", "note", "answer_by"):
                continue
            if not self._is_same(cell, now):
                what = f"it was '{cell.value}' and is '{now}', and this cell is the brand's"
                self.say(cell.name, what, "Put it back, and counter below: another price, day or number of pieces")

    def _is_same(self, cell: SheetCell, now: str) -> bool:
        if cell.name in ("pieces", "price", "setup"):
            number = _number(now)
            return number is not None and abs(number - float(cell.value)) < 0.005
        if cell.name == "wanted":
            days = _days(now)
            return date.fromisoformat(cell.value) in days
        return spaced(now) == spaced(cell.value)

    def answer(self) -> OfferAnswered | None:
        """What was answered; None where nothing was."""
        text = self.found.get("answer", "")
        if not text:
            for name in ("day", "new_price", "new_pieces"):
                if self.found.get(name):
                    self.say("answer", "it says what is asked for, and not that it is a counter-offer", "Say counter")
                    break
            return None
        plain = spaced(text) or text.casefold()
        kind = next((one for one, words in _ANSWERS.items() if plain in words or text.strip() in words), None)
        if kind is None:
            self.say("answer", f"'{text}' is no answer", "Say accept, counter or decline")
        price = self.money("new_price")
        units, day = self.whole("new_pieces"), self.day("day")
        if kind == "accept" and (price is not None or units is not None):
            self.say("answer", "it accepts and asks for another price or number of pieces", "Say counter")
        if kind is None:
            return None
        return OfferAnswered(answer=kind, day=day, piece_cents=price, units=units, by="sheet")

    def stage(self) -> str:
        """The stage that was reported; empty where none was."""
        text = self.found.get("stage", "")
        plain = spaced(text) or text
        kind = next((one for one, words in _STAGES.items() if plain in words or text.strip() in words), "")
        if text and not kind:
            self.say("stage", f"'{text}' is no stage", f"Say one of: {', '.join(_STAGES)}")
        return kind

    def day(self, name: str) -> date | None:
        """A day in whatever form; one that can be read in two ways is a problem."""
        text = self.found.get(name, "")
        if not text:
            return None
        days = _days(text)
        if not days:
            self.say(name, f"'{text}' is no day", "Write it as 2026-03-31")
        elif len(days) > 1:
            both = " or ".join(one.isoformat() for one in sorted(days))
            self.say(name, f"'{text}' can be {both}", "Write it as 2026-03-31")
        return days.pop() if len(days) == 1 else None

    def whole(self, name: str) -> int | None:
        """A number of pieces."""
        text = self.found.get(name, "")
        number = _number(text)
        if text and (number is None or number != round(number)):
            self.say(name, f"'{text}' is no number of pieces", "Write a whole number")
            return None
        return None if number is None else round(number)

    def money(self, name: str) -> int | None:
        """A price in the brand's currency, cents."""
        text = self.found.get(name, "")
        if not text:
            return None
        signs = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "元": "CNY"}
        named = re.findall(r"\b[A-Z]{3}\b", text) + [signs[one] for one in text if one in signs]
        number = _number(text)
        if number is None:
            self.say(name, f"'{text}' is no price", "Write a number such as 4.20")
        elif any(one != self.currency for one in named):
            self.say(name, f"'{text}' is not in {self.currency}", f"Write the price in {self.currency}")
        return None if number is None else round(number * 100)


def _number(text: str) -> float | None:
    """The one number of a cell, with its decimal mark as it stands; None where there is none or there are several."""
    found = re.findall(r"\d[\d.,' \u00a0\u202f]*", text)
    if len(found) != 1:
        return None
    digits = re.sub(r"[' \u00a0\u202f]", "", found[0]).strip(".,")
    marks = re.findall(r"[.,]", digits)
    if len(set(marks)) == 2:
        last = digits.rfind(marks[-1])
        digits = f"{re.sub(r'[.,]', '', digits[:last])}.{digits[last + 1 :]}"
    elif marks:
        groups = re.split(r"[.,]", digits)
        is_grouped = len(groups) > 2 or (len(groups[-1]) == 3 and groups[0] != "0")
        digits = "".join(groups) if is_grouped else ".".join(groups)
    return float(digits)


def _days(text: str) -> set[date]:
    """Every day that a text can mean."""
    plain = text.strip().casefold()
    plain = re.sub(r"[年月]", "-", plain).rstrip("日 ")
    try:
        return {datetime.fromisoformat(plain.split(" ")[0]).date()}
    except ValueError:
        pass
    parts = [one for one in re.split(r"[-./,\s]+", plain) if one]
    if len(parts) != 3:
        return set()
    names = [at for at, one in enumerate(parts) if one[:3] in _MONTHS]
    if names:
        month = _MONTHS[parts[names[0]][:3]]
        rest = [one for at, one in enumerate(parts) if at != names[0]]
        return _dated([(rest[1], month, rest[0]), (rest[0], month, rest[1])])
    return _dated([(parts[0], parts[1], parts[2]), (parts[2], parts[1], parts[0]), (parts[2], parts[0], parts[1])])


def _dated(tried: Sequence[tuple[str, str | int, str]]) -> set[date]:
    """Those of (year, month, day) that are days; a year has four digits."""
    found = set()
    for year, month, day in tried:
        digits = re.sub(r"\D", "", day)
        if len(str(year)) == 4 and str(year).isdigit() and digits and str(month).isdigit():
            try:
                found.add(date(int(year), int(month), int(digits)))
            except ValueError:
                continue
    return found
