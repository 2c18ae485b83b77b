"""How properties are looked for in all tests."""

from hypothesis import settings

# Speed is shown in benchmarks, never in a timed test: on a busy machine an example may take long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
