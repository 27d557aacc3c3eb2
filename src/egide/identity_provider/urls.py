from django.urls import path

from egide.identity_provider.views import desk, people, protocol

app_name = "identity_provider"
urlpatterns = [
    path(".well-known/openid-configuration", protocol.configuration, name="configuration"),
    path("identite/cles/", protocol.keys, name="keys"),
    path("identite/autorisation/", people.authorize, name="authorize"),
    path("identite/jeton/", protocol.token, name="token"),
    path("identite/personne/", protocol.person, name="person"),
    path("identite/revocation/", protocol.revocation, name="revocation"),
    path("identite/sortie/", people.end, name="end"),
    path("mon-compte/accords/<int:connection_id>/fin/", people.disconnect, name="disconnect"),
    path("applications/", desk.applications, name="applications"),
    path("applications/nouvelle/", desk.register, name="register"),
    path("applications/cle/", desk.renew_key, name="renew_key"),
    path("applications/<int:application_id>/", desk.application, name="application"),
    path("applications/<int:application_id>/modification/", desk.amend, name="amend"),
    path("applications/<int:application_id>/secret/", desk.renew_secret, name="renew_secret"),
    path("applications/<int:application_id>/fin/", desk.stop, name="stop"),
]
