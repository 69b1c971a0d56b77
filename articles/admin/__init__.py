"""The desk's pages for stories and the lists around them; one module for each thing edited."""

from articles.admin import agency, article, fronts, ledger, people, plain, reports, taxonomy, users

__all__ = ["agency", "article", "fronts", "ledger", "people", "plain", "reports", "taxonomy", "users"]
