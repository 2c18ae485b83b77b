"""The names of the backends, for the fixture ``url``."""

import os

import pytest

SERVER = os.environ.get("TAPEWATCH_TEST_POSTGRES", "")
POSTGRES = pytest.param(
    "postgres",
    marks=[
        pytest.mark.postgres,
        pytest.mark.skipif(not SERVER, reason="TAPEWATCH_TEST_POSTGRES names no PostgreSQL server"),
    ],
)
LASTING = ["file", POSTGRES]
"""What is still there when it is opened again."""
ALL = ["memory", *LASTING]
