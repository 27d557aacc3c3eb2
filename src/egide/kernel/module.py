"""What the kernel contributes to the whole."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.acts import ACTS, FACTS, NAMINGS
from egide.kernel.acts_done import forget_acts_done
from egide.kernel.commands import (
    configure_docs,
    configure_forget_key,
    configure_list_keys,
    configure_outbox,
    configure_release,
    configure_retention,
    configure_rotate,
    configure_verify,
    forget_key,
    list_keys,
    print_docs,
    release_outbox,
    remove_due,
    replay_journal,
    rotate_keys,
    show_outbox,
    verify_register,
)
from egide.kernel.documents import forget_drafts
from egide.kernel.jobs import forget_finished, retry_stalled, verify_by_night
from egide.kernel.journal import complete_every_night
from egide.kernel.limits import forget_closed_windows
from egide.kernel.outbox import delivery
from egide.kernel.permissions import PERMISSIONS
from egide.kernel.privacy import PERSONAL_DATA
from egide.kernel.registry import Command, Job, Module
from egide.kernel.retention import remove_every_night

MODULE = Module(
    name="kernel",
    label=_("La maison"),
    acts=ACTS,
    facts=FACTS,
    namings=NAMINGS,
    permissions=PERMISSIONS,
    jobs=(
        Job(
            name="kernel.retry_stalled",
            label=_("Reprendre les tâches d’une machine arrêtée"),
            run=retry_stalled,
            schedule="* * * * *",
            time_limit=30,
        ),
        Job(
            name="kernel.complete_journal",
            label=_("Compléter le journal de ce qu’une restauration doit refaire"),
            run=complete_every_night,
            schedule="35 2 * * *",
            time_limit=120,
        ),
        Job(
            name="kernel.remove_due",
            label=_("Retirer ce dont la durée de conservation est échue"),
            run=remove_every_night,
            schedule="10 3 * * *",
            time_limit=1_800,
        ),
        Job(
            name="kernel.forget_drafts",
            label=_("Enlever les documents restés à moitié écrits"),
            run=forget_drafts,
            schedule="45 3 * * *",
        ),
        Job(
            name="kernel.forget_finished",
            label=_("Oublier les tâches finies depuis une semaine"),
            run=forget_finished,
            schedule="40 3 * * *",
        ),
        Job(
            name="kernel.forget_closed_windows",
            label=_("Oublier les comptes d’essais échus"),
            run=forget_closed_windows,
            schedule="*/30 * * * *",
        ),
        Job(
            name="kernel.verify_register",
            label=_("Vérifier le registre, de la première ligne à la dernière"),
            run=verify_by_night,
            schedule="10 3 * * *",
        ),
        Job(
            name="kernel.forget_acts_done",
            label=_("Oublier les clés des actes demandés par programme"),
            run=forget_acts_done,
            schedule="50 * * * *",
        ),
        Job(
            name="kernel.deliver_letters",
            label=_("Envoyer les lettres promises"),
            run=delivery.deliver,
        ),
        Job(
            name="kernel.deliver_late_letters",
            label=_("Envoyer les lettres dont l’heure est venue"),
            run=delivery.deliver,
            schedule="* * * * *",
        ),
        Job(
            name="kernel.forget_letters",
            label=_("Oublier les lettres parties depuis longtemps"),
            run=delivery.forget,
            schedule="50 3 * * *",
        ),
    ),
    personal_data=PERSONAL_DATA,
    commands=(
        Command(
            name="register verify",
            help="check the hash chain of the register of acts",
            run=verify_register,
            configure=configure_verify,
        ),
        Command(
            name="keys rotate",
            help="draw a new key and seal every encrypted column under it",
            run=rotate_keys,
            configure=configure_rotate,
        ),
        Command(
            name="keys list",
            help="the field keys, and how many values each holds sealed",
            run=list_keys,
            configure=configure_list_keys,
        ),
        Command(
            name="keys forget",
            help="take an old field key out of the file",
            run=forget_key,
            configure=configure_forget_key,
        ),
        Command(
            name="journal replay",
            help="erase again those who were erased since what was put back",
            run=replay_journal,
        ),
        Command(
            name="retention",
            help="remove what is past its time, or say by table what would go",
            run=remove_due,
            configure=configure_retention,
        ),
        Command(
            name="outbox show",
            help="how many letters wait, left, or are held, and why",
            run=show_outbox,
            configure=configure_outbox,
        ),
        Command(
            name="outbox release",
            help="send, or drop, the letters that a restore held",
            run=release_outbox,
            configure=configure_release,
        ),
        Command(
            name="docs",
            help="print the registry into docs/printed",
            run=print_docs,
            configure=configure_docs,
        ),
    ),
)
