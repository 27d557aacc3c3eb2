"""Import contracts of our own, run by import-linter beside its usual ones."""

from __future__ import annotations

from typing import Any

from importlinter import Contract, ContractCheck, fields, output


class PublicFace(Contract):
    """Other modules may import only the named files of a module; the rest is its own business."""

    root = fields.StringField()
    public = fields.SetField(subfield=fields.StringField())
    open = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        intrusions = []
        for importer in sorted(graph.modules):
            home = self._parts(importer)
            if "tests" in home:
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(importer)):
                target = self._parts(imported)
                if not target or (home and home[0] == target[0]) or target[0] in self.open:
                    continue
                # A demo step stands on the demo of the modules below it.
                public = self.public | ({"demo"} if "demo" in home else set())
                if len(target) < 2 or target[1] not in public:
                    intrusions += graph.get_import_details(importer=importer, imported=imported)
        return ContractCheck(kept=not intrusions, metadata={"intrusions": intrusions})

    def _parts(self, dotted: str) -> list[str]:
        head, *rest = dotted.split(".")
        return rest if head == self.root else []

    def render_broken_contract(self, check: ContractCheck) -> None:
        for line in check.metadata["intrusions"]:
            output.print_error(f"{line['importer']}:{line['line_number']}: {line['line_contents']}")
