"""The labels of the trained heads, in the order of their outputs."""

from typing import get_args

from newsgraph.records import Modality, Time
from newsgraph.vocabulary import ARGUMENTS, TYPES

TAG_TYPES = (*TYPES, "Ref", "Good")
"""What the tagger marks: names by type, words that stand for a name, and products that have no name."""

TAGS = ("O", *(f"{bio}-{t}" for t in TAG_TYPES for bio in "BI"))

PREDICATES = tuple(ARGUMENTS)

WITH_ROLE = ("executiveOf", "employedBy")

CORE = ("product_or_service_of", "competitor_of", "brand_of", "subsidiary_of", "acquired_by", "merged_with",
        "shareholder_of", "client_of", "collaboration", "regulated_by", "traded_on", "undefined")
PROVIDES = "CompanyProvidesProduct"

RELATIONS = (*PREDICATES, *(f"core:{p}" for p in CORE), f"pc:{PROVIDES}")
"""Outputs of the relation head: our predicates first, then the relations of other corpora."""

ELSEWHERE = {
    "produces": (("core:product_or_service_of", True), ("core:brand_of", True), (f"pc:{PROVIDES}", False)),
    "competesWith": (("core:competitor_of", False),),
    "subsidiaryOf": (("core:subsidiary_of", False),),
    "acquired": (("core:acquired_by", True),),
    "partnerOf": (("core:collaboration", False),),
    "investorIn": (("core:shareholder_of", False),),
    "customerOf": (("core:client_of", False),),
}
"""Predicate -> the relations of other corpora that mean nearly the same, and whether they read the other way round."""

TIMES: tuple[str, ...] = get_args(Time)
MODALITIES: tuple[str, ...] = get_args(Modality)
