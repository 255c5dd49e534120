"""Import rules that import-linter does not have."""

from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class _Listed(Contract):
    """A contract that prints each violation on one line."""

    def found(self, graph: ImportGraph) -> list[str]:
        raise NotImplementedError

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = self.found(graph)
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(f"- {fault}", bold=False)


class PrivateContract(_Listed):
    """Only their own slice imports modules with one of these names."""

    type_name = "private"
    names = fields.SetField(subfield=fields.StringField())

    def found(self, graph: ImportGraph) -> list[str]:
        names = cast(set[str], self.names)
        private = [module for module in sorted(graph.modules) if names & set(module.split(".")[2:3])]
        return [
            f"{importer} -> {module}"
            for module in private
            for importer in sorted(graph.find_modules_that_directly_import(module))
            if importer.split(".")[:2] != module.split(".")[:2]
        ]


class RoomsContract(_Listed):
    """Every module of every slice has a known level and imports its own or a lower level of its slice. Only the first
    `web_levels` levels import the web, directly or through others.
    """

    type_name = "rooms"
    levels = fields.ListField(subfield=fields.StringField())
    web_levels = fields.IntegerField()
    web = fields.ListField(subfield=fields.StringField())
    outside = fields.SetField(subfield=fields.StringField())

    def found(self, graph: ImportGraph) -> list[str]:
        level = {name: at for at, names in enumerate(cast(list[str], self.levels)) for name in names.split()}
        rooms = [module for module in sorted(graph.modules) if self._is_of_a_slice(module)]
        unknown = [f"{module} stands on no level" for module in rooms if _name(module) not in level]
        known = [module for module in rooms if _name(module) in level]
        return unknown + _upward(graph, known, level) + self._to_the_web(graph, known, level)

    def _is_of_a_slice(self, module: str) -> bool:
        parts = module.split(".")
        return len(parts) > 2 and parts[1] not in cast(set[str], self.outside)

    def _to_the_web(self, graph: ImportGraph, known: list[str], level: dict[str, int]) -> list[str]:
        below = [module for module in known if level[_name(module)] >= cast(int, self.web_levels)]
        chains = [_chain(graph, module, target) for module in below for target in cast(list[str], self.web)]
        return [" -> ".join(chain) for chain in chains if chain]


def _name(module: str) -> str:
    return module.split(".")[2]


def _chain(graph: ImportGraph, module: str, target: str) -> tuple[str, ...] | None:
    """The shortest chain of imports. A squashed external package has no submodules to search."""
    return graph.find_shortest_chain(module, target, as_packages=not graph.is_module_squashed(target))


def _upward(graph: ImportGraph, known: list[str], level: dict[str, int]) -> list[str]:
    return [
        f"{module} -> {below} leads up"
        for module in known
        for below in sorted(graph.find_modules_directly_imported_by(module))
        if below.split(".")[:2] == module.split(".")[:2]
        and _name(below) in level
        and level[_name(below)] < level[_name(module)]
    ]


class ServedContract(_Listed):
    """Only `acts.py`, or a module of the package `acts`, imports the `service.py` of these slices."""

    type_name = "served"
    slices = fields.SetField(subfield=fields.StringField())

    def found(self, graph: ImportGraph) -> list[str]:
        served = [f"yiguan.{slice_}.service" for slice_ in sorted(cast(set[str], self.slices))]
        return [
            f"{importer} -> {service}"
            for service in served
            for importer in sorted(graph.find_modules_that_directly_import(service))
            if importer.split(".")[:3] != service.replace(".service", ".acts").split(".")
        ]
