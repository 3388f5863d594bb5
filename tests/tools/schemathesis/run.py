"""Runs Schemathesis against the sandbox, all of its phases and checks, with several seeds.

    pip install schemathesis
    cargo build --release --features cli
    python3 tests/tools/schemathesis/run.py target/release/order-contracts
    python3 tests/tools/schemathesis/run.py target/release/order-contracts --contract shop.yaml petstore.json

The first run is of both APIs, the second of documents, which the sandbox answers without state. `--seeds` and `--examples` say how
much is tried, `--header` which credentials are sent. Exits with 1 when something is found; the reports are in the folder that is
named at the end.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]

# A check that does not fit, and why.
UNFIT = {
    # Replaced by those in apis.py, which knows the refusals that are documented, and documents.py.
    "positive_data_acceptance": {"kohortpay", "threekit", None},
    "negative_data_rejection": {"kohortpay", "threekit", None},
    "status_code_conformance": {None},
    "not_a_server_error": {None},
    # A customer that is deleted can be read and restored: its `deletedAt` is set.
    "use_after_free": {"kohortpay", None},
    # Without state, no object is there or gone.
    "ensure_resource_availability": {None},
}


def run(binary, name, document, seed, given, folder):
    """One run; the number of cases, and whether something was found."""
    report = folder / f"{pathlib.Path(document).stem}-{seed}.txt"
    arguments = [name] if name else ["--contract", str(document)]
    server = subprocess.Popen([binary, "sandbox", *arguments, "--listen", "0"], stdout=subprocess.PIPE, text=True)
    try:
        url = server.stdout.readline().strip()
        unfit = [check for check, apis in UNFIT.items() if name in apis]
        config = folder / "schemathesis.toml"
        config.write_text(f'hooks = "{HERE / ("apis.py" if name else "documents.py")}"\n')
        command = [
            "schemathesis", f"--config-file={config}", "run", str(document), f"--url={url}",
            f"--header={given.header}", "--checks=all", f"--exclude-checks={','.join(unfit)}",
            f"--max-examples={given.examples}", f"--seed={seed}", "--warnings=off", "--no-shrink", "--max-failures=20",
        ]
        with report.open("w", encoding="utf-8") as out:
            code = subprocess.call(command, stdout=out, stderr=subprocess.STDOUT, cwd=folder)
        text = report.read_text(encoding="utf-8")
        cases = re.search(r"(\d+) generated", text)
        cases = int(cases.group(1)) if cases else 0
        return cases, code != 0 or cases == 0 or server.poll() is not None
    finally:
        server.terminate()
        server.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("binary")
    parser.add_argument("--contract", nargs="+", metavar="FILE", default=[])
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--header", default="Authorization: Bearer sk_test_1", help="the credentials")
    given = parser.parse_args()
    if shutil.which("schemathesis") is None:
        sys.exit("schemathesis is not installed: `pip install schemathesis`")
    binary = os.path.abspath(given.binary)
    apis = [(name, ROOT / "openapi" / f"{name}.yaml") for name in ("kohortpay", "threekit")]
    documents = [(None, pathlib.Path(file).resolve()) for file in given.contract] or apis
    folder = pathlib.Path(tempfile.mkdtemp(prefix="schemathesis-"))
    is_clean = True
    for name, document in documents:
        for seed in given.seeds:
            cases, has_found = run(binary, name, document, seed, given, folder)
            print(f"{document.name}, seed {seed}: {cases} cases, {'FOUND' if has_found else 'nothing found'}", flush=True)
            is_clean &= not has_found
    print(f"reports: {folder}")
    sys.exit(0 if is_clean else 1)


if __name__ == "__main__":
    main()
