"""How is an answer seen? As JSON, a page in a terminal or a wiki, or a note; nothing is decided here."""
