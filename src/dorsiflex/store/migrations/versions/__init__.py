"""Which steps lead from the first schema to today's? A released step is never changed."""
