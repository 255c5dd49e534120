"""What waits for somebody, gathered from the slices: few of each kind, what is due first on top."""

from datetime import date

from yiguan.base.actor import Actor
from yiguan.workflow.sections import Section, in_order
from yiguan.workflow.todos import Task, counted, todos

Figure = tuple[int, str, str, str]


def waiting(actor: Actor) -> list[Task]:
    """等您处理: everything of the actor's own stations; one statement a kind."""
    found = [task for todo in todos() for task in todo.bench(actor)]
    return sorted(found, key=lambda task: (task.deadline.due if task.deadline else date.max, task.position))


def cards(actor: Actor) -> list[Section]:
    """What stands on top of the bench."""
    return in_order(card for todo in todos() for card in todo.cards(actor))


def own(actor: Actor) -> list[Section]:
    """What belongs to the person whatever their units, on the first page of bench and desk."""
    return in_order(section for todo in todos() for section in todo.own(actor))


def queues(actor: Actor) -> list[tuple[str, list[Task]]]:
    """The cards of the desk: (title, lines); those with nothing in them are left out."""
    found = [(todo.desk.title, list(todo.desk.tasks(actor))) for todo in todos() if todo.desk]
    return [(title, tasks) for title, tasks in found if tasks]


def figures(actor: Actor) -> list[Figure]:
    """(figure, label, address, tone) of each tile."""
    tiles = [tile for todo in todos() for tile in todo.tiles(actor)]
    return [(count, tile.label, tile.url, "") for count, tile in counted(tiles)]
