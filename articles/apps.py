from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_migrate


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        # The site changes nothing that somebody would have to be told of.
        if settings.PROCESS == "site":
            return
        from articles.advertising import pictures
        from articles.publishing import public_copies
        from articles.records import append_only, chain, for_partners, freshness, public_changes

        chain.listen()
        public_copies.listen()
        pictures.listen()
        post_migrate.connect(
            append_only.guard_after_migrations, sender=self, dispatch_uid="articles.records.append_only"
        )
        post_migrate.connect(for_partners.watch, sender=self, dispatch_uid="articles.records.for_partners")
        post_migrate.connect(freshness.watch, sender=self, dispatch_uid="articles.records.freshness")
        post_migrate.connect(
            public_changes.watch, sender=self, dispatch_uid="articles.records.public_changes"
        )
