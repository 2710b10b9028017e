"""Closed lists of words: outcomes, verdicts, bases, levels, and what a resolver or a reader may answer."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What the evidence says about one check or one indicator. ``unknown`` is the word for silence."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    FAIL = "fail"
    UNKNOWN = "unknown"
    CONFLICT = "conflict"
    NOT_APPLICABLE = "not_applicable"


class Claim(StrEnum):
    """What the claimant declares about one indicator; a blank claim is the empty string."""

    MET = "met"
    NOT_MET = "not_met"
    BLANK = ""


class ClaimCell(StrEnum):
    """What a claimant wrote into the cell of one indicator, before it is known what the indicator asks."""

    MET = "met"
    NOT_MET = "not_met"
    BLANK = ""
    NO_PRODUCT = "no_product"  # "Không có sản phẩm", "Không áp dụng": a claim where the indicator is about products
    UNREAD = "unread"


class Verdict(StrEnum):
    """Claim against evidence, as the table of DOMAIN.md section 3 lays it down."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    UNVERIFIED = "unverified"
    CONFLICT = "conflict"
    UNDERCLAIMED = "underclaimed"
    NOT_MET = "not_met"
    MISSING_CLAIM = "missing_claim"
    NOT_APPLICABLE = "not_applicable"


class Overall(StrEnum):
    """A unit as a whole."""

    MET = "met"
    NOT_MET = "not_met"
    PENDING = "pending"


class Basis(StrEnum):
    """Who decided a check: somebody other than the claimant, or the dossier's own documents."""

    INDEPENDENT = "independent"
    DOCUMENTARY = "documentary"
    NONE = ""


class Extent(StrEnum):
    """How much of a village is meant: all of it, or a part."""

    WHOLE = "whole"
    PART = "part"


class Level(StrEnum):
    """The kind of unit a verdict is about."""

    VILLAGE = "village"
    COMMUNE = "commune"
    DISTRICT = "district"
    PROVINCE = "province"


class Answer(StrEnum):
    """What a source's cell says. A blank cell is none of these and gives no record at all."""

    YES = "yes"
    NO = "no"
    PARTIAL = "partial"
    UNCLEAR = "unclear"


class Match(StrEnum):
    """What the resolver answers for one place text. ``part`` and ``several`` never count as one match."""

    MATCHED = "matched"
    PART = "part"
    SEVERAL = "several"
    REVIEW = "review"
    REJECTED = "rejected"


class AddressKind(StrEnum):
    """The four kinds of address points that must carry a plate."""

    HOUSEHOLD = "household"
    OFFICE = "office"
    ORGANIZATION = "organization"
    HERITAGE_SITE = "heritage_site"


class Channel(StrEnum):
    """Where a product is on sale."""

    EXCHANGE = "exchange"
    WEBSITE = "website"
    SOCIAL = "social"


class Mover(StrEnum):
    """Whose move it is when a check did not pass; those that the claimant's own side must make come first."""

    VILLAGE = "village"
    COMMUNE = "commune"
    CLAIMANT = "claimant"  # the commune or district that declared, where both may
    OPERATOR = "operator"
    POST_OFFICE = "post_office"  # runs Vpostcode
    PORTAL = "portal"  # publishes the public-service portal's statistics
    OCOP_OFFICE = "ocop_office"  # keeps the OCOP registry
    OFFICE = "office"  # the provincial department that runs the reconciliation


class FactKind(StrEnum):
    """What a missing fact is: something that can be handed in, never a value to fill in."""

    CLAIM = "claim"  # the claimant declares "Đạt"
    ROW = "row"  # rows or cells of the claims workbook
    DOCUMENT = "document"  # a paper
    LIST = "list"  # a newer list, table or statistics of a publisher
    POINT = "point"  # address points
    LINK = "link"  # a page on which a product is on sale
    ANSWER = "answer"  # an answer, a decision or a look that Sở owes
    UNIT = "unit"  # a village of the commune


OWN_MOVERS = frozenset({Mover.VILLAGE, Mover.COMMUNE, Mover.CLAIMANT})
