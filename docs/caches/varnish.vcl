# Varnish 7 in front of the newsroom, with vmod xkey (Debian: varnish, varnish-modules).
# In the newsroom's settings: PURGE_URLS=varnish://127.0.0.1:6081
vcl 4.1;

import std;
import xkey;

backend newsroom {
    .host = "127.0.0.1";
    .port = "8000";
    .probe = {
        .url = "/healthz";
        .interval = 2s;
        .timeout = 1s;
    }
}

# From where the worker tells of changes.
acl tells {
    "127.0.0.1";
    "::1";
}

sub vcl_recv {
    if (req.method == "PURGE") {
        if (client.ip !~ tells) {
            return (synth(405, "Not allowed"));
        }
        if (req.http.xkey-purge) {
            return (synth(200, "Dropped " + xkey.purge(req.http.xkey-purge)));
        }
        return (purge);
    }
    # An old page only while the new one is being made, unless the newsroom does not answer.
    set req.grace = 10s;
    if (req.restarts > 0 || !std.healthy(req.backend_hint)) {
        set req.grace = 600s;
    }
    if (req.method != "GET" && req.method != "HEAD") {
        return (pass);
    }
    # Links to previews, invitations, new passwords, and what partners fetch have a secret in their address: start
    # varnishncsa with -q 'not ReqURL ~ "^/(preview|partners|desk/invited|desk/reset)/"'.
    if (req.url ~ "^/(desk|preview|partners)(/|$)") {
        return (pass);
    }
    # Pages for readers depend on no cookie.
    unset req.http.Cookie;
    # Where a reader comes from changes nothing on a page.
    if (req.url ~ "[?&]utm_") {
        set req.url = regsuball(req.url, "(?<=[?&])utm_[^&]*(&|$)", "");
        set req.url = regsub(req.url, "[?&]$", "");
    }
    return (hash);
}

sub vcl_hash {
    # Whoever asks without TLS is sent to HTTPS, and nobody else may be.
    hash_data(req.http.X-Forwarded-Proto);
}

sub vcl_backend_response {
    # What readers have stays, instead of an error being taken for the new page.
    if (beresp.status >= 500 && bereq.is_bgfetch) {
        return (abandon);
    }
    if (beresp.status >= 500 || !beresp.http.Cache-Control) {
        set beresp.ttl = 0s;
        set beresp.uncacheable = true;
        return (deliver);
    }
    set beresp.http.xkey = beresp.http.Surrogate-Key;
    # Only pages of which the newsroom says so may be shown old; never those of a story that was withdrawn.
    set beresp.grace = 0s;
    if (beresp.http.CDN-Cache-Control ~ "stale-if-error=") {
        set beresp.grace = 600s;
    }
    set beresp.keep = 0s;
}

sub vcl_deliver {
    # The newsroom answers with an error: once more, with the page that readers had.
    if (resp.status >= 500 && req.restarts == 0 && (req.method == "GET" || req.method == "HEAD")) {
        return (restart);
    }
    unset resp.http.xkey;
    unset resp.http.Surrogate-Key;
    unset resp.http.CDN-Cache-Control;
}
