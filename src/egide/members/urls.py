"""The addresses of the registry."""

from django.urls import path

from egide.members.views import (
    deaths,
    desk,
    directory,
    duplicates,
    keeping,
    profile,
    promotions,
    record,
    registering,
    schooling,
)

app_name = "members"
urlpatterns = [
    path("annuaire/", directory.directory, name="directory"),
    path("annuaire/suggestions/", directory.suggest, name="suggestions"),
    path("annuaire/<str:readable_id>/", profile.profile, name="profile"),
    path("annuaire/<str:readable_id>/carte.vcf", profile.card, name="card"),
    path("annuaire/<str:readable_id>/deces/", deaths.report, name="report_death"),
    path("annuaire/<str:readable_id>/nom/", keeping.names, name="edit_names"),
    path("annuaire/<str:readable_id>/a-propos/", keeping.details, name="edit_details"),
    path("annuaire/<str:readable_id>/adresse/", keeping.address, name="edit_address"),
    path(
        "annuaire/<str:readable_id>/adresse/confirmation/",
        keeping.confirm_address,
        name="confirm_address",
    ),
    path("annuaire/<str:readable_id>/coordonnees/", keeping.contact, name="add_contact"),
    path(
        "annuaire/<str:readable_id>/coordonnees/<int:contact_id>/",
        keeping.contact,
        name="edit_contact",
    ),
    path(
        "annuaire/<str:readable_id>/coordonnees/<int:contact_id>/principale/",
        keeping.prefer_contact,
        name="prefer_contact",
    ),
    path(
        "annuaire/<str:readable_id>/coordonnees/<int:contact_id>/confirmation/",
        keeping.confirm_contact,
        name="confirm_contact",
    ),
    path(
        "annuaire/<str:readable_id>/coordonnees/<int:contact_id>/sans-reponse/",
        keeping.invalid_contact,
        name="invalid_contact",
    ),
    path(
        "annuaire/<str:readable_id>/coordonnees/<int:contact_id>/retrait/",
        keeping.withdraw_contact,
        name="withdraw_contact",
    ),
    path("annuaire/<str:readable_id>/situation/", keeping.position, name="add_position"),
    path(
        "annuaire/<str:readable_id>/situation/<int:position_id>/",
        keeping.position,
        name="edit_position",
    ),
    path(
        "annuaire/<str:readable_id>/situation/<int:position_id>/confirmation/",
        keeping.confirm_position,
        name="confirm_position",
    ),
    path(
        "annuaire/<str:readable_id>/situation/<int:position_id>/depart/",
        keeping.leave_position,
        name="leave_position",
    ),
    path("annuaire/<str:readable_id>/visibilite/", keeping.visibility, name="edit_visibility"),
    path("annuaire/<str:readable_id>/historique/", keeping.history, name="history"),
    path("mon-profil/", keeping.my_profile, name="my_profile"),
    path("promotions/", promotions.promotions, name="promotions"),
    path("promotions/<str:slug>/", promotions.promotion, name="promotion"),
    path("centres/<slug:code>/", promotions.centre, name="centre"),
    path("registre/", desk.desk, name="desk"),
    path("registre/inscription/", registering.register, name="register"),
    path("registre/deces/", desk.deaths_told, name="deaths_told"),
    path("registre/courriels/", desk.dead_letters, name="dead_letters"),
    path("registre/a-surveiller/", desk.doubtful, name="doubtful"),
    path("registre/doublons/", duplicates.pairs, name="duplicates"),
    path("registre/doublons/comparer/", duplicates.compare, name="compare"),
    path("registre/fusions/<int:union_id>/separation/", duplicates.part, name="part_records"),
    path("registre/<str:readable_id>/doublon/<str:other_id>/", duplicates.pair, name="pair"),
    path(
        "registre/<str:readable_id>/doublon/<str:other_id>/fusion/",
        duplicates.unite,
        name="unite_records",
    ),
    path(
        "registre/<str:readable_id>/doublon/<str:other_id>/deux-personnes/",
        duplicates.tell_apart,
        name="tell_apart",
    ),
    path("registre/<str:readable_id>/qualite/", record.standing, name="standing"),
    path("registre/<str:readable_id>/fiabilite/", record.reliability, name="reliability"),
    path("registre/<str:readable_id>/identifiant/", record.readable_id, name="readable_id"),
    path("registre/<str:readable_id>/effacement/", record.erase, name="erase"),
    path("registre/<str:readable_id>/scolarite/", schooling.schoolings, name="schoolings"),
    path(
        "registre/<str:readable_id>/scolarite/<int:schooling_id>/",
        schooling.schooling,
        name="schooling",
    ),
    path(
        "registre/<str:readable_id>/scolarite/<int:schooling_id>/retrait/",
        schooling.withdraw_schooling,
        name="withdraw_schooling",
    ),
    path("registre/<str:readable_id>/deces/", deaths.death, name="death"),
    path("registre/<str:readable_id>/deces/confirmation/", deaths.confirm, name="confirm_death"),
    path("registre/<str:readable_id>/deces/masquer/", deaths.hide, name="hide_person"),
    path("registre/<str:readable_id>/deces/dementi/", deaths.deny, name="deny_death"),
    path(
        "registre/<str:readable_id>/deces/<int:report_id>/dementi/",
        deaths.withdraw,
        name="withdraw_death_report",
    ),
]
