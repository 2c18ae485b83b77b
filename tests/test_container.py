"""The image is built, started as docker-compose.yml says, found healthy and stopped gracefully.

Skipped, saying so, where no Docker engine answers or no base image can be had.
"""

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMAGE = "tapewatch-under-test"
NAME = "tapewatch-under-test"
BASE = os.environ.get("TAPEWATCH_TEST_PYTHON_IMAGE", "python:3.13-slim")
GROWTH = 200 * 1024 * 1024
HARDENED = (
    "--read-only", "--tmpfs=/tmp:size=64m", "--cap-drop=ALL",
    "--security-opt=no-new-privileges:true", "--init",
)  # fmt: skip

pytestmark = [pytest.mark.docker, pytest.mark.timeout(1200)]


def docker(*arguments: str, check: bool = True) -> str:
    done = subprocess.run(
        ["docker", *arguments], capture_output=True, text=True, check=False, cwd=ROOT,
        env={**os.environ, "DOCKER_BUILDKIT": "0"},
    )  # fmt: skip
    if check and done.returncode:
        raise AssertionError(
            f"docker {arguments[0]} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return done.stdout.strip()


def why_not() -> str:
    """Say why the container cannot be built here, or nothing."""
    if shutil.which("docker") is None:
        return "there is no docker command here"
    if not docker("info", "--format", "{{.ServerVersion}}", check=False):
        return "no Docker engine answers here"
    if not docker("images", "--quiet", BASE, check=False):
        return f"there is no image {BASE} here; pull it, or name one in TAPEWATCH_TEST_PYTHON_IMAGE"
    return ""


@pytest.fixture(scope="module")
def image() -> str:
    if reason := why_not():
        pytest.skip(f"the container is not tested: {reason}")
    docker("build", "--network=host", f"--build-arg=PYTHON_IMAGE={BASE}", f"--tag={IMAGE}", ".")
    return IMAGE


@pytest.fixture
def container(image: str) -> Iterator[str]:
    docker("rm", "--force", NAME, check=False)
    docker("volume", "rm", "--force", NAME, check=False)
    docker(
        "run",
        "--detach",
        f"--name={NAME}",
        f"--volume={NAME}:/data",
        "--network=none",
        *HARDENED,
        image,
    )
    yield NAME
    docker("rm", "--force", NAME, check=False)
    docker("volume", "rm", "--force", NAME, check=False)


def state(container: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(docker("inspect", "--format={{json .State}}", container))
    return found


def healthy(container: str, seconds: float = 90) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        asked = subprocess.run(
            ["docker", "exec", container, "tapewatch", "health"], capture_output=True, check=False
        )
        if asked.returncode == 0:
            return True
        time.sleep(1)
    return False


def test_it_grows_the_base_by_200_mb_at_most(image: str) -> None:
    size, base = (int(docker("inspect", "--format={{.Size}}", name)) for name in (image, BASE))
    assert size - base <= GROWTH, f"{(size - base) / 1024 / 1024:.0f} MB over the base"


def test_it_runs_hardened_becomes_healthy_and_stops_gracefully(container: str) -> None:
    assert healthy(container), docker("logs", container)
    assert docker("exec", container, "id", "-u") == "10001"
    docker("stop", "--time=20", container)
    assert state(container)["ExitCode"] == 0, docker("logs", container)


def test_what_is_stored_outlives_the_container(image: str, container: str) -> None:
    assert healthy(container), docker("logs", container)
    before = docker("exec", container, "stat", "-c", "%i", "/data/tapewatch.db")
    docker("rm", "--force", container)
    docker(
        "run",
        "--detach",
        f"--name={NAME}",
        f"--volume={NAME}:/data",
        "--network=none",
        *HARDENED,
        image,
    )
    assert healthy(container), docker("logs", container)
    assert docker("exec", container, "stat", "-c", "%i", "/data/tapewatch.db") == before


def test_the_compose_file_hardens_it_as_this_test_does() -> None:
    import yaml

    service = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]["tapewatch"]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["init"] is True
    assert "# syntax=" not in (ROOT / "Dockerfile").read_text()
