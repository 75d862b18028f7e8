"""By when each kind of request is answered, in days from its receipt, until a pack says otherwise.

One month as the GDPR has it; explanations and objections sooner: 20 days is what the rules on
credit reporting give for an objection, 15 what obliged entities have.
"""

from __future__ import annotations

DAYS = {"access": 30, "correction": 20, "explanation": 15, "objection": 20, "erasure": 30}
