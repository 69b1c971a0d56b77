// Frames of other sites come into the page only when a reader asks for them. Without this module they are links.

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-frame] a");
  // A reader who opens the link in another tab or window wants the link.
  if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const embed = link.closest("[data-frame]");
  if (embed.classList.contains("embed-open")) return;
  event.preventDefault();
  const frame = document.createElement("iframe");
  frame.src = embed.dataset.frame;
  frame.title = link.textContent.trim();
  frame.allow = "autoplay; fullscreen; encrypted-media; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  embed.classList.add("embed-open");
  embed.querySelector(".embed-poster").before(frame);
  frame.focus();
});
