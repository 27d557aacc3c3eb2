from django.urls import path

from egide.letters.views import layouts, mailings, preferences, relay

app_name = "letters"
urlpatterns = [
    path("lettres/", mailings.mailings, name="mailings"),
    path("lettres/nouvelle/", mailings.new_mailing, name="new_mailing"),
    path("lettres/publics/", mailings.audiences, name="audiences"),
    path("lettres/<int:mailing_id>/", mailings.mailing, name="mailing"),
    path("lettres/<int:mailing_id>/mots/", mailings.words, name="words"),
    path("lettres/<int:mailing_id>/publics/ajouter/", mailings.add_audience, name="add_audience"),
    path(
        "lettres/<int:mailing_id>/publics/retirer/",
        mailings.remove_audience,
        name="remove_audience",
    ),
    path("lettres/<int:mailing_id>/apercu/", mailings.preview, name="preview"),
    path("lettres/<int:mailing_id>/essai/", mailings.try_it, name="try"),
    path("lettres/<int:mailing_id>/envoyer/", mailings.begin, name="begin"),
    path("lettres/<int:mailing_id>/pause/", mailings.pause, name="pause"),
    path("lettres/<int:mailing_id>/reprendre/", mailings.resume, name="resume"),
    path("lettres/<int:mailing_id>/doutes/", mailings.doubts, name="doubts"),
    path("lettres/<int:mailing_id>/abandonner/", mailings.drop, name="drop"),
    path("lettres/mises-en-page/", layouts.layouts, name="layouts"),
    path("lettres/mises-en-page/nouvelle/", layouts.new_layout, name="new_layout"),
    path("lettres/mises-en-page/<int:layout_id>/", layouts.layout, name="layout"),
    path("lettres/mises-en-page/<int:layout_id>/changer/", layouts.new_version, name="new_version"),
    path("lettres/mises-en-page/<int:layout_id>/retirer/", layouts.withdraw, name="withdraw"),
    path("lettres/mises-en-page/versions/<int:version_id>/", layouts.version, name="version"),
    path(
        "lettres/mises-en-page/versions/<int:version_id>/apercu/",
        layouts.preview,
        name="version_preview",
    ),
    path(
        "lettres/mises-en-page/versions/<int:version_id>/essai/",
        layouts.try_version,
        name="try_version",
    ),
    path(
        "lettres/mises-en-page/versions/<int:version_id>/publier/",
        layouts.publish,
        name="publish_version",
    ),
    path("mes-lettres/", preferences.preferences, name="preferences"),
    path("mes-lettres/refuser/", preferences.refuse, name="refuse"),
    path("mes-lettres/accepter/", preferences.accept, name="accept"),
    path("lettres/ne-plus-recevoir/<str:token>/", preferences.leave, name="leave"),
    path("annuaire/<str:readable_id>/ecrire/", relay.write, name="write"),
    path("lettres/recues/<int:relay_id>/repondre/", relay.answer, name="answer"),
    path("lettres/recues/<int:relay_id>/signaler/", relay.report, name="report"),
    path("lettres/abus/", relay.abuses, name="abuses"),
    path("lettres/abus/<int:relay_id>/juger/", relay.judge, name="judge"),
]
