"""The I-codes of reading: each names one thing that a delivered file can show, and nothing else.

I001 to I019 refuse the delivery, I020 to I029 reject a record, I030 to I049 are notes on what was passed over or read
in a particular way. ``rules/checks/`` says what each means to a dealer; a code is never used again for anything else.
"""

from __future__ import annotations

EMPTY_FILE = "I001"
NO_TABLE = "I002"
HEADER_ONLY = "I003"
NOT_A_TABLE_FORMAT = "I004"
WRONG_ENCODING = "I005"
MOJIBAKE = "I006"
NUL_BYTE = "I007"
UNCLOSED_QUOTE = "I008"
DAMAGED = "I009"
ENCRYPTED = "I010"
ZIP_BOMB = "I011"
NO_PERMISSION = "I012"
MISSING = "I013"
TOO_LARGE = "I014"
UNREADABLE = "I015"
NESTED_ARCHIVE = "I016"

TOO_MANY_CELLS = "I020"
NOT_JSON = "I021"

NO_HEADER = "I030"
TITLE_ROW = "I031"
REPEATED_HEADER = "I032"
FOOTER = "I033"
SHORT_ROW = "I034"
HIDDEN_SHEET = "I035"
SHEET_WITHOUT_TABLE = "I036"
OTHER_CONTENT = "I037"
MEMBER_LEFT_OUT = "I038"
JOINED_HEADER = "I039"
MERGED_CELLS = "I040"
DUPLICATE_HEADER = "I041"
FEW_MOJIBAKE = "I042"
BLANK_ROW = "I043"
