from django.urls import path

from egide.exports.views import extracts as views

app_name = "exports"
urlpatterns = [
    path("mes-extraits/", views.mine, name="mine"),
    path("extraits/demander/", views.ask, name="ask"),
    path("extraits/", views.desk, name="desk"),
    path("extraits/tous/", views.extracts, name="extracts"),
    path("extraits/<int:extract_id>/", views.extract, name="extract"),
    path("extraits/<int:extract_id>/accorder/", views.agree, name="agree"),
    path("extraits/<int:extract_id>/refuser/", views.refuse, name="refuse"),
]
