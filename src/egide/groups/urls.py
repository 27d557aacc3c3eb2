from django.urls import path

from egide.groups.views import (
    activities,
    creation,
    desk,
    group,
    handover,
    legal,
    network,
    network_desk,
    papers,
    returns,
)

app_name = "groups"
urlpatterns = [
    path("groupes/", network.groups, name="groups"),
    path("groupes/les-miens/", desk.my_groups, name="my_groups"),
    path("groupes/proposer/", creation.propose, name="propose"),
    path("groupes/communaute/", network_desk.network_desk, name="network_desk"),
    path("groupes/communaute/sans-groupe/", network_desk.without_group, name="without_group"),
    path("groupes/communaute/comptes-rendus/", network_desk.returns, name="returns"),
    path("groupes/communaute/veille/", network_desk.notices, name="notices"),
    path("groupes/communaute/rattacher/", network_desk.align, name="align"),
    path("groupes/demandes/<int:group_id>/", creation.creation_request, name="request"),
    path("groupes/demandes/<int:group_id>/approuver/", creation.approve, name="approve"),
    path("groupes/demandes/<int:group_id>/refuser/", creation.refuse, name="refuse"),
    path("groupes/<int:group_id>/", group.group, name="group"),
    path("groupes/<int:group_id>/rejoindre/", group.join, name="join"),
    path("groupes/<int:group_id>/quitter/", group.leave, name="leave"),
    path("groupes/<int:group_id>/choisir/", group.pin, name="pin"),
    path("groupes/<int:group_id>/ne-plus-choisir/", group.unpin, name="unpin"),
    path("groupes/<int:group_id>/bureau/", desk.desk, name="desk"),
    path("groupes/<int:group_id>/personnes/", desk.people, name="people"),
    path("groupes/<int:group_id>/activites/", activities.activities, name="activities"),
    path(
        "groupes/<int:group_id>/activites/nouvelle/", activities.new_activity, name="new_activity"
    ),
    path("groupes/activites/<int:activity_id>/", activities.activity, name="activity"),
    path(
        "groupes/activites/<int:activity_id>/repondre/", activities.answer, name="answer_activity"
    ),
    path(
        "groupes/activites/<int:activity_id>/presences/", activities.count, name="count_attendance"
    ),
    path("groupes/activites/<int:activity_id>/annuler/", activities.cancel, name="cancel_activity"),
    path("groupes/<int:group_id>/avis/vus/", desk.settle_people, name="settle_people"),
    path("groupes/avis/<int:notice_id>/vu/", desk.settle_notice, name="settle_notice"),
    path("groupes/<int:group_id>/presentation/", desk.presentation, name="presentation"),
    path("groupes/<int:group_id>/responsables/nouveau/", desk.new_officer, name="new_officer"),
    path(
        "groupes/<int:group_id>/responsables/<int:mandate_id>/clore/",
        desk.end_officer,
        name="end_officer",
    ),
    path(
        "groupes/<int:group_id>/responsables/<int:mandate_id>/passer-la-main/",
        desk.hand_over,
        name="hand_over",
    ),
    path("groupes/passations/<int:handover_id>/", handover.handover, name="handover"),
    path("groupes/passations/recu/<int:item_id>/", handover.receive_thing, name="receive_thing"),
    path("groupes/<int:group_id>/papiers/", papers.papers, name="papers"),
    path("groupes/<int:group_id>/papiers/ranger/", papers.file_paper, name="file_paper"),
    path("groupes/papiers/<int:paper_id>/", papers.read_paper, name="paper"),
    path("groupes/papiers/<int:paper_id>/retirer/", papers.withdraw_paper, name="withdraw_paper"),
    path("groupes/comptes-rendus/<int:return_id>/", returns.report, name="return"),
    path("groupes/comptes-rendus/<int:return_id>/accepter/", returns.accept, name="accept_return"),
    path(
        "groupes/comptes-rendus/<int:return_id>/renvoyer/",
        returns.send_back,
        name="send_back_return",
    ),
    path("groupes/<int:group_id>/egide/", legal.egide, name="egide"),
    path("groupes/<int:group_id>/egide/preparer/", legal.draft, name="draft_agreement"),
    path("groupes/<int:group_id>/egide/recus-fiscaux/", legal.tax_receipts, name="tax_receipts"),
    path("groupes/conventions/<int:agreement_id>/signer/", legal.sign, name="sign_agreement"),
    path(
        "groupes/conventions/<int:agreement_id>/suspendre/", legal.suspend, name="suspend_agreement"
    ),
    path(
        "groupes/conventions/<int:agreement_id>/reprendre/", legal.resume, name="resume_agreement"
    ),
    path("groupes/conventions/<int:agreement_id>/terminer/", legal.end, name="end_agreement"),
    path("groupes/<int:group_id>/association/", legal.associate, name="declare_association"),
    path(
        "groupes/associations/<int:association_id>/terminer/",
        legal.end_association,
        name="end_association",
    ),
    path("groupes/<int:group_id>/nom/", network_desk.rename, name="rename"),
    path("groupes/<int:group_id>/sommeil/", network_desk.sleep, name="sleep"),
    path("groupes/<int:group_id>/reveil/", network_desk.wake, name="wake"),
    path("groupes/<int:group_id>/cloture/", network_desk.close, name="close"),
    path("groupes/<int:group_id>/reunion/", network_desk.merge, name="merge"),
    path("groupes/<int:group_id>/territoire/", network_desk.areas, name="areas"),
    path(
        "groupes/territoires/<int:rule_id>/retirer/", network_desk.remove_area, name="remove_area"
    ),
]
