"""The addresses of what people ask about their data."""

from django.urls import path

from egide.care.views import consents, corrections, holds, lost, proposals, requests

app_name = "care"
urlpatterns = [
    path("mes-donnees/", requests.my_data, name="my_data"),
    path("mes-donnees/copie/", requests.my_copy, name="my_copy"),
    path("mes-donnees/demande/", requests.ask, name="ask"),
    path("mes-donnees/demandes/<int:request_id>/", requests.my_request, name="my_request"),
    path("mes-donnees/correction/", corrections.ask_correction, name="ask_correction"),
    path("mes-donnees/accords/", consents.consents, name="consents"),
    path("mes-donnees/accords/<str:purpose>/retirer/", consents.withdraw, name="withdraw"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:request_id>/", corrections.correction, name="correction"),
    path("corrections/<int:request_id>/faite/", corrections.correct, name="correct"),
    path("corrections/<int:request_id>/refus/", corrections.turn_down, name="turn_down"),
    path("corrections/<int:request_id>/piece/", corrections.proof, name="proof"),
    path("perdus-de-vue/", lost.lost, name="lost"),
    path("perdus-de-vue/<int:person_id>/prendre/", lost.take, name="take"),
    path("recherches/<int:search_id>/", lost.search, name="search"),
    path("recherches/<int:search_id>/demarche/", lost.note_attempt, name="note_attempt"),
    path("recherches/<int:search_id>/coordonnees/", lost.propose, name="propose"),
    path("recherches/<int:search_id>/fin/", lost.close, name="close_search"),
    path("retrouves/<int:search_id>/", proposals.proposal, name="proposal"),
    path("retrouves/<int:search_id>/inscrire/", proposals.apply, name="apply"),
    path("retrouves/<int:search_id>/ecarter/", proposals.set_aside, name="set_aside"),
    path("est-ce-vous/<str:token>/", proposals.confirm_address, name="confirm_address"),
    path("droits/", requests.desk, name="desk"),
    path("droits/closes/", requests.closed, name="closed"),
    path("droits/gels/", holds.holds, name="holds"),
    path("droits/gels/<int:hold_id>/levee/", holds.lift_hold, name="lift_hold"),
    path("droits/courrier/", requests.paper, name="paper"),
    path("droits/<int:request_id>/", requests.request_page, name="request"),
    path("droits/<int:request_id>/prise-en-charge/", requests.begin, name="begin"),
    path("droits/<int:request_id>/identite/", requests.identity, name="identity"),
    path("droits/<int:request_id>/delai/", requests.extend, name="extend"),
    path("droits/<int:request_id>/reponse/", requests.answer, name="answer"),
    path("droits/<int:request_id>/refus/", requests.refuse, name="refuse"),
    path("droits/<int:request_id>/copie/", requests.copy, name="copy"),
]
