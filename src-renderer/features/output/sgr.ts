/** Attributes that would hide text (8) or move (5, 6). */
const dropped = new Set(['5', '6', '8'])

/**
 * An SGR sequence with these parameters, without what hides text or blinks; empty where nothing is left. Colours in
 * the long form (`38;5;8`, `48;2;r;g;b`, `58:2::r:g:b`) keep their numbers.
 */
export function sgrThatShows(parameters: string): string {
  const kept: string[] = []
  const all = parameters.split(';')
  for (let at = 0; at < all.length; at++) {
    const parameter = all[at] ?? ''
    const form = ['38', '48', '58'].includes(parameter) ? all[at + 1] : undefined
    if (form === '5' || form === '2') {
      const length = form === '5' ? 3 : 5
      kept.push(...all.slice(at, at + length))
      at += length - 1
    } else if (!dropped.has(parameter.replace(/^0+(?=\d)/, '').split(':')[0] ?? '')) kept.push(parameter)
  }
  return kept.length === 0 ? '' : `\x1b[${kept.join(';')}m`
}
