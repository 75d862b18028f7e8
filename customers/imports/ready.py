"""Ready mappings: how exports of other CRMs call what the book knows, in both languages.

Headers are the names that these programs give their standard fields; where they come from stands
beside the files in `tests/customers/exports/`. The first header of a field that a file has counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from customers.imports.field import normal
from customers.imports.fields import FIELDS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

ENOUGH = 0.5  # of a mapping's telling headers, that a file is taken for such an export


@dataclass(frozen=True)
class Ready:
    """An export of a program. `telling` are headers by which it is known; names by bars."""

    code: str
    label: StrOrPromise
    kind: str
    fields: dict[str, str]
    telling: tuple[str, ...]

    def mapping_of(self, header: Sequence[str]) -> dict[str, str]:
        """Field → column of this file."""
        columns = {normal(column): column for column in reversed(header) if column}
        known = {field.name for field in FIELDS.get(self.kind, ())} or set(self.fields)
        found: dict[str, str] = {}
        for field, names in self.fields.items():
            hits = [columns[normal(n)] for n in names.split("|") if normal(n) in columns]
            free = [column for column in hits if column not in found.values()]
            if field in known and free:
                found[field] = free[0]
        return found

    def likeness(self, header: Sequence[str]) -> float:
        """How many of the telling headers the file has, from 0 to 1, in the better language."""
        columns = {normal(column) for column in header if column}
        shares = []
        for names in self.telling:
            told = [normal(name) for name in names.split("|")]
            shares.append(sum(name in columns for name in told) / len(told))
        return max(shares)


READY: tuple[Ready, ...] = (
    Ready(
        "zoho-accounts",
        _("Zoho CRM: accounts"),
        "customers",
        {
            "number": "Account Number|客户编号|Record Id|记录ID",
            "name": "Account Name|客户名称",
            "region": "Billing State|开单地址-省/市|账单州",
            "city": "Billing City|开单地址-城市|账单城市",
            "address": "Billing Street|开单地址-街道|账单街道",
            "manager": "Account Owner|客户所有者",
            "phone": "Phone|电话",
            "since_date": "Created Time|创建时间",
        },
        (
            "Account Owner|Account Name|Account Number|Account Site|Billing Street|SIC Code",
            "客户所有者|客户名称|客户编号|客户所在地|开单地址-街道|SIC代码",
        ),
    ),
    Ready(
        "zoho-contacts",
        _("Zoho CRM: contacts"),
        "contacts",
        {
            "customer": "Account Name|客户名称|账户名称",
            "source_key": "Record Id|Contact Id|记录ID|联系人ID",
            "name": "Last Name|姓",
            "given_name": "First Name|名",
            "role": "Title|职务",
            "phone": "Mobile|手机|Phone|电话",
            "email": "Email|邮件|电子邮件",
        },
        (
            "Contact Owner|Lead Source|First Name|Last Name|Account Name|Mobile|Skype ID",
            "联系人所有者|线索来源|姓|名|客户名称|手机|Skype ID",
        ),
    ),
    Ready(
        "zoho-calls",
        _("Zoho CRM: calls"),
        "interactions",
        {
            "customer": "Related To|相关|关联到|关联客户",
            "source_key": "Record Id|Call Id|记录ID",
            "effective_date": "Call Start Time|通话开始时间",
            "subject": "Subject|主题",
            "content": "Description|描述|说明|Call Result|通话结果",
            "participants": "Contact Name|联系人名称|联系人姓名",
            "owner": "Call Owner|通话所有者",
        },
        (
            "Call Owner|Subject|Call Type|Call Start Time|Call Duration|Related To",
            "通话所有者|主题|通话类型|通话开始时间|通话时长|关联到",
        ),
    ),
    Ready(
        "fxiaoke-accounts",
        _("Fxiaoke: customers"),
        "customers",
        {
            "number": "客户编号|account_no|Account No.|唯一性ID（必填）|唯一性ID",
            "name": "客户名称|客户名称（必填）|name|Account Name",
            "registration_number": "统一社会信用代码|uniform_social_credit_code",
            "region": "省|province|Province",
            "city": "市|city|City",
            "address": "详细地址|address|Detailed Address",
            "manager": "负责人|负责人（必填）|owner|Owner",
            "team": "归属部门|负责人主属部门|data_own_department|Owning Department",
            "since_date": "创建时间|create_time|Creation Time",
            "phone": "电话|tel|Telephone",
            "email": "邮件|email|Email",
        },
        (
            "客户名称|客户编号|成交状态|归属部门|负责人主属部门|最后跟进时间|生命状态|所属公海",
            "name|account_no|deal_status|data_own_department|owner_department|last_followed_time|"
            "life_status|high_seas_id",
            "Account Name|Account No.|Deal Status|Owning Department|Last Followed Time",
        ),
    ),
    Ready(
        "fxiaoke-contacts",
        _("Fxiaoke: contacts"),
        "contacts",
        {
            "customer": "客户名称|客户名称（必填）|account_id|account_id__r|Account Name",
            "source_key": "唯一性ID（必填）|唯一性ID|_id",
            "name": "姓名|姓名（必填）|name|Name",
            "role": "职务|job_title|Job Title",
            "phone": "手机|手机1|mobile|mobile1|Mobile|电话|电话1|tel|tel1",
            "email": "邮件|email|Email",
            "wechat": "微信|微信号码|weixin|WeChat",
            "is_primary": "主要联系人|primary_contact|Primary Contact",
        },
        (
            "姓名|客户名称|职务|手机|负责人主属部门|生命状态",
            "name|account_id|job_title|mobile|owner_department|life_status",
            "Name|Account Name|Job Title|Mobile|Owning Department",
        ),
    ),
    Ready(
        "fxiaoke-records",
        _("Fxiaoke: sales records"),
        "interactions",
        {
            "customer": "客户名称|account_id|关联业务数据|Account Name",
            "source_key": "唯一性ID|销售记录编号|_id|name",
            "effective_date": "创建时间|create_time|Creation Time",
            "channel": "销售记录类型|跟进方式|互动形式|active_record_type|interactive_types|Type",
            "content": "跟进内容|销售记录内容|active_record_content|Content",
            "participants": "联系人|contact_id|Contact",
            "owner": "负责人|owner|创建人|created_by|Owner",
        },
        (
            "跟进内容|销售记录类型|客户名称|创建时间|负责人",
            "active_record_content|active_record_type|account_id|create_time|owner",
            "Content|Type|Account Name|Creation Time|Owner",
        ),
    ),
)


def ready_of(kind: str) -> list[Ready]:
    return [one for one in READY if one.kind == kind]


def likely(kind: str, header: Sequence[str]) -> Ready | None:
    """The program whose export this most likely is, if any."""
    best = max(ready_of(kind), key=lambda one: one.likeness(header), default=None)
    return best if best and best.likeness(header) >= ENOUGH else None
