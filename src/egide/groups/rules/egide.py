"""What living under égide means, and what each legal form allows (R-GRP-2, R-GRP-3, R-GRP-6)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from egide.groups.enums import EGIDE_KINDS, GroupKind, GroupState, LegalForm


@dataclass(frozen=True, kw_only=True)
class AgreementFile:
    """What is known of a group when an égide agreement is about to be signed."""

    kind: GroupKind
    state: GroupState
    legal_form: LegalForm
    has_president: bool
    living_members: int


def obstacles_to_egide(file: AgreementFile) -> list[str]:
    """What still forbids the agreement, in words; empty when both sides may sign.

    R-GRP-2: territorial groups and promotions only. R-GRP-3: one legal form at a time. A promotion
    with one survivor does not come under égide: there is nobody to hold the till with.
    """
    obstacles = []
    if file.kind not in EGIDE_KINDS:
        obstacles.append(_("L’égide est réservée aux groupes territoriaux et aux promotions."))
    if file.state != GroupState.ACTIVE:
        obstacles.append(_("Le groupe n’est pas actif."))
    if file.legal_form == LegalForm.EGIDE:
        obstacles.append(_("Une convention d’égide est déjà en cours."))
    if file.legal_form == LegalForm.OWN_ASSOCIATION:
        obstacles.append(
            _("Le groupe est une association distincte : elle doit d’abord prendre fin.")
        )
    if not file.has_president:
        obstacles.append(_("Le groupe n’a pas de responsable pour signer."))
    if file.kind == GroupKind.PROMOTION and file.living_members < 2:
        obstacles.append(_("La promotion compte moins de deux survivants."))
    return obstacles


def obstacles_to_bank_account(form: LegalForm) -> list[str]:
    """What forbids a group to open a bank account in its own name (R-GRP-3)."""
    if form == LegalForm.EGIDE:
        return [
            _(
                "Sous égide, le groupe n’a pas de personnalité juridique : "
                "son argent est celui de la "
                "Société, sur un sous-compte que le service financier ouvre pour lui."
            )
        ]
    if form == LegalForm.INFORMAL:
        return [_("Sans forme juridique, personne ne peut ouvrir de compte au nom du groupe.")]
    return []


def obstacles_to_tax_receipts(form: LegalForm, *, entitlement: str) -> list[str]:
    """What forbids a group to give its donors the society's tax receipts (AC-GRP-6).

    ``entitlement`` is the reference of the ruling by which the society may issue receipts, empty
    while there is none: receipts are off by default.
    """
    if form == LegalForm.OWN_ASSOCIATION:
        return [
            _(
                "Le groupe est une association distincte : la Société ne "
                "peut pas délivrer de reçus fiscaux "
                "pour un argent qui n’est pas le sien. L’association peut "
                "demander sa propre habilitation."
            )
        ]
    if form == LegalForm.INFORMAL:
        return [
            _(
                "Sans convention d’égide, les dons faits au groupe ne sont "
                "pas des dons à la Société."
            )
        ]
    if not entitlement:
        return [_("La Société n’a pas enregistré d’habilitation à délivrer des reçus fiscaux.")]
    return []


@dataclass(frozen=True, kw_only=True)
class Allowance:
    """One thing that officers ask about, and what stands in the way under their legal form."""

    question: str
    obstacles: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        return not self.obstacles


def allowed_by_form(form: LegalForm, *, entitlement: str) -> list[Allowance]:
    """What a legal form allows, as officers ask it (R-GRP-3)."""
    contracts = {
        LegalForm.EGIDE: (
            _("Un contrat se signe au nom de la Société, par un signataire délégué."),
        ),
        LegalForm.INFORMAL: (_("Sans forme juridique, chacun ne s’engage qu’en son propre nom."),),
    }
    return [
        Allowance(
            question=_("Ouvrir un compte bancaire au nom du groupe"),
            obstacles=tuple(obstacles_to_bank_account(form)),
        ),
        Allowance(
            question=_("Remettre aux donateurs les reçus fiscaux de la Société"),
            obstacles=tuple(obstacles_to_tax_receipts(form, entitlement=entitlement)),
        ),
        Allowance(
            question=_("Signer un contrat au nom du groupe"), obstacles=contracts.get(form, ())
        ),
    ]
