"""Drafts of garments for the legs: trousers, shorts, leggings, skirt. Hem at x = 0, waist at the far end; mm."""

from __future__ import annotations

from treadle.cut.draft_body import Body
from treadle.cut.draft_line import Point, both_halves, box, curve, drafted_piece
from treadle.terms.cutting import Piece


def _leg(
    body: Body, inseam: float, hem_width: float, ease: float, back: bool, hem: float, knee: float = 0.0
) -> list[Point]:
    """Half of a pair of trousers, front or back: hem → inside leg → fork → seat seam → waist → side."""
    rise = body.hip * 0.235 + 20
    quarter = (body.hip + ease) / 4.0 + (10.0 if back else -10.0)
    fork = body.hip * (0.10 if back else 0.045) + 6
    waist = (body.waist + ease * 0.4) / 4.0 + (22.0 if back else 0.0)
    top, crease = inseam + rise, quarter / 2.0
    low = hem_width / 2.0 + (8.0 if back else -8.0)
    lift = 26.0 if back else 0.0
    side, inner = crease + low / 2.0, crease - low / 2.0
    middle = inseam * 0.55
    bend = knee or (quarter + fork) * 0.36
    line: list[Point] = [(-hem, inner), (-hem, side)]
    line += curve(
        (-hem, side), (middle, crease + bend), (inseam * 0.95, quarter + 2), (inseam + rise * 0.3, quarter), 8
    )
    line += curve(line[-1], (top - rise * 0.3, quarter), (top - 20, quarter - 8), (top, waist + lift * 0.6), 5)
    seat = lift * 1.3
    line += [(top + lift, seat)]
    line += curve((top + lift, seat), (inseam + rise * 0.4, 4.0), (inseam + 16, -fork * 0.25), (inseam, -fork), 8)
    line += curve((inseam, -fork), (inseam * 0.9, -fork * 0.3), (middle, crease - bend), (-hem, inner), 8)[:-1]
    return line


def trousers(body: Body, size: str) -> list[Piece]:
    """Chino: two fronts, two backs, two waistbands, two welt-pocket facings, two pocket facings, fly, six
    belt loops as a strip."""
    inseam = body.height * 0.455
    hem = body.hip * 0.36
    pocket = [(0.0, 0.0), (150.0, 0.0), (168.0, 70.0), (150.0, 140.0), (0.0, 140.0)]
    facing: list[Point] = [(0.0, 0.0), (190.0, 0.0), (190.0, 60.0)]
    facing += curve((190.0, 60.0), (120.0, 120.0), (60.0, 110.0), (0.0, 90.0), 6)
    fly: list[Point] = [(0.0, 22.0), (16.0, 0.0), (body.hip * 0.17, 0.0), (body.hip * 0.17, 44.0), (16.0, 44.0)]
    return [
        drafted_piece("front leg", size, _leg(body, inseam, hem, 60, False, 30), 2, True),
        drafted_piece("back leg", size, _leg(body, inseam, hem, 60, True, 30), 2, True),
        drafted_piece("waistband", size, box(body.waist / 2 + 70, 76), 2),
        drafted_piece("back pocket", size, pocket, 2),
        drafted_piece("pocket facing", size, facing, 2, True),
        drafted_piece("fly", size, fly, 2, True),
        drafted_piece("belt loops", size, box(480, 14), 1),
    ]


def shorts(body: Body, size: str) -> list[Piece]:
    """Sports shorts with elastic waist: two fronts, two backs, two pocket bags, waistband."""
    inseam = body.height * 0.12
    hem = body.hip * 0.62
    bag: list[Point] = [(0.0, 0.0), (230.0, 0.0), (230.0, 110.0)]
    bag += curve((230.0, 110.0), (200.0, 165.0), (60.0, 175.0), (0.0, 120.0), 6)
    wide = (body.hip + 110) * 0.16
    return [
        drafted_piece("front leg", size, _leg(body, inseam, hem, 110, False, 25, wide), 2, True),
        drafted_piece("back leg", size, _leg(body, inseam, hem, 110, True, 25, wide), 2, True),
        drafted_piece("pocket bag", size, bag, 4, True),
        drafted_piece("waistband", size, box(body.hip + 40, 84)),
    ]


def leggings(body: Body, size: str) -> list[Piece]:
    """Leggings: two legs without a side seam, gusset, waistband (knit narrower than the body)."""
    inseam, rise = body.height * 0.43, body.hip * 0.26
    half, ankle = body.hip * 0.43, body.wrist * 0.72
    top = inseam + rise
    front: list[Point] = [(0.0, ankle)]
    front += curve((0.0, ankle), (inseam * 0.35, half * 0.42), (inseam * 0.75, half * 0.5), (inseam, half * 0.62), 8)
    front += curve(
        front[-1], (inseam + 12, half * 0.52), (inseam + rise * 0.4, half * 0.47), (top - 20, half * 0.43), 6
    )
    back: list[Point] = [(top + 26, -half * 0.42)]
    back += curve(back[-1], (inseam + rise * 0.4, -half * 0.5), (inseam + 14, -half * 0.56), (inseam, -half * 0.72), 6)
    back += curve(back[-1], (inseam * 0.75, -half * 0.55), (inseam * 0.35, -half * 0.44), (0.0, -ankle), 8)
    gusset = [(0.0, 0.0), (60.0, -32.0), (150.0, 0.0), (60.0, 32.0)]
    return [
        drafted_piece("leg", size, front + back, 2, True, 8.0),
        drafted_piece("gusset", size, gusset, 1, False, 8.0),
        drafted_piece("waistband", size, box(body.waist * 0.45, 90), 2, False, 8.0),
    ]


def skirt(body: Body, size: str) -> list[Piece]:
    """A-line skirt: front on the fold, two backs with zip, waistband."""
    long, low = body.height * 0.33, (body.hip + 200) / 4.0
    waist = (body.waist + 24) / 4.0
    side = curve((-8.0, low), (long * 0.45, low * 0.9), (long * 0.75, (body.hip + 40) / 4.0), (long, waist), 8)
    top = curve((long, waist), (long - 4, waist * 0.6), (long - 9, waist * 0.3), (long - 9, 0.0), 5)
    half: list[Point] = [(-25.0, 0.0), (-20.0, low), *side, *top]
    return [
        drafted_piece("front", size, both_halves(half)),
        drafted_piece("back", size, [*half, (long - 9, -16.0), (-25.0, -16.0)], 2, True),
        drafted_piece("waistband", size, box(body.waist + 60, 70)),
    ]
