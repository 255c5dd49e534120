"""What of this slice's tables is watched (audit/watch.py)."""

from yiguan.audit.shapes import Shape, columns
from yiguan.audit.watch import watch
from yiguan.leads.models import Lead, LeadDevice, LeadNote, LeadPhoto, LeadSupport

LEAD = columns("id", "receipt", "nonce", "unit_id", "person_id", "entered_by", "channel", "text", "place", "field",
               "public_name", "pick_code", "state", "held_for", "rechecked", "at", "is_sample", "limit_id")  # fmt: skip
watch(
    Lead,
    {1: Shape(LEAD), 2: Shape(LEAD | columns("term_id"))},
    apart={
        "due_on": "repeats the last day of its time limit",
        "version": "counts edits",
    },
)
watch(LeadDevice, {1: Shape(columns("id", "lead_id", "device_id", "at", "ended_at"))})
watch(LeadNote, {1: Shape(columns("id", "lead_id", "kind", "text", "by", "at"))})
watch(LeadSupport, {1: Shape(columns("id", "lead_id", "person_id", "at", "withdrawn_at"))})
watch(LeadPhoto, {1: Shape(columns("id", "lead_id", "attachment_id", "position"))})
