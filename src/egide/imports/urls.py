"""Addresses of the files that come in."""

from django.urls import path

from egide.imports.views import batches, lines

app_name = "imports"
urlpatterns = [
    path("reprises/", batches.batches, name="batches"),
    path("reprises/nouvelle/", batches.receive, name="receive"),
    path("reprises/<int:batch_id>/", batches.batch, name="batch"),
    path("reprises/<int:batch_id>/colonnes/", batches.columns, name="columns"),
    path("reprises/<int:batch_id>/entrer/", batches.enter, name="enter"),
    path("reprises/<int:batch_id>/abandonner/", batches.discard, name="discard"),
    path("reprises/<int:batch_id>/reprendre/", batches.withdraw, name="withdraw"),
    path("reprises/<int:batch_id>/lignes/<int:number>/", lines.line, name="line"),
    path("reprises/<int:batch_id>/lignes/<int:number>/decision/", lines.decide, name="decide"),
]
