from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Incarnation",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False)),
                ("server", models.TextField()),
                ("began_at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
