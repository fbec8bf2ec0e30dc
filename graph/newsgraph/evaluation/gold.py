"""What an article is known to say: the records that predictions are measured against."""

from dataclasses import dataclass, field

from newsgraph.evaluation.surface import fold
from newsgraph.vocabulary import SYMMETRIC

UNASSERTED = {"rumour": "rumoured", "hypothetical": "hypothetical", "negated": "negated"}
"""What `GoldFact.status` says of a fact that the text does not assert -> its modality."""

_ONE_PREDICATE = {"memberOf": "participatesIn"}

Key = tuple[str, str, str]
"""(predicate, subject, object), canonical: equal for two statements of one fact."""


def canonical(predicate: str) -> str:
    """The predicate under which a fact is counted: memberOf and participatesIn are one.

    >>> canonical("memberOf"), canonical("produces")
    ('participatesIn', 'produces')
    """
    return _ONE_PREDICATE.get(predicate, predicate)


def key(subject: str, predicate: str, object: str) -> Key:
    """What makes two facts one.

    >>> key("b", "competesWith", "a") == key("a", "competesWith", "b")
    True
    """
    predicate = canonical(predicate)
    if predicate in SYMMETRIC and object < subject:
        subject, object = object, subject
    return predicate, subject, object


@dataclass(frozen=True, slots=True)
class GoldEntity:
    """An entity that the article names. Any alias and any of the other right types count."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    alt_types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldFact:
    """A fact over the names of two gold entities.

    `status` is ``asserted`` for what must be found; ``debatable`` for what neither counts nor costs; else
    why it must not be found (``trap``, ``rumour``, ``hypothetical``, ``negated``). `explicit`: both arguments
    stand in one sentence. `evidence` are words of the text; `arguments` the words that stand for subject and
    object there.
    """

    subject: str
    predicate: str
    object: str
    status: str = "asserted"
    explicit: bool = True
    time: str = "current"
    role: str | None = None
    alternatives: tuple[str, ...] = ()
    evidence: str = ""
    arguments: tuple[str | None, str | None] = (None, None)

    @property
    def key(self) -> Key:
        """What identifies the fact, by its first predicate."""
        return key(self.subject, self.predicate, self.object)

    @property
    def keys(self) -> tuple[Key, ...]:
        """Every statement that counts as this fact, its own first."""
        return tuple(key(self.subject, p, self.object) for p in (self.predicate, *self.alternatives))


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article. `text` is empty where the annotation came without it."""

    id: str
    entities: tuple[GoldEntity, ...] = ()
    facts: tuple[GoldFact, ...] = ()
    ignored: tuple[str, ...] = ()
    text: str = ""
    title: str = ""
    date: str | None = None


@dataclass(slots=True)
class Names:
    """Which gold entity of one article a surface form means."""

    article: GoldArticle
    entities: dict[str, GoldEntity] = field(init=False)
    _forms: dict[str, str] = field(init=False)
    _ignored: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.entities = {entity.name: entity for entity in self.article.entities}
        self._forms = {fold(entity.name): entity.name for entity in self.article.entities}
        for entity in self.article.entities:
            for alias in entity.aliases:
                # The name of one entity is never read as another's alias.
                self._forms.setdefault(fold(alias), entity.name)
        self._ignored = frozenset(map(fold, self.article.ignored)) - self._forms.keys()

    def find(self, form: str) -> str:
        """The entity's name, or the folded form after a question mark where the gold knows no such name."""
        folded = fold(form)
        return self._forms.get(folded, "?" + folded)

    def ignores(self, form: str) -> bool:
        """Whether the annotation leaves it open if this is an entity at all."""
        return fold(form) in self._ignored
