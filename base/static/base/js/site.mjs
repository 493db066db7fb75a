/**
 * The site works without this module. It only remembers a chosen language, opens a video where it stands,
 * and closes the header's menus.
 */

const YEAR = 60 * 60 * 24 * 365;
const PLAYERS = new Set(["https://www.youtube-nocookie.com", "https://player.vimeo.com"]);

/** A language that the reader chose is the one that "/" leads to from then on. */
function rememberLanguage(link) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `django_language=${encodeURIComponent(link.dataset.language)}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

/** Nothing is fetched from a video service before this click. */
function openVideo(link) {
  const address = new URL(link.dataset.embed, location.href);
  if (!PLAYERS.has(address.origin)) return false;
  address.searchParams.set(address.hostname.endsWith("vimeo.com") ? "dnt" : "rel", address.hostname.endsWith("vimeo.com") ? "1" : "0");
  address.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.className = "video-frame";
  frame.src = address.href;
  frame.title = link.dataset.title || link.textContent.trim();
  frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
  frame.allowFullscreen = true;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  link.replaceWith(frame);
  frame.focus();
  return true;
}

const openMenus = () => document.querySelectorAll(".disclosure[open]");

document.addEventListener("click", (event) => {
  const language = event.target.closest("a[data-language]");
  if (language) rememberLanguage(language);

  const video = event.target.closest("a[data-embed]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (video && plain && openVideo(video)) event.preventDefault();

  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of openMenus()) {
    if (menu.contains(document.activeElement)) menu.querySelector("summary").focus();
    menu.open = false;
  }
});
