// Trusted Types: markup that htmx fetched from this server may be shown; text is never made into a script or its address.
"use strict";
if (window.trustedTypes && window.trustedTypes.createPolicy) {
  window.trustedTypes.createPolicy("default", { createHTML: (markup) => markup });
}
