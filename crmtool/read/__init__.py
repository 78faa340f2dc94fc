"""Reading: from delivered files to tables of text as they stand there, each record with its row and line."""

from crmtool.read.files import SUFFIXES, legible, read_file
from crmtool.read.find import find

__all__ = ["SUFFIXES", "find", "legible", "read_file"]
