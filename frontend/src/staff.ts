// On every staff page: the look.

import "../styles/staff.css";
