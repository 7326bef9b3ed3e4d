"""What Earshot is made of, and whether any of it has a known weakness: `python -m tests.supply sbom`, `… audit`.

Both read the locked lists, hashes and all, never what happens to be installed. An audit that could not ask the
advisories is a failure and says so: silence would look like safety.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools/supply"
BILLS = ROOT / ".bench/sbom"
SHIPPED = ("run",)
"""Of requirements/: what a server imports."""
LOCKED = ("run", "build", "test", "bench", "supply", "uv")
PAGES = ("frontend",)
FOLDERS = ("frontend", "tests/browser", "tests/lighthouse", "tests/observatory", "benchmarks/peers")
BIN = Path(sys.executable).parent


def run(*command: str | Path, at: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a tool with its own libraries before ours."""
    env = os.environ | {"PYTHONPATH": str(TOOLS), "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(command, cwd=at, env=env, capture_output=True, text=True, check=False)


def sbom() -> int:
    """Write a CycloneDX bill for what the server runs on and one for what its pages are built of."""
    BILLS.mkdir(parents=True, exist_ok=True)
    failed = 0
    for name in SHIPPED:
        asked = ("requirements", f"requirements/{name}.txt", "--pyproject", "pyproject.toml", "--output-reproducible")
        failed += kept(f"{name}.cdx.json", run(sys.executable, "-m", "cyclonedx_py", *asked))
    for folder in PAGES:
        asked = ("--package-lock-only", "--sbom-format", "cyclonedx")
        failed += kept(f"{folder}.cdx.json", run(BIN / "npm", "sbom", *asked, at=ROOT / folder))
    return min(failed, 1)


def kept(name: str, done: subprocess.CompletedProcess[str]) -> bool:
    """Put a bill away and say how much stands in it; return whether there is none."""
    if done.returncode:
        print(f"{name}: none was made\n{done.stderr}")
        return True
    bill = json.loads(done.stdout)
    (BILLS / name).write_text(done.stdout)
    print(f"{(BILLS / name).relative_to(ROOT)}: CycloneDX {bill['specVersion']}, {len(bill['components'])} components")
    return False


def audit() -> int:
    """Ask the advisories of both registries about every locked version."""
    bad = 0
    for name in LOCKED:
        asked = ("--strict", "--disable-pip", "--require-hashes", "--progress-spinner=off")
        done = run(sys.executable, "-m", "pip_audit", *asked, "-r", f"requirements/{name}.txt")
        bad += told(f"requirements/{name}.txt", done)
    for folder in FOLDERS:
        bad += told(folder, run(BIN / "npm", "audit", "--audit=true", "--package-lock-only", at=ROOT / folder))
    print("No known weakness." if not bad else f"{bad} of {len(LOCKED) + len(FOLDERS)} lists were not found clean.")
    return min(bad, 1)


def told(name: str, done: subprocess.CompletedProcess[str]) -> bool:
    """Say what came of one list; return whether it was not found clean."""
    if not done.returncode:
        print(f"{name}: clean")
        return False
    words = [
        line for line in (done.stdout + done.stderr).splitlines() if line.strip() and "npm warn Unknown" not in line
    ]
    print(f"{name}: NOT CLEAN OR NOT ASKED", *words[-12:], sep="\n    ")
    return True


if __name__ == "__main__":
    sys.exit({"sbom": sbom, "audit": audit}[sys.argv[1]]())
