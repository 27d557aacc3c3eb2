"""Letters to many, what people refuse, letters that come back, letters between members."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0004_a_promotion_knows_how_many_the_directory_shows'),
    ]

    operations = [
        migrations.CreateModel(
            name='Mailing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('STATUTORY', 'statutaire'), ('SERVICE', 'de service'), ('NEWS', 'nouvelles'), ('APPEAL', 'appel aux dons')], max_length=10, verbose_name='nature')),
                ('subject', models.CharField(max_length=150, verbose_name='objet')),
                ('body', models.TextField(max_length=20000, verbose_name='texte')),
                ('subject_en', models.CharField(blank=True, max_length=150, verbose_name='objet en anglais')),
                ('body_en', models.TextField(blank=True, max_length=20000, verbose_name='texte en anglais')),
                ('sender_name', models.CharField(blank=True, max_length=80, verbose_name='signée de')),
                ('answers_to_author', models.BooleanField(default=False, verbose_name='les réponses me parviennent')),
                ('state', models.CharField(choices=[('DRAFT', 'brouillon'), ('SENDING', 'en cours d’envoi'), ('PAUSED', 'en pause')], default='DRAFT', max_length=7, verbose_name='état')),
                ('site', models.CharField(blank=True, max_length=200, verbose_name='site')),
                ('html', models.JSONField(blank=True, default=dict, verbose_name='mise en page')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='destinataires')),
                ('drafted_at', models.DateTimeField(verbose_name='préparée le')),
                ('begun_at', models.DateTimeField(blank=True, null=True, verbose_name='envoyée le')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='MailingAudience',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('audience', models.CharField(max_length=80, verbose_name='sorte de public')),
                ('key', models.CharField(max_length=80, verbose_name='lequel')),
                ('label', models.CharField(max_length=160, verbose_name='public')),
                ('scope_id', models.BigIntegerField(blank=True, null=True, verbose_name='périmètre')),
                ('mailing', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='audiences', to='letters.mailing')),
            ],
        ),
        migrations.CreateModel(
            name='OptOut',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('NEWS', 'nouvelles'), ('APPEAL', 'appels aux dons'), ('RELAY', 'lettres d’autres sociétaires')], max_length=6, verbose_name='nature')),
                ('audience', models.CharField(blank=True, max_length=160, verbose_name='public')),
                ('label', models.CharField(blank=True, max_length=200, verbose_name='au titre de')),
                ('since', models.DateTimeField(verbose_name='depuis le')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='RelayLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=120, verbose_name='objet')),
                ('text', models.TextField(max_length=4000, verbose_name='texte')),
                ('shows_address', models.BooleanField(default=False, verbose_name='montre l’adresse de l’auteur')),
                ('site', models.CharField(blank=True, max_length=200, verbose_name='site')),
                ('written_at', models.DateTimeField(verbose_name='écrite le')),
                ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='signalée le')),
                ('complaint', models.TextField(blank=True, verbose_name='plainte')),
                ('judged_at', models.DateTimeField(blank=True, null=True, verbose_name='jugée le')),
                ('judgement', models.TextField(blank=True, verbose_name='suite donnée')),
                ('stopped', models.BooleanField(default=False, verbose_name='l’auteur ne peut plus écrire')),
                ('answers', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='letters.relayletter')),
                ('recipient', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.CreateModel(
            name='ReturnedLetter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter_id', models.BigIntegerField(unique=True, verbose_name='lettre')),
                ('address', models.CharField(max_length=254, verbose_name='adresse')),
                ('status', models.CharField(max_length=200, verbose_name='réponse du serveur')),
                ('hard', models.BooleanField(verbose_name='pour de bon')),
                ('returned_at', models.DateTimeField(verbose_name='revenue le')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='mailing',
            index=models.Index(fields=['author', '-id'], name='mailings_of_an_author'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NEWS', 'APPEAL', 'STATUTORY']), ('state__in', ['DRAFT', 'SENDING', 'PAUSED'])), name='mailing_has_a_known_kind_and_state'),
        ),
        migrations.AddConstraint(
            model_name='mailing',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('begun_at__isnull', True), ('state', 'DRAFT')), models.Q(models.Q(('state', 'DRAFT'), _negated=True), ('begun_at__isnull', False)), _connector='OR'), name='mailing_is_compiled_when_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='mailingaudience',
            constraint=models.UniqueConstraint(fields=('mailing', 'audience', 'key'), name='an_audience_is_chosen_once'),
        ),
        migrations.AddConstraint(
            model_name='optout',
            constraint=models.UniqueConstraint(fields=('person', 'kind', 'audience'), name='one_refuses_once'),
        ),
        migrations.AddConstraint(
            model_name='optout',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['NEWS', 'APPEAL', 'RELAY'])), name='what_is_refused_may_be'),
        ),
        migrations.AddIndex(
            model_name='relayletter',
            index=models.Index(fields=['sender', '-written_at'], name='relayed_by_a_sender'),
        ),
        migrations.AddIndex(
            model_name='relayletter',
            index=models.Index(condition=models.Q(('judged_at__isnull', True), ('reported_at__isnull', False)), fields=['reported_at'], name='abuses_that_wait'),
        ),
        migrations.AddConstraint(
            model_name='relayletter',
            constraint=models.CheckConstraint(condition=models.Q(('sender', models.F('recipient')), _negated=True), name='nobody_writes_to_oneself'),
        ),
        migrations.AddConstraint(
            model_name='relayletter',
            constraint=models.CheckConstraint(condition=models.Q(('judged_at__isnull', True), ('reported_at__isnull', False), _connector='OR'), name='a_report_of_abuse_is_judged_after_it_is_made'),
        ),
        migrations.AddIndex(
            model_name='returnedletter',
            index=models.Index(fields=['person', 'address'], name='returned_from_an_address'),
        ),
    ]
