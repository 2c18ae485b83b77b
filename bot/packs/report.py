"""A check's report for people, for programs, and for build servers."""

import json
from collections.abc import Mapping
from itertools import groupby
from xml.etree import ElementTree as ET

from bot.domain.errors import Problem
from bot.packs.check import CheckReport, Kind, Verdict


def as_text(report: CheckReport) -> str:
    """Write every failure as ``file:line:column: message``, then a line that counts."""
    lines = [str(problem) for problem in report.failures]
    said = f"{len(report.failures)} failed" if report.failures else "all good"
    bounds = sum(verdict.kind is Kind.PER_DAY for verdict in report.verdicts)
    counted = (
        _plural(report.files, "file"),
        _plural(report.rules, "rule"),
        _plural(len(report.verdicts) - bounds, "example"),
        *((_plural(bounds, "noise bound"),) if bounds else ()),
    )
    return "\n".join([*lines, f"{', '.join(counted)}: {said}"])


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def as_json(report: CheckReport) -> str:
    """Write one object: counts, faults, and every promise with what came of it."""
    fields = {
        "passed": not report.failures,
        "files": report.files,
        "rules": report.rules,
        "problems": [_problem(problem) for problem in report.problems],
        "examples": [
            {
                "rule": verdict.rule_id,
                "kind": verdict.kind,
                "title": verdict.title,
                "passed": verdict.problem is None,
                **({"problem": _problem(verdict.problem)} if verdict.problem else {}),
            }
            for verdict in report.verdicts
        ],
    }
    return json.dumps(fields, ensure_ascii=False, indent=2)


def _problem(problem: Problem) -> Mapping[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "column": problem.column,
        "message": problem.message,
    }


def as_junit(report: CheckReport) -> str:
    """Write JUnit's XML: a suite for the files, one for each rule, a case for each example."""
    root = ET.Element("testsuites", name="tapewatch check")
    root.append(_files(report))
    for rule_id, verdicts in groupby(report.verdicts, key=lambda verdict: verdict.rule_id):
        root.append(_suite(rule_id, tuple(verdicts)))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def _files(report: CheckReport) -> ET.Element:
    suite = _counted("files", len(report.problems) or 1, len(report.problems))
    for problem in report.problems or (None,):
        case = ET.SubElement(suite, "testcase", classname="files", name="files are well-formed")
        if problem is not None:
            case.set("name", _printable(problem.file or "files"))
            _fail(case, problem)
    return suite


def _suite(rule_id: str, verdicts: tuple[Verdict, ...]) -> ET.Element:
    failed = sum(verdict.problem is not None for verdict in verdicts)
    suite = _counted(rule_id, len(verdicts), failed)
    for verdict in verdicts:
        name = _printable(f"{verdict.kind}: {verdict.title}")
        case = ET.SubElement(suite, "testcase", classname=rule_id, name=name)
        if verdict.problem is not None:
            _fail(case, verdict.problem)
    return suite


def _counted(name: str, tests: int, failures: int) -> ET.Element:
    return ET.Element("testsuite", name=name, tests=str(tests), failures=str(failures))


def _fail(case: ET.Element, problem: Problem) -> None:
    failure = ET.SubElement(case, "failure", message=_printable(problem.message))
    failure.text = _printable(str(problem))


def _printable(text: str) -> str:
    """Leave out the control characters that XML 1.0 cannot hold."""
    return "".join(sign for sign in text if sign >= " " or sign in "\t\n")
