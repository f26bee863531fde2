"""The report as JUnit XML: a test case per question and per bar, for the CI server's test view."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from eval.report import Report

# XML 1.0 admits no control characters but tab and line ends, not even as references.
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def as_junit(report: Report) -> str:
    """Return one suite of questions, classed by kind, and one of bars."""
    root = ElementTree.Element("testsuites")
    asked = _suite(root, "planchat.questions")
    worse = {change.id: change for change in report.verdict.worse}
    for outcome in report.own.outcomes:
        case = ElementTree.SubElement(
            asked,
            "testcase",
            classname=f"planchat.{outcome.case.kind}",
            name=f"{outcome.case.id} {_clean(outcome.case.question)}",
            time=f"{outcome.seconds:.3f}",
        )
        if outcome.passed:
            continue
        reasons = worse[outcome.case.id].what if outcome.case.id in worse else outcome.reasons
        # A question that failed in the accepted baseline too is known: skipped, not failed, so
        # that the CI server is red exactly when the gate is closed.
        known = report.verdict.compared and outcome.case.id not in worse
        _verdict(
            case, "skipped" if known else "failure", [reason.sentence(report.language) for reason in reasons]
        )
    asked_ids = {outcome.case.id for outcome in report.own.outcomes}
    for change in report.verdict.worse:
        if change.id not in asked_ids:
            case = ElementTree.SubElement(asked, "testcase", classname="planchat.gone", name=change.id)
            _verdict(case, "failure", [reason.sentence(report.language) for reason in change.what])
    bars = _suite(root, "planchat.bars")
    for check in report.verdict.bars:
        case = ElementTree.SubElement(bars, "testcase", classname="planchat.bars", name=check.measure)
        if not check.held:
            _verdict(case, "failure", [report.bar_text(check)])
    for suite in (asked, bars):
        suite.set("tests", str(len(suite)))
        suite.set("failures", str(len(suite.findall("testcase/failure"))))
        suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _suite(root: ElementTree.Element, name: str) -> ElementTree.Element:
    return ElementTree.SubElement(root, "testsuite", name=name)


def _verdict(case: ElementTree.Element, tag: str, lines: list[str]) -> None:
    found = ElementTree.SubElement(case, tag, message=_clean("; ".join(lines)))
    found.text = _clean("\n".join(lines))


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
