"""Training the extractor: ``python -m newsgraph.extraction.train`` (extra ``train``).

Reads the annotated corpora, fits the encoder and its heads with a fixed seed, and writes the weights that
`newsgraph.extraction.neural` runs.
"""
