"""How do the files under `rules/` become a checked KnowledgeBase? `load.load` is the way in.

Reading (`reader`), form (`schema`), meaning (`compile`), sense across files (`review`); `cache` remembers the result.
"""
