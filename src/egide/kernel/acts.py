"""What the register says of the kernel's own things, and what lines of any module may say."""

from django.utils.translation import gettext_lazy as _

from egide.kernel.registry import Act, Fact, Naming

ACTS = (
    Act("kernel.backup_restored", _("Sauvegarde restaurée")),
    Act("kernel.document_kept", _("Document gardé")),
    Act("kernel.keys_rotated", _("Clé de chiffrement changée")),
    Act("kernel.letters_dropped", _("Lettres retenues abandonnées")),
    Act("kernel.letters_held", _("Lettres en attente retenues")),
    Act("kernel.letters_released", _("Lettres retenues envoyées")),
    Act("kernel.parameter_set", _("Valeur fixée")),
    Act("kernel.register_verified", _("Registre vérifié")),
    Act("kernel.rows_removed", _("Durée de conservation échue")),
    Act("kernel.restore_drilled", _("Exercice de restauration")),
)
FACTS = (
    Fact("code", _("code")),
    Fact("columns", _("colonnes")),
    Fact("count", _("nombre")),
    Fact("country", _("pays")),
    Fact("days", _("jours")),
    Fact("ends_on", _("fin")),
    Fact("first_id", _("premier numéro")),
    Fact("held_on", _("tenue le")),
    Fact("kind", _("genre")),
    Fact("last_id", _("dernier numéro")),
    Fact("on", _("date d’effet")),
    Fact("people", _("personnes")),
    Fact("person", _("personne"), kind="members.person"),
    Fact("problems", _("anomalies")),
    Fact("rows", _("lignes")),
    Fact("sha256", _("empreinte")),
    Fact("size", _("taille")),
    Fact("source", _("source")),
    Fact("starts_on", _("début")),
    Fact("value", _("valeur")),
    Fact("year", _("année")),
)
NAMINGS = (
    Naming(kind="backup", label=_("Sauvegarde")),
    Naming(kind="kernel.document", label=_("Document")),
    Naming(kind="key", label=_("Clé de chiffrement")),
    Naming(kind="kernel.parametervalue", label=_("Valeur paramétrée")),
    Naming(kind="register", label=_("Registre")),
    Naming(kind="table", label=_("Table")),
    Naming(kind="list", label=_("Liste")),
    Naming(kind="outbox", label=_("Boîte d’envoi")),
)
