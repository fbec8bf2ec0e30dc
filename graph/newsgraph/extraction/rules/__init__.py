"""Extraction by rules: spaCy's parse, and tables of patterns over it."""

from newsgraph.extraction.rules.entities import find_entities
from newsgraph.extraction.rules.extractor import RulesExtractor
from newsgraph.extraction.rules.pipeline import DEFAULT, load_pipeline, parse
from newsgraph.extraction.rules.references import resolve_references
from newsgraph.extraction.rules.relations import find_facts

__all__ = [
    "DEFAULT",
    "RulesExtractor",
    "find_entities",
    "find_facts",
    "load_pipeline",
    "parse",
    "resolve_references",
]
