"""What the demonstration has learnt: studied cases, in the language of who wrote them."""

from __future__ import annotations

from typing import Any

STUDIED: tuple[dict[str, Any], ...] = (
    {
        "title": "Sixty days late, and back to normal after one visit",
        "outcome": "good",
        "story": (
            "A wholesaler slid from thirty to sixty days within a quarter. The account manager went"
            " there in the second week instead of writing: their largest buyer had failed. We"
            " agreed on instalments over five months and deliveries against prepayment."
        ),
        "lesson": (
            "Go there before the second reminder. Instalments with prepayment kept a customer and"
            " cost nothing."
        ),
        "grounds": ["late_payment"],
        "reasons": ["max_dpd", "consecutive_late"],
        "industry": "G",
    },
    {
        "title": "签收章系伪造，货款无法收回",
        "outcome": "bad",
        "story": (
            "客户短期内订货量增至平时的六倍，送往新仓库。签收单上的印章与备案印鉴不符，三周后才被"
            "发现，此时货物已被转卖，人已失联。"
        ),
        "lesson": "订货激增时先核验印章和送货地址，再发第二批货。",
        "grounds": ["fraud"],
        "reasons": ["invoice_surge", "utilisation"],
        "industry": "C",
    },
    {
        "title": "A removal that should not have been proposed",
        "outcome": "bad",
        "story": (
            "A contractor was proposed for removal for arrears. The invoices were disputed: half of"
            " the goods had been returned and our credit note was missing. The objection was upheld"
            " and the customer left all the same."
        ),
        "lesson": "Settle disputes and credit notes before arrears are called arrears.",
        "grounds": ["late_payment"],
        "reasons": ["max_dpd", "dispute_rate"],
        "industry": "F",
    },
    {
        "title": "逐步压降，客户平稳退出",
        "outcome": "good",
        "story": (
            "客户采购骤降且仍有欠款，经营持续恶化。我方分三步压降额度，每步提前通知并说明理由，同时"
            "取得股东担保。九个月后欠款全部结清，合作终止，无争议。"
        ),
        "lesson": "早、分步、书面说明理由；每一步都让客户知道下一步是什么。",
        "grounds": ["credit", "ordinary"],
        "reasons": ["activity_drop", "utilisation"],
        "industry": "G",
    },
)
