"""What a reader calls each figure that a society reports, before any module records it.

Both languages stand here, as the names of the systems do: a report is printed in its own
language, whoever asks for it. A figure that a module records keeps the label of its module.
"""

from __future__ import annotations

LABELS = {
    # S01 Member registry, S04 Groups, S05 Bodies and mandates
    "members.members": ("Sociétaires", "Members"),
    "members.jp_members": ("Sociétaires des jeunes promotions", "Members of the young promotions"),
    "members.promotions": ("Promotions", "Promotions"),
    "groups.territorial_groups": ("Groupes territoriaux", "Territorial groups"),
    "groups.territorial_groups_france": (
        "Groupes territoriaux en métropole",
        "Territorial groups in mainland France",
    ),
    "groups.territorial_groups_overseas": (
        "Groupes territoriaux outre-mer",
        "Territorial groups overseas",
    ),
    "groups.territorial_groups_abroad": (
        "Groupes territoriaux à l’étranger",
        "Territorial groups abroad",
    ),
    "groups.egide_groups": ("Groupes sous égide", "Groups under égide"),
    "groups.rexam_sections_created": ("Sections Rexam créées", "Rexam sections created"),
    "mandates.bodies": ("Organes de la Société", "Bodies of the society"),
    "mandates.committee": ("Membres du comité", "Members of the committee"),
    "mandates.board": ("Membres du conseil d’administration", "Members of the board"),
    "mandates.board_direct": (
        "Administrateurs élus au suffrage direct",
        "Board members elected by direct vote",
    ),
    "mandates.board_by_assembly": (
        "Administrateurs élus par l’assemblée générale",
        "Board members elected by the general assembly",
    ),
    "mandates.board_external": (
        "Personnalités extérieures au conseil",
        "External members of the board",
    ),
    "mandates.bureau": ("Membres du bureau", "Members of the bureau"),
    "mandates.dri_elected": (
        "Délégués internationaux élus dans l’année",
        "International delegates elected in the year",
    ),
    "mandates.career_delegates": ("Délégués carrières", "Career delegates"),
    "mandates.dsc": ("Délégués de la Société aux campus", "Campus delegates of the society"),
    "mandates.dsc_deputies": (
        "Adjoints aux délégués de la Société",
        "Deputies of the campus delegates",
    ),
    # S02 Dues, S03 Donations, S21 Finance
    "dues.payers": ("Cotisants", "Dues payers"),
    "dues.dues": ("Cotisations", "Dues"),
    "dues.arrears": ("Arriérés de cotisations", "Dues in arrears"),
    "dues.receipts_young": (
        "Recettes venant des jeunes diplômés",
        "Receipts from young graduates",
    ),
    "dues.receipts_early": (
        "Recettes venant des sociétaires en début de carrière",
        "Receipts from early-career members",
    ),
    "dues.receipts_active": (
        "Recettes venant des sociétaires en activité",
        "Receipts from active members",
    ),
    "dues.receipts_retired": ("Recettes venant des retraités", "Receipts from retired members"),
    "dues.receipts_seeker": (
        "Recettes venant des demandeurs d’emploi",
        "Receipts from job seekers",
    ),
    "dues.receipts_benefactor": (
        "Recettes venant des bienfaiteurs",
        "Receipts from benefactors",
    ),
    "donations.donations": ("Dons", "Donations"),
    "ledger.receipts": ("Recettes courantes", "Current receipts"),
    "ledger.spending": ("Dépenses d’exploitation", "Operating spending"),
    "ledger.result": ("Résultat d’exploitation", "Operating result"),
    # S07 Mutual aid
    "mutual_aid.aid_total": ("Entraide accordée", "Mutual aid granted"),
    "mutual_aid.aid_students": (
        "Entraide accordée aux élèves",
        "Mutual aid granted to students",
    ),
    "mutual_aid.aid_alumni": ("Entraide accordée aux anciens", "Mutual aid granted to alumni"),
    "mutual_aid.aid_loans": ("Prêts d’honneur accordés", "Honour loans granted"),
    "mutual_aid.aid_allowances": ("Allocations accordées", "Allowances granted"),
    "mutual_aid.aid_gifts": ("Dons d’entraide accordés", "Aid gifts granted"),
    # S09 Career centre, S10 Coaching, S11 Expert network
    "careers.career_events": ("Événements du pôle Carrières", "Career centre events"),
    "careers.career_participants": (
        "Participants aux événements du pôle Carrières",
        "Participants in career centre events",
    ),
    "careers.student_workshops": ("Ateliers pour les étudiants", "Workshops for students"),
    "careers.student_workshop_campuses": (
        "Campus accueillant des ateliers pour les étudiants",
        "Campuses hosting workshops for students",
    ),
    "careers.coaching_done": ("Entretiens de coaching tenus", "Coaching sessions held"),
    "careers.coaches": ("Coachs professionnels", "Professional coaches"),
    "careers.partner_experts": ("Experts bénévoles", "Volunteer experts"),
    "experts.rexam_modules": ("Modules de formation Rexam", "Rexam training modules"),
    "experts.rexam_participants": (
        "Participants aux modules Rexam",
        "Participants in Rexam modules",
    ),
    "experts.rexam_conferences_h2": (
        "Conférences Rexam du second semestre",
        "Rexam conferences in the second half-year",
    ),
    "experts.rexam_new": ("Nouvelles inscriptions au Rexam", "New Rexam registrations"),
    # S12 Campuses, S13 International, S14 Residences
    "campuses.baptised_cohort": (
        "Élèves baptisés de la cohorte d’entrée",
        "Students baptised in the intake cohort",
    ),
    "campuses.forming_promotion": ("Promotion formatrice", "Forming promotion"),
    "campuses.last_ceremony": ("Dernière cérémonie de baptême", "Last baptism ceremony"),
    "international.sponsorships": (
        "Parrainages d’étudiants en double diplôme",
        "Sponsorships of double-degree students",
    ),
    "international.laptops_lent": ("Ordinateurs prêtés", "Laptops lent"),
    "international.laptops_lent_international": (
        "Ordinateurs prêtés à des étudiants internationaux",
        "Laptops lent to international students",
    ),
    "residences.director_months_paris": (
        "Mois de direction à la résidence de Paris",
        "Months of management at the Paris residence",
    ),
    "residences.director_months_bordeaux": (
        "Mois de mission à la résidence de Bordeaux",
        "Months of assignment at the Bordeaux residence",
    ),
    # S06 Consultations and workstreams, S16 Think tank, S18 Entrepreneurship
    "consultations.consultation_participants": (
        "Participants à la consultation",
        "Participants in the consultation",
    ),
    "think_tank.publications_online": (
        "Rapports mis en ligne dans l’année",
        "Reports put online in the year",
    ),
    "think_tank.publications_before": (
        "Rapports parus les années précédentes",
        "Reports published in earlier years",
    ),
    "think_tank.publications_coming": ("Rapports en préparation", "Reports in preparation"),
    "ventures.ecosystem_entities": (
        "Entités au service des entrepreneurs",
        "Entities serving entrepreneurs",
    ),
    # S22 Volunteers and staff
    "volunteers.volunteers": ("Bénévoles", "Volunteers"),
    "volunteers.volunteer_days": ("Jours de bénévolat", "Volunteer days"),
    "volunteers.fte": (
        "Bénévolat en équivalents temps plein",
        "Volunteer work in full-time equivalents",
    ),
    "volunteers.volunteer_value": (
        "Valeur estimée du bénévolat",
        "Estimated value of volunteering",
    ),
    "volunteers.general_delegate_arrived": (
        "Prise de fonctions du délégué général",
        "Arrival of the general delegate",
    ),
    "volunteers.finance_director_arrived": (
        "Prise de fonctions du directeur administratif et financier",
        "Arrival of the finance director",
    ),
    # S23 Communication
    "media.linkedin_followers": (
        "Abonnés à la page du pôle Carrières",
        "Followers of the career centre’s page",
    ),
    "media.research_broadcast": (
        "Numéro de l’émission sur la recherche en partenariat",
        "Number of the broadcast on partnership research",
    ),
    "media.ventures_broadcast": (
        "Numéro de l’émission sur l’entrepreneuriat",
        "Number of the broadcast on entrepreneurship",
    ),
    "media.broadcasts": ("Émissions diffusées", "Broadcasts aired"),
    "media.broadcasts_on_their_day": (
        "Émissions diffusées au jour prévu",
        "Broadcasts aired on their day",
    ),
    "media.broadcast_week": (
        "Rang dans le mois du mercredi de l’émission",
        "Rank in the month of the broadcast’s Wednesday",
    ),
    "media.newsletter_gap_days": (
        "Jours entre deux lettres d’information",
        "Days between two newsletters",
    ),
    "media.centenary_issues": (
        "Numéros du magazine consacrés au centenaire",
        "Magazine issues devoted to the centenary",
    ),
    # S24 Strategy, and what S06 tells of it
    "strategy.axes": ("Axes stratégiques", "Strategic axes"),
    "strategy.workstreams": ("Axes de travail", "Workstreams"),
    "strategy.objectives": ("Objectifs stratégiques", "Strategic objectives"),
    "strategy.objectives_community": (
        "Objectifs pour la communauté",
        "Objectives for the community",
    ),
    "strategy.objectives_students": ("Objectifs pour les élèves", "Objectives for students"),
    "strategy.objectives_school": ("Objectifs pour l’École", "Objectives for the School"),
    "strategy.young_active_from_age": (
        "Âge minimal des jeunes actifs",
        "Minimum age of young active members",
    ),
    "strategy.young_active_to_age": (
        "Âge maximal des jeunes actifs",
        "Maximum age of young active members",
    ),
}
