"""Texts longer than readers get them are kept until somebody cuts them: wider columns at the desk and in revisions."""

from django.db import migrations, models


class Widened(migrations.AlterField):
    """SQLite keeps texts of any length: there is nothing to make anew, and no trigger to lose."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0029_one_story_of_a_form"),
    ]

    operations = [
        Widened(
            model_name="article",
            name="dateline_place",
            field=models.CharField(
                blank=True,
                help_text="Where it was reported from, such as PORTO VELHO.",
                max_length=5000,
                verbose_name="dateline",
            ),
        ),
        Widened(
            model_name="article",
            name="embargo_source",
            field=models.CharField(
                blank=True,
                help_text="Who asked for it: the agency, the ministry, the company.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="article",
            name="headline",
            field=models.CharField(
                blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
            ),
        ),
        Widened(
            model_name="article",
            name="kicker",
            field=models.CharField(
                blank=True,
                help_text="The few words above the headline: the place or the running topic.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="article",
            name="lead_alt",
            field=models.CharField(
                blank=True,
                help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                max_length=5000,
                verbose_name="alt text",
            ),
        ),
        Widened(
            model_name="article",
            name="lead_caption",
            field=models.TextField(
                blank=True,
                help_text="For this story only. Left empty, the library's caption is used.",
                max_length=5000,
                verbose_name="caption",
            ),
        ),
        Widened(
            model_name="article",
            name="lead_credit",
            field=models.CharField(
                blank=True,
                help_text="For this story only. Left empty, the library’s credit line is used.",
                max_length=5000,
                verbose_name="credit",
            ),
        ),
        Widened(
            model_name="article",
            name="search_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="article",
            name="search_title",
            field=models.CharField(
                blank=True, help_text="For search engines. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="article",
            name="slug",
            field=models.SlugField(
                blank=True,
                db_index=False,
                help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="article",
            name="slugline",
            field=models.CharField(
                blank=True,
                help_text="The desk's working name for the story. Readers never see it.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="article",
            name="social_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="article",
            name="social_title",
            field=models.CharField(
                blank=True, help_text="For shared links. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="article",
            name="standfirst",
            field=models.TextField(
                blank=True, help_text="One or two sentences under the headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="byline",
            name="name_as_published",
            field=models.CharField(
                blank=True,
                help_text="Only where this story asks for another form of the name.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="byline",
            name="organisation",
            field=models.CharField(
                blank=True,
                help_text="Instead of a reporter: an agency, or the newspaper's own desk.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="dateline_place",
            field=models.CharField(
                blank=True,
                help_text="Where it was reported from, such as PORTO VELHO.",
                max_length=5000,
                verbose_name="dateline",
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="headline",
            field=models.CharField(
                blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="kicker",
            field=models.CharField(
                blank=True,
                help_text="The few words above the headline: the place or the running topic.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="lead_alt",
            field=models.CharField(
                blank=True,
                help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                max_length=5000,
                verbose_name="alt text",
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="lead_caption",
            field=models.TextField(
                blank=True,
                help_text="For this story only. Left empty, the library's caption is used.",
                max_length=5000,
                verbose_name="caption",
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="lead_credit",
            field=models.CharField(
                blank=True,
                help_text="For this story only. Left empty, the library’s credit line is used.",
                max_length=5000,
                verbose_name="credit",
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="search_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="publishedarticle",
            name="search_title",
            field=models.CharField(
                blank=True, help_text="For search engines. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="slug",
            field=models.SlugField(
                blank=True,
                db_index=False,
                help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="social_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="publishedarticle",
            name="social_title",
            field=models.CharField(
                blank=True, help_text="For shared links. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="publishedarticle",
            name="standfirst",
            field=models.TextField(
                blank=True, help_text="One or two sentences under the headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="revision",
            name="dateline_place",
            field=models.CharField(
                blank=True,
                help_text="Where it was reported from, such as PORTO VELHO.",
                max_length=5000,
                verbose_name="dateline",
            ),
        ),
        Widened(
            model_name="revision",
            name="headline",
            field=models.CharField(
                blank=True, help_text="What happened. Best under 85 characters.", max_length=5000
            ),
        ),
        Widened(
            model_name="revision",
            name="kicker",
            field=models.CharField(
                blank=True,
                help_text="The few words above the headline: the place or the running topic.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="revision",
            name="lead_alt",
            field=models.CharField(
                blank=True,
                help_text="For readers who cannot see the picture. Left empty, the library's text is used.",
                max_length=5000,
                verbose_name="alt text",
            ),
        ),
        Widened(
            model_name="revision",
            name="lead_caption",
            field=models.TextField(
                blank=True,
                help_text="For this story only. Left empty, the library's caption is used.",
                max_length=5000,
                verbose_name="caption",
            ),
        ),
        Widened(
            model_name="revision",
            name="lead_credit",
            field=models.CharField(
                blank=True,
                help_text="For this story only. Left empty, the library’s credit line is used.",
                max_length=5000,
                verbose_name="credit",
            ),
        ),
        Widened(
            model_name="revision",
            name="search_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="revision",
            name="search_title",
            field=models.CharField(
                blank=True, help_text="For search engines. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="revision",
            name="slug",
            field=models.SlugField(
                blank=True,
                db_index=False,
                help_text="The last part of the story's address. Left empty, it is made from the headline when the story is first published.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="revision",
            name="social_description",
            field=models.CharField(blank=True, help_text="Empty: the standfirst.", max_length=5000),
        ),
        Widened(
            model_name="revision",
            name="social_title",
            field=models.CharField(
                blank=True, help_text="For shared links. Empty: headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="revision",
            name="standfirst",
            field=models.TextField(
                blank=True, help_text="One or two sentences under the headline.", max_length=5000
            ),
        ),
        Widened(
            model_name="storysource",
            name="credit_line",
            field=models.CharField(
                blank=True,
                help_text="Only where the agency asks for other words than its own name.",
                max_length=5000,
            ),
        ),
        Widened(
            model_name="liveentry",
            name="byline",
            field=models.CharField(
                blank=True,
                help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                max_length=5000,
                verbose_name="or another name",
            ),
        ),
        Widened(
            model_name="liveentry",
            name="headline",
            field=models.CharField(
                blank=True, help_text="What happened. An entry of one sentence needs none.", max_length=5000
            ),
        ),
        Widened(
            model_name="liveentryversion",
            name="byline",
            field=models.CharField(
                blank=True,
                help_text="An agency, the newspaper’s own desk, or the author’s name in another form.",
                max_length=5000,
                verbose_name="or another name",
            ),
        ),
        Widened(
            model_name="liveentryversion",
            name="headline",
            field=models.CharField(
                blank=True, help_text="What happened. An entry of one sentence needs none.", max_length=5000
            ),
        ),
    ]
