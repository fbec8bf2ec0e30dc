"""What extractors look for: the types of entities, and the predicates with the types that they join.

A leaf beside `records`. The graph's vocabulary, which a user's file can widen, is `newsgraph.graph.vocabulary`.
"""

TYPES = ("Person", "Company", "Organization", "Product", "Event", "Place")
"""Entity types, in the order of the trained heads' outputs."""

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
"""Predicate -> (types of its subject, types of its object), in the order of the trained heads' outputs."""

SYMMETRIC = frozenset({"competesWith", "partnerOf"})
"""Predicates whose two arguments may be given in either order."""


def allowed(predicate: str, subject: str, object: str) -> bool:
    """Whether a predicate may join two types.

    >>> allowed("produces", "Company", "Product"), allowed("produces", "Product", "Company")
    (True, False)
    """
    domain, range_ = ARGUMENTS[predicate]
    return subject in domain.split() and object in range_.split()
