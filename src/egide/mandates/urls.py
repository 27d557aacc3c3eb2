from django.urls import path

from egide.mandates import views

app_name = "mandates"
urlpatterns = [
    path("gouvernance/", views.bodies, name="bodies"),
    path("gouvernance/organes/creer/", views.create_body, name="create_body"),
    path("gouvernance/organes/<slug:code>/", views.body, name="body"),
    path("gouvernance/organes/<slug:code>/modifier/", views.amend_body, name="amend_body"),
    path("gouvernance/organes/<slug:code>/dissoudre/", views.dissolve_body, name="dissolve_body"),
    path("gouvernance/organes/<slug:code>/sieges/ajouter/", views.add_seat, name="add_seat"),
    path("gouvernance/sieges/<int:seat_id>/", views.seat, name="seat"),
    path("gouvernance/sieges/<int:seat_id>/pourvoir/", views.fill_seat, name="fill_seat"),
    path("gouvernance/sieges/<int:seat_id>/modifier/", views.amend_seat, name="amend_seat"),
    path("gouvernance/sieges/<int:seat_id>/supprimer/", views.retire_seat, name="retire_seat"),
    path("gouvernance/mandats/", views.mandates, name="mandates"),
    path("gouvernance/mandats/ouvrir/", views.choose_place, name="choose_place"),
    path("gouvernance/mandats/<int:mandate_id>/", views.mandate, name="mandate"),
    path("gouvernance/mandats/<int:mandate_id>/clore/", views.end_mandate, name="end_mandate"),
    path(
        "gouvernance/mandats/<int:mandate_id>/annuler/", views.cancel_mandate, name="cancel_mandate"
    ),
    path("gouvernance/mandats/<int:mandate_id>/confirmer/", views.ratify_co_option, name="ratify"),
    path("gouvernance/fonctions/", views.offices, name="offices"),
    path("gouvernance/fonctions/definir/", views.define_office, name="define_office"),
    path("gouvernance/fonctions/<slug:code>/", views.office, name="office"),
    path("gouvernance/fonctions/<slug:code>/confier/", views.entrust, name="entrust"),
    path("gouvernance/fonctions/<slug:code>/modifier/", views.amend_office, name="amend_office"),
    path(
        "gouvernance/fonctions/<slug:code>/incompatibilites/ajouter/",
        views.declare_incompatible,
        name="declare_incompatible",
    ),
    path(
        "gouvernance/incompatibilites/<int:pair_id>/lever/",
        views.lift_incompatibility,
        name="lift_incompatibility",
    ),
    path("gouvernance/droits/", views.rights_on_day, name="rights_on_day"),
    path("gouvernance/personnes/", views.people, name="people"),
    path("gouvernance/fonctions/<slug:code>/droits/", views.office_rights, name="office_rights"),
]
