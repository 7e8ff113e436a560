"""Sense: what customers did becomes what they wanted, by SKU, shop and week.

Read `sensed.py` first (the sentence), then `history.py` (counting) and `latent.py` (the empty shelf).
"""

from treadle.sense.censor import unconstrain
from treadle.sense.history import Counted, Query, build_history
from treadle.sense.options import option_history
from treadle.sense.sensed import Sensed, SensePolicy, sense
from treadle.terms.policy import CensorPolicy

__all__ = [
    "CensorPolicy",
    "Counted",
    "Query",
    "SensePolicy",
    "Sensed",
    "build_history",
    "option_history",
    "sense",
    "unconstrain",
]
