// The form for entries of live coverage. What is typed is in the journal until the server has it. Before the form is
// sent, the page asks who is logged in; where the session has ended, it asks for the password in place.

import { drop, hold, keep, leftBehind } from "desk/journal";
import { clock, note } from "desk/notes";
import { logIn, whoIsHere } from "desk/relogin";
import { beforeAnyHand, isAsServed, putBack, read, textOf } from "desk/typed";
import { say } from "desk/words";

const TO_JOURNAL = 200; // ms after a key
const form = document.querySelector("#article_form");

if (form?.elements.key) {
  const { user, story, acknowledged } = form.dataset;
  let sitting = form.elements.key.value;
  // What is in a form that was refused is kept nowhere yet.
  const refused = document.querySelector("#reasons");
  const text = () => {
    const typed = read(form);
    delete typed.key;
    return textOf(typed);
  };
  let sent = isAsServed(form) ? null : ""; // somebody may have been quicker than this script
  let timer = 0;
  let leaving = false;

  const isKept = () => sent === null || text() === sent;
  const look = async () => {
    clearTimeout(timer);
    if (isKept() && !refused) return drop({ user, sitting });
    const kept = await keep({ user, sitting, story, typed: read(form), labels: {}, at: Date.now() });
    if (!kept) note("journal", say("This browser keeps nothing: what you write is only on this page until it is sent."), { quiet: true });
  };
  const touched = () => {
    clearTimeout(timer);
    timer = setTimeout(look, TO_JOURNAL);
  };

  // The editor arranges its text until the page has loaded; any difference after somebody began was made by a person.
  beforeAnyHand(form, () => (sent ??= text()));
  for (const kind of ["input", "change", "click"]) form.addEventListener(kind, touched);
  addEventListener("load", () => {
    if (refused || !isKept()) look();
    offer();
  });

  async function offer() {
    hold(sitting);
    if (acknowledged) {
      await drop({ user, sitting: acknowledged });
      history.replaceState(history.state, "", location.pathname + location.hash);
    }
    for (const entry of await leftBehind(user, story)) {
      const name = `offer ${entry.sitting}`;
      if (textOf({ ...entry.typed, key: [] }) === textOf({ ...read(form), key: [] })) {
        await drop(entry);
        continue;
      }
      note(name, say("What you typed at {time} was not sent.", { time: clock(entry.at) }), {
        acts: [
          [
            say("Put it back"),
            async () => {
              const { csrfmiddlewaretoken, ...typed } = entry.typed;
              // It keeps its key: if it had arrived and only the answer was lost, it is not posted twice.
              await drop({ user, sitting });
              sitting = entry.sitting;
              hold(sitting);
              await putBack(form, { ...typed, key: [sitting] });
              note(name, null);
              await look();
            },
          ],
          [say("Let it go"), () => (note(name, null), drop(entry))],
        ],
      });
    }
  }

  form.addEventListener("submit", async (event) => {
    if (leaving) return;
    event.preventDefault();
    const { submitter } = event;
    await look();
    let found = await whoIsHere(form);
    if (found === "login" && (await logIn(form))) found = "same";
    if (found === "same") {
      leaving = true;
      note("server", null);
      form.requestSubmit(submitter);
      return;
    }
    const words = {
      login: say("Not sent: you are logged out. What you wrote is kept; press again to log in."),
      other: say("Not sent: somebody else is logged in now. What you wrote is kept for you."),
      down: say("Not sent: the server does not answer. What you wrote is kept; press again in a moment."),
    };
    note("server", words[found], { kind: "wrong" });
  });
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (!leaving && !isKept()) event.preventDefault();
  });
  refused?.focus();
}

// A link in the log may ask for a part of this page: it is opened.
const asked = location.hash.length > 1 && document.querySelector(`details${location.hash}`);
if (asked) {
  asked.open = true;
  asked.querySelector("textarea")?.focus();
}
