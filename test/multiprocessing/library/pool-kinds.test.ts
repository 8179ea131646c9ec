import { describePool } from './pool-behaviour.ts'

for (const kind of ['process', 'thread', 'coroutine'] as const) describePool(kind)
