"""The addresses of the paper. Fixed words come first; no section may have one (`taxonomy.RESERVED_SLUGS`)."""

from __future__ import annotations

from django.urls import path, re_path

from articles.site import (
    advertisements,
    archive,
    feeds,
    imprint,
    live,
    oembed,
    partners,
    plain,
    report,
    search,
    sitemaps,
    text_files,
    views,
)

app_name = "site"

SLUG = "[-a-zA-Z0-9_]+"
# RSS has no word in its address.
FORMAT = "(?P<kind>atom|json)"

# The day has leading zeros, which the converters of `path` would lose.
STORY = (
    rf"^(?P<section>{SLUG})/(?P<year>[0-9]{{4}})/(?P<month>[0-9]{{2}})/(?P<day>[0-9]{{2}})/(?P<slug>{SLUG})/"
)

urlpatterns = [
    path("", views.home, name="home"),
    path("latest/", views.latest, name="latest"),
    path("search/", search.search, name="search"),
    path("feed/", feeds.newest, name="feed"),
    re_path(rf"^feed/{FORMAT}/$", feeds.newest, name="feed"),
    path("robots.txt", text_files.robots, name="robots"),
    path("ads.txt", text_files.ads, name="ads"),
    path(".well-known/security.txt", text_files.security, name="security"),
    re_path(r"^(?P<key>[A-Za-z0-9-]{16,128})\.txt$", imprint.index_key, name="index_key"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    re_path(r"^sitemaps/(?P<year>[0-9]{4})-(?P<month>[0-9]{2})\.xml$", sitemaps.month, name="sitemap_month"),
    re_path(
        r"^sitemaps/(?P<year>[0-9]{4})-(?P<month>[0-9]{2})_(?P<first>[1-9][0-9]{0,17})\.xml$",
        sitemaps.month,
        name="sitemap_month",
    ),
    path("oembed", oembed.oembed, name="oembed"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("manifest.webmanifest", imprint.manifest, name="manifest"),
    path("apple-touch-icon.png", imprint.touch_icon, name="touch_icon"),
    path("section-colours.css", views.section_colours, name="section_colours"),
    path("ads/frame/<int:number>/", advertisements.frame, name="advertisement_frame"),
    path("archive/", archive.newest, name="archive"),
    re_path(r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$", archive.month, name="archive_month"),
    re_path(
        r"^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/(?P<day>[0-9]{2})/$",
        archive.day,
        name="archive_day",
    ),
    path("about/", plain.page, {"slug": "about"}, name="about"),
    path("contact/", plain.page, {"slug": "contact"}, name="contact"),
    path("privacy/", plain.page, {"slug": "privacy"}, name="privacy"),
    path("staff/", plain.staff, name="staff"),
    path("corrections/", plain.corrections, name="corrections"),
    path("feeds/", plain.feeds, name="feeds"),
    re_path(r"^partners/(?P<secret>[-_A-Za-z0-9]{20,80})/$", partners.items, name="partner"),
    path("topics/<slug:slug>/", views.topic, name="topic"),
    path("topics/<slug:slug>/feed/", feeds.newest_on_topic, name="topic_feed"),
    re_path(rf"^topics/(?P<slug>{SLUG})/feed/{FORMAT}/$", feeds.newest_on_topic, name="topic_feed"),
    path("reporters/<slug:slug>/", views.reporter, name="reporter"),
    path("reporters/<slug:slug>/feed/", feeds.newest_by_reporter, name="reporter_feed"),
    re_path(rf"^reporters/(?P<slug>{SLUG})/feed/{FORMAT}/$", feeds.newest_by_reporter, name="reporter_feed"),
    path("<slug:slug>/", views.section, name="section"),
    path("<slug:section>/feed/", feeds.newest_in_section, name="section_feed"),
    re_path(rf"^(?P<section>{SLUG})/feed/{FORMAT}/$", feeds.newest_in_section, name="section_feed"),
    path("<slug:parent>/<slug:slug>/", views.section, name="subsection"),
    re_path(rf"{STORY}$", views.story, name="story"),
    re_path(rf"{STORY}changes/$", live.changes, name="live_changes"),
    re_path(rf"{STORY}report/$", report.form, name="report"),
    re_path(rf"{STORY}report/thanks/$", report.thanks, name="report_thanks"),
]
