/**
 * What a page of ours may load: scripts, fonts and pictures from where it comes itself alone, nothing inline but styles.
 * Those need `unsafe-inline`: tables, xterm.js and uPlot set sizes and colours that way, and styles cannot run anything.
 *
 * @param connections where scripts may connect to, as `connect-src` names it
 */
function contentPolicy(connections: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src ${connections}`,
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** What every answer that carries the window's page has, whoever serves it: no other origin reads or frames it, or learns where it was. */
export function pageHeaders(connections: string) {
  return {
    'content-security-policy': contentPolicy(connections),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  }
}
