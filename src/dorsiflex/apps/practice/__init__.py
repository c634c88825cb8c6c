"""Where are cases practised? A case is told, somebody commits to an answer, and both are laid beside the engine's."""
