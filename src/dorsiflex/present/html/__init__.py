"""How do pages in a browser look? One stylesheet of tokens for all, a shape for each tone, and the rule pages."""
