"""What holds for every possible intake, and not only for those that were tried? Needs the extra `prove` (z3)."""
