"""The offices of the reference society and the rights that each carries [demo]."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from egide.kernel.demo import DemoLoad
from egide.mandates import services
from egide.mandates.enums import Condition, OfficeCode, ScopeKind, Secrecy
from egide.mandates.models import Office

GROUPS = (ScopeKind.TERRITORIAL, ScopeKind.GROUP, ScopeKind.PROMOTION)
FIGURES = (
    "members.read_figures",
    "mandates.read_figures",
    "groups.read_figures",
    "annual_report.read_reports",
)
OWN_GROUP = ("groups.manage_own_group", "members.read_officer_contacts")
WRITING = ("letters.write_letters",)
STATUTES = "Statuts, titre II"
RULES = "Règlement intérieur"
CONTRACT = "Contrat de travail"


@dataclass(frozen=True, kw_only=True)
class OfficePlan:
    """One office to define."""

    code: str
    name: str
    feminine: str = ""
    scope_kinds: tuple[ScopeKind, ...] = ()
    single: bool = False
    term_years: int | None = None
    conditions: tuple[Condition, ...] = ()
    secrecy: Secrecy = Secrecy.SECRET
    rights: tuple[str, ...] = ()
    source: str = field(default=RULES)


# The six of direct suffrage, in the order of their seats.
DIRECT_OFFICES = (
    OfficePlan(
        code=OfficeCode.PRESIDENT,
        name=_("président"),
        feminine=_("présidente"),
        single=True,
        source=STATUTES,
        rights=("annual_report.approve_report", "groups.sign_agreement", "kernel.read_register"),
    ),
    OfficePlan(
        code="VICE_PRESIDENT_COMMUNITY",
        name=_("vice-président chargé de la communauté"),
        feminine=_("vice-présidente chargée de la communauté"),
        single=True,
        source=STATUTES,
        rights=("groups.manage_groups",),
    ),
    OfficePlan(
        code="VICE_PRESIDENT_STUDENTS",
        name=_("vice-président chargé des élèves"),
        feminine=_("vice-présidente chargée des élèves"),
        single=True,
        source=STATUTES,
    ),
    OfficePlan(
        code="VICE_PRESIDENT_SCHOOL",
        name=_("vice-président chargé de l’École"),
        feminine=_("vice-présidente chargée de l’École"),
        single=True,
        source=STATUTES,
    ),
    OfficePlan(
        code=OfficeCode.SECRETARY,
        name=_("secrétaire général"),
        feminine=_("secrétaire générale"),
        single=True,
        source=STATUTES,
        rights=(
            "accounts.keep_accounts",
            "exports.agree_to_extracts",
            "letters.lay_out_letters",
            "letters.watch_letters",
            "letters.write_letters",
            "mandates.manage_mandates",
            "mandates.manage_statutes",
            "mandates.manage_scopes",
            "mandates.certify_figures",
            "annual_report.approve_report",
            "kernel.read_register",
        ),
    ),
    OfficePlan(
        code=OfficeCode.TREASURER,
        name=_("trésorier"),
        feminine=_("trésorière"),
        single=True,
        source=STATUTES,
        rights=("kernel.manage_parameters", "kernel.read_register"),
    ),
)
BUREAU_OFFICES = (
    *DIRECT_OFFICES,
    OfficePlan(
        code=OfficeCode.DELEGATES_PRESIDENT,
        name=_("président des délégués de promotion"),
        feminine=_("présidente des délégués de promotion"),
        single=True,
    ),
    OfficePlan(
        code=OfficeCode.YOUNG_PRESIDENT,
        name=_("président du bureau des jeunes promotions"),
        feminine=_("présidente du bureau des jeunes promotions"),
        single=True,
        conditions=(Condition.YOUNG,),
    ),
)
BODY_OFFICES = (
    OfficePlan(
        code=OfficeCode.BOARD_MEMBER,
        name=_("administrateur"),
        feminine=_("administratrice"),
        source=STATUTES,
        rights=FIGURES,
    ),
    OfficePlan(
        code=OfficeCode.BUREAU_MEMBER,
        name=_("membre du bureau"),
        source=STATUTES,
        rights=(*FIGURES, "members.read_officer_contacts"),
    ),
    OfficePlan(
        code=OfficeCode.COMMITTEE_MEMBER,
        name=_("membre du comité"),
        source=STATUTES,
        rights=FIGURES,
    ),
)
EXTERNAL_OFFICES = (
    OfficePlan(
        code="FOUNDATION_PRESIDENT",
        name=_("président de la Fondation"),
        feminine=_("présidente de la Fondation"),
        single=True,
        source=STATUTES,
    ),
    OfficePlan(
        code="SCHOOL_DIRECTOR",
        name=_("directeur général de l’École"),
        feminine=_("directrice générale de l’École"),
        single=True,
        source=STATUTES,
    ),
    OfficePlan(
        code="SCHOOL_BOARD_CHAIR",
        name=_("président du conseil d’administration de l’École"),
        feminine=_("présidente du conseil d’administration de l’École"),
        single=True,
        source=STATUTES,
    ),
)
GROUP_OFFICES = (
    OfficePlan(
        code=OfficeCode.GROUP_PRESIDENT,
        name=_("président"),
        feminine=_("présidente"),
        scope_kinds=GROUPS,
        single=True,
        conditions=(Condition.MEMBER,),
        rights=(*OWN_GROUP, *WRITING, "mandates.manage_mandates", "members.export_directory"),
    ),
    OfficePlan(
        code=OfficeCode.GROUP_TREASURER,
        name=_("trésorier"),
        feminine=_("trésorière"),
        scope_kinds=GROUPS,
        single=True,
        conditions=(Condition.MEMBER,),
        rights=OWN_GROUP,
    ),
    OfficePlan(
        code=OfficeCode.GROUP_SECRETARY,
        name=_("secrétaire"),
        scope_kinds=GROUPS,
        single=True,
        conditions=(Condition.MEMBER,),
        rights=(*OWN_GROUP, *WRITING, "members.export_directory"),
    ),
    OfficePlan(
        code=OfficeCode.PROMOTION_DELEGATE,
        name=_("délégué"),
        feminine=_("déléguée"),
        scope_kinds=(ScopeKind.PROMOTION,),
        conditions=(Condition.MEMBER,),
        rights=(*OWN_GROUP, *WRITING, "members.export_directory"),
    ),
    OfficePlan(
        code=OfficeCode.CAREER_DELEGATE,
        name=_("délégué carrières"),
        feminine=_("déléguée carrières"),
        scope_kinds=(ScopeKind.TERRITORIAL, ScopeKind.GROUP),
        conditions=(Condition.MEMBER,),
        rights=("members.read_officer_contacts",),
    ),
)
FIELD_OFFICES = (
    OfficePlan(
        code=OfficeCode.DRI,
        name=_("délégué international (DRI)"),
        feminine=_("déléguée internationale (DRI)"),
        scope_kinds=(ScopeKind.REGION,),
        single=True,
        term_years=3,
        conditions=(Condition.MEMBER,),
        rights=("members.read_officer_contacts",),
    ),
    OfficePlan(
        code=OfficeCode.DSC,
        name=_("délégué de la Société (DSC)"),
        feminine=_("déléguée de la Société (DSC)"),
        scope_kinds=(ScopeKind.CAMPUS,),
        single=True,
        conditions=(Condition.MEMBER,),
        rights=("members.read_officer_contacts",),
    ),
    OfficePlan(
        code=OfficeCode.DSC_DEPUTY,
        name=_("adjoint au délégué de la Société"),
        feminine=_("adjointe au délégué de la Société"),
        scope_kinds=(ScopeKind.CAMPUS,),
        conditions=(Condition.MEMBER,),
        rights=("members.read_officer_contacts",),
    ),
)
STAFF_OFFICES = (
    OfficePlan(
        code="GENERAL_DELEGATE",
        name=_("délégué général"),
        feminine=_("déléguée générale"),
        single=True,
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(
            "letters.watch_letters",
            "letters.lay_out_letters",
            "letters.write_letters",
            *FIGURES,
            "annual_report.publish_report",
            "groups.manage_groups",
            "groups.sign_agreement",
            "kernel.manage_parameters",
            "kernel.read_register",
            "mandates.manage_mandates",
            "mandates.manage_scopes",
            "members.read_officer_contacts",
        ),
    ),
    OfficePlan(
        code="FINANCE_DIRECTOR",
        name=_("directeur administratif et financier"),
        feminine=_("directrice administrative et financière"),
        single=True,
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(
            *FIGURES,
            "kernel.manage_parameters",
            "kernel.read_register",
            "members.export_directory",
            "members.read_officer_contacts",
        ),
    ),
    OfficePlan(
        code="REGISTRY_CLERK",
        name=_("responsable du registre"),
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(
            "accounts.keep_accounts",
            "members.manage_registry",
            "imports.take_in_files",
            "members.read_officer_contacts",
            "members.export_directory",
            "members.read_figures",
            "members.certify_figures",
            "mandates.manage_mandates",
        ),
    ),
    OfficePlan(
        code="COMMUNITY_OFFICER",
        name=_("responsable du pôle Communauté"),
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(
            "letters.watch_letters",
            "letters.write_letters",
            "groups.manage_groups",
            "imports.take_in_files",
            "groups.read_figures",
            "groups.certify_figures",
            "mandates.manage_mandates",
            "mandates.manage_scopes",
            "members.export_directory",
            "members.read_officer_contacts",
        ),
    ),
    OfficePlan(
        code="COMMUNICATION_OFFICER",
        name=_("responsable de la communication"),
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(
            "letters.lay_out_letters",
            "letters.write_letters",
            *FIGURES,
            "annual_report.publish_report",
            "members.export_directory",
        ),
    ),
    OfficePlan(
        code="REPORT_EDITOR",
        name=_("rédacteur du rapport d’activité"),
        feminine=_("rédactrice du rapport d’activité"),
        secrecy=Secrecy.PERSONAL,
        source=CONTRACT,
        rights=(*FIGURES, "annual_report.edit_report"),
    ),
    OfficePlan(
        code="TECHNICAL_ADMINISTRATOR",
        name=_("administrateur technique"),
        feminine=_("administratrice technique"),
        secrecy=Secrecy.NORMAL,
        source=CONTRACT,
        rights=("kernel.read_register", "identity_provider.manage_applications"),
    ),
    OfficePlan(
        code="DATA_PROTECTION_OFFICER",
        name=_("délégué à la protection des données"),
        feminine=_("déléguée à la protection des données"),
        single=True,
        secrecy=Secrecy.PERSONAL,
        source=_("Règlement (UE) 2016/679, art. 37"),
        rights=("kernel.read_register", "members.answer_rights", "exports.agree_to_extracts"),
    ),
)
ALL_OFFICES = (
    *BUREAU_OFFICES,
    *BODY_OFFICES,
    *EXTERNAL_OFFICES,
    *GROUP_OFFICES,
    *FIELD_OFFICES,
    *STAFF_OFFICES,
)
# Who keeps the money does not sign alone for it, nor check the accounts they keep.
INCOMPATIBLE = (
    (OfficeCode.PRESIDENT, OfficeCode.TREASURER),
    (OfficeCode.SECRETARY, OfficeCode.TREASURER),
    (OfficeCode.TREASURER, "FINANCE_DIRECTOR"),
    ("DATA_PROTECTION_OFFICER", "TECHNICAL_ADMINISTRATOR"),
    ("DATA_PROTECTION_OFFICER", "GENERAL_DELEGATE"),
)


def define_offices(demo: DemoLoad) -> dict[str, Office]:
    """Define every office of the reference society, with its rights, and return them by code."""
    offices = {
        str(plan.code): services.define_office(by=demo.by, **vars(plan)) for plan in ALL_OFFICES
    }
    for first, second in INCOMPATIBLE:
        services.declare_incompatible(
            first=offices[first], second=offices[second], source=STATUTES, by=demo.by
        )
    return offices
