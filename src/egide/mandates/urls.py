from django.urls import path

from egide.mandates import views

app_name = "mandates"
urlpatterns = [
    path("gouvernance/", views.bodies, name="bodies"),
    path("gouvernance/organes/<slug:code>/", views.body, name="body"),
    path("gouvernance/organes/<slug:code>/sieges/ajouter/", views.add_seat, name="add_seat"),
    path("gouvernance/sieges/<int:seat_id>/", views.seat, name="seat"),
    path("gouvernance/sieges/<int:seat_id>/pourvoir/", views.fill_seat, name="fill_seat"),
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
    path("gouvernance/fonctions/<slug:code>/", views.office, name="office"),
    path("gouvernance/fonctions/<slug:code>/confier/", views.entrust, name="entrust"),
    path("gouvernance/fonctions/<slug:code>/droits/", views.office_rights, name="office_rights"),
]
