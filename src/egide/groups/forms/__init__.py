"""What people type about groups; each form keeps what was typed when it is refused."""

from egide.groups.forms.acts import (
    AcceptForm,
    ActivityForm,
    AreaForm,
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
from egide.groups.forms.officers import EndOfficerForm, OfficerForm

__all__ = [
    "AcceptForm",
    "ActivityForm",
    "AreaForm",
    "AssociationForm",
    "CloseForm",
    "CreationForm",
    "DayForm",
    "DraftForm",
    "EndOfficerForm",
    "MergeForm",
    "OfficerForm",
    "PresentationForm",
    "ReasonForm",
    "RenameForm",
    "ReturnForm",
    "SendBackForm",
    "SignForm",
]
