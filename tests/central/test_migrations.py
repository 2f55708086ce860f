"""The migrations say what the models say."""

from django.core.management import call_command


def test_no_migration_is_missing(database: str) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
