"""How long chance may take: no deadline, since a shared core is slow now and then, and a modest number of tries."""

from hypothesis import settings

settings.register_profile("modest", deadline=None, max_examples=60)
settings.load_profile("modest")
