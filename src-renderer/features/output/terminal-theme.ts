import type { ITheme } from '@xterm/xterm'

/**
 * The window's colours for the terminal; `colour` resolves a CSS variable. Whatever a program combines, the terminal
 * raises its contrast (`minimumContrastRatio`), so these need not be legible on each other.
 */
export function terminalTheme(isDark: boolean, colour: (variable: string) => string): ITheme {
  const background = colour('--ui-bg')
  const slider = colour('--ui-border-accented')
  const sliderActive = colour('--ui-text-dimmed')
  return {
    background,
    foreground: colour('--ui-text'),
    cursor: background,
    cursorAccent: background,
    selectionBackground: colour('--app-sel'),
    selectionInactiveBackground: colour('--app-sel-blur'),
    scrollbarSliderBackground: slider,
    scrollbarSliderHoverBackground: sliderActive,
    scrollbarSliderActiveBackground: sliderActive,
    overviewRulerBorder: background,
    ...(isDark ? darkPalette : lightPalette),
  }
}

const lightPalette: ITheme = {
  black: '#27272a',
  red: '#b42318',
  green: '#0b7a53',
  yellow: '#8a5a00',
  blue: '#1d4fd7',
  magenta: '#8b2fa8',
  cyan: '#0e7490',
  white: '#d4d4d8',
  brightBlack: '#5b5b63',
  brightRed: '#c92a2a',
  brightGreen: '#0f8a5f',
  brightYellow: '#9a5b00',
  brightBlue: '#2563eb',
  brightMagenta: '#a53fc4',
  brightCyan: '#0c8299',
  brightWhite: '#f4f4f5',
}

const darkPalette: ITheme = {
  black: '#3d3d45',
  red: '#f27272',
  green: '#3fbf8e',
  yellow: '#dfa53a',
  blue: '#6ea3ff',
  magenta: '#cf8cf0',
  cyan: '#4cc3dd',
  white: '#dcdce1',
  brightBlack: '#9a9aa5',
  brightRed: '#ff9090',
  brightGreen: '#62d8aa',
  brightYellow: '#f2c263',
  brightBlue: '#93bbff',
  brightMagenta: '#e0adf7',
  brightCyan: '#79d8ec',
  brightWhite: '#f6f6f8',
}
