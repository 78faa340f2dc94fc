"""How good is good: what a master found, against known truth, or against a steward's judgement of a sample.

Pairwise: of all pairs of rows that were put together, how many belong together (precision); of all pairs that belong
together, how many were (recall). Large clusters weigh by the square of their size. B-cubed (Bagga and Baldwin 1998)
asks the same of each row and its cluster and averages over rows, so that every row weighs the same.

Only rows that the truth speaks of are judged. A row that the master lacks counts as put together with no other.

Where there is no truth, ``audit`` draws pairs of records from ``strata``, ``sheet`` and ``judged`` write and read the
workbook in which they are judged, and ``interval`` says how sure the figures are.
"""

from crmtool.evaluate.curve import curve
from crmtool.evaluate.scores import Scores, breakdown, evaluate
from crmtool.evaluate.truth import entities

__all__ = ["Scores", "breakdown", "curve", "entities", "evaluate"]
