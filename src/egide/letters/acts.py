"""What the register says of letters."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Fact, Naming

ACTS = (
    Act("letters.abuse_judged", _("Abus de courrier jugé")),
    Act("letters.abuse_reported", _("Abus de courrier signalé")),
    Act("letters.address_died", _("Adresse abandonnée après trois retours")),
    Act("letters.kind_accepted", _("Lettres acceptées de nouveau")),
    Act("letters.kind_refused", _("Lettres refusées")),
    Act("letters.layout_published", _("Mise en page mise en service")),
    Act("letters.layout_withdrawn", _("Mise en page retirée")),
    Act("letters.layout_written", _("Mise en page écrite")),
    Act("letters.mailing_amended", _("Brouillon de lettre changé")),
    Act("letters.mailing_begun", _("Envoi commencé")),
    Act("letters.mailing_doubts_settled", _("Lettres incertaines réglées")),
    Act("letters.mailing_drafted", _("Lettre préparée")),
    Act("letters.mailing_dropped", _("Brouillon de lettre abandonné")),
    Act("letters.mailing_paused", _("Envoi mis en pause")),
    Act("letters.mailing_resumed", _("Envoi repris")),
    Act("letters.written_to", _("Lettre transmise à un sociétaire")),
)
FACTS = (
    Fact("letters.again", _("envoyées de nouveau")),
    Fact("letters.audience", _("public")),
    Fact("letters.audiences", _("publics")),
    Fact("letters.contact", _("coordonnée")),
    Fact("letters.since", _("à compter de")),
    Fact("letters.stopped", _("l’auteur ne peut plus écrire")),
    Fact("letters.version", _("version")),
    Fact("letters.way", _("moyen")),
)
NAMINGS = (
    Naming(kind="letters.layout", label=_("Mise en page")),
    Naming(kind="letters.mailing", label=_("Lettre")),
    Naming(kind="letters.relayletter", label=_("Lettre entre sociétaires")),
)
