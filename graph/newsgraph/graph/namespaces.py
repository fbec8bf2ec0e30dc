"""The IRIs of the graph: prefixes, and how names of any kind become parts of an IRI.

`BASE` is the one place that says where everything lives.
"""

import hashlib
from urllib.parse import quote, unquote

from newsgraph.records import Document
from newsgraph.resolution.roles import role_key

BASE = "https://newsgraph.example/"
NG = BASE + "ns#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ORG = "http://www.w3.org/ns/org#"
FOAF = "http://xmlns.com/foaf/0.1/"
PROV = "http://www.w3.org/ns/prov#"
SH = "http://www.w3.org/ns/shacl#"

ENTITY = BASE + "id/"
DOCUMENT = BASE + "doc/"
ASSERTION = BASE + "assertion/"
FACT = BASE + "fact/"
MEMBERSHIP = BASE + "membership/"
ROLE = BASE + "role/"

PREFIXES = {
    "assertion": ASSERTION, "doc": DOCUMENT, "fact": FACT, "foaf": FOAF, "id": ENTITY, "membership": MEMBERSHIP,
    "ng": NG,
    "org": ORG, "owl": OWL, "prov": PROV, "rdf": RDF, "rdfs": RDFS, "role": ROLE, "schema": SCHEMA,
    "skos": SKOS,
    "xsd": XSD,
}
"""Prefixes that every query and every written file knows."""

ENTITIES_GRAPH = BASE + "graph/entities"
"""Named graph of the nodes: type, label, other names, matches."""
FACTS_GRAPH = BASE + "graph/facts"
"""Named graph of what documents say together: facts over all their sentences, memberships with dates."""
VOCABULARY_GRAPH = BASE + "graph/vocabulary"
"""Named graph of the vocabulary, so that queries can ask for labels and super-properties."""


def segment(text: str) -> str:
    """Any string as one part of an IRI, injective and ASCII.

    >>> segment("robin-li"), segment("小米"), segment('a "b"/c')
    ('robin-li', '%E5%B0%8F%E7%B1%B3', 'a%20%22b%22%2Fc')
    """
    return quote(text.encode("utf-8", "surrogatepass"), safe="-._~")


def fingerprint(*parts: object, length: int = 16) -> str:
    """The first hexadecimal digits of the SHA-256 of some parts, kept apart by their lengths.

    >>> fingerprint("ab", "c") == fingerprint("a", "bc")
    False
    """
    texts = [str(part) for part in parts]
    joined = "".join(f"{len(text)}:{text}" for text in texts)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def entity_iri(key: str) -> str:
    """The IRI of a node.

    >>> entity_iri("baidu")
    'https://newsgraph.example/id/baidu'
    """
    return ENTITY + segment(key)


def document_iri(document: Document) -> str:
    """The IRI of a document and of its named graph: it changes when the id or the text does."""
    return document_iri_of(document.id, document.digest)


def document_iri_of(id: str, digest: str) -> str:
    """`document_iri` for who knows the id and the digest of the text alone."""
    parts = (id + digest).encode("utf-8", "surrogatepass")
    return DOCUMENT + hashlib.sha256(parts).hexdigest()[:16]


def role_iri(role: str) -> str:
    """The IRI of a role: one for all of its spellings and abbreviations.

    >>> role_iri("Chief  executive"), role_iri("CEO") == role_iri("chief executive officer")
    ('https://newsgraph.example/role/chief%20executive', True)
    """
    return ROLE + segment(role_key(role))


def role_of(iri: str) -> str:
    """The `role_key` that an IRI of `role_iri` was made of.

    >>> role_of(role_iri("Chief Executive Officer"))
    'chief executive'
    """
    return unquote(iri.removeprefix(ROLE), errors="surrogatepass")
