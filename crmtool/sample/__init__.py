"""Made-up deliveries of a made-up market, with the truth beside them: for demos, tests and measuring.

This part of the program is the judge of the rest and shares nothing with it: neither rules, nor headings, nor the
knowledge of identifiers. People, cars and companies come first (``world``), then what truly happened (``visits``),
then how it was written down (``records``) and spoiled (``spoil``), then the files (``deliveries``).
``numbers`` says why no number can be expected to belong to anyone.
"""

from crmtool.sample.deliveries import SampleSummary, write

__all__ = ["SampleSummary", "write"]
