"""The labels of the trained heads, in the order of their outputs."""

TYPES = ("Person", "Company", "Organization", "Product", "Event", "Place")
"""Entity types."""

TAG_TYPES = (*TYPES, "Ref", "Good")
"""What the tagger marks: names by type, words that stand for a name, and products that have no name."""

TAGS = ("O", *(f"{bio}-{t}" for t in TAG_TYPES for bio in "BI"))

PREDICATES = ("executiveOf", "employedBy", "founderOf", "produces", "competesWith", "subsidiaryOf", "acquired",
              "partnerOf", "investorIn", "customerOf", "memberOf", "participatesIn", "locatedIn")

SYMMETRIC = frozenset({"competesWith", "partnerOf"})
WITH_ROLE = ("executiveOf", "employedBy")

ARGUMENTS = {
    "executiveOf": ("Person", "Company Organization"),
    "employedBy": ("Person", "Company Organization"),
    "founderOf": ("Person Company Organization", "Company Organization"),
    "produces": ("Company Organization", "Product"),
    "competesWith": ("Company Product", "Company Product"),
    "subsidiaryOf": ("Company Organization", "Company Organization"),
    "acquired": ("Company Person Organization", "Company Product"),
    "partnerOf": ("Company Organization", "Company Organization"),
    "investorIn": ("Person Company Organization", "Company"),
    "customerOf": ("Company Organization", "Company"),
    "memberOf": ("Person Company Organization", "Organization"),
    "participatesIn": ("Person Company Organization Product", "Event"),
    "locatedIn": ("Company Organization Event", "Place"),
}
"""Predicate -> (types of its subject, types of its object)."""

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

TIMES = ("current", "past", "future")
MODALITIES = ("asserted", "negated", "hypothetical", "rumoured")


def allowed(predicate: str, subject: str, object: str) -> bool:
    """Whether the vocabulary lets a predicate join two types.

    >>> allowed("produces", "Company", "Product"), allowed("produces", "Product", "Company")
    (True, False)
    """
    domain, range_ = ARGUMENTS[predicate]
    return subject in domain.split() and object in range_.split()
