"use strict";
const shown = document.body.dataset.state;
const left = document.body.dataset.left;
const pending = shown === "pending" || shown === "refused" || shown === "erasing";
const figure = document.getElementById("picture");
const share = document.getElementById("share");

if (pending) {
  let wait = {{ poll_seconds }};
  const look = async () => {
    try {
      const answer = await fetch(location.pathname + "/state.json", { cache: "no-store" });
      const now = answer.ok ? await answer.json() : { state: shown, left };
      if (now.state !== shown || now.left !== left) return location.reload();
    } catch { /* no network for a moment: the next look may succeed */ }
    wait = Math.min(wait * 1.2, 20);
    setTimeout(look, wait * 1000);
  };
  setTimeout(look, wait * 1000);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") wait = {{ poll_seconds }};
  });
}

if (figure) {
  const slider = document.getElementById("compare");
  const move = (share) => {
    slider.value = share;
    figure.style.setProperty("--seam", share + "%");
    figure.querySelector(".left").style.opacity = share > 22 ? 1 : 0;
    figure.querySelector(".right").style.opacity = share < 78 ? 1 : 0;
  };
  const before = figure.querySelector(".before");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const sweep = (began, now) => {
    const passed = Math.min((now - began) / 1800, 1);
    if (slider.dataset.touched) return;
    move(12 + 46 * Math.sin(Math.PI * passed) ** 2);
    if (passed < 1) requestAnimationFrame((next) => sweep(began, next));
  };
  const begin = () => {
    figure.classList.add("comparing");
    if (still) move(12); else requestAnimationFrame((now) => sweep(now, now));
  };
  if (before.complete && before.naturalWidth) begin(); else before.addEventListener("load", begin);
  slider.addEventListener("input", () => { slider.dataset.touched = "1"; move(Number(slider.value)); });
}

if (share) {
  const label = share.querySelector("span");
  const link = location.origin + location.pathname;
  const copy = async () => {
    await navigator.clipboard.writeText(link);
    label.textContent = share.dataset.copied;
  };
  const send = async () => {
    const answer = await fetch(share.dataset.picture);
    const file = new File([await answer.blob()], "cabina.jpg", { type: "image/jpeg" });
    const files = { files: [file], text: share.dataset.text };
    await navigator.share(navigator.canShare?.(files) ? files : { url: link, text: share.dataset.text });
  };
  share.hidden = !(navigator.share || navigator.clipboard);
  share.addEventListener("click", () => (navigator.share ? send() : copy()).catch((error) => error.name === "AbortError" || copy()));
}
