"""What lies in a ZIP or GZIP archive, and how much it would become."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crmtool.read import codes
from crmtool.read.find import ignored
from crmtool.read.source import Source

if TYPE_CHECKING:
    from crmtool.errors import DeliveryRefused

MOST_BYTES = 2 << 30  # of everything in an archive, unpacked
HARMLESS = 32 << 20  # unpacked bytes that no ratio makes suspicious
RATIO = 200  # unpacked to packed: tables reach 50, bombs 1,000
FAULTS = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, OSError, NotImplementedError)
UNPACK = "Unpack it, check what is in it, and deliver the tables themselves"


def opened(source: Source) -> zipfile.ZipFile:
    """The archive, safe to unpack. Raises DeliveryRefused if it is damaged, encrypted or a bomb."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except FAULTS as fault:
        raise damaged(source, str(fault)) from None
    members = archive.infolist()
    if any(member.flag_bits & 1 for member in members):
        raise encrypted(source)
    unpacked = sum(member.file_size for member in members)
    if unpacked > MOST_BYTES or unpacked > max(HARMLESS, RATIO * len(source.data)):
        raise _bomb(source, unpacked)
    return archive


def zip_members(source: Source) -> list[Source]:
    """The files in a ZIP, named by their path in it; folders, hidden files and litter are left out."""
    archive = opened(source)
    members = []
    for member in archive.infolist():
        path = PurePosixPath(member_name(member))
        if not path.name or member.filename.endswith("/") or any(map(ignored, path.parts)):
            continue
        try:
            members.append(Source(f"{source.name}/{path}", archive.read(member)))
        except FAULTS as fault:
            raise damaged(source, f"{path}: {fault}") from None
    return members


def gzip_member(source: Source) -> Source:
    """What a GZIP file holds, named like the file without its last suffix."""
    most = max(HARMLESS, min(MOST_BYTES, RATIO * len(source.data)))
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(source.data)) as packed:
            data = packed.read(most + 1)
    except FAULTS as fault:
        raise damaged(source, str(fault)) from None
    if len(data) > most:
        raise _bomb(source, len(data))
    return Source(f"{source.name}/{PurePosixPath(source.name).stem}", data)


def damaged(source: Source, why: str) -> DeliveryRefused:
    """The refusal of a file that its own format does not allow."""
    fix = "It may have been cut off on its way: copy or export it again"
    return source.refusal(f"is damaged or incomplete ({why})", code=codes.DAMAGED, fix=fix)


def encrypted(source: Source) -> DeliveryRefused:
    """The refusal of a file that wants a password."""
    fix = "Save it without a password and deliver it again"
    return source.refusal("is protected with a password", code=codes.ENCRYPTED, fix=fix)


def _bomb(source: Source, unpacked: int) -> DeliveryRefused:
    what = f"would unpack from {len(source.data):,} to {unpacked:,} bytes or more"
    return source.refusal(what, code=codes.ZIP_BOMB, fix=UNPACK)


def member_name(member: zipfile.ZipInfo) -> str:
    """A member's path. Without the UTF-8 flag Chinese systems write GBK, where the format says code page 437."""
    name = member.filename
    if not member.flag_bits & 0x800:
        try:
            name = name.encode("cp437").decode("gb18030")
        except UnicodeError:
            name = member.filename
    return name.replace("\\", "/")
