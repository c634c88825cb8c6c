"""How is an answer seen? Reasons become JSON, a terminal page, a wiki page, a clinical note; nothing is decided here."""
