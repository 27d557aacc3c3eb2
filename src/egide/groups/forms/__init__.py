"""What people type about groups; each form keeps what was typed when it is refused."""

from egide.groups.forms.acts import (
    ActivityForm,
    AreaForm,
    AttendanceForm,
    CloseForm,
    DayForm,
    MergeForm,
    PresentationForm,
    ReasonForm,
    RenameForm,
    ReturnForm,
    SendBackForm,
)
from egide.groups.forms.creation import CreationForm
from egide.groups.forms.legal import AssociationForm, DraftForm, SignForm
from egide.groups.forms.officers import EndOfficerForm, HandOverForm, OfficerForm
from egide.groups.forms.papers import PaperForm

__all__ = [
    "ActivityForm",
    "AreaForm",
    "AssociationForm",
    "AttendanceForm",
    "CloseForm",
    "CreationForm",
    "DayForm",
    "DraftForm",
    "EndOfficerForm",
    "HandOverForm",
    "MergeForm",
    "OfficerForm",
    "PaperForm",
    "PresentationForm",
    "ReasonForm",
    "RenameForm",
    "ReturnForm",
    "SendBackForm",
    "SignForm",
]
