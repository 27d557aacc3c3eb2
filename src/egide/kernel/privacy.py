"""What the kernel's own tables hold about people."""

from django.contrib.sessions.models import Session
from django.utils.translation import gettext_lazy as _

from egide.kernel.models import (
    ActDone,
    Document,
    LimitCount,
    ParameterValue,
    RegisterHead,
    RegisterLine,
)
from egide.kernel.registry import NoPersonalData

PERSONAL_DATA = (
    NoPersonalData(
        model=RegisterLine,
        reason=_("des identifiants, jamais un nom ni ce qu’une personne a saisi"),
    ),
    NoPersonalData(model=RegisterHead, reason=_("un numéro et une empreinte")),
    NoPersonalData(model=ParameterValue, reason=_("des valeurs fixées par la loi ou par un vote")),
    NoPersonalData(model=LimitCount, reason=_("des clés hachées, effacées avec leur délai")),
    NoPersonalData(model=ActDone, reason=_("des clés hachées, effacées au bout d’un jour")),
    NoPersonalData(
        model=Session,
        reason=_("une clé tirée au sort et le numéro d’un compte, effacés avec la session"),
    ),
    NoPersonalData(
        model=Document,
        reason=_("les documents de la société ; le module qui en garde un personnel le déclare"),
    ),
)
