"""Reading: from delivered files to tables of text as they stand there, each record with its row and line."""

from crmtool.read.files import SUFFIXES, legible, load, read_file, read_loaded
from crmtool.read.find import find

__all__ = ["SUFFIXES", "find", "legible", "load", "read_file", "read_loaded"]
