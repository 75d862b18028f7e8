"""Word lists that made-up names are put together from, in both languages."""

# ruff: noqa: SIM905  (lists of words read better as text)

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    country: str
    region: str
    city: str
    chinese: str = ""  # how companies of the place begin their Chinese name
    territory: str = ""  # code of the team that looks after the place, where there is such a team
    weight: int = 1

    @property
    def town(self) -> str:
        """The city as both languages read it."""
        return f"{self.city} {self.chinese}".strip()


CHINESE_PLACES = (
    Place("CN", "Shanghai", "Shanghai", "上海", "east-china", 6),
    Place("CN", "Beijing", "Beijing", "北京", "north-china", 2),
    Place("CN", "Guangdong", "Shenzhen", "深圳", "south-china", 2),
    Place("CN", "Guangdong", "Guangzhou", "广州", "south-china", 2),
    Place("CN", "Guangdong", "Dongguan", "东莞", "south-china"),
    Place("CN", "Zhejiang", "Hangzhou", "杭州", "east-china", 3),
    Place("CN", "Zhejiang", "Ningbo", "宁波", "east-china", 2),
    Place("CN", "Jiangsu", "Suzhou", "苏州", "east-china", 4),
    Place("CN", "Jiangsu", "Nanjing", "南京", "east-china", 2),
    Place("CN", "Shandong", "Qingdao", "青岛", "north-china"),
    Place("CN", "Sichuan", "Chengdu", "成都", "north-china"),
    Place("CN", "Hubei", "Wuhan", "武汉", "north-china"),
    Place("CN", "Shaanxi", "Xi'an", "西安", "north-china"),
    Place("CN", "Chongqing", "Chongqing", "重庆", "north-china"),
    Place("CN", "Fujian", "Xiamen", "厦门", "south-china"),
    Place("CN", "Tianjin", "Tianjin", "天津", "north-china"),
    Place("CN", "Hunan", "Changsha", "长沙", "south-china"),
    Place("CN", "Henan", "Zhengzhou", "郑州", "north-china"),
)
OTHER_PLACES = (
    Place("US", "Ohio", "Columbus", territory="overseas"),
    Place("US", "Texas", "Houston", territory="overseas"),
    Place("US", "Illinois", "Chicago", territory="overseas"),
    Place("US", "California", "Fresno", territory="overseas"),
    Place("GB", "England", "Leeds", territory="overseas"),
    Place("GB", "Scotland", "Glasgow", territory="overseas"),
    Place("DE", "Bavaria", "Augsburg", territory="overseas"),
    Place("DE", "North Rhine-Westphalia", "Dortmund", territory="overseas"),
    Place("NL", "South Holland", "Rotterdam", territory="overseas"),
    Place("FR", "Auvergne-Rhône-Alpes", "Lyon", territory="overseas"),
    Place("SG", "Singapore", "Singapore", territory="asia-pacific"),
    Place("MY", "Selangor", "Shah Alam", territory="asia-pacific"),
    Place("VN", "Binh Duong", "Thu Dau Mot", territory="asia-pacific"),
    Place("AU", "Victoria", "Geelong", territory="asia-pacific"),
    Place("CA", "Ontario", "Hamilton", territory="overseas"),
)

# characters that brands are made of, with the syllable their foreign name uses
BRAND = tuple(
    ("瀚 Han|澄 Cheng|岑 Cen|屿 Yu|衡 Heng|拓 Tuo|骏 Jun|沛 Pei|煜 Yu|翎 Ling|霁 Ji|泓 Hong|"
     "铄 Shuo|桐 Tong|磐 Pan|稷 Ji|曜 Yao|弘 Hong|珩 Heng|禾 He|岚 Lan|策 Ce|峤 Qiao|淳 Chun|"
     "钧 Jun|柏 Bai|笙 Sheng|昀 Yun|琛 Chen|凌 Ling|朔 Shuo|榕 Rong|渝 Yu|晖 Hui|墨 Mo|钰 Yu|"
     "苑 Yuan|序 Xu|辰 Chen|迈 Mai").split("|")
)  # fmt: skip

# industry, Chinese word, English word
TRADES = (
    ("C", "精密机械", "Precision Machinery"),
    ("C", "电子科技", "Electronics"),
    ("C", "新材料", "Advanced Materials"),
    ("C", "五金制品", "Metal Products"),
    ("C", "纺织", "Textiles"),
    ("C", "包装", "Packaging"),
    ("C", "食品", "Foods"),
    ("C", "化工", "Chemicals"),
    ("C", "家具", "Furniture"),
    ("G", "贸易", "Trading"),
    ("G", "供应链管理", "Supply"),
    ("G", "商贸", "Wholesale"),
    ("G", "医疗器械", "Medical Devices"),
    ("F", "建设工程", "Construction"),
    ("F", "装饰工程", "Interiors"),
    ("H", "物流", "Logistics"),
    ("H", "国际货运", "Freight"),
    ("J", "信息技术", "Information Systems"),
    ("J", "软件", "Software"),
    ("I", "餐饮管理", "Catering"),
    ("I", "酒店管理", "Hotels"),
    ("A", "农业发展", "Farms"),
    ("D", "新能源", "Energy"),
    ("E", "环保科技", "Environmental Services"),
    ("L", "物业服务", "Property Services"),
    ("M", "工程设计", "Engineering Design"),
    ("N", "人力资源", "Staffing"),
    ("P", "教育科技", "Learning"),
    ("Q", "健康管理", "Health Care"),
    ("R", "文化传媒", "Media"),
    ("B", "矿业", "Minerals"),
)
CHINESE_FORMS = ("有限公司", "有限公司", "有限公司", "股份有限公司", "有限责任公司", "集团有限公司")
ENGLISH_FORMS = {
    "US": ("Inc.", "LLC", "Corp."),
    "GB": ("Ltd", "Limited"),
    "DE": ("GmbH", "GmbH & Co. KG"),
    "NL": ("B.V.",),
    "FR": ("S.A.S.", "S.A.R.L."),
    "SG": ("Pte. Ltd.",),
    "MY": ("Sdn. Bhd.",),
    "VN": ("Co., Ltd",),
    "AU": ("Pty Ltd",),
    "CA": ("Inc.", "Ltd."),
}
ENGLISH_BRANDS = tuple(
    ("Alderbrook Ashwell Birchmere Bramfield Bridgewick Calderton Cinderhill Coldharbour Cranmoor"
     " Dunmarsh Eastmere Elmsworth Fallowfield Fernhurst Foxcombe Glenarrow Greyholm Hartsmere"
     " Hazelrigg Highgarth Ironwell Kestrelton Kingsmere Larkfield Lindwood Lowmoor Marlbeck"
     " Millrace Netherby Northolme Oakhollow Otterburn Pebblewick Quarrymoor Ravensgill Redthorn"
     " Rookhope Rushford Saltersgate Silverbeck Stonecroft Swiftwater Tarnfield Thornbury Underhill"
     " Wainfleet Westerby Whinfell Willowgarth Yarrowdale").split()
)  # fmt: skip

CHINESE_SURNAMES = tuple("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓")
CHINESE_GIVEN = tuple(
    ("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀英 霞 平 刚 桂英 建华 志强 晓东 雨桐"
     " 子涵 浩然 欣怡 俊杰 海燕 国栋 文博 丽华 春梅 家豪 思远 一凡 梓萱 泽宇").split()
)  # fmt: skip
ENGLISH_GIVEN = tuple(
    ("Alice Brian Carol Daniel Elena Frank Grace Henry Irene Jack Karen Louis Maria Nathan Olivia"
     " Peter Quinn Rachel Samuel Teresa Ursula Victor Wendy Xavier Yvonne Zachary").split()
)  # fmt: skip
ENGLISH_SURNAMES = tuple(
    ("Abbott Barlow Carver Dawson Ellison Fletcher Garner Holloway Ingram Jarvis Keller Lambert"
     " Mercer Norwood Osborne Prescott Quigley Ramsey Sutton Thatcher Upton Vaughan Whitaker"
     " Yardley").split()
)  # fmt: skip
CHINESE_BODIES = ("财政局", "教育局", "交通运输局", "水务局", "卫生健康委员会", "市政管理处")
ENGLISH_BODIES = (
    "City Council", "Public Works Department", "School District", "Water Authority",
    "Transport Authority", "County Hospital Trust",
)  # fmt: skip
CHINESE_STREETS = ("人民路", "建设大道", "科技园南路", "滨江大道", "工业北路", "新华街", "朝阳路")
ENGLISH_STREETS = ("Mill Lane", "Station Road", "Harbour Street", "Industrial Way", "Park Avenue")
ROLES = ("Accounts payable", "Purchasing", "Finance", "Managing director", "Office")
CHINESE_ROLES = ("财务", "采购", "总经理", "会计", "办公室")

COMPLAINTS_ABOUT = (
    "Staff at the unloading bay were threatened over a delayed delivery.",
    "The customer used our goods receipts to claim damage that photos do not show.",
    "客户在收货现场辱骂送货人员，并拒绝签收。",
    "第三方反映该客户冒用我方授权书对外招商。",
)
COMPLAINTS_BY = (
    "Two pallets arrived wet.",
    "The invoice was sent to the old address.",
    "货物数量与送货单不符，要求补发。",
    "发票抬头有误，要求重开。",
)
