import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmtool.errors import DeliveryRefused
from crmtool.read import codes, encoding
from crmtool.read.encoding import decode
from crmtool.read.files import read_source
from crmtool.read.source import Source

TEXT = "姓名,手机,地址\n" + "张三,13000001357,上海市浦东新区\n欧阳婷,13100001357,北京市海淀区，中关村\n" * 4
IN_UTF8, IN_GBK = TEXT.encode(), TEXT.encode("gbk")
TRADITIONAL = "姓名,手機,地址\n" + "張三,13000001357,臺北市信義區\n歐陽婷,13100001357,高雄市苓雅區\n" * 4
LEVEL_1 = bytes(byte for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode(
    "gb2312"
)


@pytest.fixture(params=[0, encoding.LARGE])
def any_size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Texts are small, or so large that a part may tell their encoding."""
    monkeypatch.setattr(encoding, "LARGE", request.param)
    monkeypatch.setattr(encoding, "ENOUGH", 8)
    monkeypatch.setattr(encoding, "PARTS", 1)
    monkeypatch.setattr(encoding, "PART", len(TEXT))


def _code(data: bytes) -> tuple[str, str]:
    with pytest.raises(DeliveryRefused) as refused:
        decode(Source("list.csv", data))
    return refused.value.code, str(refused.value)


@pytest.mark.parametrize(
    ("codec", "name", "text"),
    [
        ("utf-8", "utf-8", TEXT),
        ("utf-8-sig", "utf-8-sig", TEXT),
        ("utf-16", "utf-16", TEXT),
        ("gbk", "gb18030", TEXT),
        ("gb18030", "gb18030", TEXT + "䶮㛃€𠮷\n"),
        ("gbk", "gb18030", TRADITIONAL),
        ("big5", "big5", TRADITIONAL),
        ("utf-8", "utf-8", TRADITIONAL + "𠮷\n"),
        ("ascii", "utf-8", "name,phone\nMing,130\n"),
        ("utf-8", "utf-8", "name,phone\nMüller,130\nJosé,131\n"),
        ("gbk", "gb18030", "x,y\n1,联通\n"),  # these bytes happen to be UTF-8
        ("gb18030", "gb18030", "name,phone\n" + "Ming,130\n" * 5000 + "张三,131\n"),
    ],
)
@pytest.mark.usefixtures("any_size")
def test_the_whole_text_comes_back(codec: str, name: str, text: str) -> None:
    assert decode(Source("list.csv", text.encode(codec))) == (text, name, [])


@given(st.lists(st.text(LEVEL_1, min_size=2, max_size=4), min_size=1, max_size=20))
def test_names_in_gbk_are_recognised(names: list[str]) -> None:
    text = "客户姓名,手机\n" + "".join(f"{name},13000001357\n" for name in names)
    assert decode(Source("list.csv", text.encode("gbk")))[:2] == (text, "gb18030")


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (IN_UTF8 + "王五,1,上海\n".encode("gbk"), codes.WRONG_ENCODING, f"line 10, byte offset {len(IN_UTF8)}"),
        (IN_GBK + "王五,1,上海\n".encode(), codes.WRONG_ENCODING, f"line 10, byte offset {len(IN_GBK)}"),
        ("name,phone\nJosé,1\n".encode("latin-1"), codes.WRONG_ENCODING, "line 2, byte offset 14"),
        (TEXT.encode()[:-2], codes.WRONG_ENCODING, "line 9"),
        (TEXT.encode("gbk")[:-2], codes.WRONG_ENCODING, "line 9"),
        ("氏名\nこんにちは\n".encode("shift-jis"), codes.WRONG_ENCODING, "line 1"),
        (IN_GBK + ("㐀㐁㐂㐃" * 99).encode("gb18030"), codes.WRONG_ENCODING, "line 1, byte offset 0"),
        (b"\xff\xfea\x00\xd8", codes.WRONG_ENCODING, "line 1"),
        ("a\nb".encode("utf-16")[:-1], codes.WRONG_ENCODING, "line 2"),
        (TEXT.encode().decode("latin-1").encode(), codes.MOJIBAKE, "line 1, byte offset 0"),
        (TEXT.encode("gbk").decode("latin-1").encode(), codes.MOJIBAKE, "line 1, byte offset 0"),
        (TEXT.encode().decode("gbk", "ignore").encode(), codes.MOJIBAKE, "line 1, byte offset 0"),
        (TEXT.encode("gbk").decode("utf-8", "replace").encode(), codes.MOJIBAKE, "line 1, byte offset 0"),
        (f"a,b\n{'x,y' * 9}\n锟斤拷,1\n".encode(), codes.MOJIBAKE, "line 3, byte offset 32"),
        (TEXT.encode() + b"a\0b\n", codes.NUL_BYTE, "line 10"),
        ((TEXT + "a\0b\n").encode("utf-16"), codes.NUL_BYTE, "line 10"),
    ],
)
@pytest.mark.usefixtures("any_size")
def test_what_is_wrong_is_refused_with_its_place(data: bytes, code: str, where: str) -> None:
    found, message = _code(data)
    assert found == code
    assert message.startswith(f"list.csv, {where}")
    assert "xport" in message or "etch" in message


def test_utf16_without_its_mark_is_named() -> None:
    code, message = _code("name,phone\n".encode("utf-16-le"))
    assert code == codes.NUL_BYTE
    assert "UTF-16" in message


@pytest.mark.usefixtures("any_size")
def test_an_old_wound_is_noted_and_does_not_condemn() -> None:
    few = TEXT + "王五,1,\ufffd\n" * 4
    assert [note.line for note in decode(Source("list.csv", few.encode()))[2]] == [10, 11, 12, 13]
    text = TEXT * 50 + "王五,1,\ufffd\n"
    for notes in (decode(Source("list.csv", text.encode()))[2], read_source(Source("list.csv", text.encode())).notes):
        assert [(note.code, note.line) for note in notes] == [(codes.FEW_MOJIBAKE, 451)]


@given(st.binary(max_size=300))
def test_bytes_are_decoded_without_loss_or_refused(data: bytes) -> None:
    try:
        text, name, _ = decode(Source("list.csv", data))
    except DeliveryRefused:
        return
    assert name in {"utf-8", "utf-8-sig", "utf-16", "gb18030", "big5"}
    if name in {"utf-8", "utf-8-sig", "gb18030"}:
        assert text.encode(name) == data


@pytest.mark.usefixtures("any_size")
def test_garbled_text_is_the_graver_fault_beside_a_quote_that_is_never_closed() -> None:
    text = TEXT.encode().decode("latin-1") + '1,"2\n'
    with pytest.raises(DeliveryRefused) as refused:
        read_source(Source("list.csv", text.encode()))
    assert refused.value.code == codes.MOJIBAKE


def test_a_large_text_is_told_by_all_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """The dealer at the head may be the only one who writes traditional characters."""
    monkeypatch.setattr(encoding, "ENOUGH", 8)
    monkeypatch.setattr(encoding, "PART", 32)
    text = TRADITIONAL * 4 + TEXT * 400
    assert not encoding._plainly_gb18030(text[: 32 * encoding.PARTS])
    assert encoding._plainly_gb18030(encoding._sample(text))
