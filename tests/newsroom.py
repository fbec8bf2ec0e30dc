"""A small world written by hand for the graph's tests: five articles, their extractions, their nodes."""

from dataclasses import dataclass, field

from newsgraph.records import Document, Entity, Extraction, Fact, Mention, Node, Resolution

TYPES = {
    "Alpha": "Company", "Beta": "Company", "Gamma": "Company", "Ann Lee": "Person", "Bob Ray": "Person",
    "Rocket": "Product", "Comet": "Product", "Fair": "Event", "Lima": "Place", "Guild": "Organization",
}
ALIASES = {"Alpha": ("Alpha Inc.", "ALP"), "Ann Lee": ("Lee",)}


def key(name: str) -> str:
    return name.casefold().replace(" ", "-")


@dataclass
class Article:
    """Builds an extraction sentence by sentence, so that every offset is right."""

    id: str
    title: str = ""
    date: str | None = None
    text: str = ""
    facts: list[Fact] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    mentions: dict[str, list[Mention]] = field(default_factory=dict)

    def says(self, sentence: str, subject: str, predicate: str, object: str, **more: object) -> "Article":
        start = len(self.text)
        spans = []
        for name in (subject, object):
            at = start + sentence.index(name)
            spans.append((at, at + len(name)))
            self.names.setdefault(name, f"e{len(self.names) + 1}")
            self.mentions.setdefault(name, []).append(Mention(at, at + len(name)))
        more.setdefault("method", "rule:test")
        self.facts.append(Fact(self.names[subject], predicate, self.names[object],
                               (start, start + len(sentence)), spans[0], spans[1], **more))
        self.text += sentence + "\n"
        return self

    def extraction(self) -> Extraction:
        document = Document(self.id, f"news/{self.id}.txt", self.title, self.text, date=self.date,
                            url=f"https://example.org/{self.id}", author="A. Reporter", language="en")
        entities = tuple(Entity(id, name, TYPES.get(name, "Company"), tuple(self.mentions[name]))
                         for name, id in self.names.items())
        return Extraction(document, entities, tuple(self.facts), "test 1")


def articles() -> list[Extraction]:
    one = Article("one", "Alpha launches", "2024-03-01")
    one.says("Ann Lee, chief executive of Alpha, spoke.", "Ann Lee", "executiveOf", "Alpha",
             role="chief executive", confidence=0.9)
    one.says("Alpha makes the Rocket.", "Alpha", "produces", "Rocket", confidence=0.8)
    one.says("The Rocket rivals the Comet.", "Rocket", "competesWith", "Comet", confidence=0.7)
    two = Article("two", "Beta answers", "2024-04-01T09:30:00Z")
    two.says("Beta builds the Comet.", "Beta", "produces", "Comet", confidence=0.95)
    two.says("Ann Lee is chief executive of Alpha.", "Ann Lee", "executiveOf", "Alpha",
             role="chief executive", confidence=0.6)
    two.says("Beta competes with Gamma.", "Beta", "competesWith", "Gamma", confidence=0.6)
    three = Article("three", "Change at Alpha", "2024-05-01")
    three.says("Former Alpha chief executive Ann Lee left.", "Ann Lee", "executiveOf", "Alpha",
               role="chief executive", time="past", confidence=0.9)
    three.says("Bob Ray will become chief executive of Alpha.", "Bob Ray", "executiveOf", "Alpha",
               role="chief executive", time="future", confidence=0.9)
    three.says("Gamma denied that it owns Beta.", "Beta", "subsidiaryOf", "Gamma", modality="negated")
    four = Article("four", "The Fair", None)
    four.says("Beta is a unit of Gamma.", "Beta", "subsidiaryOf", "Gamma", confidence=0.5)
    four.says("Alpha shows the Rocket at the Fair.", "Alpha", "participatesIn", "Fair", confidence=0.8)
    four.says("The Fair takes place in Lima.", "Fair", "locatedIn", "Lima")
    four.says("Bob Ray belongs to the Guild.", "Bob Ray", "memberOf", "Guild", role="treasurer")
    return [article.extraction() for article in (one, two, three, four)]


def resolution(extractions: list[Extraction]) -> Resolution:
    members: dict[str, list[tuple[str, str]]] = {}
    for extraction in extractions:
        for entity in extraction.entities:
            members.setdefault(entity.name, []).append((extraction.document.id, entity.id))
    return Resolution(tuple(Node(key(name), name, TYPES.get(name, "Company"), ALIASES.get(name, ()),
                                 tuple(sorted(found))) for name, found in sorted(members.items())))


class Scripted:
    """An extractor that knows the articles above by heart, with the interface of the real ones."""

    version = "scripted 1"

    def __init__(self, known: list[Extraction] | None = None) -> None:
        self.known = {e.document.text: e for e in known or articles()}

    def extract(self, document: Document) -> Extraction:
        found = self.known.get(document.text)
        return Extraction(document, found.entities if found else (), found.facts if found else (),
                          self.version)

    def pipe(self, documents, batch_size: int = 16):
        for document in documents:
            yield self.extract(document)
