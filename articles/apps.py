from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Stories"

    def ready(self) -> None:
        from articles import picture_questions, public_copies

        picture_questions.listen()
        public_copies.listen()
