"""Which currencies there are: those of ISO 4217 in use, and whichever the book has a rate of."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _

from customers.models import ExchangeRate

# without the codes of tests and of no currency
ISO_4217 = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP
BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN
ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK
JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD
MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP
PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP
SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD USN UYI UYU UYW UZS VED VES VND VUV
WST XAD XAF XAG XAU XBA XBB XBC XBD XCD XCG XDR XOF XPD XPF XPT XSU XUA YER ZAR ZMW ZWG
"""
IN_USE = tuple(ISO_4217.split())
# withdrawn since 2020: what is still open, or read again, may bear them
WITHDRAWN = ("ANG", "BGN", "CUC", "HRK", "SLL", "ZWL")
KNOWN = frozenset((*IN_USE, *WITHDRAWN))


def known_currencies() -> frozenset[str]:
    """All that an amount may be in."""
    others = ExchangeRate.objects.exclude(currency__in=KNOWN).order_by().distinct()
    return KNOWN | {settings.BASE_CURRENCY, *others.values_list("currency", flat=True)}


def unknown_currencies(codes: Iterable[str]) -> frozenset[str]:
    """Those of the codes that no amount may be in."""
    strange = frozenset(codes) - KNOWN
    return strange - known_currencies() if strange else strange


def why_unknown(code: str) -> str:
    """What to tell who names a currency that does not exist."""
    return _(
        "“{code}” is no currency of ISO 4217, and the book has no rate of it: correct the code, or"
        " enter a rate first"
    ).format(code=code)
