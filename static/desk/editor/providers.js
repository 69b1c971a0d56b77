// The services whose embeds are known. Readers get a link that names the service, or else the host; nothing is loaded
// from there. The hosts are those of articles/body/frames.py.

const SERVICES = {
  "youtube.com": "YouTube",
  "youtube-nocookie.com": "YouTube",
  "youtu.be": "YouTube",
  "vimeo.com": "Vimeo",
  "tiktok.com": "TikTok",
  "x.com": "X",
  "twitter.com": "X",
  "instagram.com": "Instagram",
  "facebook.com": "Facebook",
  "fb.watch": "Facebook",
  "datawrapper.de": "Datawrapper",
  "dwcdn.net": "Datawrapper",
};

export function hostOf(address) {
  return URL.canParse(address) ? new URL(address).hostname.replace(/^www\./, "") : "";
}

/** The name of the service, or an empty string when it is not one we know. */
export function serviceOf(address) {
  const host = hostOf(address);
  const known = Object.keys(SERVICES).find((name) => host === name || host.endsWith(`.${name}`));
  return known ? SERVICES[known] : "";
}
