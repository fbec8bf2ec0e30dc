"""The seed article: all that a careful reader finds must be found, and nothing that is wrong."""

from typing import Any

from benchmarks.data import Row
from benchmarks.figures import Figure
from newsgraph.evaluation.gold import Key, key
from newsgraph.records import Document, Extraction

FURTHER = 3
"""So many entities beside the expected ones are no error."""


def _key(fact: Row) -> Key:
    return key(fact["subject"].casefold(), fact["predicate"], fact["object"].casefold())


def _statements(found: Extraction) -> dict[Key, set[str | None]]:
    """Each asserted fact between names, with the roles that it is given."""
    names = {e.id: e.name.casefold() for e in found.entities if e.named}
    said: dict[Key, set[str | None]] = {}
    for fact in found.facts:
        if fact.modality == "asserted" and fact.subject in names and fact.object in names:
            statement = key(names[fact.subject], fact.predicate, names[fact.object])
            said.setdefault(statement, set()).add(fact.role)
    return said


def figures(document: Document, expected: Row, found: Extraction) -> list[Figure]:
    """The share of the expected that is found, how much is wrong, and what else is said; notes say what."""
    entities = {(e.name.casefold(), e.type) for e in found.entities if e.named}
    wanted = {(e["name"].casefold(), e["type"]) for e in expected["entities"]}
    names, said = {name for name, _ in entities}, _statements(found)
    further = sorted(names - {name for name, _ in wanted})
    missing = [f"missing entity {name} ({kind})" for name, kind in sorted(wanted - entities)]
    missing += [f"missing fact {_line(f)}" for f in expected["facts"] if not _found(f, said)]

    right = {_key(f) for f in [*expected["facts"], *expected["also_right"]]}
    tempting = {_key(f): f for f in expected["wrong"]}
    wrong = [f"wrong fact {_line(f)}" for statement, f in tempting.items() if statement in said]
    wrong += [f"wrong entity {name}" for name in expected["wrong_entities"] if name.casefold() in names]
    if len(further) > FURTHER:
        wrong.append(f"{len(further)} further entities: {', '.join(further)}")

    # What stands in neither list is left to the reader of the table: it may well be true.
    others = [f"{s} > {p} > {o}" for p, s, o in sorted(said.keys() - right - tempting.keys())]
    asked = len(wanted) + len(expected["facts"])
    on = f"seed article {document.id}"
    return [Figure(on, "expected entities and facts, found", 1 - len(missing) / asked, asked, goal=1.0,
                   floor=1.0, note="; ".join(missing)),
            Figure(on, "wrong entities and facts, number", float(len(wrong)), len(said), goal=0.0, floor=0.0,
                   smaller_is_better=True, note="; ".join(wrong)),
            Figure(on, "further facts, number", float(len(others)), len(said), note="; ".join(others))]


def _found(fact: Row, said: dict[Key, set[Any]]) -> bool:
    roles = said.get(_key(fact), set())
    return fact["role"] in roles if "role" in fact else bool(roles)


def _line(fact: Row) -> str:
    return f"{fact['subject']} > {fact['predicate']} > {fact['object']}"
