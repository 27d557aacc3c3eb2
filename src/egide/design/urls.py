from django.urls import path

from egide.design import views

app_name = "design"
urlpatterns = [
    path("presentation/couleur.css", views.society, name="society"),
    path("presentation/theme/", views.theme, name="theme"),
    path("presentation/langue/", views.language, name="language"),
    path("presentation/propositions/", views.suggestions, name="suggestions"),
    path("presentation/", views.showcase, name="showcase"),
]
