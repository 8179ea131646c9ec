/** A function of a module, as its source has it. */
export interface ModuleFunction {
  /** The export's name, `default` for the default export. */
  name: string
  /** As they are written, in order: `count`, `path = "."`, `...rest`. Undefined where the source does not tell. */
  parameters?: FunctionParameter[]
}

export interface FunctionParameter {
  name: string
  /** Its default value as it is written; undefined where it must be given. */
  default?: string
  /** Its type as it is written. */
  type?: string
  /** True for one that takes all further arguments. */
  isRest?: boolean
}

export interface ModuleListing {
  /** Absolute. */
  module: string
  language: 'javascript' | 'python'
  functions: ModuleFunction[]
}
