"""examples/article as the suites use it: the function bundled by npm, and a copy of the folder in
which terraform can run."""
import fcntl
import pathlib
import shutil
import subprocess
import zipfile

import harness
import terraform_runs

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples" / "article"
FUNCTION = pathlib.PurePath("apps", "backlog-per-task-lambda")
NODE_OF_THE_SDK = 20  # the oldest that the AWS SDK's packages take


def node_is_missing():
    """Why the function cannot be bundled or run with the node that there is; None where it can."""
    if not shutil.which("node") or not shutil.which("npm"):
        return "node and npm are not installed (apt-get install nodejs npm)"
    version = subprocess.run(["node", "--version"], capture_output=True, text=True,
                             check=True).stdout.strip()
    if int(version.lstrip("v").split(".")[0]) < NODE_OF_THE_SDK:
        return f"node is {version}, and the AWS SDK wants {NODE_OF_THE_SDK} or newer"
    return None


def bundle(suite):
    """Installs the function's packages where they are not there yet, and bundles it; one suite at a
    time. Ends the script as skipped where that cannot be done."""
    missing = node_is_missing()
    if missing:
        harness.skip(suite, missing)
    folder = EXAMPLE / FUNCTION
    with open(folder / "package.json", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        installed, wanted = folder / "node_modules" / ".package-lock.json", folder / "package-lock.json"
        if not installed.exists() or installed.stat().st_mtime < wanted.stat().st_mtime:
            done = subprocess.run(["npm", "ci", "--ignore-scripts", "--loglevel=error"], cwd=folder,
                                  capture_output=True, text=True, timeout=180)
            if done.returncode:
                last = (done.stderr.strip() or "no reason given").splitlines()[-1]
                harness.skip(suite, f"npm cannot install the function's packages: {last}")
        subprocess.run(["npm", "run", "--silent", "build"], cwd=folder, check=True)


def copy_to(folder):
    """Copies the example, bundled; gives the folder for terraform. Where the mirror lacks the
    provider hashicorp/archive, the package is zipped here instead, as README.md has it."""
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns(
        "node_modules", ".terraform*", "terraform.tfstate*", "data"))
    infrastructure = folder / "infrastructure"
    if not terraform_runs.in_mirror("archive"):
        (infrastructure / "package.tf").unlink()
        shutil.copy(EXAMPLE / "offline" / "package_override.tf", infrastructure)
        (infrastructure / "data").mkdir()
        with zipfile.ZipFile(infrastructure / "data" / "backlog_per_task_metric_lambda.zip", "w",
                             zipfile.ZIP_DEFLATED) as package:
            package.write(folder / FUNCTION / "dist" / "index.js", "index.js")
    return infrastructure
