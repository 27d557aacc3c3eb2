"""The addresses of the report, of its workshop and of the figures."""

from django.urls import path

from egide.annual_report.views import challenges, desk, figures, report

app_name = "annual_report"
urlpatterns = [
    path("rapport/", report.editions, name="editions"),
    path("rapport/ouvrir/", desk.open_edition, name="open_edition"),
    path("rapport/<int:year>/", report.report, name="report"),
    path("rapport/<int:year>/annexes/", report.annexes, name="annexes"),
    path("rapport/<int:year>/<str:language>.pdf", report.report_pdf, name="pdf"),
    path("rapport/<int:year>/<str:language>.txt", report.report_text, name="text"),
    path("rapport/<int:year>/<str:language>-page.zip", report.report_page, name="page"),
    path("rapport/<int:year>/donnees.zip", report.data_pack, name="data_pack"),
    path("rapport/<int:year>/contester/<str:key>/", challenges.raise_one, name="raise_challenge"),
    path("rapport/contestations/<int:challenge_id>/", challenges.challenge, name="challenge"),
    path(
        "rapport/contestations/<int:challenge_id>/retirer/",
        challenges.withdraw,
        name="withdraw_challenge",
    ),
    path("rapport/<int:year>/atelier/", desk.desk, name="desk"),
    path("rapport/<int:year>/atelier/calculer/", desk.compute, name="compute"),
    path("rapport/<int:year>/atelier/relire/", desk.submit, name="submit"),
    path("rapport/<int:year>/atelier/renvoyer/", desk.send_back, name="send_back"),
    path("rapport/<int:year>/atelier/certifier/", desk.certify, name="certify"),
    path("rapport/<int:year>/atelier/approuver/", desk.approve, name="approve"),
    path("rapport/<int:year>/atelier/presenter/", desk.present, name="present"),
    path("rapport/<int:year>/atelier/publier/", desk.publish, name="publish"),
    path("rapport/<int:year>/atelier/comparer/", desk.compare, name="compare"),
    path("rapport/<int:year>/atelier/erratum/", desk.correct, name="correct"),
    path("rapport/<int:year>/atelier/texte/<str:language>/", desk.text, name="edit_text"),
    path("rapport/<int:year>/atelier/derogation/", desk.propose_override, name="propose_override"),
    path(
        "rapport/<int:year>/atelier/derogation/<int:override_id>/approuver/",
        desk.approve_override,
        name="approve_override",
    ),
    path(
        "rapport/<int:year>/atelier/derogation/<int:override_id>/retirer/",
        desk.withdraw_override,
        name="withdraw_override",
    ),
    path("chiffres/", figures.dictionary, name="figures"),
    path("chiffres/<str:key>/", figures.latest, name="figure_latest"),
    path("chiffres/<str:key>/<int:year>/", figures.figure, name="figure"),
]
