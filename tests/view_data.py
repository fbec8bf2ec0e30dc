"""Stores filled by hand in the RDF contract, for the tests of the view. All names are invented."""

import hashlib
import random

from pyoxigraph import Literal, NamedNode, Quad, Store

BASE = "https://newsgraph.example/"
NG = BASE + "ns#"
SCHEMA = "https://schema.org/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
PROV = "http://www.w3.org/ns/prov#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPES = {"Person": SCHEMA, "Company": NG, "Organization": SCHEMA, "Product": SCHEMA, "Event": SCHEMA,
         "Place": SCHEMA}


class Writer:
    """Writes entities, documents and assertions the way a build does."""

    def __init__(self) -> None:
        self.store = Store()
        self.quads: list[Quad] = []
        self.entities = NamedNode(BASE + "graph/entities")
        self.iris: dict[str, NamedNode] = {}

    def entity(self, name: str, kind: str, aliases: tuple[str, ...] = (),
               key: str | None = None) -> NamedNode:
        slug = key or "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())[:80]
        iri = self.iris[name] = NamedNode(f"{BASE}id/{slug or 'entity'}")
        self._add(iri, RDF + "type", NamedNode(TYPES[kind] + kind), self.entities)
        self._add(iri, RDFS + "label", Literal(name), self.entities)
        for alias in aliases:
            self._add(iri, SKOS + "altLabel", Literal(alias), self.entities)
        return iri

    def document(self, title: str, date: str | None = None, url: str | None = None) -> NamedNode:
        iri = NamedNode(f"{BASE}doc/{hashlib.sha256(title.encode()).hexdigest()[:16]}")
        self._add(iri, RDF + "type", NamedNode(SCHEMA + "NewsArticle"), iri)
        self._add(iri, SCHEMA + "headline", Literal(title), iri)
        if date:
            self._add(iri, SCHEMA + "datePublished", Literal(date, datatype=NamedNode(XSD + "date")), iri)
        if url:
            self._add(iri, SCHEMA + "url", Literal(url), iri)
        return iri

    def fact(self, document: NamedNode, subject: str, predicate: str, target: str, sentence: str, *,
             start: int = 40, role: str | None = None, time: str = "current", modality: str = "asserted",
             confidence: float = 0.9) -> NamedNode:
        s, o, p = self.iris[subject], self.iris[target], NamedNode(NG + predicate)
        name = repr((document.value, s.value, p.value, o.value, sentence))
        iri = NamedNode(f"{BASE}assertion/{hashlib.sha256(name.encode()).hexdigest()[:16]}")
        if time == "current" and modality == "asserted":
            self._add(s, p, o, document)
            if predicate in ("competesWith", "partnerOf"):
                self._add(o, p, s, document)
        self._add(iri, RDF + "type", NamedNode(NG + "Assertion"), document)
        for term, value in (("subject", s), ("predicate", p), ("object", o)):
            self._add(iri, RDF + term, value, document)
        texts = {"time": time, "modality": modality, "quote": sentence, "method": "rule:title-before-name"}
        if role:
            texts["role"] = role
        for term, text in texts.items():
            self._add(iri, NG + term, Literal(text), document)
        probability = Literal(repr(confidence), datatype=NamedNode(XSD + "double"))
        self._add(iri, NG + "confidence", probability, document)
        spans = {"start": 0, "end": len(sentence)}
        for side, entity in (("subject", subject), ("object", target)):
            at = max(sentence.find(entity), 0)
            spans |= {f"{side}Start": at, f"{side}End": at + len(entity)}
        for term, at in spans.items():
            self._add(iri, NG + term, Literal(start + at), document)
        self._add(iri, PROV + "wasDerivedFrom", document, document)
        return iri

    def _add(self, subject: NamedNode, predicate: str | NamedNode, value: NamedNode | Literal,
             graph: NamedNode) -> None:
        term = predicate if isinstance(predicate, NamedNode) else NamedNode(predicate)
        self.quads.append(Quad(subject, term, value, graph))

    def done(self) -> Store:
        self.store.bulk_extend(self.quads)
        return self.store


NAMES = {
    "Person": "Mara Lindqvist, Tom Okafor, Jie Tanaka, Elena Rossi, Paul Weber, Aisha Rahman, Luc Moreau, "
              "Nora Brandt, Samuel Osei, Ingrid Dahl, Ravi Menon, Chiara Conti, Hugo Silva, Yuna Park, "
              "Olga Petrova, Dan Whitfield, Zoë Martens, Kofi Mensah",
    "Company": "Northwind Robotics, Halden Semiconductor, Brightpath AI, Corvus Systems, Lumen Mobility, "
               "Tidewater Cloud, Arbor Health, Kestrel Labs, Orchid Pay, Sable Networks, Meridian Motors, "
               "Quill Media",
    "Product": "Atlas 3, Lumen One, Corvus Mind, PathFinder 2.5, Halden H7, TideStore, Arbor Scan, "
               "KestrelOS, Orchid Wallet, Sable Mesh, Meridian E4, Quill Reader, Atlas Mini, Halden H9",
    "Event": "Nordic AI Summit, Robotics World 2026",
    "Place": "Oslo, Hamburg, Turin, Lisbon",
    "Organization": "Institute for Machine Safety, Baltic Technical University, European Chip Council, "
                    "Open Mobility Forum",
}
HEADLINES = """Northwind Robotics opens a second plant in Hamburg; Halden Semiconductor unveils its H9 chip;
Brightpath AI names a new chief executive; Corvus Systems in talks with Tidewater Cloud; Lumen Mobility and
Meridian Motors fight over city cars; Arbor Health raises money for its scanner; Kestrel Labs launches an open
operating system; Orchid Pay buys a rival wallet; Nordic AI Summit draws record crowd; Sable Networks posts
second-quarter earnings; Quill Media denies sale rumours; Robotics World preview"""
TITLES = ("chief executive", "chairwoman", "chief technology officer", "vice president of marketing",
          "head of research")
COMPETITORS = ((0, 2), (1, 5), (4, 10), (2, 3), (7, 9), (6, 2), (8, 5), (0, 7))
ALTERNATIVES = ((0, 12), (1, 10), (2, 3), (7, 9), (4, 13))
PARTNERS = ((0, 1), (3, 5), (6, 8), (9, 1), (10, 1))
CUSTOMERS = ((0, 1), (4, 1), (10, 9), (2, 5))
SINGLE = (
    ("Mara Lindqvist", "founderOf", "Northwind Robotics", "{s} founded {o} with two friends."),
    ("Ravi Menon", "founderOf", "Sable Networks", "{o} was set up by {s} in 2019."),
    ("Olga Petrova", "employedBy", "Institute for Machine Safety", "{s}, an analyst at {o}, was sceptical."),
    ("Dan Whitfield", "employedBy", "Baltic Technical University", "{s} teaches at {o}."),
    ("Orchid Pay", "acquired", "Quill Media", "{s} completed its purchase of {o} last year."),
    ("Tidewater Cloud", "subsidiaryOf", "Corvus Systems", "{s}, a unit of {o}, runs eleven data centres."),
    ("Elena Rossi", "investorIn", "Arbor Health", "{s} holds a tenth of {o}."),
)
NOT_NOW = (
    ("Paul Weber", "executiveOf", "Meridian Motors", "{s}, former {role} of {o}, left in March.",
     {"time": "past", "role": "chairman"}),
    ("Yuna Park", "executiveOf", "Brightpath AI", "{s} will become {role} of {o} in January.",
     {"time": "future", "role": "chief executive"}),
    ("Corvus Systems", "acquired", "Tidewater Cloud", "{s} may buy {o}, sources said.",
     {"modality": "rumoured"}),
    ("Quill Media", "acquired", "Kestrel Labs", "{s} denied that it would buy {o}.", {"modality": "negated"}),
    ("Lumen Mobility", "partnerOf", "Meridian Motors", "{s} could team up with {o} one day.",
     {"modality": "hypothetical"}),
)


def sample() -> Store:
    """54 entities with facts of every predicate, time and modality, in twelve documents."""
    made = Writer()
    people, companies, products, events, places, bodies = (names.split(", ") for names in NAMES.values())
    for kind, names in NAMES.items():
        for name in names.split(", "):
            words = name.split()
            known = {"Person": (words[-1],), "Company": (f"{words[0]} Inc.",)}.get(kind, ())
            made.entity(name, kind, known)
    documents = [
        made.document(" ".join(line.split()), f"2026-{at:02d}-{at * 2:02d}", f"https://news.example/{at}")
        for at, line in enumerate(HEADLINES.split(";"), 1)]
    pick = random.Random(7)

    def say(subject: str, predicate: str, target: str, text: str, **more: str) -> None:
        sentence = text.format(s=subject, o=target, **more)
        confidence = round(pick.uniform(0.55, 0.99), 2)
        document = pick.choice(documents)
        made.fact(document, subject, predicate, target, sentence, confidence=confidence, **more)

    for at, person in enumerate(people):
        company, role = companies[at % 12], TITLES[at % 5]
        say(person, "executiveOf", company, "{o} has grown fast, said {s}, its {role}.", role=role)
        if at % 3 == 0:
            say(person, "executiveOf", company, "“We hire,” said {s}, {role} of {o}.", role=role)
    for at, product in enumerate(products):
        say(companies[at % 12], "produces", product, "{s} introduced {o}, which goes on sale in the autumn.")
        if at % 2:
            say(companies[at % 12], "produces", product, "{o} will bring {s} a third of its revenue.")
    for pairs, names, predicate, text in (
            (COMPETITORS, companies, "competesWith", "{s} competes with {o} for the same customers."),
            (ALTERNATIVES, products, "competesWith", "{s} is an alternative to {o}, and cheaper."),
            (PARTNERS, companies, "partnerOf", "{s} and {o} will jointly build the platform."),
            (CUSTOMERS, companies, "customerOf", "{s} buys its processors from {o}.")):
        for a, b in pairs:
            say(names[a], predicate, names[b], text)
    for at, company in enumerate(companies):
        say(company, "locatedIn", places[at % 4], "{s}, based in {o}, was founded in a garage.")
        if at % 2 == 0:
            say(company, "participatesIn", events[at // 2 % 2], "{s} showed its newest machines at {o}.")
        if at % 3 == 0:
            say(company, "memberOf", bodies[at % 4], "{s} has been a member of the {o} since May.")
    for fact in SINGLE:
        say(*fact)
    for *fact, more in NOT_NOW:
        say(*fact, **more)  # type: ignore[arg-type]
    return made.done()


def hostile() -> Store:
    """Names, sentences, titles and addresses that would break a page that does not escape them."""
    made = Writer()
    names = {
        "img": "<img src=x onerror=alert(1)>", "script": "</script><script>alert(2)</script>",
        "bidi": "Acme \u202egnp.exe\u202c Ltd", "long": "Long " + "Name " * 1999 + "End",
        "quote": "O'Brien & \"Söhne\" \\ <b>", "empty": "<!-- -->", "rtl": "شركة المثال"}
    for key, name in names.items():
        made.entity(name, "Company", (f"{name[:40]} alias <i>",), key=key)
    made.iris["it's"] = made.entity("it's", "Product", key="it's(1)*&%3Cx%3E")
    bad = made.document("</title><script>alert(3)</script>", "2026-01-01", "javascript:alert(4)")
    good = made.document("A \"quoted\" title ' & more", "2026-01-02",
                         "https://news.example/?a='\"><script>alert(5)</script>")
    listed = [*names.values(), "it's"]
    for at, name in enumerate(listed):
        other = listed[(at + 1) % len(listed)]
        text = f"𝔘 😀 first: {name[:3000]} <script>alert(6)</script> beats {other[:3000]}. \u2028\u2066]]>"
        predicate = "produces" if other == "it's" else "competesWith"
        made.fact(bad if at % 2 else good, name, predicate, other, text, role="<b>boss</b> \"x\"\n\\")
    return made.done()


def large(count: int, links: int | None = None, seed: int = 5) -> Store:
    """`count` entities and `links` facts (three an entity if not said) with hubs, as news has them."""
    made, pick = Writer(), random.Random(seed)
    kinds = ("Person", "Company", "Product", "Company", "Organization", "Place", "Event")
    trees = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")
    names = [f"{trees[at % 6]} {kinds[at % 7]} {at}" for at in range(count)]
    for at, name in enumerate(names):
        made.entity(name, kinds[at % 7], (f"E{at}",))
    documents = [made.document(f"Article {at}", f"2026-{at % 12 + 1:02d}-{at % 28 + 1:02d}")
                 for at in range(max(1, count // 20))]
    ends = [0]
    predicates = ("executiveOf", "produces", "competesWith", "partnerOf", "locatedIn", "customerOf")
    for number in range(links or 3 * count):
        source = number % count
        # Preferential attachment inside loose groups gives hubs and communities.
        near = (source // 50 * 50 + pick.randrange(50)) % count
        target = pick.choice(ends) if pick.random() < 0.5 else near
        if target == source:
            target = (source + 1) % count
        ends += [source, target]
        made.fact(pick.choice(documents), names[source], pick.choice(predicates), names[target],
                  f"{names[source]} is named together with {names[target]} in sentence {number}.",
                  confidence=round(pick.uniform(0.5, 1.0), 2))
    return made.done()
