import type { TaskOptions } from '../../contract/task-options.ts'

/** What tasks are made ready against, and build on. */
export interface Surroundings {
  /** The user's own environment: another object once the login shell has told it. */
  readonly environment: Record<string, string>
  homeFolder: string
  platform: NodeJS.Platform
}

/** What a task's process gets besides the user's environment: what the task adds, over what its switches set. */
export function addedEnvironment(
  { environment, colours, unbuffered }: TaskOptions,
  base: Record<string, string>,
): Record<string, string> {
  return {
    // The user's own word on it stands.
    ...(unbuffered && base['PYTHONUNBUFFERED'] === undefined && { PYTHONUNBUFFERED: '1' }),
    ...(colours && { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' }),
    ...environment,
  }
}
