// On every seeker page: the look, the ways out, and how one page follows another.

import "../styles/seeker.css";
import { watchForExit } from "./exit.ts";
import { watchForHiding } from "./hide.ts";
import { payTheForm } from "./price.ts";
import { watchSteps } from "./steps.ts";

const link = document.querySelector<HTMLAnchorElement>("[data-exit], [data-close]");
if (link) watchForExit(link, document.querySelector("[data-exit-status]"));
watchForHiding();
watchSteps();
payTheForm();
