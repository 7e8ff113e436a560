"""From a heap of pieces to ever shorter strips: separate, shorten, separate again, until the counted work is spent.

After the exploration and compression of sparrow (Gardeyn, Vanden Berghe and Wauters 2025), for budgets of a second:
steps are large at first and halve at each failure, and a strip is cut shorter at a random place. A layout that came
apart is squeezed before the next step. One that would not is opened, as it may still be shorter than the best; else two
of its pieces of like size are exchanged, in the same strip, over and over, before the best is cut less short.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from treadle.cut.nesters.depth_maps import STEPS, DepthMaps, Ints, depth_maps
from treadle.cut.nesters.field import Field, Strip
from treadle.cut.nesters.shapes import Floats, Shape
from treadle.terms.budget import Budget

#: Places that one unit of counted work tries for each piece of a marker. Judged on the markers of the row nest.
PLACES = 230
#: Cells along the side of a square as large as the mean piece; cells come in quarters of an octave, so that markers of
#: nearly the same pieces have the same grid and share what is known of their pairs. Judged on markers of
#: the demo and of the row nest: 20, 28 and 40 were the same within chance, 40 took a quarter longer.
CELLS_PER_PIECE = 28
#: Judged on the markers of the row nest.
CELLS_PER_OCTAVE = 4
#: Depth that counts as none, in cells: compaction wins it back. Judged on the markers of the row nest.
SLACK = 0.02
#: Counted work for a layout with less slack. Judged on markers of the demo whose pieces nearly fill the width.
STRICT_WORK = 100.0
#: Rounds without a gain after which a layout is given up. Judged on the markers of the row nest.
CALM = 120
#: The same after an exchange. Judged on six markers: 60 and 120 were the same within chance, 30 was behind.
CALM_EXCHANGED = 60
#: Sweeps of pushing before pieces are moved one at a time. Judged on five markers of the demo and of the row nest.
SWEEPS = 30
#: Density of the first strip, and how much longer the next one is where it was too short; how often.
#: Judged on the markers of the row nest.
FIRST_DENSITY, LONGER, GROWTHS = 0.72, 1.08, 12
#: The same for a strip that begins with the layout of another marker. Judged on five markers of T-shirts.
LITTLE_LONGER = 1.01
#: First and least step by which a strip is shortened, as shares of its length. Judged on the markers of the row nest.
STEP, LEAST_STEP = 0.03, 0.0005
#: What a step is multiplied by where it came apart, and where not or only in a longer strip.
#: Judged on five markers of the demo and of the row nest.
LONGER_STEP, SHORTER_STEP = 1.5, 0.5
#: From this step on failed layouts have pieces exchanged; after the least step comes this one again.
#: A round number, not tuned.
PATIENT_STEP = 0.005
#: Exchanges before the strip is cut less short. Judged on six markers of the demo and of the row nest.
EXCHANGES = 12
#: How much likelier the like are exchanged: by e where sizes differ by an eighth. Judged on six markers, where 4 to 10
#: were the same within chance.
LIKENESS = 8.0
#: First step where a search goes on from a layout that is dense already. Judged on the markers of the row nest.
FINE_STEP = 0.004
#: Most places one separation tries while a clock runs: about a third of a second.
#: Judged on the markers of the row nest.
CLOCKED_PLACES = 2_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Where every piece lies: its form (n,), its lower left corner (n,) along and across, and the length they take."""

    form: Ints
    x: Floats
    y: Floats
    length: float


class Explorer:
    """The pieces of one marker and the search over them. `choices[i]` lists the shapes that piece i may take."""

    def __init__(self, shapes: list[Shape], choices: list[list[int]], width: float, seed: int) -> None:
        self.width = width
        area = np.array([shapes[choice[0]].area for choice in choices])
        self.area = float(area.sum())
        side = float(np.sqrt(area.mean()))
        cell = 2.0 ** (round(CELLS_PER_OCTAVE * np.log2(side / CELLS_PER_PIECE)) / CELLS_PER_OCTAVE)
        self.maps: DepthMaps = depth_maps(shapes, cell)
        forms = [list(dict.fromkeys(int(self.maps.form_of[shape]) for shape in choice)) for choice in choices]
        table = np.zeros((len(forms), max(len(form) for form in forms)), dtype=np.int64)
        for piece, form in enumerate(forms):
            table[piece, : len(form)] = form
        self.forms = forms
        size = self.maps.size
        span = np.sqrt(size[:, 0] * size[:, 1])
        pairs = self.maps.pairs.copy()
        pairs[:, :, -1] *= np.sqrt(span[:, None] * span[None, :]) / float(span.mean())
        self.field = Field(
            self.maps.depths, pairs, SLACK * STEPS, self.maps.cell / STEPS, size, table,
            np.array([len(form) for form in forms], dtype=np.int64), size[table[:, 0]].min(axis=1),
        )  # fmt: skip
        self.rng = np.random.default_rng(seed)
        self.state = self.rng.integers(0, 1 << 63, size=1, dtype=np.uint64)
        self.tried = np.zeros(1, dtype=np.int64)
        #: No strip is shorter: neither than a piece nor than the area.
        self.least = max(self.area / width, max(float(size[form, 0].min()) for form in forms))

    @property
    def work(self) -> float:
        """Counted work so far."""
        return float(self.tried[0]) / (PLACES * len(self.forms))

    def run(self, budget: Budget, start: Layout | None = None, step: float = STEP) -> list[Layout]:
        """Layouts without overlap on the grid, shortest first; none where even the longest strip was too short.

        From `start` on, where one is given, which counts as without overlap; `step` is the first step.
        """
        best = start or self._first(budget)
        if best is None:
            return []
        found = [best]
        tangled: Layout | None = None
        least_loss, exchanges = 0.0, 0
        while not budget.is_over(self.work) and best.length > self.least * (1.0 + 1e-6):
            if tangled is None:
                target = max(self.least, best.length * (1.0 - step))
                loss, trial = self.separated(self.shortened(best, target), budget)
            else:
                loss, trial = self.separated(self.exchanged(tangled), budget, calm=CALM_EXCHANGED)
            free = trial if loss == 0.0 else self.opened(trial, best.length)
            if free is not None:
                best, tangled, exchanges = self.squeezed(free), None, 0
                found.append(best)
                step = min(step * LONGER_STEP, STEP) if loss == 0.0 else max(step * SHORTER_STEP, LEAST_STEP)
            elif step > PATIENT_STEP:
                step *= SHORTER_STEP
            elif tangled is None:
                tangled, least_loss = trial, loss
            else:
                exchanges += 1
                if loss < least_loss:
                    tangled, least_loss = trial, loss
                if exchanges >= EXCHANGES:
                    step, tangled, exchanges = step * SHORTER_STEP, None, 0
                    step = step if step > LEAST_STEP else PATIENT_STEP
        return found[::-1]

    def _first(self, budget: Budget) -> Layout | None:
        """A heap of pieces anywhere in a strip, taken apart; the strip grows until that works."""
        size = self.maps.size
        length = max(self.least, self.area / self.width / FIRST_DENSITY)
        form = np.array([min(forms, key=lambda one: (size[one, 0] > length, one)) for forms in self.forms])
        x = self.rng.random(len(form)) * np.maximum(length - size[form, 0], 0.0)
        y = self.rng.random(len(form)) * np.maximum(self.width - size[form, 1], 0.0)
        layout = Layout(form, x, y, length)
        for _ in range(GROWTHS):
            loss, layout = self.separated(layout, Budget(work=self.work + max(budget.work / 3.0, 20.0)))
            if loss == 0.0:
                return layout
            layout = Layout(layout.form, layout.x, layout.y, layout.length * LONGER)
        return None

    def apart(self, layout: Layout, budget: Budget) -> Layout | None:
        """A layout of pieces that overlap a little taken apart, in a strip that grows by little until that works; None
        where it does not."""
        size, form = self.maps.size, layout.form
        for turn in range(GROWTHS):
            length = layout.length * LITTLE_LONGER**turn
            x = np.clip(layout.x * (length / layout.length), 0.0, np.maximum(length - size[form, 0], 0.0))
            y = np.clip(layout.y, 0.0, np.maximum(self.width - size[form, 1], 0.0))
            tried = Budget(work=self.work + max(budget.work / 6.0, 5.0))
            loss, found = self.separated(Layout(form, x, y, length), tried)
            if loss == 0.0:
                return self.squeezed(found)
        return None

    def strict(self, layout: Layout, longer: float) -> list[Layout]:
        """The layout taken apart anew in a strip `longer` times as long, with a tenth of the slack; none where it would
        not come apart. Two pieces across each other that are wider together than the strip, by less than the slack,
        would stay for ever where they are."""
        anew = Layout(layout.form, layout.x, layout.y, layout.length * longer)
        loss, trial = self.separated(
            anew, Budget(work=self.work + STRICT_WORK), self.field._replace(slack=0.1 * self.field.slack)
        )
        return [trial] if loss == 0.0 else []

    def separated(
        self, layout: Layout, budget: Budget, field: Field | None = None, calm: int = CALM
    ) -> tuple[float, Layout]:
        """Loss that is left in a strip of the layout's length and the layout with the least, its true length told."""
        from treadle.cut.nesters.separation_loops import separate
        from treadle.cut.nesters.settling_loops import settle

        strip = self._strip(layout)
        most = int(min(budget.work * PLACES * len(strip.form), 1 << 60))
        if budget.left is not None:
            most = min(most, int(self.tried[0]) + CLOCKED_PLACES)
        settle(field or self.field, strip, SWEEPS, self.tried)
        loss = separate(field or self.field, strip, most, calm, self.state, self.tried)
        length = float(np.max(strip.x + self.maps.size[strip.form, 0])) if loss == 0.0 else layout.length
        return loss, Layout(strip.form, strip.x, strip.y, length)

    def squeezed(self, layout: Layout) -> Layout:
        """A layout without overlap in the shortest strip that pushing alone leads to."""
        from treadle.cut.nesters.settling_loops import squeeze

        strip = self._strip(layout)
        length = squeeze(self.field, strip, self.least, self.tried)
        return Layout(strip.form, strip.x, strip.y, length)

    def opened(self, layout: Layout, longest: float) -> Layout | None:
        """A layout with overlap in a longer strip where it has none; None where that would be as long as `longest`."""
        from treadle.cut.nesters.settling_loops import opened

        strip = self._strip(layout)
        length = opened(self.field, strip, longest, self.tried)
        return Layout(strip.form, strip.x, strip.y, length) if length > 0.0 else None

    def _strip(self, layout: Layout) -> Strip:
        """A copy of a layout as the loops take it, all pairs weighing the same."""
        count = len(layout.form)
        form, x, y = layout.form.copy(), layout.x.copy(), layout.y.copy()
        return Strip(layout.length, self.width, form, x, y, np.ones((count, count)))

    def shortened(self, layout: Layout, length: float) -> Layout:
        """The layout in a shorter strip: what lies behind a random place moves forward, and forms too long turn."""
        size, form, x = self.maps.size, layout.form.copy(), layout.x.copy()
        cut = float(self.rng.random()) * layout.length
        x[x + size[form, 0] / 2.0 > cut] -= layout.length - length
        for piece in np.flatnonzero(size[form, 0] > length):
            form[piece] = min(self.forms[piece], key=lambda one: (float(size[one, 0]), one))
        x = np.clip(x, 0.0, np.maximum(length - size[form, 0], 0.0))
        y = np.minimum(layout.y, np.maximum(self.width - size[form, 1], 0.0))
        return Layout(form, x, y, length)

    def exchanged(self, layout: Layout) -> Layout:
        """The layout with two pieces of different form in each other's place: one the likelier the larger it is, the
        other the liker to it in size."""
        size, x, y = self.maps.size, layout.x.copy(), layout.y.copy()
        sides = size[layout.form]
        box = sides[:, 0] * sides[:, 1]
        one = int(self.rng.choice(len(box), p=box / box.sum()))
        apart = np.abs(sides - sides[one]).sum(axis=1) / sides[one].sum()
        others = np.where(layout.form == layout.form[one], 0.0, np.exp(-LIKENESS * apart))
        if others.sum() > 0.0:
            two = int(self.rng.choice(len(others), p=others / others.sum()))
            x[[one, two]], y[[one, two]] = x[[two, one]], y[[two, one]]
        x = np.clip(x, 0.0, np.maximum(layout.length - size[layout.form, 0], 0.0))
        y = np.clip(y, 0.0, np.maximum(self.width - size[layout.form, 1], 0.0))
        return Layout(layout.form, x, y, layout.length)
