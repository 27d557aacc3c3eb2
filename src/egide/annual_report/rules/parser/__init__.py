"""Reads the text of a report; a mistake is told with its line and its column."""

from egide.annual_report.rules.parser.blocks import parse
from egide.annual_report.rules.parser.source import TextNotUnderstood

__all__ = ["TextNotUnderstood", "parse"]
