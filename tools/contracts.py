"""An import rule that import-linter does not bring: some modules belong to their slice alone."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class PrivateContract(Contract):
    """Modules with one of these names are imported within their own slice only."""

    type_name = "private"
    names = fields.SetField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        names = cast(set[str], self.names)
        private = [module for module in sorted(graph.modules) if names & set(module.split(".")[2:3])]
        links = [
            f"{importer} -> {module}"
            for module in private
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if importer.split(".")[:2] != module.split(".")[:2]
        ]
        return ContractCheck(kept=not links, metadata={"links": links})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for link in check.metadata["links"]:
            output.print_error(f"- {link}", bold=False)
