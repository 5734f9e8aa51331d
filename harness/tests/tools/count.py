"""Adds up the test results in a folder of TRX files; fails unless every project ran something and skipped nothing.

usage: count.py FOLDER EXPECTED_NUMBER_OF_PROJECTS
"""

import pathlib
import sys
import xml.etree.ElementTree as xml

NAMESPACE = {"t": "http://microsoft.com/schemas/VisualStudio/TeamTest/2010"}


def main(folder: str, expected: int) -> int:
    total = {"passed": 0, "failed": 0, "skipped": 0}
    problems = []
    projects = set()
    for file in sorted(pathlib.Path(folder).rglob("*.trx")):
        root = xml.parse(file).getroot()
        methods = root.findall(".//t:TestMethod", NAMESPACE)
        name = pathlib.Path(methods[0].get("codeBase", "?")).stem if methods else file.name
        projects.add(name)
        counts = {"passed": 0, "failed": 0, "skipped": 0}
        for result in root.findall(".//t:UnitTestResult", NAMESPACE):
            outcome = result.get("outcome")
            kind = {"Passed": "passed", "Failed": "failed"}.get(outcome, "skipped")
            counts[kind] += 1
            if kind == "skipped":
                problems.append(f"{name}: {result.get('testName')} is {outcome}")
        if sum(counts.values()) == 0:
            problems.append(f"{name}: ran no test")
        print(f"{name}: {counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
        for kind, count in counts.items():
            total[kind] += count
    if len(projects) != expected:
        problems.append(f"{expected} test projects were to report, {len(projects)} did: {', '.join(sorted(projects))}")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{total['passed']} passed, {total['failed']} failed, {total['skipped']} skipped")
    return 1 if problems or total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
