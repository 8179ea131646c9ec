import { describe, expect, it } from 'vitest'
import { parseCim } from '../../../../src-main/supervisor/platform/windows/cim-output.ts'

describe('what CIM prints', () => {
  it('is read with its units', () => {
    const json = `[{"ProcessId":4711,"ParentProcessId":42,"Name":"node.exe","CommandLine":"\\"C:\\\\n\\\\node.exe\\" x.js",
      "KernelModeTime":150000,"UserModeTime":50000,"WorkingSetSize":1048576,"ThreadCount":9,"Started":1795426350598},
      {"ProcessId":0,"ParentProcessId":0,"Name":"System Idle Process","CommandLine":null,
      "KernelModeTime":0,"UserModeTime":0,"WorkingSetSize":8192,"ThreadCount":2,"Started":0}]`
    expect(parseCim(json, 0)).toMatchObject([
      {
        pid: 4711,
        parentPid: 42,
        startTime: 1795426350598,
        cpuTime: 20,
        memory: 1048576,
        threads: 9,
        command: '"C:\\n\\node.exe" x.js',
      },
      { pid: 0, command: '[System Idle Process]' },
    ])
  })
})
