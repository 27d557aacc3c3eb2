from django.urls import path

from egide.shell.views import home, interface, machine, parameters, register, reports, search

app_name = "shell"
urlpatterns = [
    path("", home.home, name="home"),
    path("la-societe/", home.society, name="society"),
    path("mon-espace/", home.my_space, name="my_space"),
    path("mes-droits/", home.rights, name="rights"),
    path("recherche/", search.search, name="search"),
    path("registre-des-actes/", register.register, name="register"),
    path("registre-des-actes/<int:number>/", register.line, name="register_line"),
    path("registre-des-actes/verification/", register.verify, name="verify_register"),
    path("parametres/", parameters.parameters, name="parameters"),
    path("parametres/<str:code>/", parameters.set_value, name="set_parameter"),
    path("donnees-personnelles/", machine.data_map, name="data_map"),
    path("taches/", machine.timetable, name="timetable"),
    path("sante/", machine.health, name="health"),
    path("sante/vivant/", machine.alive, name="alive"),
    path("sante/pret/", machine.health, name="ready"),
    path("sante/mesures/", machine.measures, name="measures"),
    path("rapports/politique/", reports.policy, name="policy_reports"),
    path("api/", interface.interface, name="interface"),
    path("robots.txt", machine.robots, name="robots"),
    path("favicon.ico", machine.favicon, name="favicon"),
    path(".well-known/change-password", machine.change_password, name="change_password"),
]
