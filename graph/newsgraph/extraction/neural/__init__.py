"""The trained extractor: one small encoder, and heads for names, coreference and relations."""
