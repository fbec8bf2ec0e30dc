"""The graph: extractions and a resolution as RDF in an Oxigraph store."""
