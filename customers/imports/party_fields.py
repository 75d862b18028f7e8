"""What files of related parties can tell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.imports.field import Field, Type
from customers.models import RelatedParty

RELATIONS = (
    ("母公司", "parent"),
    ("子公司", "subsidiary"),
    ("担保人", "guarantor"),
    ("保证人", "guarantor"),
    ("受益所有人", "owner"),
    ("实际控制人", "owner"),
    ("ubo", "owner"),
    ("法人", "representative"),
    ("法定代表人", "representative"),
)
PARTIES = (
    Field(
        "customer", _("customer number"), "customer no|customer number|customer id|customer code|"
        "编号|客户编号|客户编码|客户代码|客户号|客户",
        required=True, longest=40,
    ),
    Field("kind", _("relation"), "relation|relationship|type|关系|关联关系|关系类型", Type.CHOICE,
          required=True, choices=tuple(RelatedParty.Kind.choices), also=RELATIONS),
    Field("other", _("number of the other customer"), "other customer|related customer|"
          "other customer number|关联客户编号|关联客户", longest=40),
    Field("name", _("name of the party"), "party|party name|related party|name|关联方|关联方名称|"
          "姓名|名称"),
    Field("id_number", _("ID or registration number"), "id number|registration number|"
          "identity card|身份证号|证件号码|统一社会信用代码", longest=60),
    Field("country", _("country"), "country code|国家|国家代码", Type.COUNTRY),
    Field("share_percent", _("share, %"), "share|share percent|ownership|持股比例|股权比例|比例",
          Type.MONEY),
    Field("guarantee_amount", _("guaranteed amount"), "guarantee|guarantee amount|担保金额|"
          "保证金额", Type.MONEY),
    Field("guarantee_currency", _("currency of the guarantee"), "currency|币种|货币",
          Type.CURRENCY),
    Field("valid_from", _("valid from"), "from|since|生效日期|起始日期", Type.DATE),
    Field("valid_until", _("valid until"), "until|to|失效日期|终止日期|到期日", Type.DATE),
    Field("note", _("note"), "notes|remark|备注|说明", Type.LINES, longest=500),
    Field("source_key", _("source key"), "key|party id|关联方编号", longest=80),
)  # fmt: skip
