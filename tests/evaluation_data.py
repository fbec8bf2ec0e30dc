"""One article as annotated and as extracted, and the command that compares them."""

from dataclasses import replace

from click.testing import CliRunner

from newsgraph.cli import cli
from newsgraph.records import Document, Entity, Extraction, Fact, Mention

TEXT = "Ann Lee, chief executive of Acme, said so. It sells Zip, a rival of Bolt."


def row() -> dict:
    def at(words: str) -> list[int]:
        return [TEXT.index(words), TEXT.index(words) + len(words)]

    def mention(words: str, kind: str, key: int) -> dict:
        return {"start": at(words)[0], "end": at(words)[1], "type": kind, "id": key}

    second = TEXT.index("It sells")
    return {
        "id": "x", "source": "test", "title": "t", "text": TEXT,
        "names": [{"id": 0, "name": "Ann Lee", "type": "Person"},
                  {"id": 1, "name": "Acme", "type": "Company"}, {"id": 2, "name": "Zip", "type": "Product"},
                  {"id": 3, "name": "Bolt", "type": "Product", "alt_types": ["Company"]}],
        "entities": [mention("Ann Lee", "Person", 0), mention("Acme", "Company", 1),
                     mention("Zip", "Product", 2), mention("Bolt", "Product", 3)],
        "ignored": [],
        "facts": [
            {"predicate": "executiveOf", "subject": at("Ann Lee"), "object": at("Acme"), "subject_id": 0,
             "object_id": 1, "role": "chief executive", "time": "current", "modality": "asserted",
             "sentence": [0, second - 1]},
            {"predicate": "produces", "subject": None, "object": at("Zip"), "subject_id": 1, "object_id": 2,
             "time": "current", "modality": "asserted", "sentence": [second, len(TEXT)]},
            {"predicate": "acquired", "subject": at("Acme"), "object": at("Bolt"), "subject_id": 1,
             "object_id": 3, "time": "current", "modality": "rumoured", "sentence": [0, len(TEXT)]}],
        "debatable": [{"predicate": "competesWith", "subject": None, "object": at("Bolt"), "subject_id": 1,
                       "object_id": 3, "sentence": [second, len(TEXT)]}],
        "wrong": []}


def extraction() -> Extraction:
    def at(words: str) -> tuple[int, int]:
        return TEXT.index(words), TEXT.index(words) + len(words)

    def entity(key: str, words: str, kind: str) -> Entity:
        return Entity(key, words, kind, (Mention(*at(words)),))

    second = TEXT.index("It sells")
    entities = (entity("e1", "Ann Lee", "Person"), entity("e2", "Acme", "Company"),
                entity("e3", "Zip", "Product"),
                Entity("e4", "It", "Company", (Mention(*at("It"), "pronoun"),), named=False))
    facts = (Fact("e1", "executiveOf", "e2", (0, second - 1), at("Ann Lee"), at("Acme"), "chief executive"),
             Fact("e2", "produces", "e3", (second, len(TEXT)), at("It"), at("Zip")),
             Fact("e4", "produces", "e3", (second, len(TEXT)), at("It"), at("Zip")),
             Fact("e2", "acquired", "e1", (0, second - 1), at("Acme"), at("Ann Lee"), modality="negated"))
    return Extraction(Document("x", "x.txt", "t", TEXT), entities, facts)


class Stand:
    """An extractor that says the same of every document."""

    version = "stand-in 1"

    def pipe(self, documents, batch_size=16):
        for document in documents:
            yield replace(extraction(), document=document)


def run(*arguments: str):
    return CliRunner().invoke(cli, ["evaluate", *arguments])
