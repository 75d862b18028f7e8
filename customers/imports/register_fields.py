"""What files of groups, of credit terms and of requests of authorities can tell."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from customers.imports.field import Field, Type
from customers.models import AuthorityRequest

CUSTOMER = ("customer no|customer number|customer id|customer code|编号|客户编号|客户编码|"
            "客户代码|客户号|客户")  # fmt: skip
GROUPS = (
    Field("code", _("code of the group"), "group|group code|group no|code|集团|集团编码|集团代码|"
          "集团编号|编码", required=True, longest=40),
    Field("name", _("name of the group"), "group name|name|集团名称|名称"),
    Field("credit_limit", _("limit of the group"), "limit|group limit|credit limit|集团额度|"
          "集团限额|信用额度", Type.MONEY),
    Field("note", _("note"), "notes|remark|备注|说明", Type.LINES, longest=500),
    Field("customer", _("customer number"), f"member|member no|成员|成员编号|{CUSTOMER}",
          longest=40),
    Field("from_date", _("member since"), "since|from|加入日期|起始日期", Type.DATE),
    Field("until_date", _("member until"), "until|to|退出日期|终止日期", Type.DATE),
)  # fmt: skip
TERMS = (
    Field("customer", _("customer number"), CUSTOMER, required=True, longest=40),
    Field("effective_date", _("in force from"), "from|since|date|effective date|生效日期|日期|"
          "起始日期", Type.DATE, required=True),
    Field("credit_limit", _("credit limit"), "limit|credit limit|信用额度|额度|授信额度",
          Type.MONEY),
    Field("payment_days", _("payment term"), "terms|payment terms|payment days|days|账期|"
          "付款期限|付款天数", Type.DAYS),
)  # fmt: skip
REQUESTS = (
    Field("authority", _("authority"), "regulator|court|机关|监管机构|主管部门", required=True),
    Field("reference", _("reference"), "file number|case number|ref|文号|案号|文件编号",
          required=True, longest=80),
    Field("received_date", _("received on"), "received|date received|收函日期|收到日期|收到时间",
          Type.DATE),
    Field("subject", _("subject"), "about|title|主题|事由|标题"),
    Field("question", _("what they ask"), "question|request|询问内容|要求|内容", Type.LINES,
          longest=5000),
    Field("customer", _("customer number"), CUSTOMER, longest=40),
    Field("legal_basis", _("legal basis"), "basis|法律依据|依据", longest=300),
    Field("deadline_date", _("deadline"), "due|due date|answer by|期限|截止日期|答复期限",
          Type.DATE),
    Field("responsible", _("responsible person"), "responsible|owner|责任人|负责人|经办人",
          Type.PERSON),
    Field("state", _("state"), "status|状态", Type.CHOICE,
          choices=tuple(AuthorityRequest.State.choices)),
    Field("answer", _("answer"), "reply|response|答复|回复", Type.LINES, longest=10000),
    Field("answered_date", _("answered on"), "answered|date answered|答复日期|回复日期",
          Type.DATE),
)  # fmt: skip
