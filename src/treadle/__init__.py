"""treadle: from e-commerce signals to a cut, balanced and scheduled plan.

Where to read next: `treadle.terms` (the nouns), then one room (say `treadle.decide`), then `treadle.day`
(the one sentence that joins the rooms), then `treadle.plant` (where the day meets files and time).
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
