"""What can go wrong, each with its exit code and a line the user can act on."""

from __future__ import annotations


class CrmtoolError(Exception):
    """A failure the user can act on.

    ``what`` happened, ``where`` (file, line, row, field) and ``fix``, what to do next; ``exit_code`` is the process's.
    """

    exit_code = 3

    def __init__(self, what: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        """One line: where, what, what to do."""
        head = f"{self.where}: {self.what}" if self.where else self.what
        return f"{head}. {self.fix}" if self.fix else head


class UsageError(CrmtoolError):
    """An unknown option, table, rule or ID, or a broken rules file."""

    exit_code = 2


class Untold(CrmtoolError):
    """A change was made, but stdout does not take what there is to say of it, or an interrupt came too late."""

    exit_code = 1

    def __init__(self, what: str, *, where: str = "") -> None:
        fix = "crmtool status shows what the master holds"
        super().__init__(f"{what}, but what was asked for is done", where=where, fix=fix)


class MasterBusy(CrmtoolError):
    """Another run holds the master."""

    exit_code = 75


class DeliveryRefused(CrmtoolError):
    """A delivery that cannot be read; the others still go through.

    ``code`` is the I-rule that names the fault, ``line`` the physical line where it stands, None if no line has it.
    """

    def __init__(self, what: str, *, code: str, where: str = "", fix: str = "", line: int | None = None) -> None:
        super().__init__(what, where=where, fix=fix)
        self.code, self.line = code, line
