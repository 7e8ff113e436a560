"""Drafts of garments for the upper body: T-shirt, polo, hoodie, shirt, dress. Hem at x = 0, neck at the far end; mm."""

from __future__ import annotations

from treadle.cut.draft_body import Body
from treadle.cut.draft_line import Point, both_halves, box, curve, drafted_piece, length_of
from treadle.terms.cutting import Piece


def _torso(body: Body, length: float, ease: float, neck_drop: float, hem: float, scoop: float = 0.0) -> list[Point]:
    """Half of a body piece: hem → side → armhole → shoulder → neck → fold. `hem` is allowance past the seam."""
    half = (body.chest + ease) / 4.0
    depth = body.chest / 8.0 + 95.0 * body.height / 1750.0
    neck = body.neck / 5.2 + 8.0
    slope = body.shoulder * 0.085
    underarm, tip = length - depth - slope, length - slope
    across = body.shoulder / 2.0 - scoop
    line: list[Point] = [(-hem, 0.0), (-hem, half), (underarm, half)]
    line += curve((underarm, half), (underarm, across + 8), (underarm + depth * 0.35, across - 14), (tip, across))
    line += [(length, neck)]
    fold = length - neck_drop
    line += curve((length, neck), (fold + neck_drop * 0.35, neck), (fold, neck * 0.6), (fold, 0.0), 8)
    return line


def _neck_line(body: Body, drop: float) -> float:
    """Half a neck line, to cut ribs and collars to length."""
    neck = body.neck / 5.2 + 8.0
    return length_of([(drop, neck), *curve((drop, neck), (drop * 0.35, neck), (0.0, neck * 0.6), (0.0, 0.0), 8)])


def _sleeve(body: Body, length: float, ease: float, hem_width: float, cap: float, hem: float) -> list[Point]:
    """A whole sleeve, hem to crown; the front of the cap is hollowed more than the back, so left differs from right."""
    half, low = (body.upper_arm + ease) / 2.0, hem_width / 2.0
    under = length - cap
    line: list[Point] = [(-hem, -low), (-hem, low), (under, half)]
    line += curve((under, half), (under + cap * 0.12, half * 0.62), (length - 2, half * 0.52), (length, 0.0))
    line += curve((length, 0.0), (length - 2, -half * 0.50), (under + cap * 0.02, -half * 0.55), (under, -half))
    return line[:-1] if line[-1] == line[0] else line


def tshirt(body: Body, size: str) -> list[Piece]:
    """Crew-neck T-shirt: front, back, two sleeves, neck rib, shoulder tape."""
    length = body.height * 0.4
    neck = _neck_line(body, body.neck * 0.24) + _neck_line(body, body.neck * 0.07)
    cap = body.upper_arm * 0.36
    sleeve = _sleeve(body, body.arm * 0.2 + cap + 20, 70, body.upper_arm + 46, cap, 15)
    return [
        drafted_piece("front", size, both_halves(_torso(body, length, 90, body.neck * 0.24, 15, 6))),
        drafted_piece("back", size, both_halves(_torso(body, length, 90, body.neck * 0.07, 15))),
        drafted_piece("sleeve", size, sleeve, 2, True),
        drafted_piece("neck rib", size, box(2 * neck * 0.86, 36)),
        drafted_piece("shoulder tape", size, box(body.shoulder * 0.9, 4)),
    ]


def polo(body: Body, size: str) -> list[Piece]:
    """Polo shirt: front, back, two sleeves, collar, two placket pieces, two cuffs."""
    length = body.height * 0.41
    neck = _neck_line(body, body.neck * 0.2) + _neck_line(body, body.neck * 0.07)
    cap = body.upper_arm * 0.36
    sleeve = _sleeve(body, body.arm * 0.2 + cap + 15, 60, body.upper_arm + 30, cap, 0)
    return [
        drafted_piece("front", size, both_halves(_torso(body, length, 100, body.neck * 0.2, 18, 6))),
        drafted_piece("back", size, both_halves(_torso(body, length + 15, 100, body.neck * 0.07, 18))),
        drafted_piece("sleeve", size, sleeve, 2, True),
        drafted_piece("collar", size, box(2 * neck * 0.96, 78)),
        drafted_piece("placket", size, box(160 * body.height / 1750, 64), 2, True),
        drafted_piece("sleeve cuff", size, box(body.upper_arm + 24, 50), 2),
    ]


def hoodie(body: Body, size: str) -> list[Piece]:
    """Hooded sweatshirt: front, back, two sleeves, two hood halves, pouch pocket, two cuffs, waistband."""
    length = body.height * 0.375
    cap = body.upper_arm * 0.3
    sleeve = _sleeve(body, body.arm + cap * 0.55, 130, body.wrist + 90, cap, 0)
    tall, deep, neck = body.neck * 0.92, body.neck * 0.66, body.neck * 0.46
    hood: list[Point] = [(0.0, 0.0), (0.0, neck)]
    hood += curve((0.0, neck), (tall * 0.25, deep * 1.1), (tall * 0.6, deep * 1.08), (tall * 0.85, deep * 0.86), 8)
    hood += curve((tall * 0.85, deep * 0.86), (tall * 1.0, deep * 0.7), (tall * 1.04, deep * 0.35), (tall, 0.0), 6)
    wide, high = body.chest * 0.34, body.height * 0.115
    pouch = [(0.0, -wide / 2), (high * 0.3, -wide / 2), (high, -wide / 3.2), (high, wide / 3.2)]
    pouch += [(high * 0.3, wide / 2), (0.0, wide / 2)]
    return [
        drafted_piece("front", size, both_halves(_torso(body, length, 160, body.neck * 0.22, 0, 6))),
        drafted_piece("back", size, both_halves(_torso(body, length, 160, body.neck * 0.07, 0))),
        drafted_piece("sleeve", size, sleeve, 2, True),
        drafted_piece("hood", size, hood, 2, True),
        drafted_piece("pouch", size, pouch),
        drafted_piece("cuff", size, box(body.wrist + 40, 130), 2),
        drafted_piece("waistband", size, box(body.hip * 0.86, 130)),
    ]


def shirt(body: Body, size: str) -> list[Piece]:
    """Woven shirt: two fronts, back, double yoke, two sleeves, collar and stand doubled, four cuffs,
    pocket, plackets."""
    length = body.height * 0.425
    front = _torso(body, length, 140, body.neck * 0.22, 12, 6)
    front = [*front[:-1], (front[-1][0], 0.0), (front[-1][0], -32.0), (front[0][0], -32.0)]
    front = front[1:] if front[0][1] == 0.0 else front
    yoke_high = body.height * 0.05
    back = _torso(body, length, 140, body.neck * 0.07, 12)
    seam = length - body.shoulder * 0.085 - yoke_high
    across = body.shoulder / 2.0
    lower = [p for p in back if p[0] <= seam and p[1] > 0] + [(seam, across - 4), (seam, 0.0)]
    neck = body.neck / 5.2 + 8.0
    tip = yoke_high
    yoke: list[Point] = [(0.0, 0.0), (0.0, across - 4), (tip, across), (tip + body.shoulder * 0.085, neck)]
    top = tip + body.shoulder * 0.085
    yoke += curve(yoke[-1], (top - 14, neck), (top - 24, neck * 0.5), (top - 24, 0.0), 6)
    cap = body.upper_arm * 0.3
    sleeve = _sleeve(body, body.arm - 60 + cap * 0.55, 110, body.wrist + 100, cap, 0)
    collar = body.neck + 20
    stand = [(0.0, 0.0), (collar + 40, 0.0), (collar + 40, 18.0), (collar + 22, 34.0), (18.0, 34.0), (0.0, 18.0)]
    leaf = [(0.0, 0.0), (collar, 0.0), (collar + 16, 66.0), (collar / 2, 52.0), (-16.0, 66.0)]
    pocket = [(0.0, 0.0), (120.0, 0.0), (136.0, 52.0), (120.0, 104.0), (0.0, 104.0)]
    return [
        drafted_piece("front", size, front, 2, True),
        drafted_piece("back", size, both_halves([(lower[0][0], 0.0), *lower])),
        drafted_piece("yoke", size, both_halves(yoke), 2),
        drafted_piece("sleeve", size, sleeve, 2, True),
        drafted_piece("collar", size, leaf, 2),
        drafted_piece("collar stand", size, stand, 2),
        drafted_piece("cuff", size, box(body.wrist + 86, 62), 4),
        drafted_piece("pocket", size, pocket),
        drafted_piece("sleeve placket", size, box(150, 50), 2, True),
    ]


def dress(body: Body, size: str) -> list[Piece]:
    """Dress with waist seam: bodice front and two backs, skirt front and two backs, two short sleeves,
    three facings."""
    waist_up = body.height * 0.245
    drop = body.neck * 0.26
    shaped = [_pinch(p, body, waist_up) for p in _torso(body, waist_up, 70, drop, 0, 8)]
    back = [_pinch(p, body, waist_up) for p in _torso(body, waist_up, 70, body.neck * 0.1, 0)]
    half_back = [*back, (back[-1][0], -14.0), (0.0, -14.0)]
    low, long = (body.hip + 220) / 4.0, body.height * 0.36
    waist = (body.waist + 60) / 4.0
    skirt: list[Point] = [(-20.0, 0.0), (-12.0, low)]
    skirt += curve((-12.0, low), (long * 0.5, low * 0.92), (long * 0.72, (body.hip + 60) / 4), (long, waist), 8)
    skirt += curve((long, waist), (long - 4, waist * 0.6), (long - 8, waist * 0.3), (long - 8, 0.0), 4)
    skirt_back = [*skirt, (long - 8, -14.0), (-20.0, -14.0)]
    cap = body.upper_arm * 0.38
    sleeve = _sleeve(body, body.arm * 0.22 + cap, 50, body.upper_arm + 36, cap, 20)
    neck = body.neck / 5.2 + 8.0
    arc = curve((drop, neck), (drop * 0.35, neck), (0.0, neck * 0.6), (0.0, 0.0), 6)
    outer = curve((-50.0, 0.0), (-50.0, neck * 0.8), (drop * 0.2, neck + 50), (drop - 6, neck + 50), 6)
    facing = [(-50.0, 0.0), *outer, (drop, neck), *arc]
    return [
        drafted_piece("bodice front", size, both_halves(shaped)),
        drafted_piece("bodice back", size, half_back, 2, True),
        drafted_piece("skirt front", size, both_halves(skirt)),
        drafted_piece("skirt back", size, skirt_back, 2, True),
        drafted_piece("sleeve", size, sleeve, 2, True),
        drafted_piece("neck facing front", size, both_halves(facing)),
        drafted_piece("neck facing back", size, box(neck * 1.5, 60), 2),
    ]


def _pinch(point: Point, body: Body, waist_up: float) -> Point:
    """Draw the side of a bodice in to the waist: all of it at the waist, nothing at the underarm."""
    x, y = point
    underarm = waist_up - body.chest / 8.0 - 95.0 * body.height / 1750.0 - body.shoulder * 0.085
    if y <= 0.0 or x > underarm or underarm <= 0.0:
        return point
    share = 1.0 - max(x, 0.0) / underarm
    return (x, y - share * max(0.0, (body.chest + 70 - body.waist - 60) / 4.0 - 8.0))
