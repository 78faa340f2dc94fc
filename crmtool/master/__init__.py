"""The golden master on disk: one SQLite database, Parquet files beside it, one writer, any number of readers.

A master is a folder (mode 0700, its files 0600):

    master.db                       every table of ``contract.md``, for Datasette, DB Browser and plain SQL
    master.lock                     held by the one process that may write
    records/7-records.parquet       the standardised records of generation 7
    records/7-scored.parquet        the scored pairs of generation 7

A commit writes the Parquet files of the next generation, then everything else in one transaction that also switches the
generation, and removes the former files last. Whatever interrupts it, a power cut included, the former master is whole.
"""

from crmtool.master.run import Run
from crmtool.master.store import Master

__all__ = ["Master", "Run"]
