// The safety plan: a button that prints. What is written is never read here, only that there is something.

import { part } from "./page.ts";

document.documentElement.classList.add("is-live");
part(document, "[data-print]").addEventListener("click", () => window.print());
addEventListener("beforeunload", (event) => {
  const leaving = document.documentElement.dataset["leaving"] === "yes";
  const written = Array.from(document.querySelectorAll("textarea")).some((field) => field.value !== "");
  if (written && !leaving) event.preventDefault();
});
