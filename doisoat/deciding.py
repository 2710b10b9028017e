"""What decides a verdict: which outcomes of checks, and which rows of a check, by their role."""

from __future__ import annotations

from doisoat.model import Outcome, Verdict

# Which outcomes decide a verdict; of several the first that a check has.
DECIDING: dict[str, tuple[Outcome, ...]] = {
    Verdict.CONFIRMED: (Outcome.PASS,),
    Verdict.CONTRADICTED: (Outcome.FAIL,),
    Verdict.UNVERIFIED: (Outcome.UNKNOWN,),
    Verdict.CONFLICT: (Outcome.CONFLICT,),
    Verdict.UNDERCLAIMED: (Outcome.PASS,),
    Verdict.NOT_MET: (Outcome.FAIL, Outcome.UNKNOWN),
    Verdict.MISSING_CLAIM: (),
    Verdict.NOT_APPLICABLE: (Outcome.NOT_APPLICABLE,),
}
# Which rows decide a check, by role: those of the first role there is; the others follow in this order.
ROLES: dict[str, tuple[str, ...]] = {
    Outcome.PASS: ("for", "context", "open", "against"),
    Outcome.FAIL: ("against", "context", "open", "for"),
    Outcome.CONFLICT: ("against", "for", "open", "context"),
    Outcome.UNKNOWN: ("open", "context", "against", "for"),
    Outcome.NOT_APPLICABLE: ("context", "for", "against", "open"),
}
# In the order in which a check's outcome becomes that of its indicator.
WEIGHT = (Outcome.FAIL, Outcome.CONFLICT, Outcome.UNKNOWN, Outcome.PASS, Outcome.NOT_APPLICABLE)
