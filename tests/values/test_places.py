"""Provinces, cities and districts."""

from __future__ import annotations

import pytest

from crmtool.values import places, regions

# text, code, province, city, district, rest
PLACES = (
    ("浙江省杭州市西湖区文三路", "330106", "浙江省", "杭州市", "西湖区", "文三路"),
    ("杭州市西湖区文三路", "330106", "浙江省", "杭州市", "西湖区", "文三路"),
    ("浙江杭州西湖文三路", "330106", "浙江省", "杭州市", "西湖区", "文三路"),
    ("浙江省西湖区文三路", "330106", "浙江省", "杭州市", "西湖区", "文三路"),
    ("浙江省、杭州市、西湖区", "330106", "浙江省", "杭州市", "西湖区", ""),
    ("浙江省杭州市浙江省杭州市西湖区", "330106", "浙江省", "杭州市", "西湖区", ""),
    ("中国浙江省杭州市", "330100", "浙江省", "杭州市", None, ""),
    ("杭州西湖大道12号", "330100", "浙江省", "杭州市", None, "西湖大道12号"),
    ("浙江省杭州市临平区", "330113", "浙江省", "杭州市", "临平区", ""),
    ("北京市北京市朝阳区", "110105", "北京市", "北京市", "朝阳区", ""),
    ("北京朝阳区", "110105", "北京市", "北京市", "朝阳区", ""),
    ("上海浦东张江路", "310115", "上海市", "上海市", "浦东新区", "张江路"),
    ("上海市卢湾区", "310103", "上海市", "上海市", "卢湾区", ""),
    ("重庆市市辖区渝北区", "500112", "重庆市", "重庆市", "渝北区", ""),
    ("内蒙古呼和浩特赛罕区", "150105", "内蒙古自治区", "呼和浩特市", "赛罕区", ""),
    ("内蒙呼和浩特", "150100", "内蒙古自治区", "呼和浩特市", None, ""),
    ("广西南宁青秀区", "450103", "广西壮族自治区", "南宁市", "青秀区", ""),
    ("新疆乌鲁木齐天山区", "650102", "新疆维吾尔自治区", "乌鲁木齐市", "天山区", ""),
    ("西藏拉萨城关区", "540102", "西藏自治区", "拉萨市", "城关区", ""),
    ("宁夏银川兴庆区", "640104", "宁夏回族自治区", "银川市", "兴庆区", ""),
    ("延边州延吉市", "222401", "吉林省", "延边朝鲜族自治州", "延吉市", ""),
    ("吉林吉林船营区", "220204", "吉林省", "吉林市", "船营区", ""),
    ("吉林长春朝阳区", "220104", "吉林省", "长春市", "朝阳区", ""),
    ("江苏镇江丹阳市", "321181", "江苏省", "镇江市", "丹阳市", ""),
    ("广东河源和平县", "441624", "广东省", "河源市", "和平县", ""),
    ("江苏省昆山市花桥镇", "320583", "江苏省", "苏州市", "昆山市", "花桥镇"),
    ("昆山花桥镇", "320583", "江苏省", "苏州市", "昆山市", "花桥镇"),
    ("湖北仙桃市沔阳大道", "429004", "湖北省", "仙桃市", None, "沔阳大道"),
    ("广东东莞长安镇", "441900", "广东省", "东莞市", None, "长安镇"),
    ("景宁县鹤溪", "331127", "浙江省", "丽水市", "景宁畲族自治县", "鹤溪"),
    ("香港九龙", "810000", "香港特别行政区", None, None, "九龙"),
    ("朝阳区幸福路", None, None, None, "朝阳区", "幸福路"),
    ("江苏省鼓楼区", None, "江苏省", None, "鼓楼区", ""),
    ("南京市鼓楼区", "320106", "江苏省", "南京市", "鼓楼区", ""),
    ("南京西路100号", None, None, None, None, "南京西路100号"),
    ("中山路12号", None, None, None, None, "中山路12号"),
    ("上海花园3栋", None, None, None, None, "上海花园3栋"),
    ("东方家园", None, None, None, None, "东方家园"),
    ("城区大道", None, None, None, None, "城区大道"),
    ("", None, None, None, None, ""),
)


@pytest.mark.parametrize(
    ("text", "code", "province", "city", "district", "rest"), PLACES, ids=[case[0] for case in PLACES]
)
def test_places(
    text: str, code: str | None, province: str | None, city: str | None, district: str | None, rest: str
) -> None:
    found = places.read(text)
    assert found[:4] == (code, province, city, district)
    assert text[found.end :] == rest


def test_every_district_in_force_is_found_under_its_full_name() -> None:
    names = dict(regions.table().select("code", "name").iter_rows())
    listed = [row for row in regions.table().iter_rows() if row[3] == "2019" and not row[0].endswith("00")]
    missed = []
    for code, name, *_ in listed:
        above = names.get(f"{code[:4]}00", "县")
        text = names[f"{code[:2]}0000"] + ("" if above in places.OF_NO_CITY else above) + name
        found = places.read(text)
        if name not in places.OF_NO_CITY and (found.code != code or found.end != len(text)):
            missed.append((text, found))
    assert len(listed) > 2800
    assert [text for text, found in missed if found.end != len(text)] == []
    assert len(missed) < 20, missed
