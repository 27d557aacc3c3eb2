"""What connected applications contribute to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.identity_provider import jobs
from egide.identity_provider.acts import ACTS, FACTS
from egide.identity_provider.permissions import MANAGE_APPLICATIONS, PERMISSIONS
from egide.identity_provider.privacy import PERSONAL_DATA
from egide.identity_provider.queries import NAMINGS, panel_of_account
from egide.kernel.registry import Job, Module, NavItem, ProfilePanel

MODULE = Module(
    name="identity_provider",
    label=_("Applications reliées"),
    navigation=(
        NavItem(
            label=_("Applications reliées"),
            url_name="identity_provider:applications",
            section=_("La maison"),
            permission=MANAGE_APPLICATIONS,
            icon="blocks",
            order=940,
        ),
    ),
    permissions=PERMISSIONS,
    account_panels=(
        ProfilePanel(
            name="identity_provider.connections",
            template="identity_provider/panel.html",
            context=panel_of_account,
        ),
    ),
    jobs=(
        Job(
            name="identity_provider.forget_expired",
            label=_("Oublier les codes et les jetons échus"),
            run=jobs.forget_expired,
            schedule="35 * * * *",
        ),
        Job(
            name="identity_provider.turn_signing_key",
            label=_("Changer la clé de signature quand elle est vieille"),
            run=jobs.turn_signing_key,
            schedule="40 3 * * *",
        ),
    ),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    personal_data=PERSONAL_DATA,
)
