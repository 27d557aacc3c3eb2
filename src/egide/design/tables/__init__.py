"""Lists: declared once, then searched, filtered, sorted, shared and exported."""

from egide.design.tables.page import table_page
from egide.design.tables.table import Column, Empty, Filter, Table, label_of

__all__ = ["Column", "Empty", "Filter", "Table", "label_of", "table_page"]
