// Loaded as a style sheet inside <noscript>: hides what only a script can bring to life.

import "../styles/plain.css";
