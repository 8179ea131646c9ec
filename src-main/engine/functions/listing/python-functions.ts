import { execFile } from 'node:child_process'
import type { ModuleFunction } from '../../../contract/module-listing.ts'
import { pythonProgram } from '../worker-programs.ts'
import { ListingError, notParsed } from './listing-error.ts'

/** Milliseconds that the interpreter may take to start and to parse the file. */
const timeLimit = 20_000
const mostOutput = 16 * 1_048_576

/** Parses the file that it is given, runs nothing of it, and prints JSON. Names that begin with `_` come last. */
const script = String.raw`
import ast, json, sys, tokenize

def parameters(function):
    a = function.args
    positional = a.posonlyargs + a.args
    defaults = [None] * (len(positional) - len(a.defaults)) + a.defaults
    found = [parameter(one, default) for one, default in zip(positional, defaults)]
    if a.vararg:
        found.append({**parameter(a.vararg, None), "isRest": True})
    return found

def parameter(one, default):
    found = {"name": one.arg}
    if one.annotation is not None:
        found["type"] = ast.unparse(one.annotation)
    if default is not None:
        found["default"] = ast.unparse(default)
    return found

def place(error):
    return {"message": error.msg, "line": error.lineno or 1, "column": error.offset or 1}

try:
    with tokenize.open(sys.argv[1]) as file:
        tree = ast.parse(file.read())
    named = {
        node.name: {"name": node.name, "parameters": parameters(node)}
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    answer = {"functions": sorted(named.values(), key=lambda one: one["name"].startswith("_"))}
except SyntaxError as error:
    answer = {"wrong": place(error)}
except (ValueError, RecursionError, MemoryError) as error:
    answer = {"wrong": {"message": str(error) or type(error).__name__, "line": 1, "column": 1}}
print(json.dumps(answer))
`

interface Printed {
  functions?: ModuleFunction[]
  wrong?: { message: string; line: number; column: number }
}

/**
 * The functions at the top of a Python file, with what positions give to: what is by keyword alone is left out. Throws a
 * ListingError.
 * @param environment where the interpreter is looked for
 */
export async function listPython(module: string, environment: Record<string, string>): Promise<ModuleFunction[]> {
  const { functions, wrong } = JSON.parse(await ask(module, environment)) as Printed
  if (wrong) throw notParsed(module, wrong.message, { line: wrong.line, column: wrong.column })
  return functions ?? []
}

function ask(module: string, environment: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    // -I: nothing of the person's, a file `ast.py` beside the module say, stands in for the interpreter's own.
    const child = execFile(
      pythonProgram,
      ['-I', '-', module],
      { env: environment, timeout: timeLimit, killSignal: 'SIGKILL', maxBuffer: mostOutput, windowsHide: true },
      (error, output, said) => {
        if (error) reject(failureOf(error, said))
        else resolve(output)
      },
    )
    // It may be gone before it has read all of it.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(script)
  })
}

function failureOf(error: Error & { code?: unknown }, said: string): ListingError {
  if (error.code === 'ENOENT') {
    return new ListingError(
      'no-python',
      `Python was not found: no “${pythonProgram}” on PATH, so the functions of the file are not listed.`,
    )
  }
  const why = said.trim().split('\n').at(-1) ?? ''
  return new ListingError(
    'python-failed',
    `Python could not list the functions of the file${why === '' ? '' : `: ${why}`}. Type the name of the function.`,
  )
}
