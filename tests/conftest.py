"""Are the tests random? `make test` draws the same cases each time (one commit, one verdict), `make soak` new ones."""

from hypothesis import settings

settings.register_profile("same", derandomize=True)
settings.register_profile("random", derandomize=False, print_blob=True)
settings.load_profile("same")
