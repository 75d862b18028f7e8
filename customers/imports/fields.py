"""What each kind of file can tell, and the headers by which people call it."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from customers.models import CustomField, ImportFile

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Type(StrEnum):
    """How a cell is read."""

    TEXT = "text"
    LINES = "lines"  # text that people break into lines; here it is one
    DATE = "date"
    MONEY = "money"
    RATE = "rate"
    CURRENCY = "currency"
    DAYS = "days"
    KIND = "kind"
    INDUSTRY = "industry"
    COUNTRY = "country"
    MANAGER = "manager"
    TEAM = "team"
    EMAIL = "email"
    URL = "url"
    LANGUAGE = "language"
    RELATION = "relation"
    OWN = "own"  # as a custom field says


@dataclass(frozen=True)
class Field:
    """One thing a file can tell. `headers` are separated by bars, any case, width and spacing."""

    name: str
    label: StrOrPromise
    headers: str
    type: Type = Type.TEXT
    required: bool = False
    longest: int = 200
    own: CustomField | None = None  # the definition of a custom field

    @cached_property
    def names(self) -> frozenset[str]:
        """By which headers it is known, each as `normal` makes it."""
        return frozenset({normal(self.name), *map(normal, self.headers.split("|"))})


def normal(header: str) -> str:
    """A header without case, width, spaces and punctuation: InvoiceDate = invoice_date."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in folded if character.isalnum())


CUSTOMERS = (
    Field(
        "number", _("customer number"), "number|no|customer no|customer number|customer id|"
        "customer code|account number|account|id|code|编号|客户编号|客户编码|客户代码|客户号|代码",
        required=True, longest=40,
    ),
    Field(
        "name", _("name"), "customer name|customer|company|company name|account name|名称|"
        "客户名称|公司名称|客户|企业名称|单位名称|姓名",
    ),
    Field(
        "other_name", _("name in another language"), "english name|chinese name|short name|alias|"
        "英文名称|外文名称|中文名称|简称|客户简称",
    ),
    Field("kind", _("type"), "type|customer type|客户类型|类型|客户类别", Type.KIND),
    Field(
        "registration_number", _("registration number"), "registration no|company number|tax id|"
        "vat number|统一社会信用代码|税号|注册号|营业执照号", longest=40,
    ),
    Field("legal_representative", _("legal representative"), "legal person|director|法定代表人|"
          "法人|法人代表", longest=120),
    Field("incorporation_date", _("incorporated on"), "incorporated on|incorporated|founded|"
          "established|成立日期|注册日期|成立时间", Type.DATE),
    Field("industry", _("industry"), "sector|行业|所属行业", Type.INDUSTRY),
    Field("country", _("country"), "country code|国家|国家代码", Type.COUNTRY),
    Field("region", _("region"), "province|state|省份|省|地区|区域", longest=80),
    Field("city", _("city"), "town|城市|市", longest=80),
    Field("postal_code", _("postal code"), "postcode|zip|zip code|邮编|邮政编码", longest=20),
    Field("address", _("address"), "street|地址|联系地址|通讯地址|注册地址", Type.LINES,
          longest=300),
    Field("website", _("website"), "web|homepage|url|网站|网址|公司网址", Type.URL),
    Field("language", _("language of letters"), "language|preferred language|语言|信函语言|"
          "首选语言", Type.LANGUAGE),
    Field("bank_name", _("bank"), "bank name|开户行|开户银行", longest=120),
    Field("bank_account", _("bank account"), "iban|bank account number|银行账号|银行账户",
          longest=60),
    Field("manager", _("account manager"), "account manager|owner|sales|客户经理|负责人|责任人|"
          "业务员", Type.MANAGER),
    Field("team", _("team"), "department|团队|部门", Type.TEAM),
    Field("since_date", _("customer since"), "since|customer since|创建日期|合作日期|开户日期",
          Type.DATE),
    Field("notes", _("notes"), "note|remark|remarks|comment|备注|说明", Type.LINES, longest=4000),
    Field("credit_limit", _("credit limit"), "limit|信用额度|授信额度|额度", Type.MONEY),
    Field("payment_days", _("payment term"), "terms|payment terms|credit days|账期|付款期限|"
          "付款天数", Type.DAYS),
    Field("contact_name", _("contact"), "contact|contact person|联系人|联系人姓名", longest=120),
    Field("phone", _("phone"), "telephone|tel|mobile|联系方式|电话|联系电话|手机|手机号",
          longest=40),
    Field("email", _("e-mail"), "email|mail|e-mail address|邮箱|电子邮件|电子邮箱", Type.EMAIL),
)  # fmt: skip

INVOICES = (
    Field(
        "customer", _("customer number"), "customer no|customer number|customer id|customer code|"
        "account|account number|编号|客户编号|客户编码|客户代码|客户号|客户",
        required=True, longest=40,
    ),
    Field(
        "number", _("invoice number"), "invoice|invoice no|invoice number|invoice id|document|"
        "document number|发票号|发票号码|发票编号|单据号|单号",
        required=True, longest=60,
    ),
    Field(
        "invoice_date", _("invoice date"), "date|issue date|issued|document date|posting date|"
        "开票日期|发票日期|日期|单据日期", Type.DATE, required=True,
    ),
    Field("due_date", _("due date"), "due|due on|payment due|到期日|到期日期|应付日期|付款期限",
          Type.DATE),
    Field(
        "amount", _("amount"), "invoice amount|total|total amount|gross amount|gross|金额|"
        "发票金额|价税合计|含税金额|总金额", Type.MONEY, required=True,
    ),
    Field("currency", _("currency"), "currency code|币种|货币|币别", Type.CURRENCY),
    Field(
        "settled_date", _("settled on"), "settled|settled date|paid|paid date|paid on|"
        "payment date|clearing date|结清日期|付款日期|收款日期|回款日期", Type.DATE,
    ),
    Field("customer_name", _("customer's name"), "customer name|company|company name|客户名称|"
          "公司名称|名称"),
)  # fmt: skip

RATES = (
    Field("currency", _("currency"), "currency code|from|币种|货币|币别", Type.CURRENCY,
          required=True),
    Field("effective_date", _("in force from"), "date|from date|valid from|日期|生效日期",
          Type.DATE, required=True),
    Field("rate", _("rate"), "exchange rate|value|汇率|折算率", Type.RATE, required=True),
)  # fmt: skip

PARTIES = (
    Field(
        "customer", _("customer number"), "customer no|customer number|customer id|customer code|"
        "编号|客户编号|客户编码|客户代码|客户号|客户",
        required=True, longest=40,
    ),
    Field("kind", _("relation"), "relation|relationship|type|关系|关联关系|关系类型", Type.RELATION,
          required=True),
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

FIELDS: dict[str, tuple[Field, ...]] = {
    ImportFile.Kind.CUSTOMERS: CUSTOMERS,
    ImportFile.Kind.INVOICES: INVOICES,
    ImportFile.Kind.RATES: RATES,
    ImportFile.Kind.PARTIES: PARTIES,
}


def all_fields(kind: str) -> tuple[Field, ...]:
    """What a file of this kind can tell, custom fields too. A query for files of customers."""
    if kind != ImportFile.Kind.CUSTOMERS:
        return FIELDS[kind]
    own = (
        Field(
            field.input_name,
            field.label,
            f"{field.code}|{field.label_en}|{field.label_zh}",
            # the days of all columns are read alike
            Type.DATE if field.type == CustomField.Type.DATE else Type.OWN,
            own=field,
        )
        for field in CustomField.objects.in_use()
    )
    return (*FIELDS[kind], *own)


def fields_of(kind: str) -> dict[str, Field]:
    return {field.name: field for field in all_fields(kind)}
