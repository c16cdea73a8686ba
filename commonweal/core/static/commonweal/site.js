// Everything works without this file; it makes the design system's components respond.
import { initAll } from "../nhsuk/nhsuk-frontend.min.js";

initAll();
