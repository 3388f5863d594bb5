"""Runs the steps of action.yml by hand, as a runner does: reads the file, puts expressions into the environment, runs each step.

    python3 tests/tools/run_action.py --binary target/debug/order-contracts

Without --repository it makes a scratch repository with a pull request of twelve edits, and a fake of GitHub
(tests/tools/action/github.mjs), runs the action three times (broken, the same again, repaired), and says what came of it.
Needs PyYAML, node and git.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]


def lookup(context, path):
    value = context
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, dict) else ""
    return "" if value is None else value


def evaluate(text, context):
    """Expressions as this action writes them: paths, strings, ==, !=, && and ||."""
    text = text.strip()
    for operator, join in (("||", any), ("&&", all)):
        parts = [part.strip() for part in text.split(operator)]
        if len(parts) > 1:
            values = [evaluate(part, context) for part in parts]
            if operator == "||":
                return next((value for value in values if value not in ("", False)), values[-1])
            return next((value for value in values if value in ("", False)), values[-1])
    match = re.fullmatch(r"(.+?)\s*(==|!=)\s*(.+)", text)
    if match:
        left, right = evaluate(match[1], context), evaluate(match[3], context)
        return (str(left) == str(right)) == (match[2] == "==")
    if text.startswith("'"):
        return text[1:-1]
    return lookup(context, text)


def filled(text, context):
    return re.sub(r"\$\{\{(.*?)\}\}", lambda match: str(evaluate(match[1], context)), str(text))


def run(action, inputs, github, env, cwd):
    """The outputs of the steps, the exit code, the log and the summary."""
    spec = yaml.safe_load(action.read_text())
    temp = Path(env["RUNNER_TEMP"])
    context = {"github": github, "runner": {"temp": str(temp), "os": "Linux", "arch": "X64"}, "steps": {}}
    defaults = {name: filled(value.get("default", ""), context) for name, value in spec["inputs"].items()}
    context["inputs"] = defaults | inputs
    summary = temp / "summary"
    summary.write_text("")
    log, code = "", 0
    for step in spec["runs"]["steps"]:
        condition = step.get("if", "true")
        if code != 0 or (condition != "true" and evaluate(condition, context) in ("", False)):
            log += f"== {step['name']}: skipped\n"
            continue
        if "uses" in step:
            log += f"== {step['name']}: {step['uses']} is not run here\n"
            continue
        output = temp / "output"
        output.write_text("")
        own = {name: filled(value, context) for name, value in step.get("env", {}).items()}
        where = cwd / filled(step.get("working-directory", "."), context)
        files = {"GITHUB_OUTPUT": str(output), "GITHUB_STEP_SUMMARY": str(summary), "GITHUB_ACTION_PATH": str(action.parent)}
        assert step["shell"] == "sh"
        done = subprocess.run(
            ["sh", "-e", "-c", step["run"]], cwd=where, env=env | files | own, capture_output=True, text=True
        )
        code = done.returncode
        log += f"== {step['name']}: exit {code}\n{done.stdout}{done.stderr}"
        lines = [line.split("=", 1) for line in output.read_text().splitlines() if "=" in line]
        if "id" in step:
            context["steps"][step["id"]] = {"outputs": dict(lines)}
    outputs = {name: filled(value["value"], context) for name, value in spec.get("outputs", {}).items()}
    return outputs, code, log, summary.read_text()


BASE = """\
openapi: 3.0.3
info: {title: Shop, version: 1.4.0}
paths:
  /orders:
    get:
      operationId: listOrders
      parameters:
        - {name: status, in: query, schema: {type: string, enum: [open, paid]}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
      responses:
        '200':
          description: The orders
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/NewOrder'}
      responses:
        '201':
          description: Created
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
  /orders/{id}:
    delete:
      operationId: deleteOrder
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses: {'204': {description: Gone}}
components:
  schemas:
    NewOrder:
      type: object
      required: [amount]
      properties:
        amount: {type: integer, minimum: 0}
        name: {type: string, maxLength: 255}
        remark: {type: string, maxLength: 500, description: for the driver}
        currency: {type: string, enum: [EUR, USD, GBP]}
    Order:
      type: object
      required: [id, status]
      properties:
        id: {type: string}
        status: {type: string, enum: [open, paid]}
        total: {type: number}
"""

TWELVE = [
    ("maximum: 100", "maximum: 50"),
    ("operationId: listOrders", "operationId: getOrders"),
    ("maxLength: 255", "maxLength: 100"),
    ("required: [amount]", "required: [amount, name]"),
    ("remark: {", "note: {"),
    ("[EUR, USD, GBP]", "[EUR, USD]"),
    ("status: {type: string, enum: [open, paid]}\n        total", "status: {type: string, enum: [open, paid, late]}\n        total"),
    ("required: [id, status]", "required: [id]"),
    ("total: {type: number}", "total: {type: string}\n        paidAt: {type: string, format: date-time}"),
    ("description: The orders", "description: All orders"),
    ("  /orders/{id}:\n    delete:\n      operationId: deleteOrder", "  /orders/{id}/cancel:\n    delete:\n      operationId: cancelOrder"),
    ("minimum: 0", "minimum: 1"),
]


def git(folder, *arguments):
    identity = ["-c", "user.name=T", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def scratch(folder, edits):
    """A repository at the merge commit of a pull request, as actions/checkout leaves it."""
    git(folder, "init", "-q")
    (folder / "openapi").mkdir()
    document = folder / "openapi/shop.yaml"
    document.write_text(BASE)
    (folder / "order-contracts.toml").write_text('version = 1\n\n[[contract]]\nname = "shop"\npath = "openapi/shop.yaml"\n')
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "first")
    git(folder, "checkout", "-q", "-b", "topic")
    text = BASE
    for old, new in edits:
        assert old in text, old
        text = text.replace(old, new, 1)
    document.write_text(text)
    git(folder, "commit", "-q", "--allow-empty", "-a", "-m", "edits")
    git(folder, "checkout", "-q", "main")
    (folder / "other.txt").write_text("main went on\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "main goes on")
    git(folder, "checkout", "-q", "--detach", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge topic", "topic")
    return git(folder, "rev-parse", "HEAD")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True, type=Path)
    parser.add_argument("--keep", type=Path, help="folder for reports")
    arguments = parser.parse_args()
    server = subprocess.Popen(
        ["node", ROOT / "tests/tools/action/github.mjs", "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    url = server.stdout.readline().strip()
    failed = []

    def expect(what, is_so):
        print(("ok   " if is_so else "FAIL ") + what)
        if not is_so:
            failed.append(what)

    for number, edits in enumerate([TWELVE, TWELVE, []]):
        folder = Path(tempfile.mkdtemp(prefix="order-contracts-pull-"))
        temp = Path(tempfile.mkdtemp(prefix="order-contracts-temp-"))
        sha = scratch(folder, edits)
        env = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ["HOME"],
            "RUNNER_TEMP": str(temp),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "GITHUB_WORKSPACE": str(folder),
            "GITHUB_SHA": sha,
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_BASE_REF": "main",
            "GITHUB_API_URL": url,
            "GITHUB_REPOSITORY": "o/r",
            "GITHUB_WORKFLOW": "contracts",
            "GITHUB_JOB": "contracts",
        }
        github = {
            "token": "secret",
            "event_name": "pull_request",
            "workflow": "contracts",
            "job": "contracts",
            "event": {"pull_request": {"number": 7}},
        }
        inputs = {"binary": str(arguments.binary.resolve()), "sarif": "true"}
        outputs, code, log, summary = run(ROOT / "action.yml", inputs, github, env, folder)
        print(f"--- run {number + 1}: exit {code}\n{log}\n{json.dumps(outputs, indent=2)}")
        is_broken = bool(edits)
        expect("the exit code says whether something breaks", code == (1 if is_broken else 0))
        expect("the verdict is an output", outputs["verdict"] == ("breaking" if is_broken else "compatible"))
        report = json.loads(Path(outputs["report-json"]).read_text())
        if is_broken:
            expect("annotations are in the log", 0 < log.count("\n::error ") <= 10)
            expect("the summary has a table", "| **breaking** wire |" in summary and len(summary) < 1_000_000)
            expect("more than ten changes break", int(outputs["breaking"]) >= 10)
            text = json.dumps(report)
            expect("the rename is linked", '"from": "remark"' in text and '"to": "note"' in text)
        if arguments.keep:
            target = arguments.keep / f"run-{number + 1}"
            shutil.copytree(temp / "order-contracts", target, dirs_exist_ok=True)
    server.stdin.close()
    state = json.loads(server.stdout.read())
    comments = state["comments"]
    expect("there is one comment", len(comments) == 1)
    expect("it was rewritten when nothing was broken any more", bool(comments) and "no changes" in comments[0]["body"])
    expect("the log went to code scanning each time", len(state["sarifs"]) == 3)
    print(comments[0]["body"] if comments else "")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
