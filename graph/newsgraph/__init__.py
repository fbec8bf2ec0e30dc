"""newsgraph: business news in, a knowledge graph out."""
