from django.urls import path

from egide.accounts.views import account, confirming, factors, passkeys, sign_in, tokens

app_name = "accounts"
urlpatterns = [
    path("connexion/", sign_in.sign_in, name="sign_in"),
    path("connexion/lien/", sign_in.ask_for_link, name="ask_for_link"),
    path("connexion/courrier/", sign_in.letter, name="letter"),
    path("connexion/lien/<str:token>/", sign_in.link, name="link"),
    path("connexion/mot-de-passe/", sign_in.password, name="password"),
    path("connexion/demonstration/", sign_in.demo, name="demo"),
    path("connexion/second-facteur/", factors.second_factor, name="second_factor"),
    path("connexion/cle/", passkeys.enter, name="enter_by_passkey"),
    path("connexion/cle/debut/", passkeys.begin_proof, name="begin_passkey_proof"),
    path("connexion/confirmation/", confirming.confirm, name="confirm"),
    path("deconnexion/", sign_in.sign_out, name="sign_out"),
    path("deconnexion/faite/", sign_in.signed_out, name="signed_out"),
    path("mon-compte/", account.my_account, name="my_account"),
    path("mon-compte/mot-de-passe/", account.set_password, name="set_password"),
    path("mon-compte/mot-de-passe/suppression/", account.remove_password, name="remove_password"),
    path("mon-compte/second-facteur/", factors.second_factor_needed, name="second_factor_needed"),
    path("mon-compte/application/", factors.app, name="app"),
    path("mon-compte/application/debut/", factors.begin_app, name="begin_app"),
    path("mon-compte/application/retrait/", factors.remove_app, name="remove_app"),
    path("mon-compte/cles/", passkeys.add, name="add_passkey"),
    path("mon-compte/cles/debut/", passkeys.begin_adding, name="begin_passkey"),
    path("mon-compte/cles/<int:passkey_id>/retrait/", passkeys.remove, name="remove_passkey"),
    path("mon-compte/codes-de-secours/", factors.recovery_codes, name="recovery_codes"),
    path("mon-compte/confiance/<int:device_id>/fin/", factors.end_trust, name="end_trust"),
    path("mon-compte/jetons/", tokens.tokens, name="tokens"),
    path("mon-compte/jetons/<int:token_id>/fin/", tokens.end, name="end_token"),
    path("mon-compte/appareils/<int:session_id>/fin/", account.end_session, name="end_session"),
    path("mon-compte/appareils/autres/fin/", account.end_other_sessions, name="end_other_sessions"),
]
