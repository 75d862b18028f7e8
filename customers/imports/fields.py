"""What each kind of file can tell, and the headers by which people call it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.imports.cash_fields import ALLOCATIONS, ORDER_LINES, PAYMENTS
from customers.imports.field import Field, Type
from customers.imports.party_fields import PARTIES
from customers.imports.register_fields import GROUPS, REQUESTS, TERMS
from customers.models import Customer, CustomField, ImportFile
from customers.records import KINDS, Kind
from customers.records.kinds import Shape, Value

LANGUAGES = (
    ("英文", "en"), ("英语", "en"),
    ("chinese", "zh-hans"), ("中文", "zh-hans"), ("zh", "zh-hans"),
)  # fmt: skip
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
          "首选语言", Type.CHOICE, choices=tuple(Customer.Language.choices), also=LANGUAGES),
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

CONTACTS = (
    Field(
        "customer", _("customer's number or name"), "customer no|customer number|customer id|"
        "customer code|customer name|account|account name|company|company name|客户编号|客户编码|"
        "客户号|客户|客户名称|公司名称|公司|企业名称",
        required=True,
    ),
    Field("source_key", _("contact's key"), "contact id|contact no|contact number|contact key|key|"
          "record id|联系人编号|联系人id|唯一性id", longest=80),
    Field("name", _("name"), "full name|contact|contact name|contact person|last name|surname|"
          "family name|姓名|联系人|联系人姓名|联系人名称|姓", longest=120),
    Field("given_name", _("given name"), "first name|forename|名", longest=60),
    Field("role", pgettext_lazy("contact", "role"), "title|position|job title|designation|职务|"
          "职位|头衔", longest=80),
    Field("phone", _("phone"), "mobile|mobile phone|telephone|tel|cell|手机|手机号|手机1|电话|"
          "联系电话|电话1", longest=40),
    Field("email", _("e-mail"), "email|mail|e-mail address|邮件|邮箱|电子邮件|电子邮箱|邮箱地址",
          Type.EMAIL),
    Field("wechat", _("WeChat"), "wechat id|weixin|微信|微信号|微信号码", longest=60),
    Field("is_primary", _("main contact"), "main|primary|primary contact|主要联系人|首要联系人|"
          "主联系人", Type.YES_NO),
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
    Field("cost", _("cost of sales"), "cogs|cost|成本|销售成本", Type.MONEY),
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

CUSTOMER_HEADERS = (
    "customer no|customer number|customer id|customer code|account|account number|编号|客户编号|"
    "客户编码|客户代码|客户号|客户"
)
KEY_HEADERS = "no|number|id|key|record id|编号|单号|记录编号"
TYPES = {
    Shape.TEXT: Type.TEXT,
    Shape.LINES: Type.LINES,
    Shape.DATE: Type.DATE,
    Shape.TIME: Type.TIME,
    Shape.MONEY: Type.MONEY,
    Shape.NUMBER: Type.NUMBER,
    Shape.YES_NO: Type.YES_NO,
    Shape.CHOICE: Type.CHOICE,
    Shape.CHOICES: Type.CHOICES,
    Shape.PERSON: Type.PERSON,
    Shape.LINK: Type.TEXT,
    Shape.CURRENCY: Type.CURRENCY,
}


def fields_of_kind(kind: Kind) -> tuple[Field, ...]:
    """What a file of this kind can tell."""
    return (
        Field("customer", _("customer number"), CUSTOMER_HEADERS, required=True, longest=40),
        Field(
            "source_key", kind.key_label, f"{kind.key_headers}|{KEY_HEADERS}", required=True,
            longest=80,
        ),
        Field("effective_date", kind.date_label, f"date|日期|{kind.date_headers}", Type.DATE,
              required=True),
        *map(_field, kind.values),
        Field("is_void", kind.model._meta.get_field("is_void").verbose_name, "void|作废",
              Type.YES_NO),
    )  # fmt: skip


def _field(value: Value) -> Field:
    # currency may be said for the whole file
    required = value.required and value.shape is not Shape.CURRENCY
    return Field(
        value.name,
        value.label,
        value.headers,
        TYPES[value.shape],
        required=required,
        longest=80 if value.shape is Shape.LINK else value.longest,
        decimals=getattr(value.field, "decimal_places", 0) or 0,
        choices=tuple(value.choices) if value.shape in (Shape.CHOICE, Shape.CHOICES) else (),
    )


# the sixteen columns of the table that many teams keep, in its order
RISK_TABLE = (
    Field("name", _("customer name"), "name|customer|company|company name|客户名称|客户|公司名称|"
          "名称", required=True),
    Field("number", _("number"), "no|customer no|customer number|customer id|code|编号|客户编号|"
          "客户代码", required=True, longest=40),
    Field("contacts", _("contact details"), "contact|contacts|contact information|phone|联系方式|"
          "联系人|联系电话|电话", Type.SEVERAL, longest=32_767),
    Field("address", _("address"), "地址|联系地址", Type.LINES, longest=300),
    Field("kind", _("customer type"), "type|客户类型|类型"),
    Field("industry", _("industry"), "sector|行业|所属行业"),
    Field("score", _("credit score"), "score|credit rating|信用评分|评分|信用等级"),
    Field("transactions", _("transaction record"), "transactions|transaction history|交易记录|"
          "交易情况", Type.LINES, longest=5000),
    Field("tier", _("risk tier"), "risk|risk level|risk rating|tier|风险等级|风险级别|风险"),
    Field("talks", _("communication record"), "communication|communications|communication log|"
          "沟通记录|跟进记录|沟通情况", Type.SEVERAL, longest=32_767),
    Field("problem", _("problem description"), "problem|issue|issues|问题描述|存在问题|问题",
          Type.LINES, longest=5000),
    Field("measure", _("measures taken"), "measure|measures|action|actions|action taken|处理措施|"
          "应对措施|措施", Type.LINES, longest=5000),
    Field("responsible", _("person in charge"), "responsible|responsible person|owner|责任人|"
          "负责人", longest=120),
    Field("due_date", _("completion date"), "completion time|due|due date|deadline|完成时间|"
          "完成日期|截止日期", Type.DEADLINE),
    Field("feedback", _("result and feedback"), "result|results|feedback|outcome|结果反馈|反馈|"
          "处理结果", Type.LINES, longest=5000),
    Field("lesson", _("lessons learned"), "lesson|lesson learned|experience|经验总结|经验教训|总结",
          Type.LINES, longest=5000),
)  # fmt: skip

LIST_ENTRIES = (
    Field("source_key", _("key on the list"), "key|id|uid|ref|reference|number|no|list id|"
          "reference number|编号|序号|名单编号|案号|唯一编号", longest=120),
    Field("name", _("name"), "entity|entity name|full name|primary name|company|company name|"
          "customer name|subject|名称|姓名|姓名名称|企业名称|公司名称|单位名称|主体名称|客户名称|"
          "被执行人|被执行人姓名名称|失信被执行人", required=True),
    Field("aliases", _("other names"), "alias|aka|a k a|also known as|other name|former names|"
          "别名|曾用名|又名|其他名称|外文名称|英文名称", Type.LINES, longest=4000),
    Field("registration_number", _("registration number"), "registration no|company number|tax id|"
          "vat number|identification|id number|统一社会信用代码|社会信用代码|组织机构代码|"
          "身份证号码组织机构代码|注册号|税号", longest=40),
    Field("country", _("country"), "nationality|country code|国家|国家地区|国籍|省份", longest=80),
    Field("reason", _("reason"), "grounds|program|programme|programs|basis|remarks|原因|列入原因|"
          "事由|案由|列入事由|备注|失信行为具体情形", Type.LINES, longest=2000),
    Field("reason_class", _("class of reason"), "reason category|category|原因类别|原因分类|类别"),
    Field("scope", _("who is listed"), "listed scope|范围|适用范围|名单范围"),
    Field("valid_from", _("listed on"), "listed|date listed|listing date|from|start date|"
          "列入日期|发布日期|发布时间|立案时间|生效日期|起始日期", Type.DATE),
    Field("valid_until", _("listed until"), "until|expiry|expiry date|expires|end date|到期日|"
          "名单到期日|有效期至|截止日期|失效日期", Type.DATE),
    Field("review_date", _("review on"), "review|review due|next review|复核日期|复审日期|"
          "下次复核日期", Type.DATE),
)  # fmt: skip

FIELDS: dict[str, tuple[Field, ...]] = {
    ImportFile.Kind.CUSTOMERS: CUSTOMERS,
    ImportFile.Kind.CONTACTS: CONTACTS,
    ImportFile.Kind.INVOICES: INVOICES,
    ImportFile.Kind.PAYMENTS: PAYMENTS,
    ImportFile.Kind.ALLOCATIONS: ALLOCATIONS,
    ImportFile.Kind.ORDER_LINES: ORDER_LINES,
    ImportFile.Kind.RATES: RATES,
    ImportFile.Kind.PARTIES: PARTIES,
    ImportFile.Kind.GROUPS: GROUPS,
    ImportFile.Kind.TERMS: TERMS,
    ImportFile.Kind.REQUESTS: REQUESTS,
    ImportFile.Kind.RISK_TABLE: RISK_TABLE,
    **{code: fields_of_kind(kind) for code, kind in KINDS.items()},
    "list_entries": LIST_ENTRIES,  # files of screening lists: see customers.screening.intake
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
