// On every seeker page: the look, and the way out.

import "../styles/seeker.css";
import { watchForExit } from "./exit.ts";

const link = document.querySelector<HTMLAnchorElement>("[data-exit]");
if (link) watchForExit(link, document.querySelector("[data-exit-status]"));
