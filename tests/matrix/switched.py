"""A plugin of pytest that puts a switch in the place of each rule of access, before any import."""

from tests.matrix import rules

rules.install()
