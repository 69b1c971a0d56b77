// The newsroom's clock, whatever the clock and the zone of this machine are set to.

// The offset is that of the moment shown: it differs before and after the night that changes the clocks.
const zone = document.querySelector('meta[name="newsroom-zone"]')?.content || "UTC";
const written = new Intl.DateTimeFormat("en-GB", {
  timeZone: zone,
  hourCycle: "h23",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
// As the server names them in the language of the page.
const MONTHS = (
  document.documentElement.lang.startsWith("pt")
    ? "jan fev mar abr mai jun jul ago set out nov dez"
    : "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
).split(" ");

function parts(moment) {
  return Object.fromEntries(written.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** 14:05 today, 21 Nov 14:05 before, 21 Nov 2025 14:05 in another year: as `said` in house/clock.py. */
export function clock(moment, { seconds = false } = {}) {
  const { year, month, day, hour, minute, second } = parts(new Date(moment));
  const time = seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
  const today = parts(new Date());
  if (year === today.year && month === today.month && day === today.day) return time;
  const date = `${Number(day)} ${MONTHS[month - 1]}`;
  return year === today.year ? `${date} ${time}` : `${date} ${year} ${time}`;
}
