"""Rights on letters."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Confidentiality, Permission

WRITE_LETTERS = "letters.write_letters"
WATCH_LETTERS = "letters.watch_letters"
LAY_OUT_LETTERS = "letters.lay_out_letters"

PERMISSIONS = (
    Permission(
        code=WRITE_LETTERS,
        label=_("Écrire à ceux de son périmètre"),
        confidentiality=Confidentiality.PERSONAL,
    ),
    Permission(
        code=WATCH_LETTERS,
        label=_("Veiller sur le courrier et ses abus"),
        confidentiality=Confidentiality.PERSONAL,
        whole=True,
    ),
    Permission(
        code=LAY_OUT_LETTERS,
        label=_("Mettre en page les lettres"),
        confidentiality=Confidentiality.NORMAL,
    ),
)
