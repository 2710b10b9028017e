"""Pages that sell OCOP products: shops as data, adapters for those without product markup, the lexicon of goods."""
