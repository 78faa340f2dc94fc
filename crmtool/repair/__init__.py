"""Safe repairs: which cells, and how each format is written back with nothing else changed."""

from crmtool.repair.archive import regzipped, rezipped
from crmtool.repair.changes import Change, Edited, coded, left_alone
from crmtool.repair.columnar import edit_parquet
from crmtool.repair.delimited import edit_delimited
from crmtool.repair.diff import cell_diff, text_diff
from crmtool.repair.objects import edit_json_array, edit_json_lines
from crmtool.repair.plan import Edit, Left, Plan, plan
from crmtool.repair.workbook import edit_workbook, reference

__all__ = [
    "Change",
    "Edit",
    "Edited",
    "Left",
    "Plan",
    "cell_diff",
    "coded",
    "edit_delimited",
    "edit_json_array",
    "edit_json_lines",
    "edit_parquet",
    "edit_workbook",
    "left_alone",
    "plan",
    "reference",
    "regzipped",
    "rezipped",
    "text_diff",
]
