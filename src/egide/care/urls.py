"""The addresses of what people ask about their data."""

from django.urls import path

from egide.care import views

app_name = "care"
urlpatterns = [
    path("mes-donnees/", views.my_data, name="my_data"),
    path("mes-donnees/copie/", views.my_copy, name="my_copy"),
    path("mes-donnees/demande/", views.ask, name="ask"),
    path("mes-donnees/demandes/<int:request_id>/", views.my_request, name="my_request"),
    path("mes-donnees/correction/", views.ask_correction, name="ask_correction"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/<int:request_id>/", views.correction, name="correction"),
    path("corrections/<int:request_id>/faite/", views.correct, name="correct"),
    path("corrections/<int:request_id>/refus/", views.turn_down, name="turn_down"),
    path("corrections/<int:request_id>/piece/", views.proof, name="proof"),
    path("droits/", views.desk, name="desk"),
    path("droits/closes/", views.closed, name="closed"),
    path("droits/courrier/", views.paper, name="paper"),
    path("droits/<int:request_id>/", views.request_page, name="request"),
    path("droits/<int:request_id>/prise-en-charge/", views.begin, name="begin"),
    path("droits/<int:request_id>/identite/", views.identity, name="identity"),
    path("droits/<int:request_id>/delai/", views.extend, name="extend"),
    path("droits/<int:request_id>/reponse/", views.answer, name="answer"),
    path("droits/<int:request_id>/refus/", views.refuse, name="refuse"),
    path("droits/<int:request_id>/copie/", views.copy, name="copy"),
]
