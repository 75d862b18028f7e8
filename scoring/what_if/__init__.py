"""What would change in the book under another card or treatment. Nothing is written."""

from scoring.what_if.answer import Answer, Sum
from scoring.what_if.ask import Named, customers_of, what_if
from scoring.what_if.query import MOVED, After, Pick, Question
from scoring.what_if.terms import VERDICTS, Terms, terms_of

__all__ = [
    "MOVED",
    "VERDICTS",
    "After",
    "Answer",
    "Named",
    "Pick",
    "Question",
    "Sum",
    "Terms",
    "customers_of",
    "terms_of",
    "what_if",
]
