import { userInfo } from 'node:os'

/**
 * All that a host which runs in the background is given of its caller's environment, and that a login shell starts from:
 * who the person is, and the facts of the session. Nothing that is set for single commands, and no secret, has these names.
 */
const sessionNames = new Set([
  ...['HOME', 'SHELL', 'TZ', 'TMPDIR', 'TEMP', 'TMP'],
  // Language: locale(7), and GNU gettext's list of languages.
  ...['LANG', 'LANGUAGE', 'LC_ALL', 'LC_ADDRESS', 'LC_COLLATE', 'LC_CTYPE', 'LC_IDENTIFICATION', 'LC_MEASUREMENT'],
  ...['LC_MESSAGES', 'LC_MONETARY', 'LC_NAME', 'LC_NUMERIC', 'LC_PAPER', 'LC_TELEPHONE', 'LC_TIME'],
  // The desktop session: pam_systemd(8), the X server, Wayland, D-Bus.
  ...['XDG_RUNTIME_DIR', 'XDG_SESSION_ID', 'XDG_SESSION_TYPE', 'XDG_SESSION_CLASS', 'XDG_SESSION_DESKTOP'],
  ...['XDG_CURRENT_DESKTOP', 'DISPLAY', 'WAYLAND_DISPLAY', 'XAUTHORITY', 'DBUS_SESSION_BUS_ADDRESS', 'SSH_AUTH_SOCK'],
])

/** What Windows itself gives to every process of a session (Microsoft's "Recognized environment variables"). */
const windowsNames = new Set([
  ...['ALLUSERSPROFILE', 'APPDATA', 'COMMONPROGRAMFILES', 'COMMONPROGRAMFILES(X86)', 'COMMONPROGRAMW6432'],
  ...['COMPUTERNAME', 'COMSPEC', 'DRIVERDATA', 'HOMEDRIVE', 'HOMEPATH', 'LOCALAPPDATA', 'LOGONSERVER'],
  ...['NUMBER_OF_PROCESSORS', 'OS', 'PATH', 'PATHEXT', 'PROCESSOR_ARCHITECTURE', 'PROCESSOR_IDENTIFIER'],
  ...['PROCESSOR_LEVEL', 'PROCESSOR_REVISION', 'PROGRAMDATA', 'PROGRAMFILES', 'PROGRAMFILES(X86)', 'PROGRAMW6432'],
  ...['PSMODULEPATH', 'PUBLIC', 'SESSIONNAME', 'SYSTEMDRIVE', 'SYSTEMROOT', 'TEMP', 'TMP', 'USERDOMAIN'],
  ...['USERDOMAIN_ROAMINGPROFILE', 'USERNAME', 'USERPROFILE', 'WINDIR'],
])

/** By these a host finds the same data folder as its caller (engine/data-folder/folders.ts). On Windows they are the system's own. */
const placeNames = ['FORKYARD_HOME', 'XDG_DATA_HOME', 'XDG_CONFIG_HOME']

/** What of an environment says who the person is and in which session, and nothing else. */
export function sessionEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const isWindows = process.platform === 'win32'
  const isKept = (name: string): boolean => (isWindows ? windowsNames.has(name.toUpperCase()) : sessionNames.has(name))
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) if (value !== undefined && isKept(name)) kept[name] = value
  return isWindows ? kept : { ...accountOf(environment), ...kept }
}

/** The environment of a host in the background: the session's, and where its data folder is. */
export function backgroundEnvironment(environment: NodeJS.ProcessEnv): Record<string, string> {
  const places = placeNames.flatMap((name): [string, string][] => {
    const value = environment[name]
    return value === undefined ? [] : [[name, value]]
  })
  return {
    ...sessionEnvironment(environment),
    ...Object.fromEntries(places),
    // Electron's binary runs as Node by this variable.
    ...('electron' in process.versions && { ELECTRON_RUN_AS_NODE: '1' }),
  }
}

/** Same as system's list of users has it; a user who is in none (a container's, say) is who the environment says. */
function accountOf({ USER, LOGNAME }: NodeJS.ProcessEnv): Record<string, string> {
  try {
    const { username, homedir, shell } = userInfo()
    return { USER: username, LOGNAME: username, HOME: homedir, SHELL: shell ?? '/bin/sh' }
  } catch {
    const name = USER ?? LOGNAME
    return { ...(name !== undefined && { USER: name, LOGNAME: name }), HOME: '/', SHELL: '/bin/sh' }
  }
}
