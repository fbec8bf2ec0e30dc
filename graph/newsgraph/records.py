"""What flows between the stages: documents, mentions, entities, facts.

Offsets are Python string offsets into `Document.text`; an interval is ``[start, end)``.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Span = tuple[int, int]
"""``[start, end)``, in characters of the document's text."""

Kind = Literal["name", "nominal", "pronoun"]
Time = Literal["current", "past", "future"]
Modality = Literal["asserted", "negated", "hypothetical", "rumoured"]


@dataclass(frozen=True, slots=True)
class Document:
    """One article. `text` is kept exactly as read: every later offset points into it.

    `id` is unique in a run: the ``id`` of a JSON line, otherwise the source path. `date` is ISO 8601.

    >>> Document(id="a", source="a.txt", title="", text="Acme hired Ann Lee.").digest[:8]
    'a7c9438f'
    """

    id: str
    source: str
    title: str
    text: str
    date: str | None = None
    url: str | None = None
    author: str | None = None
    language: str | None = None

    @property
    def digest(self) -> str:
        """SHA-256 of the text, in hexadecimal: the document's content hash."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a text names an entity or points at it."""

    start: int
    end: int
    kind: Kind = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    """One thing in one document. `named` is false where no name of it stands in the text."""

    id: str
    name: str
    type: str
    mentions: tuple[Mention, ...] = ()
    named: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """One sentence's statement about two entities of its document.

    `subject` and `object` are entity ids; `confidence` is a probability; `method` names the rule or model.
    """

    subject: str
    predicate: str
    object: str
    sentence: Span
    subject_span: Span
    object_span: Span
    role: str | None = None
    time: Time = "current"
    modality: Modality = "asserted"
    confidence: float = 1.0
    method: str = ""

    @property
    def direct(self) -> bool:
        """Whether the fact holds now: only then does it become a direct triple."""
        return self.time == "current" and self.modality == "asserted"


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document, by one version of one extractor."""

    document: Document
    entities: tuple[Entity, ...] = ()
    facts: tuple[Fact, ...] = ()
    extractor: str = field(default="", compare=False)

    def to_json(self) -> dict[str, Any]:
        """The object that ``newsgraph extract`` writes on one line.

        >>> line = Extraction(Document("a", "a.txt", "", "Acme")).to_json()
        >>> Extraction.from_json(line) == Extraction(Document("a", "a.txt", "", "Acme"))
        True
        """
        head = {k: v for k, v in asdict(self.document).items() if v is not None}
        return {
            **head,
            "extractor": self.extractor,
            "entities": [asdict(e) for e in self.entities],
            "facts": [asdict(f) for f in self.facts],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | str) -> "Extraction":
        """Read what `to_json` gave, as an object or as its text."""
        row: Mapping[str, Any] = json.loads(data) if isinstance(data, str) else data
        optional = ("date", "url", "author", "language")
        document = Document(row["id"], row["source"], row["title"], row["text"],
                            **{key: row.get(key) for key in optional})
        entities = tuple(
            Entity(e["id"], e["name"], e["type"],
                   tuple(Mention(m["start"], m["end"], m.get("kind", "name")) for m in e["mentions"]),
                   e.get("named", True))
            for e in row["entities"])
        spans = ("sentence", "subject_span", "object_span")
        facts = tuple(Fact(**{**f, **{k: tuple(f[k]) for k in spans}}) for f in row["facts"])
        return cls(document, entities, facts, row.get("extractor", ""))


@dataclass(frozen=True, slots=True)
class Skipped:
    """A source that was not read, and why, in one clear sentence."""

    source: str
    reason: str


@dataclass(frozen=True, slots=True)
class Node:
    """One thing across all documents: what resolution makes of the entities that are one.

    `key` is the last part of its IRI (``robin-li``); `members` are (document id, entity id), sorted; `links` are
    IRIs of the same thing elsewhere (Wikidata), each with a probability.
    """

    key: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    members: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Resolution:
    """Which entities of which documents are one node. Independent of the order of the documents."""

    nodes: tuple[Node, ...] = ()

    def index(self) -> dict[tuple[str, str], Node]:
        """(document id, entity id) -> node."""
        return {member: node for node in self.nodes for member in node.members}
