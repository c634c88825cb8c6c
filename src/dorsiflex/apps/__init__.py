"""Which doors lead in? Thin ones: they read what is asked, call the pipeline and print."""
